"""No count leaves the walls that could point to a child, alone or by subtraction."""

from datetime import UTC, datetime
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.ground.terms import (
    Calendar,
    Cell,
    CellKey,
    Cube,
    DimensionFacts,
    KenError,
    Missing,
    Period,
    Priority,
    ProtectedCell,
    Suppressed,
    group,
)
from kenspeckle.protect import HIDDEN, LedgerCopy, Population, Rules, forms_of, protect, seal_forms

YEAR = Period.parse("2024/25")
WHO = {("m", ""): Population("s"), ("m", "strict"): Population("s"), ("other", ""): Population("s")}


def cube(counts, *, measure="m", way="", public=False, period=YEAR):
    """A cube of counts of children: {group: children}."""
    cells = {}
    for names, n in counts.items():
        value = n if not isinstance(n, int) else Cell(n * 100, n * 120, n, None, n)
        cells[CellKey(measure, period, names, way)] = value
    dimensions = tuple(sorted({d for k in cells for d, _ in k.group}))
    return Cube(measure, dimensions, cells, public)


def shown(cubes, *, k=10, ledger=None, dimensions=None, calendar=None, priorities=None):
    given_ = cubes if isinstance(cubes, list) else [cubes]
    return protect(
        given_,
        Rules(k),
        ledger or LedgerCopy(),
        populations=WHO,
        dimensions=dimensions or {},
        calendar=calendar or Calendar(),
        priorities=priorities,
    ).cells


def table(told):
    """Return {group value(s): children or '*'} of one protected cube."""
    return {
        ",".join(v for _, v in key.group) or "all": cell.children if isinstance(cell, ProtectedCell) else "*"
        for key, cell in told.items()
    }


def test_a_count_below_the_minimum_is_hidden_and_one_at_the_minimum_is_shown():
    told = shown(cube({group(a="x"): 9, group(a="y"): 10}))
    assert table(told) == {"x": "*", "y": 10}


def test_a_lone_small_count_takes_the_next_smallest_with_it():
    """Otherwise the total less the rest would give it away."""
    told = shown(cube({(): 55, group(a="Northside"): 3, group(a="Eastfield"): 12, group(a="Westbrook"): 40}))
    assert table(told) == {"all": 55, "Northside": "*", "Eastfield": "*", "Westbrook": 40}


def test_hidden_parts_together_stand_for_enough_children():
    """3 and 4 hidden beside a shown total are 7 children under another name, so a third goes with them."""
    told = shown(cube({(): 67, group(a="p"): 3, group(a="q"): 4, group(a="r"): 20, group(a="s"): 40}))
    assert table(told) == {"all": 67, "p": "*", "q": "*", "r": "*", "s": 40}


def test_zero_is_published():
    told = shown(cube({(): 80, group(a="p"): 0, group(a="q"): 30, group(a="r"): 50}))
    assert table(told)["p"] == 0


def test_a_share_that_leaves_few_children_out_is_hidden():
    """29 of 31 says something of the two."""
    cells = {CellKey("m", YEAR, group(a="x")): Cell(29, 31, 31, None, 31)}
    assert list(shown(Cube("m", ("a",), cells)).values()) == [HIDDEN]


def test_a_cell_whose_children_nobody_can_count_is_hidden():
    cells = {CellKey("m", YEAR): Cell(5, 10, None, None, 3)}
    assert list(shown(Cube("m", (), cells)).values()) == [HIDDEN]


def test_what_no_table_shows_is_protected_too():
    """All less the two that are shown leaves four children: computable, though in no table."""
    told = shown(cube({(): 64, group(a="x"): 30, group(a="y"): 30}))
    assert "*" in table(told).values()


def test_all_measures_and_ways_of_a_group_are_hidden_together():
    """Attendance gives absence away."""
    groups = {(): 55, group(a="p"): 3, group(a="q"): 12, group(a="r"): 40}
    told = shown([cube(groups), cube(groups, way="strict"), cube(groups, measure="other")])
    hidden = {(k.measure, k.way, k.group) for k, c in told.items() if c is HIDDEN}
    assert hidden == {(m, w, group(a=v)) for (m, w) in WHO for v in ("p", "q")}


def test_a_council_is_the_sum_of_its_schools():
    parents = {"school": DimensionFacts("school", "School", parents={"council": {"s1": "C", "s2": "C", "s3": "C"}})}
    counts = {group(council="C"): 55, group(school="s1"): 3, group(school="s2"): 12, group(school="s3"): 40}
    told = shown(cube(counts), dimensions=parents)
    assert table(told) == {"C": 55, "s1": "*", "s2": "*", "s3": 40}


def test_a_year_is_the_sum_of_its_months():
    months = [Period.parse(f"2024-{m:02d}") for m in (8, 9, 10)]
    cells = {CellKey("m", YEAR): Cell(100, 200, 55, None, 55)}
    for period, n in zip(months, (3, 12, 40), strict=True):
        cells[CellKey("m", period)] = Cell(n, 2 * n, n, None, n)
    told = shown(Cube("m", (), cells))
    assert [str(k.period) for k, c in told.items() if c is HIDDEN] == ["2024-08", "2024-09"]


def test_a_condition_is_part_of_the_group_without_it():
    """Everybody less `quintile <= 4` is quintile 5: three children."""
    told = shown(cube({(): 60, group(quintile="<= 4"): 57}))
    assert "*" in table(told).values()


def test_claims_are_kept_before_charts():
    counts = {(): 55, group(a="p"): 3, group(a="q"): 12, group(a="r"): 40}
    told = shown(cube(counts), priorities={CellKey("m", YEAR, group(a="q")): Priority.HEADLINE})
    assert table(told) == {"all": 55, "p": "*", "q": 12, "r": "*"}


