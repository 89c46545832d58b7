"""Controlled rounding: every number to a multiple of its step, less than a step away, so that totals add up.

Each number may go down or up to a neighbouring multiple; one that is a multiple stays as it is. Of all ways to choose,
an integer programme takes one in which as many totals as possible are the sums of their parts, and of those one near
to the true numbers (Cox 1987; Fischetti and Salazar 2000). In tables of three and more dimensions there may be none
in which all add up: then the fewest do not, and how many is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kenspeckle.ground.frozen import dataclass

from .quantities import CHILDREN, Exact, Name, Quantity
from .sums import Total

MOST_NODES = 500
"""Branches that are tried for one table; a limit on time would give another table on another machine."""

_APART = 1000.0
"""What a total that does not add up costs, in steps that numbers are moved."""
_OVER = 100.0
"""What a share of more than all costs."""


@dataclass(frozen=True)
class Rounded:
    """values: as they are told. apart: totals that are not the sum of their parts, among `totals`."""

    values: Mapping[Quantity, Exact]
    apart: int
    totals: int


@dataclass(frozen=True)
class Choice:
    """A number between two multiples: how many steps the lower one is, and whether both may be taken."""

    down: int
    may_go_down: bool
    may_go_up: bool
    part: Fraction  # of a step, that it lies above the lower one

    @property
    def free(self) -> bool:
        return self.may_go_down and self.may_go_up

    @property
    def nearest(self) -> int:
        up = self.may_go_up and (self.part * 2 >= 1 or not self.may_go_down)
        return self.down + up


def rounded(
    quantities: Sequence[Quantity],
    steps: Mapping[Name, Exact],
    totals: Sequence[Total],
    shares: Collection[tuple[Quantity, Quantity]] = (),
    *,
    least_children: int = 0,
    positive: Collection[Quantity] = (),
    kept: Mapping[Quantity, Exact] | None = None,
) -> Rounded:
    """Round all quantities together.

    shares: numbers with those that they are out of, and so should not exceed. least_children: no shown number of
    children is rounded below it. positive: numbers that must not become none. kept: as they were told before, which
    holds where it is still less than a step away: a number told in two ways would be known better than in either.
    """
    choices = {q: _choice(q, steps[q.name], least_children, q in positive, (kept or {}).get(q)) for q in quantities}
    like = [t for t in totals if all(steps[p.name] == steps[t.whole.name] for p in t.parts)]
    pairs = [(n, d) for n, d in shares if steps[n.name] == steps[d.name] and n.value <= d.value]
    taken = {q: choice.nearest for q, choice in choices.items()}
    for some_totals, some_pairs in _blocks(like, pairs):
        taken |= _solved(some_totals, some_pairs, choices)
    values = {q: taken[q] * steps[q.name] for q in quantities}
    apart = sum(values[t.whole] != sum(values[p] for p in t.parts) for t in totals)
    return Rounded(values, apart, len(totals))


def _choice(quantity: Quantity, step: Exact, least_children: int, positive: bool, before: Exact | None) -> Choice:
    exact = Fraction(quantity.value) / Fraction(step)
    down = exact.numerator // exact.denominator
    part = exact - down
    if not part:
        return Choice(down, True, False, part)
    if before is not None:
        held = Fraction(before) / Fraction(step)
        if held in (down, down + 1):
            return Choice(down, held == down, held != down, part)
    least = least_children if quantity.name == CHILDREN else 0
    low = down * step < least <= quantity.value or (positive and down == 0)
    return Choice(down, not low, True, part)


def _blocks(
    totals: Sequence[Total], pairs: Sequence[tuple[Quantity, Quantity]]
) -> list[tuple[list[Total], list[tuple[Quantity, Quantity]]]]:
    """Totals that hang together, each block with the shares among its numbers; a share in none is left as it is."""
    leader: dict[Quantity, Quantity] = {}

    def find(q: Quantity) -> Quantity:
        while leader.setdefault(q, q) != q:
            leader[q] = leader[leader[q]]
            q = leader[q]
        return q

    for total in totals:
        for part in total.parts:
            leader[find(part)] = find(total.whole)
    for n, d in pairs:
        leader[find(n)] = find(d)
    found: dict[Quantity, tuple[list[Total], list[tuple[Quantity, Quantity]]]] = {}
    for total in totals:
        found.setdefault(find(total.whole), ([], []))[0].append(total)
    for n, d in pairs:
        if find(n) in found:
            found[find(n)][1].append((n, d))
    return list(found.values())


def _solved(
    totals: Sequence[Total], pairs: Sequence[tuple[Quantity, Quantity]], choices: Mapping[Quantity, Choice]
) -> dict[Quantity, int]:
    """Choose for one block, by an integer programme with room for totals that cannot add up."""
    import highspy
    import numpy as np

    inside = dict.fromkeys(q for t in totals for q in (t.whole, *t.parts)) | dict.fromkeys(q for p in pairs for q in p)
    column = {q: n for n, q in enumerate(q for q in inside if choices[q].free)}
    if not column:
        return {}
    rows: list[tuple[dict[int, float], float, float]] = []
    width = len(column)
    for total in totals:
        signed = [(total.whole, -1), *((p, 1) for p in total.parts)]
        entries, fixed = _entries(signed, column, choices)
        rows.append((entries | {width: -1.0, width + 1: 1.0}, -fixed, -fixed))
        width += 2
    for n, d in pairs:
        entries, fixed = _entries([(n, 1), (d, -1)], column, choices)
        rows.append((entries | {width: -1.0}, -highspy.kHighsInf, -fixed))
        width += 1
    cost = np.array(
        [float(1 - 2 * choices[q].part) for q in column] + [_APART] * (2 * len(totals)) + [_OVER] * len(pairs)
    )
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = width, len(rows)
    model.col_cost_, model.col_lower_ = cost, np.zeros(width)
    model.col_upper_ = np.array([1.0] * len(column) + [highspy.kHighsInf] * (width - len(column)))
    model.row_lower_ = np.array([low for _, low, _ in rows], dtype=float)
    model.row_upper_ = np.array([high for _, _, high in rows], dtype=float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(e) for e, _, _ in rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([c for e, _, _ in rows for c in e], dtype=np.int32)
    model.a_matrix_.value_ = np.array([v for e, _, _ in rows for v in e.values()], dtype=float)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger] * len(column) + [kinds.kContinuous] * (width - len(column))
    made: Any = highspy.Highs  # it comes without types
    highs = made()
    for name, value in (("output_flag", False), ("threads", 1), ("mip_max_nodes", MOST_NODES)):
        highs.setOptionValue(name, value)
    highs.passModel(model)
    highs.run()
    solution = highs.getSolution()
    if not solution.value_valid:
        return {}  # each to its nearest multiple, and how many totals then do not add up is said
    up = [solution.col_value[n] > 0.5 for n in column.values()]
    return {q: choices[q].down + taken for q, taken in zip(column, up, strict=True)}


def _entries(
    signed: Sequence[tuple[Quantity, int]], column: Mapping[Quantity, int], choices: Mapping[Quantity, Choice]
) -> tuple[dict[int, float], float]:
    """The coefficients of what is to be chosen, and what the rest comes to, in steps."""
    entries: dict[int, float] = {}
    fixed = 0
    for q, sign in signed:
        if q in column:
            entries[column[q]] = entries.get(column[q], 0.0) + sign
            fixed += sign * choices[q].down
        else:
            fixed += sign * choices[q].nearest
    return {c: v for c, v in entries.items() if v}, float(fixed)
