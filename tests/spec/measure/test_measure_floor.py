"""The script that speed is measured against makes the same cells as a plan, or the comparison means nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from bench import floor, make_rows
from sqlglot import exp

from kenspeckle.ground.terms import Period, PeriodKind, Test, Want
from kenspeckle.ground.workspace import Workspace, load
from kenspeckle.inside import measure
from kenspeckle.outside.tell import read, wants
from kenspeckle.outside.verify import check
from kenspeckle.work.facts import Known, gather

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

    def ask(self, sources: object, about: bytes, work: Callable[[], Iterable[Any]]) -> list[Any]:
        return list(work())


def rows_of(made: Path) -> Path:
    return made / "one" / "deliveries" / "openings.parquet"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bench")
    make_rows.make(target, 320)
    return target


@pytest.fixture
def workspace(made: Path) -> Workspace:
    return load(made / "one")


def test_the_floor_makes_the_cells_of_the_plan(made: Path, workspace: Workspace) -> None:
    rows = rows_of(made)
    (cube,) = measure.run(measure.plan(WANTS, workspace, {}), Rows(rows), {})
    by_hand = floor.scan(str(rows))
    assert dict(cube.cells) == dict(by_hand.cells)
    assert len(cube.cells) == 1 + 1 + 32 + 5 * 11 + 300


def test_the_floor_seals_what_a_stranger_can_check(made: Path, tmp_path: Path) -> None:
    rows, story = rows_of(made), made / "one" / "stories" / "region.md"
    bundle = tmp_path / "floor.ken.zip"
    key = floor.release(floor.scan(str(rows)), story, bundle)
    report = check(bundle.read_bytes(), [key.public])
    assert report.genuine, report


def test_the_floor_knows_of_the_measure_what_a_build_finds_out(made: Path, workspace: Workspace) -> None:
    rows = Rows(rows_of(made))
    found = gather(workspace, Known({}, measure.coverage(workspace, rows), {}), {})
    assert found.measures == floor.FACTS.measures
    assert found.dimensions == floor.FACTS.dimensions
    assert found.calendar == floor.FACTS.calendar


def test_the_floor_makes_the_cells_that_the_story_asks_for(made: Path, workspace: Workspace) -> None:
    story = read(workspace.stories["region"], floor.FACTS)
    (cube,) = measure.run(measure.plan(wants(story, floor.FACTS), workspace, {}), Rows(rows_of(made)), {})
    assert cube.cells.keys() == floor.scan(str(rows_of(made))).cells.keys()


def test_twenty_stories_stand_on_the_same_rows(made: Path) -> None:
    assert len(load(made / "twenty").stories) == 20
    one, twenty = (made / name / "deliveries" / "openings.parquet" for name in ("one", "twenty"))
    assert one.samefile(twenty)
