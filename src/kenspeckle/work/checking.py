"""Check the sources without telling a story: quality, freshness, gaps, disagreement."""

from __future__ import annotations

from collections.abc import Mapping

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import CheckResult, Freshness, SourceState
from kenspeckle.inside.ingest import Intake, Outcome
from kenspeckle.protect import LedgerCopy

from .ingest import take_in_all
from .setting import Setting
from .telling import tell_all
from .turn import turn


@dataclass(frozen=True)
class Checked:
    """How all sources stand. discrepancies: where two of them state the same thing."""

    intakes: tuple[Intake, ...]
    states: Mapping[str, SourceState]
    discrepancies: tuple[CheckResult, ...]

    @property
    def exit_code(self) -> int:
        """2 when a delivery could not be taken in, 1 when a check failed, 0 when all is well."""
        if any(i.outcome is Outcome.REFUSED for i in self.intakes):
            return 2
        return 1 if self.failed else 0

    @property
    def failed(self) -> bool:
        late = any(s.freshness in (Freshness.OVERDUE, Freshness.NEVER) for s in self.states.values())
        return late or any(s.failed for s in self.states.values()) or any(not d.passed for d in self.discrepancies)


def check(setting: Setting) -> Checked:
    """Take in what is due, and return how the sources stand at the setting's moment."""
    with turn(setting.state, setting.say):
        intakes = take_in_all(setting)
        told = tell_all(setting, [], LedgerCopy(setting.records.ledger), {})
    return Checked(intakes, told.looked.states, told.discrepancies)
