"""A whole site as data: what `work` hands to `portal`, and all that a public page may be made from.

It holds released words and figures only: every value is text that was made from protected cells, or an
absence, so the pages can be rendered without a store, a record or a row. `site_data` turns it into JSON
types, for the state folder and for the templates alike; both read the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass
from hashlib import sha256
from typing import Any

from kenspeckle.ground.frozen import dataclass

from .absence import Absence
from .cube import Cell, Cube
from .page import FigureBlock, StoryPage
from .plain import plain


@dataclass(frozen=True)
class Change:
    """Something that changed since the last build: `text` is one sentence, `link` a page of this site or empty."""

    on: str  # ISO date
    text: str
    link: str = ""
    kind: str = "story"  # story | delivery | revision | correction | measure


@dataclass(frozen=True)
class Due:
    """A source that is due or overdue at the site's clock."""

    source: str
    title: str
    provider: str
    on: str  # ISO date, or empty
    overdue: bool
    text: str


@dataclass(frozen=True)
class WayEntry:
    """Another reasonable way of counting a measure."""

    name: str
    title: str
    axis: str


@dataclass(frozen=True)
class BreakEntry:
    """From this period on the measure was defined or collected otherwise."""

    at: str
    text: str
    forbids: bool = True


@dataclass(frozen=True)
class Gap:
    """How many figures about a place or a group are withheld, of all that these pages tell of it.

    level: of a place, empty for any other group. dimension: its title. share: the part withheld, as readers see it.
    """

    level: str
    code: str
    dimension: str
    name: str
    figures: int
    hidden: int
    share: str


@dataclass(frozen=True)
class MeasureEntry:
    """A measure's page. kind and definition are words for readers; unit and better as definitions say them."""

    name: str
    title: str
    meaning: str
    kind: str
    definition: str
    counted: str  # who is counted
    unit: str
    better: str
    periods: str = ""  # "2015/16 to 2022/23"
    dimensions: tuple[str, ...] = ()
    ways: tuple[WayEntry, ...] = ()
    breaks: tuple[BreakEntry, ...] = ()
    approximate: str = ""
    coverage: str = ""  # for a measure told over what is known
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    chart: FigureBlock | None = None
    inherited: str = ""  # the core it came from
    withheld: str = ""  # how much of it is withheld, and where
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class FieldEntry:
    """One field of a source: what it means, and which marks stand for which absence."""

    name: str
    type: str
    meaning: str
    marks: tuple[tuple[str, str], ...] = ()  # mark, word of the absence
    used_by: tuple[str, ...] = ()  # measures
    notes: str = ""


@dataclass(frozen=True)
class CheckEntry:
    """One check of a source and the sentence that says how it went."""

    check: str
    passed: bool
    sentence: str
    severity: str = "error"
    dimension: str = ""


@dataclass(frozen=True)
class SourceEntry:
    """A source's page and its entry in the register. Dates are ISO text; agreement is text for readers."""

    name: str
    title: str
    provider: str
    purpose: str
    public: bool
    licence: str
    attribution: str
    origin: str
    cadence: str
    freshness: str  # fresh | out of date | never delivered | complete
    delivered: str = ""
    due: str = ""
    periods: str = ""
    rows: int = 0  # 0 where it is not told: of a source that is not public
    quarantined: int = 0
    snapshot: str = ""
    version: str = ""
    limitations: str = ""
    agreements: tuple[str, ...] = ()
    checks: tuple[CheckEntry, ...] = ()
    fields: tuple[FieldEntry, ...] = ()
    measures: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    withheld: str = ""  # how much of it was withheld, and where
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class PlaceFigure:
    """What one measure says of a place; `value` is ready to print, or the absence."""

    measure: str
    value: str | Absence
    period: str
    beside: str = ""  # the same for the place above: "Scotland 90.2%"
    note: str = ""


@dataclass(frozen=True)
class PlaceEntry:
    """A place's page: figures from protected cells about it and the stories that name it."""

    code: str
    name: str
    level: str
    level_title: str
    within: tuple[tuple[str, str, str], ...] = ()  # level, code, name
    figures: tuple[PlaceFigure, ...] = ()
    stories: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class TargetEntry:
    """One target: `text` such as "at least 92% by 2027/28", `standing` how it goes, in words."""

    measure: str
    text: str
    standing: str = ""


@dataclass(frozen=True)
class OutcomeEntry:
    name: str
    title: str
    meaning: str
    core: tuple[str, ...] = ()
    contributing: tuple[str, ...] = ()
    targets: tuple[TargetEntry, ...] = ()
    stories: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoalEntry:
    name: str
    title: str
    meaning: str
    outcomes: tuple[OutcomeEntry, ...] = ()


@dataclass(frozen=True)
class WordEntry:
    """One word, one meaning; called: (source, the word it uses)."""

    term: str
    meaning: str
    called: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class VocabularyEntry:
    """Words that can be tested, and what they must show to hold."""

    words: str
    shows: str
    example: str = ""


@dataclass(frozen=True)
class Site:
    """Everything the public pages show.

    built: the clock of the build, as ISO text. released: False for a preview. first: names of the stories worth
    reading first, at most three. minimum_children, rule: the rules that hid small numbers here, as a number and in
    words. versions: what made it.
    """

    name: str
    about: str
    publisher: str
    contact: str
    licence: str
    built: str
    released: bool
    base_url: str = ""
    language: str = "en-GB"
    minimum_children: int = 10
    rule: str = ""
    stories: tuple[StoryPage, ...] = ()
    first: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    due: tuple[Due, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    goals: tuple[GoalEntry, ...] = ()
    words: tuple[WordEntry, ...] = ()
    vocabulary: tuple[VocabularyEntry, ...] = ()
    discrepancies: tuple[CheckEntry, ...] = ()  # where two sources state the same thing
    versions: tuple[tuple[str, str], ...] = field(default=())
    invented: bool = False  # the data is made up, about nobody, and every page says so


def site_data(site: Site | Change) -> dict[str, Any]:
    """Return `site`, or one entry of it, as JSON types.

    Of a figure the words and the drawing stay; the geometry it was drawn from goes.
    """
    data = _data(site)
    assert isinstance(data, dict)
    return data


_FIELDS: dict[type, tuple[str, ...]] = {}


def _data(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is tuple or kind is list:
        return [_data(v) for v in value]
    if kind is FigureBlock:
        chart = value.chart
        if value.drawing is None:
            raise ValueError(f"the figure {chart.anchor} has not been drawn, so no page can show it")
        return {
            "is": "FigureBlock",
            "kind": chart.kind.value,
            "title": chart.title,
            "subtitle": chart.subtitle,
            "sources": list(chart.sources),
            "method": chart.method,
            "anchor": chart.anchor,
            "drawing": _data(value.drawing),
            "caption": _data(value.caption),
            "heading": _data(value.heading),
            "instead": list(value.instead),
        }
    if isinstance(value, Mapping):
        return {str(k): _data(v) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, Absence | Cell | Cube):
        names = _FIELDS.get(kind)
        if names is None:
            names = _FIELDS[kind] = tuple(f.name for f in fields(value))
        return {"is": kind.__name__} | {name: _data(getattr(value, name)) for name in names}
    return plain(value)


def address(name: str) -> str:
    """Return the part of a page's address that stands for `name`.

    Plain names become lower case, because some disks take Fife and FIFE for one file; any other is simplified
    and marked with a piece of its digest. Whoever saves pages must refuse two that share an address.
    """
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", name):
        return name.lower()
    simple = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
    return f"{simple or 'x'}-{sha256(name.encode()).hexdigest()[:8]}"
