"""An invented partnership's site with every kind of page and every state a claim, source or figure can be in.

Tests and `tools/pictures.py` show it; nothing in it is real.
"""

from decimal import Decimal

from kenspeckle.ground.terms import SUPPRESSED, Absence, Missing
from kenspeckle.ground.terms.chart import Chart, ChartKind, Point, Series
from kenspeckle.ground.terms.page import (
    Banner,
    Block,
    Bullets,
    Card,
    Cards,
    Claimed,
    ClaimView,
    Code,
    Emphasis,
    FigureBlock,
    Heading,
    Link,
    Method,
    Paragraph,
    Quotation,
    Rule,
    StoryPage,
    Strong,
    Text,
)
from kenspeckle.ground.terms.site import (
    BreakEntry,
    Change,
    CheckEntry,
    Due,
    FieldEntry,
    Gap,
    GoalEntry,
    MeasureEntry,
    OutcomeEntry,
    PlaceEntry,
    PlaceFigure,
    Site,
    SourceEntry,
    TargetEntry,
    VocabularyEntry,
    WayEntry,
    WordEntry,
)
from kenspeckle.outside.draw import draw

WITHHELD_WHY = "Fewer than 10 children stand behind this figure, so neither it nor the author's words are shown."


def figure(anchor: str = "attendance-over-time") -> FigureBlock:
    """Return the chart of the invented attendance rate, drawn."""

    def series(name: str, *values: Decimal | Absence) -> Series:
        years = ("2018/19", "2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25")
        return Series(name, tuple(Point(y, y, v) for y, v in zip(years, values, strict=True)))

    d = Decimal
    chart = Chart(
        kind=ChartKind.LINE,
        title="Attendance in the most deprived areas has not come back",
        subtitle="Attendance rate, per cent, by deprivation of the area children live in, 2018/19 to 2024/25",
        unit="percent",
        places=1,
        series=(
            series("Least deprived", d("95.1"), d("94.8"), d("94.0"), d("93.1"), d("93.2"), d("93.5"), d("93.8")),
            series("Most deprived", d("92.0"), d("91.2"), d("86.0"), d("85.9"), SUPPRESSED, d("87.1"), d("87.6")),
        ),
        axis="period",
        better="higher",
        sources=("School attendance, Braeland Council. Open Government Licence v3.0.",),
        method="Openings attended, divided by openings possible. Rounded once, to one decimal.",
        anchor=anchor,
    )
    return FigureBlock(chart, draw(chart))


_WAYS = (
    ("definition", "very late counts as absent", "true"),
    ("definition", "authorised absence left out", "true"),
    ("period", "without the pandemic years", "not true: fell by 1.9 points, not 4.4"),
    ("cohort", "children enrolled all year", "true"),
    ("comparator", "against the national average", "cannot be shown: a figure it needs is hidden"),
)


def claims() -> tuple[ClaimView, ...]:
    """Return a claim for each verdict."""
    deprived = "attendance_rate where simd_quintile = 1"

    def claim(index: int, words: str, evidence: str, verdict: str, why: str, shown: str, **more: object) -> ClaimView:
        given: dict[str, object] = {
            "index": index, "words": words, "evidence": evidence, "verdict": verdict, "why": why, "shown": shown,
            "measure": "attendance_rate", "sources": ("attendance",), "cells": (
                "attendance_rate@2018/19{simd_quintile=1}", "attendance_rate@2024/25{simd_quintile=1}"),
            "line": 9 + index, "about": f"Attendance rate, note {index + 1}",
        }  # fmt: skip
        return ClaimView(**(given | more))  # type: ignore[arg-type]

    return (
        claim(
            0, "Attendance is recovering", "attendance_rate from 2022/23 to 2024/25", "holds",
            "The rate rose by 0.9 points, more than chance would move it.", "89.4% in 2022/23, 90.3% in 2024/25",
            robustness="Counted 48 ways: true in 41; not without the pandemic years.", ways=_WAYS,
            opposing="Since 2018/19 attendance has fallen by 2.8 points, the strongest of 12 claims against it.",
        ),
        claim(1, "87.6%", f"{deprived} in 2024/25", "holds", "The figure is 87.6%.", "87.6% in 2024/25",
              robustness="Counted 6 ways: true in 6."),
        claim(2, "4.4 percentage points less", f"{deprived} from 2018/19 to 2024/25", "does not hold",
              "The rate fell by 4.5 points; “4.5 percentage points less” would be true.",
              "92.1% in 2018/19, 87.6% in 2024/25", robustness="Counted 5 ways: true in 1.", ways=_WAYS),
        claim(3, "rose a little in Glenmore", "attendance_rate where school = Glenmore from 2023/24 to 2024/25",
              "cannot tell", "It rose by 0.3 points; chance alone moves it by up to 1.1.", "91.0% then 91.3%"),
        claim(4, "", "attendance_rate where school = Inverlochy in 2024/25", "withheld", WITHHELD_WHY, ""),
        claim(5, "one in five children", "child_poverty in 2023/24", "out of date",
              "Child poverty (Braeland Council) was due on 31 March 2026 and has not come.", "20.4% in 2023/24",
              measure="child_poverty", sources=("poverty",)),
        claim(6, "because of breakfast clubs", "attendance_rate since 2023/24", "refused",
              "A cause needs a design that can show it; this evidence only compares two years.", ""),
    )  # fmt: skip


