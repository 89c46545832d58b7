"""Other ways to protect counts than hiding them, behind one interface.

A method takes cells that are to be told and gives cells whose counts are those that may be: figures, rates and
verdicts are computed from these and nothing else. It says in words what it did, by how much counts may be off, and
under which name the ledger remembers it, because a count that was told by one method may never be told by another.
"""

from __future__ import annotations

from collections.abc import Mapping

from kenspeckle.ground.terms.protection import Method, Protect

from ..rules import Rules
from ..wider import Atlas
from .cell_key import MOST, moved
from .quantities import Exact, Quantities, Quantity
from .rounding import rounded
from .sums import totals
from .telling import Disturb, Disturbed, Numbers, Told, disturbed, one_method

__all__ = ["Disturb", "Disturbed", "Told", "disturbed", "method_of", "name_of", "one_method"]


def name_of(rules: Rules) -> str:
    """The name by which the ledger remembers a method; empty for exact counts."""
    match rules.ours.method:
        case Method.SUPPRESS:
            return ""
        case Method.ROUND:
            return f"round {rules.ours.base}"
        case Method.CELL_KEY:
            # Noise that was drawn with another secret is another disturbance of the same count.
            return f"cell-key {rules.secret}"


def method_of(asked: Protect) -> Disturb | None:
    """Return what disturbs counts; None where they are told exactly or not at all."""
    match asked.method:
        case Method.SUPPRESS:
            return None
        case Method.ROUND:
            return rounding(asked)
        case Method.CELL_KEY:
            return cell_keys


def rounding(asked: Protect) -> Disturb:
    """Counts to multiples of a base, totals with them as far as they can."""

    def disturb(told: Quantities, atlas: Atlas, before: Mapping[Quantity, Exact]) -> Numbers:
        found = told.of.values()
        shares = {(f["numerator"], f["denominator"]) for f in found if {"numerator", "denominator"} <= f.keys()}
        done = rounded(
            told.all(),
            told.steps,
            totals(told, atlas),
            sorted(shares, key=lambda pair: (pair[0].order, pair[1].order)),
            least_children=asked.minimum_children,
            positive={d for _, d in shares},
            kept=before,
        )
        apart = f" {done.apart:,} of {done.totals:,} totals do not add up exactly." if done.apart else ""
        # A number that was a multiple stays as it is, and nobody who reads it knows that.
        within = {
            q: told.steps[q.name] - 1 if isinstance(told.steps[q.name], int) else told.steps[q.name]
            for q in done.values
        }
        said = (
            f"Numbers of children are rounded to multiples of {asked.base}, other counts and amounts to about what one "
            f"child adds, up or down so that totals add up.{apart} Rates are computed from rounded numbers."
        )
        return Numbers(done.values, within, said)

    return disturb


def cell_keys(told: Quantities, _atlas: Atlas, _before: Mapping[Quantity, Exact]) -> Numbers:
    """Noise by the keys of the children who are counted; totals with noise of their own."""
    said = (
        f"Numbers of children are moved by noise of at most {MOST} (nought on average, variance 3.375), other counts "
        "and amounts by as many children's worth; the same children always get the same. Totals do not add up. Rates "
        "are computed from moved numbers."
    )
    return Numbers(*moved(told), said)
