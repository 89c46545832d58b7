"""A shared core: what is local, what is inherited, what differs, and how a change is proposed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from kenspeckle.ground.terms import Complaints, KenError
from kenspeckle.ground.workspace import compare, load, new, propose

RATE = """\
attendance_rate:
  title: Attendance rate
  meaning: Our own reading.
  from: attendance
  rate: {of: sum(present), out_of: sum(possible)}   # ours
  counting: {children: sum(pupils)}
  when: year
  by: [school]
  places: 2
"""

GOALS = """\
goals:
    learning:
        title: Ours
        outcomes: {attendance: {title: There}}
    more:
        title: Another goal
        meaning: |
            Two
            lines.
"""


@pytest.fixture
def academy(tmp_path: Path) -> Path:
    """A workspace that extends its trust's: one measure of its own, one of the trust's told otherwise."""
    trust, own = tmp_path / "trust", tmp_path / "academy"
    new(trust, "Trust")
    (trust / "ken.yaml").write_text("name: Trust\nversion: 1.2.0\n")
    (own / "measures").mkdir(parents=True)
    (own / "ken.yaml").write_text("name: Academy\nextends: {core: ../trust, version: 1.2.0}\n")
    with pytest.raises(Complaints) as refused:
        load(own)
    digest = refused.value.complaints[0].expected.strip("`").removeprefix("digest: ")
    (own / "ken.yaml").write_text(f"name: Academy\nextends: {{core: ../trust, version: 1.2.0, digest: {digest}}}\n")
    (own / "measures/ours.yaml").write_text(RATE.replace("attendance_rate", "our_rate") + "\n" + RATE)
    return own


def test_a_core_gives_all_its_definitions(academy):
    workspace = load(academy)
    assert set(workspace.measures) == {"attendance_rate", "our_rate"}
    assert set(workspace.contracts) == {"attendance"}
    assert workspace.inherited["source attendance"] == "../trust"
    assert "measure attendance_rate" not in workspace.inherited
    assert "../trust/sources/attendance.yaml" in workspace.files
    assert workspace.settings.name == "Academy"


def test_a_local_definition_stands_before_the_cores(academy):
    measure = load(academy).measures["attendance_rate"]
    assert (measure.meaning, measure.places, measure.local) == ("Our own reading.", 2, True)
    (academy / "measures/ours.yaml").unlink()
    inherited = load(academy).measures["attendance_rate"]
    assert (inherited.places, inherited.local) == (1, False)
    assert inherited.spot.file == "../trust/measures/attendance.yaml"


def test_what_differs_is_visible(academy):
    found = {(d.kind, d.name): d for d in compare(academy)}
    assert found["measure", "our_rate"].standing == "local"
    overridden = found["measure", "attendance_rate"]
    assert (overridden.standing, overridden.version) == ("overridden", "1.2.0")
    assert overridden.changed == ("meaning", "places", "unit", "better")
    assert str(overridden.there) == "../trust/measures/attendance.yaml:2:1"
    assert found["source", "attendance"].standing == "inherited"
    assert found["story", "first-story"].standing == "inherited"


def test_a_copy_that_changes_nothing_is_the_same(academy):
    shutil.copytree(academy / "../trust/stories", academy / "stories")
    found = {(d.kind, d.name): d for d in compare(academy)}
    assert found["story", "first-story"].standing == "same"
    story = academy / "stories/first-story.md"
    story.write_text(story.read_text() + "More.\n")
    found = {(d.kind, d.name): d for d in compare(academy)}
    assert found["story", "first-story"].changed == ("text",)


def test_a_core_that_changed_unseen_is_complained_of(academy):
    trust = academy.parent / "trust"
    measures = trust / "measures/attendance.yaml"
    measures.write_text(measures.read_text().replace("better: higher", "better: lower"))
    with pytest.raises(Complaints, match=r"ken.yaml:2:51: the core's definitions are not those that were meant"):
        load(academy)
    assert compare(academy), "looking at the differences must still be possible"


def test_another_version_of_the_core_is_complained_of(academy):
    (academy.parent / "trust/ken.yaml").write_text("name: Trust\nversion: 2.0.0\n")
    with pytest.raises(Complaints, match=r"version 1.2.0 of the core is meant, and version 2.0.0 is there"):
        load(academy)


def test_a_core_that_leads_back_is_complained_of(academy):
    (academy.parent / "trust/ken.yaml").write_text(
        "name: Trust\nversion: 1.2.0\nextends: {core: ../academy, version: 1}\n"
    )
    with pytest.raises(Complaints, match="a core that leads back to itself"):
        load(academy)


def test_a_proposal_is_accepted_by_copying_it(academy, tmp_path):
    """Comments and the other definitions of the core's file stay as they are."""
    trust = tmp_path / "trust"
    file, note = propose(academy, "measure", "attendance_rate", tmp_path / "proposal")
    assert file.relative_to(tmp_path / "proposal").as_posix() == "measures/attendance.yaml"
    said = yaml.safe_load(note.read_text())
    assert said["changed"] == ["meaning", "places", "unit", "better"]
    assert (said["from"], said["core"]["version"]) == ("Academy", "1.2.0")
    assert (said["standing"], said["replaces"]) == ("overridden", "measures/attendance.yaml")
    shutil.copy(file, trust / "measures/attendance.yaml")
    assert load(trust).measures["attendance_rate"].meaning == "Our own reading."
    text = (trust / "measures/attendance.yaml").read_text()
    assert "# ours" in text
    assert text.startswith("# Measures: each number is defined once")


