"""Other tables that a reader could take for ours, found by moving children between cells.

Counts are moved from the truth: more here, less there, so that nothing that is told changes. Of all such moves that
make one secret differ far enough, the cheapest is wanted, where a move costs what the cells are worth that it
changes and that are still to be told. That is one linear programme for each secret, over cells that hang together.

Method: moving flows through what is hidden, after Kelly, Golden and Assad, "Cell suppression: disclosure protection
for sensitive tabular data" (Networks 22, 1992), as linear programmes in place of networks, so that hierarchies and
linked tables need no special case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

from kenspeckle.ground.frozen import dataclass

from .linear import Row

NODES = 20
"""How far a whole-number search goes before it is given up."""
TIMES = 6
"""By how much a move in fractions is multiplied at most to make it whole."""
FAR = 1e9
"""More than anybody would move."""
SLACK = 1e-6
"""What a solver's floating point may be off by."""

Amount = TypeVar("Amount", int, float)
Move = Mapping[int, int]
"""Atoms, and by how much their counts differ from ours; none of them by 0."""


@dataclass(frozen=True)
class Slot:
    """A cell as a sum of atoms. value: its count. price: what it is worth to tell it; None where it must stay as it is.

    least: the count that readers know it to have at least.
    """

    form: Row
    value: int
    price: float | None
    least: int = 0


