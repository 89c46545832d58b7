"""A page as data: what `tell` makes of a story and `portal` renders. It holds released words and figures only."""

from __future__ import annotations

from dataclasses import field
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass

from .chart import Chart, Drawing


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Emphasis:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Strong:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Link:
    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Claimed:
    """Words tied to evidence; `claim` is the index into the page's claims, which hold words and verdict."""

    claim: int


Inline: TypeAlias = Text | Emphasis | Strong | Code | Link | Claimed


@dataclass(frozen=True)
class Heading:
    level: int
    children: tuple[Inline, ...]
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Bullets:
    ordered: bool
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Quotation:
    children: tuple[Block, ...]


@dataclass(frozen=True)
class Rule:
    """A horizontal line between parts."""


@dataclass(frozen=True)
class FigureBlock:
    """A chart, table or map with its drawing; `drawing` is filled in by the corridor that calls `draw`.

    heading: the author's own words over it, empty where the chart's title is the engine's. caption: the author's
    words right under the picture. instead: sentences about what can be shown where it shows that something is hidden.
    """

    chart: Chart
    drawing: Drawing | None = None
    caption: tuple[Inline, ...] = ()
    heading: tuple[Inline, ...] = ()
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """One outcome on a report card: level, change, gap and target, each as words ready to print.

    instead: sentences about what can be shown where the level is withheld.
    """

    title: str
    measure: str
    level: str
    period: str
    change: str
    gap: str
    target: str
    status: str  # one of: on course, off course, no target, cannot tell, withheld
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cards:
    cards: tuple[Card, ...]
    note: str = ""


@dataclass(frozen=True)
class Method:
    """How the page's measures are defined and counted, in words."""

    entries: tuple[tuple[str, str, tuple[str, ...]], ...]  # measure title, meaning, notes


Block: TypeAlias = Heading | Paragraph | Bullets | Quotation | Rule | FigureBlock | Cards | Method


@dataclass(frozen=True)
class ClaimView:
    """One claim as readers see it, with what stands behind it.

    verdict: holds | does not hold | cannot tell | withheld | out of date | refused. words: empty when
    withheld. why: one sentence. shown: the figure, with both ends where there are two. robustness: "Counted
    48 ways: true in 41; not without the pandemic years." opposing: the strongest counter-claim, or empty. about: what
    the figure is of: measure, groups and periods in words. instead: what can be shown where it is withheld.
    """

    index: int
    words: str
    evidence: str
    verdict: str
    why: str
    shown: str
    measure: str
    sources: tuple[str, ...]
    cells: tuple[str, ...]
    line: int
    robustness: str = ""
    opposing: str = ""
    ways: tuple[tuple[str, str, str], ...] = ()  # axis, way, outcome in words
    about: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Banner:
    kind: str  # draft | contradicted | out-of-date | failed-check | correction | audience
    text: str


@dataclass(frozen=True)
class StoryPage:
    name: str
    title: tuple[Inline, ...]
    plain_title: str
    question: str
    kind: str
    audience: tuple[str, ...]
    serves: str
    hunch: str
    blocks: tuple[Block, ...]
    claims: tuple[ClaimView, ...]
    banners: tuple[Banner, ...]
    sources: tuple[str, ...]
    measures: tuple[str, ...]
    summary: str = ""
    places: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    released_on: str = ""
    bundle: str = ""
    extra: dict[str, str] = field(default_factory=dict)
