"""What a school knows of its pupils in a year: stage, home, meals, additional support needs, plans, care.

A need for support that was once seen stays: the line above which it is seen falls from year to year and from P1 to S4.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.calendar import NEVER, TODAY, census_day, day
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.homes import FOSTER, KINSHIP, Homes
from kenspeckle.region.maths import Reals, beside_peers
from kenspeckle.region.names import LANGUAGES
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.places import MIDDLE_STRAIN, Places, fifth_of
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import Schooling, Stays, at_census, home_zone, stage_in
from kenspeckle.region.table import Array, Table, rows_of

REASONS = (
    "none", "learning difficulty", "dyslexia", "autism", "social, emotional and behavioural", "physical or sensory",
    "health condition", "English as an additional language", "family circumstances", "looked after",
    "interrupted learning", "more able",
)  # fmt: skip
PLANS = ("none", "individualised", "co-ordinated", "child's plan")
CARE_KINDS = ("at home", "kinship", "foster", "residential")
LOOKED_AFTER = ("no", *CARE_KINDS)
ENGLISH = ("not applicable", "new to English", "early acquisition", "developing", "competent", "fluent")

# The line above which a need is seen, by year, and how far it lies from it at each stage (P1 to S6, special).
_SEEN = {2022: 0.423, 2023: 0.343, 2024: 0.251}
_SEEN_AT = np.array([0.62, 0.42, 0.24, 0.10, 0.0, -0.07, -0.12, -0.14, -0.17, -0.19, -0.20, -0.20, -0.20, -9.0])

_SCORE, _BOY = 0.21, 0.245  # how far strain and sex move what shows


@dataclass(frozen=True)
class YearOfPupils:
    """The pupils of a school year, one row each: their places among the children and the stays, and what is known."""

    year: int
    child_at: Ints
    stay: Ints
    school: Ints
    on_roll: Flags
    stage: Ints
    zone: Ints
    quintile: Ints
    strain: Reals
    low_income: Flags
    free_meals: Flags
    asn: Flags
    asn_reason: Ints
    plan: Ints
    looked_after: Ints
    english: Ints


def make_care(chance: Chance, homes: Homes, births: Births, needs: Needs) -> Table:
    """One spell of care for each child who has ever been looked after."""
    at = np.flatnonzero(needs.care)
    child, kind = births.child[at], homes.kind[births.home[at]]
    born = births.born[at]
    age = (TODAY - born).astype("int64")
    first = born + 30 + ((age - 60) * chance.unit("care/first", child) * 0.75).astype("int64")
    length = 120 + (1500.0 * chance.unit("care/length", child)).astype("int64")
    goes_on = chance.happens(0.6, "care/goes on", child) | (first + length >= TODAY) | np.isin(kind, (FOSTER, KINSHIP))
    other = np.where(chance.happens(0.16, "care/residential", child) & (age > 4000), 3, 0)
    return table(
        "care",
        {
            "spell": child, "child": child, "first": first, "last": np.where(goes_on, NEVER, first + length),
            "kind": np.select([kind == FOSTER, kind == KINSHIP], [2, 1], other),
        },
        {"kind": CARE_KINDS},
    )  # fmt: skip


def care_here(care: Table, homes: Homes, births: Births) -> Table:
    """Of each spell the part in this council, under the council's own number; none of those that lie elsewhere."""
    at = births.home[rows_of(births.child, care["child"])]
    first, last = homes.while_here(at, care["first"], care["last"])
    columns = {**care.columns, "spell": 2 * care["child"] + homes.came[at], "first": first, "last": last}
    return table("care", columns, care.words).take(np.isnat(last) | (first <= last))


def support_score(chance: Chance, homes: Homes, births: Births, needs: Needs) -> Reals:
    """How much each child's needs show at school, about standard normal."""
    own = chance.normal("support/own", births.child)
    score = 0.52 * needs.learning + 0.36 * needs.health + 0.24 * needs.family + 0.54 * own
    fifth, boy = fifth_of(homes.strain[births.home]), births.sex == 1
    expected = _SCORE * MIDDLE_STRAIN[fifth] + np.where(boy, _BOY, -_BOY)
    return beside_peers(score, fifth * 2 + boy, expected, homes.crosses[births.home])


