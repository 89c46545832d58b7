"""Several years together are counted by the engine: rows add up, and a child of several years is one child."""

from __future__ import annotations

import pytest
from tests.spec.work.running import NOW

from kenspeckle.api import Workspace

KEN = "name: W\nabout: Invented.\npublisher: Nobody\ninvented: true\ncalendar: {year_starts: 08-01}\n"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: rolls
name: Rolls
version: 1.0.0
description: {{purpose: A test}}
schema:
  - name: rolls
    properties:
      - {{name: pupil, logicalType: string, description: p, required: true, primaryKey: true, primaryKeyPosition: 1}}
      - name: at
        logicalType: {type}
        description: when
        required: true
        primaryKey: true
        primaryKeyPosition: 2
        customProperties: [{{property: ken, value: {{{when}}}}}]
      - {{name: school, logicalType: string, description: s, required: true}}
      - {{name: days, logicalType: integer, description: d, required: true}}
customProperties:
  - property: ken
    value: {{provider: P, noise: children, cadence: {{every: once}}, deliveries: [{{path: deliveries/rolls.csv}}]}}
"""
MEASURES = """\
away: {title: Away, meaning: m, from: rolls, rate: {of: sum(days), out_of: count()}, counting: pupil, when: at,
  by: [school], unit: days, places: 2}
roll: {title: Roll, meaning: m, from: rolls, count: children, counting: pupil, when: at, by: [school], unit: children}
"""
DATED = {"type": "date", "when": "formats: ['%Y-%m-%d']"}
LABELLED = {"type": "string", "when": "period: split-year"}


@pytest.fixture(scope="module", params=[DATED, LABELLED], ids=["dates", "labels"])
def asked(request, tmp_path_factory):
    """Three years of one school: children 0-29 come in all of them, ten further ones in each."""
    root = tmp_path_factory.mktemp("years") / "w"
    for folder in ("sources", "measures", "deliveries"):
        (root / folder).mkdir(parents=True)
    (root / "ken.yaml").write_text(KEN)
    (root / "sources" / "rolls.yaml").write_text(CONTRACT.format(**request.param))
    (root / "measures" / "m.yaml").write_text(MEASURES)
    lines = ["pupil,at,school,days"]
    for year in (2021, 2022, 2023):
        at = f"{year}-09-01" if request.param is DATED else f"{year}/{year - 1999}"
        lines += [f"P{n},{at},Northside,{year - 2020}" for n in range(30)]
        lines += [f"P{year}{n},{at},Northside,{year - 2020}" for n in range(10)]
    (root / "deliveries" / "rolls.csv").write_text("\n".join(lines) + "\n")
    return Workspace(root, now=NOW)


def only(question, period):
    return [a for a in question.in_(period) if a.period == period]


def test_rows_of_several_years_add_up(asked):
    (answer,) = only(asked.measure("away").where(school="Northside"), "2021/22 to 2023/24")
    assert answer.value == 2  # 40 rows of each of 1, 2 and 3
    (answer,) = only(asked.measure("away").by("school"), "2022/23 to 2023/24")
    assert (answer.value, answer.group) == (2.5, {"school": "Northside"})


def test_a_child_of_several_years_is_one_child(asked):
    (answer,) = only(asked.measure("roll"), "2021/22 to 2023/24")
    assert answer.value == 30 + 3 * 10


def test_overlapping_stretches_are_asked_for_side_by_side(asked):
    question = asked.measure("roll").in_("2021/22 to 2022/23", "2022/23 to 2023/24", "2022/23")
    counts = {a.period: a.value for a in question}
    assert counts["2021/22 to 2022/23"] == counts["2022/23 to 2023/24"] == 50
    assert counts["2022/23"] == 40


def test_the_single_years_come_with_them_so_that_all_are_protected_together(asked):
    assert {a.period for a in asked.measure("roll").in_("2021/22 to 2022/23")} == {
        "2021/22",
        "2022/23",
        "2021/22 to 2022/23",
    }


def test_years_that_no_delivery_covers_are_missing(asked):
    (answer,) = only(asked.measure("roll"), "2022/23 to 2024/25")
    assert answer.shown == "[x]"


@pytest.mark.parametrize(("first", "second", "shown"), [(40, 41, True), (6, 7, False)])
def test_children_that_a_source_only_adds_up_are_as_many_as_in_its_largest_year(tmp_path, first, second, shown):
    """Six a year for three years may be six children: nobody can say that they are more."""
    for folder in ("sources", "measures", "deliveries"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ken.yaml").write_text(KEN)
    contract = CONTRACT.format(**LABELLED).replace(
        "{name: pupil, logicalType: string", "{name: pupils, logicalType: integer"
    )
    (tmp_path / "sources" / "rolls.yaml").write_text(contract)
    (tmp_path / "measures" / "m.yaml").write_text(
        "away: {title: Away, meaning: m, from: rolls, rate: {of: sum(days), out_of: 190 * sum(pupils)}, counting: "
        "{children: sum(pupils)}, when: at, by: [school], unit: days, places: 2}\n"
    )
    rows = [f"{n},{year},Northside,9" for n, year in ((first, "2021/22"), (second, "2022/23"))]
    (tmp_path / "deliveries" / "rolls.csv").write_text("\n".join(["pupils,at,school,days", *rows]) + "\n")
    told = {a.period: a.shown for a in Workspace(tmp_path, now=NOW).measure("away").in_("2021/22 to 2022/23")}
    assert (told["2021/22 to 2022/23"] != "[c]") == shown
