"""Cubes in, protected cells out.

Cells from sources that are already public pass with their own absences and are labelled so. All others are
looked at together: primary rules, what earlier releases showed or hid, then secondary suppression over every
equation that ties them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    Absence,
    Calendar,
    Cell,
    CellKey,
    Cube,
    DimensionFacts,
    KenError,
    Priority,
    ProtectedCell,
)
from kenspeckle.ground.terms.figure import issue

from .conditions import inside
from .hiding import Hiding, NothingLeftToHide
from .ledger import PUBLIC, Ledger, LedgerForm, forms_of, same_counts
from .methods import Disturb, disturbed, method_of, name_of, one_method
from .past import Before, known_before
from .pools import Pools
from .ranging import Worth
from .relations import Unknown, tie
from .rows import Rows
from .rules import HIDDEN, Rules
from .wider import Atlas, Population, Spot, stretches
from .worlds import World, hidden_everywhere, worlds_of


@dataclass(frozen=True)
class Protection:
    """What may be told, and how much was hidden.

    hidden: measure -> (unsafe by itself, hidden to protect those). method: how counts were disturbed; empty where
    they are exact.
    """

    cells: Mapping[CellKey, ProtectedCell | Absence]
    rule: str
    hidden: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    method: str = ""


def protect(
    cubes: Sequence[Cube],
    rules: Rules,
    ledger: Ledger,
    *,
    populations: Mapping[tuple[str, str], Population],
    dimensions: Mapping[str, DimensionFacts],
    calendar: Calendar,
    calendars: Mapping[str, Calendar] | None = None,
    priorities: Mapping[CellKey, Priority] | None = None,
    wider: Sequence[Collection[CellKey]] = (),
    audience: str = PUBLIC,
    readers: Mapping[str, Rules] | None = None,
    elsewhere: Mapping[CellKey, Cell] | None = None,
    apart: Collection[CellKey] = (),
) -> Protection:
    """Protect all cells of a build or release together.

    populations: (measure, way) -> the rows that it looks at. calendars: source -> its own calendar, for those that
    keep another than `calendar`. priorities: which cells to keep first; those not named are kept like a chart's.
    wider: groups of cells, of each of which one is hidden as well: whoever attacked what was protected without that
    found that they hold something hidden too near. audience: to whom all of it is told. readers: each other audience
    of which the public is a part, with the rules for what it may learn. elsewhere: cells that others have published,
    as we count them; they are known whatever we do. apart: cells to hide because what others say differs from them by
    a few children. The ledger is read, never written. Raises KenError when an unsafe
    cell follows from what was released before: then only people can decide, by coarsening.
    """
    told: dict[CellKey, ProtectedCell | Absence] = {}
    guarded: dict[CellKey, Cell] = {}
    for cube in cubes:
        for key, cell in cube.cells.items():
            if isinstance(cell, Absence):
                told[key] = cell
            elif cube.public:
                told[key] = _open(cell, public=True)
            else:
                guarded[key] = cell
    if not guarded:
        return Protection(told, rules.in_words())
    snapshots = {source: name for cube in cubes for source, name in cube.snapshots.items()}
    method, disturb = name_of(rules), method_of(rules.ours)

    def snapshot_of(key: CellKey) -> str:
        rows = populations.get((key.measure, key.way))
        return snapshots.get(rows.source, "") if rows is not None else ""

    forms = forms_of(ledger)
    if audience != PUBLIC:
        # The public has it, so it cannot be kept from this audience; nor is it told, since its rules forbid that.
        for key in [k for k, c in guarded.items() if rules.unsafe(k, c) and _released(c, forms.get(str(k), ()))]:
            del guarded[key]
            told[key] = HIDDEN
    worlds = worlds_of(forms, rules, guarded, audience=audience, readers=readers, known=elsewhere)

    def protected(world: World, hide: Collection[CellKey]) -> Protection:
        rows = Rows(populations, dimensions)
        out = known_before(world.before, guarded, populations, snapshots)
        decided, out = world.divide(guarded, out, rows.spot)
        spots = {key: rows.spot(key) for key in (*decided, *out.shown, *out.hidden)}
        atlas = Atlas(
            dimensions,
            calendar,
            calendars or {},
            rows.within(),
            inside((p for s in spots.values() for p in s.group), dimensions),
            stretches(spots.values()),
        )
        also = (*wider, *((key,) for key in sorted(hide, key=str)))
        one_method(method, (*decided, *out.shown), world.before, snapshot_of)
        if disturb is not None:
            return _disturb(disturb, decided, world.rules, world.before, out, spots, atlas, also)
        return _guard(
            {}, decided, world.rules, world.before, out, spots, atlas, priorities or {}, also, bool(world.known)
        )

    hidden = hidden_everywhere(worlds, lambda world, hide: _hidden(protected(world, hide)), apart)
    done = protected(worlds[0], hidden)
    return replace(done, cells={**told, **done.cells})


def _hidden(protection: Protection) -> list[CellKey]:
    return [key for key, cell in protection.cells.items() if isinstance(cell, Absence)]


def _guard(
    told: dict[CellKey, ProtectedCell | Absence],
    guarded: Mapping[CellKey, Cell],
    rules: Rules,
    before: Mapping[str, Sequence[LedgerForm]],
    out: Before,
    spots: Mapping[CellKey, Spot],
    atlas: Atlas,
    priorities: Mapping[CellKey, Priority],
    wider: Sequence[Collection[CellKey]],
    lenient: bool,
) -> Protection:
    ours = {**out.shown, **guarded}
    keys: dict[Spot, list[CellKey]] = defaultdict(list)
    known: dict[Spot, list[CellKey]] = defaultdict(list)
    for key in ours:
        known[spots[key]].append(key)
        if key in guarded:
            keys[spots[key]].append(key)
    # The children of a group are the same whichever measure counts them; the widest cell speaks for all.
    cells = {s: max((ours[k] for k in ks), key=lambda c: (c.rows, c.children or 0)) for s, ks in known.items()}
    fixed = {spots[key] for key in out.shown}
    fixed |= {s for s, ks in keys.items() if any(_released(guarded[k], before.get(str(k), ())) for k in ks)}
    unsafe: set[Unknown] = {
        spot
        for spot, ks in keys.items()
        if rules.few_left_out(ours[k] for k in known[spot])
        or any(
            rules.unsafe(k, guarded[k])
            or _must_stay_hidden(guarded[k], before.get(str(k), ()), rules.of(k.measure).minimum_children)
            for k in ks
        )
    }
    clash = sorted((str(keys[s][0]) for s in fixed & unsafe if isinstance(s, Spot)), key=str)
    if clash:
        raise KenError(_already_out(clash))
    blank = {spots[key] for key in out.hidden} - cells.keys()
    system = tie(cells, atlas, blank)
    pools = Pools(rules, system, {s: {(k.measure, k.way): ours[k] for k in ks} for s, ks in known.items()})
    unsafe |= blank | pools.unsafe()

    def worth(spot: Spot) -> Worth:
        rank = min((priorities.get(key, Priority.CHART) for key in keys.get(spot, ())), default=Priority.CHART)
        return Worth(int(rank), len(spot.group), cells[spot].children or 0)

    also: set[Spot] = set()
    for group in wider:
        choice = {spots[k] for k in group if k in guarded} - fixed
        helpful = [s for s in choice if cells[s].rows]  # zeros are told
        if helpful and not choice & (unsafe | also):
            also.add(min(helpful, key=lambda s: (worth(s).order, s.order)))
    dear = {s: worth(s) for s in cells if s not in fixed}
    try:
        added = Hiding(system, unsafe, dear, fixed, pools.too_few, also, lenient=lenient).cells()
    except NothingLeftToHide as stop:
        named = [str(keys[s][0]) for s in stop.unknown if isinstance(s, Spot) and s in keys]
        named += ["what is left when the parts are taken from the whole"] * any(s not in keys for s in stop.unknown)
        raise KenError(_already_out(sorted(named))) from None
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for spot, ks in keys.items():
        for key in ks:
            if spot in unsafe or spot in added:
                told[key] = HIDDEN
                counted[key.measure][0 if spot in unsafe else 1] += 1
            else:
                told[key] = _open(guarded[key])
    return Protection(told, rules.in_words(), {m: (p, s) for m, (p, s) in sorted(counted.items())})


def _disturb(
    disturb: Disturb,
    guarded: Mapping[CellKey, Cell],
    rules: Rules,
    before: Mapping[str, Sequence[LedgerForm]],
    out: Before,
    spots: Mapping[CellKey, Spot],
    atlas: Atlas,
    wider: Sequence[Collection[CellKey]],
) -> Protection:
    """Tell cells with disturbed counts, and hide those that may not be told at all."""
    found = disturbed(disturb, guarded, rules, before, out, spots, atlas, wider)
    told: dict[CellKey, ProtectedCell | Absence] = {}
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key in guarded:
        if (moved := found.cells.get(key)) is not None:
            told[key] = _open(moved.cell, within=(moved.children_within, moved.rows_within))
        else:
            told[key] = HIDDEN
            counted[key.measure][0 if key in found.unsafe else 1] += 1
    hidden = {m: (p, s) for m, (p, s) in sorted(counted.items())}
    return Protection(told, f"{rules.in_words()} {found.said}", hidden, name_of(rules))


def _open(cell: Cell, *, public: bool = False, within: tuple[int, int] = (0, 0)) -> ProtectedCell:
    return issue(
        cell.numerator,
        cell.denominator,
        cell.children,
        public=public,
        rows=cell.rows,
        unknown=cell.unknown,
        interval=cell.interval,
        children_within=within[0],
        rows_within=within[1],
    )


def _released(cell: Cell, forms: Sequence[LedgerForm]) -> bool:
    """Whether this very cell is out already, so that hiding it would protect nobody."""
    return any(same_counts(f, cell.numerator, cell.denominator) for f in _exact(forms))


def _exact(forms: Sequence[LedgerForm]) -> list[LedgerForm]:
    """Those of a cell's releases that told its counts as they are; others tell no difference of a few children."""
    return [form for form in forms if form.shown and not form.method]


def _must_stay_hidden(cell: Cell, forms: Sequence[LedgerForm], minimum: int) -> bool:
    """Hidden before stays hidden; and a cell that changed by a few children would show those few."""
    if not forms:
        return False
    if not forms[-1].shown:
        return True
    if _released(cell, forms):
        return False
    return any(
        f.children is None or cell.children is None or 0 < abs(f.children - cell.children) < minimum
        for f in _exact(forms)
    )


def _already_out(named: Sequence[str]) -> str:
    listed = "\n".join(f"  {name}" for name in named[:20])
    return (
        "These cells are too small to show, and what was released before gives them away:\n"
        f"{listed}\n"
        "Nothing was published. Take a broader group or several years together, so that no difference is small."
    )
