"""A contract's quality rules are run over the real snapshot, all of a source in one query."""

import duckdb
import pytest

from kenspeckle.ground.workspace import load
from kenspeckle.inside.check import check_quality

KEN = "name: W\n"
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: schools
name: Schools
version: 1.0.0
status: active
description: {{purpose: A test, limitations: none}}
customProperties:
  - {{property: ken, value: {{provider: P, public: {public}, deliveries: [{{path: deliveries/x.csv}}]}}}}
schema:
  - name: schools
    quality: {rules}
    properties:
      - {{name: code, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1, description: c}}
      - {{name: kind, logicalType: string, description: k{field}}}
      - {{name: cost, logicalType: number, description: n, {four}}}
      - {{name: pupils, logicalType: number, description: n, {four}}}
"""
FOUR = "customProperties: [{property: ken, value: {scale: 4}}]"
ROWS = [
    ("a", "Primary", "85442.3234", "11900"),
    ("b", "Primary", "85442.3234", "11900"),
    ("b", "Other", "1", None),
    ("c", None, "0", "0"),
]


class Counting:
    """A real engine over four invented schools that counts how often it is asked."""

    def __init__(self):
        self.asked = 0
        self.db = duckdb.connect()
        self.db.execute("create table schools (code varchar, kind varchar, cost decimal(18,4), pupils decimal(18,4))")
        self.db.executemany("insert into schools values (?, ?, ?, ?)", ROWS)

    def run(self, select):
        self.asked += 1
        return self.db.execute(select.sql(dialect="duckdb")).fetchall()

    def ask(self, sources, about, work):
        return list(work())


def results(tmp_path, rules, *, field="", public="true"):
    (tmp_path / "sources").mkdir()
    (tmp_path / "ken.yaml").write_text(KEN)
    (tmp_path / "sources" / "schools.yaml").write_text(
        CONTRACT.format(rules=rules, field=field, public=public, four=FOUR)
    )
    contract = load(tmp_path).contracts["schools"]
    engine = Counting()
    found = check_quality(contract, engine)
    assert engine.asked == bool(found)
    return {r.check: (r.passed, r.sentence) for r in found}


@pytest.mark.parametrize(
    ("rule", "passed", "says"),
    [
        ("metric: rowCount, mustBeGreaterThan: 3", True, "4 rows, more than 3 expected"),
        ("metric: rowCount, mustBe: 5", False, "4 rows, 5 expected"),
        ("metric: rowCount, mustBeBetween: [1, 4]", True, "4 rows, between 1 and 4 expected"),
        ("metric: duplicateValues, mustBe: 0, arguments: {properties: [code]}", False, "1 rows that repeat another"),
        ("metric: duplicateValues, mustBe: 0, arguments: {properties: [code, kind]}", True, "0 rows that repeat"),
        ("type: custom, engine: ken, implementation: \"kind <> 'Other'\"", False, "1 rows that break the rule"),
        ("type: custom, engine: ken, implementation: 1000 * cost >= cost * pupils - 2000000000", True, "0 rows"),
    ],
)
def test_a_rule_passes_or_fails_and_says_what_was_counted(tmp_path, rule, passed, says):
    found = results(tmp_path, f"[{{name: r, description: A rule, {rule}}}]")
    assert found["r"][0] is passed
    assert says in found["r"][1]


def test_a_field_rule_counts_its_own_field(tmp_path):
    field = ", quality: [{name: n, metric: nullValues, mustBe: 0, description: Kind is known}]"
    assert results(tmp_path, "[]", field=field) == {
        "n": (False, "kind: Kind is known: 1 rows without a value, 0 expected.")
    }


def test_a_share_is_measured_exactly(tmp_path):
    field = ", quality: [{name: n, metric: nullValues, unit: percent, mustBeLessOrEqualTo: 25}]"
    assert results(tmp_path, "[]", field=field)["n"][0] is True


def test_few_rows_about_people_are_told_roughly(tmp_path):
    rule = "[{name: r, metric: duplicateValues, mustBe: 0, arguments: {properties: [code]}, description: Once}]"
    assert "fewer than 10 rows that repeat another" in results(tmp_path, rule, public="false")["r"][1]


def test_few_rows_about_people_are_no_percentage_either(tmp_path):
    """1 row of 4 is 25.0 %, and how many rows there are may be known."""
    field = ", quality: [{name: n, metric: nullValues, unit: percent, mustBeLessOrEqualTo: 25}]"
    passed, says = results(tmp_path, "[]", field=field, public="false")["n"]
    assert passed
    assert "fewer than 10 rows without a value" in says
    assert "25.0" not in says


def test_how_many_rows_there_are_about_people_is_not_told(tmp_path):
    """All of them, less the groups that are shown, are the groups that are hidden."""
    rule = "[{name: r, metric: rowCount, mustBeGreaterThan: 3, description: All are there}]"
    assert results(tmp_path, rule, public="false")["r"] == (True, "All are there: rows, more than 3 expected.")


def test_all_rules_of_a_source_are_one_query(tmp_path):
    rules = "[{name: a, metric: rowCount, mustBe: 4}, {name: b, metric: rowCount, mustBe: 5}]"
    assert len(results(tmp_path, rules)) == 2


def test_a_source_without_rules_is_not_read(tmp_path):
    assert results(tmp_path, "[]") == {}
