"""Facts out of a bundle: the way back from their plain form, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kenspeckle.ground.terms import Calendar, DimensionFacts, Facts, MeasureFacts, Period
from kenspeckle.ground.terms.facts import OutcomeFacts, TargetFacts


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
        credits=dict(record["credits"]),
        outcomes={name: _outcome(o) for name, o in record["outcomes"].items()},
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
    values = {k: v for k, v in d.items() if k != "is"}
    values["tiles"] = {code: (column, row) for code, (column, row) in values["tiles"].items()}
    return DimensionFacts(**values)


def _outcome(o: Mapping[str, Any]) -> OutcomeFacts:
    values = {k: v for k, v in o.items() if k != "is"}
    for name in ("core", "contributing"):
        values[name] = tuple(values[name])
    values["targets"] = tuple(_target(t) for t in values["targets"])
    return OutcomeFacts(**values)


def _target(t: Mapping[str, Any]) -> TargetFacts:
    values = {k: v for k, v in t.items() if k != "is"}
    for name in ("at_least", "at_most"):
        values[name] = None if values[name] is None else Decimal(values[name])
    return TargetFacts(**values)
