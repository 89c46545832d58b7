"""What holds of every judgement, whatever the words and the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kenspeckle.ground.terms import (
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    Absence,
    CellKey,
    DimensionFacts,
    Facts,
    MeasureFacts,
    Period,
    PeriodKind,
    ProtectedCell,
    Test,
    Want,
    rounded,
    split_year,
)
from kenspeckle.ground.terms.figure import released
from kenspeckle.ground.words import Verdict, parse_evidence
from kenspeckle.outside.tell.judge import Judgement, judge, wanted

Cells = dict[CellKey, ProtectedCell | Absence]
anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

EVIDENCE = (
    "rate where sex = girls in 2024/25",
    "rate where sex = girls from 2022/23 to 2024/25",
    "rate where sex = girls against sex = boys in 2024/25",
    "rate where sex = girls against sex = boys from 2022/23 to 2024/25",
)
WORDS = (
    *("87.6%", "88%", "about 88%", "nearly 90%", "over 80%", "at least 87%", "between 80% and 90%", "9 out of 10"),
    *(
        "most",
        "two thirds",
        "no child",
        "rose",
        "fell",
        "fell by 4.4 points",
        "rose by 4 points",
        "improved by 1.1 points",
    ),
    *(
        "fell by 4.8% in relative terms",
        "worsened",
        "no clear change",
        "fell from 93.0% to 91.0%",
        "rose to 74%",
        "higher",
    ),
    *("6.5 points lower", "10 points higher", "no clear difference", "about the same", "6.5 points apart", "2.4 times"),
    *(
        "two and a half times",
        "more than twice as high",
        "widened by 3.1 points",
        "narrowed",
        "almost doubled",
        "halved",
    ),
    *("a third lower", "rose by 0.9 points, within chance", "87.6%, down from 92.0%", "87.6% compared with 94.1%", ""),
)


def one_measure(**changes: object) -> Facts:
    measure = MeasureFacts(
        name="rate",
        title="Rate",
        meaning="",
        kind="rate",
        unit="percent",
        places=1,
        better="higher",
        noise="children",
        dimensions=("sex",),
        periods=(split_year(2022), split_year(2023), split_year(2024)),
        sources=("source",),
    )
    sexes = DimensionFacts("sex", "Sex", {"F": "Girls", "M": "Boys"}, {"f": "F"}, open=False)
    return Facts({"rate": replace(measure, **changes)}, {"sex": sexes})  # type: ignore[arg-type]


def four_cells(counts: list[tuple[int, int]]) -> Cells:
    keys = [CellKey("rate", split_year(y), (("sex", sex),)) for y in (2022, 2024) for sex in ("F", "M")]
    return {key: released(n, d, d) for key, (n, d) in zip(keys, counts, strict=True)}


counts = st.integers(1, 3000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
worlds = st.lists(counts, min_size=4, max_size=4).map(four_cells)


@settings(max_examples=150, deadline=None)
@given(worlds, st.sampled_from(WORDS), st.sampled_from(EVIDENCE), st.sampled_from(["children", "complete", "none"]))
def test_words_that_the_engine_offers_hold(cells: Cells, words: str, evidence: str, noise: str) -> None:
    facts = one_measure(noise=noise)
    judged = judge(words, evidence, facts, cells)
    if judged.true_words:
        assert judge(judged.true_words, evidence, facts, cells).verdict is Verdict.HOLDS, judged.true_words
    if judged.verdict is Verdict.DOES_NOT_HOLD and noise != "none":
        assert judged.true_words


@settings(max_examples=150, deadline=None)
@given(worlds, worlds, st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(EVIDENCE), st.integers(0, 3))
def test_nothing_depends_on_a_hidden_value(
    one: Cells, other: Cells, words: str, other_words: str, evidence: str, hidden: int
) -> None:
    """Whatever is behind a hidden cell, and beside it, the judgement is the same to the last letter; and among words
    that could be tested at all, the right ones and the wrong ones get the same."""
    key = list(one)[hidden]
    assume(key in judge("", evidence, one_measure(), one).cells)
    judged = judge(words, evidence, one_measure(), one | {key: SUPPRESSED})
    assert judged == judge(words, evidence, one_measure(), other | {key: SUPPRESSED})
    assert judged.verdict in (Verdict.WITHHELD, Verdict.REFUSED)
    assert (judged.true_words, judged.shown, judged.children) == ("", "", None)
    others = judge(other_words, evidence, one_measure(), other | {key: SUPPRESSED})
    assert judged == others or Verdict.REFUSED in (judged.verdict, others.verdict)


@anywhere
@given(words=st.text(max_size=40), evidence=st.text(max_size=60) | st.sampled_from(EVIDENCE))
def test_no_text_crashes_a_judge(words: str, evidence: str, facts: Facts, cells: Cells) -> None:
    assert isinstance(judge(words, evidence, facts, cells), Judgement)


@settings(deadline=None)
@given(worlds, st.sampled_from(EVIDENCE))
def test_empty_words_are_filled_in_with_words_that_hold(cells: Cells, evidence: str) -> None:
    judged = judge("", evidence, one_measure(), cells)
    assert judged.verdict is Verdict.HOLDS
    assert judge(judged.true_words, evidence, one_measure(), cells).verdict is Verdict.HOLDS


@settings(deadline=None)
@given(st.fractions(min_value=0, max_value=1, max_denominator=9999), st.integers(0, 4))
def test_a_level_holds_at_the_precision_written_and_at_no_other_number(share: Fraction, places: int) -> None:
    cells = four_cells([(1, 2)] * 2 + [(share.numerator, share.denominator)] * 2)
    told = rounded(share * 100, places)
    step = Decimal(1).scaleb(-places)
    verdicts = [
        judge(f"{number}%", EVIDENCE[0], one_measure(), cells).verdict for number in (told, told + step, told - step)
    ]
    assert verdicts == [Verdict.HOLDS, Verdict.DOES_NOT_HOLD, Verdict.DOES_NOT_HOLD] or told - step < 0


@pytest.mark.parametrize(("counted", "said"), [((145, 200), "73%"), ((135, 200), "68%"), ((1, 800), "0.13%")])
def test_halves_round_away_from_zero_once(counted: tuple[int, int], said: str) -> None:
    cells = four_cells([(1, 2), (1, 2), counted, (1, 2)])
    assert judge(said, EVIDENCE[0], one_measure(), cells).verdict is Verdict.HOLDS


def test_each_absence_has_its_own_sentence() -> None:
    cells = four_cells([(1, 2)] * 4)
    key = CellKey("rate", split_year(2024), (("sex", "F"),))
    judged = [judge("50%", EVIDENCE[0], one_measure(), cells | {key: a}) for a in (SUPPRESSED, MISSING, NOT_APPLICABLE)]
    assert [j.verdict for j in judged] == [Verdict.WITHHELD, Verdict.REFUSED, Verdict.REFUSED]
    assert len({j.why for j in judged}) == 3


def test_a_source_past_due_puts_its_claims_out_of_date() -> None:
    facts = replace(one_measure(), overdue={"source": "The census was due on 1 September."})
    judged = judge("50%", EVIDENCE[0], facts, four_cells([(1, 2)] * 4))
    assert (judged.verdict, judged.why, judged.true_words) == (
        Verdict.OUT_OF_DATE,
        "The census was due on 1 September.",
        "",
    )


def test_hidden_comes_before_out_of_date() -> None:
    facts = replace(one_measure(), overdue={"source": "Due."})
    cells = four_cells([(1, 2)] * 4) | {CellKey("rate", split_year(2024), (("sex", "F"),)): SUPPRESSED}
    assert judge("50%", EVIDENCE[0], facts, cells).verdict is Verdict.WITHHELD


def test_a_gap_shows_both_its_ends_and_those_of_each_group() -> None:
    cells = four_cells([(900, 1000), (930, 1000), (850, 1000), (930, 1000)])
    judged = judge("widened by 5 points", EVIDENCE[3], one_measure(), cells)
    assert judged.shown == "3.0 to 8.0 points (90.0% to 85.0% against 93.0% to 93.0%)"
    assert len(judged.cells) == 4
    assert judged.children == 1000


def test_a_reason_gives_both_numbers() -> None:
    cells = four_cells([(1, 2), (1, 2), (876, 1000), (1, 2)])
    assert judge("87.7%", EVIDENCE[0], one_measure(), cells).why == "It is 87.6%, not 87.7%."


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("rose by 5.4 percentage points", "fell by 5.0 percentage points"),
        ("Attendance improved", "Attendance worsened"),
        ("6 points less", "5 points less"),
        ("87.6%, up from 90.0%", "85.0%, down from 90.0%"),
        ("nearly halved", "fell by 5.0 points"),
    ],
)
def test_what_is_offered_stays_close_to_the_authors_words(words: str, offered: str) -> None:
    cells = four_cells([(900, 1000), (1, 2), (850, 1000), (1, 2)])
    assert judge(words, EVIDENCE[1], one_measure(), cells).true_words == offered


def test_a_way_of_counting_has_its_own_cells() -> None:
    key = CellKey("rate", split_year(2024), (("sex", "F"),), "strict")
    cells: Cells = four_cells([(1, 2)] * 4) | {key: released(1, 4, 4)}
    assert judge("25%", EVIDENCE[0], one_measure(), cells, way="strict").verdict is Verdict.HOLDS


def test_what_a_claim_wants_is_what_its_judge_looks_up() -> None:
    wants = wanted(parse_evidence(EVIDENCE[3]), one_measure())
    periods = (split_year(2022), split_year(2024))
    assert wants == (
        Want("rate", (Test("sex", "=", ("F",)),), periods=periods),
        Want("rate", (Test("sex", "=", ("M",)),), periods=periods),
    )


def test_against_replaces_only_the_dimensions_it_names() -> None:
    facts = one_measure(dimensions=("sex", "council"))
    wants = wanted(
        parse_evidence("rate where sex = girls and council = Fife against council = Moray in 2024/25"), facts
    )
    assert [dict(t.pair for t in want.where) for want in wants] == [
        {"sex": "F", "council": "Fife"},
        {"sex": "F", "council": "Moray"},
    ]


def test_a_share_wants_its_whole_too() -> None:
    facts = one_measure(kind="count", unit="children")
    wants = wanted(parse_evidence("share of rate where sex = girls in 2024/25"), facts)
    assert [want.where for want in wants] == [(Test("sex", "=", ("F",)),), ()]


def test_nothing_is_wanted_for_a_claim_that_will_be_refused() -> None:
    assert wanted(parse_evidence("rate where sex = cats in 2024/25"), one_measure()) == ()
    assert wanted(parse_evidence("rate in 2030/31"), one_measure()) == ()


def test_a_break_forbids_only_changes_across_it() -> None:
    facts = one_measure(breaks=(("2023/24", "the form changed", True),))
    cells = four_cells([(900, 1000)] * 2 + [(800, 1000)] * 2)
    assert judge("fell", EVIDENCE[1], facts, cells).verdict is Verdict.REFUSED
    assert judge("80%", EVIDENCE[0], facts, cells).verdict is Verdict.HOLDS
    allowed = one_measure(breaks=(("2023/24", "the form changed", False),))
    assert judge("fell", EVIDENCE[1], allowed, cells).verdict is Verdict.HOLDS


def test_a_break_on_a_calendar_year_is_found_within_school_years() -> None:
    facts = one_measure(breaks=(("2024", "the form changed", True),))
    assert facts.calendar.span(Period(PeriodKind.YEAR, "2024"))[0] == date(2024, 1, 1)
    assert judge("fell", EVIDENCE[1], facts, four_cells([(9, 10)] * 4)).verdict is Verdict.REFUSED


@settings(max_examples=100, deadline=None)
@given(worlds, st.sampled_from(["children", "complete"]))
def test_of_up_down_and_no_clear_change_exactly_one_holds(cells: Cells, noise: str) -> None:
    for evidence, choices in zip(
        EVIDENCE[1:],
        (
            ("rose", "fell", "no clear change"),
            ("higher", "lower", "no clear difference"),
            ("widened", "narrowed", "no clear change in the gap"),
        ),
        strict=True,
    ):
        verdicts = [judge(words, evidence, one_measure(noise=noise), cells).verdict for words in choices]
        assert verdicts.count(Verdict.HOLDS) == 1
        assert Verdict.REFUSED not in verdicts


@settings(max_examples=100, deadline=None)
@given(worlds, st.integers(0, 100), st.integers(0, 2))
def test_a_change_said_both_ways_is_never_true_both_ways(cells: Cells, size: int, places: int) -> None:
    number = f"{size / 10**places:.{places}f} points"
    both = [judge(f"{verb} by {number}", EVIDENCE[1], one_measure(), cells).verdict for verb in ("rose", "fell")]
    assert both.count(Verdict.DOES_NOT_HOLD) >= 1


@pytest.mark.parametrize("words", ["50% left with No Qualifications", "rose among leavers with no qualifications"])
def test_a_name_that_holds_a_word_of_the_vocabulary_is_passed_over(words: str) -> None:
    facts = one_measure(title="Leavers with no qualifications")
    renamed = replace(facts, dimensions={"sex": DimensionFacts("sex", "no qualifications", {"F": "Girls"}, open=False)})
    cells = four_cells([(400, 1000), (1, 2), (500, 1000), (1, 2)])
    evidence = EVIDENCE[0] if words.startswith("50%") else EVIDENCE[1]
    assert judge(words, evidence, renamed, cells).verdict is Verdict.HOLDS
    assert judge(words, evidence, one_measure(), cells).verdict is Verdict.REFUSED
