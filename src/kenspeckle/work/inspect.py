"""Check a bundle inside the walls: read the snapshots again and count every cell once more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kenspeckle.govern import Purpose
from kenspeckle.ground.terms import Absence, Cell, CellKey, Cube, Missing, ProtectedCell, Suppressed
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.inside.measure import coverage, plan, registers, run
from kenspeckle.outside.tell import also_wanted, read, wants
from kenspeckle.outside.verify import Line, payload_of
from kenspeckle.outside.verify.facts import read_facts
from kenspeckle.outside.verify.tables import read_cells

from .offering import askable
from .setting import Setting
from .telling import within

_OTHER_PLAN = (
    "The definitions have changed since it was sealed: it is counted here as they are now. "
    "Open the workspace as it was then to count it as it was sealed."
)


def inspect(setting: Setting, bundle: bytes) -> list[Line]:
    """Return what came of counting a bundle's cells again from the snapshots it names.

    The bundle's signatures have been checked. A snapshot that retention has let go is said to be gone, with the day
    until which it was exact.
    """
    payload = payload_of(bundle)
    sources = json.loads(payload["sources.json"])
    lines, gone = _snapshots(setting, sources)
    if gone or any(not line.passed for line in lines):
        return lines
    names = {s["id"]: s["snapshot"] for s in sources}
    facts = read_facts(json.loads(payload["method/facts.json"]))
    statement = json.loads(payload["page.json"])["name"]
    story = read(story_from_text(statement, payload["story.md"].decode(), "story.md"), facts)
    with setting.door.read(names, Purpose.VERIFY, snapshots=names) as capsule:
        workspace = within(setting.workspace, tuple(names))
        printed = read_cells(payload["tables/cells.csv"])
        wanted = askable((*wants(story, facts), *also_wanted(story, facts, printed)), workspace)
        known = registers(workspace, capsule)
        planned = plan(wanted, workspace, known, coverage(workspace, capsule))
        cubes = run(planned, capsule, known, names)
    if canonical(planned.slice(wanted)) != payload["method/plan.json"]:
        lines.append(Line(False, _OTHER_PLAN))
    lines += _compared(cubes, printed)
    return lines


def _snapshots(setting: Setting, sources: list[Mapping[str, Any]]) -> tuple[list[Line], bool]:
    lines, gone = [], False
    for source in sources:
        held = {snapshot.name for snapshot in setting.door.history(source["id"])}
        if source["snapshot"] not in held and not setting.door.pruned(source["snapshot"]):
            lines.append(Line(False, f"The snapshot {source['snapshot']} has never been in this workspace."))
            continue
        found = setting.door.verify(source["snapshot"], setting.now)
        lines.append(Line(found.exact or found.pruning is not None, f"{found}."))
        gone = gone or found.pruning is not None
    return lines, gone


def _compared(cubes: tuple[Cube, ...], printed: Mapping[CellKey, ProtectedCell | Absence]) -> list[Line]:
    counted: dict[CellKey, Cell | Absence] = {}
    for cube in cubes:
        counted |= cube.cells
    wrong = [str(key) for key, cell in printed.items() if not _same(counted.get(key, Missing()), cell)]
    if not wrong:
        return [Line(True, f"{len(printed):,} cells counted again from the snapshots: all as sealed.")]
    shown = "; ".join(sorted(wrong)[:5])
    return [Line(False, f"{len(wrong):,} of {len(printed):,} cells are not what the snapshots give: {shown}.")]


def _same(counted: Cell | Absence, sealed: ProtectedCell | Absence) -> bool:
    if isinstance(sealed, Suppressed):
        return True  # hidden: what it holds is not said, and whether it was right to hide it is not asked here
    if isinstance(sealed, Absence) or isinstance(counted, Absence):
        return type(counted) is type(sealed)
    if sealed.children_within or sealed.rows_within:
        # Counts were disturbed before they were told: by how many at most is what can be checked.
        near = abs((counted.children or 0) - (sealed.children or 0)) <= sealed.children_within
        return near and abs(counted.rows - sealed.rows) <= sealed.rows_within
    ours = (counted.numerator, counted.denominator, counted.children, counted.rows, counted.unknown, counted.interval)
    return ours == (sealed.numerator, sealed.denominator, sealed.children, sealed.rows, sealed.unknown, sealed.interval)
