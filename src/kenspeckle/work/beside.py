"""What readers have beside our cells: what others have published of the same children, and what partners were told.

Each cell that others tell of is counted here as well, so that what they say is held against what we count. Where the
two differ the data manager is told which row of which file, and never by how much: that would be our count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell, CellKey, KnownCells, Period, PeriodKind, Priority, ProtectedCells, Want
from kenspeckle.ground.workspace.definitions import Workspace
from kenspeckle.inside.measure import plan
from kenspeckle.inside.measure import read as read_cells
from kenspeckle.protect.worlds import as_known, contradicts, few_apart, vaguely

if TYPE_CHECKING:
    from kenspeckle.govern import Capsule

    from .told import Looked


@dataclass(frozen=True)
class Beside:
    """What is known elsewhere, by the cell of ours that it is, as we count it.

    vague: what others have rounded so far that it is a range, as a cell that says so. apart: cells of which others
    say something that differs by a few children. differing: where it stands that they say something else than we count.
    """

    known: Mapping[CellKey, Cell] = field(default_factory=dict)
    vague: ProtectedCells = field(default_factory=dict)
    apart: frozenset[CellKey] = frozenset()
    differing: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Say inside the walls what others tell otherwise: which rows, and no number."""
        if not self.differing:
            return []
        listed = ", ".join(self.differing[:5]) + (" …" if len(self.differing) > 5 else "")
        rows = "1 row" if len(self.differing) == 1 else f"{len(self.differing):,} rows"
        return [f"Known elsewhere: {rows} not as we count them: {listed}. Who counted others: `counted: otherwise`."]


NOTHING = Beside()


def beside(
    workspace: Workspace,
    there: Workspace,
    looked: Looked,
    capsule: Capsule | None,
    snapshots: Mapping[str, str],
) -> Beside:
    """Read what others have published, and count the same cells. there: the workspace as far as its sources have come.

    Raises Complaints for what cannot be understood.
    """
    if not workspace.known or capsule is None:
        return NOTHING
    from .elsewhere import known_cells

    told = known_cells(workspace, looked.facts)
    wanted = list(_wants(told))
    planned = plan(wanted, there, looked.known.registers, looked.known.coverage)
    counted: dict[CellKey, Cell] = {}
    for cube in read_cells(planned, capsule, looked.known.registers, snapshots).cubes:
        if not cube.public:
            counted |= {key: cell for key, cell in cube.cells.items() if key in told and isinstance(cell, Cell)}
    minimum = workspace.settings.minimum_children
    both = [(key, said, counted[key]) for key, said in told.items() if key in counted]
    return Beside(
        {key: cell for key, said, cell in both if as_known(said, minimum)},
        {k: v for k, said, c in both if not as_known(said, minimum) and (v := vaguely(said, c)) is not None},
        frozenset(key for key, said, cell in both if few_apart(said, cell, minimum)),
        tuple(said.origin for _, said, cell in both if said.alike and contradicts(said, cell)),
    )


def _wants(told: KnownCells) -> Iterable[Want]:
    """What has to be counted so that all of it can be held against what we count."""
    found: dict[tuple[str, tuple[str, ...], PeriodKind | None], set[Period]] = defaultdict(set)
    for key in told:
        kind = key.period.kind if key.period is not None else None
        found[key.measure, tuple(d for d, _ in key.group), kind].update([key.period] if key.period is not None else [])
    for (measure, by, kind), periods in found.items():
        yield Want(measure, by=by, periods=tuple(sorted(periods)), over=kind, priority=Priority.SEARCH)


__all__ = ["NOTHING", "Beside", "beside"]
