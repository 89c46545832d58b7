"""Facts: what words are tested with, gathered from definitions, places and what the sources cover.

Values of a dimension come from its code list or its places. Where a source that is already public declares
none, those it has are read; of a source about people nothing is listed that nobody declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    DimensionFacts,
    Facts,
    Freshness,
    MeasureFacts,
    Period,
    SourceState,
)
from kenspeckle.ground.terms.facts import OutcomeFacts, TargetFacts
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.terms.protection import Method, Protect
from kenspeckle.ground.workspace.definitions import Contract, Field, FieldType, Level, Measure, MeasureKind, Workspace
from kenspeckle.inside.measure import Place, Register

if TYPE_CHECKING:
    from kenspeckle.govern import Capsule

MOST_VALUES = 500
"""A field with more values than this is no dimension that anybody lists."""


@dataclass(frozen=True)
class Known:
    """What was found out about the sources: their places, the periods of each measure, values of open fields."""

    registers: Mapping[str, Register]
    coverage: Mapping[str, tuple[Period, ...]]
    values: Mapping[str, tuple[str, ...]]


def open_values(workspace: Workspace, capsule: Capsule, sources: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return dimension -> its values, for fields of public sources that measures break down by and no list names."""
    wanted: dict[str, dict[str, None]] = {}
    for measure in workspace.measures.values():
        if measure.source in sources and workspace.contracts[measure.source].public:
            contract = workspace.contracts[measure.source]
            for dimension in measure.by:
                if _is_open(dimension, contract, workspace):
                    wanted.setdefault(contract.id, {})[dimension] = None
    found: dict[str, set[str]] = {}
    for source, names in wanted.items():
        for name in names:
            about = canonical(["values", name, MOST_VALUES])
            rows = [str(value) for (value,) in capsule.ask((source,), about, _values(source, name, capsule))]
            if len(rows) <= MOST_VALUES:
                found.setdefault(name, set()).update(rows)
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _values(source: str, name: str, capsule: Capsule) -> Callable[[], list[tuple[str]]]:
    """Return what lists the values of a field, up to one more than anybody lists."""

    def listed() -> list[tuple[str]]:
        from sqlglot import exp

        column = exp.cast(exp.column(name, quoted=True), "varchar")
        query = exp.select(column).distinct().from_(exp.table_(source, quoted=True)).limit(MOST_VALUES + 1)
        return [(str(row[0]),) for row in capsule.run(query) if row[0] is not None]

    return listed


def _is_open(dimension: str, contract: Contract, workspace: Workspace) -> bool:
    field = _field(contract, dimension)
    return dimension not in workspace.levels and field is not None and not field.allowed


def _field(contract: Contract, name: str) -> Field | None:
    return next((f for f in contract.fields if f.name == name), None)


def gather(workspace: Workspace, known: Known, states: Mapping[str, SourceState]) -> Facts:
    """Return the facts of a workspace as its sources stand."""
    measures = workspace.measures
    facts: dict[str, MeasureFacts] = {}
    for name in _parts_first(measures):
        facts[name] = _measure(measures[name], workspace, known, facts)
    used = {d for m in facts.values() for d in m.dimensions}
    return Facts(
        measures={name: facts[name] for name in measures},
        dimensions={d: _dimension(d, workspace, known) for d in sorted(used)},
        calendar=workspace.settings.calendar,
        overdue={s.source: _late(workspace, s) for s in states.values() if s.freshness is Freshness.OVERDUE},
        failed={s.source: tuple(c.sentence for c in s.failed) for s in states.values() if s.failed},
        outcomes=_outcomes(workspace),
        credits={c.id: f"{c.title}, {c.provider}" for c in workspace.contracts.values()},
    )


def _parts_first(measures: Mapping[str, Measure]) -> list[str]:
    made = (MeasureKind.RATIO, MeasureKind.INDEX)
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        if measures[name].kind in made:
            for part in _parts(measures[name]):
                visit(part)
        order.append(name)

    for name in measures:
        visit(name)
    return order


def _parts(m: Measure) -> tuple[str, ...]:
    if m.ratio is not None:
        return m.ratio
    return (m.index[0],) if m.index is not None else ()


