"""A story becomes a page that says of every claim what became of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.spec.tell.telling import ATTENDANCE, FACTS, cells, story_file

from kenspeckle.ground.terms import Complaints, Facts, OutcomeFacts, TargetFacts
from kenspeckle.ground.terms.figure import released
from kenspeckle.ground.terms.page import Cards, Claimed, FigureBlock, Method, Paragraph, StoryPage, Text
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.outside.tell import findings, judge_claims, read, tell, wants

CELLS = cells(
    """
    attendance_rate           | 2018/19 |                 | 93000 | 100000 | 5000
    attendance_rate           | 2020/21 |                 | 90000 | 100000 | 5000
    attendance_rate           | 2021/22 |                 | 89500 | 100000 | 5000
    attendance_rate           | 2022/23 |                 | 90200 | 100000 | 5000
    attendance_rate           | 2023/24 |                 | 91000 | 100000 | 5000
    attendance_rate           | 2024/25 |                 | 92500 | 100000 | 5000
    attendance_rate~very_late | 2021/22 |                 | 87000 | 100000 | 5000
    attendance_rate~very_late | 2022/23 |                 | 87500 | 100000 | 5000
    attendance_rate~very_late | 2023/24 |                 | 86500 | 100000 | 5000
    attendance_rate~very_late | 2024/25 |                 | 86000 | 100000 | 5000
    attendance_rate           | 2023/24 | council=S01     | 17000 |  20000 | 1000
    attendance_rate           | 2024/25 | council=S01     | 18200 |  20000 | 1000
    attendance_rate           | 2023/24 | council=S02     | 28200 |  30000 | 1500
    attendance_rate           | 2024/25 | council=S02     | 26400 |  30000 | 1500
    attendance_rate           | 2023/24 | council=S03     | suppressed
    attendance_rate           | 2024/25 | council=S03     | suppressed
    attendance_rate           | 2023/24 | simd_quintile=1 | 16800 |  20000 | 1000
    attendance_rate           | 2024/25 | simd_quintile=1 | 17000 |  20000 | 1000
    attendance_rate           | 2023/24 | simd_quintile=5 | 18800 |  20000 | 1000
    attendance_rate           | 2024/25 | simd_quintile=5 | 19000 |  20000 | 1000
    roll                      | 2024/25 |                 |  5000 |        | 5000
    roll                      | 2023/24 |                 |  4900 |        | 4900
    """
)


GAP = """
    attendance_rate | 2024/25 | simd_quintile=1 | 15000 | 20000 | 1000
    attendance_rate | 2024/25 | simd_quintile=5 | 19000 | 20000 | 1000
    """


def page(text: str, facts: Facts = FACTS, approved: tuple[str, ...] = ()) -> StoryPage:
    return tell(read(story_file(text), facts), CELLS, facts, approved=approved)


def found(text: str, facts: Facts = FACTS) -> list[tuple[str, str, str]]:
    story = read(story_file(text), facts)
    return [(f.words, f.verdict, f.proposal) for f in findings(judge_claims(story, facts, CELLS))]


def test_a_claim_that_holds_shows_its_figure_and_its_cells():
    (claim,) = page("[92.5%]{attendance_rate in 2024/25}").claims
    assert (claim.verdict, claim.words, claim.shown, claim.measure) == ("holds", "92.5%", "92.5%", "attendance_rate")
    assert claim.cells == ("attendance_rate@2024/25",)
    assert claim.sources == ("attendance",)


@pytest.mark.parametrize(
    ("evidence", "about", "why"),
    [
        ("attendance_rate in 2024/25", "Attendance rate, 2024/25", "The figure is 92.5%."),
        (
            "attendance_rate where council = Argyll in 2024/25",
            "Attendance rate, Argyll, 2024/25",
            None,
        ),
        (
            "attendance_rate since 2023/24",
            "Attendance rate, 2023/24 to 2024/25",
            "It rose from 91.0% in 2023/24 to 92.5% in 2024/25.",
        ),
        (
            "attendance_rate where simd_quintile = 1 against simd_quintile = 5 in 2024/25",
            "Attendance rate, Most deprived fifth against Least deprived fifth, 2024/25",
            "Most deprived fifth: 75.0%. Least deprived fifth: 95.0%. The difference is 20.0 points.",
        ),
        (
            "share of roll where council = Borve from 2023/24 to 2024/25",
            "Share of school roll, Borve, 2023/24 to 2024/25",
            None,
        ),
    ],
)
def test_a_note_says_what_the_figure_is_of_and_what_it_is(evidence, about, why):
    told = {**CELLS, **cells(GAP)}
    (claim,) = tell(read(story_file(f"[]{{{evidence}}}"), FACTS), told, FACTS).claims
    assert claim.about == about
    assert why is None or claim.why == why


def test_rows_that_give_no_value_are_counted_in_the_note():
    (key,) = cells("attendance_rate | 2024/25 | | 1 | 1 | 1")
    told = {key: released(900, 1000, 100, rows=460, unknown=1)}
    facts = replace(FACTS, measures={"attendance_rate": replace(ATTENDANCE, over_known=True)})
    (claim,) = tell(read(story_file("[90.0%]{attendance_rate in 2024/25}"), facts), told, facts).claims
    assert claim.why == "The figure is 90.0%. 1 of 460 rows gives no value and is left out."


def test_words_left_open_are_filled_in():
    (claim,) = page("Attendance []{attendance_rate from 2023/24 to 2024/25}.").claims
    assert (claim.words, claim.verdict) == ("rose by 1.5 points", "holds")


def test_a_claim_is_counted_in_its_other_ways_and_what_flips_it_is_named():
    (claim,) = page("[rose]{attendance_rate from 2023/24 to 2024/25}").claims
    assert claim.robustness == (
        "Counted 12 ways: true in 4, within chance in 3; not under ‘very late counted as absent’, "
        "not to 2022/23, not from 2022/23 to 2023/24."
    )
    assert ("definition", "very late counted as absent", "not true") in claim.ways


def test_a_level_is_shown_as_the_range_of_its_other_ways():
    (claim,) = page("[92.5%]{attendance_rate in 2024/25}").claims
    assert claim.robustness == "Counted 2 ways: from 86.0% to 92.5%."
    assert claim.ways == (("definition", "very late counted as absent", "86.0%"),)


def test_the_strongest_opposing_claim_stands_beside_it_with_the_size_of_its_family():
    (claim,) = page("[rose]{attendance_rate where council = Argyll from 2023/24 to 2024/25}").claims
    assert claim.opposing == (
        "One claim against it was tried, and the data bear it out: for Borve, attendance rate fell by 6.0 points."
    ), "Sgurr is hidden, and the earlier years of Argyll have no cells"


def test_the_strongest_of_several_opposing_claims_is_the_one_that_is_shown():
    table = """
        attendance_rate | 2023/24 | council=S01 | 18000 | 20000 | 1000
        attendance_rate | 2024/25 | council=S01 | 19000 | 20000 | 1000
        attendance_rate | 2023/24 | council=S02 | 18000 | 20000 | 1000
        attendance_rate | 2024/25 | council=S02 | 17000 | 20000 | 1000
        attendance_rate | 2023/24 | council=S03 | 18000 | 20000 | 1000
        attendance_rate | 2024/25 | council=S03 | 16000 | 20000 | 1000
    """
    story = read(story_file("[rose]{attendance_rate where council = Argyll from 2023/24 to 2024/25}"), FACTS)
    (claim,) = tell(story, cells(table), FACTS).claims
    assert claim.opposing == (
        "Of 2 claims against it that were tried, the data bear out 2. The strongest: for Sgurr, attendance rate fell "
        "by 10.0 points."
    )


def test_when_no_opposing_claim_passes_that_is_said():
    (claim,) = page("[rose]{attendance_rate from 2021/22 to 2024/25}").claims
    assert claim.opposing == "Of 4 claims against it that were tried, the data bear out none."


def test_in_a_report_card_no_place_is_held_against_another():
    claim = "[rose]{attendance_rate where council = Argyll from 2023/24 to 2024/25}"
    assert page(f"---\nkind: report-card\n---\n{claim}").claims[0].opposing == ""


HIDDEN = "attendance_rate where council = Sgurr from 2023/24 to 2024/25"


def test_withheld_words_are_on_the_page_in_no_form():
    """The author's own words would be the disclosure, so they are not in text, headings, titles, banners or data."""
    tied = f"[fell by 73 points]{{{HIDDEN}}}"
    text = (
        f'---\ntitle: "Sgurr {tied}"\nquestion: "Has it {tied}?"\n---\n'
        f"# It {tied}\n\nIt {tied}. And [rose]{{roll in 2023/24}}.\n\n"
        f'```chart\nmeasure: attendance_rate\nwhere: council = Sgurr\ntitle: "It {tied}"\n'
        f'notes: [{{at: 2023/24, text: "it {tied}"}}]\n```\n'
    )
    for approved in ((), ("Ada",)):
        told = page(text, approved=approved)
        assert b"73" not in canonical(told)
        assert "fell by" not in canonical(told).decode()
        assert [c.verdict for c in told.claims[:4]] == ["withheld"] * 4
    assert told.plain_title == "Sgurr …"
    figure = told.blocks[-1]
    assert isinstance(figure, FigureBlock)
    assert figure.chart.title == "Attendance rate is withheld so that no child can be found"


