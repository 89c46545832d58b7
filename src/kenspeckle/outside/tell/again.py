"""Count a claim again: in every other way, and against every claim that could stand against it.

What is tried again is the shape of the claim, not its digits: that it fell, not that it fell by 4.4 points, since
no other way of counting gives the same decimals. A plain level has no direction to lose, so its other ways are
shown as the range in which it lies.
"""

from __future__ import annotations

from functools import lru_cache

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MAIN, Absence, Facts, ProtectedCells, rounded
from kenspeckle.ground.words import Evidence, Statement, Verdict, plain_number, read_statement
from kenspeckle.ground.words.numbers import in_figures
from kenspeckle.ground.words.sizes import Size, SizeUnit, Tolerance
from kenspeckle.ground.words.statement import Chance, Direction

from .described import mid_sentence
from .judge.compared import Compared, Memo, compare
from .judge.question import Refused, Shape, ask, shape_of
from .judge.stated import stated
from .judge.true_words import said_by_the_figures
from .judge.verdicts import verdict_on
from .opposing import family
from .other_ways import other_ways
from .robustness import Counted, Outcome, hidden_apart, robustness

_SAID = {
    Shape.CHANGE: {"up": "rose", "down": "fell", "better": "improved", "worse": "worsened"},
    Shape.GAP: {"up": "higher", "down": "lower", "better": "better", "worse": "worse"},
    Shape.GAP_CHANGE: {"up": "widened", "down": "narrowed", "wider": "widened", "narrower": "narrowed"},
}
_OUTCOMES = {
    Verdict.HOLDS: Outcome.TRUE,
    Verdict.CANNOT_TELL: Outcome.CHANCE,
    Verdict.DOES_NOT_HOLD: Outcome.FALSE,
}
_OPPOSITE = {"up": "down", "down": "up", "better": "worse", "worse": "better", "wider": "narrower", "narrower": "wider"}


@dataclass(frozen=True)
class Recount:
    """What came of counting again. sentence and opposing are for readers; ways: axis, way and outcome in words."""

    sentence: str = ""
    opposing: str = ""
    ways: tuple[tuple[str, str, str], ...] = ()


def recount(
    words: str,
    evidence: Evidence,
    facts: Facts,
    cells: ProtectedCells,
    *,
    memo: Memo | None = None,
    places: bool = True,
) -> Recount:
    """Count a claim that holds in every other way; all is empty for one that nobody could count otherwise.

    memo: what earlier claims on the same facts and cells left behind; nothing is worked out twice. places: whether
    another place may be named against this one.
    """
    try:
        statement = stated(words, evidence, facts)
    except Refused:
        return Recount()
    shape = shape_of(evidence)
    again = _Again(facts, cells, {} if memo is None else memo)
    bare = _statement(bare_words(statement, shape))
    if bare is None:
        return again.in_range(evidence) if shape is Shape.LEVEL else Recount()
    tried = [(way, again.outcome(bare, way.evidence, way.way)) for way in other_ways(evidence, facts)]
    counted = [Counted(way, outcome) for way, outcome in tried if outcome is not None]
    ways = tuple((c.axis, c.words, c.outcome.value) for c in counted)
    return Recount(robustness(counted), again.opposing(statement, shape, evidence, places), ways)


@lru_cache(maxsize=256)
def _statement(words: str) -> Statement | None:
    read = read_statement(words) if words else None
    return read if isinstance(read, Statement) else None


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


def _contrary(statement: Statement, shape: Shape) -> tuple[str, ...]:
    """The words that stand against a claim: the other direction, or either where there was said to be none."""
    direction = _direction(statement)
    if shape is Shape.LEVEL or statement.chance is Chance.WITHIN:
        return ()
    if direction in ("change", "difference"):
        return tuple(_SAID[shape].values())[:2]
    opposite = _SAID[shape].get(_OPPOSITE.get(direction, ""))
    return (opposite,) if opposite else ()


@dataclass(frozen=True)
class _Again:
    """Counting one claim again and again; what a cell says is worked out once."""

    facts: Facts
    cells: ProtectedCells
    memo: Memo

    def compared(self, evidence: Evidence, way: str = MAIN) -> Compared | Outcome | None:
        """The figures; HIDDEN where one is hidden or missing; None where nothing of this kind is ever told."""
        try:
            question = ask(evidence, self.facts, way)
        except Refused:
            return None
        found = compare(question, self.facts, self.cells, self.memo)
        return Outcome.HIDDEN if isinstance(found, Absence) else found

    def outcome(self, bare: Statement, evidence: Evidence, way: str = MAIN) -> Outcome | None:
        """What comes of the bare words in one way; None for what is no way at all, as across a forbidding break."""
        found = self.compared(evidence, way)
        return _OUTCOMES[verdict_on(bare, found)] if isinstance(found, Compared) else found

    def in_range(self, evidence: Evidence) -> Recount:
        """In which range a level lies, over its declared ways."""
        ways = other_ways(evidence, self.facts)
        own = self.compared(evidence)
        if not ways or not isinstance(own, Compared):
            return Recount()
        unit, places = own.question.unit, own.question.places
        found = [self.compared(way.evidence, way.way) for way in ways]
        values = [f.second if isinstance(f, Compared) else None for f in found]
        said = [Outcome.HIDDEN.value if v is None else plain_number(v, unit, places) for v in values]
        table = tuple((" and ".join(way.axes), way.title, text) for way, text in zip(ways, said, strict=True))
        told = [own.second, *(value for value in values if value is not None)]
        least, most = min(told), max(told)
        low, high = (plain_number(value, unit, places) for value in (least, most))
        apart = hidden_apart(values.count(None))
        if len(told) == 1:
            return Recount(f"Counted one way.{apart}", ways=table)
        if unit not in ("percent", "pounds"):
            low = in_figures(least, places)  # the unit is said once
        between = f"from {low} to {high}" if rounded(least, places) != rounded(most, places) else f"always {high}"
        return Recount(f"Counted {len(told)} ways: {between}.{apart}", ways=table)

    def opposing(self, statement: Statement, shape: Shape, evidence: Evidence, places: bool) -> str:
        """Name the strongest claim of the family that points the other way and passes the same test."""
        contrary = [bare for words in _contrary(statement, shape) if (bare := _statement(words)) is not None]
        tried = family(evidence, self.facts, places=places) if contrary else ()
        members = [(member, self.compared(member.evidence)) for member in tried]
        shown = [(member, found) for member, found in members if isinstance(found, Compared)]
        if not shown:
            return ""
        passed = [
            (member, found) for member, found in shown if any(verdict_on(b, found) is Verdict.HOLDS for b in contrary)
        ]
        if not passed:
            return f"{_bears_out(len(shown), 0)}."
        strongest, figures = max(passed, key=lambda pair: abs(pair[1].difference))
        title = self.facts.measures[evidence.measure].title
        subject = {Shape.CHANGE: f"{title} ", Shape.GAP: f"{title} was ", Shape.GAP_CHANGE: "the gap "}[shape]
        which = _bears_out(len(shown), len(passed))
        return f"{which}: {strongest.label}, {mid_sentence(subject)}{said_by_the_figures(figures)}."


def _bears_out(tried: int, passed: int) -> str:
    """How many claims were tried against one, and how many of them passed the same test."""
    if tried == 1:
        return f"One claim against it was tried, and the data {'bear it out' if passed else 'do not bear it out'}"
    so_many = {0: "none", 1: "one"}.get(passed, f"{passed}. The strongest")
    return f"Of {tried} claims against it that were tried, the data bear out {so_many}"
