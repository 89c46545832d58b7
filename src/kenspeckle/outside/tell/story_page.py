"""A story as a page: its words, what became of each claim, its figures and what a reader has to be warned of.

The page is data made from protected cells alone. Words that rest on a hidden cell are not on it, in any form: not
in the text, not in a heading's address, not in a chart's title, not in a banner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field, replace

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Facts, ProtectedCells, Suppressed, Test
from kenspeckle.ground.terms.chart import Chart
from kenspeckle.ground.terms.page import (
    Banner,
    Block,
    ClaimView,
    FigureBlock,
    Inline,
    Method,
    Paragraph,
    StoryPage,
    Strong,
    Text,
)
from kenspeckle.ground.words import Verdict

from .again import Recount, recount
from .cards import cards_asked, make_cards
from .cell_index import CellIndex
from .charts import chart
from .cutting import Cut, cut
from .described import describe_evidence, method_notes
from .headings import heading
from .judge.compared import Memo
from .judged_story import JudgedClaim, JudgedStory, judge_claims
from .naming import WrongName, known_value
from .sentences import plain_words, sentence_of
from .story import CardsSpec, FigureSpec, MethodSpec, Prose, Story
from .withheld import said_instead

DRAFT = "This is a draft: nobody has approved its words yet."


def tell(
    story: Story,
    cells: ProtectedCells,
    facts: Facts,
    *,
    approved: Sequence[str] = (),
    judged: JudgedStory | None = None,
) -> StoryPage:
    """Return the story as a page.

    approved: who approved these words; then a sentence that the figures contradict stays, under a banner that names
    it. judged: this story's claims, if they were judged already.
    """
    judged = judged or judge_claims(story, facts, cells)
    page = _Page(judged, cells, facts, CellIndex(cells))
    measures = page.measures()
    sources = tuple(dict.fromkeys(s for m in measures for s in facts.measures[m].sources))
    return StoryPage(
        name=story.name,
        title=story.title,
        plain_title=" ".join(plain_words(story.title, judged.words).split()) or story.name,
        question=plain_words(story.question, judged.words),
        kind=story.kind,
        audience=story.audience,
        serves=story.serves,
        hunch=story.hunch,
        blocks=tuple(page.blocks()),
        claims=tuple(page.claim(claim) for claim in judged.claims),
        banners=tuple(page.banners(sources, bool(approved))),
        sources=sources,
        measures=measures,
        summary=" ".join(plain_words(story.summary, judged.words).split()),
        places=page.places(),
        approved=tuple(approved),
    )


@dataclass(frozen=True)
class _Page:
    judged: JudgedStory
    cells: ProtectedCells
    facts: Facts
    index: CellIndex
    memo: Memo = field(default_factory=dict)

    @property
    def story(self) -> Story:
        return self.judged.story

    # Claims.

    def claim(self, judged: JudgedClaim) -> ClaimView:
        claim, judgement = judged.claim, judged.judgement
        again = Recount()
        if judgement.verdict is Verdict.HOLDS and judged.evidence is not None:
            places = not self.story.ranks_nobody
            again = recount(judged.words, judged.evidence, self.facts, self.cells, memo=self.memo, places=places)
        measure = self.facts.measures.get(judged.measure)
        sources = measure.sources if measure is not None else ()
        failed = [sentence for source in sources for sentence in self.facts.failed.get(source, ())]
        return ClaimView(
            index=claim.index,
            words=judged.words,
            evidence=claim.evidence,
            verdict=judgement.verdict.value,
            why=" ".join([judgement.why, *(f"A check of its source failed: {_sentence(f)}" for f in failed)]),
            shown=judgement.shown,
            measure=judged.measure,
            sources=sources,
            cells=tuple(str(key) for key in judgement.cells),
            line=claim.spot.line,
            robustness=again.sentence,
            opposing=again.opposing,
            ways=again.ways,
            about=describe_evidence(self.facts, judged.evidence) if judged.evidence is not None else "",
            instead=tuple(offer.says for offer in judged.instead),
        )

    # What a reader has to be warned of.

    def banners(self, sources: Iterable[str], approved: bool) -> Iterator[Banner]:
        if not approved:
            yield Banner("draft", DRAFT)
        else:
            yield from (Banner("contradicted", text) for text in dict.fromkeys(self._contradictions()))
        for source in sources:
            if source in self.facts.overdue:
                yield Banner("out-of-date", _sentence(self.facts.overdue[source]))
        for source in sources:
            for sentence in self.facts.failed.get(source, ()):
                yield Banner("failed-check", f"A check of a source of this story failed: {_sentence(sentence)}")

    def _contradictions(self) -> Iterator[str]:
        for judged in self.judged.claims:
            if judged.judgement.verdict not in _CONTRADICTED:
                continue
            sentence = sentence_of(self.story, judged.claim.index, self.judged.words) or judged.words
            said = _CONTRADICTED[judged.judgement.verdict]
            yield f"{said}: “{sentence}” {judged.judgement.why} The words stand until people approve new ones."

    # Figures.

    def blocks(self) -> Iterator[Block]:
        for block in self.story.blocks:
            match block:
                case FigureSpec():
                    caption = () if block.caption is None else block.caption.children
                    shown = cut(block, self.facts, self.index)
                    yield FigureBlock(
                        self._chart(block, shown),
                        caption=caption,
                        heading=self._heading(block),
                        instead=tuple(said_instead(shown, self.facts, self.cells)),
                    )
                    yield from self._beside(block.measures)
                case CardsSpec():
                    yield make_cards(block, self.facts, self.cells, self._words(block.note))
                    yield from self._beside(card.measure.name for card in cards_asked(block, self.facts))
                case MethodSpec():
                    yield self._method(block.measures or self.measures())
                case _:
                    yield block

    def _chart(self, spec: FigureSpec, shown: Cut) -> Chart:
        notes = [self._words(note.text) for note in spec.notes]
        drawn = chart(spec, shown, self.facts, self.cells, notes)
        own = self._heading(spec)
        title = self._words(Prose(own)) if own else heading(shown, drawn, self.facts, self.cells)
        hidden = sum(isinstance(p.value, Suppressed) for series in drawn.series for p in series.points)
        method = drawn.method
        if hidden:
            figures = "1 figure is" if hidden == 1 else f"{hidden} figures are"
            method += f" {figures} withheld so that no child can be found."
        return replace(drawn, title=title, method=method)

    def _heading(self, spec: FigureSpec) -> tuple[Inline, ...]:
        """The author's title, unless there is none or it rests on a hidden cell."""
        if spec.title is None or self._withheld(spec.title) or not self._words(spec.title):
            return ()
        return spec.title.children

    def _beside(self, measures: Iterable[str]) -> Iterator[Paragraph]:
        """A warning right under each figure that rests on a failed check."""
        sources = dict.fromkeys(s for m in measures for s in self.facts.measures[m].sources)
        for source in sources:
            for sentence in self.facts.failed.get(source, ()):
                yield Paragraph(
                    (Strong((Text("A check of the source of this figure failed."),)), Text(f" {_sentence(sentence)}"))
                )

    def _method(self, names: Iterable[str]) -> Method:
        measures = [self.facts.measures[name] for name in names]
        return Method(tuple((m.title, m.meaning, method_notes(m)) for m in measures))

    def _words(self, prose: Prose | None) -> str:
        if prose is None:
            return ""
        words = ["" if c.judgement.verdict is Verdict.WITHHELD else c.words for c in self.judged.claims]
        return " ".join(plain_words(prose.children, words).split())

    def _withheld(self, prose: Prose | None) -> bool:
        if prose is None:
            return False
        marked = ["\0" if c.judgement.verdict is Verdict.WITHHELD else "" for c in self.judged.claims]
        return "\0" in plain_words(prose.children, marked)

    # What the page is about.

    def measures(self) -> tuple[str, ...]:
        """The measures that the page tells of, in the order in which it does."""
        found = [claim.measure for claim in self.judged.claims if claim.measure]
        for block in self.story.blocks:
            if isinstance(block, FigureSpec | MethodSpec):
                found += block.measures
            elif isinstance(block, CardsSpec):
                found += [card.measure.name for card in cards_asked(block, self.facts)]
        return tuple(dict.fromkeys(found))

    def places(self) -> tuple[str, ...]:
        """The codes of places that a claim or a figure is about, one by one."""
        asked: list[tuple[str, Test]] = []
        for claim in self.judged.claims:
            if claim.evidence is not None:
                against = claim.evidence.against if isinstance(claim.evidence.against, tuple) else ()
                asked += [(claim.measure, test) for test in (*claim.evidence.where, *against)]
        for block in self.story.blocks:
            if isinstance(block, FigureSpec | CardsSpec):
                asked += [("", test) for test in block.where]
            if isinstance(block, FigureSpec):
                asked += [("", test) for group in block.compare for test in group]
        found: dict[str, None] = {}
        for measure, test in asked:
            dimension = self.facts.dimensions.get(test.dimension)
            if dimension is not None and dimension.place and test.operator in ("=", "in"):
                with suppress(WrongName):
                    found |= dict.fromkeys(known_value(self.facts, measure, test).values)
        return tuple(found)


_CONTRADICTED = {
    Verdict.DOES_NOT_HOLD: "New data contradicts a sentence of this story",
    Verdict.CANNOT_TELL: "With new data a sentence of this story can no longer be told from chance",
    Verdict.REFUSED: "A sentence of this story can no longer be tested",
}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
