"""The health board: reviews of young children and births, under its own number, without education's.

A child who was adopted got a new number with the new name; reviews before that stand under the old ones, and the two
must never be joined. Sealed answers say which.
"""

from __future__ import annotations

import numpy as np

from ..files import Dialect
from ..identifiers import health_numbers
from ..table import Array
from .cells import days, numbers, same, texts, worded
from .desk import Desk, Feed
from .known import Known
from .mis_pupils import rank_of
from .partners import TWO_FIELDS, names, vary

SEX = {"male": "1", "female": "2"}
REVIEWS = {"27-30 months": "27M", "4-5 years": "4Y"}
DOMAINS = {
    "Speech": "speech",
    "Motor": "movement",
    "Social": "social",
    "Emotional": "behaviour",
    "Vision Hearing": "hearing_sight",
}
_PIPE = Dialect(delimiter="|")


class Reviews:
    """`health/reviews.csv`: one row for a review that was due."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "health/reviews.csv", _PIPE)

    def council(self, known: Known) -> None:
        due = known.council.reviews
        rows = known.child_rows(due["child"])
        # Rows stand in the order of the numbers shown, so that a former one is nowhere near the child's own.
        chi, before = self._numbers(known, rows, due.is_("kind", "27-30 months"))
        order = np.lexsort((due["due"], rank_of(chi)))
        due, rows, chi, before = due.take(order), rows[order], chi[order], before[order]
        held = ~np.isnat(due["held"])
        on = np.where(held, due["held"], due["due"])
        homes = known.home_zone(rows, on)
        named = names(known, rows, TWO_FIELDS)
        named["Surname"][before] = known.child("former_surname", rows[before])
        self._tell(known, due["child"], chi, before)
        block = self._feed.block(
            {
                "CHI": chi,
                **named,
                "DOB": days(known.children["born"][rows], "ymd"),
                "Sex": worded(known.children, "sex", SEX)[rows],
                "Postcode": known.home_postcode(rows, on),
                "Data Zone": known.zone(homes),
                "Health Board": same("SXH1", len(rows)),
                "Review": worded(due, "kind", REVIEWS),
                "Year": school_years(due["due"]),
                "Due": days(due["due"], "ymd"),
                "Review Date": days(due["held"], "ymd"),
                **{name: _judged(held, due[column]) for name, column in DOMAINS.items()},
                "Any Concern": np.where(held, texts(["N", "Y"])[due["concern"].astype("int8")], ""),
            },
            due["review"],
        )
        vary(block, known, np.where(before, -1, rows), TWO_FIELDS, "DOB", "ymd")
        old = known.old_zone(homes)
        block.rate("old-zone-code", "Data Zone", old, old != "")
        block.impossible(dict.fromkeys(DOMAINS, ("9",)), int(known.first))
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()

    def _numbers(self, known: Known, rows: Array, early: Array) -> tuple[Array, Array]:
        """The number each review stands under, and whether that is one from before an adoption."""
        before = np.asarray(early & known.children["adopted"][rows] & (known.child("former_surname", rows) != ""))
        children = known.children.take(rows[before])
        chi = known.child("health_number", rows)
        chi[before] = health_numbers(self._desk.chance, children["child"], children["born"], former=True)
        return chi, before

    def _tell(self, known: Known, children: Array, chi: Array, before: Array) -> None:
        _, one = np.unique(chi, return_index=True)
        self._desk.answers.who("health", chi[one], children[one])
        at = np.flatnonzero(before)
        count = len(at)
        persons = [str(c) for c in children[at].tolist()]
        self._desk.answers.add("protected", [["health"] * count, chi[at].tolist(), persons, ["adopted"] * count])


class Births:
    """`health/births.csv`: one row for a child born in the region."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "health/births.csv", _PIPE)

    def council(self, known: Known) -> None:
        births = known.council.births
        rows = known.child_rows(births["child"])
        # Adopted children's births stay with the number they had then, which no file of today may be joined to.
        kept = ~known.children["adopted"][rows]
        births, rows = births.take(kept), rows[kept]
        order = np.argsort(rank_of(known.children["health_number"])[rows], kind="stable")
        births, rows = births.take(order), rows[order]
        twins = known.children["twin_of"]
        twin = (twins >= 0) | np.isin(known.children["child"], twins[twins >= 0])
        block = self._feed.block(
            {
                "CHI": known.child("health_number", rows),
                "DOB": days(births["born"], "ymd"),
                "Sex": worded(known.children, "sex", SEX)[rows],
                "Birth Weight": numbers(births["grams"]),
                "Gestation": numbers(births["weeks"]),
                "Multiple": numbers(1 + twin[rows]),
                "Mother Age": numbers(births["mother_age"]),
                "Data Zone": known.zone(births["zone"]),
            },
            births["child"],
        )
        self._desk.answers.who("health", block.columns["CHI"], births["child"])
        block.impossible({"Birth Weight": ("9", "99999")}, int(known.first))
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()


def school_years(dates: Array) -> Array:
    """The school year of each date, as 2024/25; years change on 1 August."""
    months = dates.astype("datetime64[M]").astype("int64")
    begun = 1970 + (months - 7) // 12
    different, where = np.unique(begun, return_inverse=True)
    return texts([f"{y}/{(y + 1) % 100:02}" for y in different.tolist()])[where]


def _judged(held: Array, concern: Array) -> Array:
    return np.where(held, texts(["N", "C"])[concern.astype("int8")], "X")
