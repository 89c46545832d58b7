"""An area map from outlines: filled by class, each outlined, with the classes in words beside it.

The projection is local: a degree of longitude is shortened by the cosine of the middle latitude, which is right
within a country. It is for recognising places, not for measuring them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MISSING, Absence

from . import absent
from .classes import classes, hatch_of, left_out, legend, look_of
from .grid import Grid
from .sheet import Sheet, escape

Ring = Sequence[tuple[float, float]]

_DEEPEST = 600
_FINEST = 8
"""Tenths of a unit: a bend smaller than this cannot be seen at any width and is left out."""


@dataclass(frozen=True)
class Projection:
    """From degrees to tenths of a unit on the sheet."""

    west: float
    north: float
    narrowing: float
    scale: float

    @classmethod
    def onto(cls, rings: Sequence[Ring], wide: int, deep: int) -> Projection:
        points = [p for ring in rings for p in ring]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        narrowing = max(math.cos(math.radians((south + north) / 2)), 0.01)
        scale = min((wide - 4) / max((east - west) * narrowing, 1e-9), (deep - 4) / max(north - south, 1e-9))
        return cls(west, north, narrowing, min(scale, 1e6) * 10)

    def tenths(self, point: tuple[float, float]) -> tuple[int, int]:
        x = (point[0] - self.west) * self.narrowing * self.scale
        return round(x) + 20, round((self.north - point[1]) * self.scale) + 20


def draw_map(sheet: Sheet, grid: Grid) -> None:
    """Draw the first series; areas without a point are missing, points without an outline are counted below."""
    shapes = {code: polygons for code, polygons in grid.chart.shapes.items() if any(r for p in polygons for r in p)}
    if not shapes or not grid.values:
        return
    narrow = sheet.wide < 500
    values = grid.values[0]
    rings = [ring for polygons in shapes.values() for polygon in polygons for ring in polygon if ring]
    to = Projection.onto(rings, sheet.wide if narrow else sheet.wide - 220, _DEEPEST)
    found = classes([v for v in values.values() if not isinstance(v, Absence)])
    right = deep = 0
    for code, polygons in shapes.items():
        look = look_of(values.get(code, MISSING), found)
        hatch = hatch_of(look)
        parts = []
        for ring in (ring for polygon in polygons for ring in polygon if ring):
            path = _path([to.tenths(p) for p in ring])
            parts.append(path)
            right = max(right, *(to.tenths(p)[0] for p in ring))
            deep = max(deep, *(to.tenths(p)[1] for p in ring))
        fill = f' fill="{sheet.hatch(hatch)}"' if hatch else ""
        names = "area" if hatch and look in ("m1", "m2", "m-below") else f"area {look}"
        sheet.parts.append(f'<path class="{escape(names)}"{fill} d="{"".join(parts)}"/>')
    sheet.reach(deep // 10 + 2)
    if narrow:
        legend(sheet, grid, found, 1, deep // 10 + 14, sheet.wide, hatched=True)
    else:
        x = right // 10 + 20
        legend(sheet, grid, found, x, 8, sheet.wide - x, hatched=True)
    absent.notes(sheet, sheet.bottom, left_out(grid, sum(x in shapes for x in grid.xs)))


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Write a closed ring with relative steps, leaving out bends that cannot be seen."""
    kept = [points[0]]
    for p in points[1:]:
        if abs(p[0] - kept[-1][0]) + abs(p[1] - kept[-1][1]) > _FINEST:
            kept.append(p)
    d = [f"M{_tenth(kept[0][0])} {_tenth(kept[0][1])}"]
    for a, b in itertools.pairwise(kept):
        dx, dy = _tenth(b[0] - a[0]), _tenth(b[1] - a[1])
        d.append(f"l{dx}{'' if dy.startswith('-') else ' '}{dy}")
    return "".join(d) + "z"


def _tenth(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    text = (f"{whole}" if whole or not rest else "") + (f".{rest}" if rest else "")
    return f"-{text}" if tenths < 0 else text
