"""The words that all rooms share, as frozen types."""

from .absence import (
    ABSENCES,
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
from .facts import SCALES, DimensionFacts, Facts, MeasureFacts
from .figure import Figure, ProtectedCell, ProtectedCells, Standing, rounded
from .period import Calendar, Period, PeriodKind, read_period, split_year
from .source_state import CheckResult, Freshness, SourceState
from .want import Priority, Test, Want

__all__ = [
    "Want",
    "Test",
    "Priority",
    "MeasureFacts",
    "Facts",
    "DimensionFacts",
    "SCALES",
    "ABSENCES",
    "MAIN",
    "MISSING",
    "NOT_APPLICABLE",
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
    "Figure",
    "Finding",
    "Freshness",
    "Group",
    "KenError",
    "Missing",
    "NotApplicable",
    "Number",
    "Period",
    "PeriodKind",
    "ProtectedCell",
    "ProtectedCells",
    "SourceState",
    "Spot",
    "Standing",
    "Suppressed",
    "Value",
    "group",
    "is_number",
    "nearest",
    "read_period",
    "rounded",
    "split_year",
]
