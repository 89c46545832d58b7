"""What published tables say of each other, as any reader could write it down.

Along one or more dimensions parts add up to a whole, and so they do up the places and up the calendar. Where it is
unknown whether all parts are there, what is left over is one more unknown. In doubt the stranger supposes that they
are: a guess that is right gives a child away, and one that is wrong costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Calendar, CellKey, DimensionFacts, Period, PeriodKind


@dataclass(frozen=True)
class Rest:
    """What a breakdown leaves over, when not all of its values are in the tables."""

    whole: CellKey
    along: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """whole = parts (+ rest)."""

    whole: CellKey
    parts: tuple[CellKey, ...]
    rest: Rest | None


@dataclass(frozen=True)
class World:
    """What any atlas, code list and calendar says: which values there are, which place and time lies in which."""

    dimensions: Mapping[str, DimensionFacts]
    calendar: Calendar

    def parents(self, dimension: str) -> Mapping[str, Mapping[str, str]]:
        """Return level -> code -> the code of the place around it."""
        return self.dimensions[dimension].parents if dimension in self.dimensions else {}

    def labels(self, dimension: str) -> set[str]:
        """Return the codes that a dimension is known to have; none when there is no list."""
        return set(self.dimensions[dimension].labels) if dimension in self.dimensions else set()


def sums(keys: Iterable[CellKey], world: World) -> Iterable[Sum]:
    """Return every whole among `keys` with its parts, in a canonical order."""
    present = set(keys)
    stretches = sorted({k.period for k in present if k.period is not None and k.period.kind is PeriodKind.YEARS})
    families: dict[tuple[CellKey, tuple[str, ...]], list[CellKey]] = defaultdict(list)
    for key in present:
        for whole, along in (*_groups(key), *_places(key, world), *_times(key, world.calendar, stretches)):
            if whole in present:
                families[whole, along].append(key)
    seen = _periods(present)
    for (whole, along), inside in sorted(families.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        parts = tuple(sorted(inside, key=str))
        yield Sum(whole, parts, None if _is_all(whole, along, parts, world, seen) else Rest(whole, along))


def _groups(key: CellKey) -> Iterable[tuple[CellKey, tuple[str, ...]]]:
    for n in range(1, len(key.group) + 1):
        for dropped in combinations(key.group, n):
            rest = tuple(p for p in key.group if p not in dropped)
            yield CellKey(key.measure, key.period, rest, key.way), tuple(d for d, _ in dropped)


def _places(key: CellKey, world: World) -> Iterable[tuple[CellKey, tuple[str, ...]]]:
    for dimension, value in key.group:
        beside = tuple(p for p in key.group if p[0] != dimension)
        for level, above in world.parents(dimension).items():
            if value in above and level not in dict(beside):
                group = tuple(sorted((*beside, (level, above[value]))))
                yield CellKey(key.measure, key.period, group, key.way), (dimension, "within", level)


_SHORT = (PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.TERM)


def _times(key: CellKey, calendar: Calendar, stretches: Sequence[Period]) -> Iterable[tuple[CellKey, tuple[str, ...]]]:
    for several in stretches:  # years told together, of which this is one
        if key.period != several and key.period in several.years:
            yield CellKey(key.measure, several, key.group, key.way), ("", "in", several.label, "year")
    if key.period is None or key.period.kind not in _SHORT:
        return
    for longer in _around(key.period, calendar):
        yield CellKey(key.measure, longer, key.group, key.way), ("", "in", longer.kind.value, key.period.kind.value)


def _around(period: Period, calendar: Calendar) -> Iterable[Period]:
    try:
        first, last = calendar.span(period)
    except (KeyError, ValueError):  # a term of a calendar that nobody told the stranger
        return
    year = calendar.split_year_of(first)
    if last <= calendar.span(year)[1]:
        yield year
    if first.year == last.year:
        yield Period(PeriodKind.YEAR, f"{first.year:04d}")
    if period.kind in (PeriodKind.MONTH, PeriodKind.DAY):
        yield Period(PeriodKind.QUARTER, f"{first.year:04d}-Q{(first.month + 2) // 3}")
    if period.kind is PeriodKind.DAY:
        yield Period(PeriodKind.MONTH, f"{first.year:04d}-{first.month:02d}")


def _periods(keys: Iterable[CellKey]) -> Mapping[tuple[str, str, PeriodKind], set[Period]]:
    found: dict[tuple[str, str, PeriodKind], set[Period]] = defaultdict(set)
    for key in keys:
        if key.period is not None:
            found[key.measure, key.way, key.period.kind].add(key.period)
    return found


def _is_all(
    whole: CellKey,
    along: tuple[str, ...],
    parts: Sequence[CellKey],
    world: World,
    seen: Mapping[tuple[str, str, PeriodKind], set[Period]],
) -> bool:
    """Whether the parts are all there are, as far as a stranger knows."""
    if along[0] == "":
        if whole.period is not None and whole.period.kind is PeriodKind.YEARS:
            return set(whole.period.years) <= {p.period for p in parts}
        kind = parts[0].period.kind if parts[0].period else PeriodKind.YEAR
        inside = {p for p in seen[whole.measure, whole.way, kind] if whole.period in set(_around(p, world.calendar))}
        return len(parts) > 1 and inside <= {p.period for p in parts}
    if len(along) == 3 and along[1] == "within":
        above = world.parents(along[0])[along[2]]
        own = {code for code, parent in above.items() if (along[2], parent) in whole.group}
        return own <= {dict(p.group)[along[0]] for p in parts}
    if len(along) > 1:
        return False
    labels, told = world.labels(along[0]), {dict(p.group)[along[0]] for p in parts}
    return labels <= told if labels else len(told) > 1
