"""The rules of disclosure control that hold for each measure, from what the workspace and the measure ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kenspeckle.ground.terms import KenError, nearest
from kenspeckle.ground.terms.protection import Protect, print_of
from kenspeckle.ground.workspace.definitions import Contract, Level, Measure, Workspace
from kenspeckle.ground.workspace.places import reachable
from kenspeckle.outside.verify import read_key
from kenspeckle.protect import PUBLIC, MeasureRules, Rules


def rules_of(workspace: Workspace, audience: str = PUBLIC) -> Rules:
    """Return the rules for what is told to an audience, and for each measure those that hold for it."""
    return _with_minimum(workspace, minimum_of(workspace, audience))


def readers_of(workspace: Workspace) -> dict[str, Rules]:
    """Return, by audience, the rules for what it may learn of children from all that it reads.

    What the public is told it may know too, so the laxer minimum of the two holds.
    """
    public = workspace.settings.minimum_children
    return {
        name: _with_minimum(workspace, min(public, audience.minimum_children))
        for name, audience in workspace.settings.audiences.items()
    }


def minimum_of(workspace: Workspace, audience: str) -> int:
    """Return the fewest children that may be told to an audience. Raises KenError when there is no such audience."""
    settings = workspace.settings
    if audience == PUBLIC:
        return settings.minimum_children
    if audience not in settings.audiences:
        near = nearest(audience, settings.audiences)
        hint = f"did you mean {near}?" if near else "audiences: in ken.yaml names those there are."
        raise KenError(f"there is no audience {audience}; {hint}")
    return settings.audiences[audience].minimum_children


def secret_of(workspace: Workspace) -> bytes:
    """Return what noise is drawn with, out of the file that ken.yaml names; empty where there is no noise.

    Raises KenError when that file cannot be read, or can be read by others.
    """
    path = workspace.settings.protect.secret
    return read_key(Path(path)).seed if path else b""


def _with_minimum(workspace: Workspace, minimum: int) -> Rules:
    ours = replace(workspace.settings.protect, minimum_children=minimum)
    measures = {name: _rules(measure, ours, workspace) for name, measure in workspace.measures.items()}
    secret = secret_of(workspace)
    return Rules(ours.minimum_children, ours, measures, print_of(secret) if secret else "")


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
