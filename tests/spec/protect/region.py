"""A few invented children, the tables that somebody might ask of them, and what a stranger makes of what is shown.

Nothing here knows how cells are protected. A table cell is the set of atoms that it adds up: one atom for each
school, sex, fifth, meal and month. What is shown is known; everything else is linear algebra over atoms, or a
search through every region of children that would have given the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product

from kenspeckle.ground.terms import (
    Calendar,
    Cell,
    CellKey,
    Cube,
    DimensionFacts,
    Period,
    PeriodKind,
    ProtectedCell,
    Test,
)
from kenspeckle.protect import LedgerCopy, Population, Rules, protect

SCHOOLS = {"a1": "A", "a2": "A", "b1": "B", "b2": "B"}
MONTHS = ("2024-08", "2024-09", "2024-10", "2024-11")
QUARTERS = {"2024-08": "2024-Q3", "2024-09": "2024-Q3", "2024-10": "2024-Q4", "2024-11": "2024-Q4"}
YEAR = "2024/25"
DIMENSIONS = {
    "school": DimensionFacts("school", "School", parents={"council": SCHOOLS}, place=True),
    "council": DimensionFacts("council", "Council", {"A": "A", "B": "B"}, place=True),
    "sex": DimensionFacts("sex", "Sex", {"f": "F", "m": "M"}),
    "fifth": DimensionFacts("fifth", "Fifth", {str(i): str(i) for i in range(1, 6)}),
}
Atom = tuple[str, str, str, str, str]  # school, sex, fifth, meal, month
CALENDAR = Calendar((7, 1))


@dataclass(frozen=True)
class Child:
    school: str
    sex: str
    fifth: str
    meal: str
    months: tuple[str, ...]

    def atoms(self) -> Iterable[Atom]:
        return ((self.school, self.sex, self.fifth, self.meal, month) for month in self.months)


@dataclass(frozen=True)
class Ask:
    """Cells by some dimensions, where tests hold, of the children of one measure, over one kind of period."""

    by: tuple[str, ...] = ()
    where: tuple[Test, ...] = ()
    over: PeriodKind | None = PeriodKind.SPLIT_YEAR
    measure: str = "all"


POPULATIONS = {("all", ""): Population("s"), ("meals", ""): Population("s", "meal = 'yes'")}


def value(atom: Atom, dimension: str) -> str:
    school, sex, fifth, meal, _ = atom
    return {"school": school, "council": SCHOOLS[school], "sex": sex, "fifth": fifth, "meal": meal}[dimension]


def meets(test: Test, code: str) -> bool:
    bound = test.values[0]
    match test.operator:
        case "=" | "in":
            return code in test.values
        case "<>":
            return code != bound
        case "<":
            return int(code) < int(bound)
        case "<=":
            return int(code) <= int(bound)
        case ">":
            return int(code) > int(bound)
        case _:
            return int(code) >= int(bound)


def period_of(month: str, over: PeriodKind | None) -> Period | None:
    labels = {PeriodKind.MONTH: month, PeriodKind.QUARTER: QUARTERS[month], PeriodKind.SPLIT_YEAR: YEAR}
    return None if over is None else Period(over, labels[over])


def domain(children: Sequence[Child]) -> tuple[Atom, ...]:
    """Every atom that there could be, as far as a stranger knows from code lists."""
    fifths = sorted({c.fifth for c in children} | {"1", "2"})
    months = sorted({m for c in children for m in c.months})
    return tuple(product(sorted({c.school for c in children}), ("f", "m"), fifths, ("no", "yes"), months))


@dataclass
class Tables:
    """Cells that were asked for: the atoms in each, and its counts."""

    sets: dict[CellKey, frozenset[Atom]] = field(default_factory=dict)
    cells: dict[CellKey, Cell] = field(default_factory=dict)


def tables(children: Sequence[Child], asks: Iterable[Ask], atoms: Sequence[Atom]) -> Tables:
    made = Tables()
    for ask in asks:
        inside: dict[CellKey, set[Atom]] = {}
        for atom in atoms:
            if ask.measure == "meals" and value(atom, "meal") != "yes":
                continue
            if not all(meets(t, value(atom, t.dimension)) for t in ask.where):
                continue
            pairs = {t.pair for t in ask.where} | {(d, value(atom, d)) for d in ask.by}
            key = CellKey(ask.measure, period_of(atom[4], ask.over), tuple(sorted(pairs)))
            inside.setdefault(key, set()).add(atom)
        for key, members in inside.items():
            rows = sum(1 for c in children for atom in c.atoms() if atom in members)
            if rows:
                made.sets[key] = frozenset(members)
                made.cells[key] = Cell(rows, rows * 2, people(children, members), None, rows)
    return made


def people(children: Sequence[Child], members: Iterable[Atom]) -> int:
    inside = set(members)
    return sum(1 for c in children if any(atom in inside for atom in c.atoms()))


def cubes(made: Tables, snapshot: str = "snapshot") -> list[Cube]:
    found = []
    for measure in sorted({k.measure for k in made.cells}):
        cells = {k: c for k, c in made.cells.items() if k.measure == measure}
        dimensions = tuple(sorted({d for k in cells for d, _ in k.group}))
        found.append(Cube(measure, dimensions, cells, snapshots={"s": snapshot}))
    return found


def shown(made: Tables, k: int, ledger: LedgerCopy | None = None) -> Mapping[CellKey, object]:
    return protect(
        cubes(made),
        Rules(k),
        ledger or LedgerCopy(),
        populations=POPULATIONS,
        dimensions=DIMENSIONS,
        calendar=CALENDAR,
    ).cells


def is_shown(cell: object) -> bool:
    return isinstance(cell, ProtectedCell)


def spans(target: Sequence[int], columns: Iterable[Sequence[int]]) -> bool:
    """Whether `target` is a rational combination of `columns`; plain dense elimination."""
    basis: list[tuple[int, list[Fraction]]] = []

    def rest(column: Sequence[int]) -> list[Fraction]:
        row = [Fraction(v) for v in column]
        for lead, b in basis:
            if row[lead]:
                factor = row[lead] / b[lead]
                row = [r - factor * s for r, s in zip(row, b, strict=True)]
        return row

    for column in columns:
        row = rest(column)
        lead = next((i for i, v in enumerate(row) if v), None)
        if lead is not None:
            basis.append((lead, row))
    return not any(rest(target))


def worked_out(made: Tables, told: Mapping[CellKey, object], atoms: Sequence[Atom], k: int) -> list[str]:
    """Small cells that are shown, or that adding and subtracting what is shown gives back."""
    vector = {key: [int(atom in members) for atom in atoms] for key, members in made.sets.items()}
    columns = [vector[key] for key in made.sets if is_shown(told[key])]
    found = []
    for key, cell in made.cells.items():
        if 0 < (cell.children or 0) < k and (is_shown(told[key]) or spans(vector[key], columns)):
            found.append(str(key))
    return found


def small_differences(
    children: Sequence[Child], sets: Mapping[CellKey, frozenset[Atom]], atoms: Sequence[Atom], k: int, terms: int = 3
) -> list[str]:
    """Groups of a few children that some of the shown cells, added or subtracted, stand for.

    Every combination of up to `terms` cells whose atoms each count once or not at all.
    """
    named = list(sets.items())
    found = []
    for n in range(2, terms + 1):
        for some in combinations(named, n):
            for signs in product((1, -1), repeat=n - 1):
                weights: dict[Atom, int] = {}
                for sign, (_, members) in zip((1, *signs), some, strict=True):
                    for atom in members:
                        weights[atom] = weights.get(atom, 0) + sign
                values = set(weights.values()) - {0}
                if values not in ({1}, {-1}):
                    continue
                few = people(children, [a for a, w in weights.items() if w])
                if 0 < few < k:
                    found.append(f"{few}: " + " ".join(f"{s:+d}*{key}" for s, (key, _) in zip((1, *signs), some)))
    return found


def regions_alike(
    made: Tables, told: Mapping[CellKey, object], atoms: Sequence[Atom], most: int = 30
) -> Mapping[CellKey, set[int]]:
    """Every value that each hidden cell takes in some region of children that would give the same tables.

    By trying them all: one child a row, one atom after the other, as far as no shown cell has too many. A hidden
    cell that could be as large as one likes is taken to stop at `most`.
    """
    named = [key for key in made.sets if is_shown(told[key])]
    hidden = [key for key in made.sets if not is_shown(told[key])]
    # Atoms that are in the same cells are one unknown: only their sum is ever told.
    kinds: dict[tuple[bool, ...], None] = {}
    for atom in atoms:
        kinds.setdefault(tuple(atom in made.sets[key] for key in (*named, *hidden)))
    unknown = sorted(kinds, reverse=True)
    left = [made.cells[key].rows for key in named]
    found: dict[CellKey, set[int]] = {key: set() for key in hidden}
    sums = [0] * len(hidden)

    def search(at: int) -> None:
        if at == len(unknown):
            if not any(left):
                for key, total in zip(hidden, sums, strict=True):
                    found[key].add(total)
            return
        inside = [i for i in range(len(named)) if unknown[at][i]]
        beside = [j for j in range(len(hidden)) if unknown[at][len(named) + j]]
        last = {i for i in inside if not any(kind[i] for kind in unknown[at + 1 :])}
        top = min((left[i] for i in inside), default=min((most - sums[j] for j in beside), default=0))
        for n in {left[i] for i in last} if last else range(top + 1):
            if n > top:
                continue
            for i in inside:
                left[i] -= n
            for j in beside:
                sums[j] += n
            search(at + 1)
            for i in inside:
                left[i] += n
            for j in beside:
                sums[j] -= n

    search(0)
    return found
