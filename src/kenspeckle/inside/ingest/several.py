"""Deliveries of one source, read side by side: each by an engine of its own, which writes as it would alone.

An engine writes a part with one thread, so that the same delivery gives the same bytes; other processors would stand
idle. What comes of each delivery comes back in their order, whichever was read first. An engine that has not enough
memory beside others reads its delivery again when it has all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from kenspeckle.ground.workspace.definitions import Contract

from .engine import engine, side_by_side
from .refusals import DeliveryRefused
from .taking import Read, Wanted, read

SMALL = 4_000_000
"""Bytes of all deliveries together below which they are read before more engines would be open."""

Came = list[Read] | DeliveryRefused
"""The parts of a delivery, or why it was refused."""


def read_each(contract: Contract, wanted: Sequence[Wanted], scratch: Path, state: Path) -> list[Came]:
    """Read each delivery; what came of each, in their order."""
    small = sum(one.place.path.stat().st_size for one in wanted) < SMALL
    at_once = 1 if small else min(side_by_side(), len(wanted))
    if at_once < 2:
        return _alone(contract, wanted, scratch, state)
    from concurrent.futures import ThreadPoolExecutor

    import duckdb

    def beside(one: Wanted) -> Came | None:
        try:
            with engine(Path(tempfile.mkdtemp(dir=scratch)), at_once) as db:
                return read(db, contract, one, scratch, state)
        except DeliveryRefused as refusal:
            return refusal
        except duckdb.OutOfMemoryException:
            return None

    with ThreadPoolExecutor(at_once) as pool:
        found = list(pool.map(beside, wanted))
    return [
        _alone(contract, [one], scratch, state)[0] if came is None else came
        for one, came in zip(wanted, found, strict=True)
    ]


def _alone(contract: Contract, wanted: Sequence[Wanted], scratch: Path, state: Path) -> list[Came]:
    """Read one after the other with one engine."""
    found: list[Came] = []
    if not wanted:
        return found
    with engine(scratch) as db:
        for one in wanted:
            try:
                found.append(read(db, contract, one, scratch, state))
            except DeliveryRefused as refusal:
                found.append(refusal)
    return found