def test_a_new_measure_is_proposed_as_a_file_of_its_own(academy, tmp_path):
    file, note = propose(academy, "measure", "our_rate", tmp_path / "proposal")
    assert file == tmp_path / "proposal/measures/our_rate.yaml"
    assert yaml.safe_load(note.read_text())["standing"] == "local"
    shutil.copy(file, tmp_path / "trust/measures/our_rate.yaml")
    assert set(load(tmp_path / "trust").measures) == {"attendance_rate", "our_rate"}


def test_goals_and_words_are_proposed_inside_the_cores_file(academy, tmp_path):
    """Whatever their indentation: a goal is a part of goals.yaml."""
    (academy / "goals.yaml").write_text(GOALS)
    (academy / "glossary.yaml").write_text("roll: {meaning: All children of a school.}\n")
    trust = tmp_path / "trust"
    for step, (kind, name) in enumerate([("goal", "learning"), ("goal", "more"), ("word", "roll")]):
        file, _ = propose(academy, kind, name, tmp_path / f"p{step}")
        shutil.copy(file, trust / file.name)
        (academy / "ken.yaml").write_text("name: A\nextends: {core: ../trust, version: 1.2.0}\n")
    workspace = load(trust)
    assert [(goal.name, goal.title, goal.meaning) for goal in workspace.goals] == [
        ("learning", "Ours", ""),
        ("more", "Another goal", "Two\nlines.\n"),
    ]
    assert [word.term for word in workspace.glossary] == ["opening", "roll"]


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("measure", "our_rat", "No measure `our_rat` is defined here. Did you mean our_rate?"),
        ("source", "attendance", "No source `attendance` is defined here."),
    ],
)
def test_only_what_is_local_can_be_proposed(academy, tmp_path, kind, name, said):
    with pytest.raises(KenError) as refused:
        propose(academy, kind, name, tmp_path / "proposal")
    assert str(refused.value) == said
    assert not (tmp_path / "proposal").exists()


def test_a_proposal_writes_over_nothing(academy, tmp_path):
    propose(academy, "measure", "our_rate", tmp_path / "proposal")
    with pytest.raises(KenError, match="exists already"):
        propose(academy, "measure", "attendance_rate", tmp_path / "proposal")


def test_without_a_core_there_is_nobody_to_propose_to(tmp_path):
    new(tmp_path / "alone", "Alone")
    with pytest.raises(KenError, match="extends no core"):
        propose(tmp_path / "alone", "measure", "attendance_rate", tmp_path / "proposal")
