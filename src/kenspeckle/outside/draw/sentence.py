"""One plain sentence made from the values that are drawn: what a reader who cannot see the picture hears first.

It describes and never explains: no cause, no praise. Ends across a break in the definition are not compared.
Places and schools are described by their range, not named as best and worst.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kenspeckle.ground.terms import Absence

from .grid import Grid, Shown
from .table import kinds

_FEW = 6
"""Up to this many groups, the ends of a range are named."""
_SEVERAL = 4
"""Up to this many series, each is told; more are told together."""


def sentence(grid: Grid) -> str:
    """Return the sentence, with what is absent counted at its end."""
    if not grid.xs or not grid.values:
        return "There are no values to show."
    if not grid.numbers:
        return f"No value can be shown: {_absent(grid)}."
    if len(grid.values) > _SEVERAL:
        body = _together(grid)
    else:
        said = [_one(grid, name, values) for name, values in zip(grid.names, grid.values, strict=True)]
        body = "; ".join(s for s in said if s)
    broken = breaks_between(grid, grid.xs[0], grid.xs[-1])
    if broken:
        body += f"; values before and after are not comparable: {' and '.join(broken)}"
    text = body + (f"; {_absent(grid)}" if grid.absences else "") + "."
    return text[0].upper() + text[1:]


def _one(grid: Grid, name: str, values: Mapping[str, Shown]) -> str:
    many = len(grid.values) > 1
    name = f"{name or 'Value'}:" if many else name or "The value"
    was = "" if many else "was "
    known = {x: v for x, v in values.items() if isinstance(v, Decimal)}
    if not known:
        return f"{name} no value that can be shown"
    if len(known) == 1:
        ((x, v),) = known.items()
        return f"{name} {was}{grid.unit.full(v)} {_at(grid, x)}"
    return _over_time(grid, name, was, known) if grid.is_time else _across(grid, name, was, known)


def _over_time(grid: Grid, name: str, was: str, known: Mapping[str, Decimal]) -> str:
    full = grid.unit.full
    first, *_, last = known
    start, end = known[first], known[last]
    if breaks_between(grid, first, last):
        return f"{name} {was}{full(start)} {_at(grid, first)} and {full(end)} {_at(grid, last)}"
    if start == end:
        text = f"{name} {was}{full(start)} both {_at(grid, first)} and {_at(grid, last)}"
    else:
        went = "rose" if end > start else "fell"
        text = f"{name} {went} from {full(start)} {_at(grid, first)} to {full(end)} {_at(grid, last)}"
    if len(grid.values) > 1 or len(known) < 3:
        return text
    high, low = max(known.values()), min(known.values())
    ends = []
    if high not in (start, end):
        ends.append(f"the highest was {full(high)} {_when(grid, known, high)}")
    if low not in (start, end):
        ends.append(f"the lowest was {full(low)} {_when(grid, known, low)}")
    return "; ".join([text, *([" and ".join(ends)] if ends else [])])


def _when(grid: Grid, known: Mapping[str, Decimal], value: Decimal) -> str:
    at = [grid.labels[x] for x, v in known.items() if v == value]
    return f"in {at[0]}" if len(at) == 1 else f"in {len(at)} {grid.things(len(at))}"


def breaks_between(grid: Grid, first: str, last: str) -> list[str]:
    """Return what changed in what was counted between two periods, each with its time."""
    axis = grid.axis
    start, end = axis.place(first), axis.place(last)
    cuts = [(a, axis.cut(a.at)) for a in grid.chart.annotations if a.breaks]
    return [
        f"{a.text.rstrip('.')} ({grid.labels.get(a.at, a.at)})"
        for a, cut in cuts
        if cut is not None and start is not None and end is not None and start < cut <= end
    ]


def _across(grid: Grid, name: str, was: str, known: Mapping[str, Decimal]) -> str:
    full = grid.unit.full
    low, high = min(known.values()), max(known.values())
    of = (
        f"{len(known)} of {len(grid.xs)} {grid.things(len(grid.xs))}"
        if len(known) < len(grid.xs)
        else (f"{len(known)} {grid.things(len(known))}")
    )
    if low == high:
        return f"{name} {was}{full(low)} in each of {of}"
    if grid.is_place or len(grid.xs) > _FEW:
        return f"{name} ranged from {grid.unit.span(low, high)} across {of}"
    ends = f"{full(low)} for {_whose(grid, known, low)} to {full(high)} for {_whose(grid, known, high)}"
    return f"{name} ranged from {ends}"


def _whose(grid: Grid, known: Mapping[str, Decimal], value: Decimal) -> str:
    return " and ".join(grid.labels[x] for x, v in known.items() if v == value)


def _together(grid: Grid) -> str:
    """Many series at once: how many went which way, and the range of the last values."""
    if not grid.is_time:
        low, high = min(grid.numbers), max(grid.numbers)
        return f"Values ranged from {grid.unit.span(low, high)} across {len(grid.names)} series"
    known = [[v for v in values.values() if isinstance(v, Decimal)] for values in grid.values]
    compared = [k for k in known if len(k) > 1]
    rose, fell = sum(k[-1] > k[0] for k in compared), sum(k[-1] < k[0] for k in compared)
    latest = [k[-1] for k in known if k]
    text = f"The latest values of {len(latest)} series ranged from {grid.unit.span(min(latest), max(latest))}"
    if breaks_between(grid, grid.xs[0], grid.xs[-1]) or not compared:
        return text
    same = len(compared) - rose - fell
    return f"{text}; between their first and last values {rose} rose and {fell} fell" + (
        f", and {same} ended where {'it' if same == 1 else 'they'} began" if same else ""
    )


def _absent(grid: Grid) -> str:
    """`2 of 32 councils are suppressed, 1 is missing`."""
    total = sum(len(values) for values in grid.values)
    what = grid.things(total) if len(grid.values) == 1 else "values"
    said = []
    for n, kind in enumerate(kinds(grid.absences)):
        count = sum(isinstance(a, Absence) and a.word == kind.word for a in grid.absences)
        said.append(f"{count}{f' of {total} {what}' if n == 0 else ''} {'is' if count == 1 else 'are'} {kind.word}")
    return ", ".join(said)


def _at(grid: Grid, x: str) -> str:
    return f"{'in' if grid.is_time else 'for'} {grid.labels[x]}"
