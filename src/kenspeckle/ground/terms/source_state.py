"""What is known about a source at one moment: how fresh, how complete, and whether its checks passed.

The moment is an argument everywhere: the clock is an input.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from kenspeckle.ground.frozen import dataclass

from .absence import Absence
from .period import Period


class Freshness(StrEnum):
    FRESH = "fresh"
    OVERDUE = "out of date"
    NEVER = "never delivered"
    FINISHED = "complete"  # a series that has ended or is delivered once: it cannot be overdue


@dataclass(frozen=True)
class CheckResult:
    """One check of one source: what was asked, whether it passed, and the sentence that says so."""

    source: str
    check: str
    passed: bool
    sentence: str
    severity: str = "error"  # error | warning
    measured: int | str | Absence = ""
    dimension: str = "conformity"  # completeness, consistency, timeliness, ...


@dataclass(frozen=True)
class SourceState:
    """A source as it stood when it was looked at."""

    source: str
    freshness: Freshness
    delivered: datetime | None  # when the last accepted delivery arrived
    due: date | None  # when the next one should be there
    periods: tuple[Period, ...]  # covered, in order
    rows: int
    quarantined: int
    snapshot: str  # name of the snapshot, empty when there is none
    checks: tuple[CheckResult, ...] = field(default=())

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        return tuple(c for c in self.checks if not c.passed and c.severity == "error")
