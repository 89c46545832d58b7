"""Outlines for area maps: read and simplified once for each file, and only when a story has a map."""

from __future__ import annotations

import json
from pathlib import Path

from kenspeckle.ground.workspace.definitions import Level, Workspace
from kenspeckle.outside.draw import shapes_from_geojson
from kenspeckle.outside.tell import FigureSpec, Story

TOLERANCE = 0.008
"""Degrees of latitude by which an outline may move: some 900 metres, half a pixel on a map of a country."""

Shapes = dict[str, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]]


def atlas_for(workspace: Workspace, story: Story, state: Path) -> dict[str, Shapes]:
    """Return level -> outlines by code, for the levels that the story's area maps show."""
    levels = {b.by for b in story.blocks if isinstance(b, FigureSpec) and b.kind == "area"}
    found = {}
    for name in sorted(levels & workspace.levels.keys()):
        level = workspace.levels[name]
        if level.boundaries is not None:
            found[name] = _shapes(level, level.boundaries, state)
    return found


def _shapes(level: Level, path: Path, state: Path) -> Shapes:
    from hashlib import sha256

    key = sha256(path.read_bytes() + f"{level.boundary_code} {TOLERANCE}".encode()).hexdigest()
    kept = state / "outlines" / f"{key}.json"
    if kept.exists():
        return _frozen(json.loads(kept.read_bytes()))
    shapes = shapes_from_geojson(path, level.boundary_code, TOLERANCE)
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_text(json.dumps(shapes), "utf-8")
    fresh.replace(kept)
    return shapes


def _frozen(read: dict[str, list[list[list[list[float]]]]]) -> Shapes:
    return {
        code: tuple(tuple(tuple((x, y) for x, y in ring) for ring in rings) for rings in parts)
        for code, parts in read.items()
    }
