"""Which cells add up to which: the equations that a reader could use to subtract.

A population cell is everything told of one group of one source in one period; all measures and ways of counting
of that group are shown or hidden together, because attendance gives absence away. For each cell the equations say:

- a group is the sum of its parts along one dimension (all pupils = girls + boys);
- a place is the sum of the places within it (council = its schools), when the hierarchy is known;
- a period is the sum of the periods within it (2024/25 = its months);
- a condition is part of the group without it (quintile <= 2 within everybody, `where` within all rows), and the sum
  of the codes that meet it.

Parts that are not in any table are one remainder: unknown to the reader, and itself unsafe when it is small. A whole
or a part that is in no table, though two equations share it, is unknown as well: boys, where everybody, girls and
the boys of each school are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations
from math import ceil

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell

from .conditions import classes, codes, meets, named
from .heads import Heads
from .linear import Row, blocks, solved
from .wider import Atlas, Spot, wholes


@dataclass(frozen=True)
class Remainder:
    """What is left of `whole` when the parts of one equation are taken away; in no table, yet computable."""

    whole: Spot
    along: str


Unknown = Spot | Remainder

ROUNDS = 3
"""How often what was worked out of cells in no table is used to work out more."""


@dataclass(frozen=True)
class Equation:
    """whole = sum of parts + remainder (if any). `children`: how many children the remainder stands for, 0 = none."""

    whole: Spot
    parts: tuple[Spot, ...]
    remainder: Remainder | None = None
    children: int = 0


@dataclass(frozen=True)
class System:
    """All equations of a release. unseen: cells that no table shows, though two equations share them."""

    equations: tuple[Equation, ...]
    unseen: frozenset[Spot]
    heads: Heads


def tie(
    cells: Mapping[Spot, Cell], atlas: Atlas, blank: Iterable[Spot] = (), then: Collection[Spot] = frozenset()
) -> System:
    """Return every equation among `cells`, in a canonical order.

    blank: cells that are hidden and whose counts nobody looked up, such as those that an earlier release hid. then:
    cells of releases from other data, asked for now or not: whoever saw a table of them supposes that it was whole.
    """
    hidden = frozenset(blank).union(then) - cells.keys()
    told = {*cells, *hidden}
    splits = _splits(told, atlas)
    breakdowns: dict[Spot, list[list[Spot]]] = defaultdict(list)
    for (whole, along), parts in splits.items():
        if whole not in cells and "?" not in along and _looks_whole(whole, along, parts, atlas):
            breakdowns[whole].append(parts)
    heads = Heads(cells, breakdowns.items())
    uncounted = _uncounted(splits, told, hidden, atlas)
    for _ in range(ROUNDS):
        found = [
            e for (w, along), parts in splits.items() for e in _equations(w, along, parts, heads, hidden, then, atlas)
        ]
        found += _siblings(splits, heads, uncounted, atlas)
        secrets: set[Spot] = set(hidden)
        for equations, named_sets in _by_codes({*told, *breakdowns, *heads.rows}, uncounted, heads, atlas):
            found += equations
            secrets |= named_sets
        if not heads.learn(_worked_out(found, heads)):
            break
    system = _useful(found, cells.keys(), secrets, heads)
    return System((*system.equations, *_put_together(system, cells.keys())), system.unseen, heads)


def _worked_out(equations: Iterable[Equation], heads: Heads) -> dict[Spot, tuple[int, int]]:
    """Rows and children of cells in no table, where they follow from all cells there are, shown or hidden."""
    number: dict[Spot, int] = {}
    rows: list[Row] = []
    for equation in equations:
        if equation.remainder is not None:
            continue
        row: Row = {}
        for spot, sign in ((equation.whole, 1), *((p, -1) for p in equation.parts)):
            if spot in heads.cells:
                row[-1] = row.get(-1, 0) - sign * heads.rows[spot]
                row[-2] = row.get(-2, 0) - sign * heads.children[spot]
            else:
                n = number.setdefault(spot, len(number))
                row[n] = row.get(n, 0) + sign
        row = {n: c for n, c in row.items() if c}
        if any(n >= 0 for n in row):
            rows.append(row)
    spots = list(number)
    values = ((spots[n], found) for block in blocks(rows) for n, found in solved(block, 2).items())
    return {spot: (ceil(counted), ceil(children)) for spot, (counted, children) in values}


def _splits(told: Iterable[Spot], atlas: Atlas) -> dict[tuple[Spot, str], list[Spot]]:
    """Every whole, and the way in which some of the cells divide it, with these cells."""
    found: dict[tuple[Spot, str], list[Spot]] = defaultdict(list)
    for spot in sorted(told, key=lambda s: s.order):
        for whole, along in wholes(spot, atlas):
            if whole != spot:
                found[whole, along].append(spot)
    return {key: found[key] for key in sorted(found, key=lambda key: (key[0].order, key[1]))}


def _equations(
    whole: Spot,
    along: str,
    parts: Sequence[Spot],
    heads: Heads,
    blank: frozenset[Spot],
    then: Collection[Spot],
    atlas: Atlas,
) -> Iterable[Equation]:
    if "?" in along:
        for part in parts:  # conditions overlap: each is a part by itself
            yield from _inside(whole, along, part, heads)
        return
    if not blank.isdisjoint(parts):
        # Whoever sees a table of which some is hidden supposes that the table is whole, if it looks so: nobody takes
        # the one part that was asked for to be all there is.
        table: Sequence[Spot] = [p for p in parts if p in then]
        if blank.isdisjoint(table) or _covered(whole, along, parts, atlas):
            table = parts
        if _looks_whole(whole, along, table, atlas):
            yield Equation(whole, tuple(table))
        parts = [p for p in parts if p not in blank]
    if parts and whole in heads.rows:
        yield _one(whole, along, parts, heads)


def _inside(whole: Spot, along: str, part: Spot, heads: Heads) -> Iterable[Equation]:
    """A part by itself, and what is left, unless the whole is in no table and all that is known of it is less."""
    if (
        whole in heads.rows
        and part in heads.rows
        and (whole not in heads.unseen or heads.rows[part] <= heads.rows[whole])
    ):
        yield _one(whole, f"{along} of {part.order}", [part], heads)


def _one(whole: Spot, along: str, parts: Sequence[Spot], heads: Heads) -> Equation:
    if heads.rows[whole] <= sum(heads.rows[p] for p in parts):
        return Equation(whole, tuple(parts))
    return Equation(whole, tuple(parts), Remainder(whole, along), heads.left(whole, parts))


def _uncounted(
    splits: Mapping[tuple[Spot, str], Sequence[Spot]], told: set[Spot], blank: frozenset[Spot], atlas: Atlas
) -> set[Spot]:
    """Wholes in no table of which nobody here knows how many they are, since a part was not counted; readers may."""
    return {
        whole
        for (whole, along), parts in splits.items()
        if whole not in told and "?" not in along and not blank.isdisjoint(parts)
        if _looks_whole(whole, along, parts, atlas)
    }


def _siblings(
    splits: Mapping[tuple[Spot, str], Sequence[Spot]], heads: Heads, uncounted: set[Spot], atlas: Atlas
) -> Iterable[Equation]:
    """Wholes that some cells divide, with the parts that no table shows: boys, where girls and everybody are told."""
    more: dict[tuple[Spot, str], list[Spot]] = defaultdict(list)
    for part in sorted(heads.unseen | uncounted, key=lambda s: s.order):
        for whole, along in wholes(part, atlas):
            if whole == part:
                continue
            if "?" in along:
                yield from _inside(whole, along, part, heads)
            elif (whole, along) in splits:
                more[whole, along].append(part)
    for (whole, along), others in more.items():
        parts = list(dict.fromkeys((*splits[whole, along], *others)))
        told, there = (sum(heads.rows.get(p, 0) for p in some) for some in (splits[whole, along], parts))
        most = heads.rows.get(whole)
        if (most is None or told < most) and (
            (most is not None and most <= there) or _covered(whole, along, parts, atlas)
        ):
            yield Equation(whole, tuple(parts))


def _looks_whole(whole: Spot, along: str, parts: Sequence[Spot], atlas: Atlas) -> bool:
    """Whether a stranger supposes that these are all parts: in every way there is more than one, or all there are."""
    if _covered(whole, along, parts, atlas):
        return True
    ways: list[set[object]] = [{p.period for p in parts}] if parts[0].period != whole.period else []
    kept = dict(whole.group)
    for dimension, value in parts[0].group:
        if kept.get(dimension) != value:
            ways.append({dict(p.group)[dimension] for p in parts})
    return all(len(found) > 1 for found in ways)


def _covered(whole: Spot, along: str, parts: Iterable[Spot], atlas: Atlas) -> bool:
    """Whether the parts are all that there are, by the code list or the register of places."""
    dimension, _, level = along.partition(" within ")
    facts = atlas.dimensions.get(dimension)
    if facts is None:
        return False
    there = {dict(part.group).get(dimension) for part in parts}
    if level:
        above = facts.parents.get(level)
        return above is not None and {code for code, parent in above.items() if (level, parent) in whole.group} <= there
    return bool(facts.labels) and facts.labels.keys() <= there


def _by_codes(
    spots: set[Spot], uncounted: set[Spot], heads: Heads, atlas: Atlas
) -> Iterable[tuple[list[Equation], set[Spot]]]:
    """Conditions and codes of one dimension, in one group otherwise the same, as sums of the codes behind them.

    For each such group: its equations, and the sets of codes that some of them have and others have not.
    """
    beside: dict[tuple[Spot, str], dict[str, Spot]] = defaultdict(dict)
    for spot in sorted(spots, key=lambda s: s.order):
        for n, (dimension, value) in enumerate(spot.group):
            others = Spot(spot.population, spot.period, spot.group[:n] + spot.group[n + 1 :])
            beside[others, dimension][value] = spot
    for (whole, dimension), there in beside.items():
        conditions = [v for v in there if atlas.is_condition(dimension, v)]
        if not conditions or (len(there) < 2 and whole not in uncounted):
            continue
        at = partial(_with, whole, dimension)
        alone = [v for v in there if v not in conditions]
        among, complete = _codes_within(whole, dimension, there, atlas)
        if _is_table([there[v] for v in alone], [there[c] for c in conditions], whole, dimension, heads):
            among, complete = tuple(alone), True  # what a table of codes does not list is nobody
        cut = classes(conditions, alone, among)
        behind = {c: [name for name, members in cut.items() if meets(c, min(members))] for c in conditions}
        listed = [c for c in conditions if complete or not c.startswith("<>")]
        sums = [(there[c], behind[c]) for c in listed if behind[c] and behind[c] != [c]]
        if complete and (whole in spots or whole in uncounted):
            sums.append((whole, list(cut)))
        sums += [(at(name), inside) for name, inside in _overlaps(behind, cut)]
        equations = [Equation(one, tuple(at(name) for name in inside)) for one, inside in sums]
        yield [e for e in equations if _can_be(e, heads)], {at(name) for name in cut} | {e.whole for e in equations}


def _codes_within(whole: Spot, dimension: str, values: Iterable[str], atlas: Atlas) -> tuple[tuple[str, ...], bool]:
    """The codes that there may be in a group, of a place no others than its own; and whether these are all."""
    facts = atlas.dimensions.get(dimension)
    among = codes(values, facts)
    if facts is None:
        return among, False
    complete = bool(facts.labels)
    for level, place in whole.group:
        if (above := facts.parents.get(level)) is not None:
            own = {code for code, parent in above.items() if parent == place}
            among, complete = tuple(c for c in sorted({*among, *own}) if c in own), True
    return among, complete


def _is_table(alone: Sequence[Spot], conditions: Sequence[Spot], whole: Spot, dimension: str, heads: Heads) -> bool:
    """Whether the codes that have cells of their own are all that anybody has."""
    if len(alone) < 2 or not all(s in heads.rows for s in (*alone, *conditions)):
        return False
    if whole in heads.rows:
        return heads.rows[whole] <= sum(heads.rows[s] for s in alone)
    return all(
        heads.rows[c] <= sum(heads.rows[s] for s in alone if meets(dict(c.group)[dimension], dict(s.group)[dimension]))
        for c in conditions
    )


def _can_be(equation: Equation, heads: Heads) -> bool:
    """Whether what is known of an equation adds up; rows of codes that no list has may be missing from it."""
    known = [p in heads.cells for p in (equation.whole, *equation.parts)]
    rows = sum(heads.rows[p] for p in equation.parts if p in heads.cells)
    return not all(known) or rows == heads.rows[equation.whole]


def _with(whole: Spot, dimension: str, value: str) -> Spot:
    return Spot(whole.population, whole.period, tuple(sorted((*whole.group, (dimension, value)))))


def _overlaps(
    behind: Mapping[str, Sequence[str]], cut: Mapping[str, frozenset[str]]
) -> Iterable[tuple[str, list[str]]]:
    """What two conditions share, and what one has beyond the other, by name, where that is several classes of codes."""
    for one, other in combinations(sorted(behind), 2):
        first, second = set(behind[one]), set(behind[other])
        for some in (first & second, first - second, second - first):
            if len(some) > 1 and some not in (first, second):
                yield named(code for part in some for code in cut[part]), sorted(some)


def _useful(equations: Iterable[Equation], known: Iterable[Spot], secrets: set[Spot], heads: Heads) -> System:
    """Leave out what nobody can use: equations with an unknown that is in no other and is nobody's secret."""
    seen = {*known, *secrets}
    left = list(dict.fromkeys(equations))
    while True:
        times: dict[Spot, int] = defaultdict(int)
        for equation in left:
            for spot in (equation.whole, *equation.parts):
                if spot not in seen:
                    times[spot] += 1
        kept = [e for e in left if all(times.get(s) != 1 for s in (e.whole, *e.parts))]
        if len(kept) == len(left):
            return System(tuple(left), frozenset({*times, *secrets} - set(known)), heads)
        left = kept


def _put_together(system: System, known: Collection[Spot]) -> Iterable[Equation]:
    """Sums through parts that are in no table, so that hidden cells are seen together that no one sum holds."""
    divided: dict[Spot, tuple[Spot, ...]] = {}
    for equation in system.equations:
        if equation.remainder is None and equation.whole not in known:
            divided.setdefault(equation.whole, equation.parts)
    for equation in system.equations:
        if equation.remainder is None and not divided.keys().isdisjoint(equation.parts):
            parts = tuple(p for part in equation.parts for p in divided.get(part, (part,)))
            if len(set(parts)) == len(parts):
                yield Equation(equation.whole, parts)
