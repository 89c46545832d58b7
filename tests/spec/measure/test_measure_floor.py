"""The script that speed is measured against makes the same cells as a plan, or the comparison means nothing."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from bench import floor, make_rows
from sqlglot import exp

from kenspeckle.ground.terms import Period, PeriodKind, Test, Want
from kenspeckle.ground.workspace import Workspace, load
from kenspeckle.inside import measure

YEAR = (Period.parse("2024/25"),)
M = "attendance_rate"
WANTS = (
    Want(M, periods=YEAR),
    Want(M, (Test("simd_quintile", "=", ("1",)),), periods=YEAR),
    Want(M, by=("council",)),
    Want(M, by=("simd_quintile",), over=PeriodKind.MONTH),
    Want(M, by=("school",)),
)


class Rows:
    """A capsule over one Parquet file."""

    def __init__(self, rows: Path) -> None:
        self.engine = duckdb.connect()
        self.engine.execute(f"CREATE VIEW openings AS FROM '{rows}'")

    def run(self, select: exp.Expression) -> list[tuple[object, ...]]:
        return self.engine.execute(select.sql("duckdb")).fetchall()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bench")
    make_rows.make(target, 320)
    return target


@pytest.fixture
def workspace(made: Path) -> Workspace:
    return load(made / "one")


def test_the_floor_makes_the_cells_of_the_plan(made: Path, workspace: Workspace) -> None:
    rows = made / "one" / "deliveries" / "openings.parquet"
    (cube,) = measure.run(measure.plan(WANTS, workspace, {}), Rows(rows), {})
    by_hand = floor.scan(str(rows))
    assert dict(cube.cells) == dict(by_hand.cells)
    assert len(cube.cells) == 1 + 1 + 32 + 5 * 11 + 300


def test_twenty_stories_stand_on_the_same_rows(made: Path) -> None:
    assert len(load(made / "twenty").stories) == 20
    one, twenty = (made / name / "deliveries" / "openings.parquet" for name in ("one", "twenty"))
    assert one.samefile(twenty)
