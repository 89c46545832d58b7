"""The first page says what changed of late, in a few lines."""

import json

from tests.spec.work.running import start
from tests.spec.work.test_what_has_not_come import source

from kenspeckle.cli import main


def changes(root):
    assert main(["build", "--workspace", str(root)]) == 0
    return [c["text"] for c in json.loads((root / ".ken" / "preview.json").read_bytes())["changes"]]


def test_two_deliveries_of_a_day_are_named(tmp_path):
    root = start(tmp_path / "w")
    source(root, "rolls", "pupils", ["North,30"])
    assert changes(root) == ["rolls was taken in, 1 rows.", "Attendance (invented) was taken in, 12 rows."]


def test_many_deliveries_of_one_day_are_one_change(tmp_path):
    root = start(tmp_path / "w")
    for name in ("rolls", "meals"):
        source(root, name, "pupils", ["North,30"])
    assert changes(root) == ["3 sources were taken in."]
