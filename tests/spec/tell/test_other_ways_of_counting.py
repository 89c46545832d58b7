"""A claim is counted in every other reasonable way, and what flips it is named."""

from __future__ import annotations

from dataclasses import replace

from tests.spec.tell.telling import ATTENDANCE, FACTS

from kenspeckle.ground.terms import MAIN, Facts
from kenspeckle.ground.words.evidence import Evidence, parse_evidence
from kenspeckle.outside.tell.opposing import family
from kenspeckle.outside.tell.other_ways import Axis, OtherWay, other_ways
from kenspeckle.outside.tell.robustness import Counted, Outcome, robustness

CHANGE = "attendance_rate from 2021/22 to 2024/25"
PLAIN = replace(FACTS, measures={**FACTS.measures, "attendance_rate": replace(ATTENDANCE, ways=())})


def ways(text: str, facts: Facts = FACTS) -> tuple[OtherWay, ...]:
    return other_ways(parse_evidence(text), facts)


def said(way: OtherWay) -> str:
    return Counted(way, Outcome.TRUE).words


def test_a_change_is_counted_with_its_start_and_its_end_moved():
    assert sorted(said(w) for w in ways(CHANGE, PLAIN)) == sorted(
        [
            *("from 2018/19", "from 2020/21", "from 2022/23", "from 2023/24"),
            *("to 2022/23", "to 2023/24"),
            *("from 2018/19 to 2022/23", "from 2018/19 to 2023/24"),
            *("from 2020/21 to 2022/23", "from 2020/21 to 2023/24"),
            "from 2022/23 to 2023/24",
        ]
    )


def test_each_declared_way_is_counted_at_each_shift_of_the_period():
    grid = ways(CHANGE)
    assert len(grid) == 11 + 1 + 11
    both = [w for w in grid if w.axes == (Axis.PERIOD, Axis.DEFINITION)]
    assert len(both) == 11
    assert {w.way for w in both} == {"very_late"}
    assert said(both[0]).endswith(", very late counted as absent")


def test_a_level_is_counted_only_in_the_declared_ways():
    assert [(w.axes, w.way) for w in ways("attendance_rate in 2024/25")] == [((Axis.DEFINITION,), "very_late")]


def test_a_difference_between_groups_is_looked_at_in_the_years_around():
    grid = ways("attendance_rate where sex = girls against sex = boys in 2022/23", PLAIN)
    assert [said(w) for w in grid] == ["in 2020/21", "in 2021/22", "in 2023/24", "in 2024/25"]


def test_since_counts_up_to_the_last_period_and_no_further():
    assert [w.way for w in ways("attendance_rate since 2024/25") if w.way == MAIN] == []
    assert all(w.evidence.end is not None for w in ways("attendance_rate since 2021/22", PLAIN))


def test_a_measure_nobody_knows_and_a_period_nobody_covers_have_no_other_ways():
    assert ways("attendance_rat in 2024/25") == ()
    assert ways("attendance_rate from 2030/31 to 2031/32", PLAIN) == ()


def counted(outcomes: dict[str, Outcome], otherwise: Outcome = Outcome.TRUE, text: str = CHANGE, facts: Facts = PLAIN):
    return [Counted(way, outcomes.get(said(way), otherwise)) for way in ways(text, facts)]


def test_a_claim_that_is_true_in_every_way_says_so():
    assert robustness(counted({})) == "Counted 12 ways: true in all."


def test_a_claim_without_other_ways_says_nothing():
    assert robustness([]) == ""


def test_the_choice_that_flips_a_claim_is_named():
    start = {said(w): Outcome.FALSE for w in ways(CHANGE, PLAIN) if w.start == "2018/19"}
    assert robustness(counted(start)) == "Counted 12 ways: true in 9; not from 2018/19."


def test_one_single_way_that_flips_a_claim_is_named():
    flips = {"from 2020/21 to 2023/24": Outcome.FALSE}
    assert robustness(counted(flips)) == "Counted 12 ways: true in 11; not from 2020/21 to 2023/24."


def test_two_choices_are_named_together():
    flips = {said(w): Outcome.FALSE for w in ways(CHANGE, PLAIN) if w.start == "2018/19" or w.end == "2022/23"}
    assert robustness(counted(flips)) == "Counted 12 ways: true in 7; not from 2018/19, not to 2022/23."


def test_a_claim_that_needs_the_pandemic_years_says_so():
    text = "attendance_rate from 2020/21 to 2024/25"
    flips = {said(w): Outcome.FALSE for w in ways(text, PLAIN) if w.evidence.start.label != "2020/21"}
    assert robustness(counted(flips, text=text)) == "Counted 11 ways: true in 3; not without the pandemic years."


def test_a_definition_that_flips_a_claim_is_named_by_its_title():
    flips = {said(w): Outcome.FALSE for w in ways(CHANGE) if w.way}
    assert robustness(counted(flips, facts=FACTS)) == (
        "Counted 24 ways: true in 12; not under ‘very late counted as absent’."
    )


def test_what_is_too_close_to_call_is_neither_true_nor_false():
    flips = {"from 2023/24": Outcome.CHANCE}
    assert robustness(counted(flips)) == "Counted 12 ways: true in 11, within chance in 1; not from 2023/24."


def test_flips_that_no_choice_explains_are_counted():
    some = ["from 2018/19 to 2022/23", "from 2020/21 to 2023/24"]
    assert robustness(counted(dict.fromkeys(some, Outcome.FALSE))) == "Counted 12 ways: true in 10; not in the other 2."


def test_a_way_that_needs_a_hidden_cell_is_counted_apart():
    hidden = {said(w): Outcome.HIDDEN for w in ways(CHANGE, PLAIN) if w.start == "2018/19"}
    assert robustness(counted(hidden)) == "Counted 9 ways: true in all. 3 other ways cannot be shown."
    assert robustness(counted({}, Outcome.HIDDEN)) == "Counted one way. 11 other ways cannot be shown."


def members(text: str) -> list[str]:
    return [m.label for m in family(parse_evidence(text), FACTS)]


def test_against_a_change_stand_other_starts_and_other_groups():
    assert members("attendance_rate where council = Borve from 2022/23 to 2024/25") == [
        *(f"from {year} to 2024/25" for year in ("2018/19", "2020/21", "2021/22", "2023/24")),
        *("for Argyll", "for Sgurr"),
    ]


def test_against_a_difference_stand_other_moments():
    assert members("attendance_rate where sex = girls against sex = boys in 2024/25") == [
        *("in 2018/19", "in 2020/21", "in 2021/22", "in 2022/23", "in 2023/24"),
    ]


def test_no_school_is_held_up_against_another():
    assert "for Brae" not in members("attendance_rate where school = Ardnish from 2022/23 to 2024/25")


def test_a_level_has_no_opposite():
    assert members("attendance_rate in 2024/25") == []
    assert family(Evidence(**{**vars(parse_evidence(CHANGE)), "against": "neighbours"}), FACTS) == ()
