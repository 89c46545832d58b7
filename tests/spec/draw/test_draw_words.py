"""The sentence, the table and the CSV of a chart say what the picture says."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from kenspeckle.ground.terms import MISSING, NOT_APPLICABLE, SUPPRESSED, Suppressed, Value
from kenspeckle.ground.terms.chart import Annotation, Change, Chart, ChartKind, Point, Series
from kenspeckle.outside.draw import draw

D = Decimal


def chart(*series: Series, kind: ChartKind = ChartKind.LINE, **more: object) -> Chart:
    given: dict[str, object] = {"unit": "percent", "places": 1, "axis": "period", "subtitle": "All schools"}
    return Chart(kind=kind, title="What was found", series=series, anchor="a", **(given | more))  # type: ignore[arg-type]


def series(name: str, change: Change = Change.UNTOLD, **values: Value) -> Series:
    """A series over years: y2021=... is the point 2021/22; other names are categories."""
    points = []
    for key, value in values.items():
        x = f"{key[1:]}/{(int(key[1:]) + 1) % 100:02d}" if key[1:].isdigit() else key
        points.append(Point(x, x, value))
    return Series(name, tuple(points), change)


def test_a_single_line_tells_its_ends_and_what_lies_outside_them():
    drawn = draw(
        chart(
            series("Attendance rate", Change.FELL, y2018=D("92.0"), y2019=D("92.9"), y2020=D("85.1"), y2021=D("87.6"))
        )
    )
    assert drawn.sentence == (
        "Attendance rate fell from 92.0% in 2018/19 to 87.6% in 2021/22; "
        "the highest was 92.9% in 2019/20 and the lowest was 85.1% in 2020/21."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change.ROSE, "Rate rose from 24.4% in 2018/19 to 22.6% in 2019/20."),
        (Change.NONE_CLEAR, "Rate was 24.4% in 2018/19 and 22.6% in 2019/20, which is no clear change."),
        (Change.UNTOLD, "Rate was 24.4% in 2018/19 and 22.6% in 2019/20."),
    ],
)
def test_whether_it_rose_or_fell_is_what_the_chart_says_and_not_read_off_the_ends(change, said):
    """Two values differ by chance too; whoever made the chart has asked the judge of claims."""
    assert draw(chart(series("Rate", change, y2018=D("24.4"), y2019=D("22.6")))).sentence == said


def test_what_is_absent_is_counted_by_kind():
    drawn = draw(chart(series("Rate", y2018=D(9), y2019=SUPPRESSED, y2020=SUPPRESSED, y2021=MISSING, y2022=D(9))))
    assert drawn.sentence == (
        "Rate was 9.0% both in 2018/19 and in 2022/23; 2 of 5 periods are suppressed, 1 is missing."
    )


def test_when_nothing_may_be_shown_the_sentence_says_only_that():
    assert draw(chart(series("Rate", y2018=SUPPRESSED))).sentence == (
        "No value can be shown: 1 of 1 period is suppressed."
    )
    assert draw(chart()).sentence == "There are no values to show."


def test_ends_across_a_break_are_told_and_not_compared():
    drawn = draw(
        chart(
            series("Rate", Change.FELL, y2018=D(90), y2019=D(91), y2020=D(80)),
            annotations=(Annotation("2020/21", "Half days are counted.", breaks=True),),
        )
    )
    assert drawn.sentence == (
        "Rate was 90.0% in 2018/19 and 80.0% in 2020/21; "
        "values before and after are not comparable: Half days are counted (2020/21)."
    )
    assert not {"fell", "rose"} & set(drawn.sentence.split())


def test_a_break_that_forbids_nothing_asks_for_care_in_sentence_and_notes():
    drawn = draw(
        chart(
            series("Rate", Change.FELL, y2018=D(90), y2020=D(80)),
            annotations=(Annotation("2020/21", "Schools were closed.", breaks=True, forbids=False),),
        )
    )
    assert drawn.sentence == (
        "Rate fell from 90.0% in 2018/19 to 80.0% in 2020/21; compare with care: Schools were closed (2020/21)."
    )
    assert "2020/21: Schools were closed. Compare values before and after with care." in drawn.notes
    assert "not comparable" not in " ".join((drawn.svg, *drawn.notes))
    assert "Compare with care: Schools were closed." in drawn.svg


def test_a_break_before_the_first_value_shown_does_not_stop_the_comparison():
    drawn = draw(
        chart(
            series("Rate", Change.FELL, y2018=SUPPRESSED, y2019=D(91), y2020=D(80)),
            annotations=(Annotation("2019/20", "Half days are counted", breaks=True),),
        )
    )
    assert "fell from 91.0% in 2019/20 to 80.0% in 2020/21" in drawn.sentence


def test_a_few_groups_are_named_at_the_ends_of_the_range():
    drawn = draw(chart(series("Rate", Girls=D("78.1"), Boys=D("71.9")), kind=ChartKind.BAR, axis="sex"))
    assert drawn.sentence == "Rate ranged from 71.9% (Boys) to 78.1% (Girls)."


def test_a_series_that_is_a_moment_is_told_as_one():
    by_year = [Series(y, (Point("a", "Pupils", D(88)), Point("b", "Staff", D(91)))) for y in ("2022/23", "2023/24")]
    told = [draw(chart(*some, kind=ChartKind.DOT, axis="group")).sentence for some in (by_year[:1], by_year)]
    assert told == [
        "In 2022/23 it ranged from 88.0% (Pupils) to 91.0% (Staff).",
        "In 2022/23 it ranged from 88.0% (Pupils) to 91.0% (Staff); "
        "in 2023/24 it ranged from 88.0% (Pupils) to 91.0% (Staff).",
    ]


def test_of_many_moments_the_first_and_the_last_are_told():
    years = [Series(str(y), (Point("a", "Primary", D(y)), Point("b", "Special", D(9)))) for y in range(2014, 2024)]
    assert draw(chart(*years, kind=ChartKind.TABLE, axis="sector", unit="schools", places=0)).sentence == (
        "In 2014 it ranged from 9 schools (Special) to 2,014 schools (Primary); "
        "in 2023 it ranged from 9 schools (Special) to 2,023 schools (Primary)."
    )


@pytest.mark.parametrize("kind", [ChartKind.BAR, ChartKind.TABLE, ChartKind.TILES])
def test_what_stands_apart_is_shown_last_and_counted_nowhere(kind):
    points = (
        Point("x", "Grant aided (no council)", D(1), apart=True),
        Point("a", "Ayton", D(7)),
        Point("b", "Bee", D(9)),
    )
    drawn = draw(chart(Series("Rate", points), kind=kind, axis="council", tiles={"a": (0, 0), "b": (1, 0)}))
    assert drawn.sentence == "Rate ranged from 7.0% to 9.0% across 2 councils."
    assert drawn.rows[-1][0] == "Grant aided (no council)"
    assert "have no place here" not in drawn.svg
    assert kind is ChartKind.TABLE or "Grant aided (no council)" in drawn.svg


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Old 0 is in the table alone."),
        (3, "Old 0, Old 1 and Old 2 are in the table alone."),
        (160, "160 more are in the table alone, such as Old 0, Old 1, Old 2."),
    ],
)
@pytest.mark.parametrize("kind", [ChartKind.TILES, ChartKind.MAP])
def test_however_many_values_have_no_place_on_a_map_one_line_says_so(kind, count, said):
    places = tuple(Point(code, code.upper(), D(n)) for n, code in enumerate("abc"))
    apart = tuple(Point(f"x{n:03}", f"Old {n}", D(1), apart=True) for n in range(count))
    square = ((((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)),),)
    drawn = draw(
        chart(
            Series("Rate", (*places, *apart)),
            kind=kind,
            axis="zone",
            tiles={c: (n, 0) for n, c in enumerate("abc")},
            shapes=dict.fromkeys("abc", square) if kind is ChartKind.MAP else {},
        )
    )
    words = re.findall(r">([^<]*)</t", drawn.svg)
    assert said in " ".join(words)
    assert sum("Old" in line for line in words) <= 2


@pytest.mark.parametrize("axis", ["council", "school", "data_zone"])
def test_places_and_schools_are_never_named_as_lowest_or_highest(axis):
    drawn = draw(chart(series("Rate", Ayton=D("78.1"), Beeford=D("71.9")), kind=ChartKind.BAR, axis=axis))
    assert "Ayton" not in drawn.sentence
    assert "ranged from 71.9% to 78.1% across 2" in drawn.sentence


def test_several_series_are_each_told_and_many_are_told_together():
    went = {-2: Change.FELL, -1: Change.NONE_CLEAR, 2: Change.ROSE, 3: Change.ROSE}
    lines = [series(f"S{n}", went.get(n, Change.UNTOLD), y2018=D(90), y2019=D(90 + n)) for n in range(-2, 4)]
    assert draw(chart(*lines[:2])).sentence == (
        "S-2: fell from 90.0% in 2018/19 to 88.0% in 2019/20; "
        "S-1: 90.0% in 2018/19 and 89.0% in 2019/20, which is no clear change."
    )
    assert draw(chart(*lines)).sentence == (
        "The latest values of 6 series ranged from 88.0% to 93.0%; between their first and last values "
        "2 rose, 1 fell, 1 showed no clear change and for 2 that cannot be told."
    )
    quiet = [Series(line.name, line.points) for line in lines]
    assert draw(chart(*quiet)).sentence == "The latest values of 6 series ranged from 88.0% to 93.0%."


def test_units_and_numbers_are_written_for_readers_in_the_table_and_plain_in_the_file():
    drawn = draw(
        chart(series("Spending", y2018=1_234_567, y2019=-1_000), kind=ChartKind.TABLE, unit="pounds", places=0)
    )
    assert drawn.sentence == "Spending was £1,234,567 in 2018/19 and −£1,000 in 2019/20."
    assert drawn.head == ("Period", "Spending (£)")
    assert drawn.rows == (("2018/19", "1,234,567"), ("2019/20", "−1,000"))
    assert drawn.csv == "Period,Spending (£)\r\n2018/19,1234567\r\n2019/20,-1000\r\n"


def test_values_are_rounded_once_from_the_exact_value():
    drawn = draw(chart(series("Rate", y2018=Fraction(175, 2), y2019=D("86.25"), y2020=D("-0.04"))))
    assert [row[1] for row in drawn.rows] == ["87.5", "86.3", "0.0"]


def test_each_absence_keeps_its_mark_in_table_and_file_and_is_explained():
    drawn = draw(chart(series("Rate", y2018=SUPPRESSED, y2019=MISSING, y2020=NOT_APPLICABLE, y2021=0)))
    assert [row[1] for row in drawn.rows] == ["[c]", "[x]", "[z]", "0.0"]
    assert [line.split(",")[1] for line in drawn.csv.splitlines()[1:]] == ["[c]", "[x]", "[z]", "0.0"]
    assert [note[:3] for note in drawn.notes] == ["[c]", "[x]", "[z]"]


def test_the_reason_of_an_absence_is_told():
    drawn = draw(chart(series("Rate", y2018=Suppressed("Fewer than 10 children."), y2019=D(1))))
    assert "[c] Fewer than 10 children." in drawn.notes


def test_a_series_without_a_point_where_another_has_one_is_missing_there():
    drawn = draw(chart(series("A", y2018=D(1), y2019=D(2)), series("B", y2019=D(3))))
    assert drawn.rows == (("2018/19", "1.0", "[x]"), ("2019/20", "2.0", "3.0"))
    assert any(note.startswith("[x] missing") for note in drawn.notes)


def test_periods_stand_in_the_order_of_time_and_groups_in_the_order_given():
    assert [r[0] for r in draw(chart(series("A", y2019=D(1), y2018=D(2)))).rows] == ["2018/19", "2019/20"]
    drawn = draw(chart(series("A", Zeal=D(1), Aim=D(2)), axis="theme"))
    assert [r[0] for r in drawn.rows] == ["Zeal", "Aim"]


def test_codes_are_in_the_file_when_they_differ_from_what_readers_see():
    points = (Point("S12000005", "Clackmannanshire", D("91.0")),)
    drawn = draw(chart(Series("Rate", points), kind=ChartKind.BAR, axis="council"))
    assert drawn.csv == "code,Council,Rate (%)\r\nS12000005,Clackmannanshire,91.0\r\n"


def test_intervals_and_notes_have_columns_of_their_own():
    points = (
        Point("P1", "P1", D("61.24"), interval=(D("58.06"), D("64.4")), note="A small sample"),
        Point("P2", "P2", SUPPRESSED, interval=(D(1), D(2))),
        Point("P3", "P3", D(60)),
    )
    drawn = draw(chart(Series("Score", points), kind=ChartKind.DOT, unit="", axis="stage"))
    assert drawn.head == ("Stage", "Score", "Score, from", "Score, to", "Note")
    assert drawn.rows == (
        ("P1", "61.2", "58.1", "64.4", "A small sample"),
        ("P2", "[c]", "[c]", "[c]", ""),
        ("P3", "60.0", "[z]", "[z]", ""),
    )
    assert {note[:3] for note in drawn.notes} == {"[c]", "[z]"}


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1+1", " =cmd|' /C calc'!A0", "＝1"])
def test_text_that_a_spreadsheet_would_run_is_made_plain(text):
    points = (Point(text, text, D("-5")),)
    drawn = draw(chart(Series(text, points), kind=ChartKind.TABLE, axis="=evil"))
    rows = list(csv.reader(io.StringIO(drawn.csv)))
    assert all(not cell.lstrip().startswith(("=", "+", "@", "＝")) for row in rows for cell in row)
    assert rows[1][-1] == "-5.0", "a negative number stays a number"


def test_two_points_at_one_place_are_a_mistake_and_not_a_choice():
    with pytest.raises(ValueError, match="two points"):
        draw(chart(Series("A", (Point("1", "1", D(1)), Point("1", "1", D(2))))))
