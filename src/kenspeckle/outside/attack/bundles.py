"""Attack released bundles together: what one hides, another may give away.

Only bundles that a trusted key signed are read; each is checked first, as a stranger would.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from kenspeckle.ground.terms import Absence, CellKey, DimensionFacts, Finding, ProtectedCell, Suppressed
from kenspeckle.outside.verify import PublicKey, open_payload
from kenspeckle.outside.verify.facts import read_facts
from kenspeckle.outside.verify.tables import read_cells

from .attacker import Report, attack


def attack_bundles(bundles: Sequence[bytes], trusted: Sequence[PublicKey], minimum: int = 10) -> Report:
    """Attack all cells of `bundles` as one. Raises Finding for a bundle that no trusted key signed.

    A cell that one bundle hides and another shows, with the counts of the same snapshot, is no secret: it counts as
    shown.
    """
    cells: dict[CellKey, ProtectedCell | Absence] = {}
    dimensions: dict[str, DimensionFacts] = {}
    sensitive: set[str] = set()
    for data in bundles:
        payload = open_payload(data, trusted)
        try:
            found = read_cells(payload["tables/cells.csv"])
            facts = read_facts(json.loads(payload["method/facts.json"]))
        except (KeyError, ValueError, TypeError) as wrong:
            raise Finding(f"a bundle's cells cannot be read ({type(wrong).__name__}), though it was signed") from None
        dimensions |= facts.dimensions
        sensitive |= facts.sensitive
        for key, cell in found.items():
            if key not in cells or isinstance(cells[key], Suppressed):
                cells[key] = cell
    return attack(cells, dimensions, minimum, sensitive=sensitive)
