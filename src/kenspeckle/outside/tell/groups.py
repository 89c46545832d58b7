"""The groups of a figure: which there are, what readers call them, and the order in which readers meet them.

Places and groups stand in the order in which their level lists them; nobody gets a rank. Rows that name no value of
the dimension belong to no place on an axis or a map: only a table lists them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    DimensionFacts,
    Facts,
    Group,
    MeasureFacts,
    Missing,
    NotApplicable,
    Suppressed,
    Test,
)

from .cell_index import CellIndex
from .described import describe_group, mid_sentence
from .story import FigureSpec

UNPLACED = {
    Missing.mark: "not known",
    NotApplicable.mark: "does not apply",
    Suppressed.mark: "withheld by its publisher",
}
"""What stands in a group where rows name no value of the dimension, and what readers call it."""


@dataclass(frozen=True)
class Slice:
    """One group of a figure: what readers call it, its code, and the tests that make it."""

    label: str
    code: str
    tests: tuple[Test, ...]
    apart: bool = False  # it is none of the places that the dimension has, and counted with none of them

    @property
    def group(self) -> Group:
        return tuple(sorted(test.pair for test in self.tests))


def slices_of(spec: FigureSpec, facts: Facts, measures: Iterable[MeasureFacts], index: CellIndex) -> tuple[Slice, ...]:
    """The groups, in the order in which readers meet them."""
    if spec.compare:
        together = (replacing(spec.where, tests) for tests in spec.compare)
        return tuple(
            Slice(describe_group(facts, own), " and ".join("=".join(t.pair) for t in own), tests)
            for own, tests in zip(spec.compare, together, strict=True)
        )
    if not spec.by:
        return (Slice(describe_group(facts, spec.where), "", spec.where),)
    others = {t.pair for t in spec.where if t.dimension != spec.by}
    dimension = facts.dimensions.get(spec.by) or DimensionFacts(spec.by, spec.by)
    found = index.keys(made_of(measures), (spec.by, *(name for name, _ in others)))
    present = {dict(key.group)[spec.by] for key in found if others <= set(key.group)}
    own = tuple(t for t in spec.where if t.dimension == spec.by)
    if spec.kind != "table":
        # Rows that name no value of the dimension belong to no place on an axis or a map; a table lists them.
        present -= UNPLACED.keys()
    return tuple(
        Slice(
            _label(dimension, code),
            code,
            replacing(spec.where, (Test(spec.by, "=", (code,)),)),
            _apart(dimension, code),
        )
        for code in in_order(dimension, present)
        if all(passes(test, code) for test in own)
    )


def made_of(measures: Iterable[MeasureFacts]) -> set[str]:
    """The measures and those that they are made of, which are the ones that have cells."""
    return {name for m in measures for name in (m.name, *m.parts)}


def _apart(dimension: DimensionFacts, code: str) -> bool:
    """Whether rows of this value belong to none of the places, or groups, that there are."""
    return code not in dimension.labels and (code in UNPLACED or (dimension.place and not dimension.open))


def _label(dimension: DimensionFacts, code: str) -> str:
    """A value as readers see it: `Fife`, `not known`, `Grant aided (no council)`."""
    if code in dimension.labels:
        return dimension.labels[code]
    if code in UNPLACED:
        return UNPLACED[code]
    return f"{code} (no {mid_sentence(dimension.title)})" if _apart(dimension, code) else code


def passes(test: Test, code: str) -> bool:
    """Whether a value of the dimension that is shown satisfies a test on the same dimension."""
    if test.operator in ("=", "in"):
        return code in test.values
    if test.operator == "<>":
        return code not in test.values
    try:
        value, bound = Decimal(code), Decimal(test.values[0])
    except InvalidOperation:
        return False
    match test.operator:
        case "<":
            return value < bound
        case "<=":
            return value <= bound
        case ">":
            return value > bound
        case _:
            return value >= bound


def in_order(dimension: DimensionFacts, codes: Iterable[str]) -> tuple[str, ...]:
    """Values as they are listed (places of a source are, by name), and those that are not after them, 2 before 10.

    What stands for no value at all comes last.
    """
    listed = {code: number for number, code in enumerate(dimension.labels)}

    def place(code: str) -> tuple[int, bool, int, str, str]:
        number = int(code) if code.isdecimal() else 0
        return listed.get(code, len(listed)), code in UNPLACED, number, code.casefold(), code

    return tuple(sorted(set(codes), key=place))


def replacing(where: tuple[Test, ...], tests: tuple[Test, ...]) -> tuple[Test, ...]:
    """`where`, with what `tests` say of the dimensions that they name."""
    named = {t.dimension for t in tests}
    return (*(t for t in where if t.dimension not in named), *tests)
