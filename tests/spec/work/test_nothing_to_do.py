"""A build with nothing changed is answered from the last one; a build with anything changed is made."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.spec.work.running import NOW, build, page, release, setting, start

from kenspeckle import __version__
from kenspeckle.ground.terms import KenError
from kenspeckle.ground.workspace import load
from kenspeckle.portal.rendering import renderer
from kenspeckle.protect import LedgerCopy
from kenspeckle.work import fingerprint, unchanged
from kenspeckle.work.build import build as corridor
from kenspeckle.work.build import marks_of
from kenspeckle.work.unchanged import answer_again, folders


@pytest.fixture
def root(tmp_path):
    """A workspace that was built."""
    root = start(tmp_path / "w")
    build(root)
    return root


def holds(root: Path, now=NOW) -> bool:
    state, out = folders(root)
    last = fingerprint.read(state / unchanged.FILE)
    head = unchanged._ledger_head(state)
    return last is not None and fingerprint.still_holds(last, root, (state, out), __version__, head, now)


def test_a_build_is_remembered_with_its_answer(root):
    again = answer_again(root)
    assert again is not None
    assert again["exit"] == 0
    assert "2 hold" in " ".join(again["lines"])
    assert again["record"]["stories"] == ["first-story"]


HEAVY = ("django", "duckdb", "highspy", "numpy", "sqlglot", "lark", "yaml", "markdown_it", "cryptography", "jsonschema")


def test_that_nothing_changed_is_decided_by_the_standard_library_alone(root):
    code = (
        "import sys; from kenspeckle.cli import main; code = main(['build', '--workspace', sys.argv[1]]);"
        f"print(sorted(m for m in {HEAVY!r} if m in sys.modules)); sys.exit(code)"
    )
    ran = subprocess.run([sys.executable, "-c", code, root], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[0] == "Nothing has changed since the last build."
    assert ran.stdout.splitlines()[-1] == "[]"


def test_that_nothing_changed_takes_no_time(root):
    """Processor time of the whole process, so that a busy machine does not count."""
    meter = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)"
    )
    command = [sys.executable, "-c", meter, sys.executable, "-m", "kenspeckle", "build", "--workspace", str(root)]
    spent = min(float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(3))
    assert spent < 0.5


@pytest.mark.parametrize(
    "file", ["deliveries/attendance.csv", "measures/attendance.yaml", "stories/first-story.md", "ken.yaml"]
)
def test_any_file_that_changed_asks_for_a_build(root, file):
    assert holds(root)
    path = root / file
    path.write_text(path.read_text() + "\n")
    assert not holds(root)


def test_a_file_that_came_or_went_asks_for_a_build(root):
    new = root / "stories" / "second.md"
    new.write_text("---\ntitle: x\n---\n")
    assert not holds(root)
    new.unlink()
    assert holds(root)
    (root / "goals.yaml").unlink()
    assert not holds(root)


def test_a_file_that_was_only_touched_asks_for_nothing(root):
    os.utime(root / "deliveries" / "attendance.csv")
    assert holds(root)


def test_a_file_of_the_same_size_with_other_content_is_seen(root):
    path = root / "deliveries" / "attendance.csv"
    path.write_text(path.read_text().replace("72746", "72747"))
    assert not holds(root)


def test_files_that_no_build_reads_are_passed_over(root):
    (root / ".git").mkdir()
    (root / ".git" / "x").write_text("x")
    (root / "out" / "note.txt").write_text("x")
    assert holds(root)


def test_what_lies_behind_a_link_is_looked_at(tmp_path):
    root = start(tmp_path / "w")
    (root / "deliveries").rename(tmp_path / "elsewhere")
    (root / "deliveries").symlink_to(tmp_path / "elsewhere")
    marks = fingerprint.take(root, folders(root))
    assert "deliveries/attendance.csv" in marks


def test_links_that_lead_in_circles_end(tmp_path):
    root = start(tmp_path / "w")
    (root / "stories" / "round").symlink_to(root)
    assert fingerprint.take(root, folders(root))


def test_a_release_asks_for_a_build_since_the_ledger_moved(root):
    release(root, now=NOW)
    assert not holds(root)


def test_a_preview_that_is_gone_asks_for_a_build(root):
    (root / "out" / "preview" / "index.html").unlink()
    assert answer_again(root) is None


def test_another_version_asks_for_a_build(root):
    state, out = folders(root)
    last = fingerprint.read(state / unchanged.FILE)
    assert not fingerprint.still_holds(last, root, (state, out), "99.0", LedgerCopy().head(), NOW)


def test_the_clock_asks_for_a_build_when_a_source_falls_due(tmp_path):
    """Due a year after it came, with ten days of grace: nothing changes before, and then it is out of date."""
    root = start(tmp_path / "w")
    contract = root / "sources" / "attendance.yaml"
    contract.write_text(contract.read_text().replace("{every: once}", "{every: year, grace_days: 10}"))
    build(root)
    assert holds(root, NOW + timedelta(days=375, hours=11))
    late = NOW + timedelta(days=376)
    assert not holds(root, late)
    build(root, now=late)
    assert "was due on 1 September 2027 and has not come" in page(root, "first-story", "preview")
    assert holds(root, late + timedelta(days=900))


def test_a_core_outside_the_workspace_is_looked_at_too(tmp_path):
    core = start(tmp_path / "core")
    (core / "ken.yaml").write_text((core / "ken.yaml").read_text() + "version: '1'\n")
    root = tmp_path / "w"
    root.mkdir()
    for folder in ("deliveries", "stories"):
        (core / folder).rename(root / folder)
    extends = "name: W\nextends: {core: ../core, version: '1', digest: "
    (root / "ken.yaml").write_text(extends + "x}\n")
    (root / "ken.yaml").write_text(extends.replace(", digest: ", "}\n"))
    with pytest.raises(KenError) as wrong:
        load(root)
    (digest,) = re.findall(r"digest: ([0-9a-f]+)", str(wrong.value))
    (root / "ken.yaml").write_text(extends + digest + "}\n")
    build(root)
    assert holds(root)
    measures = core / "measures" / "attendance.yaml"
    measures.write_text(measures.read_text() + "# changed\n")
    assert not holds(root)


def test_a_build_of_one_story_is_not_taken_for_a_build_of_all(root):
    assert holds(root)
    build(root, ["first-story"])
    assert not holds(root)


def test_a_build_that_fails_is_not_remembered_and_leaves_the_preview(root):
    before = (root / "out" / "preview" / "index.html").read_bytes()
    story = root / "stories" / "first-story.md"
    story.write_text(story.read_text().replace("kind: line", "kind: cake"))
    with pytest.raises(KenError):
        build(root)
    assert not holds(root)
    assert (root / "out" / "preview" / "index.html").read_bytes() == before


def test_a_crash_while_the_preview_is_written_is_not_taken_for_a_build(root, monkeypatch):
    """The inputs go back to what they were; the preview may not be what they give, so it is made again."""

    def crash(*_, **__):
        raise RuntimeError("power")

    (root / "glossary.yaml").write_text((root / "glossary.yaml").read_text() + "\n")
    monkeypatch.setattr("kenspeckle.portal.static.save", crash)
    with pytest.raises(RuntimeError):
        build(root)
    (root / "glossary.yaml").write_text((root / "glossary.yaml").read_text()[:-1])
    assert not holds(root)


def test_a_file_changed_while_the_build_ran_is_built_next_time(root):
    (root / "goals.yaml").write_text((root / "goals.yaml").read_text() + "\n")
    before = marks_of(root)
    run = setting(root)
    path = root / "stories" / "first-story.md"
    path.write_text(path.read_text().replace("Children attended", "Pupils attended"))
    corridor(run, renderer(run.state / "preview.json"), before=before)
    assert not holds(root)


def test_nothing_is_remembered_of_a_state_that_is_damaged(root):
    (root / ".ken" / unchanged.FILE).write_text("{")
    assert answer_again(root) is None
    (root / ".ken" / unchanged.FILE).write_text(json.dumps({"format": 99}))
    assert answer_again(root) is None


@pytest.mark.parametrize(
    "text", ["", "state: .ken\n", "state: away   # there\nout: 'site'\n", 'out: "a b"\n', "state:   x\n"]
)
def test_the_folders_are_those_that_the_workspace_says(tmp_path, text):
    """Read without YAML, and as YAML reads them."""
    root = start(tmp_path / "w", text)
    settings = load(root).settings
    assert [p.resolve() for p in folders(root)] == [settings.state.resolve(), settings.out.resolve()]


def test_a_build_writes_nothing_to_the_ledger(root):
    assert list(setting(root).records.ledger.entries()) == []
