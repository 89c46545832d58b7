"""What is out already: the cells of earlier releases that were counted from the same data.

A reader keeps what was released. A cell that no story asks for any more is known all the same, and one that was
hidden must not come out by what is shown now. Cells counted from data that has changed since are another matter (see
`revised`): their sums with today's are no sums of the same children.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell, CellKey, Period

from .ledger import LedgerForm
from .rows import Rows
from .wider import Population, Spot


@dataclass(frozen=True)
class Before:
    """Cells that were released and that nobody asks for now: with their counts, or hidden."""

    shown: Mapping[CellKey, Cell]
    hidden: frozenset[CellKey]


def known_before(
    forms: Mapping[str, Sequence[LedgerForm]],
    asked: Iterable[CellKey],
    populations: Mapping[tuple[str, str], Population],
    snapshots: Mapping[str, str],
    sources: Collection[str] = (),
) -> Before:
    """Return what was released of the sources that are looked at now, from the snapshots that are looked at now.

    populations: (measure, way) -> its rows; a measure that is defined no more ties to nothing. snapshots: source ->
    the snapshot that is counted now; a source without one is taken to be the same as ever. sources: further ones
    that are looked at, though nothing of them is asked.
    """
    now = {str(key) for key in asked}
    looked_at = {*sources, *(populations[key.measure, key.way].source for key in asked)}
    shown: dict[CellKey, Cell] = {}
    hidden: set[CellKey] = set()
    for name, all_forms in forms.items():
        key = None if name in now else read_name(name)
        rows = populations.get((key.measure, key.way)) if key is not None else None
        if key is None or rows is None or rows.source not in looked_at:
            continue
        same = [f for f in all_forms if snapshots.get(rows.source, "") in ("", *f.snapshots)]
        out = next((f for f in reversed(same) if f.shown), None)
        if out is not None:
            denominator = number(out.denominator) if out.denominator else None
            shown[key] = Cell(number(out.numerator), denominator, out.children, None, out.rows)
        elif same:
            hidden.add(key)
    return Before(shown, frozenset(hidden))


def places_of(forms: Mapping[str, Sequence[LedgerForm]], rows: Rows) -> dict[Spot, list[LedgerForm]]:
    """Return where each cell that was released stands, whether or not anybody asks for it now."""
    found: dict[Spot, list[LedgerForm]] = {}
    for name, all_forms in forms.items():
        key = read_name(name)
        if key is not None and rows.knows(key):
            found.setdefault(rows.spot(key), []).extend(all_forms)
    return found


_NAME = re.compile(r"(?P<measure>[^~@{]+)(?:~(?P<way>[^@{]+))?(?:@(?P<period>[^{]+))?(?:\{(?P<group>.*)\})?", re.DOTALL)
_PAIR = re.compile(r"(?P<dimension>[^=]+)=(?:'(?P<quoted>(?:[^']|'')*)'|(?P<plain>[^,]*))(?:,|$)", re.DOTALL)


def read_name(name: str) -> CellKey | None:
    """Read the canonical name of a cell back; None where it is no such name."""
    if (m := _NAME.fullmatch(name)) is None:
        return None
    pairs, at, text = [], 0, m["group"] or ""
    while at < len(text):
        if (pair := _PAIR.match(text, at)) is None:
            return None
        value = pair["plain"] if pair["quoted"] is None else pair["quoted"].replace("''", "'")
        pairs.append((pair["dimension"], value))
        at = pair.end()
    try:
        period = Period.parse(m["period"]) if m["period"] else None
    except ValueError:
        return None
    key = CellKey(m["measure"], period, tuple(pairs), m["way"] or "")
    return key if str(key) == name else None


def number(text: str) -> int | Decimal:
    """Read a number as the ledger keeps it."""
    return Decimal(text) if "." in text or "E" in text else int(text)