def test_right_and_wrong_words_about_a_hidden_cell_look_alike():
    def looks(words: str) -> object:
        story = read(story_file(f"It [{words}]{{{HIDDEN}}}."), FACTS)
        told = tell(story, CELLS, FACTS)
        return told.claims, told.banners, findings(judge_claims(story, FACTS, CELLS))

    assert looks("rose") == looks("fell by 4.4 points") == looks("no clear change")


def test_a_finding_names_the_line_the_evidence_and_the_words_that_would_be_true():
    story = read(story_file("One.\n\nIt [fell by 2 points]{attendance_rate from 2023/24 to 2024/25}.\n"), FACTS)
    (finding,) = findings(judge_claims(story, FACTS, CELLS))
    assert str(finding) == (
        "stories/attendance.md:3:4: does not hold: “fell by 2 points”\n"
        "  evidence: attendance_rate from 2023/24 to 2024/25\n"
        "  It rose from 91.0% in 2023/24 to 92.5% in 2024/25. That is not ‘fell’.\n"
        "  true would be: rose by 2 points"
    )


def test_every_kind_of_unsoundness_is_a_finding():
    text = (
        "[rose]{attendance_rate where simd_quintile = 1 from 2023/24 to 2024/25}, [some]{roll in 2024/25}, "
        f"[rose]{{{HIDDEN}}}, 12% of them improved"
    )
    assert [(words, verdict) for words, verdict, _ in found(text)] == [
        ("rose", "cannot tell"),
        ("some", "refused"),
        ("", "withheld"),
        ("12%", "a number nobody vouches for"),
        ("improved", "words nobody vouches for"),
    ]


