"""The keys of a source's contract: Open Data Contract Standard 3.1 and 3.2, and the `ken` blocks inside it.

Keys that other tools read (servers, prices, roles, ...) are the standard's and are left alone. What the standard has no
place for, such as suppression marks or the range of a sheet, is one `ken` block in `customProperties`, of the contract
and of each property.
"""

from __future__ import annotations

import re
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kenspeckle.ground.terms import ABSENCES, GATHERED

from .blocks import Block, Key
from .keys import CALENDAR, MONTH_DAY, NAME
from .nodes import Reading
from .shapes import (
    WRONG,
    ByKind,
    Day,
    Exact,
    Flag,
    LeftAlone,
    ListOf,
    MapOf,
    OneOrMore,
    Schema,
    Text,
    Whole,
    kind_of,
)

VERSIONS = ("v3.1.0", "v3.2.0")
ALONE = LeftAlone()
FIELD_NAME = Text(
    "a name of letters, digits and _ that begins with a letter and has no __",
    pattern=r"(?!.*__)[A-Za-z][A-Za-z0-9_]{0,62}",
)


def _not_a_pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        return f"this is not a regular expression: {error}"
    return ""


PATTERN = Text("a regular expression", wrong=_not_a_pattern)
MARKS = MapOf(Text(choices=tuple(ABSENCES)), says="marks with the absence that each stands for, as in {c: suppressed}")


def _alone(*names: str) -> tuple[Key, ...]:
    return tuple(Key(name, ALONE, "Of the standard, for other tools; left alone.") for name in names)


class KenBlock:
    """`customProperties`: the value of the property `ken` is read as a block, all others are left alone."""

    def __init__(self, block: Block) -> None:
        self.block = block

    words = "a list of {property: ..., value: ...}"

    def read(self, node: Node, reading: Reading) -> Any:
        entries = ListOf(_CUSTOM_PROPERTY).read(node, reading)
        if entries is WRONG:
            return WRONG
        found = [entry for entry in entries if entry["property"] == "ken" and "value" in entry]
        if len(found) > 1:
            found[1].complain("property", "a second `ken` block", "one, with all its keys")
        return self.block.read(found[0]["value"], reading) if found else None

    def schema(self) -> Schema:
        ken = {"properties": {"property": {"const": "ken"}}, "required": ["property"]}
        value = {"properties": {"value": self.block.schema()}}
        return {"type": "array", "items": _CUSTOM_PROPERTY.schema() | {"if": ken, "then": value}}


_CUSTOM_PROPERTY = Block(
    "a custom property",
    (
        Key("property", Text(), "Its name; `ken` is ours.", required=True),
        Key("value", ALONE, "Its value.", required=True),
        *_alone("id", "description", "vendor"),
    ),
)

