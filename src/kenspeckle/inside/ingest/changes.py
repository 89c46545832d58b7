"""The headline of a late revision: how many rows more or fewer, and which totals moved."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kenspeckle.ground.workspace.definitions import Contract

from .memory import Change, Held


def changes_between(contract: Contract, before: Sequence[Held], after: Sequence[Held]) -> tuple[Change, ...]:
    """Return what changed from the last snapshot to this one: rows always, totals where the source is public.

    Totals of a source about children are not told: the change of a total by one child is that child.
    """
    if not before:
        return ()
    found = [_rows(before, after)]
    gone = {h.delivery for h in before} - {h.delivery for h in after}
    for delivery in sorted(gone):
        rows = sum(h.rows for h in before if h.delivery == delivery)
        sentence = f"{delivery} is no longer there, and its {rows:,} rows went with it."
        found.append(Change(delivery, Decimal(rows), Decimal(0), sentence))
    if contract.public:
        then, now = _by_delivery(before), _by_delivery(after)
        # Only deliveries that were there before: a new year's file is news, not a revision.
        for delivery in (d for d in now if d in then):
            for field in sorted(then[delivery].totals.keys() & now[delivery].totals.keys()):
                found.append(_total(delivery, field, then[delivery].totals[field], now[delivery].totals[field]))
    return tuple(c for c in found if c.before != c.after)


def _by_delivery(held: Sequence[Held]) -> dict[str, Held]:
    return {h.delivery: h for h in held}


def _rows(before: Sequence[Held], after: Sequence[Held]) -> Change:
    then, now = sum(h.rows for h in before), sum(h.rows for h in after)
    return Change("rows", Decimal(then), Decimal(now), f"Rows went from {then:,} to {now:,}.")


def _total(delivery: str, field: str, then: Decimal, now: Decimal) -> Change:
    sentence = f"In {delivery} the total of {field} went from {_shown(then)} to {_shown(now)}."
    return Change(f"{delivery}: {field}", then, now, sentence)


def _shown(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
