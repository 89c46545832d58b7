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
from kenspeckle.ground.terms import Cell, CellKey, KenError, KnownCell

from .ledger import PUBLIC, LedgerForm, same_counts
from .past import Before
from .rules import Rules

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


Hides = Callable[[World, Collection[CellKey]], Collection[CellKey]]
"""Returns every cell that is hidden in a world in which some are hidden from the start. Raises KenError."""


def hidden_everywhere(worlds: Sequence[World], hides: Hides, start: Collection[CellKey] = ()) -> set[CellKey]:
    """Return what must be hidden beside what the first world hides by itself, so that all is safe in every world."""
    hidden = set(start)
    if len(worlds) == 1:
        return hidden
    while True:
        before = set(hidden)
        further: list[World] = []
        for world in worlds:
            try:
                hidden |= set(hides(world, hidden))
            except KenError:
                # Others may have given something away between them. That is out; the rest can still be kept.
                bearable = _bearable(world, hides) if world.known else []
                if not world.known or [w.known for w in bearable] == [world.known]:
                    raise
                further += bearable
                for one in bearable:
                    hidden |= set(hides(one, hidden))
            else:
                further.append(world)
        worlds = further
        if hidden == before:
            return hidden


def _bearable(world: World, hides: Hides) -> list[World]:
    """Divide what others have published into parts that give nothing away by themselves, whatever we hide.

    What does so alone is in none of them: nothing that we hide takes it back.
    """

    def bears(known: Mapping[CellKey, Cell]) -> bool:
        try:
            hides(World(world.rules, {}, known), world.known)
        except KenError:
            return False
        return True

    found: list[World] = []
    left = sorted(world.known.items(), key=lambda item: str(item[0]))
    while left:
        kept: dict[CellKey, Cell] = {}
        out: list[tuple[CellKey, Cell]] = []
        waiting = [left]
        while waiting:
            some = waiting.pop()
            if bears({**kept, **dict(some)}):
                kept.update(some)
            elif len(some) == 1:
                out += some
            else:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
        if not kept:
            return found
        found.append(replace(world, known=kept))
        left = out
    return found


def as_known(told: KnownCell, counted: Cell, rules: Rules) -> bool:
    """Whether what somebody else says of a cell tells a reader what we count there.

    Numbers that are off by a few children are as good as ours to whoever looks for a child. Where they are rounded
    further than a group has to be large, they tell less than a group.
    """
    return told.rounded <= rules.minimum_children


def few_apart(told: KnownCell, counted: Cell, rules: Rules) -> bool:
    """Whether what somebody else says and what we count differ by a few children, who would stand alone between them.

    Only where both count the same children: else it is no difference of children.
    """
    if not told.alike or told.rounded > 1:
        return False
    pairs = ((told.children, counted.children), (told.rows, counted.rows))
    return any(a is not None and b is not None and 0 < abs(a - b) < rules.minimum_children for a, b in pairs)


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
