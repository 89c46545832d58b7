"""A chart as data: what is to be drawn, made from protected cells; `draw` makes the picture, table and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from kenspeckle.ground.frozen import dataclass

from .absence import Number, Value
from .cube import CellKey


class ChartKind(StrEnum):
    LINE = "line"
    BAR = "bar"
    DOT = "dot"
    MULTIPLES = "multiples"
    TILES = "tiles"
    MAP = "map"
    TABLE = "table"
    CARDS = "cards"


@dataclass(frozen=True)
class Point:
    """One value at one place on the category or time axis; `x` is its code, `label` what readers see.

    interval: the lower and upper end of its uncertainty, where the figure has one. apart: whether it stands beside
    the others without being one of them, as schools without a council do: it is shown last and counted nowhere.
    """

    x: str
    label: str
    value: Value
    cell: CellKey | None = None
    note: str = ""
    interval: tuple[Number, Number] | None = None
    apart: bool = False


class Change(StrEnum):
    """What may be said of how a line went from its first known value to its last: whoever makes the chart decides."""

    UNTOLD = ""  # only the two values are given
    ROSE = "rose"
    FELL = "fell"
    NONE_CLEAR = "no clear change"  # no more than chance does


@dataclass(frozen=True)
class Series:
    name: str
    points: tuple[Point, ...]
    change: Change = Change.UNTOLD


@dataclass(frozen=True)
class Annotation:
    """A dated note on a time axis.

    breaks: the definition changed here, so the line is cut. forbids: and values before and after must not be
    compared; without it they may be, with care.
    """

    at: str
    text: str
    breaks: bool = False
    forbids: bool = True


@dataclass(frozen=True)
class Chart:
    """What is drawn. Values are in display units (87.6 for per cent), exact; `places` decimals are shown.

    title: the finding, in words. subtitle: measure, unit, who, when. shapes: for a map, GeoJSON-like
    polygons by code (lists of rings of (longitude, latitude)). tiles: for a tile map, (column, row) by code.
    """

    kind: ChartKind
    title: str
    subtitle: str
    unit: str
    places: int
    series: tuple[Series, ...]
    axis: str = ""  # what x is: "period", or the name of a dimension
    better: str = ""  # higher | lower | ""
    target: Value | None = None
    annotations: tuple[Annotation, ...] = ()
    shapes: Mapping[str, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]] = field(default_factory=dict)
    tiles: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()  # attribution lines
    method: str = ""
    anchor: str = ""  # unique on its page: used for ids and for the CSV's file name


@dataclass(frozen=True)
class Drawing:
    """A chart made visible: a picture, the same values as a table and as CSV, and a sentence.

    svg: wide (640) variant; narrow: 320 variant for phones; both accessible and without style attributes or
    scripts. head and rows: the table, as text. csv: the same values, absences as their marks. notes: what a
    reader of the table must know: what each mark in it stands for, breaks, annotations.
    """

    svg: str
    narrow: str
    sentence: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    csv: str
    notes: tuple[str, ...] = ()
