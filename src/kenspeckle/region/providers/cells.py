"""How agencies write things in cells: days in six ways, yes and no, whole numbers, shares, words for codes.

Every function takes a column of a table and gives a column of text. A date that is not there is blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from ..table import Array, Table

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def texts(values: Sequence[str]) -> Array:
    """A column of these texts."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def same(text: str, rows: int) -> Array:
    """A column that says the same in every row."""
    return np.full(rows, text, dtype=object)


def days(dates: Array, form: str) -> Array:
    """Dates in one of six forms: d/m/y, d-m-y, y-m-d, ymd, d mon y, m/y (as 14/03/2018 or 14 Mar 2018)."""
    different, where = np.unique(dates, return_inverse=True)
    return texts([_day(d, form) for d in different.tolist()])[where]


def _day(on: date | None, form: str) -> str:
    if on is None:
        return ""
    year, month, day = on.year, on.month, on.day
    match form:
        case "d/m/y":
            return f"{day:02}/{month:02}/{year}"
        case "d-m-y":
            return f"{day:02}-{month:02}-{year}"
        case "y-m-d":
            return f"{year}-{month:02}-{day:02}"
        case "ymd":
            return f"{year}{month:02}{day:02}"
        case "d mon y":
            return f"{day:02} {_MONTHS[month - 1]} {year}"
        case _:
            raise ValueError(f"no form of dates is called {form}")


def numbers(values: Array) -> Array:
    """Whole numbers as digits."""
    if not len(values):
        return np.empty(0, dtype=object)
    low, high = int(values.min()), int(values.max())
    if high - low <= 4 * len(values) + 1000:
        # Making a text for each number between takes less time than making one for each row.
        written: Array = texts([str(n) for n in range(low, high + 1)])[values - low]
        return written
    return texts([str(n) for n in values.tolist()])


def flags(values: Array, yes: str = "Y", no: str = "N") -> Array:
    """True and false as the agency writes them."""
    column: Array = texts([no, yes])[np.asarray(values).astype("int8")]
    return column


def worded(table: Table, column: str, codes: Mapping[str, str] | None = None) -> Array:
    """A coded column in the agency's codes; in the model's own words where it has none for them."""
    known = codes or {}
    written: Array = texts([known.get(word, word) for word in table.words[column]])[table[column]]
    return written


def percent(part: Array, whole: Array) -> Array:
    """Shares as text with one decimal and a sign, such as 91.4%; halves go up. Blank where there is nothing."""
    there = whole > 0
    tenths = np.where(there, (2000 * part + whole) // (2 * np.maximum(whole, 1)), 0)
    return texts([f"{t // 10}.{t % 10}%" if ok else "" for t, ok in zip(tenths.tolist(), there.tolist(), strict=True)])


def year_label(year: int, between: str = "/") -> str:
    """A school year as 2024/25, or with another sign between."""
    return f"{year}{between}{(year + 1) % 100:02}"


def year_labels(years: Array) -> Array:
    """School years as 2024/25."""
    different, where = np.unique(years, return_inverse=True)
    return texts([year_label(int(y)) for y in different])[where]
