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


@pytest.mark.parametrize(
    "option", [["--seed", "0"], ["--pupils", "700"], ["--daily"], ["--answers", "a.zip"], ["--calibration"]]
)
def test_what_is_for_a_region_asks_for_one(tmp_path, capsys, option):
    assert "--demo" in refused(capsys, "new", str(tmp_path / "w"), *option)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_asked_for(capsys):
    for options in ([], ["--demo"]):
        assert "ken new DIR" in refused(capsys, "new", *options)


def test_calibration_prints_each_figure_beside_its_target_and_finds_what_is_off(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", *FEW, "--calibration"]) == 1
    head, *figures, _, summary, note = capsys.readouterr().out.splitlines()
    assert head.split() == ["figure", "made", "target"]
    assert {line[:4] for line in figures} == {"ok  ", "OFF "}
    assert any("attendance 2024/25, quintile 1" in line and "87.60 ± 1 %" in line for line in figures)
    off = sum(line.startswith("OFF") for line in figures)
    assert summary == f"{len(figures)} figures: {len(figures) - off} as near as they should be, {off} off."
    assert "24,000" in note
    assert list(tmp_path.iterdir()) == []


def test_calibration_of_a_whole_council_finds_nothing_off(capsys):
    assert main(["new", "--demo", "--seed", "4", "--calibration"]) == 0
    assert capsys.readouterr().out.endswith("\n60 figures: 60 as near as they should be, 0 off.\n")


def test_calibration_answers_machines(capsys):
    assert main(["new", *FEW, "--seed", "5", "--calibration", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["seed"], said["pupils"]) == (5, 700)
    assert said["off"] == sum(not figure["holds"] for figure in said["figures"])
    for figure in said["figures"]:
        near = abs(figure["made"] - figure["target"]) - figure["tolerance"]
        assert abs(near) < 0.006 or figure["holds"] == (near < 0), figure["name"]


@pytest.mark.parametrize("extra", [["w"], ["--answers", "a.zip"], ["--name", "X"], ["--pupils", "5"]])
def test_calibration_takes_no_folder_and_nothing_to_write(tmp_path, monkeypatch, capsys, extra):
    monkeypatch.chdir(tmp_path)
    refused(capsys, "new", "--demo", "--calibration", *extra)
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
