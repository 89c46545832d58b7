"""Outlines become simple enough for a page without opening gaps, and islands too small to see are left out."""

from __future__ import annotations

import itertools
import json
import math
import re
from decimal import Decimal
from pathlib import Path

import pytest

from kenspeckle.ground.terms import KenError
from kenspeckle.ground.terms.chart import Chart, ChartKind, Point, Series
from kenspeckle.outside.draw import draw, shapes_from_geojson


def feature(code: str, *polygons: list[list[tuple[float, float]]]) -> dict[str, object]:
    closed = [[[*ring, ring[0]] for ring in rings] for rings in polygons]
    kind, coordinates = ("Polygon", closed[0]) if len(closed) == 1 else ("MultiPolygon", closed)
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


def write(path: Path, *features: dict[str, object]) -> Path:
    file = path / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def wavy(n: int = 40) -> list[tuple[float, float]]:
    """A crooked border from (1, 50) up to (1, 51)."""
    return [(1 + 0.05 * math.sin(k / 3), 50 + k / n) for k in range(1, n)]


WEST = [(0.0, 50.0), (1.0, 50.0), *wavy(), (1.0, 51.0), (0.0, 51.0)]
EAST = [(2.0, 51.0), (1.0, 51.0), *reversed(wavy()), (1.0, 50.0), (2.0, 50.0)]
SPECK = [(5.0, 50.0), (5.001, 50.0), (5.001, 50.001)]


def zigzag(n: int = 7) -> list[tuple[float, float]]:
    """A border with many points equally far from the line: which is kept depends on where one begins."""
    return [(1 + 0.05 * (k % 2), 50 + k / n) for k in range(1, n)]


@pytest.mark.parametrize("border", [wavy(), zigzag()], ids=["wavy", "zigzag"])
def test_neighbours_keep_one_border_between_them(tmp_path, border):
    west = [(0.0, 50.0), (1.0, 50.0), *border, (1.0, 51.0), (0.0, 51.0)]
    east = [(2.0, 51.0), (1.0, 51.0), *reversed(border), (1.0, 50.0), (2.0, 50.0)]
    shapes = shapes_from_geojson(write(tmp_path, feature("W", [west]), feature("E", [east])), "code", 0.026)
    kept = [{p for p in shapes[code][0][0] if 0.9 < p[0] < 1.1} for code in "WE"]
    assert kept[0] == kept[1]
    assert 2 < len(kept[0]) < len(border) + 2, "simpler, yet still crooked"


def test_a_simplified_outline_stays_within_the_tolerance(tmp_path):
    ring = shapes_from_geojson(write(tmp_path, feature("W", [WEST])), "code", 0.015)["W"][0][0]
    for x, y in WEST:
        nearest = min(math.dist((x, y), _on(a, b, (x, y))) for a, b in itertools.pairwise(ring))
        assert nearest <= 0.015 / math.cos(math.radians(51)) + 1e-9
    assert ring[0] == ring[-1]


def _on(a, b, p):
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = max(0, min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)))
    return a[0] + t * dx, a[1] + t * dy


def test_specks_are_left_out_but_the_largest_part_of_an_area_never_is(tmp_path):
    file = write(tmp_path, feature("W", [WEST], [SPECK]), feature("S", [SPECK]))
    shapes = shapes_from_geojson(file, "code", 0.01)
    assert len(shapes["W"]) == 1
    assert len(shapes["S"]) == 1
    assert len(set(shapes["S"][0][0])) == 3
    assert len(shapes_from_geojson(file, "code", 0.01, smallest=0)["W"]) == 2


def test_the_order_of_features_and_where_a_ring_begins_change_nothing(tmp_path):
    one = shapes_from_geojson(write(tmp_path, feature("W", [WEST]), feature("E", [EAST])), "code", 0.01)
    turned = feature("W", [WEST[7:] + WEST[:7]])
    two = shapes_from_geojson(write(tmp_path, feature("E", [EAST]), turned), "code", 0.01)
    assert one == two
    assert list(one) == ["E", "W"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "no GeoJSON"),
        ('{"features": 3}', "no GeoJSON"),
        ('{"features": [{"properties": {}, "geometry": null}]}', "feature 1 has no property code"),
        ('{"features": [{"properties": {"code": "a"}, "geometry": null}]}', "without a geometry"),
        ('{"features": [{"properties": {"code": "a"}, "geometry": {"type": "Point"}}]}', "is a Point"),
        (
            '{"features": [{"properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [["x"]]}}]}',
            "no longitude and latitude",
        ),
    ],
)
def test_a_file_that_holds_no_areas_is_refused_with_the_reason(tmp_path, content, said):
    file = tmp_path / "areas.geojson"
    file.write_text(content)
    with pytest.raises(KenError, match=said):
        shapes_from_geojson(file, "code", 0.01)


def test_a_map_of_simplified_outlines_is_light_and_closed(tmp_path):
    import zlib

    coast = [(n * 0.03 + 0.01 * math.sin(n * k), 55 + 0.05 * math.cos(n)) for k in (3,) for n in range(100)]
    features = [
        feature(f"A{k}", [[(x, y + k) for x, y in coast] + [(3.0, 55.5 + k), (0.0, 55.5 + k)]]) for k in range(32)
    ]
    shapes = shapes_from_geojson(write(tmp_path, *features), "code", 0.004)
    points = tuple(Point(code, code, Decimal(n)) for n, code in enumerate(shapes))
    drawn = draw(Chart(ChartKind.MAP, "t", "s", "", 0, (Series("A", points),), shapes=shapes, anchor="a"))
    assert len(zlib.compress((drawn.svg + drawn.narrow).encode(), 9)) < 30_000
    assert len(re.findall(r'class="area[^>]*z"/>', drawn.svg)) == 32