class Flows:
    """The moves within some atoms, while all others stay as they are."""

    def __init__(
        self,
        counts: Mapping[int, int],
        slots: Mapping[int, Slot],
        targets: Mapping[int, Row],
        hidden: Collection[int],
        *,
        last: bool = True,
    ) -> None:
        """counts: of each atom that may move. slots: cells of which at least one atom may. targets: secrets likewise.

        hidden: slots that move at no price. last: whether cells that reach beyond these atoms may be hidden too.
        """
        import highspy
        import numpy as np

        self._counts = counts
        self._atoms = {atom: column for column, atom in enumerate(counts)}
        # A cell that reaches further is dear: where more may move, something cheaper may be found.
        inside = {n for n, s in slots.items() if last or n in hidden or all(atom in self._atoms for atom in s.form)}
        self._slots = {n: s if n in inside else replace(s, price=None) for n, s in slots.items()}
        self._up = {number: len(self._atoms) + 2 * i for i, number in enumerate(self._slots)}
        rows = [self._within(slot.form) | {at: -1.0, at + 1: 1.0} for at, slot in self._ups()]
        self._row = {number: len(rows) + i for i, number in enumerate(targets)}
        rows += [self._within(form) for form in targets.values()]
        self.columns = width = len(self._atoms) + 2 * len(self._slots)
        price, lower, upper = np.zeros(width), np.zeros(width), np.full(width, FAR)
        lower[: len(self._atoms)] = [-count for count in counts.values()]
        for number, slot in self._slots.items():
            at = self._up[number]
            price[at] = price[at + 1] = 0 if number in hidden else slot.price or 0
            upper[at], upper[at + 1] = self._ends(slot)
        made: Any = highspy.Highs  # it comes without types
        self._highs, self._kinds, self._status = made(), highspy.HighsVarType, highspy.HighsModelStatus
        for name, value in (("output_flag", False), ("threads", 1), ("mip_max_nodes", NODES)):
            self._highs.setOptionValue(name, value)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, len(rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = price, lower, upper
        free = np.full(len(targets), FAR)
        model.row_lower_ = np.concatenate([np.zeros(len(self._slots)), -free])
        model.row_upper_ = np.concatenate([np.zeros(len(self._slots)), free])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([c for row in rows for c in row], dtype=np.int32)
        model.a_matrix_.value_ = np.array([v for row in rows for v in row.values()], dtype=float)
        self._highs.passModel(model)

    def _ups(self) -> list[tuple[int, Slot]]:
        return [(self._up[number], slot) for number, slot in self._slots.items()]

    def _within(self, form: Row) -> dict[int, float]:
        few = form if len(form) < len(self._atoms) else self._atoms
        return {self._atoms[atom]: float(form[atom]) for atom in few if atom in form and atom in self._atoms}

    def _ends(self, slot: Slot) -> tuple[float, float]:
        """How far a cell may move up, and down."""
        return (0.0, 0.0) if slot.price is None else (FAR, float(max(0, slot.value - slot.least)))

    def cheapest(self, target: int, by: int, *, quickly: bool = False) -> Move | None:
        """Return the cheapest move that makes a target greater by `by` (less, where that is negative); None without.

        In whole numbers: a move in fractions is multiplied until it is whole, or looked for again among whole ones.
        quickly: without that search.
        """
        least, most = (float(by), FAR) if by > 0 else (-FAR, float(by))
        self._highs.changeRowBounds(self._row[target], least, most)
        try:
            found = self._solve()
            if found is None:
                return None
            move = self._multiplied(found)
            if move is None and not quickly:
                move = self._beside(found) or _whole(self._solve(whole=True), 1)
            return move
        finally:
            self._highs.changeRowBounds(self._row[target], -FAR, FAR)

    def _multiplied(self, found: Mapping[int, float]) -> Move | None:
        for times in range(1, TIMES + 1):
            move = _whole(found, times)
            if move is not None and not told_apart(self._slots.values(), move) and self._can_move(move):
                return move
        return None

    def _beside(self, found: Mapping[int, float]) -> Move | None:
        """A whole move that hides no cell but those that one in fractions would hide."""
        held = [n for n, s in self._slots.items() if s.price and abs(change(s.form, found)) <= SLACK]
        for number in held:
            self.hold(number)
        move = _whole(self._solve(whole=True), 1)
        for number in held:
            self.free(number)
        return move

    def _can_move(self, move: Move) -> bool:
        return all(self._counts[atom] + by >= 0 for atom, by in move.items())

    def hide(self, number: int) -> None:
        """From now on a cell may move at no price."""
        if number in self._up:
            slot = self._slots[number] = replace(self._slots[number], price=self._slots[number].price or 0)
            self._bound(number, *self._ends(slot))
            for column in (self._up[number], self._up[number] + 1):
                self._highs.changeColCost(column, 0.0)

    def holds(self, number: int) -> bool:
        """Whether any atom of a cell may move here."""
        return number in self._up

    def hold(self, number: int) -> None:
        """From now on a cell must stay as it is."""
        self._bound(number, 0.0, 0.0)

    def free(self, number: int) -> None:
        """A cell that had to stay as it is may move again."""
        self._bound(number, *self._ends(self._slots[number]))

    def _bound(self, number: int, up: float, down: float) -> None:
        self._highs.changeColBounds(self._up[number], 0.0, up)
        self._highs.changeColBounds(self._up[number] + 1, 0.0, down)

    def _solve(self, *, whole: bool = False) -> Mapping[int, float] | None:
        """By how much each atom moves; None where there is no such move."""
        if whole:
            self._integral(self._kinds.kInteger)
        self._highs.run()
        status, values = self._highs.getModelStatus(), list(self._highs.getSolution().col_value)
        if whole:
            self._integral(self._kinds.kContinuous)
        if status != self._status.kOptimal and not (
            whole and values and self._highs.getInfo().primal_solution_status == 2
        ):
            return None
        return {atom: values[column] for atom, column in self._atoms.items() if abs(values[column]) > SLACK}

    def _integral(self, kind: Any) -> None:
        import numpy as np

        columns = np.arange(len(self._atoms), dtype=np.int32)
        self._highs.changeColsIntegrality(len(columns), columns, np.full(len(columns), int(kind), np.uint8))


def _whole(found: Mapping[int, float] | None, times: int) -> Move | None:
    """A move multiplied, in whole numbers; None where it is not whole."""
    if found is None or any(abs(by * times - round(by * times)) > SLACK * times for by in found.values()):
        return None
    return {atom: round(by * times) for atom, by in found.items()}


def regions(forms: Sequence[Row], limit: int) -> list[list[int]]:
    """Cut atoms into parts of at most `limit` that hang together: the smallest sums join first.

    A part is where moves are looked for; what it shares with others stays as it is, so that none is unsound.
    """
    leader: dict[int, int] = {}
    size: dict[int, int] = defaultdict(lambda: 1)

    def find(atom: int) -> int:
        while leader.setdefault(atom, atom) != atom:
            leader[atom] = leader[leader[atom]]
            atom = leader[atom]
        return atom

    for form in sorted(forms, key=lambda f: (len(f), sorted(f))):
        tops = sorted({find(atom) for atom in form})
        if tops and sum(size[top] for top in tops) <= limit:
            first, *others = tops
            for other in others:
                leader[other] = first
                size[first] += size[other]
    members: dict[int, list[int]] = defaultdict(list)
    for atom in sorted(leader):
        members[find(atom)].append(atom)
    return [members[top] for top in sorted(members)]


def change(form: Row, move: Mapping[int, Amount]) -> Amount | Literal[0]:
    """By how much a move changes a sum of atoms."""
    few = form if len(form) < len(move) else move
    return sum(form[atom] * move[atom] for atom in few if atom in form and atom in move)


def told_apart(slots: Iterable[Slot], move: Move) -> bool:
    """Whether readers can tell a move from the truth: it changes what they know, or leaves less than they know of."""
    moved = ((slot, change(slot.form, move)) for slot in slots)
    return any(by and (slot.price is None or slot.value + by < slot.least) for slot, by in moved)
