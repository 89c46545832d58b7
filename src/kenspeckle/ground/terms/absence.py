"""Four different things are four different types: zero, missing, not applicable, suppressed.

Zero is the number 0. The other three are absences. An absence is not a number: adding, comparing or
rounding one is an error, so nobody can count a hidden child as none by mistake. Each absence has a word
for readers and the mark that UK statistics use for it in tables and CSV files.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, NoReturn, TypeAlias

from kenspeckle.ground.frozen import dataclass


class AbsenceIsNoNumber(TypeError):
    """Somebody tried to calculate with a value that is not there."""


def _refuse(self: Absence, *_: object) -> NoReturn:
    raise AbsenceIsNoNumber(f"a {self.word} value is not a number and cannot be calculated with")


@dataclass(frozen=True)
class Absence:
    """A value that is not there, and why; `reason` is one sentence for a reader, or empty."""

    reason: str = ""
    word: ClassVar[str] = "absent"
    mark: ClassVar[str] = "[ ]"

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = __round__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __int__ = __float__ = __bool__ = _refuse

    def __str__(self) -> str:
        return self.mark


@dataclass(frozen=True)
class Missing(Absence):
    """Nobody has it: not collected, not delivered, left empty."""

    word: ClassVar[str] = "missing"
    mark: ClassVar[str] = "[x]"


@dataclass(frozen=True)
class NotApplicable(Absence):
    """The question does not arise: pupils of S1 in a primary school."""

    word: ClassVar[str] = "not applicable"
    mark: ClassVar[str] = "[z]"


@dataclass(frozen=True)
class Suppressed(Absence):
    """It is known, and hidden so that no child can be found."""

    word: ClassVar[str] = "suppressed"
    mark: ClassVar[str] = "[c]"


MISSING = Missing()
NOT_APPLICABLE = NotApplicable()
SUPPRESSED = Suppressed()
BY_ITS_SOURCE = Suppressed("hidden by its source")
"""Where a source itself withheld a value: it is not ours to protect, nor to know."""

ABSENCES: dict[str, Absence] = {
    "missing": MISSING,
    "not-applicable": NOT_APPLICABLE,
    "suppressed": SUPPRESSED,
}
"""The absences by the name that a contract gives them."""

Number: TypeAlias = int | Decimal | Fraction
Value: TypeAlias = int | Decimal | Fraction | Absence


def is_number(value: object) -> bool:
    """Whether `value` can be calculated with; bool and float cannot."""
    return isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool)
