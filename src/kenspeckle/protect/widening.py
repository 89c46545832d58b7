"""Hide more, until every secret could be other than it is by enough; then tell again what need not be hidden.

That a secret does not follow exactly is not enough: it may lie between two numbers that are nearly one. So for each
secret other tables are looked for, in whole numbers, that agree with all that is told, and in which it differs: they
are its certificate, checked by multiplication. Where there are none that differ far enough, the cheapest cells that
make them possible are hidden. A table that is found for one secret is a witness for all others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kenspeckle.ground.frozen import dataclass

from .flows import Flows, Move, Slot, change, regions, told_apart
from .linear import Row

REACHES = (600, 6000)
"""How many atoms are moved at once: first these, then more, then all, until something can move."""
WORK = 1_000_000
"""How many columns of programmes a second look may solve before the rest stays hidden."""


@dataclass(frozen=True)
class Secret:
    """A sum of atoms, and how far apart the counts must be that readers cannot rule out."""

    form: Row
    width: int


class _Witnesses:
    """Tables beside the true one, as moves from it, and how far each secret was seen to range in them."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._secrets = secrets
        self._of = _holding(secret.form for secret in secrets)
        self._next = 0
        self._told: dict[int, dict[int, int]] = {}  # witness -> secret -> by how much it differs
        self._seen: dict[int, dict[int, int]] = defaultdict(dict)  # secret -> witness -> the same
        self._changing: dict[int, set[int]] = defaultdict(set)  # cell -> the witnesses that change it

    def add(self, move: Move, changed: Iterable[int]) -> int:
        """Take a table for a witness. changed: the cells that it changes."""
        number, self._next = self._next, self._next + 1
        near = {n for atom in move for n in self._of.get(atom, ())}
        self.restore(number, {n: by for n in near if (by := change(self._secrets[n].form, move))})
        for cell in changed:
            self._changing[cell].add(number)
        return number

    def restore(self, number: int, differs: dict[int, int]) -> None:
        self._told[number] = differs
        for n, by in differs.items():
            self._seen[n][number] = by

    def drop(self, number: int) -> dict[int, int]:
        """Forget a witness; return by how much each secret differs in it."""
        differs = self._told.pop(number)
        for n in differs:
            del self._seen[n][number]
        return differs

    def differing(self, number: int) -> Iterable[int]:
        """The secrets that differ in a witness."""
        return self._told[number]

    def changing(self, cell: int) -> list[int]:
        """The witnesses that change a cell."""
        return sorted(number for number in self._changing[cell] if number in self._told)

    def ends(self, n: int) -> tuple[int, int]:
        """The least and the greatest by which a secret was seen to differ."""
        seen = self._seen[n].values()
        return min(0, min(seen, default=0)), max(0, max(seen, default=0))

    def reaches(self, n: int) -> int:
        """How far a secret was seen to range, as far as that matters."""
        low, high = self.ends(n)
        return min(high - low, self._secrets[n].width)


