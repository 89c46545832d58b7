"""JSON and NDJSON: a list of records, at a declared path.

`options.rows` says where the list is (`data.pupils`, or nothing when the document is the list); `features` is
where GeoJSON has it. Fields inside a record are named by their path (`name.first`). Numbers keep the digits they
were written with: no number passes through a float.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from kenspeckle.ground.terms import nearest
from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..grid import headings
from ..reading import Delivered, Reading, Row
from ..refusals import MAX_CELL, MAX_COLUMNS, MAX_DOCUMENT, DeliveryRefused
from .delimited import look, open_text


class _Twice(ValueError):
    """A record names one field twice."""


def read(file: Delivered, spec: DeliverySpec) -> Reading:
    """Read records from a JSON document, or one from each line; raises DeliveryRefused when it is not JSON."""
    encoding = look(file, spec).encoding
    if _by_lines(file, spec):
        return _table(lambda: _lines(file, encoding), file)
    size = file.path.stat().st_size
    if size > MAX_DOCUMENT:
        raise DeliveryRefused(
            file.label,
            f"it has {size:,} bytes, and a JSON document of at most {MAX_DOCUMENT:,} is read whole.",
            "Deliver one record on each line (NDJSON).",
        )
    with open_text(file.path, encoding) as stream:
        document = _parse(stream.read(), file, "")
    records = _at(document, spec.options.get("rows", ""), file)
    return _table(lambda: enumerate(records, start=1), file)


def longest_list(file: Delivered, spec: DeliverySpec) -> str:
    """Return the path of the longest list of objects in a document that is an object; "" when it needs none."""
    if _by_lines(file, spec):
        return ""
    with open_text(file.path, look(file, spec).encoding) as stream:
        document = _parse(stream.read(MAX_DOCUMENT), file, "")
    if not isinstance(document, dict) or document.get("type") == "FeatureCollection":
        return ""
    found = {path: len(v) for path, v in _lists(document, "") if v and all(isinstance(i, dict) for i in v)}
    return max(found, key=lambda path: (found[path], path), default="")


def _lists(record: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, list[Any]]]:
    for key, value in record.items():
        if isinstance(value, list):
            yield f"{prefix}{key}", value
        elif isinstance(value, dict):
            yield from _lists(value, f"{prefix}{key}.")


def _by_lines(file: Delivered, spec: DeliverySpec) -> bool:
    declared = spec.options.get("lines", "")
    return declared in ("yes", "true") or file.name.lower().endswith((".ndjson", ".jsonl"))


def _lines(file: Delivered, encoding: str) -> Iterator[tuple[int, Any]]:
    with open_text(file.path, encoding) as stream:
        for number, line in enumerate(_read_lines(stream), start=1):
            if line.strip():
                yield number, _parse(line, file, f" (line {number:,})")


def _read_lines(stream: TextIO) -> Iterator[str]:
    while line := stream.readline():
        yield line


def _parse(written: str, file: Delivered, where: str) -> Any:
    try:
        return json.loads(written, parse_float=str, parse_int=str, parse_constant=_no_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = where or f" (line {error.lineno:,}, column {error.colno:,})"
        raise DeliveryRefused(file.label, f"it is not JSON{place}: {error.msg}.", "Ask for it again.") from None
    except _Twice as error:
        raise DeliveryRefused(file.label, f"a record{where} names the field '{error}' twice.") from None
    except ValueError as error:
        raise DeliveryRefused(file.label, f"it is not JSON{where}: {error}.") from None
    except RecursionError:
        raise DeliveryRefused(file.label, f"it is nested too deeply{where} to be a list of records.") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for key, value in pairs:
        if key in record:
            raise _Twice(key)
        record[key] = value
    return record


def _at(document: Any, path: str, file: Delivered) -> list[Any]:
    found = document
    steps = [s for s in path.removeprefix("$").replace("/", ".").split(".") if s]
    if not steps and isinstance(document, dict) and document.get("type") == "FeatureCollection":
        steps = ["features"]
    for step in steps:
        if not isinstance(found, dict) or step not in found:
            close = nearest(step, found) if isinstance(found, dict) else ""
            hint = f" The nearest is '{close}'." if close else ""
            raise DeliveryRefused(file.label, f"it has no '{path}'.{hint}", "Correct `rows` in the options.")
        found = found[step]
    if not isinstance(found, list):
        lists = [k for k, v in found.items() if isinstance(v, list)] if isinstance(found, dict) else []
        hint = f" Lists in it: {', '.join(repr(k) for k in lists[:8])}." if lists else ""
        raise DeliveryRefused(file.label, f"no list of records is at '{path or '(the top)'}'.{hint}", "Declare `rows`.")
    return found


def _table(records: Any, file: Delivered) -> Reading:
    """Go through the records twice: once for their fields, once for their values."""
    columns: dict[str, int] = {}
    empty = True
    for number, record in records():
        empty = False
        for path, _ in _flat(record, file, number):
            columns.setdefault(path, len(columns))
            if len(columns) > MAX_COLUMNS:
                raise DeliveryRefused(file.label, f"its records have more than {MAX_COLUMNS:,} different fields.")
    if empty:
        raise DeliveryRefused(file.label, "its list of records is empty.", "Ask its provider to send it again.")
    return Reading(headings(list(columns)), _rows(records(), columns, file))


def _rows(records: Iterable[tuple[int, Any]], columns: Mapping[str, int], file: Delivered) -> Iterator[Row]:
    for number, record in records:
        cells = [""] * len(columns)
        for path, value in _flat(record, file, number):
            cells[columns[path]] = value
        yield number, cells


def _flat(record: Any, file: Delivered, number: int, prefix: str = "") -> Iterator[tuple[str, str]]:
    if not isinstance(record, dict):
        raise DeliveryRefused(file.label, f"record {number:,} is not an object with named fields.")
    for key, value in record.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and key != "geometry":
            yield from _flat(value, file, number, f"{path}.")
        elif value is None:
            yield path, ""
        elif isinstance(value, bool):
            yield path, "true" if value else "false"
        elif isinstance(value, list | dict):
            yield path, json.dumps(value, ensure_ascii=False)[:MAX_CELL]
        else:
            if len(value) > MAX_CELL:
                raise DeliveryRefused(
                    file.label, f"record {number:,} has a value of more than {MAX_CELL:,} characters."
                )
            yield path, value
