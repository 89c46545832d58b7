"""The exact values that a claim is about, and whether what lies between them is more than chance.

Every comparison has one form: `first` is what is compared with (the earlier value, the other group, the earlier
gap), `second` is what the claim is about. Chance is two-sided at 95 %: the difference of two rates, unpooled and
without correction, with children as units, since a child's openings go together; or, where its publisher gives
confidence limits with each value, what those say (see `limits`). Where counts were disturbed before they were told, a
difference that the disturbance alone could make is no more than chance either.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    SCALES,
    Absence,
    CellKey,
    Facts,
    MeasureFacts,
    NotApplicable,
    ProtectedCell,
    ProtectedCells,
    Value,
)

from ..figure_values import value_of
from .limits import variance_by_limits
from .question import Question, Shape, cells_behind, values_asked

Z_SQUARED = Fraction("1.959963984540054") ** 2
"""The square of the two-sided 95 % point of the normal distribution."""


@dataclass(frozen=True)
class Compared:
    """values: own now, own then, other now, other then, as far as the question asks. beyond: None when not known.

    moved: that counts were disturbed before they were told could make the difference by itself.
    """

    question: Question
    values: tuple[Fraction, ...]
    beyond: bool | None
    children: int | None
    unknown: int = 0
    rows: int = 0
    moved: bool = False

    @property
    def second(self) -> Fraction:
        """The level; or the later value; or the group's own; or the later gap."""
        if self.question.shape is Shape.GAP_CHANGE:
            return abs(self.values[0] - self.values[2])
        return self.values[0]

    @property
    def first(self) -> Fraction:
        """What `second` is compared with; a level is compared with nothing, and asking is a bug."""
        if self.question.shape is Shape.GAP_CHANGE:
            return abs(self.values[1] - self.values[3])
        return self.values[1]

    @property
    def difference(self) -> Fraction:
        return self.second - self.first

    @property
    def ratio(self) -> Fraction | None:
        return self.second / self.first if self.first else None


def keys_asked(question: Question, facts: Facts) -> tuple[CellKey, ...]:
    """Every cell that the question needs, each once, in order."""
    keys: list[CellKey] = []
    for tests, period in values_asked(question):
        keys += cells_behind(question.key(tests, period), facts)
        if question.share:
            keys.append(question.key((), period))
    return tuple(dict.fromkeys(keys))


@dataclass(frozen=True)
class Standing:
    """What one group and period comes to: its value, its variance where that is known, and the cells behind it."""

    value: Value
    variance: Fraction | None
    behind: tuple[tuple[CellKey, ProtectedCell], ...]


Memo: TypeAlias = dict[tuple[CellKey, bool], Standing]
"""What was worked out before, for questions about the same facts and cells; the flag is `share`."""


def compare(question: Question, facts: Facts, cells: ProtectedCells, memo: Memo | None = None) -> Compared | Absence:
    """Return the exact values, or the absence that stands where one should be. No cell may be suppressed."""
    memo = {} if memo is None else memo
    found: list[Standing] = []
    values: list[Fraction] = []
    for tests, period in values_asked(question):
        standing = _standing(question, facts, cells, question.key(tests, period), memo)
        if isinstance(standing.value, Absence):
            return standing.value
        found.append(standing)
        values.append(Fraction(standing.value))
    behind = {key: cell for standing in found for key, cell in standing.behind}.values()
    known = [cell.children for cell in behind if cell.children is not None]
    # Where it is the disturbance it is not the children, whatever chance would make of so many of them.
    moved = _is_disturbance(question, values, found)
    return Compared(
        question,
        tuple(values),
        False if moved else _beyond(question, facts, cells, values, [standing.variance for standing in found]),
        min(known) if known and len(known) == len(behind) else None,
        sum(cell.unknown for cell in behind),
        sum(cell.rows for cell in behind),
        moved,
    )


def _is_disturbance(question: Question, values: list[Fraction], found: list[Standing]) -> bool:
    """Whether the disturbance of counts alone could make the difference between values."""
    if question.shape is Shape.LEVEL or not any(cell.children_within for s in found for _, cell in s.behind):
        return False
    pairs = zip(values, found, strict=True)
    off = sum((abs(value) * sum((_off(cell) for _, cell in s.behind), Fraction(0)) for value, s in pairs), Fraction(0))
    return off > 0 and abs(_difference(question, values)) <= off