def test_a_source_that_is_past_due_is_told_and_fails_nothing():
    facts = replace(FACTS, overdue={"attendance": "Attendance was due on 1 February."})
    story = read(story_file("[92.5%]{attendance_rate in 2024/25}"), facts)
    (finding,) = findings(judge_claims(story, facts, CELLS))
    assert (finding.verdict, finding.fails) == ("out of date", False)
    assert ("out-of-date", "Attendance was due on 1 February.") in [
        (b.kind, b.text) for b in tell(story, CELLS, facts).banners
    ]


def test_a_draft_says_that_it_is_one():
    assert [b.kind for b in page("Words.").banners] == ["draft"]
    assert page("Words.", approved=("Ada",)).banners == ()


def test_an_approved_story_keeps_its_words_under_a_banner_that_names_the_sentence():
    text = "We looked. Attendance [fell by 4.4 points]{attendance_rate from 2023/24 to 2024/25} here. That is all."
    told = page(text, approved=("Ada",))
    assert told.claims[0].words == "fell by 4.4 points"
    (banner,) = told.banners
    assert banner.kind == "contradicted"
    assert banner.text == (
        "New data contradicts a sentence of this story: “Attendance fell by 4.4 points here.” It rose from 91.0% in "
        "2023/24 to 92.5% in 2024/25. That is not ‘fell’. The words stand until people approve new ones."
    )


