"""Cells that share children are one system: codes and conditions, places, times, rows, and what was released before."""

from datetime import UTC, date, datetime

import pytest

from kenspeckle.ground.terms import (
    Calendar,
    Cell,
    CellKey,
    Cube,
    DimensionFacts,
    KenError,
    Period,
    ProtectedCell,
    group,
)
from kenspeckle.protect import LedgerCopy, Population, Rules, protect, seal_forms

YEAR = Period.parse("2024/25")
FIFTH = DimensionFacts("fifth", "Fifth", {str(n): str(n) for n in range(1, 6)})
SEX = DimensionFacts("sex", "Sex", {"f": "F", "m": "M"})
SCHOOL = DimensionFacts("school", "School", parents={"council": {"s1": "C", "s2": "C", "s3": "C"}}, place=True)
DIMENSIONS = {"fifth": FIFTH, "sex": SEX, "school": SCHOOL}


def key(measure="m", period=YEAR, **names):
    return CellKey(measure, period, group(**names))


def where(condition, measure="m", **names):
    return CellKey(measure, YEAR, tuple(sorted([("fifth", condition), *names.items()])))


def children(counts, rows=1):
    return {
        k: c if isinstance(c, Cell) else Cell(c * rows * 3, c * rows * 4, c, None, c * rows) for k, c in counts.items()
    }


def told(counts, *, ledger=None, populations=None, calendar=None, calendars=None, snapshot="now", rows=1):
    cells = children(counts, rows)
    named = sorted({k.measure for k in cells})
    cubes = [Cube(m, (), {k: c for k, c in cells.items() if k.measure == m}, snapshots={"s": snapshot}) for m in named]
    return protect(
        cubes,
        Rules(10),
        ledger or LedgerCopy(),
        populations={(m, ""): Population("s") for m in ("m", "n")} | (populations or {}),
        dimensions=DIMENSIONS,
        calendar=calendar or Calendar(),
        calendars=calendars,
    ).cells


def shown(counts, **more):
    return {str(k) for k, c in told(counts, **more).items() if isinstance(c, ProtectedCell)}


def all_shown(counts, **more):
    return shown(counts, **more) == {str(k) for k in counts}


# Codes and conditions.


def test_a_condition_less_one_of_its_codes_leaves_the_others():
    """Fifths 1 and 2 less fifth 2 is fifth 1, though nobody asked for everybody."""
    assert not all_shown({where("<= 2"): 50, key(fifth="2"): 47})
    assert all_shown({where("<= 2"): 80, key(fifth="2"): 47})


def test_what_two_conditions_share_is_small_together():
    """40 and 63 of 100: three children are in both."""
    assert not all_shown({key(): 100, where("<= 3"): 40, where(">= 3"): 63})
    assert all_shown({key(): 100, where("<= 3"): 60, where(">= 3"): 60})


def test_what_one_condition_has_beyond_another_is_small():
    assert not all_shown({where("<= 4"): 60, where("<= 2"): 56})
    assert all_shown({where("<= 4"): 80, where("<= 2"): 56})


def test_a_code_that_looks_like_a_condition_is_a_code():
    bands = {"< 1 year": "under one", "1 year": "one"}
    ages = {CellKey("m", YEAR, (("age", code),)): 30 for code in bands} | {key(): 60}
    cells = protect(
        [Cube("m", ("age",), children(ages))],
        Rules(10),
        LedgerCopy(),
        populations={("m", ""): Population("s")},
        dimensions={"age": DimensionFacts("age", "Age", bands)},
        calendar=Calendar(),
    ).cells
    assert all(isinstance(c, ProtectedCell) for c in cells.values())


# Parts that stand in no table, and yet are known.


def test_boys_of_each_school_and_girls_of_all_give_a_school_away():
    """Everybody less the girls is the boys, less those of two schools the boys of the third."""
    counts = {key(): 100, key(sex="f"): 40}
    counts |= {key(sex="m", school="s1"): 3, key(sex="m", school="s2"): 27, key(sex="m", school="s3"): 30}
    cells = told(counts)
    assert not isinstance(cells[key(sex="m", school="s1")], ProtectedCell)
    hidden = {str(k) for k, c in cells.items() if not isinstance(c, ProtectedCell)}
    assert len(hidden) > 1, "the girls, everybody or the boys of another school go with it"


def test_a_hidden_cell_that_follows_counts_as_shown_in_the_rest():
    """12 girls follow from the others; beside 5 who are shown, 3 and 4 of them are 7 under another name."""
    counts = {key(): 60, key(sex="m"): 48, key(sex="f"): 12}
    counts |= {key(sex="f", fifth="1"): 3, key(sex="f", fifth="2"): 4, key(sex="f", fifth="3"): 5}
    cells = told(counts)
    assert not any(isinstance(c, ProtectedCell) for k, c in cells.items() if dict(k.group).get("fifth"))


# Times.


def test_months_and_quarters_divide_a_year_each_for_themselves():
    """A year is not the sum of its months and its quarters; August follows all the same."""
    months = {"2024-08": 3, "2024-09": 40, "2024-10": 20, "2024-11": 20}
    counts = {key(period=Period.parse(label)): n for label, n in months.items()}
    counts |= {key(): Cell(240, 332, 43, None, 83), key(period=Period.parse("2024-Q4")): Cell(100, 160, 20, None, 40)}
    hidden = {str(k) for k, c in told(counts).items() if not isinstance(c, ProtectedCell)}
    assert "m@2024-08" in hidden
    assert len(hidden) > 1


