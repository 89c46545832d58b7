"""A value as readers see it: rounded once, with its unit and separators; or as a file holds it, plain.

Everything in this room, coordinates included, starts from `displayed`. The height of a mark therefore
says no more than the number beside it: two values that print alike are drawn alike, so nobody can measure
a picture to get back the digits that rounding took away.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, Value, rounded

MINUS = "−"

_BEFORE = {"pounds": "£", "gbp": "£"}
_AFTER = {
    "percent": "%",
    "points": " points",
    "percentage_points": " percentage points",
    "per_1000": " per 1,000",
    "per_10000": " per 10,000",
    "per_100000": " per 100,000",
}
_LARGE = ((12, "tn"), (9, "bn"), (6, "m"))
_SINGULAR = {"children": "child", "people": "person", "pupils": "pupil", "points": "point", "schools": "school"}


def displayed(value: Value, places: int) -> Decimal | Absence:
    """Return `value` as it is published: rounded half away from zero to `places`; an absence as it is."""
    return value if isinstance(value, Absence) else rounded(value, places)


def plain(value: Decimal | Absence) -> str:
    """Return a displayed value for a file: `1234.5`, `-3.1` or the mark of an absence."""
    return value.mark if isinstance(value, Absence) else format(value, "f")


def digits(value: Decimal | Absence) -> str:
    """Return a displayed value for a reader: `1,234.5`, `−3.1` or the mark of an absence."""
    return value.mark if isinstance(value, Absence) else f"{value:,f}".replace("-", MINUS)


@dataclass(frozen=True)
class Unit:
    """How one unit is written: short beside a mark, in full in a sentence, and alone in a table's head."""

    name: str

    def short(self, value: Decimal | Absence) -> str:
        """`87.6%`, `£1,200`; other units are named once, above the axis, and left off here."""
        text = digits(value)
        if isinstance(value, Absence):
            return text
        if (before := _BEFORE.get(self.name)) is not None:
            return f"{MINUS}{before}{text[1:]}" if text.startswith(MINUS) else before + text
        return text + "%" if self.name == "percent" else text

    def ticks(self, values: Sequence[Decimal]) -> dict[Decimal, str]:
        """The numbers beside an axis, alike in decimals; from a million they are written 1.5m, 2.0bn, 3tn."""
        largest = max((abs(v) for v in values), default=Decimal(0))
        power, letters = next(((p, s) for p, s in _LARGE if largest >= 10**p and self.name != "percent"), (0, ""))
        small = [v.scaleb(-power) for v in values]
        finest = max((-int(v.normalize().as_tuple().exponent) for v in small), default=0)
        return {
            value: self.short(rounded(v, max(finest, 0))) + (letters if v else "")
            for value, v in zip(values, small, strict=True)
        }

    def full(self, value: Decimal) -> str:
        """`87.6%`, `12.3 per 1,000`, `1,204 children`."""
        if self.name == "percent" or self.name in _BEFORE or not self.name:
            return self.short(value)
        if self.name in _AFTER and not (self.name in _SINGULAR and plain(value) == "1"):
            return digits(value) + _AFTER[self.name]
        word = self.name.replace("_", " ")
        return f"{digits(value)} {_SINGULAR.get(word, word) if plain(value) in ('1', '-1') else word}"

    def span(self, low: Decimal, high: Decimal) -> str:
        """`86.0% to 93.7%`, `−4.0 to 3.7 percentage points`: a unit in words is said once."""
        return f"{self.short(low)} to {self.full(high)}"

    @property
    def alone(self) -> str:
        """`%`, `£`, `per 1,000`, `children`: for a table's head."""
        return _BEFORE.get(self.name) or _AFTER.get(self.name, self.name.replace("_", " ")).strip()

    @property
    def caption(self) -> str:
        """What to print above an axis: empty where each number carries its unit."""
        return "" if self.name == "percent" or self.name in _BEFORE else self.alone
