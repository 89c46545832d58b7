"""Council education: exclusions, and the notes that teachers write about their pupils."""

from __future__ import annotations

import numpy as np

from ..files import Dialect
from .cells import days, flags, numbers, texts, worded, year_labels
from .desk import WINDOWS, Desk, Feed
from .known import Known
from .mis_pupils import SEX
from .numbering import Numbering

TYPES = {"temporary": "T", "removed from register": "R"}


class Exclusions:
    """`mis/exclusions.csv`: one row for a case, in order of their dates."""

    def __init__(self, desk: Desk) -> None:
        self._feed = Feed(desk, "mis/exclusions.csv", WINDOWS)
        self._numbers = Numbering(desk.chance, "mis/exclusions", "X", 9)

    def council(self, known: Known) -> None:
        cases = known.council.exclusions
        cases = cases.take(np.lexsort((cases["exclusion"], cases["date"])))
        rows = known.child_rows(cases["child"])
        years = known.year_rows(cases["child"], cases["year"])
        pupils = known.council.pupil_years
        block = self._feed.block(
            {
                "Exclusion Ref": self._numbers.of(cases["exclusion"]),
                "SCN": known.scn[rows],
                "SEED Code": known.school("code", cases["school"]),
                "Year": year_labels(cases["year"]),
                "Stage": known.of_year(worded(pupils, "stage"), years),
                "Sex": worded(known.children, "sex", SEX)[rows],
                "Data Zone": known.of_year(known.zone(pupils["zone"]), years),
                "ASN": known.of_year(flags(pupils["asn"]), years, "N"),
                "Start": days(cases["date"], "d/m/y"),
                "Half Days": numbers(cases["openings"]),
                "Incident": worded(cases, "reason"),
                "Type": worded(cases, "kind", TYPES),
            },
            cases["exclusion"],
        )
        block.impossible({"Half Days": ("999",)}, int(known.first))
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()


class Notes:
    """`mis/pastoral_notes.csv`: what was written, by whom, of whom; line breaks and all."""

    def __init__(self, desk: Desk, staff: Numbering) -> None:
        self._feed = Feed(desk, "mis/pastoral_notes.csv", Dialect(delimiter=";", bom=True, newline="\r\n"))
        self._numbers = Numbering(desk.chance, "mis/notes", "N", 8)
        self._staff = staff

    def council(self, known: Known) -> None:
        notes = known.council.notes
        notes = notes.take(np.lexsort((notes["note"], notes["date"])))
        block = self._feed.block(
            {
                "Note No": self._numbers.of(notes["note"]),
                "SCN": known.scns(notes["child"]),
                "SEED Code": known.school("code", notes["school"]),
                "Date": days(notes["date"], "d/m/y"),
                "Author": self._staff.of(notes["staff"]),
                "Note": texts([words.replace(". ", ".\n", 1) for words in notes["words"].tolist()]),
            },
            notes["note"],
        )
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()
