"""Children and those who care for them: births, brothers and sisters, twins, names, numbers.

Brothers and sisters are at least ten months apart or born on one day. The year in which a child starts P1 follows
from the day of birth, as it does in Scotland, with some of the youngest kept back a year.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region import names
from kenspeckle.region.calendar import Dates, day
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.homes import BLENDED, FOSTER, KINSHIP, ONE, Homes
from kenspeckle.region.identifiers import candidate_numbers, health_numbers
from kenspeckle.region.places import FIRST_BORN_YEARS
from kenspeckle.region.schema import table
from kenspeckle.region.table import Array, Table

SEXES = ("female", "male")
FIRST_COHORT, LAST_COHORT = 2010, 2026
CHILDREN_PER_HOME = 5  # child numbers kept for each household
RELATIONS = ("mother", "father", "step-parent", "grandparent", "aunt or uncle", "foster carer")

_FIRST_BIRTH, _END_OF_BIRTHS = day(FIRST_COHORT - 5, 3, 1), day(LAST_COHORT - 4, 3, 1)
_SIZES = (0.42, 0.41, 0.13, 0.04)
_TWINS = 0.017


@dataclass(frozen=True)
class Births:
    """Who is born where: the place of the home in `Homes`, and what follows from the household's number alone."""

    child: Ints
    home: Ints
    nth: Ints
    born: Dates
    cohort: Ints
    twin_of: Ints
    sex: Ints


def make_births(chance: Chance, homes: Homes) -> Births:
    """The children of these homes who are at school in the years shown, or will be soon after."""
    ids = homes.household
    size = 1 + chance.picked(_SIZES, chance.even("births/size", ids))
    span = int((_END_OF_BIRTHS - day(LAST_COHORT - 4 - FIRST_BORN_YEARS, 3, 1)).astype(int))
    born = _END_OF_BIRTHS - 1 - (span * chance.even("births/eldest", ids)).astype("int64")
    child, home, nth, dates, twin_of = [], [], [], [], []
    elder = np.full(len(ids), -1)
    for n in range(CHILDREN_PER_HOME):
        numbers = ids * CHILDREN_PER_HOME + n
        is_twin = np.zeros(len(ids), dtype=bool)
        if n:
            is_twin = chance.happens(_TWINS, "births/twin", numbers) & (elder < 0) & (n <= size)
            u = chance.unit("births/gap", numbers)
            born = np.where(is_twin, born, born + 400 + (1450.0 * u * np.sqrt(u)).astype("int64"))
        elder = np.where(is_twin, numbers - 1, -1)
        there = ((n < size) | is_twin) & (born >= _FIRST_BIRTH) & (born < _END_OF_BIRTHS)
        child.append(numbers[there])
        home.append(np.flatnonzero(there))
        nth.append(np.full(int(there.sum()), n))
        dates.append(born[there])
        twin_of.append(elder[there])
    order = np.argsort(np.concatenate(child), kind="stable")
    made = [np.concatenate(parts)[order] for parts in (child, home, nth, dates, twin_of)]
    sex = (chance.unit("births/sex", made[0]) < 0.512).astype("int64")
    return Births(made[0], made[1], made[2], made[3], _cohorts(chance, made[0], made[3], made[4]), made[4], sex)


def _cohorts(chance: Chance, child: Ints, born: Dates, twin_of: Ints) -> Ints:
    months = born.astype("datetime64[M]").astype("int64")
    cohort = 1970 + (months - 2) // 12 + 5
    month = months % 12
    late = np.select([month <= 1, month >= 10], [0.19, 0.03], 0.0)
    kept = chance.happens(late, "births/deferred", np.where(twin_of >= 0, twin_of, child))
    return cohort + (kept & (cohort < LAST_COHORT))


def home_names(chance: Chance, homes: Homes) -> tuple[Ints, Array, Array]:
    """Ethnicity, surname, and the other surname that some in the household bear."""
    ethnicity = chance.pick(names.ETHNICITY_WEIGHTS, "people/ethnicity", homes.household)
    surname = names.surnames(chance, ethnicity, "people/surname", homes.household)
    return ethnicity, surname, names.surnames(chance, ethnicity, "people/other surname", homes.household)


