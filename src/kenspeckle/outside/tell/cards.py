"""Report cards: for each outcome its level, change, gap and target, as words that are true by construction.

A card speaks of one place or group and of nobody else: it compares with its own past, with its own target, and the
gap between two groups inside it. Cards stand in the order of the outcomes; no place is put above another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, CellKey, Facts, MeasureFacts, Period, ProtectedCells, TargetFacts, Test
from kenspeckle.ground.terms.page import Card, Cards
from kenspeckle.ground.words import UnreadableEvidence, Verdict, parse_evidence, plain_number
from kenspeckle.ground.words.evidence import Asks, Evidence

from .described import describe_group, mid_sentence
from .figure_values import value_of
from .groups import replacing
from .instead import offers
from .judge import Judgement, judge
from .naming import WrongName, known_value
from .story import CardsSpec

HIDDEN = "withheld so that no child can be found"


@dataclass(frozen=True)
class Asked:
    """One card to be made: what it is called and what it asks. change and gap are None when there is none to ask.

    unknown: the dimensions of the card's group that the measure is not counted by. No wider figure stands in then.
    """

    title: str
    measure: MeasureFacts
    outcome: str
    level: Evidence
    change: Evidence | None
    gap: Evidence | None
    unknown: tuple[str, ...] = ()


def cards_asked(spec: CardsSpec, facts: Facts) -> tuple[Asked, ...]:
    """Return the cards of a block: the core measures of its outcomes, then the measures it names itself."""
    named = [(facts.outcomes[o].title, m, o) for o in spec.outcomes for m in facts.outcomes[o].core]
    named += [("", m, "") for m in spec.measures]
    found = []
    for title, name, outcome in named:
        measure = facts.measures.get(name)
        if measure is not None:
            several = len([n for t, n, _ in named if t == title]) > 1
            label = measure.title if not title else f"{title}: {mid_sentence(measure.title)}" if several else title
            found.append(_asked(spec, measure, label, outcome))
    return tuple(found)


def _asked(spec: CardsSpec, measure: MeasureFacts, title: str, outcome: str) -> Asked:
    end = spec.end or (measure.periods[-1] if measure.periods else None)
    level = Evidence(Asks.MEASURE, measure.name, spec.where, end=end)
    start = spec.start or _before(end, measure)
    change = replace(level, start=start) if start is not None and end is not None and start < end else None
    gap = None
    if spec.gap and all(t.dimension in measure.dimensions for tests in spec.gap for t in tests):
        gap = replace(level, where=replacing(spec.where, spec.gap[0]), against=spec.gap[1])
    unknown = tuple(t.dimension for t in spec.where if t.dimension not in measure.dimensions)
    return Asked(title, measure, outcome, level, change, gap, unknown)


def _before(end: Period | None, measure: MeasureFacts) -> Period | None:
    earlier = [p for p in measure.periods if end is not None and p.kind is end.kind and p < end]
    return earlier[-1] if earlier else None


def card_evidence(spec: CardsSpec, facts: Facts) -> Iterator[Evidence]:
    """Everything that a block of cards has to look up."""
    for card in cards_asked(spec, facts):
        if not card.unknown:
            yield from (e for e in (card.level, card.change, card.gap) if e is not None)


def make_cards(spec: CardsSpec, facts: Facts, cells: ProtectedCells, note: str) -> Cards:
    """Return the cards of a block, in the order of its outcomes; `note` is the author's own, already in words."""
    return Cards(tuple(_card(asked, spec, facts, cells) for asked in cards_asked(spec, facts)), note)


def _card(asked: Asked, spec: CardsSpec, facts: Facts, cells: ProtectedCells) -> Card:
    if asked.unknown:
        names = [facts.dimensions[d].title if d in facts.dimensions else d for d in asked.unknown]
        level_words = f"not counted by {' and '.join(mid_sentence(name) for name in names)}"
        return Card(asked.title, asked.measure.name, level_words, "", "", "", "", "cannot tell")
    level = judge("", asked.level, facts, cells)
    target = _target(asked, spec, facts)
    withheld = level.verdict is Verdict.WITHHELD
    return Card(
        title=asked.title,
        measure=asked.measure.name,
        level=_told(level),
        period=str(asked.level.end or ""),
        change=_change(asked.change, facts, cells) if level.shown else "",
        gap=_gap(asked.gap, spec, facts, cells),
        target=_target_words(target, asked.measure),
        status="withheld" if withheld else _status(asked, target, facts, cells),
        instead=tuple(offer.says for offer in offers(asked.level, facts, cells)) if withheld else (),
    )


