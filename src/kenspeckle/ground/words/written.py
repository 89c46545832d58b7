"""Evidence as an author would write it: reading what is written here gives the same evidence back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kenspeckle.ground.terms import Test

from .evidence import KEYWORDS, Asks, Evidence

_PLAIN = re.compile(r"[^\W\d_][\w-]*(\.\w+)*|-?\d+(\.\d+)?|\d{4}(/\d{2})?")
_ASKED = {Asks.MEASURE: "", Asks.SHARE: "share of "}


def write_evidence(evidence: Evidence) -> str:
    """Return evidence about a measure or a share as text for the braces of a claim.

    Raises ValueError for evidence of another kind: voices, signals and impacts are not asked for like figures.
    """
    if evidence.asks not in _ASKED:
        raise ValueError(f"evidence of {evidence.asks} is written by its author alone")
    parts = [_ASKED[evidence.asks] + _name(evidence.measure)]
    if evidence.where:
        parts.append("where " + _tests(evidence.where))
    if evidence.against is not None:
        parts.append("against " + (evidence.against if isinstance(evidence.against, str) else _tests(evidence.against)))
    if evidence.since:
        parts.append(f"since {evidence.start}")
    elif evidence.start is not None:
        parts.append(f"from {evidence.start} to {evidence.end}")
    elif evidence.end is not None:
        parts.append(f"in {evidence.end}")
    return " ".join(parts)


def _tests(tests: Iterable[Test]) -> str:
    return " and ".join(_test(test) for test in tests)


def _test(test: Test) -> str:
    if test.operator == "in":
        return f"{_name(test.dimension)} in ({', '.join(map(_name, test.values))})"
    return f"{_name(test.dimension)} {test.operator} {_name(test.values[0])}"


def _name(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in KEYWORDS:
        return text
    return "'" + text.replace("'", "''") + "'"
