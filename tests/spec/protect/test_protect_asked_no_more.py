"""What was hidden once and is asked for no more stays a secret, and stops nothing that is no secret."""

from datetime import UTC, datetime

from tests.spec.protect.region import CALENDAR, DIMENSIONS, POPULATIONS

from kenspeckle.ground.terms import Cell, CellKey, Cube, Period, ProtectedCell, group
from kenspeckle.protect import LedgerCopy, Rules, protect, seal_forms

NOW = datetime(2026, 9, 1, tzinfo=UTC)
YEAR = Period.parse("2024/25")


def key(**values):
    return CellKey("all", YEAR, group(**values))


def tell(counts, ledger):
    of = {k: Cell(n, n * 2, n, None, n) for k, n in counts.items()}
    told = protect(
        [Cube("all", ("school",), of, snapshots={"s": "snapshot"})],
        Rules(10),
        ledger,
        populations=POPULATIONS,
        dimensions=DIMENSIONS,
        calendar=CALENDAR,
    ).cells
    ledger.append([seal_forms("r", "rule", "public", told, ["snapshot"])], NOW)
    return {k for k, cell in told.items() if isinstance(cell, ProtectedCell)}


def test_one_hidden_part_that_was_asked_for_alone_is_not_taken_for_all_there_is():
    """A story told of all schools and of one that is hidden; the next one tells of all schools alone."""
    ledger = LedgerCopy()
    assert tell({key(): 96, key(school="b2"): 6}, ledger) == {key()}
    assert tell({key(): 96}, ledger) == {key()}


def test_the_last_school_that_makes_the_hidden_one_follow_is_not_told():
    ledger = LedgerCopy()
    tell({key(): 96, key(school="b2"): 6}, ledger)
    schools = {key(school="a1"): 40, key(school="a2"): 30, key(school="b1"): 20}
    assert tell(schools, ledger) < set(schools)
