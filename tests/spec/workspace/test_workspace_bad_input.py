"""Bad input: each mistake gets one clear message with its place, all of them at once, and nothing is harmed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kenspeckle.ground.terms import Complaints
from kenspeckle.ground.workspace import load

MEASURE = """\
{name}:
  title: T
  meaning: M
  from: attendance
  rate: {{of: sum(present), out_of: sum(possible)}}
  counting: {{children: sum(pupils)}}
"""
PUBLISHED = "m:\n  title: T\n  meaning: M\n  from: attendance\n  published: present\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(9)
)


def test_all_complaints_come_at_once_in_the_order_of_the_files(complaints):
    found = complaints(
        {
            "measures/m.yaml": MEASURE.format(name="m").replace("sum(present)", "sum(presnt)") + "  better: up\n",
            "goals.yaml": "goals: {g: {title: G, outcomes: {attendance: {title: O, core: [attendance_rat]}}}}\n",
            "ken.yaml": "name: N\nprotect: {minimum_children: 3}\n",
        }
    )
    assert found == [
        "goals.yaml:1:64: there is no measure `attendance_rat`; expected a measure (did you mean attendance_rate?)",
        "ken.yaml:2:29: `3`; expected a whole number from 5 to 1000",
        "measures/m.yaml:5:18: `presnt` is not a field of the source; expected one of possible, present, "
        "pupils, school, year (did you mean present?)",
        "measures/m.yaml:7:11: `up`; expected higher, lower or neither",
    ]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("where: presnt > 0", "7:10"),
        ('where: "possible > 0 and presnt > 0"', "7:28"),
        ("where: |\n    possible > 0 and\n    presnt > 0", "9:5"),
        ("where: >\n\n    presnt > 0", "9:5"),
    ],
)
def test_a_complaint_about_an_expression_points_into_it(written, place, complaints):
    """However YAML is written around it."""
    (found,) = complaints({"measures/m.yaml": MEASURE.format(name="m") + f"  {written}\n"})
    assert found.startswith(f"measures/m.yaml:{place}: `presnt` is not a field")


TARGET = (
    "goals:\n  g:\n    title: G\n    outcomes:\n      attendance:\n        title: O\n"
    "        targets: [{{measure: attendance_rate, at_least: 92, where: {where}}}]\n"
)
SCHOOLS = {"places/school.yaml": "school: {title: School, values: {N: Northside, E: Eastfield}}\n"}
BAD = {
    "an empty file": ({"measures/m.yaml": ""}, "measures/m.yaml: an empty file"),
    "anchors that explode": ({"measures/m.yaml": BOMB}, "aliases that stand for more than 400,000 entries"),
    "an alias that holds itself": ({"measures/m.yaml": "a: &a [*a]\n"}, "an alias that holds itself"),
    "deep nesting": ({"measures/m.yaml": "[" * 100_000}, "nested more than 60 deep"),
    "deep nesting by dashes": ({"measures/m.yaml": "- " * 100_000}, "nested more than 60 deep"),
    "moderately deep nesting": ({"measures/m.yaml": "[" * 80 + "]" * 80}, "nested more than 60 deep"),
    "a tab": ({"measures/m.yaml": "m:\n\ttitle: T\n"}, "measures/m.yaml:2:1: this is not YAML"),
    "a tab says what to do": ({"measures/m.yaml": "m:\n\ttitle: T\n"}, "spaces, not tabs"),
    "a NUL byte": ({"measures/m.yaml": "m:\n  title: \0\n"}, "measures/m.yaml:2: a NUL character"),
    "an escaped control character": ({"ken.yaml": 'name: "\\e[31mred"\n'}, "ken.yaml:1:7: a control character"),
    "bytes that are not UTF-8": ({"measures/m.yaml": b"m:\n  title: caf\xe9\n"}, "measures/m.yaml:2:13: a byte that"),
    "a duplicate key": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  title: U\n"},
        "measures/m.yaml:7:3: `title` is here a second time (first in line 2)",
    ),
    "a tag that makes objects": (
        {"ken.yaml": "name: !!python/object:os.system x\n"},
        "the tag `python/object:os.system`",
    ),
    "a merge key": ({"ken.yaml": "name: N\nsign: &s {approvals: 1}\nprotect: {<<: *s}\n"}, "a merge key `<<`"),
    "two documents": ({"ken.yaml": "name: N\n---\nname: M\n"}, "one document to a file"),
    "a list where a map should stand": ({"measures/m.yaml": "- a\n"}, "a list where a map should stand"),
    "text where a list should stand": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  by: school\n"},
        "measures/m.yaml:7:7: `school` where a list should stand",
    ),
    "an empty value": ({"ken.yaml": "name:\n"}, "ken.yaml:1:6: nothing where text should stand"),
    "an unknown key": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  titel: T\n"},
        "measures/m.yaml:7:3: a measure has no key `titel` (did you mean title?)",
    ),
    "a missing key": ({"measures/m.yaml": "m:\n  title: T\n"}, "measures/m.yaml:2:3: a measure without `meaning`"),
    "a name with a space": ({"measures/m.yaml": MEASURE.format(name="My measure")}, "`My measure`; expected a name of"),
    "keys without indentation": (
        {"measures/m.yaml": MEASURE.format(name="m").replace("\n  ", "\n")},
        "measures/m.yaml:2:1: the key `title` where the name of a measure should stand; expected `NAME:` on a line",
    ),
    "two measures of one name": (
        {"measures/z.yaml": MEASURE.format(name="attendance_rate")},
        "measures/z.yaml:1:1: a second measure `attendance_rate`; the first is in measures/attendance.yaml:2:1",
    ),
    "a measure of no kind": (
        {"measures/m.yaml": "m: {title: T, meaning: M, from: attendance}\n"},
        "measures/m.yaml:1:4: a measure that says nothing to compute",
    ),
    "a measure of two kinds": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  count: rows\n"},
        "measures/m.yaml:7:10: a measure that is a rate and a count",
    ),
    "a measure of an unknown source": (
        {"measures/m.yaml": MEASURE.format(name="m").replace("from: attendance", "from: atendance")},
        "measures/m.yaml:4:9: there is no source `atendance`; expected the id of a contract (did you mean attendance?)",
    ),
    "one limit without the other": (
        {"measures/m.yaml": PUBLISHED + "  low: present\n"},
        "measures/m.yaml:6:8: `low` without `high`; expected both limits that the publisher gives",
    ),
    "limits of a rate": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  low: present\n  high: possible\n"},
        "measures/m.yaml:7:8: `low` in a rate; expected limits beside `published:` only",
    ),
    "a limit that is text": (
        {"measures/m.yaml": PUBLISHED + "  low: school\n  high: present\n"},
        "measures/m.yaml:6:8: an expression that is not a number",
    ),
    "a level without limits": (
        {"measures/m.yaml": PUBLISHED + "  level: 90\n"},
        "measures/m.yaml:6:10: `level` without limits",
    ),
    "a level that is none": (
        {"measures/m.yaml": PUBLISHED + "  low: present\n  high: present\n  level: 100\n"},
        "measures/m.yaml:8:10: `100`; expected a whole number from 80 to 99",
    ),
    "a measure that divides by zero": (
        {"measures/m.yaml": MEASURE.format(name="m").replace("sum(possible)", "0 * sum(possible)")},
        "measures/m.yaml:5:36: this is zero whatever the data",
    ),
    "a measure that divides by a literal zero": (
        {"measures/m.yaml": MEASURE.format(name="m").replace("sum(possible)", "sum(possible / 0)")},
        "measures/m.yaml:5:40: this divides by zero",
    ),
    "a sum of text": (
        {"measures/m.yaml": MEASURE.format(name="m").replace("sum(present)", "sum(school)")},
        "measures/m.yaml:5:18: text where a number",
    ),
    "an unknown dimension": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  by: [scool]\n"},
        "measures/m.yaml:7:8: `scool` is not a dimension of the source `attendance`",
    ),
    "an unknown time field": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  when: school\n"},
        "`school` is a field of type string; expected a field of type date or period: year",
    ),
    "a way of another kind": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  ways: {w: {title: W, median: present}}\n"},
        "a way that is a median, of a rate",
    ),
    "a ratio of an unknown measure": (
        {"measures/m.yaml": "m: {title: T, meaning: M, ratio: {of: attendance_rate, to: attendance_rte}}\n"},
        "there is no measure `attendance_rte`; expected a measure (did you mean attendance_rate?)",
    ),
    "measures made of each other": (
        {
            "measures/m.yaml": "a: {title: T, meaning: M, index: {of: b, base: 2024}}\n"
            "b: {title: T, meaning: M, ratio: {of: a, to: attendance_rate}}\n"
        },
        "the measure `b` is made of itself",
    ),
    "an index on a period of another kind": (
        {"measures/m.yaml": "m: {title: T, meaning: M, index: {of: attendance_rate, base: 2022}}\n"},
        "measures/m.yaml:1:62: the base 2022 is a year, and `attendance_rate` is counted by split-year",
    ),
    "a break at no period": (
        {"measures/m.yaml": MEASURE.format(name="m") + "  breaks: [{at: last year, text: T}]\n"},
        "'last year' is not a period such as 2024",
    ),
    "places in a circle": (
        {
            "places/p.yaml": "a: {title: A, from: attendance, code: school, within: {b: year}}\n"
            "b: {title: B, from: attendance, code: school, within: {a: year}}\n"
        },
        "places in a circle: a within b within a",
    ),
    "places within an unknown level": (
        {"places/p.yaml": "school: {title: A, from: attendance, code: school, within: {council: school}}\n"},
        "there is no level of places `council`",
    ),
    "places within what no other source says": (
        {
            "places/p.yaml": "c: {title: C, values: {a: A}, within: {d: attendance.area}}\n"
            "d: {title: D, values: {b: B}}\n"
        },
        "`area` is not a field of the source `attendance`",
    ),
    "places within a field of no source": (
        {"places/p.yaml": "c: {title: C, values: {a: A}, within: {d: area}}\nd: {title: D, values: {b: B}}\n"},
        "`within` without a source",
    ),
    "a level with no places": ({"places/p.yaml": "school: {title: A}\n"}, "a level without places"),
    "two places on one tile": (
        {"places/p.yaml": "c: {title: C, values: {a: A, b: B}, tiles: {a: [1, 1], b: [1, 1]}}\n"},
        "`b` lies on the tile of `a`",
    ),
    "boundaries outside": (
        {"places/p.yaml": "c: {title: C, values: {a: A}, boundaries: {path: ../x.geojson, code: id}}\n"},
        "a path that climbs out with ..",
    ),
    "boundaries that are not there": (
        {"places/p.yaml": "c: {title: C, values: {a: A}, boundaries: {path: x.geojson, code: id}}\n"},
        "there is no file x.geojson",
    ),
    "a target of an unknown measure": (
        {
            "goals.yaml": "goals: {g: {title: G, outcomes: {attendance: "
            "{title: O, targets: [{measure: x, at_least: 1}]}}}}\n"
        },
        "there is no measure `x`",
    ),
    "a target without aim": (
        {
            "goals.yaml": "goals: {g: {title: G, outcomes: {attendance: "
            "{title: O, targets: [{measure: attendance_rate}]}}}}\n"
        },
        "a target that says nothing to reach",
    ),
    "a target for a group that cannot be read": (
        {"goals.yaml": TARGET.format(where="school Northside")},
        "goals.yaml:7:74: found 'Northside'; expected",
    ),
    "a target for a dimension that its measure is not told by": (
        {"goals.yaml": TARGET.format(where="scool = Northside")},
        "goals.yaml:7:67: `attendance_rate` is not told by `scool`; expected one of school (did you mean school?)",
    ),
    "a target for a value that is not there": (
        {"goals.yaml": TARGET.format(where="school = Northsid"), **SCHOOLS},
        "goals.yaml:7:67: `school` has no `Northsid`; expected one of its values (did you mean Northside?)",
    ),
    "a target whose period stands among its tests": (
        {"goals.yaml": TARGET.format(where="school = Northside in 2024/25")},
        "tests alone, such as council = Fife; `by:` says by when",
    ),
    "a hunch that is no name": (
        {"stories/s.md": "---\ntitle: T\nhunch: Breakfast clubs help!\n---\n"},
        "stories/s.md:3:8: `Breakfast clubs help!`; expected a name of small letters",
    ),
    "a comparison of an unknown measure": (
        {"comparisons.yaml": "c: {title: T, measures: [attendance_rate, rat]}\n"},
        "comparisons.yaml:1:43: there is no measure `rat`",
    ),
    "a comparison by no dimension": (
        {
            "comparisons.yaml": "c: {title: T, measures: [attendance_rate, m], by: [year]}\n",
            "measures/m.yaml": MEASURE.format(name="m") + "  by: [year]\n",
        },
        "`year` is not a dimension of the measure `attendance_rate`",
    ),
    "an unknown source in the glossary": (
        {"glossary.yaml": "w: {meaning: M, called: {x: y}}\n"},
        "there is no source `x`",
    ),
    "a story without front matter": ({"stories/s.md": "# Hello\n"}, "stories/s.md: a story without front matter"),
    "a story of an unknown kind": (
        {"stories/s.md": "---\ntitle: T\nkind: tale\n---\n"},
        "stories/s.md:3:7: `tale`; expected story, report-card, case-study, briefing or package",
    ),
    "a story that serves nothing": (
        {"stories/s.md": "---\ntitle: T\nserves: atendance\n---\n"},
        "stories/s.md:3:9: there is no outcome `atendance`; expected an outcome in goals.yaml (did you mean",
    ),
    "two stories of one name": (
        {"stories/a/s.md": "---\ntitle: T\n---\n", "stories/b/s.md": "---\ntitle: T\n---\n"},
        "stories/b/s.md: a second story `s`; the first is in stories/a/s.md",
    ),
    "front matter that is not YAML": ({"stories/s.md": "---\ntitle: [T\n---\n"}, "stories/s.md:3:1: this is not YAML"),
    "a partner too few": (
        {"ken.yaml": "name: N\nsign: {approvals: 2, partners: [{name: A, key: k}]}\n"},
        "2 approvals by 1 partner(s)",
    ),
    "a state outside": ({"ken.yaml": "name: N\nstate: ../elsewhere\n"}, "`../elsewhere` leads out of the workspace"),
    "a core that is not there": (
        {"ken.yaml": "name: N\nextends: {core: ../core, version: 1}\n"},
        "there is no workspace in `../core`",
    ),
}


@pytest.mark.parametrize("mistake", BAD)
def test_each_mistake_gets_a_message_with_its_place(mistake, complaints):
    files, said = BAD[mistake]
    found = complaints(files)
    assert any(said in complaint for complaint in found), found


@pytest.mark.parametrize("mistake", BAD)
def test_no_mistake_is_complained_of_many_times(mistake, complaints):
    """One wrong word must not become a page of consequences."""
    assert len(complaints(BAD[mistake][0])) <= 3


CONTRACT_MISTAKES = {
    "another standard": ("apiVersion: v3.1.0", "apiVersion: v2.2.2", ":3:13: `v2.2.2`; expected v3.1.0 or v3.2.0"),
    "no ken block": (
        "property: ken\n    value:\n      provider",
        "property: other\n    value:\n      provider",
        "without a ken",
    ),
    "an unknown type": (
        "logicalType: integer",
        "logicalType: int",
        "`int`; expected string, integer, number, boolean or date",
    ),
    "an unknown mark": (
        "noise: complete",
        "noise: complete\n      marks: {c: hidden}",
        "`hidden`; expected missing, not-applicable",
    ),
    "a path that climbs out": ("deliveries/attendance.csv", "../../etc/passwd", "a path that climbs out with .."),
    "a path from the root": ("deliveries/attendance.csv", "/etc/passwd", "a path that does not begin in the workspace"),
    "a path of the home": ("deliveries/attendance.csv", "~/x.csv", "a path that does not begin in the workspace"),
    "a file address": (
        "path: deliveries/attendance.csv",
        "path: file:///etc/passwd",
        "an address that begins with file://",
    ),
    "an unknown place": (
        "{headers: [School]}",
        "{headers: [School], place: school}",
        "names the level of places `school`",
    ),
    "a period of a number": ("{headers: [Pupils on roll]}", "{period: year}", "a period in a field of type integer"),
    "a rule in SQL": ("type: custom", "type: sql", "a rule in SQL, which is not run here"),
    "a rule on an unknown field": (
        "present <= possible",
        "present <= posible",
        "`posible` is not a field of the source",
    ),
    "a rule that is no condition": ("present <= possible", "present - possible", "neither true nor false"),
    "an unknown cadence": ("{every: once}", "{every: fortnight}", "`fortnight`; expected day, week, month, term, year"),
    "two fields of one name": ("name: possible", "name: Present", "a second field `present`"),
    "a key without order": ("primaryKeyPosition: 1", "primaryKeyPosition: 2", "position 2 is `year`'s"),
    "a pattern that is none": ("{minimum: 0}", '{pattern: "("}', "this is not a regular expression"),
    "two tables": ("schema:\n", "schema:\n  - {name: x, properties: [{name: y}]}\n", "a list of 2; expected 1 entries"),
}


@pytest.mark.parametrize("mistake", CONTRACT_MISTAKES)
def test_each_mistake_in_a_contract_gets_a_message(mistake, complaints, write):
    old, new, said = CONTRACT_MISTAKES[mistake]
    text = (write() / "sources/attendance.yaml").read_text()
    assert old in text
    found = complaints({"sources/attendance.yaml": text.replace(old, new, 1)})
    assert any(said in complaint and complaint.startswith("sources/attendance.yaml:") for complaint in found), found


def test_a_measure_of_people_says_whose_number_is_protected(complaints, write):
    """Nothing about children may be counted without counting the children."""
    root = write()
    contract = (root / "sources/attendance.yaml").read_text().replace("public: true", "public: false")
    measure = (root / "measures/attendance.yaml").read_text().replace("  counting: {children: sum(pupils)}\n", "")
    found = complaints({"sources/attendance.yaml": contract, "measures/attendance.yaml": measure})
    assert "which is not public, that does not say whose number is protected" in found[0]


def test_a_broken_contract_is_not_blamed_on_its_measures(complaints):
    """They name a source that exists; only nobody can read it yet."""
    found = complaints({"sources/attendance.yaml": "id: attendance\n\tkind: x\n"})
    assert len(found) == 1


def test_a_folder_with_the_name_of_a_file_is_refused(write):
    root = write()
    (root / "measures/odd.yaml").mkdir()
    assert _said(root) == ["measures/odd.yaml: a folder; expected a file"]


def test_a_link_that_leads_out_of_the_workspace_is_refused(write, tmp_path):
    root = write()
    (tmp_path / "secret.yaml").write_text("a: 1\n")
    (root / "measures/link.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "places").symlink_to(tmp_path)
    (root / "measures/nowhere.yaml").symlink_to(tmp_path / "nothing")
    assert _said(root) == [
        "measures/link.yaml: a link that leads out of the workspace; expected a file inside it",
        "measures/nowhere.yaml: a link that leads nowhere; expected a file",
        "places: a link that leads out of the workspace; expected a file inside it",
    ]


def test_a_delivery_path_through_a_link_is_refused(write, tmp_path):
    root = write()
    (root / "deliveries/out").symlink_to(tmp_path)
    path = root / "sources/attendance.yaml"
    path.write_text(path.read_text().replace("deliveries/attendance.csv", "deliveries/out/*.csv"))
    assert "a path that leads out of the workspace through a link" in _said(root)[0]


def test_a_pipe_is_not_waited_for(write):
    root = write()
    os.mkfifo(root / "measures/pipe.yaml")
    assert _said(root) == ["measures/pipe.yaml: something that is no plain file; expected a file"]


def test_a_file_name_that_is_not_text_is_refused(write):
    root = write()
    Path(os.fsdecode(os.fsencode(root / "measures") + b"/caf\xe9.yaml")).write_text("")
    (root / "measures/two\nlines.yaml").write_text("")
    assert _said(root) == [
        "measures/caf?.yaml: a file name that is not plain text; expected a name of letters, digits, - and _",
        "measures/two lines.yaml: a file name that is not plain text; expected a name of letters, digits, - and _",
    ]


def test_a_folder_that_is_no_workspace_is_said_to_be_none(tmp_path):
    assert _said(tmp_path) == ["ken.yaml: there is no such file; expected a workspace; `ken new DIR` makes one"]
    assert "there is no such folder" in _said(tmp_path / "nothing")[0]


def _said(root: Path) -> list[str]:
    with pytest.raises(Complaints) as refused:
        load(root)
    return [str(complaint) for complaint in refused.value.complaints]
