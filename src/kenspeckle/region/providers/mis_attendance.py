"""Council education, attendance: openings day by day, the termly extract, and a print-out of absence by class."""

from __future__ import annotations

import numpy as np

from ..attendance import CODES
from ..calendar import YEARS
from ..files import Printout, write_openings
from ..mess import SHIFTED_ROWS
from ..table import Array, Table, rows_of
from .cells import flags, numbers, percent, same, texts, worded, year_label
from .desk import INVENTED, UTF8, Desk, Feed
from .known import Known, placed
from .mis_pupils import HEADS, OPENINGS, SEX, openings_of_year, rank_of

LETTERS = ("", "/", "L", "Q", "W", "E", "I", "M", "B", "D", "H", "G", "U", "O", "X", "V")
"""What stood for each of the codes until 2022/23."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Terms:
    """`mis/attendance_terms_YYYY-YY.csv`: one row for a pupil, a school and a term."""

    def __init__(self, desk: Desk) -> None:
        self._feeds = {y: Feed(desk, f"mis/attendance_terms_{year_label(y, '-')}.csv", UTF8) for y in YEARS}

    def council(self, known: Known) -> None:
        scn_rank = rank_of(known.scn)
        for year, feed in self._feeds.items():
            terms = known.council.attendance_terms
            terms = terms.take(terms["year"] == year)
            rows = known.child_rows(terms["child"])
            order = np.lexsort((scn_rank[rows], terms["school"], terms["term"]))
            self._write(known, year, feed, terms.take(order), rows[order])

    def _write(self, known: Known, year: int, feed: Feed, terms: Table, rows: Array) -> None:
        pupils = known.council.pupil_years
        years = known.year_rows(terms["child"], terms["year"])
        block = feed.block(
            {
                "Year": same(year_label(year), len(rows)),
                "Term": texts(["", "T1", "T2", "T3", "T4"])[terms["term"]],
                "SEED Code": known.school("code", terms["school"]),
                "SCN": known.scn[rows],
                "Stage": worded(terms, "stage"),
                "Sex": worded(known.children, "sex", SEX)[rows],
                "Data Zone": known.of_year(known.zone(pupils["zone"]), years),
                "ASN": known.of_year(flags(pupils["asn"]), years, "N"),
                "FME": known.of_year(flags(pupils["free_meals"]), years, "N"),
                "LAC": known.of_year(flags(~pupils.is_("looked_after", "no")), years, "N"),
                **{name: numbers(terms[column]) for name, column in zip(HEADS, OPENINGS, strict=True)},
            },
            (terms["child"] * 4096 + terms["school"] % 1024 * 4) + terms["term"] - 1,
        )
        if year == YEARS[1] and known.first:
            block.shift("shifted-block", "Stage", min(SHIFTED_ROWS, max(1, len(block) // 100)))
        block.impossible({"Attended": ("999", "-1")}, int(known.first))
        feed.write(block)

    def close(self) -> None:
        for feed in self._feeds.values():
            feed.close()


class Daily:
    """`mis/openings_YYYY-YY_SXnn.parquet`: one row for a pupil and a day, one file for a year and a council."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def council(self, known: Known) -> None:
        for openings in known.council.openings:
            codes = LETTERS if openings.year == YEARS[0] else [code[:2] for code in CODES]
            rows = known.child_rows(openings.child)
            order = np.lexsort((openings.school, rank_of(known.scn)[rows]))
            weekdays = (openings.days.astype("int64") + 3) % 7  # 1 January 1970 was a Thursday
            write_openings(
                self._desk.path(f"mis/openings_{year_label(openings.year, '-')}_{known.code}.parquet"),
                {"scn": known.scn[rows[order]], "seed_code": known.school("code", openings.school[order])},
                {"day": openings.days, "weekday": texts(_WEEKDAYS)[weekdays]},
                openings.am[order],
                openings.pm[order],
                codes,
            )

    def close(self) -> None:
        """Each file was closed when it was written."""


class ByClass:
    """`mis/absence_by_class_2024-25.txt`: a report as it comes out of the printer."""

    def __init__(self, desk: Desk) -> None:
        path = desk.path(f"mis/absence_by_class_{year_label(YEARS[-1], '-')}.txt")
        title = [INVENTED, f"Absence by class, school year {year_label(YEARS[-1])}", ""]
        header = ("Class", "Code", "Pupils", "Openings", "Attended", "Absent", "Percent")
        self._out = Printout(path, title, "27/06/2025", header, (1, 12, 22, 34, 46, 58, 70))

    def council(self, known: Known) -> None:
        pupils = known.council.pupil_years
        pupils = pupils.take(pupils["year"] == YEARS[-1])
        sums = openings_of_year(known, pupils["child"], YEARS[-1])
        classes = known.council.classes
        names = placed(classes["name"], rows_of(classes["class"], pupils["class"]))
        names[names == ""] = "Base"
        _, places = np.unique(pupils["school"] * 1_000_000 + rank_of(names), return_inverse=True)
        one = np.full(places.max(initial=-1) + 1, -1)
        one[places] = np.arange(len(places))
        counted = [
            np.bincount(places, weights=w).astype("int64")
            for w in (np.ones(len(places)), sums["possible"], sums["present"])
        ]
        school = -1
        for row, number in enumerate(one.tolist()):
            if pupils["school"][number] != school:
                self._total(known, school, pupils["school"][one], counted)
                school = int(pupils["school"][number])
                code, name = known.region.schools["code"][school], known.region.schools["name"][school]
                self._out.group(f"School: {name} ({code})")
            code = str(known.region.schools["code"][school])
            self._out.write([str(names[number]), code, *_figures([int(c[row]) for c in counted])])
        self._total(known, school, pupils["school"][one], counted)

    def _total(self, known: Known, school: int, schools: Array, counted: list[Array]) -> None:
        if school >= 0:
            self._out.write(["Total", "", *_figures([int(c[schools == school].sum()) for c in counted])])

    def close(self) -> None:
        self._out.close()


def _figures(counts: list[int]) -> list[str]:
    pupils, possible, present = counts
    share = percent(np.array([present]), np.array([possible]))[0]
    return [str(pupils), str(possible), str(present), str(possible - present), share]