def test_a_failed_check_stands_beside_the_figures_that_rest_on_it():
    facts = replace(FACTS, failed={"attendance": ("3 rows come twice",)})
    told = page("[92.5%]{attendance_rate in 2024/25}\n\n```chart\nmeasure: attendance_rate\n```\n", facts)
    assert told.banners[-1].kind == "failed-check"
    assert isinstance(told.blocks[1], FigureBlock)
    assert isinstance(told.blocks[2], Paragraph)
    assert "3 rows come twice." in canonical(told.blocks[2]).decode()
    assert told.claims[0].why.endswith("A check of its source failed: 3 rows come twice.")
    roll = page("```chart\nmeasure: roll\n```\n", facts)
    assert len(roll.blocks) == 1, "a figure of another source is not warned of"


def title(*lines: str, facts: Facts = FACTS) -> str:
    (block, *_) = page("\n".join(["```chart", *lines, "```", ""]), facts).blocks
    assert isinstance(block, FigureBlock)
    return block.chart.title


def test_a_chart_without_a_title_is_headed_by_its_finding():
    assert title("measure: attendance_rate", "from: 2023/24") == (
        "Attendance rate rose by 1.5 points from 2023/24 to 2024/25, to 92.5%"
    )
    assert title("measure: attendance_rate", "where: simd_quintile = 1") == (
        "Attendance rate (Most deprived fifth) shows no clear change from 2023/24 to 2024/25"
    )
    assert title("measure: attendance_rate", "by: simd_quintile") == (
        "Attendance rate was 10.0 points lower for Most deprived fifth than for Least deprived fifth in 2024/25"
    )


def test_a_heading_names_no_place_as_highest_or_lowest():
    assert title("measure: attendance_rate", "by: council") == (
        "Attendance rate by council ran from 88.0% to 91.0% in 2024/25"
    )


def test_a_chart_of_hidden_figures_says_so():
    (block,) = page("```chart\nmeasure: attendance_rate\nwhere: council = Sgurr\n```\n").blocks
    assert isinstance(block, FigureBlock)
    assert block.chart.title == "Attendance rate is withheld so that no child can be found"
    assert block.chart.method.endswith("2 figures are withheld so that no child can be found.")


def test_a_heading_tells_no_change_across_a_break_of_definition():
    measure = replace(ATTENDANCE, breaks=(("2024/25", "sessions, not openings", True),))
    facts = replace(FACTS, measures={**FACTS.measures, "attendance_rate": measure})
    assert title("measure: attendance_rate", facts=facts) == "Attendance rate was 92.5% in 2024/25"


def test_an_authors_title_may_be_tied():
    assert title("measure: roll", 'title: "The roll [rose]{roll from 2023/24 to 2024/25}"') == "The roll rose"
    (figure,) = page('```chart\nmeasure: roll\ntitle: "The roll [rose]{roll since 2023/24}"\n```\n').blocks
    assert isinstance(figure, FigureBlock)
    assert figure.heading == (Text("The roll "), Claimed(0))
    (engines,) = page("```chart\nmeasure: roll\n```\n").blocks
    assert isinstance(engines, FigureBlock)
    assert engines.heading == (), "no claim of the author's is in words of the engine's"


def test_a_caption_follows_its_figure():
    told = page('```chart\nmeasure: roll\ncaption: "[5,000]{roll in 2024/25} children"\n```\n')
    (figure,) = told.blocks
    assert isinstance(figure, FigureBlock)
    assert figure.caption == (Claimed(0), Text(" children"))


def test_the_method_says_how_every_measure_is_counted():
    (paragraph, method) = page("[5,000]{roll in 2024/25}\n\n```method\n```\n").blocks
    assert isinstance(paragraph, Paragraph)
    assert method == Method((("School roll", "Children on the roll on census day.", ()),))


