"""What a protected cell says: its value in the measure's unit, exact, or why there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from kenspeckle.ground.terms import (
    NOT_APPLICABLE,
    Absence,
    CellKey,
    Facts,
    MeasureFacts,
    Missing,
    NotApplicable,
    Period,
    ProtectedCell,
    ProtectedCells,
    Value,
)
from kenspeckle.ground.terms.figure import protected

_MISSING = Missing("no delivery has it")
_PARTLY = Missing("some of what it is made of is not known")


def value_of(facts: Facts, cells: ProtectedCells, key: CellKey) -> Value:
    """Return the value of one cell in its measure's unit, or the absence that stands for it.

    A ratio and an index are made from the cells of their parts. A sum over partly unknown rows is missing, unless
    its measure says that it is told over what is known. Nobody to count is not applicable, never zero.
    """
    measure = facts.measures[key.measure]
    if measure.kind == "ratio":
        return _divided(facts, cells, [replace(key, measure=part) for part in measure.parts], measure.scale)
    if measure.kind == "index":
        own = replace(key, measure=measure.parts[0])
        return _divided(facts, cells, [own, replace(own, period=Period.parse(measure.base))], 100)
    cell = cells.get(key, _MISSING)
    return cell if isinstance(cell, Absence) else _of_counts(measure, protected(cell))


def _of_counts(measure: MeasureFacts, cell: ProtectedCell) -> Value:
    return of_counts(measure, cell.numerator, cell.denominator, cell.unknown)


def of_counts(
    measure: MeasureFacts, numerator: int | Decimal, denominator: int | Decimal | None, unknown: int
) -> Value:
    """Return what counts come to in the measure's unit. unknown: rows of which an input is not known."""
    if unknown and not measure.over_known:
        return _PARTLY
    if measure.kind not in ("rate", "mean") or denominator is None:
        return Fraction(numerator)
    if not denominator:
        return NotApplicable("there is nobody to count")
    # A mean of per cents is in per cent already; only a rate is made into one.
    scale = measure.scale if measure.kind == "rate" else 1
    return Fraction(numerator) / Fraction(denominator) * scale


def _divided(facts: Facts, cells: ProtectedCells, keys: list[CellKey], times: int) -> Value:
    values = [value_of(facts, cells, key) for key in keys]
    for value in values:
        if isinstance(value, Absence):
            return value
    top, bottom = values
    return Fraction(top) / Fraction(bottom) * times if bottom else NOT_APPLICABLE  # type: ignore[arg-type]
