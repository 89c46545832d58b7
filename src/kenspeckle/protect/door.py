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
    Priority,
    ProtectedCell,
)
from kenspeckle.ground.terms.figure import issue

from .conditions import inside
from .ledger import PUBLIC, Ledger, LedgerForm, forms_of
from .methods import Disturb, disturbed, method_of, name_of, one_method
from .past import Before, known_before, places_of
from .revised import editions
from .rows import Rows
from .rules import HIDDEN, Rules
from .suppression import Suppression, is_out, suppress
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
        for key in [k for k, c in guarded.items() if rules.unsafe(k, c) and is_out(c, forms.get(str(k), ()))]:
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
        lenient = bool(world.known)
        then = editions(places_of(world.before, rows), snapshots)
        found = suppress(
            decided,
            world.rules,
            world.before,
            out,
            spots,
            atlas,
            priorities or {},
            also,
            lenient,
            [(source, told) for (source, _), told in sorted(then.items(), key=lambda item: item[0])],
        )
        return _told(decided, found, world.rules)

    hidden = hidden_everywhere(worlds, lambda world, hide: _hidden(protected(world, hide)), apart)
    done = protected(worlds[0], hidden)
    return replace(done, cells={**told, **done.cells})


def _hidden(protection: Protection) -> list[CellKey]:
    return [key for key, cell in protection.cells.items() if isinstance(cell, Absence)]


def _told(guarded: Mapping[CellKey, Cell], found: Suppression, rules: Rules) -> Protection:
    cells: dict[CellKey, ProtectedCell | Absence] = {}
    hidden: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, cell in guarded.items():
        if key in found:
            cells[key] = HIDDEN
            hidden[key.measure][0 if key in found.unsafe else 1] += 1
        else:
            cells[key] = _open(cell)
    return Protection(cells, rules.in_words(), {m: (p, s) for m, (p, s) in sorted(hidden.items())})


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
