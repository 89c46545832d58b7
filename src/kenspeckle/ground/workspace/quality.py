"""Quality rules of the standard: its library of metrics, and conditions on rows (`engine: ken`)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kenspeckle.ground.expressions import Expression, parse_row
from kenspeckle.ground.terms import Complaints, nearest

from .blocks import Entry
from .definitions import QualityRule
from .layers import said
from .odcs import ONE_NUMBER, TWO_NUMBERS
from .shapes import Written


def quality_rules(entries: tuple[Entry, ...], field: str, types: Mapping[str, str]) -> tuple[QualityRule, ...]:
    """Return the rules that are tested here, of a field or (`field` empty) of the whole source.

    Rules in words (`type: text`) and those of other engines are theirs to keep and are not among them.
    """
    rules = (_rule(entry, field, types) for entry in entries)
    return tuple(rule for rule in rules if rule is not None)


def _rule(entry: Entry, field: str, types: Mapping[str, str]) -> QualityRule | None:
    kind = said(entry["type"])
    if kind == "text":
        return None
    if kind == "sql":
        expected = "`type: custom`, `engine: ken` and a condition that each row meets as `implementation`"
        entry.complain("type", "a rule in SQL, which is not run here", expected)
        return None
    if kind == "custom":
        if said(entry["engine"]) != "ken":
            return None
        expression = condition(entry, "implementation", types)
        metric = "expression"
    else:
        metric = said(entry["metric"]) or said(entry["rule"])
        if not metric:
            if not {"metric", "rule"} & set(entry):
                entry.complain("", "a rule that says nothing to measure", "`metric:` rowCount, nullValues, ...")
            return None
        expression = None
        if metric == "rowCount" and field:
            entry.complain("metric", "rowCount as a rule of one field", "it among the rules of the whole table")
    operator, bound = _operator(entry, metric)
    return QualityRule(
        name=said(entry["name"]) or _name(metric, field),
        metric=metric,
        expression=expression,
        operator=operator,
        bound=bound,
        unit=said(entry["unit"]),
        severity="error" if entry["severity"] == "error" else "warning",
        dimension=said(entry["dimension"]),
        description=said(entry["description"]),
        arguments=_arguments(entry, types, field),
        spot=entry.spot(),
    )


def _name(metric: str, field: str) -> str:
    return f"{metric} of {field}" if field else metric


def _operator(entry: Entry, metric: str) -> tuple[str, tuple[Decimal, ...]]:
    """The comparison and its numbers; a rule on rows without one means that no row may break it."""
    written = [key for key in (*ONE_NUMBER, *TWO_NUMBERS) if key in entry]
    if len(written) > 1:
        entry.complain(written[1], f"both {written[0]} and {written[1]}", "one of them")
    if not written:
        if metric == "rowCount":
            entry.complain("", "a count of rows without what it must be", "`mustBeGreaterThan: 0`")
        return "mustBe", (Decimal(0),)
    value = entry[written[0]]
    if value is None:
        return written[0], ()
    bound = value if isinstance(value, tuple) else (value,)
    if len(bound) == 2 and bound[0] > bound[1]:
        entry.complain(written[0], "a range that ends before it begins", "the smaller number first")
    return written[0], bound


def _arguments(entry: Entry, types: Mapping[str, str], field: str) -> dict[str, tuple[str, ...]]:
    known = ("validValues", "missingValues", "properties", "pattern")
    found = {}
    for key, values in entry["arguments"].items():
        if key not in known:
            entry.reading.complain(key.spot, f"`{key}` is no argument", ", ".join(known), nearest(key, known))
        if key == "properties" and not field:
            for name in values:
                if name not in types:
                    spot = name.spot if isinstance(name, Written) else entry.spot("arguments")
                    found_text = f"`{name}` is not a field of this source"
                    entry.reading.complain(spot, found_text, "a field", nearest(name, types))
        found[str(key)] = tuple(str(value) for value in values)
    return found


def condition(entry: Entry, key: str, types: Mapping[str, str]) -> Expression | None:
    """Return the condition on a row that stands under `key`, or None where it is absent or after a complaint."""
    text = entry[key]
    if not isinstance(text, Written) or not types:
        return None
    try:
        expression = parse_row(str(text), types, text.spot)
    except Complaints as error:
        entry.reading.complaints.extend(error.complaints)
        return None
    if expression.type != "boolean":
        entry.reading.complain(text.spot, "an expression that is neither true nor false", "a condition on a row")
        return None
    return expression
