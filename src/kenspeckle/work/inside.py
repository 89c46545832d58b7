"""Exact counts of the children whom somebody is responsible for, as an inside figure and as nothing else.

`govern` decides first: person, purpose, relationship, source; and writes it down, whichever way it decides. Only then
is anything read, of the sources that the one measure needs and of nobody but those children. Nothing is kept: no
answer is cached, nothing is taken in, and the one thing that comes back cannot be written anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kenspeckle.govern import Capsule, Refused, Relationship
from kenspeckle.ground.terms import (
    Absence,
    Cell,
    CellKey,
    DimensionFacts,
    Facts,
    KenError,
    MeasureFacts,
    Test,
    Want,
    nearest,
)
from kenspeckle.ground.terms.inside import InsideCell, InsideFigure
from kenspeckle.ground.workspace.definitions import Workspace
from kenspeckle.inside.measure import coverage, plan, registers, run
from kenspeckle.outside.draw import draw_inside
from kenspeckle.outside.tell import of_counts

from .facts import Known, gather
from .setting import Setting
from .sources import delivered
from .telling import within


def look_inside(setting: Setting, want: Want, purpose: str) -> InsideFigure:
    """Return exact counts of children in the charge of `setting.person`.

    want: `where` names the children, as they were recorded; without it those of the person's one relationship.
    Raises Refused, with the rule, where the person is not responsible for all that is asked for, and KenError for what
    the measure does not know.
    """
    workspace = setting.workspace
    if want.measure not in workspace.measures:
        near = nearest(want.measure, workspace.measures)
        raise KenError(f"there is no measure {want.measure}" + (f"; did you mean {near}?" if near else ""))
    if len(want.by) > 1:
        raise KenError("an inside figure is told by one dimension, or over time; ask twice for two")
    needed = _sources(workspace, want.measure)
    missing = [source for source in needed if source not in delivered(workspace, setting.door)]
    if missing:
        raise KenError(f"nothing of {missing[0]} has been taken in yet")
    where = want.where or _in_charge(setting)
    about = tuple((test.dimension, test.values[0]) for test in where if test.operator == "=")
    with setting.door.read(needed, purpose, about=about, exact=True) as capsule:
        there = within(workspace, needed)
        facts, cells = _counted(there, replace(want, where=where), capsule)
    return _figure(facts, want, about, cells)


def _in_charge(setting: Setting) -> tuple[Test, ...]:
    """The children of the one relationship that holds; nobody, where there is none or are several."""
    on = setting.now.date()
    mine = [r for r in setting.records.relationships.of(setting.person) if r.holds(on)]
    return (Test(mine[0].dimension, "=", (mine[0].value,)),) if len(mine) == 1 else ()


def _sources(workspace: Workspace, measure: str) -> tuple[str, ...]:
    """The sources of one measure, and of the places that it is told by."""
    m = workspace.measures[measure]
    if m.ratio is not None or m.index is not None:
        raise KenError(f"{measure} is made of other measures; ask for these")
    found = {m.source: None}
    waiting = [d for d in m.by if d in workspace.levels]
    fields = workspace.contracts[m.source].fields
    waiting += [f.place for f in fields if f.place]
    seen: set[str] = set()
    while waiting:
        level = workspace.levels.get(waiting.pop())
        if level is None or level.name in seen:
            continue
        seen.add(level.name)
        found |= dict.fromkeys(s for s in (level.source, *(e.source for e in level.elsewhere.values())) if s)
        waiting += level.within
    return tuple(found)


def _counted(there: Workspace, want: Want, capsule: Capsule) -> tuple[Facts, Mapping[CellKey, Cell | Absence]]:
    known = Known(registers(there, capsule), coverage(there, capsule), {})
    facts = gather(there, known, {})
    measure = facts.measures[want.measure]
    for dimension in (*want.by, *(test.dimension for test in want.where)):
        if dimension not in measure.dimensions:
            near = nearest(dimension, measure.dimensions)
            hint = f"; did you mean {near}?" if near else ""
            raise KenError(f"{measure.name} has no dimension {dimension}{hint}")
    named = replace(want, where=tuple(_coded(test, facts.dimensions[test.dimension]) for test in want.where))
    planned = plan([named], there, known.registers, known.coverage)
    snapshots = {name: snapshot.name for name, snapshot in capsule.snapshots.items()}
    pairs = {test.pair for test in named.where}
    cells: dict[CellKey, Cell | Absence] = {}
    for cube in run(planned, capsule, known.registers, snapshots):
        # What was not asked for is nobody's to see, whatever a plan may come to count one day.
        cells |= {key: cell for key, cell in cube.cells.items() if pairs <= set(key.group)}
    return facts, cells


def _coded(test: Test, dimension: DimensionFacts) -> Test:
    value = test.values[0]
    names = {label.casefold(): code for code, label in dimension.labels.items()}
    code = dimension.spellings.get(value) or names.get(value.casefold())
    return test if value in dimension.labels or code is None else replace(test, values=(code,))


def _figure(
    facts: Facts, want: Want, about: Iterable[tuple[str, str]], cells: Mapping[CellKey, Cell | Absence]
) -> InsideFigure:
    measure = facts.measures[want.measure]
    periods = {key.period for key in cells}
    axis = want.by[0] if want.by else "period"
    labels = facts.dimensions[axis].labels if want.by else {}
    points = []
    for key in sorted(cells, key=lambda k: (str(k.period or ""), str(k))):
        code = dict(key.group)[axis] if want.by else str(key.period or "")
        label = labels.get(code, code) if want.by else code or "all"
        if want.by and len(periods) > 1:
            code, label = f"{code} {key.period}", f"{label}, {key.period}"
        points.append((code, label, _cell(measure, cells[key])))
    whose = ", ".join(f"{facts.dimensions[d].title} {facts.dimensions[d].labels.get(v, v)}" for d, v in about)
    when = f", {next(iter(periods))}" if len(periods) == 1 and None not in periods else ""
    title = f"{measure.title}: {whose}{when}"
    return InsideFigure(title, axis, measure.unit, measure.places, tuple(points), draw_inside)


def _cell(measure: MeasureFacts, cell: Cell | Absence) -> InsideCell | Absence:
    if isinstance(cell, Absence):
        return cell
    value = of_counts(measure, cell.numerator, cell.denominator, cell.unknown)
    return value if isinstance(value, Absence) else InsideCell(value, cell.children)


__all__ = ["Refused", "Relationship", "look_inside"]