def test_a_page_names_its_measures_sources_and_places():
    told = page("[88.0%]{attendance_rate where council = Borve in 2024/25} [5,000]{roll in 2024/25}")
    assert told.measures == ("attendance_rate", "roll")
    assert told.sources == ("attendance", "census")
    assert told.places == ("S02",)


def cards(*lines: str, targets: tuple[TargetFacts, ...] = ()) -> Cards:
    outcome = OutcomeFacts("attending", "Children are in school", "", "thriving", ("attendance_rate",), (), targets)
    facts = replace(FACTS, outcomes={"attending": outcome})
    (block,) = page("\n".join(["```cards", "outcomes: [attending]", *lines, "```", ""]), facts).blocks
    assert isinstance(block, Cards)
    return block


def test_a_card_shows_level_change_gap_and_target():
    (card,) = cards(
        "gap: simd_quintile 1 against 5", targets=(TargetFacts("attendance_rate", Decimal(92), by="2024/25"),)
    ).cards
    assert (card.title, card.level, card.period) == ("Children are in school", "92.5%", "2024/25")
    assert card.change == "rose by 1.5 points since 2023/24"
    assert card.gap == "10.0 points lower for Most deprived fifth than for Least deprived fifth"
    assert (card.target, card.status) == ("at least 92.0% by 2024/25", "on course")


def status(target: Decimal, by: str = "", *lines: str, where: str = "") -> str:
    (card,) = cards(*lines, targets=(TargetFacts("attendance_rate", target, by=by, where=where),)).cards
    return card.status


def test_a_target_is_met_missed_in_reach_or_cannot_be_told():
    assert status(Decimal("92.5"), "2024/25") == "on course"
    assert status(Decimal("92.6"), "2024/25") == "off course"
    assert status(Decimal("86.0"), "2024/25", "where: simd_quintile = 1") == "off course", "its time has come"
    assert status(Decimal("94.0"), "2025/26") == "on course", "another 1.5 points in one year make 94.0"
    assert status(Decimal("94.1"), "2025/26") == "off course"
    assert status(Decimal("86.0"), "2025/26", "where: simd_quintile = 1") == "cannot tell", "its rise is within chance"
    assert status(Decimal("99.0")) == "on course", "no date is set, and it is rising"


def test_a_target_for_another_group_is_no_target():
    assert status(Decimal(90), "", where="council = Borve") == "no target"
    assert status(Decimal(90), "", "where: council = Borve", where="council = Borve") == "off course"


def test_a_card_of_a_hidden_figure_is_withheld():
    (card,) = cards("where: council = Sgurr").cards
    assert card.status == "withheld"
    assert card.level == "withheld so that no child can be found"
    assert card.change == ""


def test_a_card_of_a_place_takes_no_figure_of_a_wider_one():
    outcome = OutcomeFacts("attending", "Children are in school", "", "thriving", ("attendance_rate", "exclusion_rate"))
    national = replace(FACTS.measures["exclusion_rate"], dimensions=())
    measures = {**FACTS.measures, "exclusion_rate": national}
    facts = replace(FACTS, outcomes={"attending": outcome}, measures=measures)
    text = "```cards\noutcomes: [attending]\nwhere: council = Borve\n```\n"
    (block,) = page(text, facts).blocks
    assert isinstance(block, Cards)
    assert [(card.level, card.status) for card in block.cards] == [
        ("88.0%", "no target"),
        ("not counted by council", "cannot tell"),
    ]
    assert not [w for w in wants(read(story_file(text), facts), facts) if w.measure == "exclusion_rate"]


def test_a_card_of_a_measure_that_is_named_must_be_counted_by_its_group():
    facts = replace(FACTS, measures={**FACTS.measures, "roll": replace(FACTS.measures["roll"], dimensions=())})
    with pytest.raises(Complaints, match="roll is not known by `council`"):
        page("```cards\nmeasures: [roll]\nwhere: council = Borve\n```\n", facts)
