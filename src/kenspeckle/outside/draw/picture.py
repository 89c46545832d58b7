"""A chart made visible: a wide and a narrow picture, a sentence, a table, a CSV and notes, all from one grid."""

from __future__ import annotations

from collections.abc import Callable

from kenspeckle.ground.terms.chart import Chart, ChartKind, Drawing

from . import table
from .area_map import draw_map
from .grid import Grid
from .line import draw_line
from .multiples import draw_multiples
from .rows import draw_rows
from .sentence import sentence
from .sheet import Sheet, ident
from .tiles import draw_tiles

WIDE, NARROW = 640, 320

_MOST_LINES = 4
"""More lines than this cannot be followed in one frame: they become small multiples."""


def draw(chart: Chart) -> Drawing:
    """Draw a chart. The same chart gives the same bytes; `chart.anchor` must be unique on its page.

    Tables and cards have no picture (both are empty). A map without outlines, or a tile map without tiles, is
    drawn as bars. Raises ValueError when a series has two points at one place, which is a mistake in our code.
    """
    grid = Grid.of(chart)
    told = sentence(grid)
    notes = table.notes(grid)
    draw_on = _way(grid)

    def picture(wide: int, form: str) -> str:
        if draw_on is None:
            return ""
        sheet = Sheet(wide, f"{ident(chart.anchor)}-{form}")
        if grid.xs and grid.values:
            draw_on(sheet, grid)
        else:
            sheet.text(0, 20, "There are no values to show.")
        return sheet.svg(chart.title, " ".join(t for t in (chart.subtitle, told, *notes) if t), form)

    return Drawing(
        svg=picture(WIDE, "wide"),
        narrow=picture(NARROW, "narrow"),
        sentence=told,
        head=table.head(grid),
        rows=table.rows(grid),
        csv=table.to_csv(grid),
        notes=notes,
    )


def _way(grid: Grid) -> Callable[[Sheet, Grid], None] | None:
    """Return the function that draws this chart, or None for a kind without a picture."""
    match grid.chart.kind:
        case ChartKind.TABLE | ChartKind.CARDS:
            return None
        case ChartKind.LINE:
            return draw_line if len(grid.values) <= _MOST_LINES else draw_multiples
        case ChartKind.MULTIPLES if grid.is_time:
            return draw_multiples
        case ChartKind.MAP if any(ring for ps in grid.chart.shapes.values() for p in ps for ring in p):
            return draw_map
        case ChartKind.TILES | ChartKind.MAP if grid.chart.tiles:
            return draw_tiles
        case _:
            return draw_rows
