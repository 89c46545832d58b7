"""What people write in a workspace, as frozen types: contracts, measures, places, goals, stories, words.

Each definition knows its `spot`, so that every later complaint can name file, line and column. Loading
checks everything once; behind that line these types are trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from kenspeckle.ground.expressions import Expression
from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, Calendar, PeriodKind, Spot
from kenspeckle.ground.terms.protection import Protect

from .audience import Audience
from .known_table import KnownTable


class FieldType(StrEnum):
    TEXT = "string"
    INTEGER = "integer"
    DECIMAL = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    PERIOD = "period"


@dataclass(frozen=True)
class QualityRule:
    """One ODCS quality rule: a library metric (nullValues, duplicateValues, rowCount, ...) or an expression."""

    name: str
    metric: str  # rowCount | nullValues | invalidValues | duplicateValues | missingValues | expression
    expression: Expression | None
    operator: str  # mustBe | mustBeGreaterThan | mustBeLessOrEqualTo | mustBeBetween ...
    bound: tuple[Decimal, ...]
    unit: str  # rows | percent
    severity: str  # error | warning
    dimension: str
    description: str
    arguments: Mapping[str, tuple[str, ...]]
    spot: Spot


@dataclass(frozen=True)
class Field:
    """One field of a source. `headers`: what deliveries call it, newest first, its own name always among them."""

    name: str
    type: FieldType
    meaning: str
    headers: tuple[str, ...]
    required: bool = False
    key: int = 0  # position in the primary key, 0 when not part of it
    unique: bool = False
    place: str = ""  # level of places whose code or name it holds
    period: PeriodKind | None = None
    codes: Mapping[str, str] = field(default_factory=dict)  # as delivered -> canonical
    allowed: tuple[str, ...] = ()
    marks: Mapping[str, Absence] = field(default_factory=dict)  # beside those of the source
    bands: Absence | None = None  # text such as 97-100% stands for this absence
    percent: bool = False  # "8%" is 8
    formats: tuple[str, ...] = ()  # strptime formats of dates, tried in order
    pattern: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    scale: int = 6  # decimals kept of a number
    identifying: bool = False
    classification: str = ""
    quality: tuple[QualityRule, ...] = ()
    spot: Spot = field(default_factory=lambda: Spot(""))


@dataclass(frozen=True)
class Unpivot:
    """Columns that are values: each named or matching column becomes a row with its header and its value."""

    columns: tuple[str, ...]  # exact headers, or one /regular expression/
    name: str  # field that receives the header
    value: str  # field that receives the value


@dataclass(frozen=True)
class DeliverySpec:
    """Where deliveries appear and how they are read. Paths are relative to the workspace; globs are allowed.

    format: csv | excel | parquet | json | xml | report | oneroster | database | auto. member: file(s) inside a
    zip. skip: rows before the header. header_rows: how many rows make the header. after/until: text of the
    row that comes before the header / after the last row, for stacked tables and footnotes. range: cells of a
    sheet such as A4:H20. adds: constants for every row. from_name: a regular expression on the file name whose
    named groups become fields. options: what only one reader knows (delimiter, encoding, rows, query, ...).
    """

    path: str
    format: str = "auto"
    member: str = ""
    sheet: str = ""
    range: str = ""
    skip: int = 0
    header_rows: int = 1
    after: str = ""
    until: str = ""
    unpivot: Unpivot | None = None
    adds: Mapping[str, str] = field(default_factory=dict)
    from_name: str = ""
    columns: tuple[str, ...] = ()  # names for columns, where the file has no usable header
    options: Mapping[str, str] = field(default_factory=dict)
    spot: Spot = field(default_factory=lambda: Spot(""))


@dataclass(frozen=True)
class Cadence:
    """A source's own rhythm. every: day | week | month | term | year | once. due: MM-DD for a yearly one."""

    every: str = "year"
    due: str = ""
    grace_days: int = 0
    ended: date | None = None


@dataclass(frozen=True)
class Contract:
    """One source: a feed from a provider, described in Open Data Contract Standard 3.1."""

    id: str
    title: str
    version: str
    purpose: str
    provider: str
    owner: str
    public: bool
    licence: str
    attribution: str
    origin: str
    fields: tuple[Field, ...]
    deliveries: tuple[DeliverySpec, ...]
    marks: Mapping[str, Absence]
    tolerance: Decimal  # greatest share of rows that may be quarantined
    cadence: Cadence
    calendar: Calendar | None
    noise: str  # complete | children | intervals | none: what is known of chance in it
    quality: tuple[QualityRule, ...]
    limitations: str
    digest: str  # SHA-256 of the file: the version of the definition
    status: str
    spot: Spot

    def field(self, name: str) -> Field:
        """Return the field `name`; raises KeyError when the source has none."""
        for f in self.fields:
            if f.name == name:
                return f
        raise KeyError(name)


class MeasureKind(StrEnum):
    RATE = "rate"
    MEAN = "mean"
    COUNT = "count"
    SUM = "sum"
    MEDIAN = "median"
    PUBLISHED = "published"
    RATIO = "ratio"
    INDEX = "index"


@dataclass(frozen=True)
class Way:
    """One reasonable way to compute a measure: expressions that replace the measure's own."""

    name: str
    title: str
    axis: str  # definition | cohort | missing | comparator | period
    of: Expression | None = None
    out_of: Expression | None = None
    where: Expression | None = None


@dataclass(frozen=True)
class Break:
    """From this period on the measure was defined or collected otherwise: no change across it is told."""

    at: str
    text: str
    forbids: bool = True


