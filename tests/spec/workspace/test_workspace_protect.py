"""Rules of disclosure control: a workspace sets them, and a measure may ask for more and never for less."""

import pytest

from kenspeckle.ground.terms.protection import Contributors, Method, Nearness, Protect, Share

MEASURE = """\
m:
  title: T
  meaning: M
  from: attendance
  {kind}
  counting: {counting}
  protect: {own}
"""
SUM = "sum: sum(present)"


def files(own="", ken="", kind=SUM, counting="school"):
    text = MEASURE.format(kind=kind, counting=counting, own=own or "{}")
    return {"measures/m.yaml": text, "ken.yaml": f"name: N\ninvented: true\nprotect: {ken or '{}'}\n"}


def test_without_a_word_ten_children_are_the_minimum_and_nothing_else_is_asked(loaded):
    assert loaded({"ken.yaml": "name: N\n"}).settings.protect == Protect(10, 0, None, None, Method.SUPPRESS, 5)


def test_every_rule_of_a_workspace_is_read(loaded):
    rules = (
        "{minimum_children: 8, smallest_denominator: 20, contributors: {field: school, least: 3}, "
        "dominance: {p: 15}, method: round, base: 5}"
    )
    assert loaded(files(ken=rules)).settings.protect == Protect(
        8, 20, Contributors("school", 3), Nearness(15), Method.ROUND, 5
    )


def test_what_holds_for_a_measure_is_the_stricter_of_both(loaded):
    workspace = loaded(
        files(
            own="{minimum_children: 20, dominance: {n: 2, k: 80}, contributors: {field: school, least: 4}}",
            ken="{smallest_denominator: 30, contributors: {field: school, least: 3}, dominance: {n: 1, k: 90}}",
        )
    )
    held = workspace.settings.protect.and_(workspace.measures["m"].protect)
    assert held == Protect(20, 30, Contributors("school", 4), Share(2, 80))
    assert workspace.settings.protect.and_(workspace.measures["attendance_rate"].protect).minimum_children == 10


@pytest.mark.parametrize(
    ("own", "ken", "place", "said"),
    [
        ("{minimum_children: 8}", "", "7:31", "8, where ken.yaml asks for 10; expected at least 10"),
        ("{smallest_denominator: 15}", "{smallest_denominator: 20}", "7:35", "15, where ken.yaml asks for 20"),
        ("{smallest_denominator: 9}", "", "7:35", "9, where ken.yaml asks for 10"),
        (
            "{contributors: {field: school, least: 2}}",
            "{contributors: {field: school, least: 3}}",
            "7:27",
            "a laxer rule than that of ken.yaml, 3 of school",
        ),
        ("{dominance: {p: 10}}", "{dominance: {p: 15}}", "7:24", "a laxer rule than that of ken.yaml"),
        ("{dominance: {n: 2, k: 90}}", "{dominance: {n: 2, k: 80}}", "7:24", "a laxer rule than that of ken.yaml"),
        ("{dominance: {n: 1, k: 80}}", "{dominance: {n: 2, k: 80}}", "7:24", "a laxer rule than that of ken.yaml"),
        ("{dominance: {n: 2, k: 80}}", "{dominance: {p: 15}}", "7:24", "or another kind of rule"),
    ],
)
def test_a_measure_that_asks_for_less_is_complained_of_where_it_does(own, ken, place, said, complaints):
    (found,) = complaints(files(own, ken))
    assert found.startswith(f"measures/m.yaml:{place}: ")
    assert said in found
    assert "stricter than its workspace and never laxer" in found


def test_a_measure_from_a_core_that_asks_for_less_is_held_to_the_stricter_rule(write, loaded, tmp_path):
    """Its author knew another workspace, and nobody here can change what is written there."""
    from kenspeckle.ground.workspace import load
    from kenspeckle.ground.workspace.layers import read_layer

    core = write({**files(own="{minimum_children: 12}"), "ken.yaml": "name: Core\nversion: '1'\n"}, tmp_path / "core")
    digest = read_layer(core, core, "", []).digest()
    root = tmp_path / "own"
    root.mkdir()
    extends = f"extends: {{core: ../core, version: '1', digest: {digest}}}"
    (root / "ken.yaml").write_text(f"name: Own\nprotect: {{minimum_children: 20}}\n{extends}\n")
    workspace = load(root)
    assert workspace.settings.protect.and_(workspace.measures["m"].protect).minimum_children == 20


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"ken": "{minimum_children: 4}"}, "`4`; expected a whole number from 5 to 1000"),
        ({"own": "{minimum_children: 4}"}, "`4`; expected a whole number from 5 to 1000"),
        ({"ken": "{method: noise}"}, "`noise`; expected suppress, round or cell-key"),
        ({"ken": "{method: round, base: 1}"}, "`1`; expected a whole number from 2 to 1000"),
        ({"ken": "{method: round, base: 20}"}, "a base of at most 10, so that no shown count becomes none"),
        ({"ken": "{base: 5}"}, "`base` with the method suppress"),
        ({"ken": "{method: round, optimal: true}"}, "`optimal` with the method round"),
        ({"ken": "{method: cell-key}"}, "cell-key without a secret; expected `secret:` a file that `ken key` made"),
        ({"ken": "{method: cell-key, secret: cell.key}"}, "`cell.key` is in the workspace; expected a file outside it"),
        ({"ken": "{method: round, secret: ../cell.key}"}, "`secret` with the method round"),
        ({"ken": "{smallest_denominator: 8}"}, "less than the 10 children that stand behind a cell"),
        ({"own": "{method: round}"}, "protect has no key `method`"),
        ({"own": "{contributors: {field: shcool, least: 3}}"}, "did you mean school?"),
        ({"ken": "{contributors: {field: shcool, least: 3}}"}, "did you mean school?"),
        ({"ken": "{contributors: {field: school, least: 1}}"}, "`1`; expected a whole number from 2 to 100"),
        ({"own": "{dominance: {}}"}, "a rule of dominance with nothing; expected `p`, or `n` and `k`"),
        ({"own": "{dominance: {p: 15, n: 2}}"}, "a rule of dominance with n and p"),
        ({"own": "{dominance: {n: 2}}"}, "a rule of dominance with n; expected `p`, or `n` and `k`"),
        (
            {"own": "{dominance: {p: 15}}", "kind": "rate: {of: sum(present), out_of: sum(possible)}"},
            "`dominance` in a measure of kind rate; expected it in a sum or a mean of amounts",
        ),
        (
            {"own": "{dominance: {p: 15}}", "counting": "{children: sum(pupils)}"},
            "`dominance` where rows are not children",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_complained_of(written, said, complaints):
    (found,) = complaints(files(**written))
    assert said in found
    assert found.startswith("ken.yaml:3:" if "ken" in written else "measures/m.yaml:")


def test_a_measure_that_is_made_of_others_has_no_rules_of_its_own(complaints):
    ratio = "ratio: {of: attendance_rate, to: attendance_rate}"
    text = f"m: {{title: T, meaning: M, {ratio}, protect: {{minimum_children: 20}}}}\n"
    (found,) = complaints({"measures/m.yaml": text})
    assert "`protect` in a measure of kind ratio; expected it in the measures that it is made of" in found
