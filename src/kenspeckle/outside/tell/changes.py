"""What may be said of how a line went from its first known value to its last, by the same judge as any claim.

A picture and the sentence over it must not say more than the words under them could: where chance, a break in the
definition or a late source stands in the way of "rose", the two values are given and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kenspeckle.ground.terms import Absence, Facts, Period, ProtectedCells, Test
from kenspeckle.ground.terms.chart import Change, Point
from kenspeckle.ground.words import Evidence, Verdict
from kenspeckle.ground.words.evidence import Asks

from .judge import judge


def change_of(
    measure: str, tests: tuple[Test, ...], points: Sequence[Point], facts: Facts, cells: ProtectedCells
) -> Change:
    """Return what may be said of a line of one measure and group; its points stand in the order of time."""
    told = [(Period.parse(p.x), Fraction(p.value)) for p in points if not isinstance(p.value, Absence)]
    if len(told) < 2:
        return Change.UNTOLD
    (start, first), (end, last) = told[0], told[-1]
    words = words_borne_out(Evidence(Asks.MEASURE, measure, tests, start=start, end=end), facts, cells)
    if words == Change.NONE_CLEAR:
        return Change.NONE_CLEAR
    if not words or first == last:
        return Change.UNTOLD
    return Change.ROSE if last > first else Change.FELL


def words_borne_out(evidence: Evidence, facts: Facts, cells: ProtectedCells) -> str:
    """Return the words that the figures bear out, or "" where nothing may be told of them."""
    judgement = judge("", evidence, facts, cells)
    return judgement.true_words if judgement.verdict is Verdict.HOLDS else ""
