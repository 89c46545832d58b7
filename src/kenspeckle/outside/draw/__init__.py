"""Figures as accessible SVG, each with its sentence, its table and its CSV.

`draw` takes a chart (data) and returns a drawing (text); nothing here reads a file, but `stylesheet`, which returns
the one CSS file that all drawings share, and `shapes_from_geojson`, which reads outlines for maps. Who only shows
what was drawn before needs the style sheet alone, so each of them imports what it needs when it is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.terms.chart import Chart, Drawing

if TYPE_CHECKING:
    from kenspeckle.ground.terms.inside import InsideDrawing, InsideFigure

    from .boundaries import Shapes


def draw(chart: Chart) -> Drawing:
    """Draw a chart, see `picture.draw`."""
    from .picture import draw as picture_of

    return picture_of(chart)


def draw_inside(figure: InsideFigure) -> InsideDrawing:
    """Draw an inside figure with its mark, see `inside.draw_inside`."""
    from .inside import draw_inside as drawing_of

    return drawing_of(figure)


def shapes_from_geojson(path: Path, code_property: str, tolerance: float, smallest: float | None = None) -> Shapes:
    """Return polygons by area code, see `boundaries.shapes_from_geojson`."""
    from .boundaries import shapes_from_geojson as shapes

    return shapes(path, code_property, tolerance, smallest)


def stylesheet() -> str:
    """Return `draw.css`: colours, type sizes, print, forced colours; pages must include it once."""
    return (Path(__file__).parent / "draw.css").read_text(encoding="utf-8")


__all__ = ["draw", "draw_inside", "shapes_from_geojson", "stylesheet"]
