"""What a reader of claims must know of measures and dimensions; small enough to travel in a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass

from .period import Calendar, Period

SCALES = {"percent": 100, "per_1000": 1000, "per_10000": 10000, "per_100000": 100000}
"""By what a rate is multiplied to be shown in its unit; every other unit is shown as it is."""


@dataclass(frozen=True)
class MeasureFacts:
    """What words about a measure are tested with.

    kind: rate | mean | count | sum | median | published | ratio | index. unit: percent | per_1000 | per_10000 |
    per_100000 | children | pounds | ... better: higher | lower | "". noise: complete | children | intervals |
    none. periods: covered, in order; empty for a source without time. breaks: (period label, text, forbids).
    parts: for ratio and index, the measures it is made of. public: already published by its publisher.
    confidence: per cent of the limits that its publisher gives with a value, where it gives them. sensitive: cells
    of nobody are hidden as well. minimum_children: where more must stand behind it than its workspace asks for; 0
    elsewhere.
    """

    name: str
    title: str
    meaning: str
    kind: str
    unit: str
    places: int
    better: str
    noise: str
    dimensions: tuple[str, ...]
    periods: tuple[Period, ...]
    sources: tuple[str, ...]
    breaks: tuple[tuple[str, str, bool], ...] = ()
    ways: tuple[tuple[str, str, str], ...] = ()  # name, title, axis
    approximate: str = ""
    over_known: bool = False
    parts: tuple[str, ...] = ()
    base: str = ""
    public: bool = False
    children_known: bool = True
    notes: tuple[str, ...] = ()
    confidence: int = 95
    sensitive: bool = False
    minimum_children: int = 0

    @property
    def scale(self) -> int:
        return SCALES.get(self.unit, 1)


@dataclass(frozen=True)
class DimensionFacts:
    """A dimension and its values. labels: code -> what readers see, in order. spellings: other ways -> code.

    open: values not listed here may occur (a source's own codes were not declared).
    """

    name: str
    title: str
    labels: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    open: bool = True
    place: bool = False
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # level -> code -> parent's code
    tiles: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # code -> column and row of a tile map


@dataclass(frozen=True)
class TargetFacts:
    """What an outcome aims at, in the measure's unit. `by` is a period's label, `where` the text of tests."""

    measure: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    by: str = ""
    where: str = ""


@dataclass(frozen=True)
class OutcomeFacts:
    """An outcome as a report card shows it; `goal` is the name of the goal it belongs to."""

    name: str
    title: str
    meaning: str
    goal: str
    core: tuple[str, ...]
    contributing: tuple[str, ...] = ()
    targets: tuple[TargetFacts, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything that words are tested with, beside the cells themselves."""

    measures: Mapping[str, MeasureFacts]
    dimensions: Mapping[str, DimensionFacts]
    calendar: Calendar = field(default_factory=Calendar)
    overdue: Mapping[str, str] = field(default_factory=dict)  # source -> sentence, for each that is out of date
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # source -> sentences of failed checks
    causes: frozenset[str] = frozenset()  # change ideas with a declared design
    outcomes: Mapping[str, OutcomeFacts] = field(default_factory=dict)
    credits: Mapping[str, str] = field(default_factory=dict)  # source -> the line that names whom its data is owed to

    @property
    def sensitive(self) -> frozenset[str]:
        """The measures of which cells of nobody are hidden as well."""
        return frozenset(name for name, measure in self.measures.items() if measure.sensitive)

    @property
    def stricter(self) -> dict[str, int]:
        """The measures that ask for more children than their workspace, with how many."""
        return {name: m.minimum_children for name, m in self.measures.items() if m.minimum_children}
