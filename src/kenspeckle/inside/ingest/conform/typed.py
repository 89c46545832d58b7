"""The SQL that reads one field's text: is it there, what does it stand for, what is its value.

Four layers, each one projection over the one below: `t:` the text as delivered, without the space around it;
`a:` why there is no value (1 missing, 2 not applicable, 3 suppressed, NULL when there is one); `v:` the text
after the contract's codes; `p:` the value in the field's type, NULL when it cannot be read.
"""

from __future__ import annotations

from collections.abc import Mapping

from kenspeckle.ground.terms import Absence, Missing, NotApplicable, Suppressed
from kenspeckle.ground.workspace.definitions import Field, FieldType

from ..headers import SPACE
from .quoting import name, text

ABSENCE_CODES: dict[type[Absence], int] = {Missing: 1, NotApplicable: 2, Suppressed: 3}
"""How a snapshot writes an absence in the column beside its field."""

_NUMBER = r"[0-9]+(\.[0-9]+)?"
_SIGN = r"[<>≤≥~]=?"
BAND = (
    rf"({_SIGN})?\s*{_NUMBER}\s*%?\s*(-|–|—|to)\s*({_SIGN})?\s*{_NUMBER}\s*%?"
    rf"|{_SIGN}\s*{_NUMBER}\s*%?"
    rf"|(?i:fewer|less|more|greater|under|over)(?i:\s+than)?\s+{_NUMBER}\s*%?"
    rf"|{_NUMBER}\s*%?(\+|\s+(?i:or|and)\s+(?i:fewer|less|more|over|under))"
)
"""A range where a number should be: 97-100%, 5 - <10%, >20%, fewer than 5, 10+."""

SQL_TYPES = {
    FieldType.TEXT: "VARCHAR",
    FieldType.INTEGER: "BIGINT",
    FieldType.BOOLEAN: "BOOLEAN",
    FieldType.DATE: "DATE",
    FieldType.PERIOD: "VARCHAR",
}


def sql_type(field: Field) -> str:
    """Return the type of a field's column in a snapshot."""
    return SQL_TYPES.get(field.type) or f"DECIMAL(18, {field.scale})"


def cleaned(raw: str) -> str:
    """Return SQL for a delivered cell without the space around it and without a spreadsheet's ="..." wrapper."""
    inner = f"replace(substring({raw}, 3, length({raw}) - 3), '\"\"', '\"')"
    unwrapped = f"CASE WHEN starts_with({raw}, '=\"') AND ends_with({raw}, '\"') THEN {inner} ELSE {raw} END"
    # Trimming by a set of characters is slow, and nearly every cell is plain text without any of them around it.
    plain = f"regexp_full_match({raw}, '[!-<>-~]([ -~]*[!-~])?')"
    return f"CASE WHEN {plain} THEN {raw} ELSE trim(coalesce({unwrapped}, ''), {text(SPACE)}) END"


def absence(field: Field, marks: Mapping[str, Absence]) -> str:
    """Return SQL for why there is no value. The field's own marks come first, then its codes, then `marks`."""
    whole: dict[str, int | None] = {m: ABSENCE_CODES[type(a)] for m, a in field.marks.items()}
    for delivered in field.codes:
        whole.setdefault(delivered, None)
    for mark, reason in marks.items():
        whole.setdefault(mark, ABSENCE_CODES[type(reason)])
    whole.setdefault("", 1)
    column = name(f"t:{field.name}")
    cases = " ".join(f"WHEN {text(m)} THEN {'NULL' if c is None else c}" for m, c in whole.items())
    otherwise = "NULL"
    if field.bands is not None:
        band = f"regexp_full_match({column}, {text(BAND)})"
        otherwise = f"CASE WHEN {band} THEN {ABSENCE_CODES[type(field.bands)]} ELSE NULL END"
    return f"CAST(CASE {column} {cases} ELSE {otherwise} END AS UTINYINT)"


def mapped(field: Field) -> str:
    """Return SQL for the text of a value after the field's codes; NULL when the value is absent."""
    column = name(f"t:{field.name}")
    result = column
    if field.codes:
        cases = " ".join(f"WHEN {text(d)} THEN {text(c)}" for d, c in field.codes.items())
        result = f"CASE {column} {cases} ELSE {column} END"
    return f"CASE WHEN {name('a:' + field.name)} IS NULL THEN {result} END"


def typed(field: Field) -> str:
    """Return SQL for the value of a field in its own type; NULL when it is absent or cannot be read."""
    value = name(f"v:{field.name}")
    match field.type:
        case FieldType.INTEGER:
            number = _number(value, field.percent)
            whole = f"regexp_extract({number}, '^([+-]?[0-9]+)(\\.0*)?$', 1)"
            plain = f"regexp_full_match({value}, '-?[0-9]{{1,18}}')"
            return f"CASE WHEN {plain} THEN TRY_CAST({value} AS BIGINT) ELSE TRY_CAST({whole} AS BIGINT) END"
        case FieldType.DECIMAL:
            plain = f"regexp_full_match({value}, '-?[0-9]+(\\.[0-9]+)?')"
            kind = sql_type(field)
            exact = f"TRY_CAST({_number(value, field.percent)} AS {kind})"
            return f"CASE WHEN {plain} THEN TRY_CAST({value} AS {kind}) ELSE {exact} END"
        case FieldType.BOOLEAN:
            yes, no = "('true', 'yes', 'y', 't', '1')", "('false', 'no', 'n', 'f', '0')"
            return f"CASE WHEN lower({value}) IN {yes} THEN TRUE WHEN lower({value}) IN {no} THEN FALSE END"
        case FieldType.DATE:
            return date_of(value, field.formats)
        case FieldType.PERIOD:
            return name(f"l:{field.name}")
        case _:
            return value


def date_of(value: str, formats: tuple[str, ...]) -> str:
    """Return SQL for a date: ISO 8601 always, and the declared formats in their order."""
    midnight = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00(\.0+)?)?Z?)?"
    iso = f"CASE WHEN regexp_full_match({value}, {text(midnight)}) THEN TRY_CAST(left({value}, 10) AS DATE) END"
    read = [iso, *(f"CAST(try_strptime({value}, {text(f)}) AS DATE)" for f in formats)]
    day = f"coalesce({', '.join(read)})"
    # A four-digit year read from two digits is a date in the time of the Romans.
    return f"CASE WHEN {day} BETWEEN DATE '1583-01-01' AND DATE '9999-12-31' THEN {day} END"


def _number(value: str, percent: bool) -> str:
    """Return SQL for the plain digits of a number as people write it, NULL when it is none.

    Thousands may be marked by commas or spaces; a note in brackets may follow, as official tables have it.
    """
    bare = f"regexp_replace({value}, '\\s*\\[[^\\]]*\\]$', '')"
    bare = f"replace({bare}, '\u2212', '-')"
    if percent:
        bare = f"regexp_replace({bare}, '\\s*%$', '')"
    commas = f"regexp_full_match({bare}, '[+-]?[0-9]{{1,3}}(,[0-9]{{3}})+(\\.[0-9]+)?')"
    spaces = f"regexp_full_match({bare}, '[+-]?[0-9]{{1,3}}([ \u00a0\u202f][0-9]{{3}})+(\\.[0-9]+)?')"
    plain = f"regexp_full_match({bare}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{{1,2}})?')"
    return (
        f"CASE WHEN {plain} THEN {bare} WHEN {commas} THEN replace({bare}, ',', '')"
        f" WHEN {spaces} THEN translate({bare}, ' \u00a0\u202f', '') END"
    )