def _off(cell: ProtectedCell) -> Fraction:
    """By what part of itself a cell's value may be off, above and below.

    What is no more than children, or than rows, is off by no more than these; an amount by what as many children add.
    """
    if not cell.children_within or not cell.children:
        return Fraction(0)
    off = Fraction(0)
    for counted in (cell.numerator, cell.denominator):
        if not counted:
            continue
        size = abs(Fraction(counted))
        if size <= cell.children:
            off += cell.children_within / size
        elif size <= cell.rows:
            off += cell.rows_within / size
        else:
            off += Fraction(cell.children_within + 1, cell.children)
    return off


def _difference(question: Question, values: list[Fraction]) -> Fraction:
    if question.shape is Shape.GAP_CHANGE:
        return abs(values[0] - values[2]) - abs(values[1] - values[3])
    return values[0] - values[1]


def _standing(question: Question, facts: Facts, cells: ProtectedCells, key: CellKey, memo: Memo) -> Standing:
    found = memo.get((key, question.share))
    if found is None:
        value = _value(question, facts, cells, key)
        variance = None
        if not isinstance(value, Absence):
            variance = _variance(question.measure, Fraction(value), cells.get(key))
        keys = (*cells_behind(key, facts), *([question.key((), key.period)] if question.share else []))
        behind = tuple((k, cell) for k in keys if isinstance(cell := cells.get(k), ProtectedCell))
        found = memo[key, question.share] = Standing(value, variance, behind)
    return found


def _value(question: Question, facts: Facts, cells: ProtectedCells, key: CellKey) -> Value:
    value = value_of(facts, cells, key)
    if not question.share or isinstance(value, Absence):
        return value
    whole = value_of(facts, cells, question.key((), key.period))
    if isinstance(whole, Absence):
        return whole
    return Fraction(value) / Fraction(whole) * 100 if whole else NotApplicable("there is nobody to count")


def _beyond(
    question: Question,
    facts: Facts,
    cells: ProtectedCells,
    values: list[Fraction],
    variances: list[Fraction | None],
) -> bool | None:
    """Whether the difference is more than chance does; None when the source gives no means to know."""
    measure = question.measure
    if question.shape is Shape.LEVEL or measure.noise not in ("complete", "children", "intervals"):
        return None
    difference = _difference(question, values)
    if measure.noise == "complete" or (measure.kind in ("count", "sum") and measure.noise == "children"):
        return difference != 0
    if measure.kind == "index" and question.shape is Shape.CHANGE:
        return _index_beyond(question, facts, cells)
    known = [variance for variance in variances if variance is not None]
    return _exceeds(difference, known) if len(known) == len(variances) else None


def _exceeds(difference: Fraction, variances: list[Fraction]) -> bool:
    """Whether a difference is more than chance does. Exact; floats decide only where they cannot be wrong."""
    squared, allowed = float(difference) ** 2, float(Z_SQUARED) * sum(float(v) for v in variances)
    if abs(squared - allowed) > 1e-9 * max(squared, allowed):
        return squared > allowed
    return difference**2 > Z_SQUARED * sum(variances, Fraction(0))


def _variance(measure: MeasureFacts, value: Fraction, cell: ProtectedCell | Absence | None) -> Fraction | None:
    """Variance of a value, in its unit squared: by its publisher's limits, or of a rate with children as units.

    None where nothing says what it is.
    """
    if not isinstance(cell, ProtectedCell):
        return None
    if measure.noise == "intervals":
        # A share of a published value has no limits of its own, and is refused before it comes here.
        return variance_by_limits(value, cell.interval, measure.confidence)
    if measure.unit not in SCALES or measure.kind not in ("rate", "published") or not cell.children:
        return None
    scale = SCALES[measure.unit]
    share = value / scale
    # More events than children (exclusions, say) are no longer a share: they vary as counts of events do.
    spread = share * (1 - share) if 0 <= share <= 1 else abs(share)
    return spread / cell.children * scale**2


def _index_beyond(question: Question, facts: Facts, cells: ProtectedCells) -> bool | None:
    """An index moves as its part does: the base only sets the unit."""
    part = facts.measures[question.measure.parts[0]]
    asked = replace(question, measure=replace(part, noise=question.measure.noise))
    compared = compare(asked, facts, cells)
    return None if isinstance(compared, Absence) else compared.beyond
