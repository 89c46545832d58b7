"""Exponentials, logarithms and normal quantiles that come out the same on every machine.

The mathematical library of each system, and the vector instructions of each processor, differ in the last bit; one
bit can turn a draw and so a child. These functions use only + - * /, rounding, and scaling by powers of two, which the
floating-point standard fixes exactly. Sums go in order for the same reason: `total` never adds in pairs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_EXP_TERMS = 14
_LOG_TERMS = 11
_HALVINGS = 22

# Acklam's rational approximations to the normal quantile; relative error below 1.2e-9.
_A = (
    -3.969683028665376e01,
    2.209460984245205e02,
    -2.759285104469687e02,
    1.383577518672690e02,
    -3.066479806614716e01,
    2.506628277459239e00,
)
_B = (
    -5.447609879822406e01,
    1.615858368580409e02,
    -1.556989798598866e02,
    6.680131188771972e01,
    -1.328068155288572e01,
    1.0,
)
_C = (
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838e00,
    -2.549732539343734e00,
    4.374664141464968e00,
    2.938163982698783e00,
)
_D = (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0)
_TAIL = 0.02425


def exp(x: npt.ArrayLike) -> Reals:
    """e to the power of x, to about one unit in the last place."""
    power: Reals = np.clip(np.asarray(x, dtype="float64"), -700.0, 700.0)
    halvings = np.rint(power * 1.4426950408889634)
    rest = (power - halvings * _LN2_HIGH) - halvings * _LN2_LOW
    value: Reals = np.ones_like(rest)
    for n in range(_EXP_TERMS, 0, -1):
        value = value * rest / n + 1.0
    return np.asarray(np.ldexp(value, halvings.astype("int32")), dtype="float64")


def log(x: npt.ArrayLike) -> Reals:
    """The natural logarithm of positive x."""
    mantissa, exponent = np.frexp(np.asarray(x, dtype="float64"))
    low = mantissa < 0.7071067811865476
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    power = exponent.astype("float64") - low
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    series = np.zeros_like(s)
    for n in range(_LOG_TERMS, -1, -1):
        series = series * square + 1.0 / (2 * n + 1)
    return np.asarray((2.0 * s * series + power * _LN2_LOW) + power * _LN2_HIGH)


def logistic(x: npt.ArrayLike) -> Reals:
    """The chance whose log odds are x."""
    return 1.0 / (1.0 + exp(-np.asarray(x, dtype="float64")))


def quantile(p: npt.ArrayLike) -> Reals:
    """The standard normal number with chance p (between 0 and 1) of a smaller one."""
    p = np.asarray(p, dtype="float64")
    central = p - 0.5
    square = central * central
    middle = _horner(_A, square) * central / _horner(_B, square)
    nearest = np.minimum(np.minimum(p, 1.0 - p), _TAIL)
    far = np.sqrt(-2.0 * log(np.maximum(nearest, 1e-300)))
    tail = _horner(_C, far) / _horner(_D, far)
    return np.where(p < _TAIL, tail, np.where(p > 1.0 - _TAIL, -tail, middle))


def total(x: Reals) -> float:
    """The sum, added from the first to the last."""
    return float(np.cumsum(x)[-1]) if len(x) else 0.0


def means(x: npt.ArrayLike, groups: npt.NDArray[np.int64], count: int) -> Reals:
    """The mean of x in each of `count` groups; 0 where a group is empty."""
    sizes = np.bincount(groups, minlength=count)
    sums = np.bincount(groups, weights=np.asarray(x, dtype="float64"), minlength=count)
    return sums / np.maximum(sizes, 1)


def centred(x: Reals, groups: npt.NDArray[np.int64]) -> Reals:
    """x less its mean in each group."""
    return x - means(x, groups, int(groups.max()) + 1)[groups] if len(x) else x


def beside_peers(x: Reals, groups: npt.NDArray[np.int64], expected: Reals, alone: npt.NDArray[np.bool_]) -> Reals:
    """x moved so that its mean in each group is what is expected there; those who are `alone` stay as they are.

    What a small group is like then follows from the model and not from who happens to be in it.
    """
    size = int(groups.max()) + 1
    others = ~alone
    return np.where(others, x - means(x[others], groups[others], size)[groups] + expected, x)


def levelled(log_odds: Reals, groups: npt.NDArray[np.int64], wanted: Reals, weight: Reals | None = None) -> Reals:
    """Chances with these log odds beside one another, and in each group the share that is wanted there.

    `wanted` is by row, the same for all rows of a group. A share is the model's; the odds say whose it is.
    """
    size = int(groups.max()) + 1
    weights = np.ones(len(log_odds)) if weight is None else weight
    total_weight = np.maximum(np.bincount(groups, weights=weights, minlength=size), 1e-9)
    share = np.bincount(groups, weights=weights * wanted, minlength=size) / total_weight
    low, high = np.full(size, -12.0), np.full(size, 12.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        reached = (
            np.bincount(groups, weights=weights * logistic(log_odds + middle[groups]), minlength=size) / total_weight
        )
        low, high = np.where(reached < share, middle, low), np.where(reached < share, high, middle)
    return logistic(log_odds + ((low + high) / 2.0)[groups])


def freed_from(x: Reals, columns: Reals) -> Reals:
    """What is left of x when everything that the columns (rows by columns) explain is taken out of it.

    Plain Gram-Schmidt, twice over, since libraries for this add up in an order of their own.
    """
    basis: list[Reals] = []
    for n in range(columns.shape[1]):
        column = columns[:, n].astype("float64")
        size = total(column * column)
        for known in (*basis, *basis):
            column = column - total(known * column) * known
        left = total(column * column)
        if left > 1e-9 * size and left > 0.0:
            basis.append(column / np.sqrt(left))
    for known in (*basis, *basis):
        x = x - total(known * x) * known
    return x


def _horner(coefficients: tuple[float, ...], x: Reals) -> Reals:
    value = np.zeros_like(x)
    for coefficient in coefficients:
        value = value * x + coefficient
    return value
