"""Count a claim again: in every other way, and against every claim that could stand against it.

What is tried again is the shape of the claim, not its digits: that it fell, not that it fell by 4.4 points, since
no other way of counting gives the same decimals. A plain level has no direction to lose, so its other ways are
shown as the range in which it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kenspeckle.ground.terms import MAIN, Absence, Facts, ProtectedCells
from kenspeckle.ground.words import Asks, Evidence, Statement, Unreadable, Verdict, plain_number, read_statement
from kenspeckle.ground.words.sizes import Size, SizeUnit, Tolerance
from kenspeckle.ground.words.statement import Chance, Direction

from .judge import Judgement, judge
from .judge.compared import compare
from .judge.question import Refused, Shape, ask, shape_of
from .opposing import Member, family
from .other_ways import other_ways
from .robustness import Counted, Outcome, hidden_apart, robustness

_SAID = {
    Shape.CHANGE: {"up": "rose", "down": "fell", "better": "improved", "worse": "worsened"},
    Shape.GAP: {"up": "higher", "down": "lower", "better": "better", "worse": "worse"},
    Shape.GAP_CHANGE: {"up": "widened", "down": "narrowed", "wider": "widened", "narrower": "narrowed"},
}
_SHOWN = (Verdict.HOLDS, Verdict.CANNOT_TELL, Verdict.DOES_NOT_HOLD)
_OPPOSITE = {"up": "down", "down": "up", "better": "worse", "worse": "better", "wider": "narrower", "narrower": "wider"}


@dataclass(frozen=True)
class Recount:
    """What came of counting again. sentence and opposing are for readers; ways: axis, way and outcome in words."""

    sentence: str = ""
    opposing: str = ""
    ways: tuple[tuple[str, str, str], ...] = ()


def recount(words: str, evidence: Evidence, facts: Facts, cells: ProtectedCells) -> Recount:
    """Count a claim that holds in every other way; all is empty for one that nobody could count otherwise."""
    statement = read_statement(words)
    if isinstance(statement, Unreadable):
        return Recount()
    shape = shape_of(evidence)
    bare = bare_words(statement, shape)
    if not bare:
        return _in_range(evidence, facts, cells) if shape is Shape.LEVEL else Recount()
    counted = []
    for way in other_ways(evidence, facts):
        outcome = _outcome(judge(bare, way.evidence, facts, cells, way=way.way))
        if outcome is not None:
            counted.append(Counted(way, outcome))
    ways = tuple((c.axis, c.words, c.outcome.value) for c in counted)
    return Recount(robustness(counted), _opposing(statement, shape, evidence, facts, cells), ways)


def bare_words(statement: Statement, shape: Shape) -> str:
    """The claim without its digits: its direction, or a size that allows for other ways; empty when neither."""
    direction = _direction(statement)
    if shape is Shape.LEVEL:
        return statement.words if statement.level is not None and not _exact(statement.level) else ""
    if direction == "":
        return ""
    if direction in ("change", "difference"):
        return {"change": "no clear change", "difference": "no clear difference"}[direction]
    if direction == "alike":
        return statement.words
    said = _SAID[shape].get(direction, "")
    return f"{said}, within chance" if said and statement.chance is Chance.WITHIN else said


def _exact(size: Size) -> bool:
    return size.bound in ("", "exactly") and size.tolerance is Tolerance.DIGITS


def _direction(statement: Statement) -> str:
    """Up, down, better, worse, wider, narrower, or one of those that tell nothing apart; empty when open."""
    if statement.direction is not None:
        return str(statement.direction.direction)
    times = next((size for size in statement.changes if size.unit is SizeUnit.TIMES), None)
    if times is not None and times.value != 1:
        return Direction.UP if times.value > 1 else Direction.DOWN
    if statement.level is not None and statement.base is not None and statement.level.exact != statement.base.exact:
        return Direction.UP if statement.level.exact > statement.base.exact else Direction.DOWN
    return ""


def _outcome(judgement: Judgement) -> Outcome | None:
    """What came of one way; None for a way that is no way at all, such as a change across a forbidding break."""
    match judgement.verdict:
        case Verdict.HOLDS:
            return Outcome.TRUE
        case Verdict.CANNOT_TELL:
            return Outcome.CHANCE
        case Verdict.DOES_NOT_HOLD:
            return Outcome.FALSE
        case Verdict.REFUSED if not judgement.cells:
            return None
        case _:
            return Outcome.HIDDEN


def _in_range(evidence: Evidence, facts: Facts, cells: ProtectedCells) -> Recount:
    """In which range a level lies, over its declared ways."""
    own = _level(evidence, facts, cells, MAIN)
    ways = other_ways(evidence, facts)
    if own is None or not ways:
        return Recount()
    measure = facts.measures[evidence.measure]
    unit = "percent" if evidence.asks is Asks.SHARE else measure.unit
    values = [_level(way.evidence, facts, cells, way.way) for way in ways]
    said = [Outcome.HIDDEN.value if v is None else plain_number(v, unit, measure.places) for v in values]
    table = tuple((" and ".join(way.axes), way.title, text) for way, text in zip(ways, said, strict=True))
    told = [own, *(value for value in values if value is not None)]
    low, high = (plain_number(value, unit, measure.places) for value in (min(told), max(told)))
    apart = hidden_apart(values.count(None))
    if len(told) == 1:
        return Recount(f"Counted one way.{apart}", ways=table)
    between = f"{low} in all" if low == high else f"from {low} to {high}"
    return Recount(f"Counted {len(told)} ways: {between}.{apart}", ways=table)


def _level(evidence: Evidence, facts: Facts, cells: ProtectedCells, way: str) -> Fraction | None:
    try:
        found = compare(ask(evidence, facts, way), facts, cells)
    except Refused:
        return None
    return None if isinstance(found, Absence) else found.second


def _opposing(statement: Statement, shape: Shape, evidence: Evidence, facts: Facts, cells: ProtectedCells) -> str:
    """Name the strongest claim of the family that points the other way and passes the same test."""
    contrary = _contrary(statement, shape)
    if not contrary:
        return ""
    tried = [(member, _first_that_holds(contrary, member, facts, cells)) for member in family(evidence, facts)]
    shown = [(member, verdict) for member, verdict in tried if verdict in _SHOWN]
    if not shown:
        return ""
    passed = [member for member, verdict in shown if verdict is Verdict.HOLDS]
    of = f"{len(shown)} opposing claim{'s' if len(shown) > 1 else ''} tried"
    if not passed:
        return f"None of {of} passed the same test." if len(shown) > 1 else "The one opposing claim tried did not pass."
    strongest = max(passed, key=lambda member: _size(member.evidence, facts, cells))
    words = judge("", strongest.evidence, facts, cells).true_words
    title = facts.measures[evidence.measure].title
    subject = {Shape.CHANGE: f"{title} ", Shape.GAP: f"{title} was ", Shape.GAP_CHANGE: "the gap "}[shape]
    return f"The strongest of {of}: {strongest.label}, {_small(subject)}{words}."


def _small(text: str) -> str:
    """`text` as it stands inside a sentence: a title that begins with an abbreviation keeps it."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _contrary(statement: Statement, shape: Shape) -> tuple[str, ...]:
    direction = _direction(statement)
    if shape is Shape.LEVEL or statement.chance is Chance.WITHIN:
        return ()
    if direction in ("change", "difference"):
        return tuple(word for word in list(_SAID[shape].values())[:2])
    return (
        (_SAID[shape][_OPPOSITE[direction]],) if direction in _OPPOSITE and _OPPOSITE[direction] in _SAID[shape] else ()
    )


def _first_that_holds(words: Sequence[str], member: Member, facts: Facts, cells: ProtectedCells) -> Verdict:
    """Whether any of these words holds of a member; otherwise the verdict on the last of them."""
    verdict = Verdict.REFUSED
    for each in words:
        verdict = judge(each, member.evidence, facts, cells).verdict
        if verdict is Verdict.HOLDS:
            break
    return verdict


def _size(evidence: Evidence, facts: Facts, cells: ProtectedCells) -> Fraction:
    try:
        found = compare(ask(evidence, facts), facts, cells)
    except Refused:
        return Fraction(0)
    return Fraction(0) if isinstance(found, Absence) else abs(found.difference)
