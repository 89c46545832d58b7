"""How uncertain a published value is, by the confidence limits that its publisher gives with it.

A limit lies z standard errors from the value, so the standard error is the half width divided by z: 1.959964 for
limits at 95 %. Two values then differ by more than chance does where their difference is beyond 1.959964 times the
square root of the sum of their squared standard errors, two-sided, each with its own (unpooled):
Altman and Bland, "Interaction revisited: the difference between two estimates", BMJ 2003;326:219; the Cochrane
Handbook for Systematic Reviews, 6.3.1, finds standard errors from limits in the same way.

- Limits of shares near 0 or 100 % are not symmetrical (Wilson's, say). The greater of the two half widths is taken,
  so that such a difference is called more than chance too seldom rather than too often.
- The two values are taken as independent. Where they share children (a place and the country round it, three-year
  averages that overlap) they mostly go up and down together, and the test is again on the careful side.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from statistics import NormalDist

from kenspeckle.ground.terms.cube import Interval


def variance_by_limits(value: Fraction, interval: Interval | None, confidence: int) -> Fraction | None:
    """Return the squared standard error of `value`, or None where its limits say nothing of one.

    confidence: per cent at which the limits are given. Limits that do not lie about the value, or that leave no
    room round it, are no limits: a publisher's table has such where nothing was worked out.
    """
    if interval is None:
        return None
    low, high = Fraction(interval[0]), Fraction(interval[1])
    half = max(value - low, high - value)
    if not low <= value <= high or not half:
        return None
    return (half / deviate(confidence)) ** 2


@cache
def deviate(confidence: int) -> Fraction:
    """Return z, beyond which a normal value lies, either side, in all but `confidence` per cent of cases.

    To twelve decimals, which are the same on every machine.
    """
    return Fraction(f"{NormalDist().inv_cdf((100 + confidence) / 200):.12f}")
