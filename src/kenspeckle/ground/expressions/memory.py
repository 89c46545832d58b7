"""Expressions that were found good before, so that a workspace that has not changed loads without a parser.

What is remembered is that a text over these fields was found good, of which type it is and which fields it names.
It is no shortcut past the checks: whoever asks for the tree has the text parsed and checked again. Kept by content:
kind, text, fields with their types, our code and the parser's version. A memory that cannot be read is no memory.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from kenspeckle.ground.versions import code_digest, installed

Good = tuple[str, frozenset[str]]
"""The type of an expression, and the fields that it names."""

_TYPES = frozenset({"string", "integer", "number", "boolean", "date", "period"})


class _Memory:
    """What was remembered, and what of it was used or learned since."""

    def __init__(self, known: dict[str, Good]) -> None:
        self.known = known
        self.used: dict[str, Good] = {}


_current: ContextVar[_Memory | None] = ContextVar("remembered expressions", default=None)


@contextmanager
def remembered(place: Path) -> Iterator[None]:
    """Remember in the file `place` what is found good in this block; forget what the block did not use."""
    memory = _Memory(_read(place))
    token = _current.set(memory)
    try:
        yield
    finally:
        _current.reset(token)
    if memory.used != memory.known:
        _write(place, memory.used)


def recall(kind: str, text: str, fields: tuple[tuple[str, str], ...]) -> Good | None:
    """Return what is remembered of an expression, or None."""
    memory = _current.get()
    if memory is None:
        return None
    key = _key(kind, text, fields)
    found = memory.known.get(key)
    if found is not None:
        memory.used[key] = found
    return found


def note(kind: str, text: str, fields: tuple[tuple[str, str], ...], type_: str, used: frozenset[str]) -> None:
    """Remember that an expression was found good."""
    memory = _current.get()
    if memory is not None:
        memory.used[_key(kind, text, fields)] = type_, used


def _key(kind: str, text: str, fields: tuple[tuple[str, str], ...]) -> str:
    content = json.dumps([kind, text, fields, code_digest(Path(__file__).parent), installed("sqlglot")])
    return hashlib.sha256(content.encode()).hexdigest()


def _read(place: Path) -> dict[str, Good]:
    try:
        known = {str(key): (str(type_), frozenset(map(str, used))) for key, (type_, used) in _load(place).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {key: good for key, good in known.items() if good[0] in _TYPES}


def _load(place: Path) -> dict[str, tuple[str, list[str]]]:
    read: dict[str, tuple[str, list[str]]] = json.loads(place.read_bytes())
    return read


def _write(place: Path, known: dict[str, Good]) -> None:
    fresh = place.with_name(f"{place.name}.{os.getpid()}.new")
    with suppress(OSError):  # what cannot be remembered is worked out again
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps({key: (type_, sorted(used)) for key, (type_, used) in known.items()}), "utf-8")
        fresh.replace(place)
