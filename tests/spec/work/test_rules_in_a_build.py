"""The rules of a workspace and its measures, as a build of real files holds them."""

import pytest
from tests.spec.work.running import ANNA, build, children, release

from kenspeckle.ground.terms import ProtectedCell
from kenspeckle.ground.workspace import load
from kenspeckle.outside.attack.bundles import attack_held, hold
from kenspeckle.work.ruling import rules_of

SCHOOLS = {"Northside": 30, "Eastfield": 25}
THREE = "protect: {contributors: {field: school, least: 3}}"


def changed(root, name, *pairs):
    path = root / name
    text = path.read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text)


def told(root):
    """The children of each cell that is told, "*" where it is hidden."""
    cells = build(root).told.protection.cells
    return {
        ",".join(v for _, v in key.group) or "all": cell.children if isinstance(cell, ProtectedCell) else "*"
        for key, cell in cells.items()
        if not key.way
    }


def ruled(root, rule, measure="lates"):
    changed(root, f"measures/{measure}.yaml", ("  counting: pupil\n", f"  counting: pupil\n  {rule}\n"))
    return root


@pytest.mark.parametrize(("schools", "total"), [(SCHOOLS, "*"), (SCHOOLS | {"Westbrook": 20}, 75)])
def test_a_total_of_two_schools_is_hidden_and_one_of_three_is_told(tmp_path, schools, total):
    found = told(ruled(children(tmp_path / "w", schools), THREE))
    assert found["all"] == total
    if total == "*":
        # The total of two schools that are both told would be no secret.
        assert "*" in (found["Northside"], found["Eastfield"])
    else:
        assert found == {"all": 75, **schools}


def test_one_child_who_makes_most_of_an_amount_hides_it(tmp_path):
    root = ruled(children(tmp_path / "w", SCHOOLS), "protect: {dominance: {n: 1, k: 50}}")
    assert told(root) == {"all": 55, **SCHOOLS}
    changed(root, "deliveries/rolls.csv", ("CHILD-N000,Northside,2", "CHILD-N000,Northside,70"))
    found = told(root)
    # 70 of Northside's 128 are one child's; among all 178 they are less than half.
    assert found["Northside"] == "*"


def test_that_nobody_in_a_school_came_late_is_hidden_where_the_measure_is_sensitive(tmp_path):
    root = children(tmp_path / "w", SCHOOLS | {"Westbrook": 20})
    text = (root / "deliveries" / "rolls.csv").read_text().replace(",Westbrook,2", ",Westbrook,0")
    (root / "deliveries" / "rolls.csv").write_text(text)
    assert told(root)["Westbrook"] == 20
    assert told(ruled(root, "sensitive: true"))["Westbrook"] == "*"


def test_a_child_in_two_deliveries_is_one_child(tmp_path):
    """Each term's file names all children again; the minimum is of children and not of rows."""
    root = children(tmp_path / "w", {"Northside": 30, "Westbrook": 6})
    changed(root, "sources/rolls.yaml", ("deliveries/rolls.csv", "deliveries/*.csv"))
    changed(
        root,
        "sources/rolls.yaml",
        ("primaryKeyPosition: 2", "primaryKeyPosition: 2"),
        ("      - name: late\n", "      - name: part\n        logicalType: string\n        description: Which file.\n"
         "        required: true\n        primaryKey: true\n        primaryKeyPosition: 3\n      - name: late\n"),
    )  # fmt: skip
    rows = (root / "deliveries" / "rolls.csv").read_text().splitlines()
    for part in ("first", "second"):
        lines = [rows[0] + ",part", *(f"{row},{part}" for row in rows[1:])]
        (root / "deliveries" / f"{part}.csv").write_text("\n".join(lines) + "\n")
    (root / "deliveries" / "rolls.csv").unlink()
    built = build(root)
    cells = {dict(k.group).get("school", "all"): c for k, c in built.told.protection.cells.items()}
    assert built.told.looked.states["rolls"].rows == 72
    assert isinstance(cells["all"], ProtectedCell)
    assert (cells["all"].children, cells["all"].rows) == (36, 72)
    assert not isinstance(cells["Westbrook"], ProtectedCell)


def test_what_lies_within_a_school_is_about_that_school(tmp_path):
    root = ruled(children(tmp_path / "w", SCHOOLS), THREE)
    changed(root, "sources/rolls.yaml", (
        "codes: {Northside: Northside, Eastfield: Eastfield, Westbrook: Westbrook}", "place: school"))  # fmt: skip
    (root / "places").mkdir()
    (root / "places" / "all.yaml").write_text(
        "school: {title: School, values: {n: Northside, e: Eastfield}}\n"
        "class: {title: Class, from: classes, code: code, name: code, within: {school: school}}\n"
    )
    classes = (root / "sources" / "rolls.yaml").read_text().replace("rolls", "classes").replace("pupil", "code")
    (root / "sources" / "classes.yaml").write_text(classes)
    assert rules_of(load(root)).of("lates").about_one == {"school", "class"}


def test_a_measure_that_asks_for_more_children_is_protected_and_attacked_by_its_own_minimum(tmp_path):
    """Fifteen are fewer than it asks for; all but the rest would give them back."""
    root = ruled(children(tmp_path / "w", SCHOOLS | {"Westbrook": 15}), "protect: {minimum_children: 20}")
    built = build(root)
    facts = built.told.looked.facts
    assert (facts.stricter, facts.measures["lates"].minimum_children) == ({"lates": 20}, 20)
    cells = {dict(k.group).get("school", "all"): c for k, c in built.told.protection.cells.items()}
    hidden = {name for name, cell in cells.items() if not isinstance(cell, ProtectedCell)}
    assert "Westbrook" in hidden
    assert len(hidden) > 1
    assert "For lates: fewer than 20 children are never shown." in built.told.protection.rule


def test_zeros_of_a_sensitive_measure_are_attacked_in_sealed_bundles_too(tmp_path):
    root = ruled(children(tmp_path / "w", SCHOOLS | {"Westbrook": 20}), "sensitive: true")
    assert build(root).told.looked.facts.sensitive == {"lates"}
    (path,) = release(root).bundles
    held = hold([path.read_bytes()], [ANNA.public])
    assert held.facts.sensitive == {"lates"}
    assert attack_held(held).clean