def test_hidden_months_of_the_same_few_children_are_those_few_together():
    """Three months of four children are four children, not twelve."""
    months = {f"2024-{m:02d}": (4 if m < 11 else 40) for m in (8, 9, 10, 11, 12)}
    counts = {key(period=Period.parse(label)): n for label, n in months.items()}
    counts[key()] = Cell(300, 368, 40, None, sum(months.values()))
    hidden = [str(k) for k, c in told(counts).items() if not isinstance(c, ProtectedCell)]
    assert len(hidden) > 3


def test_a_month_that_only_one_term_touches_is_part_of_it():
    """School opens on 15 August: the first term less its other months is August."""
    term = ("2024-T1", date(2024, 8, 15), date(2024, 10, 31))
    months = {"2024-08": 3, "2024-09": 40, "2024-10": 40}
    counts = {key(period=Period.parse(label)): n for label, n in months.items()}
    counts[key(period=Period.parse("2024-T1"))] = Cell(240, 332, 40, None, 83)
    hidden = {
        str(k) for k, c in told(counts, calendar=Calendar((8, 1), (term,))).items() if not isinstance(c, ProtectedCell)
    }
    assert len(hidden) > 1


def test_the_months_of_a_year_are_those_of_its_sources_calendar():
    """Money years begin in April, whatever the schools do."""
    counts = {key(): 55, key(period=Period.parse("2024-05")): 3, key(period=Period.parse("2024-09")): 52}
    assert "m@2024/25" in shown(counts), "May is not in the school year 2024/25"
    assert len(shown(counts, calendars={"s": Calendar((4, 1))})) < 2


# Rows.


def test_the_same_children_are_one_group_whether_a_measure_or_a_table_picks_them():
    """Fifth 2 can be read off another measure that counts fifth 2 alone; then fifth 1 follows."""
    counts = {key(): 60, key(fifth="1"): 3, key(fifth="2"): 17, key(fifth="3"): 40, key(measure="n"): 17}
    populations = {("n", ""): Population("s", "fifth = '2'")}
    cells = told(counts, populations=populations)
    assert isinstance(cells[key(measure="n")], ProtectedCell) == isinstance(cells[key(fifth="2")], ProtectedCell)
    assert not isinstance(cells[key(fifth="1")], ProtectedCell)
    assert len([c for c in cells.values() if not isinstance(c, ProtectedCell)]) > 1


def test_rows_of_more_tests_lie_within_rows_of_fewer():
    """30 on free meals, 27 of them not excluded: three children are left."""
    populations = {("m", ""): Population("s", "meals"), ("n", ""): Population("s", "meals AND NOT excluded")}
    assert not all_shown({key(): 30, key(measure="n"): 27}, populations=populations)
    apart = {("m", ""): Population("s", "meals"), ("n", ""): Population("s", "NOT excluded")}
    assert all_shown({key(): 30, key(measure="n"): 27}, populations=apart)


def test_children_whom_one_measure_counts_and_another_does_not_are_no_few():
    """30 children, and 28 to whom a second measure applies: two to whom it does not."""
    assert not all_shown({key(): 30, key(measure="n"): 28})
    assert all_shown({key(): 30, key(measure="n"): 30})


def test_what_is_left_over_may_not_be_few_in_or_few_out_either():
    """Of 100 children 30 are late, of 60 at one school 29: of the other 40 it is one."""
    late = {key(): Cell(30, 100, 100, None, 100), key(school="s1"): Cell(29, 60, 60, None, 60)}
    assert not all_shown(late)
    assert all_shown({key(): Cell(42, 100, 100, None, 100), key(school="s1"): Cell(29, 60, 60, None, 60)})


# What was released before.


def released(counts, **more):
    ledger = more.pop("ledger", None) or LedgerCopy()
    snapshot = more.get("snapshot", "now")
    cells = told(counts, ledger=ledger, **more)
    ledger.append([seal_forms("r", "rule", "public", cells, [snapshot])], datetime(2026, 1, 1, tzinfo=UTC))
    return ledger


def test_what_was_released_is_known_though_no_story_asks_for_it_any_more():
    """73 in all, 30 and 20 in two fifths; then 20 more in a third: three are left."""
    ledger = released({key(): 73, key(fifth="1"): 30, key(fifth="2"): 20})
    assert shown({key(fifth="3"): 20}, ledger=ledger) == set()


def test_what_was_hidden_does_not_come_out_though_no_story_asks_for_it_any_more():
    """Fifth 1 was hidden, and fifth 2 with it: together they are told, and one of the two may not be."""
    ledger = released({key(): 60, key(fifth="1"): 3, key(fifth="2"): 17, key(fifth="3"): 40})
    assert shown({where("in (1|3)"): 43}, ledger=ledger) == set()


def test_cells_of_other_data_are_in_no_sum_with_todays():
    ledger = released({key(): 73, key(fifth="1"): 30, key(fifth="2"): 20}, snapshot="last year's")
    assert all_shown({key(fifth="3"): 20}, ledger=ledger)


def test_when_only_what_is_out_could_be_hidden_people_must_decide():
    ledger = released({key(): 43})
    ledger.append(
        [seal_forms("r", "rule", "public", told({key(fifth="5"): 40}), ["now"])], datetime(2026, 1, 2, tzinfo=UTC)
    )
    with pytest.raises(KenError, match="broader group"):
        told({key(fifth="1"): 3}, ledger=ledger)
