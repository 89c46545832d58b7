"""What was found good before needs no parser, and is checked all the same before anything is built with it."""

import json
import subprocess
import sys

import pytest

from kenspeckle.ground.expressions import parse_row, parse_sums, remembered
from kenspeckle.ground.terms import Complaints, Spot

FIELDS = {"present": "integer", "stage": "string"}

READ = """
import sys
from pathlib import Path
from kenspeckle.ground.expressions import parse_row, parse_sums, remembered
from kenspeckle.ground.terms import Complaints, Spot
fields = {"present": sys.argv[3], "stage": "string"}
with remembered(Path(sys.argv[1])):
    sums = parse_sums("sum(present)", fields, Spot("m.yaml", 3))
    row = parse_row(sys.argv[2], fields, Spot("m.yaml", 4))
print("sqlglot" in sys.modules, sums.type, sorted(sums.fields), sums.sums, row.type, row.sums)
print(row.tree.sql(), sums.terms[0][0])
"""


def read(place, condition="stage = 'P1'", kind="integer"):
    """Whether a parser was imported, and what was read, by another process."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(place), condition, kind], capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines() or [done.stderr.splitlines()[-1]]


def test_the_second_time_no_parser_is_imported_and_all_is_the_same(tmp_path):
    place = tmp_path / "expressions.json"
    first, second = read(place), read(place)
    assert first[0].split(" ", 1) == ["True", second[0].split(" ", 1)[1]]
    assert second[0].startswith("False integer ['present'] True boolean False")
    assert first[1] == second[1]


def test_another_text_or_another_type_of_field_is_parsed(tmp_path):
    place = tmp_path / "expressions.json"
    read(place)
    assert read(place, "stage = 'P2'")[0].startswith("True")
    assert read(place, kind="number")[0].startswith("True number")


def test_a_memory_that_lies_gets_nothing_past_the_checks(tmp_path):
    place = tmp_path / "expressions.json"
    read(place)
    honest = json.loads(place.read_text())
    evil = "stage = (select 1)"
    with remembered(place), pytest.raises(Complaints):
        parse_row(evil, FIELDS, Spot("m.yaml"))
    from kenspeckle.ground.expressions import memory

    key = memory._key("row", evil, tuple(FIELDS.items()))
    place.write_text(json.dumps({**honest, key: ["boolean", ["stage"]]}))
    believed, *tree = read(place, evil)
    assert believed.startswith("False")
    assert not tree, "asking for the tree has the text checked, and it is refused"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"k": 1}', '{"k": ["boolean"]}', "\x00"])
def test_a_memory_that_cannot_be_read_is_none(tmp_path, text):
    place = tmp_path / "expressions.json"
    place.write_text(text)
    assert read(place)[0].startswith("True integer")


def test_what_a_block_did_not_use_is_forgotten(tmp_path):
    place = tmp_path / "expressions.json"
    for threshold in (11, 12):
        with remembered(place):
            parse_sums("sum(present)", FIELDS, Spot("m.yaml"))
            parse_row(f"present > {threshold} and stage = 'forgotten'", FIELDS, Spot("m.yaml"))
    assert len(json.loads(place.read_text())) <= 2
