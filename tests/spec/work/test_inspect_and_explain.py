"""Inside the walls: cells of a bundle are counted again from snapshots; a number is walked down to its sources."""

import shutil
from pathlib import Path

import pytest
from tests.spec.work.running import build, children, release, setting, start

from kenspeckle.ground.terms import KenError
from kenspeckle.work.explain import explain
from kenspeckle.work.inspect import inspect

SCOTLAND = Path(__file__).parents[3] / "examples" / "scotland"


@pytest.fixture
def root(tmp_path):
    root = start(tmp_path / "w")
    release(root)
    return root


def inspected(root, of=None):
    (bundle,) = ((of or root) / "out" / "bundles").iterdir()
    return inspect(setting(root), bundle.read_bytes())


def test_every_cell_is_counted_again_as_it_was_sealed(root):
    said = inspected(root)
    assert all(line.passed for line in said)
    assert said[-1].sentence == "3 cells counted again from the snapshots: all as sealed."


def test_newer_data_does_not_matter_to_what_was_sealed(root):
    """The bundle names its snapshots, and those are opened."""
    delivery = root / "deliveries" / "attendance.csv"
    delivery.write_text(delivery.read_text().replace("105123", "95123"))
    build(root)
    assert all(line.passed for line in inspected(root))


def test_a_definition_that_changed_since_is_said(root):
    measures = root / "measures" / "attendance.yaml"
    measures.write_text(measures.read_text().replace("sum(present)", "sum(possible)"))
    said = [line.sentence for line in inspected(root) if not line.passed]
    assert said[0].startswith("The definitions have changed since it was sealed")
    assert said[1].startswith("3 of 3 cells are not what the snapshots give")


def test_a_measure_that_is_gone_since_is_said(root):
    for file in ("measures/attendance.yaml", "goals.yaml", "stories/first-story.md"):
        path = root / file
        path.write_text(path.read_text().replace("attendance_rate", "attendance_share"))
    assert any("definitions have changed" in line.sentence for line in inspected(root) if not line.passed)


def test_a_bundle_of_another_workspace_is_not_vouched_for(root, tmp_path):
    elsewhere = start(tmp_path / "elsewhere")
    build(elsewhere)
    (elsewhere / "deliveries" / "attendance.csv").write_text("Year,School\n")
    delivery = (root / "deliveries" / "attendance.csv").read_text()
    other = start(tmp_path / "other")
    (other / "deliveries" / "attendance.csv").write_text(delivery.replace("212", "213"))
    build(other)
    said = [line.sentence for line in inspected(other, of=root) if not line.passed]
    assert len(said) == 1
    assert "has never been in this workspace" in said[0]


def test_a_snapshot_that_was_changed_on_disk_is_found(root):
    for part in (root / ".ken" / "store").rglob("*.parquet"):
        part.chmod(0o600)
        content = bytearray(part.read_bytes())
        content[len(content) // 2] ^= 1
        part.write_bytes(bytes(content))
    said = [line.sentence for line in inspected(root) if not line.passed]
    assert len(said) == 1
    assert "attendance-" in said[0]


def test_each_inspection_is_in_the_audit_log(root):
    before = len(list(setting(root).records.audit.entries()))
    inspected(root)
    assert len(list(setting(root).records.audit.entries())) > before


# Explaining.


def test_a_number_is_walked_down_to_delivery_contract_and_rule(root):
    said = "\n".join(explain(setting(root), "stories/first-story.md:11").lines())
    for step in (
        "Claim: “1.4 percentage points more”",
        "Verdict: holds",
        "Figure: 89.8% to 91.2%",
        "263,401 / 288,800",
    ):
        assert step in said
    for step in (
        "Measure: Attendance rate",
        "sum(present) out of sum(possible)",
        "measures/attendance.yaml:",
        "CC0-1.0",
    ):
        assert step in said
    for step in ("Snapshot: attendance-", "Contract: sources/attendance.yaml", "Delivery: deliveries/attendance.csv"):
        assert step in said


def test_a_hidden_number_is_explained_as_hidden(tmp_path):
    root = children(tmp_path / "w", {"Northside": 30, "Eastfield": 12, "Westbrook": 4})
    story = root / "stories" / "lates.md"
    story.write_text(story.read_text().replace("lates in 2024/25}", "lates where school = Westbrook in 2024/25}"))
    said = "\n".join(explain(setting(root), "lates:6").lines())
    assert "Claim: withheld" in said
    assert "few children stand behind this" in said
    assert "4" not in said.split("Cell lates")[1].split("Measure")[0].replace("2024/25", "")


def test_a_number_is_explained_as_the_preview_shows_it(tmp_path):
    """Another story shows what is beside it, so this one's cell is hidden; explained alone it would be shown."""
    root = children(tmp_path / "w", {"Northside": 30, "Eastfield": 12, "Westbrook": 4})
    for name, school in {"alone": "Eastfield", "beside": "Northside"}.items():
        words = f"In {school} it was [2.0]{{lates where school = {school} in 2024/25}} times.\n"
        (root / "stories" / f"{name}.md").write_text(f"---\ntitle: {school}\n---\n{words}")
    assert "Claim: withheld" in "\n".join(explain(setting(root), "alone:4").lines())
    (root / "stories" / "beside.md").unlink()
    assert "Claim: “2.0”" in "\n".join(explain(setting(root), "alone:4").lines())


@pytest.mark.evidence
def test_every_claim_of_the_scottish_stories_can_be_explained(tmp_path, monkeypatch):
    """Told once, since nothing changes in between."""
    root = tmp_path / "scotland"
    shutil.copytree(SCOTLAND, root, ignore=shutil.ignore_patterns("out", ".ken"))
    told = build(root).told
    monkeypatch.setattr("kenspeckle.work.explain.tell_all", lambda *_: told)
    assert sum(len(page.claims) for page in told.pages.values()) > 100
    run = setting(root)
    for name, page in sorted(told.pages.items()):
        for line in sorted({claim.line for claim in page.claims}):
            said = explain(run, f"stories/{name}.md:{line}").lines()
            assert len(said) > 8
            assert any(step.strip().startswith("Delivery:") for step in said)


def test_a_line_without_a_claim_names_the_lines_that_have_one(root):
    with pytest.raises(KenError, match=r"its claims are on lines 9, 11"):
        explain(setting(root), "first-story:3")