class Widening:
    """counts: what each atom counts. slots: all cells, by number. secrets: those whose counts must range.

    hidden: the numbers of the cells that are hidden; those of a price among the others can be.
    """

    def __init__(
        self, counts: Mapping[int, int], slots: Sequence[Slot], secrets: Sequence[Secret], hidden: Iterable[int]
    ) -> None:
        self._counts, self._slots, self._secrets = counts, list(slots), secrets
        self.hidden = set(hidden)
        self._holding = _holding(slot.form for slot in slots)
        self._secrets_of = _holding(secret.form for secret in secrets)
        self._witnesses = _Witnesses(secrets)
        self._places = [_Places(regions([s.form for s in slots], reach)) for reach in REACHES]
        self._places.append(_Places([sorted(counts)]))
        self._kept: dict[tuple[int, ...], Flows] = {}
        self._worked = 0

    def widen(self) -> bool:
        """Hide more until every secret ranges far enough; return whether all do."""
        ranging = [self._is_wide(n) or self._find(n) for n in range(len(self._secrets))]
        return all(ranging)

    def tell_again(self, order: Iterable[int]) -> None:
        """Tell hidden cells, in this order, without which every secret still ranges as far as it must."""
        for number in set(range(len(self._slots))) - self.hidden:
            self._slots[number] = replace(self._slots[number], price=None)
        self._kept = {}
        self._worked = 0
        for number in order:
            if self._worked > WORK:
                return
            self._try_without(number)

    def _try_without(self, number: int) -> None:
        """Tell a cell if that can be."""
        slot, kept = self._slots[number], dict(self._kept)
        held = [flows for flows in kept.values() if flows.holds(number)]
        for flows in held:
            flows.hold(number)
        self._slots[number] = replace(slot, price=None)
        used = self._witnesses.changing(number)
        before = {n: self._witnesses.reaches(n) for w in used for n in self._witnesses.differing(w)}
        dropped = {w: self._witnesses.drop(w) for w in used}
        if all(self._still_reaches(n, far) for n, far in sorted(before.items())):
            self.hidden.discard(number)
            return
        for w, differs in dropped.items():
            self._witnesses.restore(w, differs)
        self._slots[number], self._kept = slot, kept
        for flows in held:
            flows.free(number)

    def _still_reaches(self, n: int, far: int) -> bool:
        if self._witnesses.reaches(n) < far:
            self._find(n, quickly=True)
        return self._witnesses.reaches(n) >= far

    def _is_wide(self, n: int) -> bool:
        return self._witnesses.reaches(n) == self._secrets[n].width

    def _find(self, n: int, *, quickly: bool = False) -> bool:
        """Look for tables in which a secret differs, hiding what they change; return whether it ranges far enough."""
        width = self._secrets[n].width
        for places in self._places[: 1 if quickly else None]:
            flows = self._flows(places.around(self._secrets[n].form), last=places is self._places[-1])
            for up in range(width, -1, -1):
                self._worked += flows.columns
                # All of the way up, or part of it down: what counts few cannot go far down.
                if self._witnesses.ends(n)[1] < up:
                    self._take(flows.cheapest(n, up, quickly=quickly))
                low, high = self._witnesses.ends(n)
                if up < width and high >= up and low > up - width:
                    self._take(flows.cheapest(n, up - width, quickly=quickly))
                if self._is_wide(n):
                    return True
        return False

    def _take(self, move: Move | None) -> None:
        """Hide what a move changes, and take the table that it leads to for a witness."""
        if not move:
            return
        touched = {number for atom in move for number in self._holding.get(atom, ())}
        if told_apart([self._slots[number] for number in touched], move):
            return
        changed = [number for number in sorted(touched) if change(self._slots[number].form, move)]
        for number in changed:
            if number not in self.hidden:
                self.hidden.add(number)
                for flows in self._kept.values():
                    flows.hide(number)
        self._witnesses.add(move, changed)

    def _flows(self, atoms: tuple[int, ...], *, last: bool) -> Flows:
        if atoms not in self._kept:
            slots = sorted({number for atom in atoms for number in self._holding.get(atom, ())})
            secrets = sorted({n for atom in atoms for n in self._secrets_of.get(atom, ())})
            self._kept[atoms] = Flows(
                {atom: self._counts.get(atom, 0) for atom in atoms},
                {number: self._slots[number] for number in slots},
                {n: self._secrets[n].form for n in secrets},
                self.hidden,
                last=last or len(atoms) == len(self._counts),
            )
        return self._kept[atoms]


class _Places:
    """Where moves are looked for: the regions that a secret lies in."""

    def __init__(self, found: Sequence[Sequence[int]]) -> None:
        self._found = [tuple(atoms) for atoms in found]
        self._at = {atom: place for place, atoms in enumerate(self._found) for atom in atoms}

    def around(self, form: Row) -> tuple[int, ...]:
        places = sorted({self._at[atom] for atom in form if atom in self._at})
        if len(places) == 1:
            return self._found[places[0]]
        return tuple(sorted({*form, *(atom for place in places for atom in self._found[place])}))


def _holding(forms: Iterable[Row]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for number, form in enumerate(forms):
        for atom in form:
            found[atom].append(number)
    return found
