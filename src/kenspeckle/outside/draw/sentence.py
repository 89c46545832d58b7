"""One plain sentence made from the values that are drawn: what a reader who cannot see the picture hears first.

It describes and never explains: no cause, no praise. Whether a line rose or fell is not read off its ends, which
chance moves too: the chart says what may be told (`Series.change`), and without that the two values stand alone.
Ends across a break in the definition are not compared. Places and schools are described by their range, not named
as best and worst; what stands apart from them is not counted among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kenspeckle.ground.terms import Absence
from kenspeckle.ground.terms.chart import Change

from .grid import Grid
from .table import kinds
from .time_axis import periods

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
    if len(grid.values) > _SEVERAL and not grid.is_time and periods(grid.names):
        # Many moments: the first and the last are told, as a line tells its ends.
        body = "; ".join(_one(grid, index) for index in (0, len(grid.values) - 1))
    elif len(grid.values) > _SEVERAL:
        body = _together(grid)
    else:
        body = "; ".join(_one(grid, index) for index in range(len(grid.values)))
    broken, careful = (_breaks(grid, grid.xs[0], grid.xs[-1], forbids=f) for f in (True, False))
    if broken:
        body += f"; values before and after are not comparable: {' and '.join(broken)}"
    if careful:
        body += f"; compare with care: {' and '.join(careful)}"
    text = body + (f"; {absent}" if (absent := _absent(grid)) else "") + "."
    return text[0].upper() + text[1:]


def _one(grid: Grid, index: int) -> str:
    many, name = len(grid.values) > 1, grid.names[index]
    known = {x: v for x, v in grid.values[index].items() if isinstance(v, Decimal) and x not in grid.apart}
    if not grid.is_time and periods((name,)):
        who, was = f"in {name} it", "was "
    else:
        who, was = (f"{name or 'Value'}:", "") if many else (name or "the value", "was ")
    if not known:
        return f"{who} {'has ' if was else ''}no value that can be shown"
    if len(known) == 1:
        ((x, v),) = known.items()
        return f"{who} {was}{grid.unit.full(v)} {_at(grid, x)}"
    if grid.is_time:
        return _over_time(grid, who, was, known, grid.chart.series[index].change)
    return _across(grid, who, was, known)


def _over_time(grid: Grid, who: str, was: str, known: Mapping[str, Decimal], change: Change) -> str:
    full = grid.unit.full
    first, *_, last = known
    start, end = known[first], known[last]
    broken = _breaks(grid, first, last, forbids=True)
    if start == end and not broken:
        text = f"{who} {was}{full(start)} both {_at(grid, first)} and {_at(grid, last)}"
    elif change in (Change.ROSE, Change.FELL) and not broken:
        text = f"{who} {change} from {full(start)} {_at(grid, first)} to {full(end)} {_at(grid, last)}"
    else:
        text = f"{who} {was}{full(start)} {_at(grid, first)} and {full(end)} {_at(grid, last)}"
        if change is Change.NONE_CLEAR and not broken:
            text += ", which is no clear change"
    if broken or len(grid.values) > 1 or len(known) < 3:
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


def _breaks(grid: Grid, first: str, last: str, *, forbids: bool) -> list[str]:
    """Return what changed in what was counted between two periods, each with its time."""
    axis = grid.axis
    start, end = axis.place(first), axis.place(last)
    cuts = [(a, axis.cut(a.at)) for a in grid.chart.annotations if a.breaks and a.forbids is forbids]
    return [
        f"{a.text.rstrip('.')} ({grid.labels.get(a.at, a.at)})"
        for a, cut in cuts
        if cut is not None and start is not None and end is not None and start < cut <= end
    ]


def _across(grid: Grid, who: str, was: str, known: Mapping[str, Decimal]) -> str:
    full = grid.unit.full
    low, high = min(known.values()), max(known.values())
    count = len(grid.counted)
    of = (
        f"{len(known)} of {count} {grid.things(count)}"
        if len(known) < count
        else (f"{len(known)} {grid.things(len(known))}")
    )
    if low == high:
        return f"{who} {was}{full(low)} in each of {of}"
    if grid.is_place or count > _FEW:
        return f"{who} ranged from {grid.unit.span(low, high)} across {of}"
    return f"{who} ranged from {full(low)} {_whose(grid, known, low)} to {full(high)} {_whose(grid, known, high)}"


def _whose(grid: Grid, known: Mapping[str, Decimal], value: Decimal) -> str:
    """Names in brackets, where they keep their capitals."""
    return f"({' and '.join(grid.labels[x] for x, v in known.items() if v == value)})"


def _together(grid: Grid) -> str:
    """Many series at once: how many may be said to have gone which way, and the range of the last values."""
    numbers = [v for values in grid.values for x, v in values.items() if isinstance(v, Decimal) and x not in grid.apart]
    if not grid.is_time:
        if not numbers:
            return f"No value of {len(grid.names)} series can be shown"
        return f"Values ranged from {grid.unit.span(min(numbers), max(numbers))} across {len(grid.names)} series"
    known = [[v for v in values.values() if isinstance(v, Decimal)] for values in grid.values]
    latest = [k[-1] for k in known if k]
    text = f"The latest values of {len(latest)} series ranged from {grid.unit.span(min(latest), max(latest))}"
    if _breaks(grid, grid.xs[0], grid.xs[-1], forbids=True):
        return text
    went = [series.change for series, k in zip(grid.chart.series, known, strict=True) if len(k) > 1]
    told = [f"{n} {change}" for change in (Change.ROSE, Change.FELL) if (n := went.count(change))]
    told += [f"{n} showed {Change.NONE_CLEAR}" for n in [went.count(Change.NONE_CLEAR)] if n]
    if told and (untold := went.count(Change.UNTOLD)):
        told.append(f"for {untold} that cannot be told")
    listed = " and ".join(told) if len(told) < 3 else f"{', '.join(told[:-1])} and {told[-1]}"
    return f"{text}; between their first and last values {listed}" if told else text


def _absent(grid: Grid) -> str:
    """`2 of 32 councils are suppressed, 1 is missing`, or nothing."""
    values = [v for by_x in grid.values for x, v in by_x.items() if x not in grid.apart]
    absences = tuple(v for v in values if isinstance(v, Absence))
    total = len(values)
    what = grid.things(total) if len(grid.values) == 1 else "values"
    said = []
    for n, kind in enumerate(kinds(absences)):
        count = sum(a.word == kind.word for a in absences)
        said.append(f"{count}{f' of {total} {what}' if n == 0 else ''} {'is' if count == 1 else 'are'} {kind.word}")
    return ", ".join(said)


def _at(grid: Grid, x: str) -> str:
    return f"in {grid.labels[x]}" if grid.is_time else f"({grid.labels[x]})"
