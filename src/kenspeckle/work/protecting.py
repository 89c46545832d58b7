"""Protect all cells of a run together, and let the attacker say where that is not wide enough.

Protection hides what is unsafe and what would give it away exactly. Whether a hidden number can be worked out nearly,
only somebody who tries can tell: so what is protected is attacked, and where a hidden cell is held too near, one of
the cells that hold it is hidden as well, until the attacker finds nothing or nothing is left to hide.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from kenspeckle.ground.terms import CellKey, Cube, Facts, Priority, Want
from kenspeckle.ground.workspace.definitions import Workspace
from kenspeckle.outside.attack import attack
from kenspeckle.protect import Ledger, Population, Protection, protect

from .ruling import rules_of

ROUNDS = 100
"""Far more than it takes: each round hides something more, or is the last."""


def protect_cubes(
    workspace: Workspace, facts: Facts, cubes: Sequence[Cube], ledger: Ledger, asked: Sequence[Want]
) -> Protection:
    """Protect cubes by the rules of the workspace, reading the ledger and leaving it as it is.

    What the attacker can still work out when nothing more can be hidden stays so; a release finds it and stops.
    """
    minimum = workspace.settings.minimum_children
    guard = partial(
        protect,
        cubes,
        rules_of(workspace),
        ledger,
        populations=_populations(workspace),
        dimensions=facts.dimensions,
        calendar=facts.calendar,
        calendars={c.id: c.calendar for c in workspace.contracts.values() if c.calendar is not None},
        priorities=_priorities(asked),
    )
    wider: list[Collection[CellKey]] = []
    protection = guard()
    for _ in range(ROUNDS):
        report = attack(protection.cells, facts.dimensions, minimum, calendar=facts.calendar, sensitive=facts.sensitive)
        if report.clean:
            break
        wider += [frozenset(breach.by) for breach in report.breaches]
        again = guard(wider=wider)
        if again.hidden == protection.hidden:
            break
        protection = again
    return protection


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