def story() -> StoryPage:
    """Return a long story with every kind of block and claim."""
    blocks: tuple[Block, ...] = (
        Paragraph((Text("Children in the most deprived fifth of areas attended "), Claimed(1),
                   Text(" of the time, "), Claimed(2), Text(" than before the pandemic. Attendance "), Claimed(3),
                   Text(", and in Inverlochy it stood at "), Claimed(4), Text("."))),
        figure(),
        Heading(2, (Text("What stands behind it"),), "what-stands-behind-it"),
        Paragraph((Text("Of all children, "), Claimed(5), Text(" live in poverty. "), Strong((Text("Mornings"),)),
                   Text(" are where most is lost, and "), Emphasis((Text("some"),)), Text(" say it is better "),
                   Claimed(6), Text(". See "), Link("https://example.org/report", (Text("the council's report"),)),
                   Text(" and the code "), Code("attendance_rate"), Text("."))),
        Bullets(False, ((Paragraph((Text("Fridays are the weakest day."),)),),
                        (Paragraph((Text("Late openings count as attended."),)),))),
        Quotation((Paragraph((Text("I come in when there is toast."),)),)),
        Rule(),
        Heading(3, (Text("How it was counted"),), "how-it-was-counted"),
        Method((("Attendance rate", "Share of possible half-day openings that children attended.",
                 ("A late arrival counts as attended.",)),)),
    )  # fmt: skip
    return StoryPage(
        name="attendance-gap", title=(Claimed(0), Text(", but not evenly")),
        plain_title="Attendance is recovering, but not evenly",
        question="Has the gap in attendance between our most and least deprived areas closed since 2018/19?",
        kind="story", audience=("elected-members", "inspectors"), serves="attend",
        hunch="Breakfast clubs bring children in (registered 3 May 2026, before the data was opened)",
        blocks=blocks, claims=claims(), sources=("attendance", "poverty"),
        banners=(
            Banner("contradicted", "New data of 2 November contradicts “4.4 percentage points less”."),
            Banner("failed-check", "Two rolls disagree for Glenmore by 14 pupils; figures below rest on the census."),
        ),
        measures=("attendance_rate", "child_poverty"),
        summary="Attendance is up for a second year, yet children in the poorest fifth of areas still miss one day in "
                "eight, and the gap to the least deprived fifth is wider than before the pandemic.",
        places=("council/S99000001",), approved=("Braeland Council",), released_on="2026-11-12",
        bundle="attendance-gap.ken.zip",
    )  # fmt: skip


def report_card() -> StoryPage:
    """Return a report card with each status."""
    cards = tuple(
        Card(title, measure, level, "2024/25", change, gap, target, status)
        for title, measure, level, change, gap, target, status in (
            ("Children attend school", "attendance_rate", "90.3%", "up 0.9 points in two years",
             "6.2 points below least deprived", "at least 92% by 2027/28", "off course"),
            ("Fewer children in poverty", "child_poverty", "20.4%", "down 1.1 points since 2021/22",
             "", "at most 18% by 2030/31", "on course"),
            ("Young people go on", "leavers", "95.7%", "no clear change", "3.1 points", "none set", "no target"),
            ("Children read well by P4", "literacy", "74%", "within chance", "16 points", "80% or more", "cannot tell"),
            ("Looked-after children attend", "attendance_rate", "[c]", "", "", "at least 90%", "withheld"),
        )
    )  # fmt: skip
    return StoryPage(
        name="braeland-report-card", title=(Text("How Braeland's children are doing, 2024/25"),),
        plain_title="How Braeland's children are doing, 2024/25", question="Are the outcomes we promised on course?",
        kind="report-card", audience=("elected-members", "families"), serves="attend", hunch="",
        blocks=(Cards(cards, "Councils and schools are not ranked against each other."), figure("attendance")),
        claims=(), banners=(), sources=("attendance",), measures=("attendance_rate", "child_poverty"),
        summary="Two outcomes are on course, one is not, and for one we cannot tell.", released_on="2026-11-12",
    )  # fmt: skip


