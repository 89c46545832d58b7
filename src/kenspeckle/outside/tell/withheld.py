"""Where a story meets hidden cells, and what it wants so that something can be told there instead.

Claims, cards and figures say for themselves which figures they lack. A story that lacks none wants nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kenspeckle.ground.terms import CellKey, Facts, Priority, ProtectedCells, Suppressed, Want
from kenspeckle.ground.words import Evidence, Verdict
from kenspeckle.ground.words.evidence import Asks

from .cards import cards_asked
from .cell_index import CellIndex
from .cutting import Cut, cut
from .instead import Offer, offers, wider_groups, years_together
from .judge import judge, wanted
from .judge.question import cells_behind
from .story import CardsSpec, FigureSpec, Story, evidence_of

FEW = 8
"""Up to this many hidden groups of one figure, each is looked at; of more a reader would not read."""


def lacking(story: Story, facts: Facts, cells: ProtectedCells) -> tuple[Evidence, ...]:
    """Return the evidence of every figure that a story is about and that is hidden."""
    if not any(isinstance(cell, Suppressed) for cell in cells.values()):
        return ()
    index = CellIndex(cells)
    found: dict[Evidence, None] = {}
    for claim in story.claims:
        evidence = evidence_of(claim.evidence)
        if evidence is not None and _withheld(evidence, facts, cells):
            found[evidence] = None
    for block in story.blocks:
        if isinstance(block, CardsSpec):
            for card in cards_asked(block, facts):
                if not card.unknown and _withheld(card.level, facts, cells):
                    found[card.level] = None
        elif isinstance(block, FigureSpec):
            found |= dict.fromkeys(evidence for _, evidence in hidden_in(cut(block, facts, index), facts, cells))
    return tuple(found)


def _withheld(evidence: Evidence, facts: Facts, cells: ProtectedCells) -> bool:
    measure = facts.measures.get(evidence.measure)
    return measure is not None and not measure.public and judge("", evidence, facts, cells).verdict is Verdict.WITHHELD


def hidden_in(shown: Cut, facts: Facts, cells: ProtectedCells) -> tuple[tuple[str, Evidence], ...]:
    """Return the groups of a figure that are hidden at the last moment they are, by name; () where they are many."""
    found = []
    for measure in shown.measures:
        if measure.public:
            continue
        for part in shown.slices:
            for period in reversed(shown.periods_of(measure)):
                key = CellKey(measure.name, period, part.group)
                if any(isinstance(cells.get(behind), Suppressed) for behind in cells_behind(key, facts)):
                    name = f"{measure.title}, {part.label}" if len(shown.measures) > 1 else part.label
                    found.append((name, Evidence(Asks.MEASURE, measure.name, part.tests, end=period)))
                    break
    return tuple(found) if len(found) <= FEW else ()


def said_instead(shown: Cut, facts: Facts, cells: ProtectedCells) -> Iterator[str]:
    """A paragraph under a figure for each hidden group of which something can be shown instead."""
    for name, evidence in hidden_in(shown, facts, cells):
        found = offers(evidence, facts, cells)
        if found:
            when = f" in {evidence.end}" if evidence.end is not None else ""
            says = " ".join(offer.says for offer in found)
            yield f"{name[:1].upper()}{name[1:]} is withheld{when}. {says}"


def tried(evidence: Evidence, facts: Facts) -> tuple[tuple[Evidence, ...], ...]:
    """Return what could be told instead, in the order of asking: each step is asked for if those before gave nothing.

    The first step holds wider groups too. Years together are asked for one after another: two of them, one inside
    the other, would give away what lies between.
    """
    years = years_together(evidence, facts)
    first = (*years[:1], *wider_groups(evidence, facts))
    return (first, *((candidate,) for candidate in years[1:])) if first else ()


def wants_of(candidates: Sequence[Evidence], facts: Facts) -> tuple[Want, ...]:
    """Return the cells of some candidates, with the single years of those that take years together; all come last."""
    found: dict[Want, None] = {}
    for candidate in candidates:
        for want in wanted(candidate, facts):
            years = {year for period in want.periods for year in period.years}
            periods = tuple(sorted({*want.periods, *years}))
            found[replace(want, periods=periods, priority=Priority.SEARCH)] = None
    return tuple(found)


def also_wanted(story: Story, facts: Facts, cells: ProtectedCells) -> tuple[Want, ...]:
    """Return the cells of everything that is told instead, as far as `cells` let it be told."""
    made: list[Offer] = []
    for evidence in lacking(story, facts, cells):
        made += offers(evidence, facts, cells)
    return wants_of([offer.evidence for offer in made], facts)
