"""Look a second time, where something had to be hidden: what can be told instead?

Nothing is read again when nothing a story is about was hidden. Otherwise the cells that could be told instead are
counted and protected jointly with everything else, as the least wanted of all: a cell that would cost another its
place, or that is hidden itself, is silently no offer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from kenspeckle.govern import Purpose
from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import CellKey, Cube, KenError, ProtectedCell, ProtectedCells, Want
from kenspeckle.ground.words import Evidence, Verdict
from kenspeckle.ground.workspace.definitions import Workspace
from kenspeckle.inside.measure import plan, read
from kenspeckle.outside.tell import Story, also_wanted, judge, lacking, tried, wants_of
from kenspeckle.protect import Protection

from .ruling import secret_of
from .setting import Setting
from .slices import Slices

if TYPE_CHECKING:
    from .told import Looked

MOST = 200
"""So many hidden figures are looked at in one run; of more, whoever reads is helped by broader stories."""
TRIES = 16
"""So often everything is protected together with something more; what is left then is no offer."""


Guard: TypeAlias = Callable[[Sequence[Cube], Sequence[Want]], Protection]
"""Protects cubes together, by the rules of this run; wants say what is wanted most."""


@dataclass(frozen=True)
class First:
    """What the first look gave: all cells before and after protection, what was asked for, and of which snapshots."""

    cubes: Sequence[Cube]
    asked: Sequence[Want]
    protection: Protection
    snapshots: Mapping[str, str]


def offer(
    setting: Setting,
    looked: Looked,
    there: Workspace,
    stories: Mapping[str, Story],
    wanted: Mapping[str, tuple[Want, ...]],
    first: First,
    guard: Guard,
) -> tuple[Protection, dict[str, tuple[Want, ...]]]:
    """Return the protection of everything with what can be told where something is hidden, and who wants it.

    there: the workspace as far as its sources have come. The second is story -> the wants of what it tells instead.
    """
    slices = Slices(first.protection.cells, looked.facts)
    lacks = {name: lacking(story, looked.facts, slices.cells(wanted[name])) for name, story in stories.items()}
    steps = {evidence: tried(evidence, looked.facts) for found in lacks.values() for evidence in found}
    if not any(steps.values()):
        return first.protection, {}
    setting.say("Looking for what can be told where something is hidden")
    found = _Second(setting, looked, there, first, guard).look([step for step in steps.values() if step][:MOST])
    pools = Slices(found.cells, looked.facts)
    also = {}
    for name, story in stories.items():
        candidates = [c for evidence in lacks[name] for step in steps[evidence] for c in step]
        pool = pools.cells((*wanted[name], *wants_of(candidates, looked.facts)))
        also[name] = askable(also_wanted(story, looked.facts, pool), there)
    return found, {name: wants for name, wants in also.items() if wants}


def askable(wanted: Iterable[Want], there: Workspace) -> tuple[Want, ...]:
    """The wants that can be asked: of a measure whose source has not come, the judge says that no delivery has it."""
    return tuple(want for want in wanted if want.measure in there.measures)


@dataclass(frozen=True)
class _Told:
    """All that is told so far: cells before and after protection, and what was asked for."""

    cubes: tuple[Cube, ...]
    asked: tuple[Want, ...]
    protection: Protection


@dataclass(frozen=True)
class _Second:
    setting: Setting
    looked: Looked
    there: Workspace
    first: First
    guard: Guard

    def look(self, steps: Sequence[Sequence[Sequence[Evidence]]]) -> Protection:
        """Ask step by step, each for those of whom the steps before told no years together."""
        told = _Told(tuple(self.first.cubes), tuple(self.first.asked), self.first.protection)
        tries = TRIES
        for n in range(max(map(len, steps))):
            left = [step[n] for step in steps if n < len(step) and not self._years_told(step[:n], told)]
            candidates = sorted({c for some in left for c in some}, key=lambda c: (c.measure, c.where, str(c.end)))
            waiting = [candidates] if candidates else []
            while waiting and tries:
                tries -= 1
                batch = waiting.pop(0)
                more = self._with(told, batch)
                if more is not None:
                    told = more
                elif len(batch) > 1:
                    # One of them would cost another cell its place: look for the half that does not.
                    half = len(batch) // 2
                    waiting[:0] = [batch[:half], batch[half:]]
        return told.protection

    def _with(self, told: _Told, candidates: Sequence[Evidence]) -> _Told | None:
        """Return what is told with some candidates beside it; None when that would cost another cell."""
        facts = self.looked.facts
        wants = askable(wants_of(candidates, facts), self.there)
        if not wants:
            return told
        fresh = _beside(self._counted(wants), told.cubes)
        try:
            again = self.guard((*told.cubes, *fresh), (*told.asked, *wants))
        except KenError:  # what was released before and one of these would give something away
            return None
        before = told.protection
        if not _keeps(again.cells, before.cells):
            return None
        # What turned out to be no offer is dropped: it is neither told nor held against what is asked next.
        good = askable(wants_of(self._shown(candidates, again.cells), facts), self.there)
        used = Slices(again.cells, facts).cells(good).keys() | before.cells.keys()
        kept = tuple(_only(cube, used) for cube in fresh)
        # How much is hidden is told of what was asked for, not of what was merely tried.
        cells = {key: cell for key, cell in again.cells.items() if key in used}
        return _Told((*told.cubes, *kept), (*told.asked, *good), replace(again, cells=cells, hidden=before.hidden))

    def _counted(self, wants: Sequence[Want]) -> tuple[Cube, ...]:
        known = self.looked.known
        planned = plan(wants, self.there, known.registers, known.coverage)
        names = {source.source: self.first.snapshots[source.source] for source in planned.sources}
        if not names:
            return ()
        with self.setting.door.read(names, Purpose.TELL, snapshots=names) as capsule:
            return read(planned, capsule, known.registers, names, secret_of(self.setting.workspace)).cubes

    def _shown(self, candidates: Iterable[Evidence], cells: ProtectedCells) -> list[Evidence]:
        found = [(c, judge("", c, self.looked.facts, cells)) for c in candidates]
        return [c for c, judgement in found if judgement.shown and judgement.verdict is not Verdict.WITHHELD]

    def _years_told(self, steps: Sequence[Sequence[Evidence]], told: _Told) -> bool:
        several = (c for step in steps for c in step if c.end is not None and len(c.end.years) > 1)
        return bool(self._shown(several, told.protection.cells))


def _beside(fresh: Iterable[Cube], kept: Sequence[Cube]) -> list[Cube]:
    """The new cells of `fresh`: those that were counted before are there already."""
    there = {key for cube in kept for key in cube.cells}
    return [_only(cube, cube.cells.keys() - there) for cube in fresh]


def _only(cube: Cube, keys: Collection[CellKey]) -> Cube:
    return replace(cube, cells={key: cell for key, cell in cube.cells.items() if key in keys})


def _keeps(again: ProtectedCells, before: ProtectedCells) -> bool:
    """Whether every cell that was told before is told still."""
    return all(
        isinstance(again.get(key), ProtectedCell) for key, cell in before.items() if isinstance(cell, ProtectedCell)
    )