def make_year(
    chance: Chance, places: Places, homes: Homes, births: Births, needs: Needs, schooling: Schooling, care: Table,
    language: Ints, stays: Stays, year: int,
) -> YearOfPupils:  # fmt: skip
    """What schools know of their pupils in this year."""
    chosen = at_census(schooling.enrolments, stays, year)
    spell = stays.spell[chosen]
    at = schooling.child_at[spell]
    child, home = births.child[at], births.home[at]
    census = census_day(year)
    begins = schooling.enrolments["first"][spell]
    ends = schooling.enrolments["last"][spell]
    on_roll = (begins <= census) & ~(ends < census)
    zone = home_zone(homes, home, homes.nearest_here(home, np.maximum(begins, census)))
    stage = stage_in(births.cohort[at], schooling.special[at], year)
    looked_after = _looked_after(care, child, year)
    score = support_score(chance, homes, births, needs)[at] - _SEEN[year] - _SEEN_AT[stage]
    asn = (score > 0) | (looked_after > 0) | schooling.special[at]
    english = _english(chance, births.child, language)[at]
    low = needs.low_income[at]
    registers = chance.unit("support/meals", homes.household)[home]
    return YearOfPupils(
        year, at, chosen, schooling.enrolments["school"][spell], on_roll, stage, zone, places.zones["quintile"][zone],
        places.zones["strain"][zone], low, np.where(low, registers < 0.96, registers < 0.012), asn,
        np.where(asn, _reasons(chance, needs, at, child, looked_after, english), 0),
        np.where(asn, _plans(chance, child, score, looked_after), 0), looked_after, english,
    )  # fmt: skip


def make_plans(chance: Chance, homes: Homes, births: Births, years: list[YearOfPupils]) -> Table:
    """Each plan of this council's once, from the year in which it is first known."""
    rows: dict[str, list[Array]] = {name: [] for name in ("child", "kind", "reason", "year", "last_year")}
    for known in years:
        has = known.plan > 0
        rows["child"].append(births.child[known.child_at[has]])
        rows["kind"].append(known.plan[has] - 1)
        rows["reason"].append(known.asn_reason[has])
        rows["year"].append(np.full(int(has.sum()), known.year))
    child, kind, reason, year = (np.concatenate(rows[name]) for name in ("child", "kind", "reason", "year"))
    key = child * 4 + kind
    unique, first = np.unique(key, return_index=True)
    last_year = np.zeros(len(unique), dtype="int64")
    np.maximum.at(last_year, np.searchsorted(unique, key), year)
    child, kind, reason, year = child[first], kind[first], reason[first], year[first]
    offset = chance.whole(10, 250, "support/plan from", unique)
    before = np.where(year == 2022, -365 * chance.whole(0, 2, "support/plan age", unique), 0)
    starts = np.array([census_day(y) for y in range(2022, 2025)])[year - 2022]
    ends = np.array([census_day(y) for y in range(2022, 2026)])[last_year - 2022 + 1] - 90
    came = homes.came[births.home[rows_of(births.child, child)]]
    return table(
        "support",
        {
            "plan": 2 * unique + came, "child": child, "kind": kind, "reason": reason,
            "first": np.where(year == 2022, starts + before - offset, starts - 20),
            "last": np.where(last_year == 2024, NEVER, ends),
        },
        {"kind": PLANS[1:], "reason": REASONS},
    )  # fmt: skip


def _looked_after(care: Table, child: Ints, year: int) -> Ints:
    place = rows_of(care["child"], child)
    date = day(year, 7, 31)
    there = (place >= 0) & (care["first"][place] <= date) & ~(care["last"][place] < date) if len(care) else place >= 0
    return np.where(there, 1 + care["kind"][place], 0) if len(care) else np.zeros(len(child), dtype="int64")


def _english(chance: Chance, child: Ints, language: Ints) -> Ints:
    at_home = np.isin(language, [LANGUAGES.index(name) for name in ("English", "Gaelic", "Scots")])
    return np.where(at_home, 0, 1 + chance.pick((8, 14, 26, 24, 28), "support/english", child))


def _reasons(chance: Chance, needs: Needs, at: Ints, child: Ints, looked_after: Ints, english: Ints) -> Ints:
    """The main reason: what is greatest of learning, health and family leads to reasons of its kind."""
    greatest = np.argmax(np.stack([needs.learning[at], needs.health[at], needs.family[at]]), axis=0)
    kinds = np.array([[1, 2, 2, 3, 1, 10, 11, 1], [5, 6, 6, 3, 3, 6, 5, 3], [4, 4, 8, 8, 4, 10, 4, 3]])
    reason = kinds[greatest, chance.whole(0, 7, "support/reason", child)]
    reason = np.where((english > 0) & (english < 4), 7, reason)
    return np.where(looked_after > 0, 9, reason)


def _plans(chance: Chance, child: Ints, score: Reals, looked_after: Ints) -> Ints:
    drawn = chance.unit("support/plan", child) - 0.09 * np.clip(score, 0.0, 2.5)
    plan = np.select([drawn < -0.06, drawn < 0.03, drawn < 0.16], [2, 1, 3], 0)
    return np.where((looked_after > 0) & (plan == 0), 3, plan)
