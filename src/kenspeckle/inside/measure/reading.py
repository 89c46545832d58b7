"""A plan is run: one query for each source, and the cubes that come of it.

What a source says of places that no register knows is kept as it is and reported, never dropped: a school
that opened last week is a school.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, Cell, CellKey, Complaint, Complaints, Cube, Spot
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.terms.protection import print_of

from .notices import Notice, read_back, written
from .places import Capsule, Register
from .plans import Ask, Plan, SourcePlan


@dataclass(frozen=True)
class Reading:
    cubes: tuple[Cube, ...]
    notices: tuple[Notice, ...] = ()


def run(
    plan: Plan,
    capsule: Capsule,
    registers: Mapping[str, Register],
    snapshots: Mapping[str, str] | None = None,
) -> tuple[Cube, ...]:
    """Return the cubes of `plan`, one for each measure, reading each source once. See `read`."""
    return read(plan, capsule, registers, snapshots).cubes


def read(
    plan: Plan,
    capsule: Capsule,
    registers: Mapping[str, Register],
    snapshots: Mapping[str, str] | None = None,
    secret: bytes = b"",
) -> Reading:
    """Return the cubes of `plan`, and what was noticed on the way.

    snapshots: source -> name of the snapshot behind the capsule, for the record. secret: what keys of children are
    drawn with, where the plan asks for them; without it cells have none. Raises Complaints when the
    registers are not those that the plan was made with, or a published value is there more than once.
    """
    _same_registers(plan, registers)
    cells: dict[str, dict[CellKey, Cell | Absence]] = {}
    notices: list[Notice] = []
    for source in plan.sources:
        counted, noticed = read_back(
            capsule.ask(
                (source.source,), _question(source, registers, secret), _count(source, registers, capsule, secret)
            )
        )
        for key, value in counted.items():
            cells.setdefault(key.measure, {})[key] = value
        notices += noticed
    for unmet in plan.unmet:
        cells.setdefault(unmet.key.measure, {}).setdefault(unmet.key, unmet.absence)
    cubes = []
    named = dict(snapshots or {})
    for source in plan.sources:
        for measure in sorted({t.measure for t in source.tallies}):
            cubes.append(_cube(measure, source, cells.pop(measure, {}), named))
    for measure in sorted(cells):
        cubes.append(Cube(measure, (), cells[measure]))
    return Reading(tuple(sorted(cubes, key=lambda c: c.measure)), tuple(notices))


def _question(source: SourcePlan, registers: Mapping[str, Register], secret: bytes) -> bytes:
    """Say what is asked of a source, so exactly that equal bytes have equal answers."""
    levels = sorted(level for level in source.levels if level in registers)
    asked = ["cells", source, [(level, registers[level].digest) for level in levels]]
    return canonical([*asked, print_of(secret)] if secret and any(t.keyed for t in source.tallies) else asked)


def _count(
    source: SourcePlan, registers: Mapping[str, Register], capsule: Capsule, secret: bytes
) -> Callable[[], Iterable[tuple[Any, ...]]]:
    def work() -> Iterable[tuple[Any, ...]]:
        from .counting import count  # brings sqlglot, which a question that was answered before can do without

        return written(*count(source, registers, capsule, secret))

    return work


def _cube(
    measure: str, source: SourcePlan, cells: Mapping[CellKey, Cell | Absence], snapshots: Mapping[str, str]
) -> Cube:
    asked = [a for a in source.asks if a.measure == measure]
    dimensions = sorted({d for a in asks_dimensions(asked) for d in a})
    named = {source.source: snapshots[source.source]} if source.source in snapshots else {}
    ordered = {k: cells[k] for k in sorted(cells, key=_order)}
    return Cube(measure, tuple(dimensions), ordered, source.public, (source.source,), named)


def _order(key: CellKey) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return key.way, key.period.label if key.period else "", key.group


def asks_dimensions(asks: Iterable[Ask]) -> Iterator[tuple[str, ...]]:
    """Give the dimensions that the keys of each ask's cells name."""
    for ask in asks:
        yield (*ask.by, *(t.dimension for t in ask.where))


def _same_registers(plan: Plan, registers: Mapping[str, Register]) -> None:
    other = [
        look.level
        for look in plan.lookups
        if look.level not in registers or registers[look.level].digest != look.digest
    ]
    if other:
        raise Complaints(
            Complaint(
                Spot(f"places: {level}"),
                "the places are not those that the plan was made with",
                "the snapshot of places that the plan names",
            )
            for level in other
        )