def _change(evidence: Evidence | None, facts: Facts, cells: ProtectedCells) -> str:
    if evidence is None:
        return ""
    judgement = judge("", evidence, facts, cells)
    words = _told(judgement)
    return f"{words} since {evidence.start}" if judgement.true_words else words


def _gap(evidence: Evidence | None, spec: CardsSpec, facts: Facts, cells: ProtectedCells) -> str:
    if evidence is None:
        return ""
    judgement = judge("", evidence, facts, cells)
    own, other = (describe_group(facts, tests) for tests in spec.gap)
    if judgement.true_words == "no clear difference":
        return f"no clear difference between {own} and {other}"
    if judgement.true_words:
        return f"{judgement.true_words} for {own} than for {other}"
    return f"{_told(judgement)} ({own}, {other})" if judgement.shown else _told(judgement)


def _told(judgement: Judgement) -> str:
    """The words that the figures bear out; without them the figures alone, or why there are none."""
    if judgement.verdict is Verdict.WITHHELD:
        return HIDDEN
    return judgement.true_words or judgement.shown or judgement.why


def _target(asked: Asked, spec: CardsSpec, facts: Facts) -> TargetFacts | None:
    """The target for exactly this group, else the one for everybody."""
    outcome = facts.outcomes.get(asked.outcome)
    own = [t for t in (outcome.targets if outcome else ()) if t.measure == asked.measure.name]
    for target in own:
        if target.where and set(_tests(target, asked.measure, facts)) == set(spec.where):
            return target
    return next((target for target in own if not target.where), None)


def _tests(target: TargetFacts, measure: MeasureFacts, facts: Facts) -> tuple[Test, ...]:
    """The group that a target is for; goals are checked when they are loaded, so a wrong name means no group here."""
    try:
        tests = parse_evidence(f"x where {target.where}").where
        return tuple(known_value(facts, measure.name, test) for test in tests)
    except (UnreadableEvidence, WrongName):
        return ()


def _target_words(target: TargetFacts | None, measure: MeasureFacts) -> str:
    if target is None:
        return ""
    bounds = [("at least", target.at_least), ("at most", target.at_most)]
    words = " and ".join(f"{word} {_number(bound, measure)}" for word, bound in bounds if bound is not None)
    return f"{words} by {target.by}" if target.by else words


def _number(bound: Decimal, measure: MeasureFacts) -> str:
    exponent = bound.as_tuple().exponent
    return plain_number(bound, measure.unit, max(measure.places, -exponent if isinstance(exponent, int) else 0))


def _status(asked: Asked, target: TargetFacts | None, facts: Facts, cells: ProtectedCells) -> str:
    """on course, off course, no target or cannot tell.

    A target that is met is on course; one whose time has come and that is not met is off course. In between, a
    change beyond chance is drawn on at its own pace to the target's date; without such a change nobody can tell.
    """
    if target is None:
        return "no target"
    value = value_of(facts, cells, _key(asked.level))
    if isinstance(value, Absence):
        return "cannot tell"
    now = Fraction(value)
    if _met(target, now):
        return "on course"
    end, by = asked.level.end, _period(target.by)
    if end is not None and by is not None and by.kind is end.kind and by <= end:
        return "off course"
    change = asked.change
    if change is None or change.start is None or end is None:
        return "cannot tell"
    before = value_of(facts, cells, _key(replace(change, end=change.start)))
    judgement = judge("", change, facts, cells)
    if isinstance(before, Absence) or judgement.verdict is not Verdict.HOLDS or judgement.true_words.startswith("no "):
        return "cannot tell"
    pace = (now - Fraction(before)) / (end.year - change.start.year or 1)
    years = by.year - end.year if by is not None else None
    if years is None:
        # No date is set: moving towards the target is all that can be asked.
        towards = pace > 0 if target.at_least is not None and now < target.at_least else pace < 0
        return "on course" if towards else "off course"
    return "on course" if _met(target, now + pace * years) else "off course"


def _met(target: TargetFacts, value: Fraction) -> bool:
    low, high = target.at_least, target.at_most
    return (low is None or value >= Fraction(low)) and (high is None or value <= Fraction(high))


def _period(label: str) -> Period | None:
    try:
        return Period.parse(label)
    except ValueError:
        return None


def _key(evidence: Evidence) -> CellKey:
    return CellKey(evidence.measure, evidence.end, tuple(sorted(test.pair for test in evidence.where)))