UNPIVOT = Block(
    "unpivot",
    (
        Key(
            "columns",
            OneOrMore(Text()),
            "Columns that are values: their headers, or one /regular expression/.",
            required=True,
        ),
        Key("name", FIELD_NAME, "Field that receives the header.", required=True),
        Key("value", FIELD_NAME, "Field that receives the value.", required=True),
    ),
)
FORMATS = ("auto", "csv", "excel", "parquet", "json", "xml", "report", "oneroster", "database")
DELIVERY = Block(
    "a delivery",
    (
        Key(
            "path",
            Text("a path relative to the workspace (globs allowed), a web address or a database address"),
            "Where deliveries appear.",
            required=True,
        ),
        Key("format", Text(choices=FORMATS), "How they are read.", default="auto"),
        Key("member", Text(), "File or files inside a zip; globs allowed.", default=""),
        Key("sheet", Text(), "Sheet of a workbook.", default=""),
        Key("range", Text("cells such as A4:H20"), "Cells of the sheet.", default=""),
        Key("skip", Whole(0, 10_000), "Rows before the header.", default=0),
        Key("header_rows", Whole(0, 10), "Rows that make the header.", default=1),
        Key("after", Text(), "Text of the row before the header.", default=""),
        Key("until", Text(), "Text of the row after the last one.", default=""),
        Key("unpivot", UNPIVOT, "Columns that become rows."),
        Key("adds", MapOf(Text(), FIELD_NAME, "field: value"), "Values that every row gets.", default={}),
        Key("from_name", PATTERN, "Regular expression on the file name; its named groups become fields.", default=""),
        Key("columns", ListOf(Text()), "Names for columns, where the file has no usable header.", default=()),
        Key(
            "options",
            MapOf(ByKind(Text(may_be_empty=True), ALONE), says="option: value"),
            "What only one reader knows: delimiter, encoding, rows, query, ...",
            default={},
        ),
    ),
    "Where deliveries appear and how they are read.",
)
CADENCES = ("day", "week", "month", "term", "year", "once")
CADENCE = Block(
    "cadence",
    (
        Key("every", Text(choices=CADENCES), "How often a delivery is due.", default="year"),
        Key("due", MONTH_DAY, "Month and day on which a yearly one is due.", default=""),
        Key("grace_days", Whole(0, 366), "Days after which it counts as late.", default=0),
        Key("ended", Day(), "When the series ended, if it did."),
    ),
)
KEN_CONTRACT = Block(
    "the ken block of a contract",
    (
        Key("provider", Text(), "Organisation that holds the data.", required=True),
        Key("public", Flag(), "Its data is published already.", default=False),
        Key("licence", Text(), "Licence under which it is published.", default=""),
        Key("attribution", Text(), "What must be said wherever it is used.", default=""),
        Key("origin", Text(), "Where it can be had: a web address.", default=""),
        Key(
            "deliveries",
            ListOf(DELIVERY),
            "Where deliveries appear and how they are read; by default deliveries/ID/* and deliveries/ID.*.",
            default=(),
        ),
        Key("marks", MARKS, "What a cell says instead of a value.", default={}),
        Key("tolerance", Exact(0, 1), "Greatest share of rows that may be quarantined.", default=0),
        Key("cadence", CADENCE, "The source's own rhythm; otherwise slaProperties `frequency`."),
        Key("calendar", CALENDAR, "When its years and terms begin, if not as in ken.yaml."),
        Key(
            "noise",
            Text(choices=("complete", "children", "intervals", "none")),
            "What is known of chance in it.",
            default="none",
        ),
    ),
    "What kenspeckle needs to know of a source beyond the standard.",
)
KEN_FIELD = Block(
    "the ken block of a property",
    (
        Key(
            "headers", ListOf(Text()), "What deliveries call it, newest first; its own name is always one.", default=()
        ),
        Key("place", NAME, "Level of places whose code or name it holds.", default=""),
        Key("period", Text(choices=GATHERED), "Kind of period it holds."),
        Key("codes", MapOf(Text()), "As delivered, to the code that is kept.", default={}),
        Key("allowed", ListOf(Text(may_be_empty=True)), "All values that may occur.", default=()),
        Key("marks", MARKS, "What a cell says instead of a value, beside the source's marks.", default={}),
        Key("bands", Text(choices=tuple(ABSENCES)), "What a band such as 97-100% stands for."),
        Key("percent", Flag(), "The text 8% is the number 8.", default=False),
        Key("formats", ListOf(Text("a date format such as %d/%m/%Y")), "Formats of dates, tried in order.", default=()),
        Key("scale", Whole(0, 9), "Decimals kept of a number.", default=6),
        Key("identifying", Flag(), "It can point to a child.", default=False),
    ),
    "What kenspeckle needs to know of a field beyond the standard.",
)

