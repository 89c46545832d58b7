"""The words that all rooms share, as frozen types."""

from .absence import (
    ABSENCES,
    BY_ITS_SOURCE,
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    Absence,
    AbsenceIsNoNumber,
    Missing,
    NotApplicable,
    Number,
    Suppressed,
    Value,
    is_number,
)
from .cube import MAIN, Cell, CellKey, Cube, Group, group
from .decision import Decision
from .errors import Complaint, Complaints, Finding, KenError, Spot, nearest
from .facts import SCALES, DimensionFacts, Facts, MeasureFacts, OutcomeFacts, TargetFacts
from .figure import ProtectedCell, ProtectedCells, rounded
from .known import KnownCell, KnownCells
from .period import GATHERED, Calendar, Period, PeriodKind, read_period, split_year, together
from .source_state import CheckResult, Freshness, SourceState
from .want import Priority, Test, Want

__all__ = [
    "ABSENCES",
    "BY_ITS_SOURCE",
    "GATHERED",
    "MAIN",
    "MISSING",
    "NOT_APPLICABLE",
    "SCALES",
    "SUPPRESSED",
    "Absence",
    "AbsenceIsNoNumber",
    "Calendar",
    "Cell",
    "CellKey",
    "CheckResult",
    "Complaint",
    "Complaints",
    "Cube",
    "Decision",
    "DimensionFacts",
    "Facts",
    "Finding",
    "Freshness",
    "Group",
    "KenError",
    "KnownCell",
    "KnownCells",
    "MeasureFacts",
    "Missing",
    "NotApplicable",
    "Number",
    "OutcomeFacts",
    "Period",
    "PeriodKind",
    "Priority",
    "ProtectedCell",
    "ProtectedCells",
    "SourceState",
    "Spot",
    "Suppressed",
    "TargetFacts",
    "Test",
    "Value",
    "Want",
    "group",
    "is_number",
    "nearest",
    "read_period",
    "rounded",
    "split_year",
    "together",
]