@dataclass(frozen=True)
class Measure:
    """A number defined once.

    of / out_of: numerator and denominator over rows (sums); for `published` the value itself. counting: the
    field whose distinct values are children, or an expression that adds children up in a source of
    aggregates. stated_of / stated_out_of: what the publisher of a `published` value states beside it, on each
    row. low / high: the limits that a publisher gives with a `published` value, at `confidence` per cent.
    ratio: (measure, measure). index: (measure, base period). approximate: why it is not the
    official figure. over_known: it may be told over what is known, with its coverage.
    """

    name: str
    title: str
    meaning: str
    kind: MeasureKind
    source: str
    of: Expression | None
    out_of: Expression | None
    counting: str
    children: Expression | None
    where: Expression | None
    when: str
    by: tuple[str, ...]
    unit: str  # percent | per_1000 | per_10000 | per_100000 | children | pounds | number | ...
    places: int
    better: str  # higher | lower | ""
    ways: tuple[Way, ...]
    breaks: tuple[Break, ...]
    approximate: str
    over_known: bool
    ratio: tuple[str, str] | None
    index: tuple[str, str] | None
    notes: tuple[str, ...]
    sensitive: bool
    local: bool  # defined here, not inherited from a core
    digest: str  # SHA-256 of its own lines: the version of the definition
    spot: Spot
    stated_of: Expression | None = None
    stated_out_of: Expression | None = None
    low: Expression | None = None
    high: Expression | None = None
    confidence: int = 95
    protect: Protect | None = None  # rules of its own, stricter than its workspace's


@dataclass(frozen=True)
class Elsewhere:
    """Another source that says what the places of a level lie in: its field with their code, and the parent's."""

    source: str
    code: str
    parent: str


@dataclass(frozen=True)
class Level:
    """One level of places, or a banding of them: school, data zone, council, SIMD quintile.

    Either `source` with `code` and `name` fields, or `values` (code -> name). within: parent level -> field of
    `source` that holds its code, or SOURCE.FIELD where another source says what a place lies in. aliases: other
    spellings -> code.
    """

    name: str
    title: str
    plural: str
    source: str
    code: str
    label: str
    values: Mapping[str, str]
    within: Mapping[str, str]
    aliases: Mapping[str, str]
    boundaries: Path | None
    boundary_code: str
    tiles: Mapping[str, tuple[int, int]]
    family: str  # level that says which places are alike, or empty
    spot: Spot
    pages: bool = False  # whether each place of this level has a page of its own
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)  # parent level -> the other source that knows


@dataclass(frozen=True)
class Target:
    """What an outcome aims at. `where` is the text of evidence tests, such as `council = Fife`."""

    measure: str
    at_least: Decimal | None
    at_most: Decimal | None
    by: str
    where: str
    spot: Spot


@dataclass(frozen=True)
class Outcome:
    name: str
    title: str
    meaning: str
    core: tuple[str, ...]
    contributing: tuple[str, ...]
    targets: tuple[Target, ...]
    spot: Spot


@dataclass(frozen=True)
class Goal:
    name: str
    title: str
    meaning: str
    outcomes: tuple[Outcome, ...]
    spot: Spot


@dataclass(frozen=True)
class StoryFile:
    """A story as written. `text` is the whole file; `body_line` the line on which the Markdown begins."""

    name: str
    path: Path
    text: str
    body: str
    body_line: int
    front: Mapping[str, object]
    front_spots: Mapping[str, Spot]
    digest: str


@dataclass(frozen=True)
class Word:
    """One entry of the glossary. `called`: source -> the word that source uses for it."""

    term: str
    meaning: str
    called: Mapping[str, str]
    spot: Spot


@dataclass(frozen=True)
class Partner:
    """Who may approve a release, with an ed25519 public key (text, as `ken key` prints it)."""

    name: str
    key: str


@dataclass(frozen=True)
class Same:
    """Two measures of different sources that state the same thing, to be held against each other by `by`.

    tolerance: how far apart, in the measures' unit before scaling, still counts as agreement.
    """

    name: str
    title: str
    measures: tuple[str, str]
    by: tuple[str, ...]
    tolerance: Decimal
    spot: Spot


@dataclass(frozen=True)
class Keeping:
    """How long snapshots stay: the newest of each source always, the others for some days."""

    newest: int
    days: int


@dataclass(frozen=True)
class Settings:
    """`ken.yaml`. retention: None when all snapshots stay."""

    name: str
    publisher: str
    contact: str
    languages: tuple[str, ...]
    calendar: Calendar
    minimum_children: int
    partners: tuple[Partner, ...]
    approvals: int
    state: Path
    out: Path
    licence: str
    about: str
    base_url: str
    extends: str
    spot: Spot
    invented: bool = False  # its data is about nobody: made up, and said to be so on every page
    retention: Keeping | None = None
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    protect: Protect = field(default_factory=Protect)


@dataclass(frozen=True)
class Workspace:
    """All definitions of one workspace, checked."""

    root: Path
    settings: Settings
    contracts: Mapping[str, Contract]
    measures: Mapping[str, Measure]
    levels: Mapping[str, Level]
    goals: tuple[Goal, ...]
    stories: Mapping[str, StoryFile]
    glossary: tuple[Word, ...]
    comparisons: tuple[Same, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)  # path from the root -> SHA-256 of every definition
    inherited: Mapping[str, str] = field(default_factory=dict)  # definition -> core it came from
    known: tuple[KnownTable, ...] = ()  # what others have published of the same children
