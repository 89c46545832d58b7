"""Figures as accessible SVG, each with its sentence, its table and its CSV.

`draw` takes a chart (data) and returns a drawing (text); nothing here reads a file, but `stylesheet`, which returns
the one CSS file that all drawings share, and `shapes_from_geojson`, which reads outlines for maps.
"""

from .boundaries import shapes_from_geojson
from .picture import NARROW, WIDE, draw


def stylesheet() -> str:
    """Return `draw.css`: colours, type sizes, print, forced colours; pages must include it once."""
    from importlib.resources import files  # slow to import, and only needed here

    return (files(__name__) / "draw.css").read_text(encoding="utf-8")


__all__ = ["NARROW", "WIDE", "draw", "shapes_from_geojson", "stylesheet"]
