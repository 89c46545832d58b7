"""A new workspace: small, friendly, complete, and never written over what is there."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

import pytest

from kenspeckle.ground.terms import KenError
from kenspeckle.ground.workspace import load, new


@pytest.mark.parametrize(
    "name", ["Our partnership", 'He said "no": #1', "1.10", "C:\\x", "- a", "Sgoiltean Èirisgeidh"]
)
def test_a_new_workspace_loads_whatever_it_is_called(tmp_path, name):
    written = new(tmp_path / "ws", name)
    assert load(tmp_path / "ws").settings.name == name
    assert all(path.is_file() for path in written)
    assert "ken build" in (tmp_path / "ws/README.md").read_text()


def test_its_data_says_that_it_is_invented(tmp_path):
    new(tmp_path, "Test")
    assert load(tmp_path).settings.invented


def test_the_claims_of_its_story_hold(tmp_path):
    """Counted here by hand, from the delivery."""
    new(tmp_path, "Test")
    rates = {}
    with (tmp_path / "deliveries/attendance.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            present, possible = rates.get(row["Year"], (0, 0))
            rates[row["Year"]] = (present + int(row["Openings attended"]), possible + int(row["Possible openings"]))
    rate = {year: Decimal(100) * present / possible for year, (present, possible) in rates.items()}
    body = load(tmp_path).stories["first-story"].body
    level, change = re.findall(r"\[([\d.]+)[^]]*\]\{", body)
    assert level == f"{rate['2024/25']:.1f}"
    assert change == f"{rate['2024/25'] - rate['2022/23']:.1f}"


def test_an_existing_file_is_never_written_over(tmp_path):
    (tmp_path / "goals.yaml").write_text("mine\n")
    with pytest.raises(KenError, match=r"goals.yaml exists already, and nothing was written"):
        new(tmp_path, "Test")
    assert [path.name for path in tmp_path.iterdir()] == ["goals.yaml"]
    assert (tmp_path / "goals.yaml").read_text() == "mine\n"


def test_a_file_is_no_place_for_a_workspace(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KenError, match="is a file"):
        new(tmp_path / "file", "Test")
