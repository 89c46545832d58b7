"""A story that has been read: its prose, its claims and its figures, each with its place in the file.

Nothing here has been looked up yet: a `Claim` is words and evidence as written, a figure is what its author
asked for. Offsets count characters of the file's text, so that `fix` can change words and leave all else alone.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import PeriodKind, Spot, Test
from kenspeckle.ground.terms.page import Block, Inline
from kenspeckle.ground.terms.period import Period
from kenspeckle.ground.words import Evidence, Form, UnreadableEvidence, parse_evidence


@lru_cache(maxsize=4096)
def evidence_of(text: str) -> Evidence | None:
    """Parse what stands in the braces, once for each text; None when it cannot be read, which is for judges to say."""
    try:
        return parse_evidence(text)
    except UnreadableEvidence:
        return None


@dataclass(frozen=True)
class Claim:
    """`[words]{evidence}` where it stands. Empty words are for the engine to fill in.

    spot: the opening bracket. words_from, words_to: offsets of the words in the file's text. place: title,
    question, summary, heading, prose or figure. quoted: the quotation mark of YAML in which it stands, or empty.
    form: that which words need where they stand.
    """

    index: int
    words: str
    evidence: str
    spot: Spot
    words_from: int
    words_to: int
    place: str
    quoted: str = ""
    form: Form = Form.ALONE

    @property
    def headline(self) -> bool:
        """Whether it stands in the title or a heading, so that its cells are the last to be given up."""
        return self.place in ("title", "heading")


@dataclass(frozen=True)
class Stray:
    """A number or a direction word that nobody vouches for, because it stands outside every claim."""

    words: str
    spot: Spot


@dataclass(frozen=True)
class Prose:
    """One run of words, such as a chart's title."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Note:
    """A dated note that an author puts on a time axis."""

    at: Period
    text: Prose


@dataclass(frozen=True)
class FigureSpec:
    """A `chart`, `run-chart`, `table` or `map` as its author asked for it.

    kind: line, bar, dot, multiples, table, tiles, area. by: the dimension whose values are shown, or empty.
    compare: groups shown side by side, each a set of tests that replaces those of `where` on the same
    dimensions. start, end: as in evidence: only `end` for `in PERIOD`, neither for all that is covered.
    """

    kind: str
    measures: tuple[str, ...]
    spot: Spot
    where: tuple[Test, ...] = ()
    by: str = ""
    compare: tuple[tuple[Test, ...], ...] = ()
    over: PeriodKind | None = None
    start: Period | None = None
    end: Period | None = None
    sort: str = "name"
    title: Prose | None = None
    caption: Prose | None = None
    notes: tuple[Note, ...] = ()
    target: Decimal | None = None
    anchor: str = ""


@dataclass(frozen=True)
class CardsSpec:
    """Report cards: one for each core measure of the outcomes named, or for each measure named.

    gap: two groups whose difference is shown, or empty.
    """

    spot: Spot
    outcomes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    where: tuple[Test, ...] = ()
    start: Period | None = None
    end: Period | None = None
    gap: tuple[tuple[Test, ...], ...] = ()
    note: Prose | None = None


@dataclass(frozen=True)
class MethodSpec:
    """How measures are counted: those named, or all that the page uses."""

    spot: Spot
    measures: tuple[str, ...] = ()


Spec: TypeAlias = FigureSpec | CardsSpec | MethodSpec


@dataclass(frozen=True)
class Story:
    """A story as read. `blocks` holds prose ready for the page, and a spec wherever a figure will stand."""

    name: str
    file: str
    text: str
    title: tuple[Inline, ...]
    question: tuple[Inline, ...]
    summary: tuple[Inline, ...]
    kind: str
    audience: tuple[str, ...]
    serves: str
    hunch: str
    blocks: tuple[Block | Spec, ...]
    claims: tuple[Claim, ...]
    strays: tuple[Stray, ...]
    digest: str

    @property
    def ranks_nobody(self) -> bool:
        """Whether it is a report card, in which no place is set against another."""
        return self.kind == "report-card"
