"""Pictures are accessible, say no more than the printed numbers, and never join what is not known."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from fractions import Fraction

import pytest
from tools.gallery import charts

from kenspeckle.ground.terms import MISSING, NOT_APPLICABLE, SUPPRESSED, Value
from kenspeckle.ground.terms.chart import Annotation, Chart, ChartKind, Point, Series
from kenspeckle.outside.draw import draw
from kenspeckle.outside.draw.lettering import width

D = Decimal
SVG = "{http://www.w3.org/2000/svg}"
PICTURES = [k for k in ChartKind if k not in (ChartKind.TABLE, ChartKind.CARDS)]
SQUARE = (((0.0, 55.0), (1.0, 55.0), (1.0, 56.0), (0.0, 56.0), (0.0, 55.0)),)


def chart(*values: Value, kind: ChartKind = ChartKind.LINE, **more: object) -> Chart:
    """One series over the years from 2018."""
    points = tuple(Point(str(2018 + n), str(2018 + n), v) for n, v in enumerate(values))
    if kind is ChartKind.TILES:
        more["tiles"] = {p.x: (n, 0) for n, p in enumerate(points)}
    if kind is ChartKind.MAP:
        more["shapes"] = {p.x: (tuple(tuple((x + n, y) for x, y in r) for r in SQUARE),) for n, p in enumerate(points)}
    given: dict[str, object] = {"unit": "percent", "places": 1, "axis": "period", "subtitle": "All", "anchor": "a"}
    return Chart(kind=kind, title="Found", series=(Series("Rate", points),), **(given | more))  # type: ignore[arg-type]


def elements(svg: str, name: str) -> list[ET.Element]:
    """Elements with a CSS class, or with a tag."""
    root = ET.fromstring(svg)
    return [e for e in root.iter() if name in e.get("class", "").split() or e.tag == SVG + name]


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_names_itself_by_its_finding_and_describes_itself_in_words(kind):
    drawn = draw(chart(D(90), SUPPRESSED, D(92), kind=kind))
    for svg, wide in ((drawn.svg, "640"), (drawn.narrow, "320")):
        root = ET.fromstring(svg)
        title, desc = root.find(SVG + "title"), root.find(SVG + "desc")
        assert root.get("role") == "img"
        assert root.get("width") == wide
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text == "Found"
        assert drawn.sentence in desc.text
        assert "[c] suppressed" in desc.text


@pytest.mark.parametrize("kind", [ChartKind.TABLE, ChartKind.CARDS])
def test_tables_and_cards_have_words_and_no_picture(kind):
    drawn = draw(chart(D(90), D(92), kind=kind))
    assert (drawn.svg, drawn.narrow) == ("", "")
    assert drawn.rows
    assert drawn.csv
    assert drawn.sentence


@pytest.mark.parametrize("number", range(len(list(charts(None)))))
def test_no_picture_holds_a_style_a_script_a_colour_or_an_outside_address(number):
    drawn = draw(list(charts(None))[number])
    for svg in filter(None, (drawn.svg, drawn.narrow)):
        for element in ET.fromstring(svg).iter():
            assert element.tag.removeprefix(SVG) not in {"style", "script", "a", "image", "use", "foreignObject"}
            assert not {"style", "stroke", "color", "href", "onclick"} & set(element.keys())
            assert element.get("fill", "url(#").startswith("url(#")
        assert "#" not in re.sub(r'url\(#[\w-]+\)|[^"]*(?=</desc>)', "", svg)
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_ids_are_unique_over_a_page_and_every_reference_is_answered():
    drawn = [draw(c) for c in charts(None)]
    pictures = [svg for d in drawn for svg in (d.svg, d.narrow) if svg]
    ids = [i for svg in pictures for i in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    used = {r for svg in pictures for r in re.findall(r"url\(#([^)]+)\)", svg)}
    assert used
    assert used <= set(ids)


@pytest.mark.parametrize("kind", PICTURES)
def test_the_place_of_a_mark_comes_from_the_published_number(kind):
    """Otherwise a ruler on the picture would give back the digits that rounding took away."""
    fine = draw(chart(Fraction(8761, 100), D("90.049"), D("92.9501"), kind=kind, target=D("91.04")))
    coarse = draw(chart(D("87.6"), D("90.0"), D("93.0"), kind=kind, target=D(91)))
    assert fine == coarse


def test_the_ends_of_intervals_come_from_published_numbers_too():
    def dots(low: str, high: str) -> Chart:
        point = Point("P1", "P1", D(5), interval=(D(low), D(high)))
        return Chart(ChartKind.DOT, "t", "s", "", 0, (Series("A", (point,)),), anchor="a")

    assert draw(dots("3.6", "7.4")) == draw(dots("4", "7"))


@pytest.mark.parametrize("kind", PICTURES)
def test_the_same_chart_gives_the_same_bytes(kind):
    assert draw(chart(D(90), MISSING, D(91), kind=kind)) == draw(chart(D(90), MISSING, D(91), kind=kind))


@pytest.mark.parametrize("absence", [SUPPRESSED, MISSING, NOT_APPLICABLE])
def test_a_line_is_cut_at_an_absence_and_never_falls_to_zero(absence):
    drawn = draw(chart(D(90), D(91), absence, D(92), D(93)))
    lines = elements(drawn.svg, "line")
    assert len(lines) == 2
    assert all(line.get("d").count("L") == 1 for line in lines)
    assert len(elements(drawn.svg, "mark")) == 4


def test_a_line_is_cut_where_a_year_was_skipped():
    points = tuple(Point(x, x, D(9)) for x in ("2017", "2018", "2020", "2021"))
    drawn = draw(Chart(ChartKind.LINE, "t", "s", "", 0, (Series("A", points),), axis="period", anchor="a"))
    assert len(elements(drawn.svg, "line")) == 2
    xs = [float(m.get("cx")) for m in elements(drawn.svg, "mark")]
    assert xs[2] - xs[1] == pytest.approx(2 * (xs[1] - xs[0]), abs=0.2)


def test_a_line_is_cut_and_marked_where_what_was_counted_changed():
    note = Annotation("2020", "New definition", breaks=True)
    drawn = draw(chart(D(90), D(91), D(85), D(86), annotations=(note,)))
    assert len(elements(drawn.svg, "line")) == 2
    assert len(elements(drawn.svg, "break")) == 1
    assert "New definition" in [t.text for t in elements(drawn.svg, "text")]


def test_a_note_without_a_place_on_the_axis_is_told_below_the_picture():
    drawn = draw(chart(D(90), D(91), annotations=(Annotation("1999", "Long before"),)))
    assert "1999: Long before" in [t.text for t in elements(drawn.svg, "text")]


@pytest.mark.parametrize("kind", PICTURES)
def test_the_four_absences_look_different_and_are_explained(kind):
    """Zero is a value with a mark; the other three have a box of their own and their own sign."""
    drawn = draw(chart(0, SUPPRESSED, MISSING, NOT_APPLICABLE, D(5), kind=kind, places=0, unit=""))
    for svg in (drawn.svg, drawn.narrow):
        texts = " ".join(t.text for t in elements(svg, "text"))
        for sign, look in (("[c]", "gap-suppressed"), ("[x]", "gap-missing"), ("[z]", "gap-not-applicable")):
            assert sign in texts
            assert len(elements(svg, look)) >= 2, "once in the picture, once in the key"
        assert "suppressed: known, and hidden" in texts
        hatched = {e.get("class").split()[-1] for e in elements(svg, "gap-suppressed")}
        assert all(e.get("fill") for e in elements(svg, "gap-suppressed")), hatched
        assert not any(e.get("fill") for e in elements(svg, "gap-missing") + elements(svg, "gap-not-applicable"))


def test_zero_is_a_mark_on_the_axis_and_a_suppressed_value_is_none():
    zero, hidden = draw(chart(0, D(5), kind=ChartKind.BAR)), draw(chart(SUPPRESSED, D(5), kind=ChartKind.BAR))
    assert len(elements(zero.svg, "bar")) == 2
    assert len(elements(zero.svg, "zero")) == 1
    assert len(elements(hidden.svg, "bar")) == 1


def test_no_digit_of_a_hidden_value_can_be_in_a_picture():
    """All that differs between charts of hidden values is how many there are."""
    drawn = draw(chart(SUPPRESSED, SUPPRESSED))
    assert not elements(drawn.svg, "mark")
    assert not elements(drawn.svg, "grid")


def test_bars_begin_at_zero_and_go_left_below_it():
    drawn = draw(chart(D(4), D(-2), kind=ChartKind.BAR))
    up, down = elements(drawn.svg, "bar")
    zero = float(up.get("x"))
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(zero, abs=0.2)
    assert float(up.get("width")) == pytest.approx(2 * float(down.get("width")), abs=0.3)
    assert "below" in down.get("class")


def test_at_most_ten_gridlines():
    for c in charts(None):
        drawn = draw(c)
        panels = len(c.series) if "multiples" in c.kind or len(c.series) > 4 else 1
        for svg in filter(None, (drawn.svg, drawn.narrow)):
            assert len(elements(svg, "grid")) <= 10 * panels, c.title


def test_more_than_four_lines_become_small_multiples_on_one_scale():
    lines = tuple(Series(f"S{n}", (Point("2018", "2018", D(n)), Point("2019", "2019", D(n)))) for n in range(5))
    drawn = draw(Chart(ChartKind.LINE, "t", "s", "", 0, lines, axis="period", anchor="a"))
    assert {f"S{n}" for n in range(5)} <= {t.text for t in elements(drawn.svg, "strong")}
    heights = [float(re.match(r"M\S+ (\S+?)L", e.get("d"))[1]) for e in elements(drawn.svg, "line")]
    first_row = heights[:3]
    assert first_row == sorted(first_row, reverse=True)
    assert len(set(first_row)) == 3


def test_series_differ_in_shape_and_dashes_as_well_as_in_colour():
    lines = tuple(Series(f"S{n}", (Point("2018", "2018", D(n)), Point("2019", "2019", D(n)))) for n in range(4))
    drawn = draw(Chart(ChartKind.LINE, "t", "s", "", 0, lines, axis="period", anchor="a"))
    assert len({e.get("class") for e in elements(drawn.svg, "line")}) == 4
    assert len({(e.tag, re.sub(r"^M\S+ \S+?m", "", e.get("d", ""))) for e in elements(drawn.svg, "mark")}) == 4


def test_every_line_is_named_where_it_ends():
    lines = tuple(Series(f"Series {n}", (Point("2018", "2018", D(9)), Point("2019", "2019", D(9)))) for n in range(4))
    drawn = draw(Chart(ChartKind.LINE, "t", "s", "", 0, lines, axis="period", anchor="a"))
    ends = [t for t in elements(drawn.svg, "label") if t.text.startswith("Series")]
    ys = sorted(float(t.get("y")) for t in ends)
    assert len(ys) == 4
    assert all(b - a >= 30 for a, b in itertools.pairwise(ys)), "labels are moved apart"


def test_classes_of_a_map_are_told_in_words_and_differ_without_colour():
    drawn = draw(chart(*(D(n) for n in range(9)), kind=ChartKind.MAP, axis="council"))
    texts = [t.text for t in elements(drawn.svg, "text")]
    assert texts == ["6.0% to 8.0%: 3 councils", "3.0% to 5.0%: 3 councils", "0.0% to 2.0%: 3 councils"]
    fills = [e.get("fill", e.get("class")) for e in elements(drawn.svg, "area")]
    assert len(set(fills)) == 3


def test_a_class_never_straddles_zero():
    drawn = draw(chart(D(-3), D(-1), D(0), D(2), kind=ChartKind.MAP, axis="council"))
    texts = [t.text for t in elements(drawn.svg, "text")]
    assert texts == ["2.0%: 1 council", "0.0%: 1 council", "−3.0% to −1.0%: 2", "councils"]


def boxed(**squares: tuple[float, float, float]) -> Chart:
    """A map of squares: west, south and side of each, in degrees."""
    shapes = {
        name: ((((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)),),)
        for name, (x, y, side) in squares.items()
    }
    points = tuple(Point(name, name, D(n)) for n, name in enumerate(squares))
    return Chart(
        ChartKind.MAP, "Found", "All", "percent", 1, (Series("Rate", points),), "council", shapes=shapes, anchor="a"
    )


@pytest.mark.parametrize("form", ["svg", "narrow"])
def test_an_area_far_from_all_others_stands_in_a_box_and_leaves_them_their_size(form):
    near = {"A": (0.0, 50.0, 1.0), "B": (1.0, 50.0, 1.0), "C": (0.0, 51.0, 1.0), "D": (1.0, 51.0, 1.0)}

    def widest(drawn: str) -> float:
        first = elements(drawn, "area")[0].get("d", "")
        return max(abs(float(n)) for n in re.findall(r"-?[\d.]+", first)[2:])

    alone, far = (getattr(draw(c), form) for c in (boxed(**near), boxed(**near, Isles=(3.0, 56.0, 0.2))))
    assert widest(far) == pytest.approx(widest(alone), rel=0.06), "a degree is as wide as in the middle"
    assert len(elements(far, "inset")) == 1
    assert any("Isles: not where it" in (t.text or "") for t in elements(far, "text"))
    assert sum("area" in (e.get("class") or "").split() for e in ET.fromstring(far).iter(f"{SVG}path")) == 5
    beside = getattr(draw(boxed(**near, Isles=(2.05, 50.0, 0.1))), form)
    assert elements(beside, "inset") == [], "an area close by stays where it lies"


def test_a_map_takes_the_room_there_is():
    drawn = draw(boxed(A=(0.0, 50.0, 1.0), B=(0.0, 51.0, 1.0)))
    high = float(ET.fromstring(drawn.svg).get("height", "0"))
    assert 680 <= high <= 760


def test_tiles_take_the_width_there_is_and_hold_whole_names():
    councils = ["Aberdeenshire", "Aberdeen City", "Na h-Eileanan Siar", "Clackmannanshire", "West Dunbartonshire"]
    points = tuple(Point(name, name, D(n)) for n, name in enumerate(councils))
    tiles = {name: (n % 8, n // 8) for n, name in enumerate([*councils, "F", "G", "H"])}
    chart = Chart(
        ChartKind.TILES, "Found", "All", "percent", 1, (Series("Rate", points),), "council", tiles=tiles, anchor="a"
    )
    drawn = draw(chart).svg
    assert max(float(e.get("x", "0")) + float(e.get("width", "0")) for e in elements(drawn, "tile")) > 600
    said = "".join(t.text or "" for t in elements(drawn, "tiny")).replace("-", "").replace(" ", "")
    for name in councils:
        assert name.replace("-", "").replace(" ", "") in said, "no name is cut short"


def test_the_first_and_the_last_step_of_a_small_panel_stand_apart():
    years = [f"{y}/{(y + 1) % 100:02d}" for y in range(1996, 2022)]
    lines = tuple(Series(f"S{n}", tuple(Point(y, y, D(300_000)) for y in years)) for n in range(5))
    drawn = draw(Chart(ChartKind.MULTIPLES, "Found", "All", "crimes", 0, lines, "period", anchor="a"))
    for svg in (drawn.svg, drawn.narrow):
        ticks = [t for t in elements(svg, "tick") if (t.text or "") in (years[0], years[-1])]
        assert len(ticks) == 10
        for first, last in zip(ticks[::2], ticks[1::2], strict=True):
            end = float(first.get("x", "0")) + width(years[0], "tick")
            assert float(last.get("x", "0")) - width(years[-1], "tick") / 2 > end


def test_areas_without_a_place_are_counted_below_the_map():
    base = chart(D(1), D(2), D(3), kind=ChartKind.TILES, axis="council")
    drawn = draw(Chart(**{**base.__dict__, "tiles": {"2018": (0, 0), "2019": (1, 0)}}))
    assert any("1 of 3 councils has no place here" in t.text for t in elements(drawn.svg, "text"))


def test_a_hundred_line_charts_are_light():
    """A page must stay light: a line of 36 months is a few dozen elements and under 1.5 KB compressed."""
    import zlib

    points = tuple(Point(f"{2021 + n // 12}-{n % 12 + 1:02d}", f"M{n}", D(n % 7)) for n in range(36))
    for n in range(100):
        drawn = draw(Chart(ChartKind.LINE, "t", "s", "", 0, (Series("A", points),), axis="period", anchor=f"a{n}"))
    assert sum(1 for _ in ET.fromstring(drawn.svg).iter()) < 60
    assert len(zlib.compress(drawn.svg.encode(), 9)) < 1500