METRICS = ("rowCount", "nullValues", "missingValues", "invalidValues", "duplicateValues")
ONE_NUMBER = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
)
TWO_NUMBERS = ("mustBeBetween", "mustNotBeBetween")
QUALITY = Block(
    "a quality rule",
    (
        Key("type", Text(choices=("text", "library", "sql", "custom")), "What sort of rule.", default="library"),
        Key("name", Text(), "What reports call it.", default=""),
        Key("description", Text(), "The rule in words.", default=""),
        Key("metric", Text(choices=METRICS), "What is measured."),
        Key("rule", Text(choices=METRICS), "Older word for metric."),
        Key(
            "arguments",
            MapOf(OneOrMore(Text(may_be_empty=True))),
            "validValues, missingValues, properties, pattern.",
            default={},
        ),
        Key("engine", Text(), "`ken` for a custom rule that is an expression.", default=""),
        Key(
            "implementation",
            ByKind(Text(), ALONE),
            "For engine ken: a condition that each row meets; the rows that do not are counted.",
            default="",
        ),
        *(Key(name, Exact(), "What the measured number must be.") for name in ONE_NUMBER),
        *(Key(name, ListOf(Exact(), 2, 2), "Between which two numbers.") for name in TWO_NUMBERS),
        Key("unit", Text(choices=("rows", "percent")), "Whether rows or per cent of rows.", default="rows"),
        Key("severity", Text(choices=("error", "warning", "info")), "Whether it stops or warns.", default="error"),
        Key(
            "dimension",
            Text(
                choices=(
                    "accuracy",
                    "completeness",
                    "conformity",
                    "consistency",
                    "coverage",
                    "timeliness",
                    "uniqueness",
                )
            ),
            "Which side of quality.",
            default="conformity",
        ),
        Key("query", ALONE, "SQL, which is not run here."),
        *_alone("id", "authoritativeDefinitions", "businessImpact", "customProperties", "method", "schedule"),
        *_alone("scheduler", "tags"),
    ),
    "A rule of the standard's library, or a condition on each row.",
)
ENUM_VALUE = Block(
    "a listed value",
    (
        Key("value", Text(may_be_empty=True), "The value.", required=True),
        Key("label", Text(), "What readers see.", default=""),
        *_alone("id", "description", "tags", "customProperties", "authoritativeDefinitions"),
    ),
)
TYPES = ("string", "integer", "number", "boolean", "date")
TYPE_OPTIONS = Block(
    "logicalTypeOptions",
    (
        Key("pattern", PATTERN, "What the whole text must match.", default=""),
        Key("minLength", Whole(0), "Fewest characters."),
        Key("maxLength", Whole(0), "Most characters."),
        Key("minimum", Exact(), "Least number."),
        Key("maximum", Exact(), "Greatest number."),
        Key("format", Text(), "Format of a date, such as yyyy-MM-dd.", default=""),
    ),
)
PROPERTY = Block(
    "a property",
    (
        Key("name", FIELD_NAME, "Name of the field, as measures use it.", required=True),
        Key("logicalType", Text(choices=TYPES), "Type; a period is a string with `ken: period`.", default="string"),
        Key("logicalTypeOptions", TYPE_OPTIONS, "Limits of the type."),
        Key("description", Text(), "What it means.", default=""),
        Key("required", Flag(), "Every row has a value.", default=False),
        Key("unique", Flag(), "No value occurs twice.", default=False),
        Key("primaryKey", Flag(), "It is part of the key.", default=False),
        Key("primaryKeyPosition", Whole(-1, 100), "Its position in the key, from 1.", default=-1),
        Key("classification", Text(), "Sensitivity, such as public, restricted or confidential.", default=""),
        Key("enum", ListOf(ENUM_VALUE), "All values that may occur (standard 3.2).", default=()),
        Key("quality", ListOf(QUALITY), "Rules for its values.", default=()),
        Key("customProperties", KenBlock(KEN_FIELD), "Among them the ken block."),
        *_alone("id", "physicalType", "physicalName", "businessName", "deprecated", "synonyms", "tags"),
        *_alone("authoritativeDefinitions", "semanticType", "partitioned", "partitionKeyPosition", "encryptedName"),
        *_alone("transformSourceObjects", "transformLogic", "transformDescription", "examples"),
        *_alone("criticalDataElement", "relationships", "properties", "items", "map"),
    ),
    "A field of the source.",
)
TABLE = Block(
    "a schema object",
    (
        Key("name", Text(), "Name of the table.", required=True),
        Key("description", Text(), "What a row is.", default=""),
        Key("properties", ListOf(PROPERTY, 1), "Its fields.", required=True, default=()),
        Key("quality", ListOf(QUALITY), "Rules for its rows.", default=()),
        *_alone("id", "physicalType", "physicalName", "businessName", "deprecated", "synonyms", "tags", "context"),
        *_alone("authoritativeDefinitions", "customProperties", "logicalType", "dataGranularityDescription"),
        *_alone("relationships"),
    ),
    "The one table of the source.",
)
SLA = Block(
    "a service level",
    (
        Key("property", Text(), "frequency and latency are read.", required=True),
        Key("value", ALONE, "How many units.", required=True),
        Key("unit", Text(), "d, w, m or y.", default=""),
        *_alone("id", "valueExt", "element", "driver", "description", "scheduler", "schedule"),
        *_alone("customProperties", "authoritativeDefinitions"),
    ),
)
TEAM = Block(
    "a team",
    (
        Key("name", Text(), "Who answers for the source.", default=""),
        Key("members", ALONE, "People; the one with the role owner answers for the source."),
        *_alone("id", "description", "tags", "customProperties", "authoritativeDefinitions"),
    ),
)


