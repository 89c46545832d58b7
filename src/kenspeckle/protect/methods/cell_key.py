"""Cell-key perturbation: noise that the same children always get, in whichever table they are counted.

Each child has a secret key; the keys of the children in a count add up to its key, and the key chooses the noise from
a table (Fraser and Wooton 2005). The same count of the same children is told in one way for ever, so that asking again
teaches nothing. Totals are disturbed by themselves and do not add up.

The table is this module's, and public: noise is a whole number from -4 to 4, nought on average, with a variance of
3.375 (a standard deviation of 1.8) for counts of four and more. Counts below four get what does not take them below
nought; nought stays nought. What a child adds several to (openings, pounds) is moved by as many children's worth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from kenspeckle.ground.terms.figure import rounded as to_places

from .quantities import CHILDREN, Exact, Quantities, Quantity

MOST = 4
"""No count of children is moved further."""

_BITS = 6
_TABLE: Mapping[int, Mapping[int, int]] = {
    0: {0: 64},
    1: {-1: 32, 0: 14, 1: 8, 2: 6, 3: 4},
    2: {-2: 16, -1: 16, 0: 8, 1: 8, 2: 8, 3: 8},
    3: {-3: 8, -2: 8, -1: 12, 0: 10, 1: 8, 2: 10, 3: 8},
    4: {-4: 2, -3: 4, -2: 7, -1: 12, 0: 14, 1: 12, 2: 7, 3: 4, 4: 2},
}
"""Count (four stands for all above) -> noise -> how many of 64 keys give it."""


def noise_of(count: int, key: int) -> int:
    """Return the noise that a count of children gets by its key of 32 bits."""
    at = key >> (32 - _BITS)
    for noise, many in _TABLE[min(count, MOST)].items():
        if at < many:
            return noise
        at -= many
    raise AssertionError("each line of the table gives noise to all 64 keys")


def table() -> Mapping[int, Mapping[int, Fraction]]:
    """Return the table as probabilities, for whoever reviews it."""
    return {n: {noise: Fraction(many, 2**_BITS) for noise, many in line.items()} for n, line in _TABLE.items()}


def moved(told: Quantities) -> tuple[dict[Quantity, Exact], dict[Quantity, Exact]]:
    """Return each number as it is told, and by how much it may be off."""
    values: dict[Quantity, Exact] = {}
    within: dict[Quantity, Exact] = {}
    for key in sorted(told.of, key=str):
        children = told.cells[key].children or 0
        for field, quantity in sorted(told.of[key].items()):
            if quantity in values:
                continue
            each = _each(quantity, told, children)
            if each is None:
                values[quantity] = int(quantity.value) + noise_of(int(quantity.value), quantity.key)
                within[quantity] = MOST
            else:
                # Not by the noise of its children: a rate of two numbers that move together would be told exactly.
                own = noise_of(MOST, _salted(quantity.key, field))
                values[quantity] = _as(quantity.value, Fraction(quantity.value) + own * each)
                within[quantity] = ceil(MOST * abs(each)) + 1
    return values, within


def _each(quantity: Quantity, told: Quantities, children: int) -> Fraction | None:
    """What a child adds on average to what is no count of children; None for a count, of which one adds one."""
    whole = isinstance(quantity.value, int) and quantity.value >= 0
    if quantity.name == CHILDREN or (whole and told.steps[quantity.name] == told.base) or not children:
        return None
    return Fraction(quantity.value) / children


def _salted(key: int, field: str) -> int:
    return int(hashlib.sha256(f"{key} {field}".encode()).hexdigest()[:8], 16)


def _as(like: Exact, value: Fraction) -> Exact:
    """Round to what the number was told in: a whole number, or as many decimals."""
    if isinstance(like, int):
        return int(to_places(value, 0))
    places = like.as_tuple().exponent
    return to_places(value, max(0, -places) if isinstance(places, int) else 0) + Decimal(0)
