"""When a row breaks the contract, and the reason that is given: never the value itself."""

from __future__ import annotations

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import Field, FieldType

from .quoting import name, text, texts

_KINDS = {
    FieldType.INTEGER: "a whole number",
    FieldType.DECIMAL: "a number",
    FieldType.BOOLEAN: "yes or no",
    FieldType.DATE: "a date",
    FieldType.PERIOD: "a period",
    FieldType.TEXT: "text",
}

_MONTHS = "(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)"
MANGLED = rf"(?i)[0-9]{{1,2}}[-/ ]{_MONTHS}|{_MONTHS}[-/ ][0-9]{{2}}|[0-9](\.[0-9]+)?e\+[0-9]{{2}}"
"""What a spreadsheet makes of 10-20%, of SEP2 or of a long code: 20-Oct, 02-Sep, 1.23E+11."""

MANGLED_REASON = (
    "looks like a range or code that a spreadsheet turned into a date or a short number; declare it in `codes`"
)


@dataclass(frozen=True)
class Rule:
    """field: the field that breaks it, or "" for the row. broken: SQL that is TRUE when it does."""

    field: str
    reason: str
    broken: str


RAGGED = Rule("", "has another number of cells than the header", "_cells <> ''")


def rules(field: Field) -> list[Rule]:
    """Return the rules of one field, over the columns that `layers` makes for it: a:, v:, p: and w:."""
    absent, value, typed = (name(f"{k}:{field.name}") for k in "avp")
    kind = _KINDS[field.type]
    if field.type is FieldType.PERIOD and field.period is not None:
        kind = f"a {field.period.value}"
    found: list[Rule] = []
    if field.required:
        found.append(Rule(field.name, "is required and has no value", f"{absent} IS NOT NULL"))
    if field.type is FieldType.TEXT:
        if field.codes or field.allowed or field.pattern or field.key or field.identifying or field.place:
            found.append(Rule(field.name, MANGLED_REASON, f"regexp_full_match({value}, {text(MANGLED)})"))
    else:
        readable = f"is not {kind}"
        if field.type is FieldType.DECIMAL and not field.percent:
            found.append(
                Rule(
                    field.name,
                    "is a percentage, and the contract does not say `percent: true`",
                    f"{typed} IS NULL AND ends_with({value}, '%')",
                )
            )
            found.append(Rule(field.name, readable, f"{typed} IS NULL AND NOT ends_with({value}, '%')"))
        else:
            found.append(Rule(field.name, readable, f"{typed} IS NULL AND {value} IS NOT NULL"))
    if field.minimum is not None:
        found.append(Rule(field.name, f"is less than {field.minimum}", f"{typed} < {_number(str(field.minimum))}"))
    if field.maximum is not None:
        found.append(Rule(field.name, f"is more than {field.maximum}", f"{typed} > {_number(str(field.maximum))}"))
    if field.pattern:
        found.append(
            Rule(
                field.name,
                f"does not have the form {field.pattern}",
                f"{name('w:' + field.name)}",
            )
        )
    if field.allowed:
        broken = f"CAST({typed} AS VARCHAR) NOT IN {texts(field.allowed)}"
        if field.type is FieldType.DECIMAL:
            broken = f"{typed} NOT IN ({', '.join(_number(a) for a in field.allowed)})"
        found.append(Rule(field.name, "is not one of the values that the contract allows", broken))
    return found


def _number(value: str) -> str:
    return f"TRY_CAST({text(value)} AS DECIMAL(38, 9))"
