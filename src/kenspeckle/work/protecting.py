"""Protect all cells of a run together, and let the attacker say where that is not wide enough.

Protection hides what is unsafe and what would give it away exactly. Whether a hidden number can be worked out nearly,
only somebody who tries can tell: so what is protected is attacked, and where a hidden cell is held too near, one of
the cells that hold it is hidden as well, until the attacker finds nothing or nothing is left to hide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from kenspeckle.ground.terms import Absence, CellKey, Cube, Facts, Priority, ProtectedCell, ProtectedCells, Want
from kenspeckle.ground.workspace.definitions import Workspace
from kenspeckle.outside.attack import Report, attack
from kenspeckle.protect import HIDDEN, PUBLIC, Ledger, Population, Protection, forms_of, protect
from kenspeckle.protect.worlds import Forms, had, worlds_of

from .beside import NOTHING, Beside
from .ruling import readers_of, rules_of

ROUNDS = 100
"""Far more than it takes: each round hides something more, or is the last."""


def protect_cubes(
    workspace: Workspace,
    facts: Facts,
    cubes: Sequence[Cube],
    ledger: Ledger,
    asked: Sequence[Want],
    beside: Beside = NOTHING,
    audience: str = PUBLIC,
) -> Protection:
    """Protect cubes by the rules for an audience, reading the ledger and leaving it as it is.

    beside: what others have published. What the attacker can still work out when nothing more can be hidden stays
    so; a release finds it and stops.
    """
    snapshots = {source: name for cube in cubes for source, name in cube.snapshots.items()}
    forms = forms_of(ledger)
    guard = partial(
        protect,
        cubes,
        rules_of(workspace, audience),
        ledger,
        populations=_populations(workspace),
        dimensions=facts.dimensions,
        calendar=facts.calendar,
        calendars={c.id: c.calendar for c in workspace.contracts.values() if c.calendar is not None},
        priorities=_priorities(asked),
        audience=audience,
        readers=readers_of(workspace),
        elsewhere=beside.known,
        apart=beside.apart,
    )
    wider: list[Collection[CellKey]] = []
    protection = guard()
    for _ in range(ROUNDS):
        report = attack_all(workspace, facts, protection.cells, forms, snapshots, beside, audience)
        if report.clean:
            break
        # What readers have from elsewhere holds a cell as well, and nobody can hide that.
        wider += [
            frozenset(key for key in breach.by if isinstance(protection.cells.get(key), ProtectedCell))
            for breach in report.breaches
        ]
        again = guard(wider=wider)
        if _hidden(again) == _hidden(protection):
            break
        protection = again
    return protection


def _hidden(protection: Protection) -> set[CellKey]:
    return {key for key, cell in protection.cells.items() if isinstance(cell, Absence)}


def attack_all(
    workspace: Workspace,
    facts: Facts,
    cells: ProtectedCells,
    forms: Forms,
    snapshots: Mapping[str, str],
    beside: Beside = NOTHING,
    audience: str = PUBLIC,
) -> Report:
    """Attack cells with what each sort of reader has beside them; what any of them finds is in the one report.

    forms: all that was ever released. snapshots: source -> the snapshot that the cells were counted from.
    """
    rules = rules_of(workspace, audience)
    worlds = worlds_of(forms, rules, cells, audience=audience, readers=readers_of(workspace), known=beside.known)
    reports: list[Report] = []
    for world in worlds:
        theirs = had(world, cells, _populations(workspace), snapshots) if forms or world.known else {}
        if theirs or not reports:
            minimum = world.rules.minimum_children
            vague = {key: cell for key, cell in beside.vague.items() if isinstance(cells.get(key, HIDDEN), Absence)}
            seen = {**cells, **vague, **theirs}
            report = attack(
                seen,
                facts.dimensions,
                minimum,
                calendar=facts.calendar,
                sensitive=facts.sensitive,
                stricter=facts.stricter,
            )
            reports.append(report)
    found = {breach.cell: breach for report in reversed(reports) for breach in report.breaches}
    return replace(reports[0], breaches=tuple(found[cell] for cell in sorted(found)))


def _populations(workspace: Workspace) -> dict[tuple[str, str], Population]:
    """Which rows each measure, and each way of counting it, looks at."""
    found = {}
    for m in workspace.measures.values():
        where = m.where.text if m.where else ""
        found[m.name, ""] = Population(m.source, where)
        for way in m.ways:
            found[m.name, way.name] = Population(m.source, way.where.text if way.where else where)
    return found


def _priorities(asked: Sequence[Want]) -> dict[CellKey, Priority]:
    """The cells that wants name one by one, as claims do; what is broken down is kept like a chart's."""
    found: dict[CellKey, Priority] = {}
    for want in asked:
        if want.by:
            continue
        group = tuple(sorted(t.pair for t in want.where))
        for period in want.periods or (None,):
            key = CellKey(want.measure, period, group, want.way)
            found[key] = min(want.priority, found.get(key, want.priority))
    return found
