"""Rows of an answer become cells: exact numbers, or the reason why there is none.

What a cell stands on decides what it is:
- an input that is missing or suppressed makes the cell Missing or Suppressed, unless the measure says that it is
  told over what is known; then the cell carries how many rows are unknown;
- a denominator of zero is not applicable: there was nobody to count;
- rows of children that none of the measure's conditions meet count none, which is zero and a fact; in a source of
  aggregates they say nothing, and there is no cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kenspeckle.ground.terms import BY_ITS_SOURCE, Absence, Cell, Missing, NotApplicable
from kenspeckle.ground.terms.cube import Interval

from .columns import children_of, squares_of
from .plans import Tally
from .sums import Added, Terms

Exact = int | Decimal

NOBODY = NotApplicable("nobody to count")


Counts = Mapping[str, Exact]
"""The numbers of one row of an answer, by the names that the compiler gives them; what is not there is 0."""


def read_counts(columns: Sequence[str], texts: Sequence[str | None]) -> Counts:
    """Read numbers as the engine wrote them; a sum over no rows is 0."""
    return {c: exact(t) for c, t in _there(columns, texts) if t[:1] != "["}


def read_largest(columns: Sequence[str], texts: Sequence[str | None]) -> Mapping[str, tuple[Exact, ...]]:
    """Read the lists of largest amounts, in falling order, as the engine wrote them."""
    lists = {c: t[1:-1].split(", ") for c, t in _there(columns, texts) if t[:1] == "["}
    return {c: tuple(exact(t) for t in amounts if t) for c, amounts in lists.items()}


def _there(columns: Sequence[str], texts: Sequence[str | None]) -> Iterable[tuple[str, str]]:
    return ((c, t) for c, t in zip(columns, texts, strict=False) if t is not None)


def _linear(counts: Counts, terms: Terms) -> Exact:
    total: Exact = 0
    for factor, name in terms:
        total += factor * counts.get(name, 0)
    return total


def _times(counts: Counts, name: str | None) -> int:
    return int(counts.get(name, 0)) if name else 0


def exact(text: str) -> Exact:
    """Return the integer or decimal that `text` is; a decimal without a fraction stays a decimal.

    Raises ValueError for anything in floating point: such a number may not be published.
    """
    if "e" in text or "E" in text or "n" in text:
        raise ValueError("the engine answered in floating point")
    return Decimal(text) if "." in text else int(text)


def cell(tally: Tally, added: Added, counts: Counts) -> Cell | Absence | None:
    """Return the cell of one tally, the absence that stands in its place, or None where nothing is said."""
    rows = _times(counts, added.rows)
    missing, suppressed = _times(counts, added.missing), _times(counts, added.suppressed)
    unknown = missing + suppressed
    if tally.kind == "published" and stated_times(added, counts) > 1:
        by = ", ".join(tally.by) or "nothing"
        return Missing(f"its publisher gives it by {by} only, and published values are not added up")
    if unknown and (not tally.over_known or not rows):
        return BY_ITS_SOURCE if suppressed else Missing("not in its source")
    children = _children(tally, added, counts)
    if not rows:
        return _nothing(tally, bool(_times(counts, added.not_applicable)))
    numerator = _numerator(tally, added, counts, rows, children)
    denominator = _linear(counts, added.out_of) if added.out_of else None
    if denominator == 0:
        return NOBODY
    squares = counts.get(squares_of(*tally.name))
    if tally.kind == "count" and tally.of is None and tally.counting:
        squares = children
    return Cell(numerator, denominator, children, squares, rows + unknown, unknown, _interval(added, counts))


def stated_times(added: Added, counts: Counts) -> int:
    """Return how many rows state the value of a cell, absent or not; more than one is too many if published."""
    return _times(counts, added.rows) + _times(counts, added.missing) + _times(counts, added.suppressed)


def _interval(added: Added, counts: Counts) -> Interval | None:
    """The limits of a published value, where its publisher gives both."""
    stated = [name for terms in (added.low, added.high) for _, name in terms]
    if not stated or not all(name in counts for name in stated):
        return None
    return _linear(counts, added.low), _linear(counts, added.high)


def _nothing(tally: Tally, never_applies: bool) -> Cell | Absence | None:
    if never_applies:
        return NotApplicable("the question does not arise here")
    if not tally.counting or tally.kind in ("published", "median"):
        return None
    if tally.kind in ("rate", "mean"):
        return NOBODY
    return Cell(0, None, 0, 0)


def _children(tally: Tally, added: Added, counts: Counts) -> int | None:
    if tally.counting:
        return int(counts.get(children_of(added.rows), 0))
    return int(_linear(counts, added.children)) if added.children else None


def _numerator(tally: Tally, added: Added, counts: Counts, rows: int, children: int | None) -> Exact:
    if tally.kind == "count" and tally.of is None:
        return rows if children is None else children
    return _linear(counts, added.of)


def median(histogram: Iterable[tuple[Exact, int]]) -> Exact:
    """Return the middle value of (value, times) pairs; of an even number, the exact mean of the middle two.

    Raises ValueError when nothing was counted.
    """
    ordered = sorted(histogram)
    total = sum(times for _, times in ordered)
    if not total:
        raise ValueError("a median of nothing")
    low, high = _at(ordered, (total - 1) // 2), _at(ordered, total // 2)
    if low == high:
        return low
    both = low + high
    if isinstance(both, int):
        return both // 2 if both % 2 == 0 else Decimal(both) * Decimal("0.5")
    return both * Decimal("0.5")


def _at(ordered: Sequence[tuple[Exact, int]], position: int) -> Exact:
    for value, times in ordered:
        if position < times:
            return value
        position -= times
    raise ValueError("a position beyond the end")
