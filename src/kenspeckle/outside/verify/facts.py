"""Facts out of a bundle: the way back from their plain form, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kenspeckle.ground.terms import Calendar, DimensionFacts, Facts, MeasureFacts, Period


def read_facts(record: Mapping[str, Any]) -> Facts:
    """Return the facts that `plain` wrote. Raises KeyError, TypeError or ValueError when it is not that."""
    calendar = record["calendar"]
    month, day = calendar["year_starts"]
    terms = tuple((label, date.fromisoformat(a), date.fromisoformat(b)) for label, a, b in calendar["terms"])
    return Facts(
        measures={name: _measure(m) for name, m in record["measures"].items()},
        dimensions={name: _dimension(d) for name, d in record["dimensions"].items()},
        calendar=Calendar((month, day), terms),
        overdue=dict(record["overdue"]),
        failed={name: tuple(v) for name, v in record["failed"].items()},
        causes=frozenset(record["causes"]),
    )


def _measure(m: Mapping[str, Any]) -> MeasureFacts:
    values = {k: v for k, v in m.items() if k != "is"}
    for name in ("dimensions", "sources", "parts", "notes"):
        values[name] = tuple(values[name])
    values["periods"] = tuple(Period.parse(p) for p in values["periods"])
    values["breaks"] = tuple((at, text, forbids) for at, text, forbids in values["breaks"])
    values["ways"] = tuple((name, title, axis) for name, title, axis in values["ways"])
    return MeasureFacts(**values)


def _dimension(d: Mapping[str, Any]) -> DimensionFacts:
    return DimensionFacts(**{k: v for k, v in d.items() if k != "is"})
