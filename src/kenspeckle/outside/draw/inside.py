"""Inside figures drawn like public ones, with a mark in the picture, its title, its table and its sentence.

The chart that they are drawn from lives in here only: a chart can be written down, an inside figure cannot.
"""

from __future__ import annotations

from kenspeckle.ground.terms.absence import Absence
from kenspeckle.ground.terms.chart import Chart, ChartKind, Point, Series
from kenspeckle.ground.terms.inside import MARK, InsideDrawing, InsideFigure, opened

from .picture import draw

_BAND = 24
"""How much deeper the picture gets for the mark at its top."""


def draw_inside(figure: InsideFigure) -> InsideDrawing:
    """Return the drawing of an inside figure, marked all over."""
    title, axis, unit, places, points = opened(figure)
    series = Series("", tuple(Point(code, label, value) for code, label, value, _ in points))
    kind = ChartKind.LINE if axis == "period" and len(points) > 1 else ChartKind.BAR
    drawn = draw(Chart(kind, f"{MARK}: {title}", "", unit, places, (series,), axis=axis, anchor="inside"))
    children = ["" if n is None else f"{n:,}" for _, _, value, n in points]
    known = any(children)
    head = (*drawn.head, "Children") if known else drawn.head
    rows = tuple((*row, n) if known else row for row, n in zip(drawn.rows, children, strict=True))
    said = f"{MARK}. {title}. {drawn.sentence}"
    if any(isinstance(value, Absence) for _, _, value, _ in points):
        said += " What is absent here its source does not tell."
    svg = _marked(drawn.svg.replace(" ken-wide", "", 1))
    return InsideDrawing(svg, said, (f"{head[0]} ({MARK.lower()})", *head[1:]), rows)


def _marked(svg: str) -> str:
    """The picture with the mark written across its top, where no crop of the figure leaves it out unseen."""
    start, rest = svg.split(">", 1)
    wide, high = (float(n) for n in start.split('viewBox="0 0 ')[1].split('"')[0].split())
    deeper = (
        start.replace(f'viewBox="0 0 {wide:g} {high:g}"', f'viewBox="0 {-_BAND} {wide:g} {high + _BAND:g}"')
    ).replace(f'height="{high:g}"', f'height="{high + _BAND:g}"')
    band = f'<rect class="inside-mark" x="0" y="{-_BAND}" width="{wide:g}" height="{_BAND - 4}"/>'
    words = f'<text class="strong inside-mark" x="4" y="-9">{MARK.upper()}</text>'
    return f"{deeper}>{rest.removesuffix('</svg>')}{band}{words}</svg>"
