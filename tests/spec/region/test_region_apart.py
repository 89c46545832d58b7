"""What analyses an invented region neither knows its maker nor reaches its answers."""

import tomllib
from pathlib import Path

import pytest
from tests.spec.region.reading import answers

import kenspeckle
from kenspeckle.cli import main
from kenspeckle.region.making import make

HOUSE = Path(kenspeckle.__file__).parent
MAKERS = {"region", "cli", "__main__", "__init__", "version"}
"""The maker, the command line that calls it, and what holds no code of its own."""


def test_every_part_of_the_house_is_forbidden_to_import_the_maker():
    """A room that is built later is forgotten by nobody: `make contracts` checks what is written there."""
    settings = tomllib.loads((HOUSE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (
        c for c in settings["tool"]["importlinter"]["contracts"] if c.get("forbidden_modules") == ["kenspeckle.region"]
    )
    parts = {p.stem for p in HOUSE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert {name.removeprefix("kenspeckle.") for name in contract["source_modules"]} == parts - MAKERS
    assert "allow_indirect_imports" not in contract
    assert "ignore_imports" not in contract


@pytest.fixture
def region(tmp_path):
    """A region, and the answers beside its folder."""
    make(tmp_path / "w", seed=1, pupils=600, daily=False, answers=tmp_path / "answers.zip")
    assert answers(tmp_path / "answers.zip")["who"]
    return tmp_path / "w"


def test_a_contract_that_names_the_answers_is_refused(region, capsys):
    contract = region / "sources" / "births.yaml"
    text = contract.read_text(encoding="utf-8")
    assert "deliveries/health/births.csv" in text
    contract.write_text(text.replace("deliveries/health/births.csv", "../answers.zip"), encoding="utf-8")
    assert main(["ingest", "births", "--workspace", str(region)]) == 2
    assert "births.yaml" in capsys.readouterr().err


def test_a_delivery_that_is_a_link_to_the_answers_is_refused(region, capsys):
    delivery = region / "deliveries" / "health" / "births.csv"
    delivery.unlink()
    delivery.symlink_to(region.parent / "answers.zip")
    assert main(["ingest", "births", "--workspace", str(region)]) == 2
    assert "workspace" in "".join(capsys.readouterr())