def child_names(chance: Chance, births: Births, homes: Homes) -> dict[str, Array]:
    """The columns of `children` that name and number them."""
    ethnicity, surname, other = (column[births.home] for column in home_names(chance, homes))
    kind, child = homes.kind[births.home], births.child
    forename = _forenames(chance, ethnicity, births)
    middle = names.forenames(chance, ethnicity, births.sex, "people/middle", child)
    middle = np.where(chance.happens(0.66, "people/has middle", child), middle, "")
    short = np.where(chance.happens(0.35, "people/known as", child), names.short_forms(forename), "")
    elsewhere = np.isin(kind, (FOSTER, KINSHIP)) | ((kind == BLENDED) & chance.happens(0.4, "people/steps", child))
    double = chance.happens(0.03, "people/double", homes.household)[births.home]
    hyphened = np.array([f"{a}-{b}" for a, b in zip(surname.tolist(), other.tolist())], dtype=object)
    surname = np.where(elsewhere, other, np.where(double, hyphened, surname))
    adopted = chance.happens(0.006, "people/adopted", child) & ~np.isin(kind, (FOSTER, KINSHIP))
    changed = chance.happens(np.where(kind == BLENDED, 0.12, 0.02), "people/changed", child)
    before = names.surnames(chance, ethnicity, "people/former", child)
    former = np.where((adopted | changed) & (before != surname), before, "")
    return {
        "forename": forename, "middle": middle, "surname": surname, "known_as": short, "former_surname": former,
        "adopted": adopted & (former != ""), "ethnicity": ethnicity,
        "language": names.languages(chance, ethnicity, "people/language", homes.household[births.home]),
        "candidate": candidate_numbers(chance, child),
        "health_number": health_numbers(chance, child, births.born),
        "religion_school": chance.happens(0.17, "people/faith", homes.household)[births.home],
    }  # fmt: skip


def make_carers(chance: Chance, births: Births, homes: Homes, first_born: Dates) -> Table:
    """One or two adults for each home with children, and one for the other home of parents who live apart."""
    ethnicity, surname, other = home_names(chance, homes)
    mother_only = chance.happens(0.88, "carers/mother", homes.household)
    lived_in = np.zeros(len(homes.household), dtype=bool)
    lived_in[births.home] = True
    parts = []
    for n in range(3):
        numbers = homes.household * 3 + n
        second = ~np.isin(homes.kind, (ONE,)) & ~((homes.kind == KINSHIP) & mother_only)
        there = lived_in & (np.ones_like(lived_in) if n == 0 else second if n == 1 else homes.other_home >= 0)
        at = np.flatnonzero(there)
        sex = np.where(mother_only, n % 2, 1 - n % 2)[at] if n < 2 else np.where(mother_only, 1, 0)[at]
        kind = homes.kind[at]
        relation = np.select(
            [kind == FOSTER, kind == KINSHIP, (kind == BLENDED) & (n == 1)],
            [5, 3 + chance.pick((3, 1), "carers/kin", homes.household[at]), 2],
            sex,
        )
        age = 19 + chance.whole(0, 21, "carers/age", numbers[at]) + np.where(relation == 3, 27, 0)
        born = first_born[at] - 366 * age - chance.whole(0, 364, "carers/born", numbers[at])
        own = chance.happens(np.where(sex == 0, 0.25, 0.02), "carers/own name", numbers[at])
        own = own | (relation == 2) | (n == 2)
        name = names.surnames(chance, ethnicity[at], "carers/surname", numbers[at])
        last = np.where((relation == 2) | (n == 2), other[at], np.where(own, name, surname[at]))
        first = names.forenames(chance, ethnicity[at], sex, "carers/forename", numbers[at])
        parts.append(
            (numbers[at], homes.other_home[at] if n == 2 else homes.household[at], first, last, sex, born, relation)
        )
    carer, household, forename, last, sex, born, relation = (np.concatenate(column) for column in zip(*parts))
    return table(
        "carers",
        {
            "carer": carer, "household": household, "forename": forename, "surname": last, "sex": sex, "born": born,
            "relation": relation, "phone": names.phones(chance, "carers/phone", carer, mobile=True),
            "email": names.mails(forename, last, "post"),
        },
        {"sex": SEXES, "relation": RELATIONS},
    )  # fmt: skip


def _forenames(chance: Chance, ethnicity: Ints, births: Births) -> Array:
    """Forenames; twins never share one, nor do brothers and sisters."""
    made = names.forenames(chance, ethnicity, births.sex, "people/forename", births.child)
    for attempt in range(4):
        seen = np.unique(births.home * len(made) + _codes(made), return_index=True)[1]
        again = np.ones(len(made), dtype=bool)
        again[seen] = False
        again = np.flatnonzero(again)
        if not len(again):
            break
        redrawn = births.child[again] + 1_000_000_000 * (attempt + 1)
        made[again] = names.forenames(chance, ethnicity[again], births.sex[again], "people/forename", redrawn)
    return made


def _codes(text: Array) -> Ints:
    """A number for each different text."""
    numbers = {value: n for n, value in enumerate(dict.fromkeys(text.tolist()))}
    return np.array([numbers[value] for value in text.tolist()], dtype="int64")


def pupils_in(cohort: Ints, year: int) -> Flags:
    """Who is of an age for P1 to S6 in a school year."""
    return (cohort <= year) & (cohort > year - 13)
