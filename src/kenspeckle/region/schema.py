"""What every table of an invented council holds: names, types, meanings.

The truth of the region is kept in tables, one row for one thing. A table is made only through `table`, which refuses
a column that is not declared or has another type, so that the forms are what the tables hold.

Types: `id` and `int` are int64; `code` is a number into the column's words; `flag` is true or false; `date` is a
day (NaT: not known or not yet); `real` is float64; `text` is str ("" when there is none). An `id` of -1 is nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region import forms_people, forms_places, forms_school, forms_services
from kenspeckle.region.table import Array, Table

DTYPES = {
    "id": "int64",
    "int": "int64",
    "code": "int16",
    "flag": "bool",
    "date": "datetime64[D]",
    "real": "float64",
    "text": "object",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, one of the seven types, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Form:
    """What one table holds: one row for what, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]


def _forms(text: str) -> tuple[Form, ...]:
    """Read forms as they are written down: a line for the table, and an indented one for each column."""
    made: list[Form] = []
    for line in text.strip().splitlines():
        if not line.startswith(" "):
            name, _, row = line.partition(": ")
            made.append(Form(name, row, ()))
            continue
        column = Column(*(part.strip() for part in line.split("|")))
        made[-1] = Form(made[-1].name, made[-1].row, (*made[-1].columns, column))
    return tuple(made)


REGION_FORMS = _forms(forms_places.FORMS)
COUNCIL_FORMS = _forms(forms_people.FORMS) + _forms(forms_school.FORMS) + _forms(forms_services.FORMS)
FORMS: Mapping[str, Form] = {form.name: form for form in REGION_FORMS + COUNCIL_FORMS}


def table(name: str, columns: Mapping[str, Array], words: Mapping[str, tuple[str, ...]] | None = None) -> Table:
    """Make the table of this name, its columns in their declared order and type.

    Raises `ValueError` when a column is missing, unknown or of another length, or a code has no words.
    """
    form, words = FORMS[name], words or {}
    expected = {column.name: column for column in form.columns}
    if columns.keys() != expected.keys():
        raise ValueError(f"{name}: columns {sorted(columns.keys() ^ expected.keys())} are missing or not declared")
    if set(words) != {column.name for column in form.columns if column.type == "code"}:
        raise ValueError(f"{name}: words are given for {sorted(words)}, codes are others")
    made = {column.name: np.asarray(columns[column.name]).astype(DTYPES[column.type]) for column in form.columns}
    return Table(made, dict(words))
