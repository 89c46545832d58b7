"""Snapshots that retention no longer keeps are let go, and a bundle that rests on one says until when it was exact."""

from datetime import UTC, datetime, timedelta

import pytest

from kenspeckle.cli import main
from kenspeckle.ground.workspace import load, new
from kenspeckle.outside.verify import read_bundle, read_key
from kenspeckle.portal.rendering import renderer
from kenspeckle.records import open_records
from kenspeckle.work.ingest import ingest
from kenspeckle.work.inspect import inspect
from kenspeckle.work.release import release
from kenspeckle.work.setting import Setting

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def root(tmp_path):
    new(tmp_path / "w", "A start")
    assert main(["key", str(tmp_path / "key"), "--holder", "Us"]) == 0
    settings = tmp_path / "w" / "ken.yaml"
    settings.write_text(settings.read_text() + "retention: {newest: 1, days: 30}\n")
    return tmp_path / "w"


def setting(root, day):
    workspace = load(root)
    return Setting(workspace, open_records(workspace.settings.state), START + timedelta(days=day))


def revise(root, line):
    (delivery,) = (root / "deliveries").rglob("*.csv")
    delivery.write_text(delivery.read_text().rstrip("\n") + f"\n{line}\n")


def test_an_old_snapshot_stays_for_its_days_and_then_goes(root):
    ingest(setting(root, 0))
    (first,) = setting(root, 0).door.history("attendance")
    header = (next((root / "deliveries").rglob("*.csv"))).read_text().splitlines()
    revise(root, header[-1].replace("2024/25", "2025/26"))
    ingest(setting(root, 10))
    assert not setting(root, 10).door.pruned(first.name)
    ingest(setting(root, 39))
    assert not setting(root, 39).door.pruned(first.name)
    ingest(setting(root, 41))
    assert setting(root, 41).door.pruned(first.name)


def test_a_sealed_bundle_says_until_when_it_was_exact(root):
    ingest(setting(root, 0))
    key = read_key(root.parent / "key")
    first = setting(root, 0)
    release(first, renderer(first.state / "site.json"), [key])
    bundle = read_bundle(root / "out" / "bundles" / "first-story.ken.zip")
    assert all(line.passed for line in inspect(setting(root, 1), bundle))
    lines = (next((root / "deliveries").rglob("*.csv"))).read_text().splitlines()
    revise(root, lines[-1].replace("2024/25", "2025/26"))
    ingest(setting(root, 10))
    ingest(setting(root, 60))
    said = inspect(setting(root, 61), bundle)
    assert [line.passed for line in said] == [True]
    assert "was exact until 2026-03-02" in said[0].sentence
    assert main(["verify", str(root / "out/bundles/first-story.ken.zip"), "--key", f"{root.parent / 'key'}.pub"]) == 0
