"""What a workspace or a measure asks of disclosure control, as written in its files.

A measure may ask for more than its workspace and never for less: what holds for it is the stricter of the two in
everything that either says.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from typing import Any

from kenspeckle.ground.frozen import dataclass


class Method(StrEnum):
    """How counts are kept from giving children away: a workspace has one, so no cell is told exactly and noisily."""

    SUPPRESS = "suppress"
    ROUND = "round"
    CELL_KEY = "cell-key"


@dataclass(frozen=True)
class Contributors:
    """At least so many values of a dimension, such as schools, stand behind each cell that adds some of them up."""

    field: str
    least: int

    def no_laxer_than(self, other: Contributors) -> bool:
        return self.field == other.field and self.least >= other.least


@dataclass(frozen=True)
class Nearness:
    """The p % rule: whoever gave the second largest amount must not come within p % of the largest."""

    p: int
    needs = 2

    def no_laxer_than(self, other: Dominance) -> bool:
        return isinstance(other, Nearness) and self.p >= other.p


@dataclass(frozen=True)
class Share:
    """The (n, k) rule: the n largest amounts must not be more than k % of the whole."""

    n: int
    k: int

    @property
    def needs(self) -> int:
        return self.n

    def no_laxer_than(self, other: Dominance) -> bool:
        return isinstance(other, Share) and self.n >= other.n and self.k <= other.k


Dominance = Nearness | Share
"""When one child, or a few, make most of an amount. `needs` says how many of the largest amounts must be known."""


@dataclass(frozen=True)
class Protect:
    """The rules of a workspace or a measure.

    minimum_children: fewest children behind a cell. smallest_denominator: least that a rate or mean is out of, as
    its own denominator counts; 0 where it is the minimum of children. contributors, dominance: None where not asked
    for. method, base, secret: the workspace's only; counts are rounded to multiples of `base`, or moved by noise that
    is drawn with the secret in that file, outside the workspace. optimal: whether the least that must be hidden is
    looked for and proven, where there are few cells.
    """

    minimum_children: int = 10
    smallest_denominator: int = 0
    contributors: Contributors | None = None
    dominance: Dominance | None = None
    method: Method = Method.SUPPRESS
    base: int = 5
    secret: str = ""
    optimal: bool = False

    @property
    def least_denominator(self) -> int:
        return max(self.minimum_children, self.smallest_denominator)

    def and_(self, own: Protect | None) -> Protect:
        """Return what holds for a measure with rules of its own: the stricter of both."""
        if own is None:
            return self
        return Protect(
            max(self.minimum_children, own.minimum_children),
            max(self.smallest_denominator, own.smallest_denominator),
            _stricter(self.contributors, own.contributors),
            _stricter(self.dominance, own.dominance),
            self.method,
            self.base,
            self.secret,
            self.optimal,
        )


def _stricter(ours: Any, own: Any) -> Any:
    if ours is None or own is None:
        return ours if own is None else own
    return own if own.no_laxer_than(ours) else ours


def print_of(secret: bytes) -> str:
    """Return a few digits by which a secret is told from another, and not known."""
    return hmac.new(secret, b"kenspeckle print", hashlib.sha256).hexdigest()[:8]
