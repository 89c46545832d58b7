"""Classes of areas: a few ranges of values, told in words and told apart without colour.

Three classes hold about as many areas each, equal values always together. Where values lie on both sides of
zero the classes are below, at and above zero instead: a range that straddles zero would hide the direction.
The names of classes are positions on a scale, not judgements.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Sequence
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence

from . import absent
from .grid import Grid, Shown
from .lettering import wrap
from .sheet import Place, Sheet
from .table import kinds, meaning

HATCHED = {"m1": "low", "m2": "middle", "m-below": "below"}
"""The classes that have a pattern; the others are plain, and differ in lightness."""

_NAMED = 3
"""Values without a place on the picture that are named below it; of more, so many are an example."""


@dataclass(frozen=True)
class Class:
    """One range of values, ends included, and how many areas it holds. look: its CSS class."""

    look: str
    low: Decimal
    high: Decimal
    count: int

    def holds(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


def classes(values: Sequence[Decimal]) -> tuple[Class, ...]:
    """Return the classes of some values from low to high, none of them empty."""
    known = sorted(values)
    if not known:
        return ()
    if known[0] < 0 < known[-1]:
        groups = [[v for v in known if v < 0], [v for v in known if v == 0], [v for v in known if v > 0]]
        looks = ["m-below", "m-zero", "m3"]
    else:
        groups = _thirds(known)
        looks = {1: ["m2"], 2: ["m1", "m3"], 3: ["m1", "m2", "m3"]}[len(groups)]
    return tuple(Class(look, g[0], g[-1], len(g)) for look, g in zip(looks, groups, strict=True) if g)


def _thirds(known: list[Decimal]) -> list[list[Decimal]]:
    """Cut sorted values in three, moving each cut to the nearest place between different values."""
    steps = [n for n in range(1, len(known)) if known[n] != known[n - 1]]
    if len(steps) <= 2:
        cuts = steps
    else:
        first = min(steps[:-1], key=lambda n: (abs(3 * n - len(known)), n))
        cuts = [first, min((n for n in steps if n > first), key=lambda n: (abs(3 * n - 2 * len(known)), n))]
    edges = [0, *cuts, len(known)]
    return [known[a:b] for a, b in itertools.pairwise(edges)]


def look_of(value: Shown, found: Sequence[Class]) -> str:
    """Return the CSS class of an area; an absence has its own."""
    if isinstance(value, Absence):
        return "gap-" + value.word.replace(" ", "-")
    return next(c.look for c in found if c.holds(value))


def hatch_of(look: str) -> str:
    """Return the name of the pattern of a class or absence, or nothing."""
    return "hidden" if look == "gap-suppressed" else HATCHED.get(look, "")


def legend(sheet: Sheet, grid: Grid, shown: Iterable[Shown], x: Place, y: Place, wide: int, *, hatched: bool) -> float:
    """Write the classes of what is shown from high to low and then its absences, each beside its swatch.

    Returns where it ends.
    """
    values = tuple(shown)
    found = classes([v for v in values if not isinstance(v, Absence)])
    at = y
    for c in reversed(found):
        hatch = hatch_of(c.look) if hatched else ""
        sheet.rect(x, at, 22, 16, "area" if hatch else f"{'area' if hatched else 'tile'} {c.look}", hatch)
        ends = grid.unit.short(c.low) if c.low == c.high else f"{grid.unit.short(c.low)} to {grid.unit.short(c.high)}"
        at = _entry(sheet, x, at, wide, f"{ends}: {c.count} {grid.things(c.count)}")
    for absence in kinds(tuple(v for v in values if isinstance(v, Absence))):
        absent.mark(sheet, absence, x, at + 1, 22)
        at = _entry(sheet, x, at, wide, meaning(absence))
    return at


def _entry(sheet: Sheet, x: Place, at: float, wide: int, text: str) -> float:
    lines = wrap(text, wide - 30, "note")
    return max(sheet.lines(x + 30, at + 13, lines, "note") - 13, at + 18) + 5


def _in_the_table(names: Sequence[str]) -> list[str]:
    """Say which values stand beside the places and not among them: a few by name, many by their number."""
    if not names:
        return []
    if len(names) > _NAMED:
        return [f"{len(names):,} more are in the table alone, such as {', '.join(names[:_NAMED])}."]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return [f"{listed} {'is' if len(names) == 1 else 'are'} in the table alone."]


def left_out(grid: Grid, drawn: Container[str]) -> tuple[str, ...]:
    """Say what the picture of areas does not show: areas without a place on it, series beyond the first."""
    said = []
    lost = sum(x not in drawn for x in grid.counted)
    if lost:
        verb = "has" if lost == 1 else "have"
        said.append(f"{lost} of {len(grid.counted)} {grid.things(2)} {verb} no place here; the table has all.")
    said += _in_the_table([grid.labels[x] for x in grid.xs if x in grid.apart])
    if len(grid.values) > 1:
        said.append(f"Shown: {grid.names[0] or 'the first series'}. The table has all {len(grid.values)} series.")
    return tuple(said)
