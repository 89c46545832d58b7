"""What a build tells, a release after it need not tell again; and whatever has changed since is told anew."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from tests.spec.work.running import ANNA, NOW, build, children, deliver, release, setting

from kenspeckle.work import preparing
from kenspeckle.work.prepared import FILE, PREVIEW, recall

SCHOOLS = {"Northside": 30, "Eastfield": 20, "Westbrook": 12}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    root = children(tmp_path / "lates", SCHOOLS)
    assert build(root).exit_code == 0
    return root


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_a_release_after_a_build_publishes_what_a_release_alone_would(tmp_path, built):
    alone = copytree(built, tmp_path / "alone")
    (alone / ".ken" / FILE).unlink()
    release(built)
    release(alone)
    assert digests(built / "out" / "site") == digests(alone / "out" / "site")
    assert digests(built / "out" / "bundles") == digests(alone / "out" / "bundles")
    heads = [setting(root).records.ledger.head() for root in (built, alone)]
    assert heads[0] == heads[1]


def test_a_release_after_a_build_tells_nothing_again(built, monkeypatch):
    told = []
    monkeypatch.setattr(preparing, "tell_all", lambda *a, **k: told.append(a))
    assert release(built).stories == ("lates",)
    assert not told


def test_a_change_of_anything_has_all_told_anew(built):
    changes = {
        "a story": lambda: (built / "stories" / "lates.md").open("a").write("\nMore words.\n"),
        "a measure": lambda: (built / "measures" / "lates.yaml").open("a").write("\n"),
        "the rules": lambda: (built / "ken.yaml").open("a").write("contact: nobody@example.org\n"),
        "a delivery": lambda: deliver(built, {"Northside": 31, "Eastfield": 20, "Westbrook": 12}),
        "the ledger": lambda: setting(built).records.ledger.append([b"{}"], NOW),
    }
    for what, change in changes.items():
        assert recall(setting(built)) is not None
        change()
        assert recall(setting(built)) is None, what
        build(built)


def test_what_was_told_on_another_day_is_told_anew(built):
    assert recall(setting(built, NOW + timedelta(hours=2))) is not None
    assert recall(setting(built, NOW + timedelta(days=1))) is None


@pytest.mark.parametrize("name", [FILE, PREVIEW, "last-build.json"])
def test_what_was_left_is_taken_whole_or_not_at_all(built, name):
    place = built / ".ken" / name
    content = place.read_bytes()
    for broken in (b"", b"{}", content[: len(content) // 2], content + b" " * (name != FILE), b"[1]"):
        if broken != content:
            place.write_bytes(broken)
            assert recall(setting(built)) is None
    place.unlink()
    assert recall(setting(built)) is None
    assert release(built).stories == ("lates",)


def test_a_story_that_does_not_hold_leaves_nothing_ready(tmp_path):
    root = children(tmp_path / "lates", SCHOOLS)
    story = root / "stories" / "lates.md"
    story.write_text(story.read_text().replace("[2.0]", "[3.0]"))
    build(root)
    assert not (root / ".ken" / FILE).exists()


def test_a_story_that_is_out_and_has_no_file_any_more_has_all_told_anew(built):
    release(built)
    second = (built / "stories" / "lates.md").read_text()
    (built / "stories" / "others.md").write_text(second)
    (built / "stories" / "lates.md").unlink()
    build(built)
    assert recall(setting(built)) is None
    assert release(built).stories == ("others",)


def test_a_release_of_one_story_of_two_shows_that_one_alone(built):
    (built / "stories" / "others.md").write_text((built / "stories" / "lates.md").read_text())
    build(built)
    assert release(built, [ANNA], ["others"]).stories == ("others",)
    assert not (built / "out" / "site" / "stories" / "lates").exists()


def test_what_was_left_is_for_its_owner_alone(built):
    place = built / ".ken" / FILE
    assert place.stat().st_mode & 0o077 == 0
    assert json.loads(place.read_text())["stories"][0]["name"] == "lates"
