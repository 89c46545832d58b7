"""What changed since it was told: the same cells, and all that follows from them, counted from earlier data.

Somebody who kept the earlier release takes it from the new one. Where a number followed from what was told then, and
follows from what is told now, its change is told too; and a change of a few children is those few. So whatever
followed then and differs now by a few must not follow now: cells by the same name, sums of them, and what they leave
over, whether or not any table showed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from .forms import Forms, members
from .ledger import LedgerForm
from .linear import Row, clear, reduce
from .relations import Remainder, System, Unknown
from .wider import Spot

COUNT, TIMES = -1, -2
"""Columns that hold what a sum came to, and how many times it was taken while that was worked out."""


class Edition:
    """What follows from some cells, all counted from the same data. told: how many children each of them is."""

    def __init__(self, forms: Forms, told: Mapping[Spot, int]) -> None:
        known = [{**forms.of(spot), COUNT: -children} for spot, children in told.items() if forms.of(spot)]
        self._rows = reduce([*forms.relations(), *known])

    def count(self, form: Row) -> Fraction | None:
        """Return what a sum of atoms comes to; None where nobody could tell, or where it is nothing by its form."""
        if not form:
            return None
        left = {**form, TIMES: 1}
        for atom in sorted(a for a in form if a in self._rows):
            if atom in left:
                left = clear(left, self._rows[atom], atom)
        if any(atom >= 0 for atom in left):
            return None
        return Fraction(left.get(COUNT, 0), left[TIMES])


def editions(
    earlier: Mapping[Spot, Iterable[LedgerForm]], today: Mapping[str, str]
) -> Mapping[tuple[str, str], dict[Spot, int | None]]:
    """Return, by source and edition of it other than today's, the children of each cell; None where it was hidden.

    earlier: where cells were told before, with their forms. today: source -> the snapshot that is counted now.
    """
    found: dict[tuple[str, str], dict[Spot, int | None]] = defaultdict(dict)
    for spot, forms in earlier.items():
        source = spot.population.source
        now = today.get(source, "")
        for form in forms:
            if now not in ("", *form.snapshots):
                told = form.children if form.shown and not form.method else None
                table = found[source, _edition(form, source)]
                table[spot] = table.get(spot) if told is None else told
    return found


def _edition(form: LedgerForm, source: str) -> str:
    """The snapshot of a source that a cell was counted from: all of its release where none is called by the source."""
    return next((name for name in form.snapshots if name.startswith(f"{source}-")), " ".join(form.snapshots))


def changed_by_few(
    system: System, then: Mapping[Spot, int | None], now: Mapping[Spot, int], source: str, minimum: int
) -> set[Unknown]:
    """Return what follows from both editions of a source, and differs by a few children between them.

    then: cells as they were told, or None where they were hidden. now: all cells that are asked for, shown or hidden:
    what does not follow even from these is nobody's to find.
    """
    forms = Forms(system, ())
    named = dict.fromkeys(unknown for equation in system.equations for unknown in members(equation))
    named |= dict.fromkeys((*then, *now))
    before, after = Edition(forms, {s: n for s, n in then.items() if n is not None}), Edition(forms, now)
    found: set[Unknown] = set()
    for unknown in named:
        whole = unknown.whole if isinstance(unknown, Remainder) else unknown
        if whole.population.source != source or (was := before.count(forms.of(unknown))) is None:
            continue
        counted = after.count(forms.of(unknown))
        if counted is not None and 0 < abs(counted - was) < minimum:
            found.add(unknown)
    return found
