"""What rules of disclosure control need beside a count: who contributes to it, and the largest amounts in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kenspeckle.ground.terms import MISSING, Period, Test, Want
from kenspeckle.ground.terms.protection import print_of
from kenspeckle.inside import measure

MEASURES = """
spend:
  title: Spend
  meaning: Pounds spent on children.
  from: support
  sum: sum(pounds)
  counting: pupil
  when: day
  by: [school, council]
{own}
average:
  title: Average
  meaning: Pounds for each visit.
  from: support
  mean: {{of: sum(pounds) - sum(back), over: count()}}
  counting: pupil
  when: day
  by: [school, council]
pupils:
  title: Pupils
  meaning: Children helped.
  from: support
  count: children
  counting: pupil
  where: back > 0
  when: day
  by: [school, council]
returns:
  title: Returns
  meaning: Visits with something back.
  from: support
  rate: {{of: sum(back), out_of: count()}}
  counting: pupil
  when: day
  by: [school, council]
"""
FIELDS = {
    "pupil": "string",
    "school": "string? {place: school}",
    "day": "date",
    "pounds": "number",
    "back": "integer",
}
PLACES = """
school:
  title: School
  values: {a: A, b: B, c: C}
"""
DAY, LATER, LAST = date(2024, 9, 2), date(2025, 9, 2), date(2026, 9, 2)
ROWS = [
    ("ann", "a", DAY, Decimal("40.50"), 0),
    ("ann", "b", DAY, Decimal("40.50"), 1),
    ("bob", "a", DAY, Decimal("60"), 5),
    ("cat", "c", DAY, Decimal("5"), 0),
    ("dan", MISSING, DAY, Decimal("1"), 0),
    ("ann", "c", LATER, Decimal("7"), 0),
    ("eve", "c", LAST, Decimal("2"), 90),
    ("fay", "c", LAST, Decimal("5"), 0),
]
Y1, Y2, Y3 = (Period.parse(label) for label in ("2024/25", "2025/26", "2026/27"))


@pytest.fixture
def support(region: Callable[..., Any], source: Callable[..., Any]) -> Callable[..., Any]:
    def made(protect: str = "{}", own: str = "") -> Any:
        measures = MEASURES.format(own=own).replace(", council", "")
        return region({"support": source(FIELDS, ROWS)}, measures, PLACES, protect=protect)

    return made


SCHOOLS = "{contributors: {field: school, least: 3}}"


def test_nothing_is_counted_that_no_rule_asks_for(support: Any) -> None:
    cells = support().cells(Want("spend", periods=(Y1, Y2)), Want("spend", by=("school",)))
    assert {(c.contributors, c.largest) for c in cells.values()} == {(None, None)}


def test_schools_behind_a_total_are_counted_once_each(support: Any) -> None:
    """A child in two schools is in both, rows of no known school are of none."""
    asked = support(SCHOOLS)
    cells = asked.cells(Want("spend", periods=(Y1, Y2)))
    assert {k: c.contributors for k, c in cells.items()} == {"@2024/25": 3, "@2025/26": 1}
    assert [asked.tables.scans("support")] == [1]


def test_only_rows_that_count_make_a_school_a_contributor(support: Any) -> None:
    """Nobody in school c has anything back, so that it adds nothing to this count."""
    cells = support(SCHOOLS).cells(Want("pupils", periods=(Y1,)), Want("spend", periods=(Y1,)))
    assert {k: c.contributors for k, c in cells.items()} == {"pupils@2024/25": 2, "spend@2024/25": 3}


def test_tests_on_schools_choose_among_them(support: Any) -> None:
    two = Want("spend", where=(Test("school", "in", ("a", "b")),), periods=(Y1,))
    not_c = Want("spend", where=(Test("school", "<>", ("c",)),), periods=(Y1,))
    cells = support(SCHOOLS).cells(two, not_c)
    assert [c.contributors for c in cells.values()] == [2, 2]


def test_a_cell_of_one_school_is_not_asked_who_contributes(support: Any) -> None:
    cells = support(SCHOOLS).cells(Want("spend", by=("school",), periods=(Y1,)))
    assert {c.contributors for c in cells.values()} == {None}


def test_the_largest_amounts_are_those_of_children_and_not_of_rows(support: Any) -> None:
    """Ann's two visits are one amount of 81."""
    cells = support("{dominance: {p: 15}}").cells(Want("spend", periods=(Y1, Y2)), Want("spend", by=("school",)))
    assert cells["@2024/25"].largest == (81, 60)
    assert cells["@2024/25{school=a}"].largest == (60, Decimal("40.50"))
    assert cells["@2025/26"].largest == (7,)