def test_public_cells_pass_and_are_labelled_and_keep_their_own_absences():
    told = shown(
        cube({group(a="p"): 3, group(a="q"): Suppressed("by its publisher"), group(a="r"): Missing()}, public=True)
    )
    values = list(told.values())
    assert values[0].public
    assert values[0].children == 3
    assert values[1:] == [Suppressed("by its publisher"), Missing()]


def test_limits_are_shown_and_hidden_with_their_value_and_written_to_the_ledger():
    limits = {n: Cell(n * 100, n * 120, n, None, n, interval=(n * 90, n * 110)) for n in (3, 30)}
    told = shown(cube({group(a="few"): limits[3], group(a="many"): limits[30]}))
    assert [cell if cell == HIDDEN else cell.interval for cell in told.values()] == [HIDDEN, (2700, 3300)]
    ledger = LedgerCopy()
    release(ledger, told)
    assert {name: forms[-1].interval for name, forms in forms_of(ledger).items()} == {
        "m@2024/25{a=few}": (),
        "m@2024/25{a=many}": ("2700", "3300"),
    }
    (public,) = shown(cube({group(a="few"): limits[3]}, public=True)).values()
    assert public.interval == (270, 330)


def test_the_minimum_can_be_lowered_to_five_and_no_further():
    assert Rules(5).minimum_children == 5
    with pytest.raises(KenError, match="lowered to 5 and no further"):
        Rules(4)


def release(ledger, told, name="first"):
    ledger.append([seal_forms(name, "rule", "public", told, ["snap"])], datetime(2026, 1, 1, tzinfo=UTC))


def test_what_a_release_hid_stays_hidden():
    ledger = LedgerCopy()
    release(ledger, shown(cube({group(a="x"): 9})))
    assert table(shown(cube({group(a="x"): 30}), ledger=ledger)) == {"x": "*"}


def test_a_revision_by_a_few_children_would_show_those_few():
    ledger = LedgerCopy()
    release(ledger, shown(cube({group(a="x"): 30})))
    assert table(shown(cube({group(a="x"): 31}), ledger=ledger)) == {"x": "*"}
    assert table(shown(cube({group(a="x"): 30}), ledger=ledger)) == {"x": 30}


def test_a_released_cell_cannot_be_hidden_so_another_is():
    ledger = LedgerCopy()
    release(ledger, shown(cube({group(a="q"): 12})))
    told = shown(cube({(): 55, group(a="p"): 3, group(a="q"): 12, group(a="r"): 40}), ledger=ledger)
    assert table(told) == {"all": 55, "p": "*", "q": 12, "r": "*"}


def test_when_everything_around_it_is_out_people_must_decide():
    ledger = LedgerCopy()
    release(ledger, shown(cube({(): 43})), "total")
    release(ledger, shown(cube({group(a="r"): 40})), "part")
    with pytest.raises(KenError, match="broader group"):
        shown(cube({(): 43, group(a="p"): 3, group(a="r"): 40}), ledger=ledger)


def test_a_build_leaves_the_ledger_as_it_was():
    ledger = LedgerCopy()
    before = ledger.head()
    shown(cube({group(a="x"): 30}), ledger=ledger)
    assert ledger.head() == before


def spans(target, columns):
    """Whether `target` is a rational combination of `columns` (lists over atoms); plain dense elimination."""
    basis = []
    for column in [*columns, target]:
        row = [Fraction(v) for v in column]
        for lead, b in basis:
            if row[lead]:
                factor = row[lead] / b[lead]
                row = [r - factor * s for r, s in zip(row, b, strict=True)]
        lead = next((i for i, v in enumerate(row) if v), None)
        if column is target:
            return lead is None
        if lead is not None:
            basis.append((lead, row))
    return False


@given(
    counts=st.lists(st.integers(0, 30), min_size=9, max_size=9),
    margins=st.sets(st.sampled_from(["all", "a", "b", "ab"]), min_size=2),
    k=st.integers(5, 12),
)
@settings(max_examples=150, deadline=None)
def test_no_small_cell_can_be_worked_out_from_the_published_ones(counts, margins, k):
    """Checked over the atoms by another method: no hidden small cell is a combination of what is shown."""
    atoms = list(product("xyz", "uvw"))
    columns = {}
    for a, b in [(None, None), *((a, None) for a in "xyz"), *((None, b) for b in "uvw"), *atoms]:
        kind = ("a" if a else "") + ("b" if b else "") or "all"
        if kind in margins:
            names = group(**({"a": a} if a else {}), **({"b": b} if b else {}))
            columns[names] = [int((a in (None, x)) and (b in (None, y))) for x, y in atoms]
    totals = {names: sum(n for n, c in zip(counts, column, strict=True) if c) for names, column in columns.items()}
    told = {key.group: cell for key, cell in shown(cube(totals), k=k).items()}
    published = [columns[g] for g, cell in told.items() if isinstance(cell, ProtectedCell)]
    for names, total in totals.items():
        if 0 < total < k:
            assert told[names] is HIDDEN
            assert not spans(columns[names], published)


@given(counts=st.lists(st.integers(0, 40), min_size=4, max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_same_cells_always_give_the_same_pattern(counts):
    groups = {group(a=str(i)): n for i, n in enumerate(counts)} | {(): sum(counts)}
    backwards = dict(reversed(groups.items()))
    assert dict(shown(cube(groups))) == dict(shown(cube(backwards)))
