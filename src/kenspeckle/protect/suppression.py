"""Suppression: which cells are hidden because they are unsafe, and which because they would give those away.

Cells of one group are hidden together, whichever measures count them, because attendance gives absence away. What
was released before counts as told; what was hidden before stays hidden; and what changed since by a few children
would show those few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell, CellKey, KenError, Priority

from .hiding import Hiding, NothingLeftToHide
from .ledger import LedgerForm, same_counts
from .past import Before
from .pools import Pools
from .ranging import Worth
from .relations import Unknown, tie
from .revised import changed_by_few
from .rules import Rules
from .wider import Atlas, Spot

Forms = Mapping[str, Sequence[LedgerForm]]


@dataclass(frozen=True)
class Suppression:
    """unsafe: cells that no reader may learn of. beside: those that are hidden so that none does."""

    unsafe: frozenset[CellKey]
    beside: frozenset[CellKey]

    def __contains__(self, key: CellKey) -> bool:
        return key in self.unsafe or key in self.beside


def suppress(
    guarded: Mapping[CellKey, Cell],
    rules: Rules,
    before: Forms,
    out: Before,
    spots: Mapping[CellKey, Spot],
    atlas: Atlas,
    priorities: Mapping[CellKey, Priority],
    wider: Sequence[Collection[CellKey]],
    lenient: bool,
    told_then: Sequence[tuple[str, Mapping[Spot, int | None]]] = (),
) -> Suppression:
    """Decide which of the guarded cells to hide.

    before: all that was released, by the cell's name; out: those cells of it that nobody asks for now. spots: where
    each cell stands. wider: groups of which one cell each is hidden too. lenient: what follows from what readers
    have is out, and stops nothing. told_then: sources, each with what was told of the children of its cells when they
    were counted from other data. Raises KenError when an unsafe cell follows from what was released before.
    """
    ours = {**out.shown, **guarded}
    keys: dict[Spot, list[CellKey]] = defaultdict(list)
    known: dict[Spot, list[CellKey]] = defaultdict(list)
    for key in ours:
        known[spots[key]].append(key)
        if key in guarded:
            keys[spots[key]].append(key)
    # The children of a group are the same whichever measure counts them; the widest cell speaks for all.
    cells = {s: max((ours[k] for k in ks), key=lambda c: (c.rows, c.children or 0)) for s, ks in known.items()}
    earlier = {key: before.get(str(key), ()) for key in guarded} if before else {}
    fixed = {spots[key] for key in out.shown}
    fixed |= {spots[key] for key, forms in earlier.items() if is_out(guarded[key], forms)}
    alone = {spots[key] for key, cell in guarded.items() if rules.unsafe(key, cell)}
    kept = {
        key
        for key, forms in earlier.items()
        if _must_stay_hidden(guarded[key], forms, rules.of(key.measure).minimum_children)
    }
    alone |= {spots[key] for key in kept} - fixed
    alone |= {spot for spot in keys if rules.few_left_out(ours[k] for k in known[spot])}
    if clash := fixed & alone:
        raise KenError(_already_out(str(keys[spot][0]) for spot in clash))
    blank = {spots[key] for key in out.hidden} - cells.keys()
    # Cells of earlier editions that nobody asks for now are no secrets, but sums with them are sums all the same.
    system = tie(cells, atlas, blank, frozenset(spot for _, then in told_then for spot in then))
    pools = Pools(rules, system, {s: {(k.measure, k.way): ours[k] for k in ks} for s, ks in known.items()})
    unsafe: set[Unknown] = {*alone, *blank, *pools.unsafe()}
    worth = {s: _worth(s, cells[s], keys.get(s, ()), priorities) for s in cells}
    also = _also([{spots[k] for k in group if k in guarded} - fixed for group in wider], unsafe, worth)
    for source, then in told_then:
        now = {spot: cell.children or 0 for spot, cell in cells.items() if spot.population.source == source}
        also |= changed_by_few(system, then, now, source, rules.minimum_children) - unsafe - fixed
    added: Collection[Spot] = ()
    if unsafe or also:
        free = {s: w for s, w in worth.items() if s not in fixed}
        try:
            added = Hiding(
                system, unsafe, free, fixed, pools.too_few, also, lenient=lenient, optimal=rules.ours.optimal
            ).cells()
        except NothingLeftToHide as stop:
            raise KenError(_already_out(_named(u, keys) for u in stop.unknown)) from None
    return Suppression(
        # Where the group itself is out, by another measure of it, what changed is hidden by itself.
        frozenset(key for spot, ks in keys.items() for key in ks if spot in unsafe or key in kept),
        frozenset(key for spot in added for key in keys.get(spot, ())),
    )


def _worth(spot: Spot, cell: Cell, keys: Sequence[CellKey], priorities: Mapping[CellKey, Priority]) -> Worth:
    rank = min((priorities.get(key, Priority.CHART) for key in keys), default=Priority.CHART)
    return Worth(int(rank), len(spot.group), cell.children or 0)


def _also(groups: Sequence[set[Spot]], unsafe: Collection[Unknown], worth: Mapping[Spot, Worth]) -> set[Unknown]:
    """Of each group the cell that is worth the least, unless one of the group is hidden anyway."""
    found: set[Unknown] = set()
    for group in groups:
        helpful = [spot for spot in group if worth[spot].children]  # zeros are told
        if helpful and not any(spot in unsafe or spot in found for spot in group):
            found.add(min(helpful, key=lambda spot: (worth[spot].order, spot.order)))
    return found


def is_out(cell: Cell, forms: Sequence[LedgerForm]) -> bool:
    """Whether this very cell is out already, so that hiding it would protect nobody."""
    return any(f.children == cell.children and same_counts(f, cell.numerator, cell.denominator) for f in _exact(forms))


def _exact(forms: Sequence[LedgerForm]) -> list[LedgerForm]:
    """Those of a cell's releases that told its counts as they are; others tell no difference of a few children."""
    return [form for form in forms if form.shown and not form.method]


def _must_stay_hidden(cell: Cell, forms: Sequence[LedgerForm], minimum: int) -> bool:
    """Hidden before stays hidden; and a cell that changed by a few children would show those few."""
    if not forms:
        return False
    if not forms[-1].shown:
        return True
    if is_out(cell, forms):
        return False
    return any(
        f.children is None or cell.children is None or 0 < abs(f.children - cell.children) < minimum
        for f in _exact(forms)
    )


def _named(unknown: Unknown, keys: Mapping[Spot, Sequence[CellKey]]) -> str:
    if isinstance(unknown, Spot) and unknown in keys:
        return str(keys[unknown][0])
    return "what is left when the parts are taken from the whole"


def _already_out(named: Iterable[str]) -> str:
    listed = "\n".join(f"  {name}" for name in sorted(set(named))[:20])
    return (
        "These cells are too small to show, and what was released before gives them away:\n"
        f"{listed}\n"
        "Nothing was published. Take a broader group or several years together, so that no difference is small."
    )