def briefing(name: str = "friday-briefing", title: str = "Fridays cost children a week of school") -> StoryPage:
    """Return a briefing of the length that has to fit one printed page."""
    spoken = ("87.6%", "4.5 percentage points less", "one day in eight", "widened by 3.1 points", "twice as often")
    told = tuple(
        ClaimView(
            **{**vars(claims()[1]), "index": i, "words": words, "evidence": f"attendance_rate in 202{i}/2{i + 1}"}
        )
        for i, words in enumerate(spoken)
    )
    return StoryPage(
        name=name, title=(Text(title),), plain_title=title, question="Which day is missed most?",
        kind="briefing", audience=("elected-members",), serves="attend", hunch="",
        blocks=(
            Paragraph((Text("In 2024/25 children in the most deprived fifth of areas attended "), Claimed(0),
                       Text(" of the time, "), Claimed(1), Text(" than six years before: they missed "), Claimed(2),
                       Text(". The gap to the least deprived fifth "), Claimed(3), Text("."))),
            figure(),
            Paragraph((Text("Fridays were missed "), Claimed(4), Text(" as Tuesdays. No reason was recorded for most "
                       "of these absences, so what follows is a question and not an answer."))),
            Paragraph((Text("Members may wish to ask what Friday afternoons offer, and to whom."),)),
        ),
        claims=told, banners=(), sources=("attendance",), measures=("attendance_rate",),
        summary="Most of the gap falls on one day.", released_on="2026-10-02",
    )  # fmt: skip


def _measures() -> tuple[MeasureEntry, ...]:
    return (
        MeasureEntry(
            name="attendance_rate", title="Attendance rate",
            meaning="Share of possible half-day openings that children attended.", kind="rate",
            definition="Openings attended, divided by openings possible.", counted="every enrolled pupil, once",
            unit="per cent", better="higher is better", periods="2015/16 to 2024/25",
            dimensions=("council", "school", "stage", "sex", "SIMD quintile"),
            ways=(WayEntry("very_late", "very late counts as absent", "definition"),
                  WayEntry("all_year", "children enrolled all year", "cohort")),
            breaks=(BreakEntry("2020/21", "Schools closed to most children; openings were counted otherwise."),),
            approximate="Published per school and rounded; the council figure is within 0.1 points.",
            notes=("A late arrival counts as attended.",), sources=("attendance",), chart=figure("headline"),
            stories=("attendance-gap", "braeland-report-card", "friday-briefing"),
        ),
        MeasureEntry(
            name="child_poverty", title="Children in low-income families",
            meaning="Share of children under 16 in families below 60% of the median income.", kind="published",
            definition="As published; never added up.", counted="children under 16", unit="per cent",
            better="lower is better", periods="2014/15 to 2023/24", sources=("poverty",), stories=("attendance-gap",),
            inherited="national-core 2.1",
        ),
    )  # fmt: skip


def _sources() -> tuple[SourceEntry, ...]:
    return (
        SourceEntry(
            name="attendance", title="School attendance", provider="Braeland Council",
            purpose="To know who misses school, so that somebody asks why.", public=False,
            licence="Open Government Licence v3.0", attribution="Contains information from Braeland Council.",
            origin="https://example.org/attendance", cadence="every month, by the 10th", freshness="fresh",
            delivered="2026-11-09", due="2026-12-10", periods="2015/16 to 2024/25", rows=4_812_330, quarantined=12,
            snapshot="attendance-3f9c2a", version="1.4.0", limitations="Nursery children are not in it.",
            agreements=("Braeland Council lets the partnership count attendance until 31 July 2027.",),
            checks=(CheckEntry("one row per pupil and day", True, "No pupil has two rows on one day.", "error",
                               "consistency"),
                    CheckEntry("rolls agree", False, "Two rolls disagree for Glenmore by 14 pupils.", "warning",
                               "consistency")),
            fields=(FieldEntry("present", "integer", "Openings attended.", (("*", "suppressed"), ("", "missing")),
                               ("attendance_rate",)),
                    FieldEntry("simd_quintile", "string", "Fifth of areas, 1 is the most deprived.")),
            measures=("attendance_rate",), stories=("attendance-gap", "braeland-report-card", "friday-briefing"),
            withheld="31 of the 2,140 figures that these pages tell from it are withheld so that no child can be "
            "found: 1.4%. Most is withheld about Glenmuir Primary, 41% of its figures, and least about Braeland, 3%.",
            gaps=(
                Gap("school", "8400123", "School", "Glenmuir Primary", 54, 22, "41%"),
                Gap("", "5", "Deprivation of the area", "Least deprived", 300, 9, "3.0%"),
            ),
        ),
        SourceEntry(
            name="poverty", title="Children in low-income families", provider="Department for Work and Pensions",
            purpose="To set schooling beside money.", public=True, licence="Open Government Licence v3.0",
            attribution="© Crown copyright", origin="https://example.org/poverty", cadence="every year, by 31 March",
            freshness="out of date", delivered="2025-03-27", due="2026-03-31", periods="2014/15 to 2023/24", rows=320,
            checks=(CheckEntry("32 councils", True, "Every council is there."),), measures=("child_poverty",),
            stories=("attendance-gap",),
        ),
    )  # fmt: skip


