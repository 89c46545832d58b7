"""Attack released bundles together: what one hides, another may give away.

Only bundles that a trusted key signed are read; each is checked first, as a stranger would.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    Absence,
    CellKey,
    DimensionFacts,
    Facts,
    Finding,
    KnownCell,
    KnownCells,
    MeasureFacts,
    ProtectedCell,
    ProtectedCells,
    Suppressed,
)
from kenspeckle.ground.terms.figure import released
from kenspeckle.outside.verify import PublicKey, open_payload
from kenspeckle.outside.verify.facts import read_facts
from kenspeckle.outside.verify.tables import read_cells

from .attacker import Report, attack


@dataclass(frozen=True)
class Held:
    """What a stranger holds who has some bundles: all their cells, and the facts of measures and dimensions."""

    cells: ProtectedCells
    facts: Facts


def attack_bundles(bundles: Sequence[bytes], trusted: Sequence[PublicKey], minimum: int = 10) -> Report:
    """Attack all cells of `bundles` as one. Raises Finding for a bundle that no trusted key signed."""
    return attack_held(hold(bundles, trusted), minimum)


def hold(bundles: Sequence[bytes], trusted: Sequence[PublicKey]) -> Held:
    """Open bundles. Raises Finding for a bundle that no trusted key signed.

    A cell that one bundle hides and another shows, with the counts of the same snapshot, is no secret: it counts as
    shown.
    """
    cells: dict[CellKey, ProtectedCell | Absence] = {}
    dimensions: dict[str, DimensionFacts] = {}
    measures: dict[str, MeasureFacts] = {}
    for data in bundles:
        payload = open_payload(data, trusted)
        try:
            found = read_cells(payload["tables/cells.csv"])
            facts = read_facts(json.loads(payload["method/facts.json"]))
        except (KeyError, ValueError, TypeError) as wrong:
            raise Finding(f"a bundle's cells cannot be read ({type(wrong).__name__}), though it was signed") from None
        dimensions |= facts.dimensions
        measures |= facts.measures
        for key, cell in found.items():
            if key not in cells or isinstance(cells[key], Suppressed):
                cells[key] = cell
    return Held(cells, Facts(measures, dimensions))


def attack_held(held: Held, minimum: int = 10, known: KnownCells | None = None) -> Report:
    """Attack what a stranger holds, with what others have published. known: their cells, by the cell of ours."""
    cells = dict(held.cells)
    for key, said in (known or {}).items():
        exact = said.rounded <= minimum  # to whoever looks for a child a few more or less are as good
        if key not in cells or (exact and isinstance(cells[key], Suppressed)):
            cell = _shown(said, _rows_per_child(held.cells, key.measure))
            if cell is not None:
                cells[key] = cell
    facts = held.facts
    return attack(cells, facts.dimensions, minimum, sensitive=facts.sensitive, stricter=facts.stricter)


def _shown(said: KnownCell, per_child: Fraction) -> ProtectedCell | None:
    """A cell of others as if we had told it; None where it says nothing of how many there are."""
    rows = said.rows
    if rows is None and said.children is not None:
        rows = round(said.children * per_child)
    if rows is None:
        return None
    children = round(rows / per_child) if said.children is None else said.children
    numerator = 0 if said.numerator is None else said.numerator
    half = said.rounded // 2
    within = -(-half * per_child.numerator // per_child.denominator)
    return released(numerator, None, children, rows=rows, children_within=half, rows_within=within)


def _rows_per_child(cells: ProtectedCells, measure: str) -> Fraction:
    """How many rows of a measure's source a child has, as far as shown cells tell."""
    shown = [c for k, c in cells.items() if k.measure == measure and isinstance(c, ProtectedCell) and c.children]
    children = sum(c.children or 0 for c in shown)
    return Fraction(sum(c.rows for c in shown), children) if children else Fraction(1)