def _measure(m: Measure, workspace: Workspace, known: Known, done: Mapping[str, MeasureFacts]) -> MeasureFacts:
    parts = _parts(m)
    if parts:
        of = [done[p] for p in parts]
        periods = tuple(p for p in of[0].periods if all(p in other.periods for other in of))
        dimensions = tuple(d for d in of[0].dimensions if all(d in other.dimensions for other in of))
        sources = tuple(dict.fromkeys(s for other in of for s in other.sources))
        noise = "complete" if all(o.noise == "complete" for o in of) else "none"
        public, children_known = all(o.public for o in of), False
    else:
        contract = workspace.contracts[m.source]
        periods, dimensions, sources = known.coverage.get(m.name, ()), m.by, (m.source,)
        noise, public = contract.noise, contract.public
        children_known = bool(m.counting) or m.children is not None
    return MeasureFacts(
        name=m.name,
        title=m.title,
        meaning=m.meaning,
        kind=m.kind.value,
        unit=m.unit,
        places=m.places,
        better=m.better,
        noise=noise,
        dimensions=dimensions,
        # in the order of `coverage`: the last is of the kind that a figure has when nobody names one
        periods=periods,
        sources=sources,
        breaks=tuple((b.at, b.text, b.forbids) for b in m.breaks),
        ways=tuple((w.name, w.title, w.axis) for w in m.ways),
        approximate=m.approximate,
        over_known=m.over_known,
        parts=parts,
        base=m.index[1] if m.index is not None else "",
        public=public,
        children_known=children_known,
        notes=(*m.notes, *([] if public else _precision(workspace.settings.protect))),
        confidence=m.confidence,
        sensitive=m.sensitive or any(done[p].sensitive for p in parts),
        minimum_children=max(_own_minimum(m, workspace), *(done[p].minimum_children for p in parts), 0),
    )


def _own_minimum(m: Measure, workspace: Workspace) -> int:
    own = m.protect.minimum_children if m.protect is not None else 0
    return own if own > workspace.settings.minimum_children else 0


def _precision(asked: Protect) -> tuple[str, ...]:
    """What a reader must know of numbers that were disturbed before they were told, beside each that stands on them."""
    match asked.method:
        case Method.SUPPRESS:
            return ()
        case Method.ROUND:
            how = f"Its counts are rounded to multiples of {asked.base} children, or of what as many children add"
        case Method.CELL_KEY:
            how = "Its counts are moved by up to 4 children, or by what as many children add, at random"
    return (f"{how}, before anything is computed: small differences, and differences between small groups, may be "
            "this and nothing else.",)  # fmt: skip


def _dimension(name: str, workspace: Workspace, known: Known) -> DimensionFacts:
    level = workspace.levels.get(name)
    if level is not None:
        return _places(level, known.registers.get(name), known.registers)
    fields = [f for c in workspace.contracts.values() if (f := _field(c, name)) is not None]
    labels: dict[str, str] = {}
    for f in fields:
        for value in (*f.allowed, *f.codes.values(), *known.values.get(name, ())):
            labels.setdefault(value, value)
        if f.type is FieldType.BOOLEAN:
            labels |= {"true": "yes", "false": "no"}
    spellings = {delivered: code for f in fields for delivered, code in f.codes.items() if delivered not in labels}
    return DimensionFacts(name, _title(name), labels, spellings, open=not labels)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _places(level: Level, register: Register | None, registers: Mapping[str, Register]) -> DimensionFacts:
    if register is None:
        return DimensionFacts(level.name, level.title, dict(level.values), dict(level.aliases), place=True)
    labels = {code: place.name for code, place in sorted(register.places.items(), key=_by_name(level))}
    parents: dict[str, dict[str, str]] = {}
    for code in register.places:
        for up, parent in _above(level.name, code, registers).items():
            parents.setdefault(up, {})[code] = parent
    return DimensionFacts(
        name=level.name,
        title=level.title,
        labels=labels,
        spellings={**register.spellings, **level.aliases},
        open=False,
        place=True,
        parents=parents,
        tiles=dict(level.tiles),
    )


def _by_name(level: Level) -> Callable[[tuple[str, Place]], tuple[int, str, str]]:
    """Values that the definition lists keep its order; places of a source go by name."""
    order = {code: i for i, code in enumerate(level.values)}
    return lambda item: (order.get(item[0], len(order)), item[1].name, item[0])


def _above(level: str, code: str, registers: Mapping[str, Register]) -> dict[str, str]:
    """Everything that a place lies in, at every level above it."""
    found: dict[str, str] = {}
    place = registers[level].places.get(code) if level in registers else None
    for up, parent in (place.within if place else {}).items():
        found[up] = parent
        found |= {further: p for further, p in _above(up, parent, registers).items() if further not in found}
    return found


def _late(workspace: Workspace, state: SourceState) -> str:
    title = workspace.contracts[state.source].title
    return f"{title} was due on {state.due:%-d %B %Y} and has not come"


def _outcomes(workspace: Workspace) -> dict[str, OutcomeFacts]:
    found = {}
    for goal in workspace.goals:
        for o in goal.outcomes:
            targets = tuple(TargetFacts(t.measure, t.at_least, t.at_most, t.by, t.where) for t in o.targets)
            found[o.name] = OutcomeFacts(o.name, o.title, o.meaning, goal.name, o.core, o.contributing, targets)
    return found
