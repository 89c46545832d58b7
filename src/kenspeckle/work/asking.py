"""Ask for one measure: take in, plan, measure, protect, and return figures as readers see them."""

from __future__ import annotations

from dataclasses import replace

from kenspeckle.govern import Purpose
from kenspeckle.ground.terms import Absence, Complaint, Complaints, Facts, KenError, Spot, Test, Value, Want, nearest
from kenspeckle.ground.words import plain_number
from kenspeckle.inside.measure import plan, read
from kenspeckle.outside.tell import value_of
from kenspeckle.protect import LedgerCopy

from .beside import beside
from .ingest import ingest
from .protecting import protect_cubes
from .ruling import secret_of
from .setting import Setting
from .sources import delivered
from .telling import look, within


def ask(setting: Setting, want: Want) -> list[tuple[str, dict[str, str], Value, str]]:
    """Return (period, group by the labels of its values, exact value or absence, as printed) of every cell wanted.

    Raises KenError for a dimension or value that the measure does not know, and Complaints for what cannot be planned.
    """
    ingest(setting)
    workspace = setting.workspace
    sources = delivered(workspace, setting.door)
    if not sources:
        raise KenError("nothing has been delivered yet, so there is nothing to ask of")
    with setting.door.read(sources, Purpose.TELL) as capsule:
        looked = look(setting, sources, capsule)
        named = replace(want, where=tuple(_known(t, want, looked.facts) for t in want.where))
        there = within(workspace, sources)
        planned = plan([named], there, looked.known.registers, looked.known.coverage)
        snapshots = {name: s.name for name, s in capsule.snapshots.items()}
        cubes = read(planned, capsule, looked.known.registers, snapshots, secret_of(workspace)).cubes
        known = beside(workspace, there, looked, capsule, snapshots)
    cells = protect_cubes(workspace, looked.facts, cubes, LedgerCopy(setting.records.ledger), [named], known).cells
    measure = looked.facts.measures[want.measure]
    answers = []
    for key in sorted((k for k in cells if k.measure in (measure.name, *measure.parts[:1])), key=str):
        value = value_of(looked.facts, cells, replace(key, measure=measure.name))
        labels = {d: looked.facts.dimensions[d].labels.get(v, v) for d, v in key.group}
        shown = str(value) if isinstance(value, Absence) else plain_number(value, measure.unit, measure.places)
        answers.append((str(key.period or ""), labels, value, shown))
    return answers


def _known(test: Test, want: Want, facts: Facts) -> Test:
    """The test with its value as a code, whichever way it was spelled."""
    measure = facts.measures[want.measure]
    if test.dimension not in measure.dimensions:
        near = nearest(test.dimension, measure.dimensions)
        found = f"{measure.name} has no dimension {test.dimension}"
        raise Complaints([Complaint(Spot("question"), found, "one of " + ", ".join(measure.dimensions), near)])
    dimension = facts.dimensions[test.dimension]
    value = test.values[0]
    if value in dimension.labels:
        return test
    spelled = {label.lower(): code for code, label in dimension.labels.items()} | {
        spelling.lower(): code for spelling, code in dimension.spellings.items()
    }
    code = spelled.get(value.lower())
    if code is None and not dimension.open:
        near = nearest(value, dimension.labels.values())
        raise KenError(f"{dimension.title} has no {value}" + (f"; did you mean {near}?" if near else ""))
    return replace(test, values=(code or value,))
