"""What makes a row one of a kind: the fewest columns whose values together never come twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from .columns import Column

_MOST_COLUMNS = 14
_LONGEST_KEY = 4
_NUMBERED = re.compile(r"(^|_)(id|code|no|nr|number|ref|key|seed|urn|uid|year)(_|$)|(id|code|number|urn)$")
"""Names of whole numbers that name something; any other may be unique only because the file is short."""


def key(columns: Sequence[Column], rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    """Return the columns of a key, by number; none when four columns are not enough.

    Counts are tried last: in a short file every number of pupils is there once, and still is no key.
    """
    names = [i for i, c in enumerate(columns) if c.required and c.kind in ("string", "period", "date")]
    names += [
        i for i, c in enumerate(columns) if c.required and c.kind == "integer" and _NUMBERED.search(c.header.lower())
    ]
    counts = [i for i, c in enumerate(columns) if c.required and c.kind == "integer" and i < 3 and i not in names]
    return _fewest(sorted(names), rows) or _fewest([*sorted(names), *counts], rows)


def _fewest(candidates: Sequence[int], rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    values = {i: tuple(r[i] for r in rows) for i in candidates}
    likely = [i for i in candidates if len(set(values[i])) > 1][:_MOST_COLUMNS]
    for size in range(1, _LONGEST_KEY + 1):
        for chosen in combinations(likely, size):
            spread = 1
            for i in chosen:
                spread *= len(set(values[i]))
            if spread >= len(rows) and len(set(zip(*(values[i] for i in chosen), strict=True))) == len(rows):
                return chosen
    return ()
