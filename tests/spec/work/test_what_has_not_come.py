"""What has not come, or is in no register, is said and stops nothing else."""

import pytest

from kenspeckle.api import Workspace
from kenspeckle.cli import main
from kenspeckle.ground.workspace import new

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: {id}
name: {id}
version: 1.0.0
status: active
description: {{purpose: A test, limitations: none}}
customProperties:
  - property: ken
    value: {{provider: P, public: true, deliveries: [{{path: deliveries/{id}.csv}}], cadence: {{every: once}}}}
schema:
  - name: {id}
    properties:
      - {{name: school, logicalType: string, required: true, description: s, primaryKey: true{place}}}
      - {{name: {number}, logicalType: integer, required: true, description: n}}
"""


@pytest.fixture
def root(tmp_path):
    new(tmp_path / "w", "A start")
    return tmp_path / "w"


def source(root, name, number, rows=None, place=""):
    text = CONTRACT.format(id=name, number=number, place=place)
    (root / "sources" / f"{name}.yaml").write_text(text)
    if rows:
        (root / "deliveries" / f"{name}.csv").write_text(f"school,{number}\n" + "\n".join(rows) + "\n")


def test_a_ratio_to_what_never_came_is_not_asked_and_the_rest_is_told(root, capsys):
    source(root, "grounds", "hectares")
    source(root, "rolls", "pupils", ["North,30", "South,40"])
    (root / "measures" / "more.yaml").write_text(
        "pupils: {title: Pupils, meaning: m, from: rolls, sum: sum(pupils), unit: pupils}\n"
        "hectares: {title: Hectares, meaning: m, from: grounds, sum: sum(hectares), unit: hectares}\n"
        "pupils_per_hectare: {title: Pupils per hectare, meaning: m, ratio: {of: pupils, to: hectares}}\n"
    )
    (root / "stories" / "more.md").write_text(
        "---\ntitle: More\n---\nThere are [70 pupils]{pupils}, [7]{pupils_per_hectare} for each hectare.\n"
    )
    assert main(["build", "--workspace", str(root)]) == 1
    said = capsys.readouterr().out
    assert "refused: “7”" in said
    assert "4 claims tested: 3 hold" in said


def test_figures_and_cards_of_what_never_came_stop_no_story(root, capsys):
    source(root, "grounds", "hectares")
    (root / "measures" / "more.yaml").write_text(
        "hectares: {title: Hectares, meaning: m, from: grounds, sum: sum(hectares), unit: hectares, by: [school]}\n"
    )
    (root / "goals.yaml").write_text(
        "goals: {g: {title: G, outcomes: {grounds: {title: Room to play, core: [hectares]}}}}\n"
    )
    (root / "stories" / "more.md").write_text(
        "---\ntitle: More\n---\n```chart\nmeasure: hectares\nby: school\ntitle: Room to play\n```\n\n"
        "```cards\ngoal: g\n```\n\n```method\nmeasures: [hectares]\n```\n"
    )
    (root / "stories" / "first-story.md").unlink()
    assert main(["build", "--workspace", str(root)]) == 0
    assert "nothing was delivered" in capsys.readouterr().out
    assert "Room to play" in (root / "out" / "preview" / "stories" / "more" / "index.html").read_text()


def test_a_place_that_no_register_knows_is_a_finding_of_the_check(root):
    source(root, "places_list", "rank", ["Northside,1", "Eastfield,2"])
    source(
        root,
        "rolls",
        "pupils",
        ["Northside,30", "Sothgate,40"],
        ", customProperties: [{property: ken, value: {place: area}}]",
    )
    (root / "places").mkdir(exist_ok=True)
    (root / "places" / "area.yaml").write_text(
        "area: {title: Area, from: places_list, code: school, name: school, pages: true}\n"
    )
    (root / "measures" / "more.yaml").write_text(
        "pupils: {title: Pupils, meaning: m, from: rolls, sum: sum(pupils), counting: {children: sum(pupils)},"
        " by: [area], unit: pupils}\n"
    )
    checks = Workspace(root).check().states["rolls"].checks
    assert [c.sentence for c in checks] == ["1 row holds a value of school that is no area we know, such as Sothgate."]


def test_the_same_answer_does_not_say_again_what_happened_once(root, capsys):
    assert main(["build", "--workspace", str(root)]) == 0
    assert "12 rows from 1 delivery" in capsys.readouterr().out
    assert main(["build", "--workspace", str(root)]) == 0
    again = capsys.readouterr().out
    assert "Nothing has changed" in again
    assert "delivery" not in again


def test_a_refusal_is_said_until_it_is_put_right(root, capsys):
    source(root, "rolls", "pupils", ["North,thirty"])
    assert main(["build", "--workspace", str(root)]) == 2
    capsys.readouterr()
    assert main(["build", "--workspace", str(root)]) == 2
    assert "rolls: a delivery was refused" in capsys.readouterr().out
