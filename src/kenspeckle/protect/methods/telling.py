"""Cells are told with disturbed counts: what may not be told at all stays hidden, the rest is moved a little.

Rules come first, as OpenSAFELY redacts before it rounds: a cell that is unsafe by itself is hidden, and one that was
hidden in an earlier release stays so. Nothing more is hidden to protect it, since whoever subtracts disturbed counts
comes near to it and not to it; an attacker that knows how far counts may be off says whether that is far enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell, CellKey, KenError
from kenspeckle.ground.terms.protection import Method

from ..ledger import LedgerForm
from ..past import Before, number
from ..rules import Rules
from ..wider import Atlas, Spot
from .quantities import FIELDS, Exact, Quantities, Quantity

UNTOLD = frozenset({"median", "published"})
"""Kinds of measure whose values are no sums: to move them a little is not to protect anybody, so they are hidden."""


@dataclass(frozen=True)
class Disturbed:
    """A cell as it may be told. Its children and its rows are off by no more than this many."""

    cell: Cell
    children_within: int
    rows_within: int


@dataclass(frozen=True)
class Numbers:
    """How numbers are told. within: by how much each may be off; said: what a reader must know of all of them."""

    values: Mapping[Quantity, Exact]
    within: Mapping[Quantity, Exact]
    said: str = ""


Disturb = Callable[[Quantities, Atlas, Mapping[Quantity, Exact]], Numbers]
"""A method: numbers, what a reader knows of the world, and how some were told before, to how they are told now."""


@dataclass(frozen=True)
class Told:
    """cells: those that may be told. unsafe, also: those hidden by a rule, and to keep others from coming near."""

    cells: Mapping[CellKey, Disturbed]
    unsafe: frozenset[CellKey]
    also: frozenset[CellKey]
    said: str


def disturbed(
    disturb: Disturb,
    guarded: Mapping[CellKey, Cell],
    rules: Rules,
    before: Mapping[str, Sequence[LedgerForm]],
    out: Before,
    spots: Mapping[CellKey, Spot],
    atlas: Atlas,
    wider: Sequence[Collection[CellKey]] = (),
) -> Told:
    """Return `guarded` as it may be told by a method. All measures of one group are shown or hidden together."""
    keys: dict[Spot, list[CellKey]] = defaultdict(list)
    for key in guarded:
        keys[spots[key]].append(key)
    unsafe = {
        spot
        for spot, ks in keys.items()
        if rules.few_left_out(guarded[k] for k in ks)
        or any(rules.unsafe(k, guarded[k]) or _was_hidden(before.get(str(k), ())) for k in ks)
    }
    also: set[Spot] = set()
    for group in wider:
        choice = sorted(
            {spots[k] for k in group if k in guarded}, key=lambda s: (guarded[keys[s][0]].children or 0, s.order)
        )
        if choice and not any(s in unsafe or s in also for s in choice):
            also.add(choice[0])
    hidden = unsafe | also | {spots[key] for key in out.hidden}
    keyed = rules.ours.method is Method.CELL_KEY
    # Without keys of its children a cell would get the noise of nobody, which anybody can take away.
    untold = {k for k, c in guarded.items() if rules.of(k.measure).kind in UNTOLD or (keyed and c.keys is None)}
    told = {k: c for k, c in guarded.items() if spots[k] not in hidden and k not in untold}
    numbers = Quantities(told, spots, rules.ours.base)
    moved = disturb(numbers, atlas, _told_before(numbers, before))
    cells = {
        key: Disturbed(
            numbers.with_values(key, moved.values),
            int(moved.within[found["children"]]),
            int(moved.within[found["rows"]]),
        )
        for key, found in numbers.of.items()
    }
    by_rule = frozenset(k for k in guarded if spots[k] in unsafe or k in untold)
    return Told(cells, by_rule, frozenset(guarded.keys() - cells.keys() - by_rule), moved.said)


def _was_hidden(forms: Sequence[LedgerForm]) -> bool:
    return bool(forms) and not forms[-1].shown


def _told_before(told: Quantities, before: Mapping[str, Sequence[LedgerForm]]) -> dict[Quantity, Exact]:
    """How numbers were told last, by whichever cell told them."""
    found: dict[Quantity, Exact] = {}
    for key, numbers in told.of.items():
        form = next((f for f in reversed(before.get(str(key), ())) if f.shown), None)
        for field in FIELDS if form is not None else ():
            value = getattr(form, field, None)
            if field in numbers and value not in (None, ""):
                found.setdefault(numbers[field], number(str(value)))
    return found


def one_method(
    method: str,
    keys: Iterable[CellKey],
    before: Mapping[str, Sequence[LedgerForm]],
    snapshot_of: Callable[[CellKey], str],
) -> None:
    """Raise KenError where a cell was told by another method from the same data: both together tell too much."""
    clash = sorted(
        str(key)
        for key in keys
        for form in before.get(str(key), ())
        if form.shown and form.method != method and snapshot_of(key) in ("", *form.snapshots)
    )
    if clash:
        shown = "\n".join(f"  {name}" for name in dict.fromkeys(clash[:20]))
        raise KenError(
            "These cells were released by another method of protection, from the same data:\n"
            f"{shown}\n"
            "An exact and a disturbed version of one count give away what the disturbance hides, so nothing was told. "
            "Set protect: method in ken.yaml back to what it was, or wait for new data."
        )
