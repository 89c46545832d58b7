"""Frozen types to plain JSON values and text, one way only, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from .absence import Absence
from .cube import Cell, CellKey, Cube
from .period import Period

_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def plain(value: Any) -> Any:
    """Return `value` as JSON types. A dataclass becomes an object with its class name under `is`.

    Numbers that are not integers become text, so that no reader turns them into floats; an absence becomes
    its mark and reason, never null. Raises TypeError for what has no such form: counts before protection have none.
    """
    if type(value) in _AS_THEY_ARE:  # most of what there is, so it is asked first
        return value
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return value.value
        case Decimal():
            return format(value, "f")
        case Fraction():
            return f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value.numerator)
        case Period() | CellKey():
            return str(value)
        case Absence():
            return {"is": type(value).__name__, "mark": value.mark, "reason": value.reason}
        case date():
            return value.isoformat()
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
        case set() | frozenset():
            return sorted(plain(v) for v in value)
    if isinstance(value, Cell | Cube):
        raise TypeError(f"a {type(value).__name__} has not come through protect, so it has no plain form")
    if is_dataclass(value) and not isinstance(value, type):
        return {"is": type(value).__name__} | {name: plain(getattr(value, name)) for name in _names(type(value))}
    raise TypeError(f"{type(value).__name__} has no plain form")


def canonical(value: Any) -> bytes:
    """Return the one JSON text of `value`: sorted keys, no spaces, UTF-8; for hashing and sealing."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def in_order(value: Any) -> bytes:
    """Return one JSON text of `value` that keeps the order of its mappings, where that order means something."""
    return json.dumps(plain(value), separators=(",", ":"), ensure_ascii=False).encode()