def test_as_many_amounts_are_kept_as_the_rule_of_a_measure_needs(support: Any) -> None:
    asked = support("{}", "  protect: {dominance: {n: 3, k: 80}}\n")
    cells = asked.cells(Want("spend", periods=(Y1,)), Want("average", periods=(Y1,)))
    assert cells["spend@2024/25"].largest == (81, 60, 5)
    assert cells["average@2024/25"].largest is None


def test_amounts_are_what_a_child_adds_whatever_its_sign(support: Any) -> None:
    cells = support("{dominance: {n: 2, k: 80}}").cells(Want("average", periods=(Y1,)), Want("pupils", periods=(Y1,)))
    assert cells["average@2024/25"].largest == (80, 55)
    (negative,) = support("{dominance: {n: 2, k: 80}}").cells(Want("average", periods=(Y3,))).values()
    assert (negative.numerator, negative.largest) == (-83, (88, 5))
    assert cells["pupils@2024/25"].largest is None


def test_a_child_that_comes_in_several_deliveries_is_one_child(region: Any, source: Any, refill: Any) -> None:
    """Parts of a snapshot are one table, and children are told apart by their number alone."""
    asked = region({"support": source(FIELDS, ROWS)}, MEASURES.format(own="").replace(", council", ""), PLACES)
    asked.tables.engine.execute("UPDATE support SET _delivery = 'later.csv' WHERE school = 'b'")
    (cell,) = asked.cells(Want("spend", periods=(Y1,))).values()
    assert (cell.children, cell.rows) == (4, 5)


def test_public_data_is_asked_nothing(region: Any, source: Any) -> None:
    measures = MEASURES.format(own="").replace(", council", "")
    rules = "{contributors: {field: school, least: 3}, dominance: {p: 15}}"
    asked = region({"support": source(FIELDS, ROWS, public=True)}, measures, PLACES, protect=rules)
    (cell,) = asked.cells(Want("spend", periods=(Y1,))).values()
    assert (cell.contributors, cell.largest) == (None, None)


CELL_KEY = "{method: cell-key, secret: ../cell.key}"


def keyed(asked: Any, *wants: Want, secret: bytes = b"s") -> dict[str, Any]:
    registers = measure.registers(asked.workspace, asked.tables)
    planned = measure.plan(wants, asked.workspace, registers)
    cubes = measure.read(planned, asked.tables, registers, secret=secret).cubes
    return {str(k): c for cube in cubes for k, c in cube.cells.items()}


def test_keys_of_children_are_added_up_once_for_each_child(support: Any) -> None:
    """Ann is in two schools and once in the total; the keys of apart children add up."""
    asked = support(CELL_KEY)
    cells = keyed(
        asked,
        Want("spend", where=(Test("school", "in", ("a", "b", "c")),), periods=(Y1,)),
        Want("spend", by=("school",), periods=(Y1,)),
    )
    every = {k.partition("{")[2]: c.keys[0] for k, c in cells.items()}
    ann = every["school=b}"]
    whole = (every["school=a}"] + every["school=b}"] + every["school=c}"] - ann) % 2**32
    assert every["school=in (a|b|c)}"] == whole
    assert len(set(every.values())) == len(every)


def test_who_adds_to_a_number_has_the_same_key_in_every_measure(support: Any) -> None:
    cells = keyed(support(CELL_KEY), Want("pupils", periods=(Y1,)), Want("returns", periods=(Y1,)))
    pupils, returns = cells["pupils@2024/25"], cells["returns@2024/25"]
    assert pupils.children == 2
    assert pupils.keys[0] == pupils.keys[1] == returns.keys[1] != returns.keys[0] == returns.keys[2]


def test_keys_depend_on_a_secret_that_no_query_holds(support: Any) -> None:
    asked = support(CELL_KEY)
    want = Want("spend", periods=(Y1,))
    first, same, other = (keyed(asked, want, secret=s)["spend@2024/25"].keys for s in (b"one", b"one", b"two"))
    assert first == same != other
    secret = b"a secret that is no part of what is asked"
    keyed(asked, want, secret=secret)
    assert secret.decode() not in asked.tables.asked[-1].sql()
    assert secret.hex() not in asked.tables.asked[-1].sql()
    assert print_of(b"one") != print_of(b"two")


def test_without_a_secret_cells_have_no_keys(support: Any) -> None:
    assert keyed(support(CELL_KEY), Want("spend", periods=(Y1,)), secret=b"")["spend@2024/25"].keys is None
    assert keyed(support(), Want("spend", periods=(Y1,)))["spend@2024/25"].keys is None
