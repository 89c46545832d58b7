"""Council education, classes: a OneRoster 1.2 bundle of the last school year, with its own identifiers."""

from __future__ import annotations

import numpy as np

from ..calendar import YEARS, school_year
from ..chance import Chance
from ..files import Bundle
from ..table import Array, Table, rows_of
from .cells import days, same, texts, worded, year_label
from .desk import Desk
from .known import Known
from .mis_pupils import rank_of
from .numbering import Numbering

_START = ("sourcedId", "status", "dateLastModified")
HEADERS = {
    "academicSessions": (*_START, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "classes": (
        *_START, "title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId",
        "termSourcedIds", "subjects", "subjectCodes", "periods",
    ),
    "courses": (
        *_START, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes",
    ),
    "enrollments": (
        *_START, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate",
    ),
    "orgs": (*_START, "name", "type", "identifier", "parentSourcedId"),
    "roles": (
        *_START, "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId",
    ),
    "users": (
        *_START, "enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email",
        "sms", "phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier", "preferredGivenName",
        "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns",
    ),
}  # fmt: skip
_YEAR = YEARS[-1]
_SESSION = f"AS{_YEAR}"


def class_numbers(chance: Chance) -> Numbering:
    """The identifiers of classes, which roles name as well."""
    return Numbering(chance, "classes/classes", "CL", 8)


class Roster:
    """`classes/oneroster.zip`."""

    def __init__(self, desk: Desk, staff: Numbering, classes: Numbering) -> None:
        self._desk, self._staff, self._classes = desk, staff, classes
        path = desk.path("classes/oneroster.zip")
        self._out = Bundle(path, HEADERS, ("Invented demo region", "INVENTED"))
        self._pupils = Numbering(desk.chance, "classes/pupils", "U", 9)
        self._teachers = Numbering(desk.chance, "classes/teachers", "T", 9)
        self._orgs = Numbering(desk.chance, "classes/orgs", "O", 6)
        self._enrolled = 0

    def council(self, known: Known) -> None:
        if known.first:
            self._session()
        pupils = known.council.pupil_years
        pupils = pupils.take(pupils["year"] == _YEAR)
        own = self._pupils.of(known.own_numbers(pupils["child"]))
        order = np.argsort(rank_of(own), kind="stable")
        pupils, own = pupils.take(order), own[order]
        classes = known.council.classes
        classes = classes.take(classes["year"] == _YEAR)
        schools = known.region.schools
        ours = schools.take(schools["council"] == known.council.number)
        self._write_orgs(known, ours)
        self._write_pupils(known, pupils, own)
        self._write_teachers(known)
        self._write_classes(classes)
        self._write_members(known, classes)

    def close(self) -> None:
        self._out.close()

    def _write(self, name: str, columns: dict[str, Array], rows: int) -> None:
        blank = same("", rows)
        self._out.write(name, [columns.get(header, blank) for header in HEADERS[name]])

    def _session(self) -> None:
        year = school_year(_YEAR)
        columns = {
            "sourcedId": _SESSION, "title": year_label(_YEAR), "type": "schoolYear", "startDate": str(year.first),
            "endDate": str(year.last), "schoolYear": str(_YEAR + 1),
        }  # fmt: skip
        self._write("academicSessions", {n: texts([v]) for n, v in columns.items()}, 1)

    def _write_orgs(self, known: Known, schools: Table) -> None:
        district = f"D{known.code}"
        columns = {"sourcedId": district, "name": known.name, "type": "district", "identifier": known.code}
        self._write("orgs", {n: texts([v]) for n, v in columns.items()}, 1)
        count = len(schools)
        self._write(
            "orgs",
            {
                "sourcedId": self._orgs.of(schools["school"]),
                "name": schools["name"],
                "type": same("school", count),
                "identifier": schools["code"],
                "parentSourcedId": same(district, count),
            },
            count,
        )

    def _write_pupils(self, known: Known, pupils: Table, own: Array) -> None:
        children = known.children.take(known.child_rows(pupils["child"]))
        count, orgs = len(own), self._orgs.of(pupils["school"])
        self._write(
            "users",
            {
                "sourcedId": own,
                "enabledUser": same("true", count),
                "username": texts([f"{o.lower()}@glow.example" for o in own.tolist()]),
                "givenName": children["forename"],
                "familyName": children["surname"],
                "middleName": children["middle"],
                "identifier": children["candidate"],
                "grades": worded(pupils, "stage"),
                "preferredGivenName": children["known_as"],
                "primaryOrgSourcedId": orgs,
            },
            count,
        )
        self._roles(own, "student", orgs)
        self._desk.answers.who("council-classes", own, pupils["child"])

    def _write_teachers(self, known: Known) -> None:
        staff = known.council.staff
        year = school_year(_YEAR)
        there = (
            (staff["school"] >= 0)
            & (np.isnat(staff["last"]) | (staff["last"] >= year.first))
            & (staff["first"] <= year.last)
        )
        staff = staff.take(there)
        own = self._teachers.of(staff["staff"])
        order = np.argsort(rank_of(own), kind="stable")
        staff, own = staff.take(order), own[order]
        count, orgs = len(own), self._orgs.of(staff["school"])
        self._write(
            "users",
            {
                "sourcedId": own,
                "enabledUser": same("true", count),
                "username": staff["email"],
                "givenName": staff["forename"],
                "familyName": staff["surname"],
                "identifier": self._staff.of(staff["staff"]),
                "email": staff["email"],
                "primaryOrgSourcedId": orgs,
            },
            count,
        )
        self._roles(own, "teacher", orgs)
        self._desk.answers.who("council-classes", own, staff["staff"], "staff")

    def _roles(self, users: Array, role: str, orgs: Array) -> None:
        count = len(users)
        self._write(
            "roles",
            {
                "sourcedId": texts([f"R{u}" for u in users.tolist()]),
                "userSourcedId": users,
                "roleType": same("primary", count),
                "role": same(role, count),
                "orgSourcedId": orgs,
            },
            count,
        )

    def _write_classes(self, classes: Table) -> None:
        count = len(classes)
        own, orgs = self._classes.of(classes["class"]), self._orgs.of(classes["school"])
        order = np.argsort(rank_of(own), kind="stable")
        courses = texts([f"CO{c[2:]}" for c in own.tolist()])
        subjects = worded(classes, "subject")
        registration = classes.is_("subject", "registration")
        self._write(
            "classes",
            {
                "sourcedId": own[order],
                "title": classes["name"][order],
                "grades": worded(classes, "stage")[order],
                "courseSourcedId": courses[order],
                "classType": np.where(registration, "homeroom", "scheduled")[order].astype(object),
                "schoolSourcedId": orgs[order],
                "termSourcedIds": same(_SESSION, count),
                "subjects": subjects[order],
            },
            count,
        )
        self._write(
            "courses",
            {
                "sourcedId": courses[order],
                "schoolYearSourcedId": same(_SESSION, count),
                "title": texts([f"{s.capitalize()}" for s in subjects.tolist()])[order],
                "grades": worded(classes, "stage")[order],
                "orgSourcedId": orgs[order],
                "subjects": subjects[order],
            },
            count,
        )

    def _write_members(self, known: Known, classes: Table) -> None:
        members = known.council.class_members
        at = rows_of(classes["class"], members["class"])
        members, at = members.take(at >= 0), at[at >= 0]
        taught = classes.take(classes["teacher"] >= 0)
        pupils = self._pupils.of(known.own_numbers(members["child"]))
        own = np.concatenate([pupils, self._teachers.of(taught["teacher"])])
        which = np.concatenate([members["class"], taught["class"]])
        schools = np.concatenate([classes["school"][at], taught["school"]])
        roles = np.concatenate([same("student", len(at)), same("teacher", len(taught))])
        nothing = same("", len(taught))
        begin = np.concatenate([days(members["first"], "y-m-d"), nothing])
        end = np.concatenate([days(members["last"], "y-m-d"), nothing])
        sections = self._classes.of(which)
        order = np.lexsort((rank_of(own), rank_of(sections)))
        count = len(own)
        first = self._enrolled + 1
        self._enrolled += count
        self._write(
            "enrollments",
            {
                "sourcedId": texts([f"E{n:08}" for n in range(first, first + count)]),
                "classSourcedId": sections[order],
                "schoolSourcedId": self._orgs.of(schools)[order],
                "userSourcedId": own[order],
                "role": roles[order],
                "primary": np.where(roles == "teacher", "true", "false").astype(object)[order],
                "beginDate": begin[order],
                "endDate": end[order],
            },
            count,
        )
