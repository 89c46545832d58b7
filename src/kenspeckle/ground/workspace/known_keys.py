"""The keys of known tables: what others have published of children whom we count."""

from __future__ import annotations

from .blocks import Block, Key
from .keys import NAME, PATH
from .shapes import Day, ListOf, MapOf, Text, Whole

KNOWN_COLUMNS = Block(
    "columns",
    (
        Key(
            "by",
            MapOf(Text(), Text("a dimension"), "dimension: column"),
            "Columns of the dimensions; places by code or name.",
            default={},
        ),
        Key("period", Text(), "Column of the period, in whichever form it is written.", default=""),
        Key("children", Text(), "Column of the number of children.", default=""),
        Key("numerator", Text(), "Column of the measure's numerator, or of its count.", default=""),
        Key("denominator", Text(), "Column of the measure's denominator.", default=""),
        Key("rows", Text(), "Column of the number of rows of the measure's source.", default=""),
    ),
    "What the columns of a table hold that others published.",
)
KNOWN = Block(
    "a known table",
    (
        Key("title", Text(), "What it is called where it was published.", required=True),
        Key("publisher", Text(), "Who published it.", required=True),
        Key("date", Day(), "The day on which it was published.", required=True),
        Key(
            "reference",
            Text(),
            "Where it is found: a web address, or the number of a request for information.",
            required=True,
        ),
        Key("licence", Text(), "Licence under which it was published.", default=""),
        Key("measure", NAME, "Our measure, whose cells these are.", required=True),
        Key("columns", KNOWN_COLUMNS, "What its columns hold.", required=True),
        Key("table", PATH, "A CSV file or workbook in the workspace.", default=""),
        Key("sheet", Text(), "Sheet of a workbook; the first when none is named.", default=""),
        Key("skip", Whole(0, 10_000), "Rows above the header.", default=0),
        Key("rows", ListOf(MapOf(Text(may_be_empty=True))), "The rows themselves, instead of a table.", default=()),
        Key(
            "where",
            MapOf(Text(), Text("a dimension"), "dimension: value"),
            "What all of its children have in common.",
            default={},
        ),
        Key("in", Text(), "The period of all its rows, where no column says it.", default=""),
        Key("rounded", Whole(1, 1_000_000), "Base to which its numbers are rounded; 1 for none.", default=1),
        Key(
            "totals",
            ListOf(Text()),
            "What a dimension's column holds in rows of all its values together.",
            default=("all", "total"),
        ),
        Key("marks", ListOf(Text(may_be_empty=True)), "Further marks of values that it hides or lacks.", default=()),
        Key(
            "counted",
            Text(choices=("as-we-do", "otherwise")),
            "Whether the same children are counted; otherwise on another day, or by another definition.",
            default="as-we-do",
        ),
    ),
    "What others have published of children whom we count: readers have it beside whatever we tell.",
)
KNOWNS = MapOf(KNOWN, NAME, "known tables by name")
