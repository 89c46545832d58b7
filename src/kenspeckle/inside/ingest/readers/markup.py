"""XML returns, such as those that schools' systems send to ScotXed: records at a declared path.

`options.rows` names the element that is one record (`Return/School/Pupil`). A field is named by its path below
the record (`Name/Forename`), an attribute with an at sign (`@id`), and what stands above the record with two dots
for each step up (`../SeedCode`): a pupil's school is written once, around all of its pupils. The file is read as a
stream. Document types and entities, with which a small file can ask for the moon, are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..grid import headings
from ..reading import Delivered, Reading, Row
from ..refusals import MAX_CELL, MAX_COLUMNS, MAX_FILE, DeliveryRefused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DEEPEST = 100


def read(file: Delivered, spec: DeliverySpec) -> Reading:
    """Read the records of an XML file; raises DeliveryRefused when it is not sound or has no record at the path."""
    size = file.path.stat().st_size
    if not 0 < size <= MAX_FILE:
        raise DeliveryRefused(file.label, "it is empty (0 bytes)." if not size else f"it has {size:,} bytes.")
    path = [s for s in spec.options.get("rows", "").split("/") if s]
    if not path:
        raise DeliveryRefused(
            file.label,
            "its contract does not say which element is a record.",
            f"Declare `rows` in the options, such as {_likely(file)}.",
        )
    columns: dict[str, int] = {}
    empty = True
    for _, record in _records(file, path):
        empty = False
        for name in record:
            columns.setdefault(name, len(columns))
            if len(columns) > MAX_COLUMNS:
                raise DeliveryRefused(file.label, f"its records have more than {MAX_COLUMNS:,} different fields.")
    if empty:
        raise DeliveryRefused(
            file.label, f"it has no element {'/'.join(path)}.", f"A likely one is {_likely(file)}; correct `rows`."
        )
    return Reading(headings(list(columns)), _rows(file, path, columns))


def record_paths(file: Delivered) -> list[str]:
    """Return the paths of elements that occur more than once and have something in them, most frequent first."""
    counts: dict[str, int] = {}
    filled: set[str] = set()
    stack: list[str] = []
    for event, element in _events(file):
        if event == "start":
            if stack:
                filled.add("/".join(stack))
            if element.attrib:
                filled.add("/".join([*stack, _bare(element.tag)]))
            stack.append(_bare(element.tag))
            counts["/".join(stack)] = counts.get("/".join(stack), 0) + 1
        else:
            stack.pop()
            element.clear()
    repeated = [(p, n) for p, n in counts.items() if n > 1 and p in filled]
    return [p for p, _ in sorted(repeated, key=lambda item: (-item[1], item[0]))]


def _likely(file: Delivered) -> str:
    found = record_paths(file)
    return found[0] if found else "Return/School/Pupil"


def _rows(file: Delivered, path: list[str], columns: dict[str, int]) -> Iterator[Row]:
    for number, record in _records(file, path):
        cells = [""] * len(columns)
        for name, value in record.items():
            cells[columns[name]] = value
        yield number, cells


def _records(file: Delivered, path: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each record with its number. What has been read is let go of, so a file of any size fits in memory."""
    stack: list[str] = []
    elements: list[Element] = []
    above: list[dict[str, str]] = []  # attributes and plain children of each open element
    parents: list[bool] = []  # whether an open element has had children
    number = 0
    for event, element in _events(file):
        if event == "start":
            if parents:
                parents[-1] = True
            stack.append(_bare(element.tag))
            elements.append(element)
            above.append({f"@{_bare(k)}": v for k, v in element.attrib.items()})
            parents.append(False)
            continue
        inside_record = len(stack) > len(path) and stack[: len(path)] == path
        if stack == path:
            number += 1
            yield number, _record(element, above[:-1], file, number)
        elif not inside_record and not parents[-1] and len(above) > 1:
            above[-2][_bare(element.tag)] = (element.text or "").strip()
        for opened in (stack, elements, above, parents):
            opened.pop()
        if not inside_record:
            element.clear()
            if elements:
                elements[-1].remove(element)


def _record(element: Element, above: list[dict[str, str]], file: Delivered, number: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for steps, level in enumerate(reversed(above), start=1):
        for name, value in level.items():
            found["../" * steps + name] = value
    _leaves(element, "", found, file, number)
    return found


def _leaves(element: Element, prefix: str, found: dict[str, str], file: Delivered, number: int) -> None:
    for name, value in element.attrib.items():
        found[f"{prefix}@{_bare(name)}"] = value
    for child in element:
        name = f"{prefix}{_bare(child.tag)}"
        if len(child) or child.attrib:
            _leaves(child, f"{name}/", found, file, number)
        if not len(child):
            value = (child.text or "").strip()
            if name in found:
                raise DeliveryRefused(
                    file.label,
                    f"record {number:,} has the element {name} more than once.",
                    f"Declare `rows` down to {name.rsplit('/', 1)[0] if '/' in name else name}, one row for each.",
                )
            if len(value) > MAX_CELL:
                raise DeliveryRefused(
                    file.label, f"record {number:,} has a value of more than {MAX_CELL:,} characters."
                )
            found[name] = value


def _events(file: Delivered) -> Iterator[tuple[str, Element]]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    depth = 0
    try:
        for event, element in iterparse(str(Path(file.path)), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > _DEEPEST:
                raise DeliveryRefused(file.label, f"its elements are nested more than {_DEEPEST} deep.")
            yield event, element
    except DefusedXmlException:
        raise DeliveryRefused(
            file.label, "it declares a document type or entities, which are not read.", "Deliver plain XML."
        ) from None
    except LookupError:
        raise DeliveryRefused(file.label, "it names an encoding that there is none of.", "Ask for it again.") from None
    except ParseError as error:
        line, column = error.position
        raise DeliveryRefused(
            file.label,
            f"it is not XML (line {line:,}, column {column + 1:,}); it may be cut short.",
            "Ask for it again.",
        ) from None


def _bare(tag: str) -> str:
    """Return a name without its namespace: one return has one vocabulary."""
    return tag.rsplit("}", 1)[-1]
