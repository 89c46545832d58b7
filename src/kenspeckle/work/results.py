"""What corridors give back when they are done: what was checked, what was built; `answers` puts it in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import CheckResult, Freshness, SourceState
from kenspeckle.inside.ingest import Intake, Outcome
from kenspeckle.outside.tell import StoryFinding

from .told import Told


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


@dataclass(frozen=True)
class Built:
    """What a build did. fixed: drafts that were written to. findings: each with the story that it is in."""

    told: Told
    intakes: tuple[Intake, ...]
    findings: tuple[tuple[str, StoryFinding], ...]
    preview: Path
    fixed: tuple[str, ...] = ()

    @property
    def failures(self) -> tuple[StoryFinding, ...]:
        return tuple(f for _, f in self.findings if f.fails)

    @property
    def exit_code(self) -> int:
        """2 when a delivery could not be taken in, 1 when a claim fails, 0 when all is well."""
        if any(i.outcome is Outcome.REFUSED for i in self.intakes):
            return 2
        return 1 if self.failures else 0

    @property
    def claims(self) -> tuple[int, int]:
        """How many claims were tested, and how many of them hold."""
        verdicts = [c.verdict for page in self.told.pages.values() for c in page.claims]
        return len(verdicts), sum(v == "holds" for v in verdicts)
