"""Outlines of areas from a GeoJSON file, made simple enough for a web page.

Neighbours keep a common border: each stretch between two places where borders meet is simplified once and used
by both, so no slivers open between them. Small islands are left out, but never the largest part of an area.
The same file and tolerance give the same outlines, whatever the order of its features.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kenspeckle.ground.terms import KenError

Point = tuple[float, float]
Ring = tuple[Point, ...]
Shapes = dict[str, tuple[tuple[Ring, ...], ...]]


def shapes_from_geojson(path: Path, code_property: str, tolerance: float, smallest: float | None = None) -> Shapes:
    """Return polygons by area code, as `Chart.shapes` takes them.

    code_property: the property that holds an area's code. tolerance: how far an outline may move, in degrees of
    latitude (0.005 is about 550 metres). smallest: rings that cover less than this many square degrees are left
    out; by default those narrower than about three tolerances. Raises KenError for a file that is no GeoJSON of
    polygons, or has a feature without a code.
    """
    polygons = _read(path, code_property)
    least = (3 * tolerance) ** 2 if smallest is None else smallest
    meetings = _meetings(ring for parts in polygons.values() for rings in parts for ring in rings)
    arcs: dict[Ring, Ring] = {}
    found: Shapes = {}
    for code, parts in sorted(polygons.items()):
        largest = max((abs(_area(rings[0])) for rings in parts), default=0.0)
        kept = [r for r in parts if abs(_area(r[0])) >= least or abs(_area(r[0])) == largest]
        found[code] = tuple(
            tuple(
                _simplified(ring, meetings, tolerance, arcs)
                for n, ring in enumerate(rings)
                if n == 0 or abs(_area(ring)) >= least
            )
            for rings in kept
        )
    return found


def _read(path: Path, code_property: str) -> dict[str, list[list[Ring]]]:
    """Read each area's polygons as rings without their closing point."""
    try:
        content = json.loads(path.read_bytes())
    except ValueError:
        content = None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise KenError(f"{path.name}: this is no GeoJSON feature collection; boundaries are read from one")
    found: dict[str, list[list[Ring]]] = {}
    for number, feature in enumerate(features, 1):
        code = (feature.get("properties") or {}).get(code_property)
        if code is None:
            raise KenError(f"{path.name}: feature {number} has no property {code_property}; each area needs its code")
        found.setdefault(str(code), []).extend(_polygons(feature.get("geometry"), f"{path.name}: feature {number}"))
    return found


def _polygons(geometry: Mapping[str, Any] | None, where: str) -> list[list[Ring]]:
    kind = (geometry or {}).get("type")
    if geometry is None or kind not in ("Polygon", "MultiPolygon"):
        raise KenError(f"{where} is a {kind or 'feature without a geometry'}; areas are Polygon or MultiPolygon")
    parts = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
    try:
        rings = [[_open([(float(p[0]), float(p[1])) for p in ring]) for ring in part] for part in parts]
    except (TypeError, ValueError, IndexError) as error:
        raise KenError(f"{where} has coordinates that are no longitude and latitude") from error
    return [[ring for ring in part if len(ring) >= 3] for part in rings if part and len(part[0]) >= 3]


def _open(points: Sequence[Point]) -> Ring:
    """Drop repeated points and the closing one, and begin at the smallest, so that every ring has one form."""
    ring = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    start = ring.index(min(ring)) if ring else 0
    return tuple(ring[start:] + ring[:start])


def _meetings(rings: Any) -> set[Point]:
    """Return the points where borders meet or part: those whose neighbours differ from ring to ring."""
    beside: dict[Point, frozenset[Point]] = {}
    found: set[Point] = set()
    for ring in rings:
        for n, point in enumerate(ring):
            ends = frozenset((ring[n - 1], ring[(n + 1) % len(ring)]))
            if beside.setdefault(point, ends) != ends:
                found.add(point)
    return found


def _simplified(ring: Ring, meetings: set[Point], tolerance: float, arcs: dict[Ring, Ring]) -> Ring:
    """Simplify a ring arc by arc; an arc that a neighbour shares is simplified in one direction, once."""
    fixed = [n for n, point in enumerate(ring) if point in meetings]
    if len(fixed) < 2:
        # An island, or an area within another: fix its first point and the one farthest from it.
        start = fixed[0] if fixed else 0
        away = max(range(len(ring)), key=lambda n: (math.dist(ring[start], ring[n]), ring[n]))
        fixed = sorted({start, away})
    result: list[Point] = []
    for a, b in zip(fixed, [*fixed[1:], fixed[0] + len(ring)], strict=True):
        arc = tuple(ring[n % len(ring)] for n in range(a, b + 1))
        forward = min(arc, arc[::-1])
        if forward not in arcs:
            arcs[forward] = _fewer(forward, tolerance)
        simple = arcs[forward]
        result.extend((simple if arc == forward else simple[::-1])[:-1])
    if len(result) < 3:  # everything was within the tolerance: keep a triangle, so that the area is there
        result = list(ring[:: max(1, len(ring) // 3)][:3])
    return (*result, result[0])


def _fewer(points: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker's way: keep the ends, and each point that is farther than the tolerance from the line."""
    shrink = math.cos(math.radians(points[0][1]))
    flat = [(x * shrink, y) for x, y in points]
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        a, b = todo.pop()
        if b - a < 2:
            continue
        far, n = max((_distance(flat[n], flat[a], flat[b]), n) for n in range(a + 1, b))
        if far > tolerance:
            keep.add(n)
            todo += [(a, n), (n, b)]
    return tuple(points[n] for n in sorted(keep))


def _distance(p: Point, a: Point, b: Point) -> float:
    """From a point to the stretch between two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    long = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / long)) if long else 0.0
    return math.hypot(p[0] - a[0] - along * dx, p[1] - a[1] - along * dy)


def _area(ring: Ring) -> float:
    """Square degrees, with longitude shortened as on the ground."""
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))
    return twice / 2 * math.cos(math.radians(ring[0][1]))
