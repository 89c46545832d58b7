"""Which cells are unsafe by themselves: the rules of a workspace, and the stricter ones of a measure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.ground.terms import Cell, CellKey, Period, group
from kenspeckle.ground.terms.protection import Contributors, Nearness, Protect, Share
from kenspeckle.protect import MeasureRules, Rule, Rules
from kenspeckle.protect.rules import dominated

YEAR = Period.parse("2024/25")
HERE = CellKey("m", YEAR, group(council="Fife"))


def broken(cell, *, key=HERE, kind="count", sensitive=False, about_one=(), **asked):
    return MeasureRules(Protect(**asked), kind, sensitive, frozenset(about_one)).broken(key, cell)


def shares(counted, children, **more):
    return broken(Cell(counted, children, children, None, children), kind="rate", **more)


def test_a_cell_of_unknown_children_is_unsafe():
    assert broken(Cell(500, None, None)) is Rule.UNKNOWN


@pytest.mark.parametrize(("children", "rule"), [(0, None), (1, Rule.CHILDREN), (9, Rule.CHILDREN), (10, None)])
def test_nobody_and_enough_are_told_and_few_are_not(children, rule):
    assert broken(Cell(children, None, children)) is rule


def test_children_are_counted_and_not_rows():
    """A cell of 900 half-day openings from 4 children is a cell of 4."""
    assert broken(Cell(880, 900, 4, None, 900), kind="rate") is Rule.CHILDREN


@pytest.mark.parametrize("counted", [1, 9, 31, 39])
def test_a_share_that_leaves_few_in_or_out_is_unsafe(counted):
    assert shares(counted, 40) is Rule.FEW_IN_OR_OUT


@pytest.mark.parametrize("counted", [0, 10, 30, 40])
def test_a_share_that_leaves_none_or_enough_in_and_out_is_safe(counted):
    assert shares(counted, 40) is None


def test_a_rate_of_some_of_the_children_is_one_of_so_many_and_no_more():
    """Of 200 children 14 were asked, and 3 of those said yes."""
    assert broken(Cell(3, 14, 200, None, 200), kind="rate") is Rule.FEW_IN_OR_OUT


@pytest.mark.parametrize("kind", ["rate", "mean"])
def test_what_a_rate_is_out_of_must_be_enough(kind):
    """By default as many as there must be children: 40 children of whom 6 could be asked are a rate of 6."""
    assert broken(Cell(6, 6, 40, None, 40), kind=kind) is Rule.DENOMINATOR
    assert broken(Cell(25, 25, 40, None, 40), kind=kind) is None
    assert broken(Cell(25, 25, 40, None, 40), kind=kind, smallest_denominator=30) is Rule.DENOMINATOR
    assert broken(Cell(30, 30, 40, None, 40), kind=kind, smallest_denominator=30) is None


def test_what_a_rate_is_out_of_is_counted_as_the_measure_counts_it():
    """Rows, where it is out of rows: 12 children with 20 visits each are enough for a rate out of 200."""
    assert broken(Cell(40, 240, 12, None, 240), kind="rate", smallest_denominator=200) is None


def test_a_count_has_no_denominator_to_be_small():
    assert broken(Cell(12, None, 12), smallest_denominator=100) is None


@pytest.mark.parametrize("counted", [0, 40])
def test_none_and_all_of_a_group_say_something_of_every_child_in_it(counted):
    assert shares(counted, 40, sensitive=True) is Rule.NONE_OR_ALL
    assert shares(counted, 40) is None
    assert shares(20, 40, sensitive=True) is None


def test_all_openings_of_a_group_say_as_much_as_all_of_its_children():
    every = Cell(480, 480, 12, None, 480)
    assert broken(every, kind="rate", sensitive=True) is Rule.NONE_OR_ALL
    assert broken(every, kind="rate") is None


def test_zeros_of_a_sensitive_measure_are_hidden_and_others_are_told():
    """That no child of a place was excluded is no harm; that none came to a certain clinic may be."""
    nobody = Cell(0, None, 0, 0)
    assert broken(nobody, sensitive=True) is Rule.NONE_OR_ALL
    assert broken(nobody) is None
    assert not Rules(measures={"m": MeasureRules(sensitive=True)}).of("m").zeros_are_told
    assert Rules().of("m").zeros_are_told


def test_a_middle_value_of_nothing_is_no_zero_of_a_count():
    assert broken(Cell(0, None, 40), kind="median", sensitive=True) is None


THREE_SCHOOLS = {"contributors": Contributors("school", 3)}


@pytest.mark.parametrize(("schools", "rule"), [(1, Rule.CONTRIBUTORS), (2, Rule.CONTRIBUTORS), (3, None)])
def test_a_total_of_few_schools_lets_one_work_out_another(schools, rule):
    assert broken(Cell(90, None, 90, contributors=schools), **THREE_SCHOOLS) is rule
    assert broken(Cell(90, None, 90, contributors=schools)) is None


def test_a_cell_about_one_school_tells_nothing_of_another():
    about = {"about_one": {"school", "class"}} | THREE_SCHOOLS
    one = Cell(90, None, 90, contributors=1)
    for names in (group(school="a"), group(**{"class": "a1"}), group(council="Fife", school="a")):
        assert broken(one, key=CellKey("m", YEAR, names), **about) is None
    for names in (group(school="in (a|b)"), group(school="<> c"), group(council="Fife")):
        assert broken(one, key=CellKey("m", YEAR, names), **about) is Rule.CONTRIBUTORS


def test_nobody_is_contributed_by_nobody():
    assert broken(Cell(0, None, 0, contributors=0), **THREE_SCHOOLS) is None


def test_a_source_that_knows_no_schools_is_asked_for_none():
    assert broken(Cell(90, None, 90), **THREE_SCHOOLS) is None


def amounts(*given, rule):
    ordered = tuple(sorted(map(abs, given), reverse=True))
    cell = Cell(sum(given), None, max(20, len(given)), largest=ordered[: rule.needs])
    return broken(cell, kind="sum", dominance=rule)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        # What others gave is 14 of 100: the second largest knows the largest to within 14 %.
        ((100, 50, 7, 7), Rule.DOMINANCE),
        ((100, 50, 8, 7), None),
        ((100, 100), Rule.DOMINANCE),
        ((0, 0, 0), None),
        ((Decimal("1.00"), Decimal("0.50"), Decimal("0.14")), Rule.DOMINANCE),
        ((Decimal("1.00"), Decimal("0.50"), Decimal("0.15")), None),
    ],
)
def test_the_second_largest_must_not_come_near_the_largest(given, rule):
    assert amounts(*given, rule=Nearness(15)) is rule


@pytest.mark.parametrize(
    ("given", "rule"), [((50, 36, 14), Rule.DOMINANCE), ((50, 35, 15), None), ((90, 10), Rule.DOMINANCE)]
)
def test_the_largest_few_must_not_be_most_of_the_whole(given, rule):
    assert amounts(*given, rule=Share(2, 85)) is rule


def test_amounts_of_which_no_child_is_known_may_be_of_one():
    for rule in (Nearness(15), Share(1, 80)):
        assert broken(Cell(900, None, 40), kind="sum", dominance=rule) is Rule.DOMINANCE


def test_dominance_is_asked_of_amounts_and_not_of_counts():
    assert broken(Cell(40, None, 40), kind="count", dominance=Nearness(15)) is None
    assert broken(Cell(20, 40, 40), kind="rate", dominance=Nearness(15)) is None


@given(st.lists(st.integers(0, 500), min_size=2, max_size=12), st.integers(1, 100))
def test_a_safe_amount_leaves_the_second_largest_as_far_off_as_the_rule_says(given, p):
    """It knows its own amount and that no other is below nothing: the largest is what is left, or less."""
    ordered = sorted(given, reverse=True)
    if ordered[0] and not dominated(Nearness(p), sum(given), tuple(ordered[:2])):
        at_most = sum(given) - ordered[1]
        assert 100 * (at_most - ordered[0]) >= p * ordered[0]


def test_a_stricter_measure_is_held_to_its_own_rules_and_others_to_those_of_all():
    ours = Protect(10)
    rules = Rules(10, ours, {"strict": MeasureRules(ours.and_(Protect(20)), "count")})
    cell = Cell(15, None, 15)
    assert rules.why(CellKey("strict", YEAR), cell) is Rule.CHILDREN
    assert rules.why(CellKey("plain", YEAR), cell) is None
    assert (rules.minimum_children, rules.of("strict").minimum_children) == (10, 20)


def test_the_rules_are_told_in_words():
    ours = Protect(10, 30, Contributors("school", 3), Nearness(15))
    own = MeasureRules(ours.and_(Protect(20, dominance=Nearness(25))), "sum")
    said = Rules(10, ours, {"spend": own, "clinic": MeasureRules(ours, "rate", sensitive=True)}).in_words()
    assert said == (
        "Fewer than 10 children are never shown, nor a share that leaves fewer than 10 in or out; more is hidden where "
        "subtraction would give the hidden back. No rate or mean is out of less than 30. No total is shown to which "
        "fewer than 3 values of school contribute. No amount is shown from which the second largest could tell the "
        "largest to within 15 %. That none of a group is counted, or all of it, is not shown of clinic. For spend: "
        "fewer than 20 children are never shown. For spend: no amount is shown from which the second largest could "
        "tell the largest to within 25 %."
    )
