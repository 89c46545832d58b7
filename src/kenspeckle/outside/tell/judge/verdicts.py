"""The verdict on words and figures that are both there: arithmetic first, then chance."""

from __future__ import annotations

from kenspeckle.ground.words import Statement, Verdict
from kenspeckle.ground.words.statement import Chance, Direction

from .arithmetic import false_parts, needs_chance
from .compared import Compared
from .question import Shape
from .wording import chance_sentence, what_it_is, why_false


def tested(statement: Statement, compared: Compared) -> tuple[Verdict, str]:
    """Arithmetic first, then chance: what is false is false within chance too."""
    false = false_parts(statement, compared)
    if false:
        return Verdict.DOES_NOT_HOLD, why_false(statement, compared, false)
    if compared.question.shape is Shape.LEVEL or not needs_chance(statement):
        compares = statement.level and statement.level.bound in ("more than", "less than", "at least", "at most")
        return Verdict.HOLDS, what_it_is(compared, statement.level if compares else None)
    if compared.beyond is None:
        return Verdict.CANNOT_TELL, f"{what_it_is(compared)} {chance_sentence(compared)}"
    direction = statement.direction.direction if statement.direction else None
    within = statement.chance is Chance.WITHIN or direction in (Direction.NO_CHANGE, Direction.NO_DIFFERENCE)
    if within and compared.beyond:
        return Verdict.DOES_NOT_HOLD, f"{what_it_is(compared)} That is more than chance does."
    if not within and not compared.beyond:
        return Verdict.CANNOT_TELL, f"{what_it_is(compared)} {chance_sentence(compared)}"
    return Verdict.HOLDS, f"{what_it_is(compared)} {chance_sentence(compared)}" if within else what_it_is(compared)
