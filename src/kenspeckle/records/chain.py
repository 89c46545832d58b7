"""Appending to a chain, so that two processes never fork it.

An append reads the last entry and writes the next one under the right to write: SQLite gives that right to one
transaction at a time, PostgreSQL by a lock on the chain's name. Should both ever fail, the tables still refuse a
second entry after the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import connections, transaction

from .models import Link

START = "0" * 64
"""The hash before the first entry."""

L = TypeVar("L", bound=Link)


def append(
    model: type[L], alias: str, payloads: Sequence[bytes], link: Callable[[str, bytes], str], **fields: Any
) -> list[L]:
    """Add `payloads` to the end of a chain, all or none; return the new rows."""
    with transaction.atomic(using=alias):
        _lock(alias, model._meta.db_table)
        last = model._default_manager.using(alias).order_by("-index").first()
        index, previous = (last.index + 1, last.hash) if last is not None else (0, START)
        rows = []
        for payload in payloads:
            row = model(index=index, payload=payload, previous=previous, hash=link(previous, payload), **fields)
            rows.append(row)
            index, previous = index + 1, row.hash
        model._default_manager.using(alias).bulk_create(rows)
    return rows


def _lock(alias: str, chain: str) -> None:
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [chain])