class Team:
    """The standard's `team`: an object since 3.1, a list of members before; read as the owner's name."""

    words = "a team with a name, or a list of members"

    def read(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, MappingNode):
            team = TEAM.read(node, reading)
            return str(team["name"]) or _owner(team["members"])
        if not isinstance(node, SequenceNode):
            reading.complain(node, f"{kind_of(node)} where a team should stand", self.words)
            return WRONG
        return _owner(node)

    def schema(self) -> Schema:
        return {"anyOf": [TEAM.schema(), {"type": "array"}]}


def _owner(members: Any) -> str:
    """Return the name of the member with the role owner, or of the first one."""
    people = [
        {key.value: value.value for key, value in member.value if isinstance(value, ScalarNode)}
        for member in getattr(members, "value", ())
        if isinstance(member, MappingNode)
    ]
    owners = [person for person in people if person.get("role", "").lower() == "owner"] or people
    return next((person.get("name") or person.get("username", "") for person in owners), "")


DESCRIPTION = Block(
    "a description",
    (
        Key("purpose", Text(), "What the data is for.", default=""),
        Key("usage", Text(), "How it is best used.", default=""),
        Key("limitations", Text(), "What it cannot tell.", default=""),
        *_alone("authoritativeDefinitions", "customProperties"),
    ),
)
CONTRACT = Block(
    "a contract",
    (
        Key("apiVersion", Text(choices=VERSIONS), "Version of the standard.", required=True),
        Key("kind", Text(choices=("DataContract",)), "Always DataContract.", required=True),
        Key("id", NAME, "Name of the source, as measures use it.", required=True, default=""),
        Key("name", Text(), "What readers call the source.", default=""),
        Key("version", Text(), "Version of this contract.", required=True, default=""),
        Key("status", Text(), "proposed, draft, active, deprecated or retired.", default="active"),
        Key("description", DESCRIPTION, "What the source is for."),
        Key("schema", ListOf(TABLE, 1, 1), "Its one table.", required=True, default=()),
        Key("team", Team(), "Who answers for it.", default=""),
        Key("slaProperties", ListOf(SLA), "Among them how often it is delivered.", default=()),
        Key("customProperties", KenBlock(KEN_CONTRACT), "Among them the ken block.", required=True),
        *_alone("tenant", "tags", "servers", "dataProduct", "domain", "context", "support", "price", "roles"),
        *_alone("slaDefaultElement", "authoritativeDefinitions", "contractCreatedTs"),
    ),
    "A source, as the Open Data Contract Standard describes it.",
)
