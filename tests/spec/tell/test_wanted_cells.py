"""A story says beforehand which cells it can use, so that all of a build can be counted in few scans."""

from __future__ import annotations

from dataclasses import replace

from tests.spec.tell.telling import ATTENDANCE, FACTS, ROLL, story_file

from kenspeckle.ground.terms import Facts, Period, Priority, Test, Want
from kenspeckle.outside.tell import read, wants
from kenspeckle.outside.tell.wanted_cells import merged

SIMPLE = replace(FACTS, measures={**FACTS.measures, "attendance_rate": replace(ATTENDANCE, ways=())})
GIRLS = Test("sex", "=", ("girls",))


def wanted(text: str, facts: Facts = SIMPLE) -> list[Want]:
    return list(wants(read(story_file(text), facts), facts))


def at(priority: Priority, found: list[Want]) -> list[Want]:
    return [w for w in found if w.priority is priority]


def years(*labels: str) -> tuple[Period, ...]:
    return tuple(Period.parse(label) for label in labels)


def test_a_claim_wants_its_cells():
    assert wanted("[x]{attendance_rate where sex = Girls in 2024/25}") == [
        Want("attendance_rate", (GIRLS,), (), years("2024/25"), priority=Priority.CLAIM)
    ]


def test_a_headline_comes_first():
    found = wanted(
        '---\ntitle: "[x]{attendance_rate in 2024/25}"\n---\n[y]{attendance_rate in 2024/25}\n\n# [z]{roll in 2024/25}'
    )
    assert [(w.measure, w.priority) for w in found] == [
        ("attendance_rate", Priority.HEADLINE),
        ("roll", Priority.HEADLINE),
    ]


def test_the_other_ways_of_counting_come_last():
    found = wanted("[x]{attendance_rate from 2023/24 to 2024/25}", FACTS)
    assert at(Priority.CLAIM, found)[0].periods == years("2023/24", "2024/25")
    assert {(w.way, w.periods) for w in at(Priority.WAY, found)} == {
        ("", years("2018/19", "2020/21", "2021/22", "2022/23")),
        ("very_late", years("2021/22", "2022/23", "2023/24", "2024/25")),
    }


def test_a_claim_about_one_group_wants_the_groups_that_could_stand_against_it():
    found = wanted("[x]{attendance_rate where council = Borve from 2023/24 to 2024/25}")
    groups = {w.where for w in at(Priority.WAY, found) if years("2023/24")[0] in w.periods}
    assert groups == {(Test("council", "=", ("S01",)),), (Test("council", "=", ("S03",)),)}


def test_evidence_that_will_be_refused_wants_nothing():
    assert wanted("[x]{attendance_rat in 2024/25} [y]{attendance_rate where} [z]{roll in 1999/00}") == []


def figure(*lines: str, block: str = "chart", facts: Facts = SIMPLE) -> list[Want]:
    return wanted("\n".join([f"```{block}", *lines, "```", ""]), facts)


def test_a_line_wants_every_period_it_shows():
    (want,) = figure("measure: attendance_rate", "where: sex = girls", "from: 2022/23")
    assert want == Want(
        "attendance_rate", (GIRLS,), (), years("2022/23", "2023/24", "2024/25"), priority=Priority.CHART
    )


def test_bars_want_one_period_of_each_group():
    (want,) = figure("measure: attendance_rate", "by: council")
    assert (want.by, want.periods) == (("council",), years("2024/25"))


def test_groups_that_are_compared_are_wanted_one_by_one():
    found = figure(
        "kind: bar", "measure: attendance_rate", "where: sex = girls", "compare: [sex = boys, council = S01]"
    )
    assert {w.where for w in found} == {
        (GIRLS, Test("council", "=", ("S01",))),
        (Test("sex", "=", ("boys",)),),
    }


def test_months_gathered_from_days_cannot_be_listed_beforehand():
    (want,) = figure("measure: attendance_rate", "over: month", block="run-chart")
    assert (want.over, want.periods) == ("month", ())


def test_an_index_wants_its_part_and_its_base():
    index = replace(ROLL, name="i", kind="index", parts=("roll",), base="2018/19")
    facts = replace(FACTS, measures={**FACTS.measures, "i": index})
    (want,) = figure("measure: i", "from: 2023/24", facts=facts)
    assert (want.measure, want.periods) == ("roll", years("2018/19", "2023/24", "2024/25"))


def test_cards_want_level_change_and_gap():
    found = figure("outcomes: [attending]", "gap: simd_quintile 1 against 5", block="cards")
    assert {(w.where, w.periods) for w in found} == {
        ((), years("2023/24", "2024/25")),
        ((Test("simd_quintile", "=", ("1",)),), years("2024/25")),
        ((Test("simd_quintile", "=", ("5",)),), years("2024/25")),
    }


def test_what_is_wanted_twice_is_wanted_once_at_its_higher_priority():
    one = Want("roll", periods=years("2023/24", "2024/25"), priority=Priority.CHART)
    two = Want("roll", periods=years("2024/25"), priority=Priority.HEADLINE)
    every = Want("roll", priority=Priority.WAY)
    assert merged([one, two]) == (two, replace(one, periods=years("2023/24")))
    assert merged([every, one]) == (one, every)
    assert merged([replace(every, priority=Priority.CLAIM), one]) == (replace(every, priority=Priority.CLAIM),)
