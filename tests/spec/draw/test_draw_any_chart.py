"""Whatever chart comes, it is drawn: well formed, inside its sheet, with one truth in picture, table and file."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kenspeckle.ground.terms import MISSING, NOT_APPLICABLE, SUPPRESSED, Absence, rounded
from kenspeckle.ground.terms.chart import Annotation, Change, Chart, ChartKind, Point, Series
from kenspeckle.outside.draw import draw
from kenspeckle.outside.draw.lettering import SIZES, width

SVG = "{http://www.w3.org/2000/svg}"

numbers = st.one_of(
    st.integers(-(10**13), 10**13),
    st.decimals(-(10**6), 10**6, places=4),
    st.fractions(-1000, 1000, max_denominator=997),
    st.sampled_from([0, Decimal("0.04"), Decimal("99.96"), Decimal(100)]),
)
values = st.one_of(numbers, st.sampled_from([SUPPRESSED, MISSING, NOT_APPLICABLE]))
labels = st.one_of(st.text(max_size=60), st.sampled_from(["Comhairle nan Eilean Siar", "<&\">'", "=1+1", "W" * 90]))
periods = st.sampled_from(
    [
        [f"{y}/{(y + 1) % 100:02d}" for y in range(2015, 2025)],
        [f"{2020 + n // 12}-{n % 12 + 1:02d}" for n in range(40)],
        [f"2024-Q{q}" for q in (1, 2, 4)],
        [f"2024-T{t}" for t in (1, 2, 3)],
        ["2024-02-29", "2024-03-01", "2025-01-01"],
        ["Primary", "Secondary", "", "Special & other <units>"],
    ]
)


@st.composite
def any_chart(draw_from) -> Chart:
    xs = draw_from(periods)
    lines = []
    for _ in range(draw_from(st.integers(0, 6))):
        some = draw_from(st.lists(st.sampled_from(xs), unique=True, max_size=len(xs)))
        points = []
        for x in some:
            value = draw_from(values)
            ends = draw_from(st.none() | st.tuples(numbers, numbers))
            note = draw_from(st.sampled_from(["", "a note"]))
            points.append(
                Point(
                    x, draw_from(st.just(x) | labels), value, interval=ends, note=note, apart=draw_from(st.booleans())
                )
            )
        lines.append(Series(draw_from(labels), tuple(points), draw_from(st.sampled_from(Change))))
    square = (((-3.0, 55.0), (-2.0, 55.0), (-2.0, 56.0), (-3.0, 55.0)),)
    placed = draw_from(st.lists(st.sampled_from(xs), unique=True))
    return Chart(
        kind=draw_from(st.sampled_from(ChartKind)),
        title=draw_from(labels),
        subtitle=draw_from(labels),
        unit=draw_from(st.sampled_from(["percent", "pounds", "children", "per_1000", "points", "", "odd_unit"])),
        places=draw_from(st.integers(0, 3)),
        series=tuple(lines),
        axis=draw_from(st.sampled_from(["period", "council", "simd_quintile", ""])),
        better=draw_from(st.sampled_from(["", "higher", "lower"])),
        target=draw_from(st.none() | values),
        annotations=tuple(
            Annotation(
                draw_from(st.sampled_from([*xs, "2021-08", "1066", "?"])),
                draw_from(labels),
                breaks,
                draw_from(st.booleans()),
            )
            for breaks in draw_from(st.lists(st.booleans(), max_size=3))
        ),
        shapes=dict.fromkeys(placed, (square,)),
        tiles={x: (n % 4, n // 4) for n, x in enumerate(placed)},
        anchor=draw_from(st.sampled_from(["a", "", "två & <3>"])),
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_chart())
def test_any_chart_is_drawn_well_formed_with_all_words_inside_the_sheet(chart):
    drawn = draw(chart)
    for svg in filter(None, (drawn.svg, drawn.narrow)):
        root = ET.fromstring(svg)
        _, _, wide, high = (float(n) for n in root.get("viewBox").split())
        for text in root.iter(SVG + "text"):
            kind, anchor, *_ = text.get("class").split()
            long = width(text.text, kind)
            left = float(text.get("x")) - {"start": 0, "middle": long / 2, "end": long}[anchor]
            assert left >= -0.1, text.text
            assert left + long <= wide + 0.1, text.text
            assert SIZES[kind] * 0.7 <= float(text.get("y")) <= high, text.text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_chart())
def test_table_and_file_hold_every_value_as_published(chart):
    drawn = draw(chart)
    rows = list(csv.reader(io.StringIO(drawn.csv, newline="")))
    shift = len(rows[0]) - len(drawn.head)  # 1 where the file has a column of codes
    assert shift in (0, 1)
    assert len(rows) == len(drawn.rows) + 1
    xs = sorted({p.x for s in chart.series for p in s.points})
    assert len(drawn.rows) == len(xs)
    for text, row in zip(drawn.rows, rows[1:], strict=True):
        for n in range(1, len(drawn.head)):
            if drawn.head[n] == "Note":
                continue
            assert text[n].replace(",", "").replace("−", "-") == row[n + shift]
    told = [cell for row in rows[1:] for cell in row]
    for series in chart.series:
        for point in series.points:
            shown = point.value.mark if isinstance(point.value, Absence) else f"{rounded(point.value, chart.places):f}"
            assert shown in told


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_chart())
def test_any_chart_has_a_sentence_and_explains_each_mark_in_its_table(chart):
    drawn = draw(chart)
    assert drawn.sentence.endswith(".")
    for mark in ("[c]", "[x]", "[z]"):
        if any(mark in cell for row in drawn.rows for cell in row[1:]):
            assert any(note.startswith(mark) for note in drawn.notes)
