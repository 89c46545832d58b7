"""The rules of disclosure control that hold for each measure, from what the workspace and the measure ask for."""

from __future__ import annotations

from collections.abc import Mapping

from kenspeckle.ground.terms.protection import Protect
from kenspeckle.ground.workspace.definitions import Contract, Level, Measure, Workspace
from kenspeckle.ground.workspace.places import reachable
from kenspeckle.protect import MeasureRules, Rules


def rules_of(workspace: Workspace) -> Rules:
    """Return the rules of `workspace`, and for each measure those that hold for it."""
    ours = workspace.settings.protect
    measures = {name: _rules(measure, ours, workspace) for name, measure in workspace.measures.items()}
    return Rules(ours.minimum_children, ours, measures)


def _rules(measure: Measure, ours: Protect, workspace: Workspace) -> MeasureRules:
    asked = ours.and_(measure.protect)
    about_one: frozenset[str] = frozenset()
    if asked.contributors is not None and measure.source in workspace.contracts:
        contract = workspace.contracts[measure.source]
        about_one = _about_one(asked.contributors.field, contract, workspace.levels)
    return MeasureRules(asked, measure.kind.value, measure.sensitive, about_one)


def _about_one(field: str, contract: Contract, levels: Mapping[str, Level]) -> frozenset[str]:
    """The dimensions of which one value is one contributor, or lies in one: school, and class where it lies within."""
    place = next((f.place for f in contract.fields if f.name == field and f.place), field)
    inside = {name for name in levels if place in reachable({name}, levels)}
    return frozenset({field} | inside | {f.name for f in contract.fields if f.place in inside})
