"""Names and texts inside SQL. What an author or a provider wrote goes through one of these, always."""

from __future__ import annotations

from collections.abc import Iterable


def name(identifier: str) -> str:
    """Return `identifier` as a quoted SQL name."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return `value` as a SQL text literal; a NUL cannot be written and is never delivered."""
    return "'" + value.replace("\0", "").replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """Return a parenthesised list of text literals."""
    return "(" + ", ".join(text(v) for v in values) + ")"
