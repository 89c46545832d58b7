"""Figures are cut out of the protected cells, and show four kinds of absence as four kinds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.spec.tell.telling import ATTENDANCE, FACTS, cells, story_file

from kenspeckle.ground.terms import DimensionFacts, Facts, Missing, NotApplicable, ProtectedCells, Suppressed
from kenspeckle.ground.terms.chart import Change, Chart, ChartKind
from kenspeckle.ground.terms.figure import released
from kenspeckle.outside.draw import draw
from kenspeckle.outside.tell import charts, cutting, groups, value_of
from kenspeckle.outside.tell.cell_index import CellIndex
from kenspeckle.outside.tell.described import mid_sentence
from kenspeckle.outside.tell.headings import heading
from kenspeckle.outside.tell.read_story import read
from kenspeckle.outside.tell.story import FigureSpec

CELLS = cells(
    """
    attendance_rate | 2022/23 |                              | 9000 | 10000 | 500
    attendance_rate | 2023/24 |                              | 9100 | 10000 | 500
    attendance_rate | 2024/25 |                              | 9200 | 10000 | 500
    attendance_rate | 2023/24 | council=S01                  | 1800 |  2000 | 100
    attendance_rate | 2023/24 | council=S02                  | 2790 |  3000 | 150
    attendance_rate | 2024/25 | council=S01                  | 1850 |  2000 | 100
    attendance_rate | 2024/25 | council=S02                  | 2760 |  3000 | 150
    attendance_rate | 2024/25 | council=S03                  | suppressed
    attendance_rate | 2024/25 | council=[x]                  | 90   |   100 | 20
    attendance_rate | 2024/25 | simd_quintile=1              | 2550 |  3000 | 150
    attendance_rate | 2024/25 | simd_quintile=5              | 2850 |  3000 | 150
    attendance_rate | 2024/25 | school=9001                  | missing
    attendance_rate | 2024/25 | school=9002                  | not-applicable
    attendance_rate | 2024/25 | school=9003                  | 0    |  0    | 0
    attendance_rate | 2024/25 | school=9004                  | 0    |  900  | 12
    attendance_rate | 2024/25 | council=S01, sex=girls       | 930  |  1000 | 50
    attendance_rate | 2024/25 | council=S02, sex=girls       | 1400 |  1500 | 75
    """
)


def drawn(*lines: str, block: str = "chart", facts: Facts = FACTS, of: ProtectedCells = CELLS) -> Chart:
    text = "\n".join([f"```{block}", "measure: attendance_rate", *lines, "```", ""])
    (spec,) = read(story_file(text), facts).blocks
    assert isinstance(spec, FigureSpec)
    shown = cutting.cut(spec, facts, CellIndex(of))
    return charts.chart(spec, shown, facts, of, [f"note {n}" for n, _ in enumerate(spec.notes)])


def table(chart: Chart) -> list[tuple[str, ...]]:
    return [(s.name, *(f"{p.label} {p.value}" for p in s.points)) for s in chart.series]


def test_a_line_shows_every_period_there_is():
    chart = drawn()
    assert (chart.kind, chart.axis, chart.unit, chart.places) == (ChartKind.LINE, "period", "percent", 1)
    assert table(chart) == [("Attendance rate", "2022/23 90", "2023/24 91", "2024/25 92")]


def test_limits_that_a_publisher_gives_are_drawn_and_those_that_leave_no_room_are_not():
    told = dict(CELLS)
    for code, limits in {"S01": (90, 95), "S02": (92, 92)}.items():
        (key,) = (k for k in told if k.group == (("council", code),) and str(k.period) == "2024/25")
        told[key] = released(92, None, None, public=True, interval=limits)
    published = replace(FACTS.measures["attendance_rate"], kind="published", noise="intervals")
    chart = drawn("by: council", "in: 2024/25", facts=replace(FACTS, measures={"attendance_rate": published}), of=told)
    assert {p.x: p.interval for p in chart.series[0].points} == {"S01": (90, 95), "S02": None, "S03": None}
    limits = "are the 95% confidence limits that the publisher gives."
    assert chart.method.endswith(f"The thin lines, and “from” and “to” in the table, {limits}")
    facts = replace(FACTS, measures={"attendance_rate": published})
    listed = drawn("by: council", "in: 2024/25", block="table", facts=facts, of=told)
    assert listed.method.endswith(f"“From” and “to” in the table {limits}")
    assert "limits" not in drawn("by: council", "in: 2023/24", facts=facts, of=told).method


def test_a_line_can_begin_and_end_where_its_author_says():
    assert table(drawn("from: 2023/24")) == [("Attendance rate", "2023/24 91", "2024/25 92")]
    assert table(drawn("from: 2022/23", "to: 2023/24")) == [("Attendance rate", "2022/23 90", "2023/24 91")]


def test_bars_stand_in_the_order_of_names_at_the_last_period():
    assert table(drawn("by: council")) == [("2024/25", "Argyll 185/2", "Borve 92", "Sgurr [c]")]


def test_bars_are_sorted_by_value_when_asked_and_what_is_hidden_comes_last():
    assert table(drawn("by: council", "sort: value")) == [("2024/25", "Argyll 185/2", "Borve 92", "Sgurr [c]")]
    assert table(drawn("by: council", "sort: value", "in: 2023/24")) == [("2023/24", "Borve 93", "Argyll 90")]


def test_a_deprivation_fifth_keeps_its_declared_order():
    assert table(drawn("by: simd_quintile")) == [("2024/25", "Most deprived fifth 85", "Least deprived fifth 95")]


def test_dots_show_both_ends_of_a_span():
    chart = drawn("kind: dot", "by: council", "from: 2023/24", "to: 2024/25")
    assert table(chart) == [
        ("2023/24", "Argyll 90", "Borve 93", "Sgurr [x]"),
        ("2024/25", "Argyll 185/2", "Borve 92", "Sgurr [c]"),
    ]


def test_small_multiples_are_one_line_for_each_group():
    chart = drawn("kind: multiples", "by: council", "where: sex = girls")
    assert table(chart) == [("Argyll", "2024/25 93"), ("Borve", "2024/25 280/3")]
    assert chart.series[0].points[0].value == Fraction(93)


def test_groups_may_be_compared_side_by_side():
    chart = drawn("kind: bar", "compare: [simd_quintile = 1, simd_quintile = 5]", "in: 2024/25")
    assert table(chart) == [("2024/25", "Most deprived fifth 85", "Least deprived fifth 95")]


def test_a_table_without_groups_runs_along_time():
    assert table(drawn(block="table")) == [("Attendance rate", "2022/23 90", "2023/24 91", "2024/25 92")]


def test_a_table_of_groups_has_a_column_for_each_period():
    chart = drawn("by: council", "from: 2023/24", block="table")
    assert [s.name for s in chart.series] == ["2023/24", "2024/25"]


def test_a_map_shows_one_period_with_its_tiles():
    chart = drawn("by: council", "kind: tiles", block="map")
    assert (chart.kind, chart.axis) == (ChartKind.TILES, "council")
    assert chart.tiles == {"S01": (0, 0), "S02": (1, 0), "S03": (1, 1)}


def test_an_area_map_without_boundaries_is_drawn_as_tiles():
    chart = drawn("by: council", block="map")
    assert draw(chart) == draw(replace(chart, kind=ChartKind.TILES))


def test_unlisted_codes_that_are_numbers_stand_in_their_order():
    stages = DimensionFacts("stage", "Stage", {})
    assert groups.in_order(stages, ["10", "2", "S1", "1"]) == ("S1", "1", "2", "10")


def test_fifths_are_steps_of_a_scale_even_where_they_are_areas():
    fifths = DimensionFacts("simd_quintile", "Fifth", {"1": "Most", "2": "Second", "5": "Least"}, place=True)
    assert groups.in_order(fifths, ["5", "1", "2"]) == ("1", "2", "5")


def test_a_source_without_time_has_a_figure_all_the_same():
    timeless = replace(ATTENDANCE, periods=())
    facts = replace(FACTS, measures={"attendance_rate": timeless})
    (spec,) = read(story_file("```map\nmeasure: attendance_rate\nby: council\n```\n"), facts).blocks
    assert isinstance(spec, FigureSpec)
    still = cells("attendance_rate | | council=S01 | 9 | 10 | 10")
    chart = charts.chart(spec, cutting.cut(spec, facts, CellIndex(still)), facts, still, [])
    assert table(chart) == [("Attendance rate", "Argyll 90")]


def test_four_absences_and_zero_stay_what_they_are():
    by_school = {p.x: p.value for p in drawn("by: school").series[0].points}
    assert isinstance(by_school["9001"], Missing)
    assert isinstance(by_school["9002"], NotApplicable)
    assert isinstance(by_school["9003"], NotApplicable), "nobody to count is not nought per cent"
    assert by_school["9004"] == 0
    assert isinstance(drawn("by: council").series[0].points[2].value, Suppressed)


def test_what_is_partly_unknown_is_missing_unless_the_measure_says_otherwise():
    (key,) = cells("attendance_rate | 2024/25 | | 9 | 10 | 5")
    partly = {key: released(9, 10, 5, unknown=2)}
    assert isinstance(value_of(FACTS, partly, key), Missing)
    known = replace(FACTS, measures={"attendance_rate": replace(ATTENDANCE, over_known=True)})
    assert value_of(known, partly, key) == 90


def test_a_mean_of_per_cents_is_in_per_cent_already():
    (key,) = cells("attendance_rate | 2024/25 | | 180 | 2 | 5")
    facts = replace(FACTS, measures={"attendance_rate": replace(ATTENDANCE, kind="mean")})
    assert value_of(facts, cells("attendance_rate | 2024/25 | | 180 | 2 | 5"), key) == 90


def test_ratios_and_indices_are_made_from_the_cells_of_their_parts():
    ratio = replace(ATTENDANCE, name="r", kind="ratio", parts=("attendance_rate", "attendance_rate"), unit="number")
    index = replace(ratio, name="i", kind="index", parts=("attendance_rate",), base="2022/23")
    facts = replace(FACTS, measures={**FACTS.measures, "r": ratio, "i": index})
    text = "```chart\nmeasure: i\nfrom: 2023/24\n```\n"
    (spec,) = read(story_file(text), facts).blocks
    assert isinstance(spec, FigureSpec)
    (series,) = charts.chart(spec, cutting.cut(spec, facts, CellIndex(CELLS)), facts, CELLS, []).series
    assert [p.value for p in series.points] == [Fraction(9100, 90), Fraction(9200, 90)]


def test_a_break_of_definition_inside_the_time_shown_is_marked():
    measure = replace(ATTENDANCE, breaks=(("2024/25", "sessions, not openings", True), ("2010/11", "long ago", True)))
    facts = replace(FACTS, measures={"attendance_rate": measure})
    (annotation,) = drawn(facts=facts).annotations
    assert (annotation.at, annotation.text, annotation.breaks) == ("2024/25", "sessions, not openings", True)


def test_a_break_says_whether_it_forbids_comparing():
    measure = replace(ATTENDANCE, breaks=(("2023/24", "counted anew", True), ("2024/25", "schools closed", False)))
    found = drawn(facts=replace(FACTS, measures={"attendance_rate": measure})).annotations
    assert [(a.text, a.breaks, a.forbids) for a in found] == [
        ("counted anew", True, True),
        ("schools closed", True, False),
    ]


def changes(*lines: str, facts: Facts = FACTS) -> list[str]:
    return [series.change.value for series in drawn(*lines, facts=facts).series]


def attendance(**more: object) -> Facts:
    return replace(FACTS, measures={"attendance_rate": replace(ATTENDANCE, **more)})


def test_a_line_rose_or_fell_only_where_a_claim_might_say_so():
    """From 90 to 92 per cent: with 500 children that may be chance, in a complete count it is not."""
    assert changes() == [Change.NONE_CLEAR]
    assert changes(facts=attendance(noise="complete")) == [Change.ROSE]
    assert changes("by: council", "kind: multiples", facts=attendance(noise="complete")) == ["rose", "fell", ""]
    assert changes(facts=attendance(noise="none")) == [Change.UNTOLD], "nobody knows what chance does"
    assert changes("kind: line", "from: 2024/25") == [Change.UNTOLD], "one value is no change"


def test_a_line_across_a_break_that_forbids_it_neither_rose_nor_fell():
    for forbids, said in ((True, Change.UNTOLD), (False, Change.ROSE)):
        facts = attendance(noise="complete", breaks=(("2024/25", "counted anew", forbids),))
        assert changes(facts=facts) == [said]


def test_a_source_that_is_past_due_tells_no_change():
    late = replace(attendance(noise="complete"), overdue={"attendance": "The data was due in May."})
    assert changes(facts=late) == [Change.UNTOLD]


def test_notes_stand_at_their_dates():
    (annotation,) = drawn("notes: [{at: 2023-08, text: Clubs began}]").annotations
    assert (annotation.at, annotation.text, annotation.breaks) == ("2023-08", "note 0", False)


def test_a_subtitle_says_measure_unit_who_and_when():
    assert drawn("by: council", "where: sex = girls").subtitle == (
        "Attendance rate (per cent), Girls, by council, 2024/25"
    )


def test_a_title_inside_a_sentence_keeps_its_abbreviations():
    titles = ["Attendance rate", "SIMD quintile", "P1 roll", "Ü", ""]
    assert [mid_sentence(t) for t in titles] == ["attendance rate", "SIMD quintile", "P1 roll", "Ü", ""]


def test_values_stand_in_the_order_in_which_their_level_lists_them():
    settings = {"large urban": "Large urban", "accessible": "Accessible", "remote": "Remote"}
    level = DimensionFacts("setting", "Setting", labels=settings, place=True, open=False)
    assert groups.in_order(level, ["remote", "[x]", "accessible", "large urban", "elsewhere"]) == (
        "large urban", "accessible", "remote", "elsewhere", "[x]",
    )  # fmt: skip


def test_measures_at_one_moment_are_each_shown_at_their_own_last_period():
    late = replace(ATTENDANCE, periods=ATTENDANCE.periods[-2:])
    early = replace(ATTENDANCE, name="early", title="Early rate", periods=ATTENDANCE.periods[-3:-1])
    facts = replace(FACTS, measures={"attendance_rate": late, "early": early})
    told = cells(
        """
        attendance_rate | 2024/25 | council=S01 | 1850 | 2000 | 100
        attendance_rate | 2024/25 | council=S02 | 2760 | 3000 | 150
        early           | 2022/23 | council=S01 | 1600 | 2000 | 100
        early           | 2023/24 | council=S01 | 1700 | 2000 | 100
        early           | 2023/24 | council=S02 | 2700 | 3000 | 150
        """
    )
    for block, kind in (("chart", "kind: bar"), ("chart", "kind: dot"), ("table", "by: council")):
        keys = dict.fromkeys(("measures: [attendance_rate, early]", "by: council", kind))
        text = "\n".join([f"```{block}", *keys, "```", ""])
        (spec,) = read(story_file(text), facts).blocks
        assert isinstance(spec, FigureSpec)
        shown = cutting.cut(spec, facts, CellIndex(told))
        chart = charts.chart(spec, shown, facts, told, [])
        assert table(chart) == [
            ("Attendance rate, 2024/25", "Argyll 185/2", "Borve 92"),
            ("Early rate, 2023/24", "Argyll 85", "Borve 90"),
        ]
        assert chart.subtitle.endswith("by council, each at its last period, 2023/24 to 2024/25")
        assert heading(shown, chart, facts, told) == "Attendance rate by council ran from 92.0% to 92.5% in 2024/25"


def test_a_value_that_is_no_place_of_its_level_stands_apart():
    told = {**CELLS, **cells("attendance_rate | 2024/25 | council=Grant aided | 99 | 100 | 20")}
    for kind, label in (("chart", "Grant aided (no council)"), ("table", "not known")):
        (series,) = drawn(
            "by: council", *(["kind: bar", "sort: value"] if kind == "chart" else []), block=kind, of=told
        ).series
        assert series.points[-1].label == label
        assert [p.apart for p in series.points] == [False] * 3 + [True] * (len(series.points) - 3)
    (spec,) = read(story_file("```chart\nmeasure: attendance_rate\nby: council\n```\n"), FACTS).blocks
    assert isinstance(spec, FigureSpec)
    shown = cutting.cut(spec, FACTS, CellIndex(told))
    said = heading(shown, charts.chart(spec, shown, FACTS, told, []), FACTS, told)
    assert said == "Attendance rate by council ran from 92.0% to 92.5% in 2024/25", "99 per cent is no council's"


def test_rows_that_name_no_place_are_no_place_on_a_chart_and_are_listed_in_a_table():
    assert "[x]" not in {p.x for s in drawn("by: council", "kind: bar").series for p in s.points}
    listed = {p.label for s in drawn("by: council", block="table").series for p in s.points}
    assert "not known" in listed


def test_an_area_map_is_one_with_outlines_and_without():
    """Outlines are no part of what is told: whoever holds a bundle has none, and must make the same page."""
    chart = drawn("by: council", "kind: area", block="map")
    assert (chart.kind, chart.shapes) == (ChartKind.MAP, {})
    assert chart.tiles == {"S01": (0, 0), "S02": (1, 0), "S03": (1, 1)}
