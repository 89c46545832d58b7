"""What the engine puts aside of an invented region is what was planted, row by row, and nothing else."""

import json
from collections import defaultdict

import pytest
from tests.spec.region.building import SMALL
from tests.spec.region.reading import answers

from kenspeckle.cli import main
from kenspeckle.region.making import make

CAUGHT = {"impossible-value", "shifted-block", "duplicate-pupil"}
"""Kinds of defect that break a contract; the others are rows that can be read, or need another file to be seen."""


def test_every_row_that_breaks_a_contract_was_planted_and_every_planted_one_is_found(built):
    agree(built.root, built.answers)


@pytest.mark.evidence
@pytest.mark.parametrize("seed", [2, 3])
def test_so_it_is_with_other_seeds(tmp_path, seed):
    root, sealed = tmp_path / "w", tmp_path / "answers.zip"
    make(root, seed=seed, pupils=SMALL, daily=False, answers=sealed)
    assert main(["ingest", "--workspace", str(root)]) == 0
    agree(root, sealed)


def agree(root, sealed):
    """That what lies in quarantine is what the answers tell of."""
    planted, copies = defaultdict(set), defaultdict(set)
    for defect in answers(sealed)["defects"]:
        if defect["kind"] in CAUGHT and defect["row"] != "0":
            planted[defect["file"]].add(int(defect["row"]))
            if defect["kind"] == "duplicate-pupil" and defect["field"]:
                copies[defect["file"]].add(int(defect["row"]))
    found = defaultdict(dict)
    for path in (root / ".ken" / "quarantine").rglob("*.ndjson"):
        for line in path.read_text(encoding="utf-8").splitlines():
            broken = json.loads(line)
            found[broken["delivery"].split("#")[0]][broken["row"]] = broken["reasons"]
    # Of two rows that disagree neither can be trusted, so the row that was copied goes as well.
    originals = {
        file: {row for row, why in rows.items() if row not in planted[file] and "the key of" in why[0]["reason"]}
        for file, rows in found.items()
    }
    assert {file: len(rows) for file, rows in originals.items() if rows} == {f: len(r) for f, r in copies.items()}
    assert {file: set(rows) - originals[file] for file, rows in found.items()} == dict(planted)
