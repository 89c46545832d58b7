"""An area map from outlines: filled by class, each outlined, with the classes in words beside it.

The projection is local: a degree of longitude is shortened by the cosine of the middle latitude, which is right
within a country. It is for recognising places, not for measuring them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MISSING, Absence

from . import absent
from .classes import classes, hatch_of, left_out, legend, look_of
from .grid import Grid
from .lettering import wrap
from .sheet import Sheet, escape

Ring = Sequence[tuple[float, float]]
Area = Sequence[Ring]
Box = tuple[float, float, float, float]
"""West, south, east and north, with longitudes narrowed."""

_DEEPEST = 700
_BESIDE = 220
"""The room that the classes in words take beside a wide map."""
_FINEST = 8
"""Tenths of a unit: a bend smaller than this cannot be seen at any width and is left out."""
_GAIN = 1.15
"""An area is moved to a box of its own when all the others can then be drawn larger by this."""
_MOVED = 2
"""At most so many areas are moved."""
_PAD = 8


@dataclass(frozen=True)
class Projection:
    """From degrees to tenths of a unit on the sheet; left and top are where the box that is drawn begins."""

    box: Box
    narrowing: float
    scale: float  # tenths of a unit for a degree of latitude
    left: int = 20
    top: int = 20

    def tenths(self, point: tuple[float, float]) -> tuple[int, int]:
        x = (point[0] * self.narrowing - self.box[0]) * self.scale
        return round(x) + self.left, round((self.box[3] - point[1]) * self.scale) + self.top

    @property
    def wide(self) -> float:
        return (self.box[2] - self.box[0]) * self.scale / 10

    @property
    def deep(self) -> float:
        return (self.box[3] - self.box[1]) * self.scale / 10


def draw_map(sheet: Sheet, grid: Grid) -> None:
    """Draw the first series; areas without a point are missing, points without an outline are counted below.

    An area far from all others, which would make them small, stands in a box of its own, at the same scale.
    """
    areas = {code: [r for p in polygons for r in p if r] for code, polygons in grid.chart.shapes.items()}
    areas = {code: rings for code, rings in areas.items() if rings}
    if not areas or not grid.values:
        return
    narrow = sheet.wide < 500
    room = sheet.wide if narrow else sheet.wide - _BESIDE
    latitudes = [y for rings in areas.values() for ring in rings for _, y in ring]
    narrowing = max(math.cos(math.radians((min(latitudes) + max(latitudes)) / 2)), 0.01)
    boxes = {code: _box(rings, narrowing) for code, rings in areas.items()}
    moved = _moved(boxes, room)
    rest = _round(box for code, box in boxes.items() if code not in moved)
    to = Projection(rest, narrowing, _scale(rest, room) * 10)
    shown = {code: grid.values[0].get(code, MISSING) for code in areas}
    found = classes([v for v in shown.values() if not isinstance(v, Absence)])
    for code, rings in areas.items():
        if code not in moved:
            _area(sheet, look_of(shown[code], found), [[to.tenths(p) for p in ring] for ring in rings])
    deep = round(to.deep) + 4
    sheet.reach(deep)
    x = 1 if narrow else min(round(to.wide) + 24, sheet.wide - _BESIDE + 20)
    at = legend(sheet, grid, shown.values(), x, deep + 10 if narrow else 8, sheet.wide - x, hatched=True)
    for code in moved:
        place = replace(to, box=boxes[code], left=(x + _PAD) * 10, top=round(at + 12 + _PAD) * 10)
        sheet.rect(x, at + 12, place.wide + 2 * _PAD, place.deep + 2 * _PAD, "inset")
        _area(sheet, look_of(shown[code], found), [[place.tenths(p) for p in ring] for ring in areas[code]])
        name = wrap(f"{grid.labels.get(code, code)}: not where it lies, at the same scale", sheet.wide - x, "note")
        at = sheet.lines(x, at + 12 + place.deep + 2 * _PAD + 16, name, "note") - 10
    absent.notes(sheet, sheet.bottom, left_out(grid, areas))


def _area(sheet: Sheet, look: str, rings: Sequence[list[tuple[int, int]]]) -> None:
    """Draw one area, its points in tenths of a unit."""
    hatch = hatch_of(look)
    fill = f' fill="{sheet.hatch(hatch)}"' if hatch else ""
    names = "area" if hatch and look in ("m1", "m2", "m-below") else f"area {look}"
    sheet.parts.append(f'<path class="{escape(names)}"{fill} d="{"".join(_path(ring) for ring in rings)}"/>')


def _box(rings: Area, narrowing: float) -> Box:
    xs, ys = ([p[axis] for ring in rings for p in ring] for axis in (0, 1))
    return min(xs) * narrowing, min(ys), max(xs) * narrowing, max(ys)


def _round(boxes: Iterable[Box]) -> Box:
    """The box round all boxes."""
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _scale(box: Box, room: int) -> float:
    """How many units a degree of latitude takes, where a box is to fill the room there is."""
    wide, deep = max(box[2] - box[0], 1e-9), max(box[3] - box[1], 1e-9)
    return min((room - 4) / wide, (_DEEPEST - 4) / deep, 1e6)


def _moved(boxes: Mapping[str, Box], room: int) -> tuple[str, ...]:
    """Return the areas that lie clear of all others and cost them much of their size, the costliest first."""
    moved: list[str] = []
    while len(moved) < _MOVED and len(boxes) - len(moved) > 2:
        here = {code: box for code, box in boxes.items() if code not in moved}
        scale = _scale(_round(here.values()), room)
        without = {code: _round(b for other, b in here.items() if other != code) for code in here}
        code = max(sorted(without), key=lambda c: _scale(without[c], room))
        larger, box = _scale(without[code], room), boxes[code]
        fits = (box[2] - box[0]) * larger + 2 * _PAD < _BESIDE - 20 and (box[3] - box[1]) * larger < _DEEPEST / 3
        if larger < scale * _GAIN or not fits or not _clear(box, without[code]):
            break
        moved.append(code)
    return tuple(moved)


def _clear(one: Box, other: Box) -> bool:
    """Whether two boxes have nothing in common."""
    return one[0] > other[2] or other[0] > one[2] or one[1] > other[3] or other[1] > one[3]


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
