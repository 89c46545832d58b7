"""Several readers at once: what is told must be safe with what each of them has beside it.

The public has what was released to everybody. A partner has that, and what was released to the partner. Either may
have what others published of the same children. What one of them could work out is told to none of them: so cells
are protected with each in turn, and whatever is hidden for one is hidden for the next, until nobody needs more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    Absence,
    Cell,
    CellKey,
    KnownCell,
    ProtectedCell,
    ProtectedCells,
    Suppressed,
)
from kenspeckle.ground.terms.figure import issue

from .ledger import PUBLIC, LedgerForm, same_counts
from .past import Before, known_before
from .rules import HIDDEN, Rules
from .wider import Population

Forms = Mapping[str, Sequence[LedgerForm]]


@dataclass(frozen=True)
class World:
    """What one sort of reader has, and the rules that say what they must not learn.

    before: what was released to them, by the cell's name. known: what others have published. first: whether it is
    these readers to whom all is told; the others only must not learn more of it than they may.
    """

    rules: Rules
    before: Forms
    known: Mapping[CellKey, Cell] = field(default_factory=dict)
    first: bool = False

    def has(self, key: CellKey, cell: Cell) -> bool:
        """Whether these readers were told this very cell before."""
        return any(f.shown and same_counts(f, cell.numerator, cell.denominator) for f in self.before.get(str(key), ()))

    def divide(
        self, guarded: Mapping[CellKey, Cell], out: Before, place: Callable[[CellKey], object]
    ) -> tuple[dict[CellKey, Cell], Before]:
        """Return the cells to decide on, and what these readers have. place: where a cell stands, whatever its measure.

        Of what they have there is nothing to decide: it can be hidden from others, and not from them.
        """
        if self.first and not self.known:
            return dict(guarded), out
        theirs = {place(key) for key in self.known}
        if not self.first:
            theirs |= {place(key) for key, cell in guarded.items() if self.has(key, cell)}
        had = {key: cell for key, cell in guarded.items() if place(key) in theirs}
        shown = {**out.shown, **self.known, **had}
        return {k: c for k, c in guarded.items() if k not in had}, Before(shown, out.hidden - shown.keys())


def worlds_of(
    forms: Forms,
    rules: Rules,
    asked: Iterable[CellKey],
    *,
    audience: str = PUBLIC,
    readers: Mapping[str, Rules] | None = None,
    known: Mapping[CellKey, Cell] | None = None,
) -> list[World]:
    """Return the worlds in which cells that are told to `audience` must be safe, that of this audience first.

    forms: all that was ever released. readers: audience -> by which rules it may learn of the public's cells; those
    to whom nothing was released are the public. known: cells that others have published.
    """
    names = {str(key) for key in asked}
    found = [World(rules, _seen(forms, audience, names, rules_apply=True), first=True)]
    if audience == PUBLIC:
        told = {f.audience for some in forms.values() for f in some} - {PUBLIC}
        for name in sorted(told):
            found.append(World((readers or {}).get(name, rules), _seen(forms, name, names, rules_apply=False)))
    if known:
        found += [replace(world, known=known) for world in found]
    return found


def _seen(forms: Forms, audience: str, asked: Collection[str], *, rules_apply: bool) -> dict[str, list[LedgerForm]]:
    """What an audience was told. That a cell was hidden from others does not hide it: their rules are others."""
    found = {}
    for name, all_forms in forms.items():
        kept = [
            f
            for f in all_forms
            if f.audience in (PUBLIC, audience)
            and (f.shown or name not in asked or (rules_apply and f.audience == audience))
        ]
        if kept:
            found[name] = kept
    return found


def had(
    world: World,
    cells: ProtectedCells,
    populations: Mapping[tuple[str, str], Population],
    snapshots: Mapping[str, str],
) -> dict[CellKey, ProtectedCell | Absence]:
    """Return what these readers have beside `cells`, for whoever attacks both: shown to them, or hidden from them.

    snapshots: source -> the snapshot that `cells` were counted from; what was counted from others adds up with none.
    """
    shown = [key for key, cell in cells.items() if isinstance(cell, ProtectedCell)]
    sources = {rows.source for rows in populations.values() if rows.source in snapshots}
    out = known_before(world.before, shown, populations, snapshots, sources)
    found: dict[CellKey, ProtectedCell | Absence] = dict.fromkeys(out.hidden - cells.keys(), HIDDEN)
    for key, cell in (*out.shown.items(), *world.known.items()):
        if key not in cells or isinstance(cells[key], Suppressed):
            form = next((f for f in reversed(world.before.get(str(key), ())) if f.shown), None)
            children, rows = form.within if form is not None else (0, 0)
            found[key] = issue(
                cell.numerator,
                cell.denominator,
                cell.children,
                rows=cell.rows,
                children_within=children,
                rows_within=rows,
            )
    return found


Hides = Callable[[World, Collection[CellKey]], Collection[CellKey]]
"""Returns every cell that is hidden in a world in which some are hidden from the start. Raises KenError."""


def hidden_everywhere(worlds: Sequence[World], hides: Hides, start: Collection[CellKey] = ()) -> set[CellKey]:
    """Return what must be hidden beside what the first world hides by itself, so that all is safe in every world."""
    hidden = set(start)
    if len(worlds) == 1:
        return hidden
    while True:
        before = set(hidden)
        for world in worlds:
            hidden |= set(hides(world, hidden))
        if hidden == before:
            return hidden


def as_known(told: KnownCell, minimum: int) -> bool:
    """Whether what somebody else says of a cell tells a reader what we count there.

    Numbers that are off by a few children are as good as ours to whoever looks for a child. Where they are rounded
    further than a group has to be large, they tell less than a group.
    """
    return told.rounded <= minimum


def vaguely(told: KnownCell, counted: Cell) -> ProtectedCell | None:
    """Return what somebody else says of a cell as a number between two bounds, for whoever attacks what is told.

    None where they say no number of children, or there are none in it here.
    """
    if told.children is None or not counted.children or not counted.rows:
        return None
    half = -(-told.rounded // 2)
    rows = told.children * counted.rows // counted.children
    return issue(
        counted.numerator if told.numerator is None else told.numerator,
        None,
        told.children,
        rows=rows,
        children_within=half,
        rows_within=-(-half * counted.rows // counted.children) + 1,
    )


def few_apart(told: KnownCell, counted: Cell, minimum: int) -> bool:
    """Whether what somebody else says and what we count differ by a few children, who would stand alone between them.

    Only where both count the same children: else it is no difference of children.
    """
    if not told.alike or told.rounded > 1:
        return False
    pairs = ((told.children, counted.children), (told.rows, counted.rows))
    return any(a is not None and b is not None and 0 < abs(a - b) < minimum for a, b in pairs)


def contradicts(told: KnownCell, counted: Cell) -> bool:
    """Whether what somebody else says is not what we count, by more than they rounded."""
    pairs: tuple[tuple[int | Decimal | None, int | Decimal | None], ...] = (
        (told.children, counted.children),
        (told.rows, counted.rows),
        (told.numerator, counted.numerator),
        (told.denominator, counted.denominator),
    )
    within = told.rounded if told.rounded > 1 else 0
    return any(a is not None and b is not None and abs(Decimal(a) - Decimal(b)) * 2 > within for a, b in pairs)
