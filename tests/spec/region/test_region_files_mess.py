"""Defects: as many as declared, told with the row they end up in, and undone by what the answers say is true."""

import csv
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.region.answers import Answers
from kenspeckle.region.chance import Chance
from kenspeckle.region.files import Delimited, Dialect
from kenspeckle.region.mess import RATES, Block, Mess

NAMES = ("SCN", "Class", "Zone", "Attended", "Late")


def _column(form, rows):
    column = np.empty(rows, dtype=object)
    column[:] = [form.format(n) for n in range(rows)]
    return column


def _written(folder, seed, rows, plant, *, clean=False):
    """Write one block with what `plant` does to it; return its rows and the answers about it."""
    chance = Chance(seed)
    with Answers(folder / "answers.zip") as kept:
        columns = {name: _column(f"{name[0]}{{}}", rows) for name in NAMES}
        block = Block("a.csv", columns, np.arange(rows), Mess(chance.unit, kept, clean=clean))
        plant(block)
        with Delimited(folder / "a.csv", NAMES, Dialect(), ["Title"]) as out:
            block.write(out)
        kept.seal(seed, rows)
    with (folder / "a.csv").open(newline="") as stream:
        cells = list(csv.reader(stream))
    with zipfile.ZipFile(folder / "answers.zip") as packed:
        told = list(csv.DictReader(io.StringIO(packed.read("defects.csv").decode())))
    return cells, told


def _everything(block):
    rows = len(block)
    block.duplicate("duplicate-pupil", "Class", _column("other {}", rows))
    block.rate("old-zone-code", "Zone", _column("old {}", rows))
    block.rate("missing-scn", "SCN", np.full(rows, "", dtype=object))
    block.impossible({"Attended": ("999",), "Late": ("-1", "-2")}, least=1)
    block.shift("shifted-block", "Zone", 7)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_undoing_what_the_answers_tell_gives_what_the_agency_meant(tmp_path, seed):
    (tmp_path / "clean").mkdir()
    clean, nothing = _written(tmp_path / "clean", seed, 4000, _everything, clean=True)
    cells, told = _written(tmp_path, seed, 4000, _everything)
    assert nothing == []
    for defect in told:
        row, kind = cells[int(defect["row"]) - 1], defect["kind"]
        if kind == "duplicate-pupil":
            row[:] = ["gone"]
        elif kind == "shifted-block":
            start = NAMES.index(defect["field"])
            row[start:] = defect["true"].split("|")
        else:
            row[NAMES.index(defect["field"])] = defect["true"]
    assert [row for row in cells if row != ["gone"]] == clean


@pytest.mark.parametrize("kind", ["duplicate-pupil", "old-zone-code", "missing-scn"])
def test_defects_come_at_their_declared_rate(tmp_path, kind):
    _, told = _written(tmp_path, 1, 40_000, _everything)
    rate = sum(d["kind"] == kind for d in told) / 40_000
    assert rate == pytest.approx(RATES[kind], rel=0.15)


def test_half_of_the_duplicates_differ_in_one_cell(tmp_path):
    cells, told = _written(tmp_path, 1, 40_000, _everything)
    copies = [d for d in told if d["kind"] == "duplicate-pupil"]
    differing = [d for d in copies if d["field"] == "Class"]
    assert 0.4 < len(differing) / len(copies) < 0.6
    originals = {row[0]: row for row in cells[2:40_002]}
    for copy in copies:
        row = cells[int(copy["row"]) - 1]
        same = [a == b for a, b in zip(row, originals[row[0]], strict=True)]
        assert same.count(False) == (1 if copy["field"] else 0)


def test_a_file_has_at_least_as_many_impossible_values_as_asked_for(tmp_path):
    _, told = _written(tmp_path, 1, 5, lambda block: block.impossible({"Late": ("-1",)}, least=1))
    assert [(d["kind"], d["field"]) for d in told] == [("impossible-value", "Late")]


def test_a_value_that_is_the_same_anyway_is_no_defect(tmp_path):
    _, told = _written(tmp_path, 1, 1000, lambda block: block.rate("missing-scn", "SCN", block.columns["SCN"]))
    assert told == []


@given(seed=st.integers(0, 2**31), rows=st.integers(1, 300))
def test_no_cell_has_two_defects(tmp_path_factory, seed, rows):
    _, told = _written(tmp_path_factory.mktemp("mess"), seed, rows, _everything)
    places = [(d["row"], d["field"]) for d in told]
    assert len(places) == len(set(places))
    rows_alone = [d["row"] for d in told if d["kind"] in ("duplicate-pupil", "shifted-block")]
    assert all(sum(d["row"] == row for d in told) == 1 for row in rows_alone)


def test_defects_belong_to_things_and_not_to_the_order_of_rows():
    chance = Chance(7)
    mess = Mess(chance.unit, Answers(None))
    ids, free = np.arange(5000), np.ones(5000, dtype=bool)
    whole = set(ids[mess.chosen("missing-scn", "a", ids, free)].tolist())
    turned = set(ids[::-1][mess.chosen("missing-scn", "a", ids[::-1], free)].tolist())
    halves = {
        n
        for part in (ids[:2000], ids[2000:])
        for n in part[mess.chosen("missing-scn", "a", part, free[: len(part)])].tolist()
    }
    assert whole == turned == halves


def test_answers_that_nobody_asked_for_are_not_gathered(tmp_path):
    with Answers(None) as kept:
        kept.defects("a.csv", [1], "A", "kind", ["true"])
        kept.seal(1, 1)
    assert not kept.kept
    assert list(tmp_path.iterdir()) == []
