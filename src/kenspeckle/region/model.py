"""The invented region: everything there is, council by council, from a seed and a number of pupils.

    region = model.region(seed=1, pupils=24_000, daily=True)
    for council in region.councils():
        ...

Places and schools of the whole region are known first, since a child may move from one council to another. Then one
council at a time is made and handed out; nothing of it is kept, so a country takes no more memory than its largest
council. The same seed gives the same region on every machine, and a council is the same whatever is made beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region import attainment, history, leavers, money, people, programmes, services, staff, voices
from kenspeckle.region.attendance import Attended, Openings, absence_chance, attend, within
from kenspeckle.region.calendar import YEARS, Dates
from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.classes import make_classes
from kenspeckle.region.exclusions import make_exclusions
from kenspeckle.region.homes import KINDS, Homes, Moves, addresses, make_homes, make_moves
from kenspeckle.region.maths import Reals
from kenspeckle.region.names import ETHNICITIES, LANGUAGES
from kenspeckle.region.needs import Needs, make_needs
from kenspeckle.region.people import SEXES, Births, make_births
from kenspeckle.region.places import Places, make_places
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import STAGES, Schooling, Stays, make_schooling, stays_in
from kenspeckle.region.schools import Schools, make_schools
from kenspeckle.region.support import (
    ENGLISH,
    LOOKED_AFTER,
    PLANS,
    REASONS,
    YearOfPupils,
    care_here,
    make_care,
    make_plans,
    make_year,
)
from kenspeckle.region.table import Array, Table, join
from kenspeckle.region.wellbeing import make_wellbeing


@dataclass(frozen=True)
class Council:
    """Everything there is in one council: its tables by name, and the register of days if it was asked for."""

    number: int
    tables: Mapping[str, Table]
    openings: tuple[Openings, ...]

    def __getattr__(self, name: str) -> Table:
        try:
            return self.tables[name]
        except KeyError:
            raise AttributeError(f"a council has no table {name!r}") from None


@dataclass(frozen=True)
class Region:
    """The region before its children: councils, zones, schools; `councils()` makes the rest."""

    seed: int
    pupils: int
    daily: bool
    places: Places
    laid_schools: Schools
    moves: Moves

    @property
    def council_list(self) -> Table:
        """One row for each council."""
        return self.places.councils

    @property
    def zones(self) -> Table:
        """One row for each zone."""
        return self.places.zones

    @property
    def schools(self) -> Table:
        """One row for each school."""
        return self.laid_schools.table

    def councils(self) -> Iterator[Council]:
        """Make one council after another."""
        return (self.council(number) for number in range(self.places.number))

    def council(self, number: int) -> Council:
        """Make one council."""
        return _Maker(self, number).make()


def region(seed: int, pupils: int = 24_000, daily: bool = True) -> Region:
    """The region of this seed with about so many pupils; `daily` keeps the register of every opening.

    Raises `ValueError` for fewer than 600 pupils, who would not fill the schools of a council.
    """
    if pupils < 600:
        raise ValueError(f"a region needs at least 600 pupils, not {pupils}")
    chance = Chance(seed)
    places = make_places(chance, pupils)
    return Region(seed, pupils, daily, places, make_schools(chance, places), make_moves(chance, places))


class _Maker:
    """One council while it is being made."""

    def __init__(self, of: Region, number: int) -> None:
        self.region, self.number, self.chance = of, number, Chance(of.seed)
        self.places, self.schools = of.places, of.laid_schools
        self.homes: Homes = make_homes(self.chance, of.places, of.moves, number)
        self.births: Births = make_births(self.chance, self.homes)
        self.needs: Needs = make_needs(self.chance, self.homes, self.births)
        self.named = people.child_names(self.chance, self.births, self.homes)
        self.schooling: Schooling = make_schooling(
            self.chance, self.places, self.schools, self.homes, self.births, self.needs, number
        )
        self.care = make_care(self.chance, self.homes, self.births, self.needs)
        self._care_here = care_here(self.care, self.homes, self.births)
        self.years: list[YearOfPupils] = []
        self.stays: list[Stays] = []
        self.away: list[Reals] = []
        self.parts: dict[str, list[Table]] = {}
        self.openings: list[Openings] = []

    def make(self) -> Council:
        """Live through the years, then ask everybody else what they know."""
        before: Attended | None = None
        for year in YEARS:
            before = self._live(year, before)
        made = {name: join(parts) for name, parts in self.parts.items()}
        classes, members, own = make_classes(
            self.chance, self.number, self.births, self.schooling, list(zip(self.years, self.stays))
        )
        carers = people.make_carers(self.chance, self.births, self.homes, self._eldest())
        made |= self._services(carers)
        made |= self._staff(classes, carers, made["cases"])
        made |= self._voices(made["staff"])
        schools = np.flatnonzero(self.schools.table["council"] == self.number)
        made |= {
            "children": self._children(),
            "households": self._households(),
            "carers": carers,
            "class_members": members,
            "enrolments": self.schooling.enrolments,
            "pupil_years": self._pupil_years(own),
            "care": self._care_here,
            "support": make_plans(self.chance, self.homes, self.births, self.years),
            "programmes": programmes.programme_list(),
            "attendance_history": history.attendance_history(self.chance, made["attendance_terms"], schools),
            "attainment_history": history.attainment_history(self.chance, made["acel"]),
        }
        lived_at = [made["households"]["address"], made["households"]["next_address"], made["staff"]["address"]]
        made["addresses"] = addresses(self.chance, self.places, np.concatenate(lived_at))
        return Council(self.number, made, tuple(self.openings))

    def _live(self, year: int, before: Attended | None) -> Attended:
        chance, births, needs, schooling = self.chance, self.births, self.needs, self.schooling
        stays = stays_in(schooling.enrolments, year)
        pupils = make_year(
            chance, self.places, self.homes, births, needs, schooling, self.care, self.named["language"], stays, year
        )
        excluded = make_exclusions(chance, self.schools, births, needs, stays, pupils)
        away = absence_chance(chance, self.schools, self.homes, births, needs, pupils)
        gain, reads = np.zeros(len(away)), np.zeros(len(away), dtype=bool)
        if year == programmes.YEAR and before is not None:
            rate = before.present / np.maximum(before.possible, 1)
            run = programmes.run_programmes(chance, self.schools, births, pupils, self.years[-1], rate, away)
            away, gain, reads = within(away - run.attendance), run.literacy, run.reads
            self._add("participations", run.participations)
        attended = attend(chance, births, needs, schooling, stays, pupils, away, excluded, self.region.daily)
        rate = attended.present / np.maximum(attended.possible, 1)
        self._add("attendance_terms", attended.terms)
        self._add("exclusions", excluded)
        self._add(
            "acel",
            attainment.make_acel(chance, self.schools, births, needs, schooling, stays, pupils, rate, gain, reads),
        )
        self._add("leavers", leavers.make_leavers(chance, self.schools, births, needs, schooling, stays, pupils, rate))
        self._add("wellbeing", make_wellbeing(chance, births, needs, pupils))
        ran = self.parts.get("participations")
        self._add("equity_spend", money.make_spend(chance, pupils, ran[0] if ran else _nobody()))
        self.years.append(pupils)
        self.stays.append(stays)
        self.away.append(away)
        if attended.openings is not None:
            self.openings.append(attended.openings)
        return attended

    def _add(self, name: str, made: Table) -> None:
        self.parts.setdefault(name, []).append(made)

    def _services(self, carers: Table) -> dict[str, Table]:
        chance, homes, births, needs, council = self.chance, self.homes, self.births, self.needs, self.number
        zones = np.arange(self.places.first_zone[council], self.places.first_zone[council + 1])
        workers = staff.social_workers(council, len(self.years[-1].school))
        return {
            "births": services.make_births(chance, homes, births, needs, carers),
            "reviews": services.make_reviews(chance, homes, births, needs),
            "homelessness": services.make_homelessness(chance, homes, births, needs),
            "benefits": services.make_benefits(chance, zones, homes, births, needs),
            "referrals": services.make_referrals(chance, births, needs, homes),
            "concerns": services.make_concerns(chance, births, needs, homes),
            "cases": services.make_cases(chance, births, needs, homes, self._care_here, workers),
        }

    def _staff(self, classes: Table, carers: Table, cases: Table) -> dict[str, Table]:
        pupils = self.years[-1]
        child = self.births.child[pupils.child_at]
        at = self.births.home[pupils.child_at]
        homes, first = np.unique(at, return_index=True)
        of_pupils = Table(
            {
                "household": self.homes.household[homes],
                "address": self.homes.address[homes],
                "zone": self.homes.zone[homes],
                "moved_on": self.homes.moved_on[homes],
                "school": pupils.school[first],
            },
            {},
        )
        made = staff.make_staff(
            self.chance, self.places, self.schools, self.number, pupils, classes, of_pupils, carers, cases, child,
            self._until(),
        )  # fmt: skip
        return {
            "staff": made.staff,
            "roles": made.roles,
            "caseloads": made.caseloads,
            "ties": made.ties,
            "classes": made.classes,
        }

    def _voices(self, people_at_work: Table) -> dict[str, Table]:
        pupils, births = self.years[-1], self.births
        forename, surname = self.named["forename"], self.named["surname"]
        strain = self.needs.family[pupils.child_at]
        first = int(self.places.first_household[self.number])
        spans = self._spans()
        said = voices.make_voices(self.chance, births, forename, surname, pupils, spans, strain, people_at_work, first)
        return {
            "voices": said,
            "permissions": voices.make_permissions(self.chance, said),
            "notes": voices.make_notes(self.chance, births, forename, pupils, spans, strain, people_at_work),
        }

    def _spans(self) -> tuple[Dates, Dates]:
        """The first and last day (NaT: goes on) of the stay of each pupil of the last year."""
        spells = self.schooling.enrolments
        spell = self.stays[-1].spell[self.years[-1].stay]
        return spells["first"][spell], spells["last"][spell]

    def _until(self) -> Dates:
        """The day on which each pupil of the last year leaves this council's schools for good; NaT: not yet."""
        spells = self.schooling.enrolments
        last = np.searchsorted(spells["child"], self.births.child[self.years[-1].child_at], side="right") - 1
        return np.asarray(spells["last"][last])

    def _eldest(self) -> Array:
        """The day of birth of the eldest child of each home."""
        eldest = np.full(len(self.homes.household), np.iinfo("int64").max)
        np.minimum.at(eldest, self.births.home, self.births.born.astype("int64"))
        return np.where(eldest == np.iinfo("int64").max, 0, eldest).astype("datetime64[D]")

    def _children(self) -> Table:
        births, needs, homes = self.births, self.needs, self.homes
        other = homes.other_home[births.home]
        both = self.chance.happens(0.45, "people/two homes", births.child) & (other >= 0)
        return table(
            "children",
            {
                "child": births.child,
                "household": homes.household[births.home],
                "sex": births.sex,
                "born": births.born,
                "cohort": births.cohort,
                "twin_of": births.twin_of,
                "second_home": np.where(both, other, -1),
                "health": needs.health,
                "housing": needs.housing,
                "family": needs.family,
                "learning": needs.learning,
                "vigour": needs.vigour,
                "low_income": needs.low_income,
                "care": needs.care,
                "disabled": needs.disabled,
                "from_council": homes.from_council[births.home],
                "to_council": homes.to_council[births.home],
                **self.named,
            },
            {"sex": SEXES, "ethnicity": ETHNICITIES, "language": LANGUAGES},
        )

    def _households(self) -> Table:
        """Homes with children, and then the other homes of parents who live apart."""
        homes = self.homes
        with_children = np.unique(self.births.home)
        apart = with_children[homes.other_home[with_children] >= 0]

        def both(column: Array, other: Array) -> Array:
            return np.concatenate([column[with_children], other])

        nobody, never = np.full(len(apart), -1), np.full(len(apart), np.datetime64("NaT", "D"))
        council = self.places.zones["council"][homes.other_address[apart] // 10_000]
        housing = np.zeros(len(homes.household))
        housing[self.births.home] = self.needs.housing
        calm = np.zeros(len(apart))
        return table(
            "households",
            {
                "household": both(homes.household, homes.other_home[apart]),
                "address": both(homes.address, homes.other_address[apart]),
                "next_address": both(homes.next_address, nobody),
                "moved_on": both(homes.moved_on, never),
                "zone": both(homes.zone, homes.other_address[apart] // 10_000),
                "next_zone": both(homes.next_zone, nobody),
                "from_council": both(homes.from_council, council),
                "to_council": both(homes.to_council, council),
                "kind": both(homes.kind, np.ones(len(apart))),
                "other_home": both(homes.other_home, homes.household[apart]),
                "low_income": both(self.needs.low_income_home, calm > 0),
                "income_strain": both(self.needs.home_strain, calm),
                "housing_strain": both(housing, calm),
            },
            {"kind": KINDS},
        )

    def _pupil_years(self, classes: list[Ints]) -> Table:
        made = []
        for year, away, own in zip(self.years, self.away, classes):
            made.append(
                table(
                    "pupil_years",
                    {
                        "child": self.births.child[year.child_at],
                        "year": np.full(len(away), year.year),
                        "school": year.school,
                        "on_roll": year.on_roll,
                        "stage": year.stage,
                        "class": own,
                        "zone": year.zone,
                        "quintile": year.quintile,
                        "low_income": year.low_income,
                        "free_meals": year.free_meals,
                        "asn": year.asn,
                        "asn_reason": year.asn_reason,
                        "plan": year.plan,
                        "looked_after": year.looked_after,
                        "english": year.english,
                        "attendance_chance": 1.0 - away,
                    },
                    {
                        "stage": STAGES,
                        "asn_reason": REASONS,
                        "plan": PLANS,
                        "looked_after": LOOKED_AFTER,
                        "english": ENGLISH,
                    },
                )
            )
        return join(made)


def _nobody() -> Table:
    return Table({"programme": np.zeros(0, dtype="int64"), "school": np.zeros(0, dtype="int64")}, {})
