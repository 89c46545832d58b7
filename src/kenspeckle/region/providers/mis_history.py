"""Council education, attendance of each school since 2016/17: a workbook made to be looked at.

A year is one merged cell beside its schools, headers stand in two rows, shares are text, small counts are a `c`, and
a total follows each year. It was first sent in July 2025; in September it came again, because some schools had
counted late marks as absence: the share of 2024/25 rose by 0.4 points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..calendar import YEARS
from ..files import Sheet, write_workbook
from ..files.workbook import Cell
from ..table import Array
from .cells import percent, year_label
from .desk import INVENTED, Desk, delivery
from .known import Known
from .mis_pupils import openings_of_year

REVISED_SHARE = 250
"""One half day in so many was counted as absence at first: 0.4 points."""

_ABOVE = ("Pupils", "Half days", "Rate")
_HEADER = ("Year", "SEED Code", "School", "Roll", "Persistently absent", "Possible", "Attended", "Attendance")
_TOP = 7
"""Row of the first school: three titles, a blank row, two header rows above it."""


class History:
    """`mis/attendance_history_2025-07.xlsx` and `mis/attendance_history_2025-09.xlsx`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._parts: list[dict[str, Array]] = []

    def council(self, known: Known) -> None:
        terms = known.council.attendance_history
        terms = terms.take(terms["collected"])
        keys, places = np.unique(terms["year"] * 1_000_000 + terms["school"], return_inverse=True)
        sums = {
            n: np.bincount(places, weights=terms[n], minlength=len(keys)).astype("int64")
            for n in ("possible", "present")
        }
        roll = np.zeros(len(keys), dtype="int64")
        np.maximum.at(roll, places, terms["pupils"])
        absent = dict.fromkeys(keys.tolist(), -1)
        for year in YEARS:
            pupils = known.council.pupil_years
            pupils = pupils.take(pupils["year"] == year)
            openings = openings_of_year(known, pupils["child"], year)
            often = (10 * (openings["possible"] - openings["present"]) >= openings["possible"]) & (
                openings["possible"] > 0
            )
            counts = np.bincount(pupils["school"], weights=often, minlength=len(known.region.schools))
            absent |= {k: int(counts[k % 1_000_000]) for k in keys.tolist() if k // 1_000_000 == year}
        self._parts.append(
            {"key": keys, "roll": roll, "absent": np.array([absent[k] for k in keys.tolist()], dtype="int64"), **sums}
        )

    def close(self) -> None:
        rows = {name: np.concatenate([part[name] for part in self._parts]) for name in self._parts[0]}
        order = np.argsort(rows["key"], kind="stable")
        rows = {name: column[order] for name, column in rows.items()}
        first = rows | {"present": rows["present"] - self._late(rows)}
        for month, shown in (("07", first), ("09", rows)):
            name = f"mis/attendance_history_2025-{month}.xlsx"
            note = (
                "As first published, July 2025" if month == "07" else "Revised, September 2025: 2024/25 replaces July"
            )
            merged: list[str] = []
            sheet = Sheet("Table 1", self._rows(shown, note, merged), merged)
            path = self._desk.path(name)
            write_workbook(
                path, "Attendance by school", [sheet, Sheet("Notes", [[INVENTED], ["c: one to four pupils"]])]
            )
            self._hidden(delivery(name), shown)
        self._revised(delivery("mis/attendance_history_2025-07.xlsx"), first, rows)

    def _late(self, rows: dict[str, Array]) -> Array:
        """Half days of 2024/25 that are not in the first workbook: in a third of the schools, 0.4 points of all."""
        late = np.zeros(len(rows["key"]), dtype="int64")
        if self._desk.mess.clean:
            return late
        schools = rows["key"] % 1_000_000
        last = rows["key"] // 1_000_000 == YEARS[-1]
        some = last & (self._desk.chance.unit("mis/revision", schools) < 1 / 3)
        some = some if some.any() else last
        wanted = int(rows["possible"][last].sum()) // REVISED_SHARE
        whole = int(rows["possible"][some].sum())
        late[some] = rows["possible"][some] * wanted // max(whole, 1)
        return np.minimum(late, rows["present"])

    def _rows(self, rows: dict[str, Array], note: str, merged: list[str]) -> Iterator[Sequence[Cell]]:
        schools = self._desk.region.schools
        yield [INVENTED]
        yield ["Table 1: attendance by school since 2016/17"]
        yield [note]
        yield []
        yield [None, None, None, _ABOVE[0], None, _ABOVE[1], None, _ABOVE[2]]
        yield list(_HEADER)
        merged += ["D5:E5", "F5:G5"]
        number = _TOP
        for year, at in _years(rows["key"]):
            merged.append(f"A{number}:A{number + len(at) - 1}") if len(at) > 1 else None
            for position, row in enumerate(at.tolist()):
                school = int(rows["key"][row]) % 1_000_000
                label = year_label(year) if position == 0 else None
                yield [
                    label,
                    str(schools["code"][school]),
                    str(schools["name"][school]),
                    *self._figures(rows, np.array([row])),
                ]
            yield ["All schools total", None, None, *self._figures(rows, at)]
            number += len(at) + 1
        yield []
        yield ["Notes"]
        yield ["Nothing is shown of terms in which schools were closed. c: one to four pupils. z: not counted then."]

    def _figures(self, rows: dict[str, Array], at: Array) -> list[Cell]:
        possible, present = rows["possible"][at].sum(), rows["present"][at].sum()
        absent = int(rows["absent"][at].sum())
        told: Cell = "z" if (rows["absent"][at] < 0).any() else "c" if 0 < absent < 5 else absent
        share = str(percent(np.array([present]), np.array([possible]))[0])
        return [int(rows["roll"][at].sum()), told, int(possible), int(present), share]

    def _hidden(self, file: str, rows: dict[str, Array]) -> None:
        numbers = _numbers(rows["key"])
        small = (rows["absent"] > 0) & (rows["absent"] < 5)
        self._desk.answers.hidden(file, numbers[small].tolist(), _HEADER[4], "c", rows["absent"][small].tolist())

    def _revised(self, file: str, first: dict[str, Array], rows: dict[str, Array]) -> None:
        numbers = _numbers(rows["key"])
        changed = np.flatnonzero(first["present"] != rows["present"])
        kept = self._desk.answers
        kept.defects(file, numbers[changed].tolist(), "Attended", "late-revision", rows["present"][changed].tolist())
        shares = percent(rows["present"], rows["possible"])
        other = np.flatnonzero(percent(first["present"], first["possible"]) != shares)
        kept.defects(file, numbers[other].tolist(), "Attendance", "late-revision", shares[other].tolist())
        if len(changed):
            _, at = list(_years(rows["key"]))[-1]
            total = [int(numbers[at].max()) + 1]
            kept.defects(file, total, "Attended", "late-revision", [int(rows["present"][at].sum())])
            kept.defects(file, total, "Attendance", "late-revision", [self._figures(rows, at)[-1]])


def _years(keys: Array) -> Iterator[tuple[int, Array]]:
    years = keys // 1_000_000
    for year in np.unique(years).tolist():
        yield year, np.flatnonzero(years == year)


def _numbers(keys: Array) -> Array:
    """The row of the sheet in which each school and year stands; each year is followed by its total."""
    years = keys // 1_000_000
    return _TOP + np.arange(len(keys)) + np.unique(years, return_inverse=True)[1]