def fixture_site(*, released: bool = True) -> Site:
    """Return the whole invented site."""
    stories = (
        story(), report_card(), briefing(),
        briefing("small-schools", "Small schools keep more of their pupils in class"),
        briefing("same-collection", "Two files, one collection: attendance was counted once"),
    )  # fmt: skip
    return Site(
        name="Braeland Children's Partnership",
        about="How children in Braeland are doing, told in stories whose every sentence is tested against the data. "
              "Anyone can check them.",
        publisher="Braeland Children's Partnership", contact="data@braeland.example",
        licence="Open Government Licence v3.0", built="2026-11-21T09:30:00+00:00", released=released,
        base_url="https://stories.braeland.example", stories=stories,
        first=("attendance-gap", "braeland-report-card", "friday-briefing"),
        changes=(
            Change("2026-11-12", "“Attendance is recovering, but not evenly” was released.",
                   "/stories/attendance-gap/"),
            Change("2026-11-09", "October attendance arrived; the rate for 2024/25 moved from 90.1% to 90.3%.",
                   "/sources/attendance/", "revision"),
        ),
        due=(
            Due("poverty", "Children in low-income families", "Department for Work and Pensions", "2026-03-31", True,
                "Due on 31 March 2026; 235 days late."),
            Due("attendance", "School attendance", "Braeland Council", "2026-12-10", False, "Due on 10 December 2026."),
        ),
        measures=_measures(), sources=_sources(),
        places=(
            PlaceEntry(
                "S99000001", "Braeland", "council", "Council",
                figures=(PlaceFigure("attendance_rate", "90.3%", "2024/25", "Scotland 90.2%"),
                         PlaceFigure("child_poverty", "20.4%", "2023/24", "Scotland 21.0%", "already published")),
                stories=("attendance-gap", "braeland-report-card"),
            ),
            PlaceEntry(
                "8400123", "Inverlochy Primary School", "school", "School",
                within=(("council", "S99000001", "Braeland"),),
                figures=(PlaceFigure("attendance_rate", SUPPRESSED, "2024/25", "Braeland 90.3%"),
                         PlaceFigure("child_poverty", Missing(), "2023/24")),
                note="Three years together can be shown.",
            ),
        ),
        goals=(
            GoalEntry("learn", "Every child learns and thrives", "What we promised children in 2024.", (
                OutcomeEntry("attend", "Children attend school", "They come, and want to come.",
                             ("attendance_rate",), ("child_poverty",),
                             (TargetEntry("attendance_rate", "at least 92% by 2027/28", "1.7 points to go"),),
                             ("attendance-gap",)),
            )),
        ),
        words=(
            WordEntry("opening", "Half a school day on which a school is open to a pupil.",
                      (("attendance", "possible attendance"),)),
            WordEntry("SIMD quintile", "One fifth of Scotland's areas, from most (1) to least deprived (5)."),
        ),
        vocabulary=(
            VocabularyEntry("rose, grew, climbed", "the later figure is greater, beyond chance", "rose by 0.9 points"),
            VocabularyEntry("one in four", "the share rounds to 25% at the precision written", "one in five children"),
        ),
        discrepancies=(CheckEntry("rolls", False, "Two rolls disagree for Glenmore by 14 pupils.", "warning"),),
        versions=(("kenspeckle", "0.1.0"), ("DuckDB", "1.5.5")),
    )  # fmt: skip
