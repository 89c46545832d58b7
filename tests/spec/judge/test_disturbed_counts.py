"""Words about counts that were rounded, or moved by noise, before they were told."""

from __future__ import annotations

import pytest

from kenspeckle.ground.terms import CellKey, DimensionFacts, Facts, MeasureFacts, Period, group
from kenspeckle.ground.terms.figure import released
from kenspeckle.ground.words import Verdict
from kenspeckle.outside.tell.judge import judge

YEAR, LATER = Period.parse("2023/24"), Period.parse("2024/25")


def facts(kind: str = "count", unit: str = "children", noise: str = "complete") -> Facts:
    measure = MeasureFacts("m", "M", "", kind, unit, 1, "", noise, ("school",), (YEAR, LATER), ("s",))
    return Facts({"m": measure}, {"school": DimensionFacts("school", "School", {"a": "A", "b": "B"})})


def judged(words: str, first: tuple[int, ...], second: tuple[int, ...], within: int, **more: str):
    """Counts (numerator, or numerator and denominator, and children) of one year and the next."""
    cells = {}
    for period, counts in ((YEAR, first), (LATER, second)):
        numerator, *below, children = counts
        cells[CellKey("m", period)] = released(
            numerator, below[0] if below else None, children, rows=children, children_within=within, rows_within=within
        )
    return judge(words, "m from 2023/24 to 2024/25", facts(**more), cells)


@pytest.mark.parametrize(
    ("later", "within", "verdict"),
    [
        (405, 0, Verdict.HOLDS),  # exact counts of everybody
        (405, 4, Verdict.CANNOT_TELL),
        (410, 5, Verdict.CANNOT_TELL),
        (410, 4, Verdict.HOLDS),  # 8 at most are rounding
    ],
)
def test_a_rise_that_rounding_alone_could_make_is_no_rise(later, within, verdict):
    said = judged("rose", (400, 400), (later, later), within)
    assert said.verdict is verdict
    assert ("told a little off" in said.why) == (verdict is Verdict.CANNOT_TELL)


def test_words_that_say_so_hold():
    assert judged("no clear change", (400, 400), (405, 405), 4).verdict is Verdict.HOLDS
    assert judged("no clear change", (400, 400), (450, 450), 4).verdict is Verdict.DOES_NOT_HOLD


def test_a_level_is_judged_as_it_is_told():
    cells = {CellKey("m", LATER): released(405, None, 405, rows=405, children_within=4, rows_within=4)}
    assert judge("405", "m in 2024/25", facts(), cells).verdict is Verdict.HOLDS


def test_rates_of_small_groups_are_further_off_than_those_of_large_ones():
    """Ten of a hundred hardly move a rate; four of forty do."""
    small = judged("rose", (20, 40, 40), (25, 40, 40), 4, kind="rate", unit="percent")
    large = judged("rose", (2000, 4000, 4000), (2500, 4000, 4000), 4, kind="rate", unit="percent")
    assert (small.verdict, large.verdict) == (Verdict.CANNOT_TELL, Verdict.HOLDS)


def test_where_chance_is_not_known_the_rounding_still_is():
    said = judged("rose", (400, 400), (405, 405), 4, noise="none")
    assert said.verdict is Verdict.CANNOT_TELL
    assert "told a little off" in said.why


def test_gaps_are_held_against_the_rounding_of_both_groups():
    cells = {
        CellKey("m", LATER, group(school=name)): released(n, None, n, rows=n, children_within=4, rows_within=4)
        for name, n in (("a", 45), ("b", 40))
    }
    said = judge("higher", "m where school = A against school = B in 2024/25", facts(), cells)
    assert said.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(("later", "verdict"), [(139_000, Verdict.CANNOT_TELL), (142_000, Verdict.HOLDS)])
def test_openings_are_off_by_what_openings_were_rounded_to(later, verdict):
    """Of 150,000 openings, rounded to 500s, a rate can be off by two thirds of a point; two of them by twice that."""
    cells = {
        CellKey("m", period): released(n, 150_000, 395, rows=150_000, children_within=4, rows_within=499)
        for period, n in ((YEAR, 138_000), (LATER, later))
    }
    said = judge("rose", "m from 2023/24 to 2024/25", facts("rate", "percent"), cells)
    assert said.verdict is verdict
