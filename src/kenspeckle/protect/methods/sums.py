"""Which of the numbers that are told add up to which, so that readers may expect it of what they see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import CellKey

from ..wider import Atlas, Spot, wholes
from .quantities import FIELDS, Quantities, Quantity


@dataclass(frozen=True)
class Total:
    """whole = the sum of the parts, exactly."""

    whole: Quantity
    parts: tuple[Quantity, ...]


def totals(told: Quantities, atlas: Atlas) -> list[Total]:
    """Return every sum that holds among the numbers of cells that are told, in canonical order.

    Children need not add up where one can be in two schools, and nor do rows where a breakdown is not whole: only
    what adds up exactly is asked to add up when it is told.
    """
    at: dict[tuple[Spot, str, str], CellKey] = {(told.spots[k], k.measure, k.way): k for k in told.of}
    found: dict[Total, None] = {}
    for keys in _families(at, atlas):
        for field in FIELDS:
            numbers = [told.of[key].get(field) for key in keys]
            if None in numbers:
                continue
            first, *others = (n for n in numbers if n is not None)
            if first.value == sum(n.value for n in others):
                found[Total(first, tuple(sorted(others, key=lambda q: q.order)))] = None
    return sorted(found, key=lambda t: (t.whole.order, [p.order for p in t.parts]))


def _families(at: Mapping[tuple[Spot, str, str], CellKey], atlas: Atlas) -> list[list[CellKey]]:
    """Each whole with the cells that divide it in one way, of one measure."""
    inside: dict[tuple[CellKey, str], list[CellKey]] = defaultdict(list)
    for (spot, measure, way), key in at.items():
        for wider, along in wholes(spot, atlas):
            whole = at.get((wider, measure, way))
            if whole is not None and whole != key and "?" not in along:
                inside[whole, along].append(key)
    return [[whole, *parts] for (whole, _), parts in inside.items()]
