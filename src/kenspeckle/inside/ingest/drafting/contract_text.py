"""A drafted contract as YAML, with a comment wherever a person should look before trusting it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from ..headers import blank, tidy
from .columns import Column, column
from .keys import key
from .outline import Outline


def write(found: Outline, path: str) -> str:
    """Return the contract of an outlined file that is delivered at `path`."""
    named = [i for i, h in enumerate(found.header) if not _nothing(h.name, [row[i] for row in found.rows])]
    rows = [tuple(row[i] for i in named) for row in found.rows]
    columns = [column(found.header[i].name, [row[k] for row in rows], found.whole) for k, i in enumerate(named)]
    marks = _shared_marks(columns)
    for number, guess in enumerate(columns):
        if guess.required and any(row[number].strip() in marks for row in rows):
            guess.required = False
    names = field_names([c.header for c in columns])
    chosen = key(columns, rows)
    return "\n".join(_lines(found, path, columns, names, chosen)) + "\n"


def _nothing(header: str, cells: Sequence[str]) -> bool:
    """Whether a column has neither a name nor a value, as between two tables that stand side by side."""
    return re.fullmatch(r"column [A-Z]+", header) is not None and blank(cells)


def _lines(
    found: Outline, path: str, columns: Sequence[Column], names: Sequence[str], chosen: tuple[int, ...]
) -> Iterator[str]:
    stem = source_id(found.name)
    child = [c for c in columns if c.identifying]
    yield f"# A first contract for {found.name}, drafted from {len(found.rows):,} of its rows. Nothing in it is"
    yield "# certain: check each line that has a comment, and write what the fields mean."
    for note in found.notes:
        yield f"# Check: {note}."
    yield "apiVersion: v3.1.0"
    yield "kind: DataContract"
    yield f"id: {stem}"
    yield f"name: {_text(stem.replace('_', ' ').capitalize())}"
    yield "version: 0.1.0"
    yield "status: draft"
    yield "description:"
    yield "  purpose: not yet written  # What is this source for?"
    yield "  limitations: not yet written  # What can it not tell?"
    yield "schema:"
    yield f"  - name: {stem}"
    if not chosen:
        yield "    # No key was found: no four columns together are different in every row."
    yield "    properties:"
    for number, (guess, name) in enumerate(zip(columns, names, strict=True)):
        yield from _property(guess, name, chosen.index(number) + 1 if number in chosen else 0)
    yield "customProperties:"
    yield "  - property: ken"
    yield "    value:"
    yield '      provider: "not yet named"  # Which organisation holds this data?'
    if child:
        listed = ", ".join(names[i] for i, c in enumerate(columns) if c.identifying)
        yield f"      public: false  # It may point to children: {listed}."
    else:
        yield "      public: false  # true only when its publisher has published exactly these values."
    yield "      # licence: Under which licence was it published?"
    yield "      # attribution: What must be said wherever it is used?"
    yield "      # origin: Where can it be had?"
    yield "      tolerance: 0  # Share of rows that may break this contract before a delivery is refused."
    yield "      cadence: {every: year}  # Check: how often does it come?"
    marks = _shared_marks(columns)
    if marks:
        yield "      marks:  # Check what each of these means in this source."
        for mark, absence in marks.items():
            yield f"        {_text(mark)}: {absence}"
    yield "      deliveries:"
    yield from _delivery(found, path)


def _property(guess: Column, name: str, position: int) -> Iterator[str]:
    yield f"      - name: {name}"
    yield f"        logicalType: {'string' if guess.period else guess.kind}"
    yield "        # description: What does it mean, and what does it count?"
    for note in guess.notes:
        yield f"        # Check: {note}."
    if guess.required:
        yield "        required: true"
    if position:
        yield "        primaryKey: true"
        yield f"        primaryKeyPosition: {position}"
    if guess.identifying:
        yield f"        classification: restricted  # {guess.identifying[0].upper()}{guess.identifying[1:]}."
    ken = dict(_ken(guess, name))
    if ken:
        yield "        customProperties:"
        yield "          - property: ken"
        yield "            value:"
        for entry, value in ken.items():
            yield f"              {entry}: {value}"


def _ken(guess: Column, name: str) -> Iterator[tuple[str, str]]:
    if guess.header != name:
        yield "headers", f"[{_text(guess.header)}]"
    if guess.period:
        yield "period", guess.period.value
    if guess.identifying:
        yield "identifying", "true"
    if guess.percent:
        yield "percent", "true"
    if guess.bands:
        yield "bands", "not-applicable  # Check: or are these values hidden (suppressed)?"
    if guess.kind == "number":
        yield "scale", str(guess.scale)
    if guess.formats:
        yield "formats", f"[{', '.join(_text(f) for f in guess.formats)}]"
    if guess.codes:
        yield "codes", _map(guess.codes)
    if guess.allowed:
        yield "allowed", f"[{', '.join(_text(a) for a in guess.allowed)}]"
    if guess.kind == "string" and guess.marks:
        yield "marks", _map(guess.marks)


def _shared_marks(columns: Sequence[Column]) -> dict[str, str]:
    """Marks of numbers, dates and periods hold for the whole source; a text column has its own."""
    marks: dict[str, str] = {}
    for guess in columns:
        if guess.kind != "string":
            marks.update(guess.marks)
    return dict(sorted(marks.items()))


def _delivery(found: Outline, path: str) -> Iterator[str]:
    spec = found.spec
    yield f"        - path: {_text(path)}"
    yield f"          format: {spec.format}"
    for entry, text in (
        ("member", spec.member),
        ("sheet", spec.sheet),
        ("range", spec.range),
        ("after", spec.after),
        ("until", spec.until),
    ):
        if text:
            yield f"          {entry}: {_text(text)}"
    if spec.skip:
        yield f"          skip: {spec.skip}"
    if spec.header_rows != 1:
        yield f"          header_rows: {spec.header_rows}"
    if spec.options:
        yield f"          options: {_map(spec.options)}"


def field_names(headers: Sequence[str]) -> list[str]:
    """Return a name for each header: small letters, digits and single underscores, each once."""
    names: list[str] = []
    for header in headers:
        split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", tidy(header)).lower().replace("%", " percent ")
        name = re.sub(r"[^a-z0-9]+", "_", split.replace("'", "")).strip("_")[:50].strip("_") or "column"
        name = name if name[0].isalpha() else f"c_{name}"
        unique, number = name, 1
        while unique in names:
            number += 1
            unique = f"{name}_{number}"
        names.append(unique)
    return names


def source_id(file_name: str) -> str:
    """Return the id of a source from the name of its file."""
    return field_names([file_name.rsplit(".", 1)[0].replace("+", " ")])[0]


def _map(entries: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_text(k)}: {_text(v)}" for k, v in entries.items()) + "}"


def _text(value: str) -> str:
    """Return a YAML text in double quotes, which JSON's are."""
    return json.dumps(value, ensure_ascii=False)
