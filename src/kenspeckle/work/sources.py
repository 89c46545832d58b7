"""How every source stands at the moment of a run: its snapshot, freshness, coverage and checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kenspeckle.ground.terms import CheckResult, Period, PeriodKind, SourceState
from kenspeckle.ground.workspace.definitions import Contract, Workspace
from kenspeckle.inside.check import check_quality, freshness, missing_periods

from .setting import Setting

if TYPE_CHECKING:
    from kenspeckle.govern import Capsule, Door


def delivered(workspace: Workspace, door: Door) -> tuple[str, ...]:
    """Return the sources that have a snapshot, by name."""
    return tuple(name for name in sorted(workspace.contracts) if door.latest(name) is not None)


def states(
    setting: Setting, capsule: Capsule | None, coverage: Mapping[str, tuple[Period, ...]]
) -> dict[str, SourceState]:
    """Return the state of every source. coverage: measure -> periods. capsule: over the sources that have come."""
    door = setting.door
    found = {}
    for name, contract in setting.workspace.contracts.items():
        latest = door.latest(name)
        came = latest.taken if latest else None
        fresh, due = freshness(contract.cadence, came, setting.now)
        periods = _periods(contract, setting.workspace, coverage)
        checks: list[CheckResult] = []
        if latest is not None and capsule is not None:
            checks += check_quality(contract, capsule)
            checks += _gaps(contract, setting.workspace, periods)
        held = setting.records.deliveries.recall(name)
        found[name] = SourceState(
            source=name,
            freshness=fresh,
            delivered=came,
            due=due,
            periods=periods,
            rows=latest.rows if latest else 0,
            quarantined=sum(h.quarantined for h in held),
            snapshot=latest.name if latest else "",
            checks=tuple(checks),
        )
    return found


def _periods(
    contract: Contract, workspace: Workspace, coverage: Mapping[str, tuple[Period, ...]]
) -> tuple[Period, ...]:
    """The periods that the source's measures cover, of the kind that most of them have."""
    by_kind: dict[PeriodKind, set[Period]] = {}
    for measure in workspace.measures.values():
        if measure.source == contract.id:
            for period in coverage.get(measure.name, ()):
                by_kind.setdefault(period.kind, set()).add(period)
    most = max(by_kind, key=lambda kind: len(by_kind[kind]), default=None)
    return tuple(sorted(by_kind[most])) if most is not None else ()


def _gaps(contract: Contract, workspace: Workspace, periods: tuple[Period, ...]) -> Iterable[CheckResult]:
    calendar = contract.calendar or workspace.settings.calendar
    missing = missing_periods(periods, calendar)
    if missing:
        listed = ", ".join(str(p) for p in missing[:6]) + (" …" if len(missing) > 6 else "")
        sentence = f"Between {periods[0]} and {periods[-1]} there is nothing for {listed}."
        yield CheckResult(contract.id, "no-gaps", False, sentence, "warning", len(missing), "completeness")
