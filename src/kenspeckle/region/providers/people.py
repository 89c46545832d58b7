"""Human resources: staff with their home addresses, the roles they have, and whose cases they carry."""

from __future__ import annotations

import numpy as np

from ..files.delimited import Texts
from ..table import Array, rows_of
from .cells import days, numbers, texts, worded
from .desk import UTF8, WINDOWS, Desk, Feed
from .known import Known
from .mis_pupils import rank_of
from .numbering import Numbering


class Staff:
    """`people/staff.csv`, `people/roles.csv` and `people/caseloads.csv`."""

    def __init__(self, desk: Desk, staff: Numbering, classes: Numbering) -> None:
        self._desk, self._own, self._classes = desk, staff, classes
        self._people = Feed(desk, "people/staff.csv", WINDOWS)
        self._roles = Feed(desk, "people/roles.csv", UTF8)
        self._cases = Feed(desk, "people/caseloads.csv", UTF8)
        self._written = {"roles": 0, "cases": 0}

    def council(self, known: Known) -> None:
        staff = known.council.staff
        own = self._own.of(staff["staff"])
        order = np.argsort(rank_of(own), kind="stable")
        staff, own = staff.take(order), own[order]
        places = rows_of(known.council.addresses["address"], staff["address"])
        block = self._people.block(
            {
                "Staff No": own,
                "Forename": staff["forename"],
                "Surname": staff["surname"],
                "Post": worded(staff, "post"),
                "SEED Code": known.school("code", staff["school"]),
                "Hours": numbers(staff["hours"]),
                "Started": days(staff["first"], "d/m/y"),
                "Left": days(staff["last"], "d/m/y"),
                "Address": _addresses(known, places),
                "Postcode": np.append(known.council.addresses["postcode"], "")[places],
                "Email": staff["email"],
                "Phone": staff["phone"],
            },
            staff["staff"],
        )
        self._desk.answers.who("people", own, staff["staff"], "staff")
        self._people.write(block)
        self._write_roles(known)
        self._write_cases(known)
        self._tell_ties(known)

    def _write_roles(self, known: Known) -> None:
        roles = known.council.roles
        own = self._own.of(roles["staff"])
        order = np.lexsort((roles["first"], roles["class"], roles["role"], rank_of(own)))
        roles, own = roles.take(order), own[order]
        block = self._roles.block(
            {
                "Role No": self._count("roles", "A", len(own)),
                "Staff No": own,
                "Role": worded(roles, "role"),
                "SEED Code": known.school("code", roles["school"]),
                "Class": self._classes.of(roles["class"]),
                "From": days(roles["first"], "y-m-d"),
                "Until": days(roles["last"], "y-m-d"),
            },
            roles["staff"],
        )
        self._roles.write(block)

    def _write_cases(self, known: Known) -> None:
        cases = known.council.caseloads
        own, scns = self._own.of(cases["staff"]), known.scns(cases["child"])
        order = np.lexsort((cases["first"], rank_of(scns), rank_of(own)))
        cases, own, scns = cases.take(order), own[order], scns[order]
        block = self._cases.block(
            {
                "Caseload No": self._count("cases", "K", len(own)),
                "Staff No": own,
                "SCN": scns,
                "Kind": worded(cases, "kind"),
                "From": days(cases["first"], "y-m-d"),
                "Until": days(cases["last"], "y-m-d"),
            },
            cases["staff"],
        )
        self._cases.write(block)

    def _count(self, name: str, prefix: str, rows: int) -> Array:
        first = self._written[name] + 1
        self._written[name] += rows
        return texts([f"{prefix}{n:07}" for n in range(first, first + rows)])

    def _tell_ties(self, known: Known) -> None:
        if not self._desk.answers.kept:
            return
        ties = known.council.ties
        homes: dict[int, list[str]] = {}
        for child, home in zip(known.children["child"].tolist(), known.children["household"].tolist(), strict=True):
            homes.setdefault(home, []).append(str(child))
        children = [" ".join(homes.get(h, [])) for h in ties["household"].tolist()]
        tied: list[Texts] = [self._own.of(ties["staff"]), numbers(ties["household"]), worded(ties, "tie"), children]
        self._desk.answers.add("ties", tied)

    def close(self) -> None:
        for feed in (self._people, self._roles, self._cases):
            feed.close()


def _addresses(known: Known, rows: Array) -> Array:
    homes = known.council.addresses
    columns = (homes["flat"], homes["number"], homes["street"], homes["settlement"])
    parts = zip(*(c.tolist() for c in columns), strict=True)
    return texts([*(f"{f + ', ' if f else ''}{n} {s}, {t}" for f, n, s, t in parts), ""])[rows]
