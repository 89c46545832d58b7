"""The verdict on words and figures that are both there: arithmetic first, then chance."""

from __future__ import annotations

from kenspeckle.ground.words import Statement, Verdict
from kenspeckle.ground.words.statement import Chance, Direction

from .arithmetic import false_parts, needs_chance
from .compared import Compared
from .question import Shape
from .wording import chance_sentence, what_it_is, why_false


def verdict_on(statement: Statement, compared: Compared) -> Verdict:
    """Holds, does not hold, or cannot tell."""
    return _verdict(statement, compared, false_parts(statement, compared))


def _verdict(statement: Statement, compared: Compared, false: tuple[str, ...]) -> Verdict:
    """Arithmetic first, then chance: what is false is false within chance too."""
    if false:
        return Verdict.DOES_NOT_HOLD
    if _chance_has_no_say(statement, compared):
        return Verdict.HOLDS
    if compared.beyond is None:
        return Verdict.CANNOT_TELL
    if _within(statement):
        return Verdict.DOES_NOT_HOLD if compared.beyond else Verdict.HOLDS
    return Verdict.HOLDS if compared.beyond else Verdict.CANNOT_TELL


def _chance_has_no_say(statement: Statement, compared: Compared) -> bool:
    """Whether chance has no say in it."""
    return compared.question.shape is Shape.LEVEL or not needs_chance(statement)


def _within(statement: Statement) -> bool:
    """Whether the words say that there is no more to it than chance."""
    direction = statement.direction.direction if statement.direction else None
    return statement.chance is Chance.WITHIN or direction in (Direction.NO_CHANGE, Direction.NO_DIFFERENCE)


def tested(statement: Statement, compared: Compared) -> tuple[Verdict, str]:
    """The verdict, and the sentence that says why."""
    false = false_parts(statement, compared)
    verdict = _verdict(statement, compared, false)
    if false:
        return verdict, why_false(statement, compared, false)
    if _chance_has_no_say(statement, compared):
        compares = statement.level and statement.level.bound in ("more than", "less than", "at least", "at most")
        return verdict, what_it_is(compared, statement.level if compares else None)
    if verdict is Verdict.DOES_NOT_HOLD:
        return verdict, f"{what_it_is(compared)} That is more than chance alone would make."
    if verdict is Verdict.CANNOT_TELL or _within(statement):
        return verdict, f"{what_it_is(compared)} {chance_sentence(compared)}"
    return verdict, what_it_is(compared)
