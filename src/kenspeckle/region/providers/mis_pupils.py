"""Council education, schools' information system: the yearly extract of pupils, and spells of enrolment.

The extract has one row for a pupil and year, with the year's openings. Headers changed in the last year, some zones
still have the code they had before, schools write the council's name as they like, and a few pupils are there twice.
"""

from __future__ import annotations

import numpy as np

from ..calendar import YEARS, census_day, day
from ..mess import Block, council_spellings
from ..table import Array, rows_of
from .cells import days, flags, numbers, same, texts, worded, year_label
from .desk import WINDOWS, Desk, Feed
from .known import Known, placed

CARE = {"no": "N", "at home": "H", "kinship": "K", "foster": "F", "residential": "R"}
PLANS = {"none": "NONE", "individualised": "IEP", "co-ordinated": "CSP", "child's plan": "CHILD"}
SEX = {"female": "F", "male": "M"}
OPENINGS = ("possible", "present", "late", "sick", "authorised", "unauthorised", "excluded")


class Pupils:
    """`mis/pupils_YYYY-YY.csv`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feeds = {y: Feed(desk, f"mis/pupils_{year_label(y, '-')}.csv", WINDOWS) for y in YEARS}

    def council(self, known: Known) -> None:
        self._desk.answers.who("council-education", known.scn, known.children["child"])
        for year, feed in self._feeds.items():
            block = self._block(known, year, feed)
            feed.write(block)

    def close(self) -> None:
        for feed in self._feeds.values():
            feed.close()

    def _block(self, known: Known, year: int, feed: Feed) -> Block:
        pupils = known.council.pupil_years
        pupils = pupils.take(pupils["year"] == year)
        rows = known.child_rows(pupils["child"])
        order = np.lexsort((rank_of(known.scn)[rows], pupils["class"], pupils["school"]))
        pupils, rows = pupils.take(order), rows[order]
        children = known.children.take(rows)
        classes = known.council.classes
        asn = pupils["asn"]
        sums = openings_of_year(known, pupils["child"], year)
        changed = year == YEARS[-1]
        block = feed.block(
            {
                "Council": same(known.name, len(rows)),
                "SEED Code": known.school("code", pupils["school"]),
                "School": known.school("name", pupils["school"]),
                "SCN": known.scn[rows],
                "Forename": children["forename"],
                "Surname": children["surname"],
                "Known As": children["known_as"],
                "DOB": days(children["born"], "d/m/y"),
                "Sex" if changed else "Gender": worded(children, "sex", SEX),
                "Year Stage" if changed else "Stage": worded(pupils, "stage"),
                "Class": placed(classes["name"], rows_of(classes["class"], pupils["class"])),
                "Postcode": known.postcode_in(rows, pupils["zone"], np.full(len(rows), census_day(year))),
                "Data Zone": known.zone(pupils["zone"]),
                "On Census": flags(pupils["on_roll"]),
                "FME": flags(pupils["free_meals"]),
                "Ethnic Background": worded(children, "ethnicity"),
                "Home Language": worded(children, "language"),
                "EAL": worded(pupils, "english"),
                "LAC": worded(pupils, "looked_after", CARE),
                "ASN": flags(asn),
                "ASN Reason": np.where(asn, worded(pupils, "asn_reason"), ""),
                "Plan": worded(pupils, "plan", PLANS),
                **{name: numbers(sums[column]) for name, column in zip(HEADS, OPENINGS, strict=True)},
            },
            pupils["child"],
        )
        block.duplicate("duplicate-pupil", "Class", other_class(block.columns["Class"]))
        old = known.old_zone(pupils["zone"])
        block.rate("old-zone-code", "Data Zone", old, old != "")
        spelt = texts(list(council_spellings(known.name)))
        which = self._desk.chance.whole(0, len(spelt) - 1, "mis/spelling", pupils["child"])
        block.rate("council-variant", "Council", spelt[which])
        stage = "Year Stage" if changed else "Stage"
        block.impossible({stage: ("P9", "S0"), "Attended": ("9999", "-1")}, int(known.first))
        return block


HEADS = ("Possible", "Attended", "Late", "Sick", "Authorised", "Unauthorised", "Excluded")


class Enrolments:
    """`mis/enrolments.csv`: spells at schools that reach into the years shown."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "mis/enrolments.csv", WINDOWS)
        self._written = 0

    def council(self, known: Known) -> None:
        spells = known.council.enrolments
        spells = spells.take(np.isnat(spells["last"]) | (spells["last"] >= day(YEARS[0], 8, 1)))
        scns = known.scns(spells["child"])
        order = np.lexsort((spells["first"], rank_of(scns)))
        spells, scns = spells.take(order), scns[order]
        first = self._written + 1
        self._written += len(spells)
        block = self._feed.block(
            {
                "Enrolment No": texts([f"E{n:07}" for n in range(first, self._written + 1)]),
                "SCN": scns,
                "SEED Code": known.school("code", spells["school"]),
                "School": known.school("name", spells["school"]),
                "Start": days(spells["first"], "d/m/y"),
                "Joining Reason": worded(spells, "came"),
                "End": days(spells["last"], "d/m/y"),
                "Leaving Reason": np.where(np.isnat(spells["last"]), "", worded(spells, "left")),
            },
            spells["enrolment"],
        )
        # The school that a child left in mid-year hears of it late: its spell runs on beside the new one.
        months = spells["last"].astype("datetime64[M]").astype("int64") % 12 + 1
        in_mid_year = ~np.isnat(spells["last"]) & ~np.isin(months, (6, 7, 8)) & (spells["last"] < day(2025, 5, 1))
        late = spells["last"] + self._desk.chance.whole(5, 40, "mis/overlap", spells["enrolment"])
        block.rate("overlapping-enrolment", "End", days(late, "d/m/y"), in_mid_year)
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()


def openings_of_year(known: Known, children: Array, year: int) -> dict[str, Array]:
    """Half-day openings of a year at the council's schools, summed for each of these children."""
    terms = known.council.attendance_terms
    terms = terms.take(terms["year"] == year)
    rows = rows_of(children, terms["child"])
    there = rows >= 0
    return {
        name: np.bincount(rows[there], weights=terms[name][there], minlength=len(children)).astype("int64")
        for name in OPENINGS
    }


def other_class(classes: Array) -> Array:
    """The class beside this one: P4B for P4A, P4A for any other; blank classes get one."""
    return texts([c[:-1] + ("B" if c.endswith("A") else "A") if c else "1A" for c in classes.tolist()])


def rank_of(column: Array) -> Array:
    """The place of each text in the order of all of them, which sorts faster than text."""
    return np.unique(column, return_inverse=True)[1]
