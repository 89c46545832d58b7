"""`ken new DIR --demo`: a whole invented region in an empty folder, its answers elsewhere, and nothing half made."""

import json
import zipfile

import pytest
from tests.spec.cli.asking import refused

from kenspeckle.cli import main
from kenspeckle.region.providers.mis_conduct import Exclusions

FEW = ["--demo", "--pupils", "700"]


def test_it_says_what_was_made_and_what_to_do_next(tmp_path, capsys):
    assert main(["new", str(tmp_path / "w"), *FEW, "--answers", str(tmp_path / "answers.zip")]) == 0
    said = capsys.readouterr().out
    assert "about 700 pupils in 1 council" in said
    assert "Nobody in it is real" in said
    assert "ken build" in said
    assert (tmp_path / "w" / "ken.yaml").exists()
    assert zipfile.is_zipfile(tmp_path / "answers.zip")


def test_it_answers_machines(tmp_path, capsys):
    assert main(["new", str(tmp_path / "w"), *FEW, "--seed", "5", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["seed"], said["pupils"], said["councils"], said["daily"]) == (5, 700, 1, True)
    there = sorted(p.relative_to(tmp_path / "w").as_posix() for p in (tmp_path / "w").rglob("*") if p.is_file())
    assert said["written"] == there


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_was(tmp_path, capsys):
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "mine.txt").write_text("kept")
    assert "not empty" in refused(capsys, "new", str(tmp_path / "w"), *FEW)
    assert [p.name for p in (tmp_path / "w").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("where", ["w/answers.zip", "w/deliveries/../answers.zip"])
def test_answers_are_never_put_into_the_workspace(tmp_path, capsys, where):
    assert "outside" in refused(capsys, "new", str(tmp_path / "w"), *FEW, "--answers", str(tmp_path / where))
    assert list(tmp_path.iterdir()) == []


def test_answers_are_never_written_over_a_file(tmp_path, capsys):
    (tmp_path / "answers.zip").write_text("kept")
    assert "exists already" in refused(
        capsys, "new", str(tmp_path / "w"), *FEW, "--answers", str(tmp_path / "answers.zip")
    )
    assert [p.name for p in tmp_path.iterdir()] == ["answers.zip"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--demo", "--pupils", "5"],
        ["--demo", "--pupils", "many"],
        ["--demo", "--seed", "-1"],
        ["--demo", "--name", "X"],
    ],
)
def test_a_region_that_cannot_be_made_is_refused_before_anything_is_written(tmp_path, capsys, wrong):
    refused(capsys, "new", str(tmp_path / "w"), *wrong)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", [["--seed", "0"], ["--pupils", "700"], ["--daily"], ["--answers", "a.zip"]])
def test_what_is_for_a_region_asks_for_one(tmp_path, capsys, option):
    assert "--demo" in refused(capsys, "new", str(tmp_path / "w"), *option)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("existed", [True, False])
def test_whatever_stops_it_leaves_nothing_behind(tmp_path, monkeypatch, existed):
    def stop(*_):
        raise KeyboardInterrupt

    if existed:
        (tmp_path / "w").mkdir()
    monkeypatch.setattr(Exclusions, "council", stop)
    assert main(["new", str(tmp_path / "w"), *FEW, "--answers", str(tmp_path / "answers.zip")]) == 130
    assert [p.name for p in tmp_path.rglob("*")] == (["w"] if existed else [])
