"""A story is Markdown whose words may be tied to evidence, wherever prose may stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.tell.telling import FACTS, FILE, story_file

from kenspeckle.ground.terms import Complaints, Facts, KenError, Spot, Test
from kenspeckle.ground.terms.page import (
    Bullets,
    Claimed,
    Emphasis,
    Heading,
    Link,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Text,
)
from kenspeckle.outside.tell.read_story import read
from kenspeckle.outside.tell.story import Story


def reading(text: str, facts: Facts = FACTS) -> Story:
    return read(story_file(text), facts)


def complaints(text: str) -> list[str]:
    with pytest.raises(Complaints) as caught:
        reading(text)
    return [str(c).removeprefix(FILE + ":") for c in caught.value.complaints]


def test_words_are_tied_to_evidence_by_brackets_and_braces():
    story = reading("Children attended [87.6%]{attendance_rate in 2024/25} of the time.\n")
    (claim,) = story.claims
    assert (claim.words, claim.evidence) == ("87.6%", "attendance_rate in 2024/25")
    assert story.blocks == (Paragraph((Text("Children attended "), Claimed(0), Text(" of the time."))),)


@pytest.mark.parametrize(
    ("text", "words", "line", "column"),
    [
        ("[a]{m}", "a", 1, 1),
        ("one\ntwo [a]{m}", "a", 2, 5),
        ("# Up [a]{m} ##", "a", 1, 6),
        ("Up [a]{m}\n====", "a", 1, 4),
        ("- x\n  - y [a]{m}", "a", 2, 7),
        ("1. x\n\n   y [a]{m}", "a", 3, 6),
        ("> x\n> > y [a]{m}", "a", 2, 7),
        ("> x\nlazy [a]{m}", "a", 2, 6),
        ("\tno\n", None, 0, 0),
        ("*it* [a\nb]{m}", "a b", 1, 6),
        (r"[a \] b]{m}", "a ] b", 1, 1),
        ("[a [b] c]{m}", "a [b] c", 1, 1),
        ("[a *b* c]{m}", "a b c", 1, 1),
        ("&amp; &#56; [a]{m}", "a", 1, 13),
        ("[a]{m where council = 'x } y'}", "a", 1, 1),
        ("[a]{m where school = St Mary's} b", "a", 1, 1),
        ("[]{m}", "", 1, 1),
    ],
)
def test_a_claim_knows_its_line_and_column(text, words, line, column):
    if words is None:
        assert "indented" in complaints(text)[0]
        return
    (claim,) = reading(text).claims
    assert (claim.words, claim.spot) == (words, Spot(FILE, line, column))


@pytest.mark.parametrize("text", [r"\[87%]{m}", "[87%] {m}", "[87%]{m", "[87%", "[87%]\n{m}", "[87%](x){m}"])
def test_what_is_not_closed_or_is_escaped_is_no_claim_and_its_number_is_a_stray(text):
    story = reading(text)
    assert not story.claims
    assert [s.words for s in story.strays] == ["87%"]


def test_lines_may_end_as_they_do_on_other_systems():
    text = "one\r\n\r\ntwo [a\r\nb]{m} 9\r\n"
    story = reading(text)
    (claim,) = story.claims
    assert (claim.spot, claim.words) == (Spot(FILE, 3, 5), "a b")
    assert text[claim.words_from : claim.words_to] == "a\r\nb"
    assert [s.spot for s in story.strays] == [Spot(FILE, 4, 7)]


def test_the_title_question_and_summary_are_prose_too():
    story = reading(
        "---\n"
        """title: "[Attendance \\"is\\" recovering]{attendance_rate in 2024/25}, but slowly"\n"""
        "question: 'Has it''s gap [closed]{attendance_rate in 2024/25}?'\n"
        "summary: >\n  A folded [line\n  of words]{attendance_rate in 2024/25}.\n"
        "---\nBody.\n"
    )
    assert [(c.words, c.place, c.spot.line, c.spot.column) for c in story.claims] == [
        ('Attendance "is" recovering', "title", 2, 9),
        ("closed", "question", 3, 26),
        ("line of words", "summary", 5, 12),
    ]
    assert story.title == (Claimed(0), Text(", but slowly"))


def test_chart_titles_captions_and_notes_are_prose_too():
    story = reading(
        "```chart\nmeasure: attendance_rate\n"
        'title: "It [fell]{attendance_rate in 2024/25}"\n'
        'notes: [{at: 2023/24, text: "clubs [began]{attendance_rate in 2024/25}"}]\n'
        'caption: "see [this]{attendance_rate in 2024/25}"\n```\n'
    )
    assert {(c.words, c.spot.line, c.spot.column) for c in story.claims} == {
        ("fell", 3, 12),
        ("began", 4, 36),
        ("this", 5, 15),
    }


def test_prose_becomes_headings_lists_quotations_and_rules():
    story = reading("## A *b*\n\n- one\n- two\n\n1. x\n\n> said\n\n---\n\n[on](../a.html) **b**\n")
    assert story.blocks == (
        Heading(2, (Text("A "), Emphasis((Text("b"),))), "a-b"),
        Bullets(False, ((Paragraph((Text("one"),)),), (Paragraph((Text("two"),)),))),
        Bullets(True, ((Paragraph((Text("x"),)),),)),
        Quotation((Paragraph((Text("said"),)),)),
        Rule(),
        Paragraph((Link("../a.html", (Text("on"),)), Text(" "), Strong((Text("b"),)))),
    )


def test_emphasis_round_all_the_words_is_kept():
    (paragraph,) = reading("[**a**]{m}").blocks
    assert paragraph == Paragraph((Strong((Claimed(0),)),))


def test_a_headings_address_leaves_its_claims_out():
    """The words of a claim may have to be withheld, and an address would tell them."""
    blocks = reading("# Attendance was [75 per cent]{m}\n\n# Attendance was\n").blocks
    assert [b.anchor for b in blocks if isinstance(b, Heading)] == ["attendance-was", "attendance-was-2"]


def test_html_is_text_and_its_numbers_are_strays():
    story = reading("<b data-x='1'>5</b>\n\n<div>7</div>\n")
    assert [s.words for s in story.strays][-1] == "7"
    assert story.blocks[1] == Paragraph((Text("<div>7</div>"),))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[x](javascript:alert)", "1:1: a link to 'javascript:alert'"),
        ("a [x](/etc/passwd)", "1:3: a link to '/etc/passwd', which is no page of this site"),
        ("[x](ftp://a.b)", "1:1: a link to 'ftp://a.b'"),
        ("![x](a.png)", "1:1: a picture"),
        ("[a [b]{m} c]{m}", "1:4: a claim stands inside another"),
        ("[a [b](../x.html) c]{m}", "1:4: a link stands inside a claim"),
        ("- x\n\n  ```chart\n  measure: m\n  ```", "3:1: a figure stands inside a list"),
        ("```python\nx = 1\n```", "1:1: `python` is no figure"),
        ("```\nx\n```", "1:1: a block without a name"),
        ("```chrt\n```", "(did you mean chart?)"),
        ("```voices\ntheme: x\n```", "keeps no voices yet"),
        ("```cycle\n```", "keeps no aims or change ideas yet"),
    ],
)
def test_what_a_story_cannot_hold_is_complained_of_with_its_place(text, says):
    assert any(says in c for c in complaints(text))


@pytest.mark.parametrize("link", ["https://gov.scot/x", "mailto:a@b.org", "../measures/x.html", "#part", "x.html?a:b"])
def test_links_go_to_the_web_to_people_and_to_pages_of_the_site(link):
    assert reading(f"[x]({link})").blocks == (Paragraph((Link(link, (Text("x"),)),)),)


def block(kind: str, *lines: str) -> str:
    return "\n".join([f"```{kind}", *lines, "```", ""])


def test_a_chart_says_which_measure_where_by_what_and_when():
    (spec,) = reading(
        block(
            "chart",
            "kind: bar",
            "measure: attendance_rate",
            "where: sex = Girls",
            "by: council",
            "in: 2024/25",
            "target: 92.5",
        )
    ).blocks
    assert (spec.kind, spec.measures, spec.by) == ("bar", ("attendance_rate",), "council")
    assert spec.where == (Test("sex", "=", ("girls",)),)
    assert (spec.start, str(spec.end), str(spec.target)) == (None, "2024/25", "92.5")


def test_names_of_values_become_their_codes():
    (spec,) = reading(block("chart", "measure: attendance_rate", "where: council = 'Argyll and the Isles'")).blocks
    assert spec.where == (Test("council", "=", ("S01",)),)


def test_a_run_chart_is_a_line_with_notes():
    note = "notes: [{at: 2023-08, text: Breakfast clubs began}]"
    (spec,) = reading(block("run-chart", "measure: attendance_rate", "over: month", note)).blocks
    assert (spec.kind, spec.over, str(spec.notes[0].at)) == ("line", "month", "2023-08")


def test_cards_name_outcomes_or_measures_and_a_gap():
    (spec,) = reading(block("cards", "outcomes: [attending]", "gap: simd_quintile 1 against 5", "in: 2024/25")).blocks
    assert spec.outcomes == ("attending",)
    assert spec.gap == ((Test("simd_quintile", "=", ("1",)),), (Test("simd_quintile", "=", ("5",)),))
    (spec,) = reading(block("cards", "goal: thriving")).blocks
    assert spec.outcomes == ("attending",)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("mesure: attendance_rate",), "2:1: `chart` has no key `mesure`"),
        (("measure: attendance_rat",), "2:10: there is no measure `attendance_rat`"),
        (("measure: attendance_rate", "by: sexe"), "3:5: attendance_rate is not known by `sexe`"),
        (("measure: attendance_rate", "where: council = Sgur"), "3:8: Council has no `Sgur`"),
        (("measure: attendance_rate", "where: council ="), "3:17: the evidence ends too early"),
        (("measure: attendance_rate", "in: 2024-25"), "3:5: 2024-25 is not a month"),
        (("measure: attendance_rate", "in: 2024"), "3:1: a period of another kind"),
        (("measure: attendance_rate", "from: 2024/25", "to: 2018/19"), "3:1: 2018/19 does not come after 2024/25"),
        (("measure: attendance_rate", "kind: pie"), "3:7: `kind` is `pie`"),
        (("measure: attendance_rate", "kind: bar"), "1:1: a bar chart of one thing"),
        (("measure: attendance_rate", "target: many"), "3:9: `target` is no number"),
        (("measure: attendance_rate", "title: [a]{b}"), "this is not YAML"),
        (("measures: [attendance_rate, roll]",), "2:1: measures in children and percent on one axis"),
        (("measure: attendance_rate", "measure: roll"), "3:1: `measure` is here a second time"),
        (("measure: !!python/name:os attendance_rate",), "2:10: the tag"),
        (("by: council",), "1:1: a block `chart` without a measure"),
        (("measure: attendance_rate", "by: school", "sort: value"), "4:1: `sort: value` would rank"),
        (("measure: attendance_rate", "notes: [Clubs began]"), "3:9: a note that is not `at` and `text`"),
        (("- a",), "2:1: this is no list of keys"),
    ],
)
def test_a_block_that_is_wrong_is_complained_of_with_its_place(lines, says):
    assert any(says in c for c in complaints(block("chart", *lines)))


def test_a_misspelt_key_is_met_with_the_nearest_one():
    assert any(c.endswith("(did you mean measure?)") for c in complaints(block("chart", "mesure: roll")))


def test_all_complaints_come_at_once_in_the_order_of_the_lines():
    found = complaints("![x](y)\n\n" + block("chart", "measure: rol", "bye: council") + "\n[x](/y)\n")
    assert [int(c.split(":")[0]) for c in found] == [1, 4, 5, 8]


def test_a_report_card_ranks_no_places():
    chart = block("chart", "measure: attendance_rate", "by: council", "sort: value")
    reading("---\nkind: story\n---\n" + chart)
    assert "which a report card does not do" in complaints("---\nkind: report-card\n---\n" + chart)[0]


def test_a_number_or_a_direction_outside_a_claim_is_a_stray_with_its_place():
    story = reading("It *rose* to 87.6% in [91.0%]{attendance_rate in 2024/25} of\nschools, 12 of them.\n")
    assert [(s.words, s.spot.line, s.spot.column) for s in story.strays] == [
        ("rose", 1, 5),
        ("87.6%", 1, 14),
        ("12", 2, 10),
    ]


def test_a_number_hidden_in_emphasis_or_entities_is_still_a_stray():
    assert [s.words for s in reading("8**7**% and &#56;6%").strays] == ["87%", "86%"]


PIECES = st.text("ab ,;*_>#-`\\!&", max_size=12)


@given(before=PIECES, between=st.sampled_from(["\n", " ", "\n\n", "\n> ", "\n- ", "\n1. "]), number=st.integers(20, 99))
def test_wherever_a_claim_stands_its_place_is_right(before, between, number):
    """A claim's place is where its bracket is in the file, or it is no claim at all."""
    text = f"{before}{between}x [{number}%]{{m}} y\n"
    try:
        story = reading(text)
    except Complaints:
        return
    for claim in story.claims:
        line = text.split("\n")[claim.spot.line - 1]
        assert line[claim.spot.column - 1 :].startswith(f"[{number}%]{{m}}")
        assert text[claim.words_from : claim.words_to] == f"{number}%"
    for stray in story.strays:
        assert text.split("\n")[stray.spot.line - 1][stray.spot.column - 1 :].startswith(str(number)[0])
    assert len(story.claims) + len(story.strays) == 1


MARKDOWN = st.text("ab1[]{}()*_`>#-+\\!&;'\"\n \t:.|~=<\0\r", max_size=60)


@settings(max_examples=300)
@given(MARKDOWN)
def test_any_text_is_read_or_complained_of(text):
    try:
        story = read(story_file(text), FACTS)
    except KenError:
        return
    for claim in story.claims:
        assert text[claim.words_from - 1] == "["
        assert text[claim.words_to] == "]"
