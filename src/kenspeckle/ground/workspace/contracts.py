"""Turns a source's contract as written into a `Contract`: the standard's keys and the ken blocks, joined."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from yaml.nodes import ScalarNode

from kenspeckle.ground.terms import ABSENCES, Absence, Calendar, PeriodKind, nearest

from .blocks import Entry
from .definitions import Cadence, Contract, DeliverySpec, Field, FieldType, Unpivot
from .layers import Definition, said
from .nodes import plain
from .paths import wrong_delivery
from .quality import quality_rules

_EVERY = {"d": "day", "day": "day", "w": "week", "week": "week", "m": "month", "month": "month"}
_EVERY |= {"mo": "month", "y": "year", "yr": "year", "year": "year"}
_DATE_PARTS = (("yyyy", "%Y"), ("yy", "%y"), ("MMMM", "%B"), ("MMM", "%b"), ("MM", "%m"), ("dd", "%d"))
_TIME_PARTS = (("HH", "%H"), ("mm", "%M"), ("ss", "%S"))


def contract(definition: Definition, root: Path) -> tuple[Contract, bool]:
    """Return the contract, and whether all its fields could be read; complaints go to its reading.

    root: the workspace into which deliveries arrive, which is not where an inherited contract is written.
    """
    entry = definition.entry
    ken: Entry | None = entry["customProperties"]
    if ken is None and entry.right("customProperties"):
        entry.complain("customProperties", "a contract without a ken block", "{property: ken, value: {provider: ...}}")
    table: Entry | None = entry["schema"][0] if entry["schema"] else None
    properties: tuple[Entry, ...] = table["properties"] if table is not None else ()
    types = {said(one["name"]): str(_type(one)) for one in properties}
    fields = tuple(_field(one, types) for one in properties)
    _check_fields(properties, fields)
    described: Entry | None = entry["description"]
    limits = [said(described[key]) for key in ("limitations", "usage")] if described is not None else ["", ""]
    whole = bool(fields) and all(one.right("name") and _typed(one) and not one.strange for one in properties)
    whole = whole and table is not None and len(fields) == len(table.node_of("properties").value)
    return Contract(
        id=definition.name,
        title=said(entry["name"]) or definition.name,
        version=said(entry["version"]),
        purpose=said(described["purpose"]) if described is not None else "",
        provider=said(ken["provider"]) if ken is not None else "",
        owner=entry["team"],
        public=ken["public"] if ken is not None else False,
        licence=said(ken["licence"]) if ken is not None else "",
        attribution=said(ken["attribution"]) if ken is not None else "",
        origin=said(ken["origin"]) if ken is not None else "",
        fields=fields,
        deliveries=_deliveries(ken, types, definition.name, root) if ken is not None else (),
        marks=_marks(ken["marks"]) if ken is not None else {},
        tolerance=Decimal(ken["tolerance"]) if ken is not None else Decimal(0),
        cadence=_cadence(entry, ken),
        calendar=calendar(ken["calendar"]) if ken is not None and ken["calendar"] is not None else None,
        noise=said(ken["noise"]) if ken is not None else "none",
        quality=quality_rules(table["quality"], "", types) if table is not None else (),
        limitations=" ".join(filter(None, limits)),
        digest=definition.digest,
        status=said(entry["status"]),
        spot=definition.spot,
    ), whole


def _typed(entry: Entry) -> bool:
    return entry.right("logicalType") or "logicalType" not in entry


def _type(entry: Entry) -> FieldType:
    ken: Entry | None = entry["customProperties"]
    return FieldType.PERIOD if ken is not None and ken["period"] else FieldType(entry["logicalType"])


def _field(entry: Entry, types: Mapping[str, str]) -> Field:
    ken: Entry | None = entry["customProperties"]
    options: Entry | None = entry["logicalTypeOptions"]
    name = said(entry["name"])
    period = PeriodKind(ken["period"]) if ken is not None and ken["period"] else None
    kind = _type(entry)
    if period is not None and entry["logicalType"] != FieldType.TEXT:
        entry.complain("logicalType", f"a period in a field of type {entry['logicalType']}", "`string`")
    headers = tuple(str(header) for header in ken["headers"]) if ken is not None else ()
    listed = tuple(str(one["value"]) for one in entry["enum"] if one["value"] is not None)
    allowed = tuple(str(value) for value in ken["allowed"]) if ken is not None else ()
    position = entry["primaryKeyPosition"]
    return Field(
        name=name,
        type=kind,
        meaning=said(entry["description"]),
        headers=headers if name in headers else (*headers, name),
        required=entry["required"],
        key=max(position, 1) if entry["primaryKey"] else 0,
        unique=entry["unique"],
        place=said(ken["place"]) if ken is not None else "",
        period=period,
        codes={str(k): str(v) for k, v in ken["codes"].items()} if ken is not None else {},
        allowed=allowed or listed or _valid_values(entry["quality"]),
        marks=_marks(ken["marks"]) if ken is not None else {},
        bands=ABSENCES[ken["bands"]] if ken is not None and ken["bands"] else None,
        percent=ken["percent"] if ken is not None else False,
        formats=_formats(ken, options),
        pattern=_pattern(options) if options is not None else "",
        minimum=options["minimum"] if options is not None else None,
        maximum=options["maximum"] if options is not None else None,
        scale=ken["scale"] if ken is not None else 6,
        identifying=ken["identifying"] if ken is not None else False,
        classification=said(entry["classification"]),
        quality=quality_rules(entry["quality"], name, types),
        spot=entry.spot(),
    )


def _check_fields(entries: tuple[Entry, ...], fields: tuple[Field, ...]) -> None:
    """Names that differ, in whatever case, since an engine may not tell them apart; key positions that differ."""
    seen: dict[str, str] = {}
    positions: dict[int, str] = {}
    unplaced = [field for field in fields if field.key]
    for entry, field in zip(entries, fields, strict=True):
        first = seen.setdefault(field.name.lower(), str(entry.spot()))
        if field.name and first != str(entry.spot()):
            entry.complain("name", f"a second field `{field.name}`; the first is in {first}", "each name once")
        if field.key and len(unplaced) > 1:
            if entry["primaryKeyPosition"] < 1:
                found = f"`{field.name}` is part of the key, but not at which position"
                entry.complain("primaryKey", found, "`primaryKeyPosition: 1`, 2, ...")
            elif positions.setdefault(field.key, field.name) != field.name:
                entry.complain("primaryKeyPosition", f"position {field.key} is `{positions[field.key]}`'s", "another")
        if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
            entry.complain("logicalTypeOptions", "a minimum above the maximum", "a smaller minimum")
        numeric = field.type in (FieldType.INTEGER, FieldType.DECIMAL)
        if (field.minimum is not None or field.maximum is not None) and not numeric:
            entry.complain("logicalTypeOptions", f"limits of number in a field of type {field.type}", "a pattern")


def _valid_values(rules: tuple[Entry, ...]) -> tuple[str, ...]:
    """The values that a rule `invalidValues ... mustBe 0` allows."""
    for rule in rules:
        if rule["metric"] == "invalidValues" and rule["mustBe"] == 0 and "validValues" in rule["arguments"]:
            return tuple(str(value) for value in rule["arguments"]["validValues"])
    return ()


def _marks(written: Mapping[str, str]) -> dict[str, Absence]:
    return {str(mark): ABSENCES[absence] for mark, absence in written.items()}


def _formats(ken: Entry | None, options: Entry | None) -> tuple[str, ...]:
    if ken is not None and ken["formats"]:
        return tuple(str(text) for text in ken["formats"])
    written = said(options["format"]) if options is not None else ""
    if not written:
        return ()
    text = written
    for part, sign in _DATE_PARTS + _TIME_PARTS:
        text = text.replace(part, sign)
    text = text.replace("'T'", "T")
    if re.search(r"[A-SU-Za-z]", re.sub(r"%[A-Za-z]", "", text)) and options is not None:
        found = f"the format `{written}`"
        options.complain("format", found, "one made of yyyy, yy, MM, MMM, dd, HH, mm and ss, or the ken key `formats`")
        return ()
    return (text,)


def _pattern(options: Entry) -> str:
    """The pattern, with limits of length folded in."""
    pattern = said(options["pattern"])
    least, most = options["minLength"], options["maxLength"]
    if least is None and most is None:
        return pattern
    length = f"[\\s\\S]{{{least or 0},{most if most is not None else ''}}}"
    return f"(?={length}\\Z)(?:{pattern})" if pattern else length


def _deliveries(ken: Entry, types: Mapping[str, str], name: str, root: Path) -> tuple[DeliverySpec, ...]:
    if "deliveries" not in ken:
        # Where files arrive when no other place is named: a folder, or files, of the source's name.
        usual = (f"deliveries/{name}/*", f"deliveries/{name}.*")
        return tuple(DeliverySpec(path=path, spot=ken.spot()) for path in usual)
    return tuple(_delivery(entry, types, root) for entry in ken["deliveries"])


def _delivery(entry: Entry, types: Mapping[str, str], root: Path) -> DeliverySpec:
    path = said(entry["path"])
    if path and (why := wrong_delivery(path, root)):
        expected = (
            "a path inside the workspace, such as deliveries/attendance/*.csv, or https://... or postgresql://..."
        )
        entry.complain("path", why, expected)
    if entry["range"] and re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}(\$?\d+)?", str(entry["range"])) is None:
        entry.complain("range", f"`{entry['range']}`", "cells such as A4:H20, or A4:H for all rows below")
    unpivot: Entry | None = entry["unpivot"]
    turned = None
    if unpivot is not None:
        names = (said(unpivot["name"]), said(unpivot["value"]))
        turned = Unpivot(tuple(str(column) for column in unpivot["columns"] or ()), *names)
        for key in ("name", "value"):
            _known(unpivot, key, said(unpivot[key]), types)
        if len(turned.columns) == 1 and turned.columns[0].startswith("/"):
            _regular(unpivot, "columns", turned.columns[0].strip("/"))
    for name in entry["adds"]:
        _known(entry, "adds", str(name), types)
    for name in _regular(entry, "from_name", said(entry["from_name"])):
        _known(entry, "from_name", name, types)
    return DeliverySpec(
        path=path,
        format=said(entry["format"]),
        member=said(entry["member"]),
        sheet=said(entry["sheet"]),
        range=said(entry["range"]),
        skip=entry["skip"],
        header_rows=entry["header_rows"],
        after=said(entry["after"]),
        until=said(entry["until"]),
        unpivot=turned,
        adds={str(k): str(v) for k, v in entry["adds"].items()},
        from_name=said(entry["from_name"]),
        columns=tuple(str(column) for column in entry["columns"]),
        options={str(k): _option(v) for k, v in entry["options"].items()},
        spot=entry.spot(),
    )


def _option(value: Any) -> str:
    """An option as text; a list or map of them as JSON, for the one reader that knows what to do with it."""
    if isinstance(value, str):
        return str(value)
    return json.dumps(plain(value), ensure_ascii=False)


def _regular(entry: Entry, key: str, text: str) -> tuple[str, ...]:
    try:
        return tuple(re.compile(text).groupindex)
    except (re.error, OverflowError, RecursionError):
        entry.complain(key, f"`{text[:60]}` is not a regular expression", "one as Python reads it")
        return ()


def _known(entry: Entry, key: str, name: str, types: Mapping[str, str]) -> None:
    if name and types and name not in types:
        entry.complain(key, f"`{name}` is not a field of this source", "a field", nearest(name, types))


def _cadence(entry: Entry, ken: Entry | None) -> Cadence:
    written: Entry | None = ken["cadence"] if ken is not None else None
    if written is not None:
        if written["due"] and written["every"] != "year":
            written.complain("due", f"a day of the year for a delivery each {written['every']}", "`every: year`")
        return Cadence(said(written["every"]), said(written["due"]), written["grace_days"], written["ended"])
    every, grace = "year", 0
    for level in entry["slaProperties"]:
        name, unit = said(level["property"]), said(level["unit"]).lower().removesuffix("s") or "d"
        node = level["value"]
        value = node.value if isinstance(node, ScalarNode) else ""
        if name in ("frequency", "fy"):
            spelled = {("7", "day"): "week", ("12", "month"): "year", ("365", "day"): "year"}
            known = _EVERY.get(unit, "")
            found = spelled.get((value, known), known if value == "1" else "")
            if found:
                every = found
            else:
                level.complain("value", f"a frequency of {value} {unit}", "1 d, 1 w, 1 m or 1 y, or a ken `cadence`")
        elif name in ("latency", "ly") and _EVERY.get(unit) == "day" and value.isdigit():
            grace = int(value)
    return Cadence(every, "", grace)


def calendar(entry: Entry | None) -> Calendar:
    """Return the calendar that is written; the default one for None."""
    if entry is None:
        return Calendar()
    month, day = (int(part) for part in str(entry["year_starts"]).split("-"))
    if (month, day) in ((2, 29), (2, 30), (2, 31)) or (day == 31 and month in (4, 6, 9, 11)):
        entry.complain("year_starts", f"{entry['year_starts']} is not a day of every year", "a day such as 08-01")
    terms = []
    for term in entry["terms"]:
        if term["label"] and term["first"] and term["last"]:
            if term["first"] > term["last"]:
                term.complain("last", "a term that ends before it begins", "a later day")
            terms.append((str(term["label"]), term["first"], term["last"]))
    terms.sort(key=lambda term: term[1])
    for (label, _, last), (other, first, _) in pairwise(terms):
        if first <= last or label == other:
            entry.complain("terms", f"the terms {label} and {other} overlap", "terms that follow each other")
    return Calendar((month, day), tuple(terms))
