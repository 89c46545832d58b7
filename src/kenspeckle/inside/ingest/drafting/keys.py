"""What makes a row one of a kind: the fewest columns whose values together never come twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from .columns import Column

_MOST_COLUMNS = 14
_LONGEST_KEY = 4


def key(columns: Sequence[Column], rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    """Return the columns of a key, by number; none when four columns are not enough."""
    likely = [i for i, c in enumerate(columns) if c.required and c.kind in ("string", "period", "date")]
    likely += [i for i, c in enumerate(columns) if c.required and c.kind == "integer" and i < 3]
    values = [tuple(r[i] for r in rows) for i in range(len(columns))]
    likely = [i for i in likely if len(set(values[i])) > 1][:_MOST_COLUMNS]
    for size in range(1, _LONGEST_KEY + 1):
        for chosen in combinations(likely, size):
            spread = 1
            for i in chosen:
                spread *= len(set(values[i]))
            if spread >= len(rows) and len(set(zip(*(values[i] for i in chosen), strict=True))) == len(rows):
                return chosen
    return ()
