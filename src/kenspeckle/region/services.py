"""What other agencies know: births and health reviews, homelessness, benefits, the Reporter, police, social work."""

from __future__ import annotations

import numpy as np

from kenspeckle.region.calendar import NEVER, TODAY, birthday_on, day
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.homes import Homes
from kenspeckle.region.maths import Reals, logistic
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import home_zone
from kenspeckle.region.table import Array, Table, rows_of

REVIEWS = ("27-30 months", "4-5 years")
DOMAINS = ("speech", "movement", "social", "behaviour", "hearing_sight")
HOMELESS_REASONS = (
    "asked to leave",
    "dispute in the home",
    "violence or abuse",
    "end of tenancy",
    "rent arrears",
    "overcrowding",
    "fire or flood",
    "other",
)
HOMELESS_OUTCOMES = ("social tenancy", "private tenancy", "returned home", "lost contact", "open", "other")
SOURCES = ("police", "education", "social work", "health", "family", "court")
GROUNDS = (
    "lack of parental care",
    "offence by the child",
    "truancy",
    "conduct harmful",
    "close connection",
    "beyond control",
)
DECISIONS = ("no further action", "voluntary measures", "hearing arranged")
CONCERNS = (
    "domestic incident",
    "missing person",
    "neighbour report",
    "online harm",
    "antisocial behaviour",
    "substance use",
)
CASES = ("child in need", "child protection", "looked after")
QUARTERS = tuple(day(year, month, 1) for year in range(2022, 2026) for month in (1, 4, 7, 10))[3:14]

_FIRST_EVENT = day(2021, 9, 1)
_EVENT_DAYS = 1440
_ORDINARY_AGE = 16


def make_births(chance: Chance, homes: Homes, births: Births, needs: Needs, carers: Table) -> Table:
    """One row for each child born here; those who came later were born elsewhere."""
    child, at = births.child, births.home
    frail = 0.12 * needs.health + 0.10 * needs.home_strain[at] + 0.95 * chance.normal("births/frail", child)
    frail = frail + 0.8 * _is_twin(births)
    weeks = np.clip(np.rint(39.5 - 1.45 * np.maximum(frail, -1.2) ** 2 * (frail > 0) * 0.55), 25, 42)
    grams = np.clip(
        3420.0 - 330.0 * frail - 150.0 * (39.5 - weeks) + 260.0 * chance.normal("births/grams", child), 500, 5600
    )
    mother = rows_of(carers["carer"], homes.household[at] * 3)
    lived = (births.born - carers["born"][mother]).astype("int64") // 365
    known = carers.is_("relation", "mother")[mother] & (lived >= 15) & (lived < 48)
    age = np.where(known, lived, chance.whole(19, 38, "births/mother", child))
    columns = {"child": child, "born": births.born, "grams": np.rint(grams), "weeks": weeks, "mother_age": age}
    return table(
        "births",
        {**columns, "zone": homes.zone[at]},
    ).take(homes.from_council[at] == homes.council)


def make_reviews(chance: Chance, homes: Homes, births: Births, needs: Needs) -> Table:
    """The reviews that were due until today of children who lived here then."""
    parts: list[dict[str, Array]] = []
    for kind in range(len(REVIEWS)):
        age = (
            chance.whole(27, 30, "reviews/month", births.child)
            if kind == 0
            else 52 + chance.whole(0, 8, "reviews/later", births.child)
        )
        due = birthday_on(births.born, 0) + (age * 30.4).astype("int64")
        rows = np.flatnonzero((due < TODAY) & (due >= day(2013, 4, 1)) & homes.here_on(births.home, due))
        child, counter = births.child[rows], kind
        missed = np.where((due[rows] >= day(2020, 3, 20)) & (due[rows] < day(2020, 9, 1)), 1.1, 0.0)
        held = chance.happens(logistic(2.45 - 0.3 * needs.family[rows] - missed), "reviews/held", child, counter)
        when = due[rows] + chance.whole(0, 70, "reviews/when", child, counter)
        held &= when < TODAY
        found = {}
        young = (births.born[rows] > day(2018, 6, 1)) * 0.25  # those who were small in the pandemic
        for name, base, learning, health, family in (
            ("speech", -2.45, 0.75, 0.1, 0.2),
            ("movement", -3.7, 0.3, 0.7, 0.0),
            ("social", -3.3, 0.4, 0.1, 0.5),
            ("behaviour", -3.2, 0.2, 0.2, 0.6),
            ("hearing_sight", -4.1, 0.1, 0.6, 0.0),
        ):
            odds = (
                base
                + learning * needs.learning[rows]
                + health * needs.health[rows]
                + family * needs.family[rows]
                + young
            )
            found[name] = held & chance.happens(logistic(odds), f"reviews/{name}", child, counter)
        parts.append(
            {
                "review": child * 2 + kind,
                "child": child,
                "kind": np.full(len(rows), kind),
                "due": due[rows],
                "held": np.where(held, when, NEVER),
                "concern": np.any(np.stack(list(found.values())), axis=0),
                **found,
            }
        )
    return table("reviews", _joined(parts), {"kind": REVIEWS})


def make_homelessness(chance: Chance, homes: Homes, births: Births, needs: Needs) -> Table:
    """Applications of households with children that lived here then, since a year before the years shown."""
    housing = np.zeros(len(homes.household))
    housing[births.home] = needs.housing
    lived = np.bincount(births.home, minlength=len(homes.household))
    odds = logistic(-4.55 + 1.0 * housing + 0.75 * needs.low_income_home + 0.35 * (homes.kind == 1))
    applied = _FIRST_EVENT + chance.whole(0, _EVENT_DAYS - 30, "homeless/applied", homes.household)
    everyone = np.arange(len(homes.household))
    zone = home_zone(homes, everyone, applied)
    applies = chance.happens(odds, "homeless/applies", homes.household) & homes.here_on(everyone, applied)
    rows = np.flatnonzero(applies & (lived > 0))
    ids = homes.household[rows]
    closed = applied[rows] + chance.whole(40, 420, "homeless/closed", ids)
    still = closed >= TODAY
    born = np.full((len(homes.household), 5), NEVER)
    born[births.home, births.nth] = births.born
    children = (born[rows] <= applied[rows][:, None]).sum(axis=1)
    outcome = np.where(still, 4, chance.pick((46, 14, 12, 12, 0, 9), "homeless/outcome", ids))
    return table(
        "homelessness",
        {
            "application": ids,
            "household": ids,
            "carer": ids * 3,
            "applied": applied[rows],
            "reason": chance.pick((24, 22, 17, 12, 5, 8, 2, 10), "homeless/reason", ids),
            "outcome": outcome,
            "closed": np.where(still, NEVER, closed),
            "zone": zone[rows],
            "children": children,
            "temporary_nights": np.where(
                chance.happens(0.62, "homeless/temporary", ids), chance.whole(3, 300, "homeless/nights", ids), 0
            ),
        },
        {"reason": HOMELESS_REASONS, "outcome": HOMELESS_OUTCOMES},
    ).take(children > 0)


def make_benefits(chance: Chance, zones: Ints, homes: Homes, births: Births, needs: Needs) -> Table:
    """Awards for children under sixteen in homes with a low income, by zone and quarter."""
    first, count, columns = int(zones[0]), len(zones), []
    for quarter in QUARTERS:
        zone = home_zone(homes, births.home, np.full(len(births.home), quarter))
        young = (births.born <= quarter) & (birthday_on(births.born, _ORDINARY_AGE) > quarter)
        known = chance.unit("benefits/asks", homes.household) < 0.78 + 0.012 * (
            (quarter - QUARTERS[0]).astype("int64") // 91
        )
        awarded = young & needs.low_income & known[births.home] & (zone >= first) & (zone < first + count)
        children = np.bincount(zone[awarded] - first, minlength=count)
        pairs = np.unique(births.home[awarded])
        families = np.bincount(home_zone(homes, pairs, np.full(len(pairs), quarter)) - first, minlength=count)
        weekly = 2500 if quarter < day(2024, 4, 1) else 2670  # pence
        columns.append(
            {
                "zone": zones,
                "quarter": np.full(count, quarter),
                "children": children,
                "households": families,
                "pounds": children * weekly * 13 // 100,
            }
        )
    return table("benefits", _joined(columns))


def make_referrals(chance: Chance, births: Births, needs: Needs, homes: Homes) -> Table:
    """Referrals to the Reporter."""
    odds = logistic(-4.3 + 1.05 * needs.family + 0.8 * needs.care)
    child, date, nth, rows = _events(chance, "referrals", births, odds, homes, (70, 22, 8))
    teen = (date - births.born[rows]).astype("int64") > 4300
    young = chance.pick((62, 1, 2, 4, 26, 5), "referrals/young", child, nth)
    ground = np.where(teen, chance.pick((30, 28, 9, 14, 7, 12), "referrals/teen", child, nth), young)
    decided = date + chance.whole(14, 90, "referrals/decided", child, nth)
    return table(
        "referrals",
        {
            "referral": child * 8 + nth,
            "child": child,
            "date": date,
            "source": chance.pick((72, 7, 12, 3, 1, 3), "referrals/source", child, nth),
            "ground": ground,
            "decision": chance.pick((55, 25, 20), "referrals/decision", child, nth),
            "decided": np.where(decided < TODAY, decided, NEVER),
        },
        {"source": SOURCES, "ground": GROUNDS, "decision": DECISIONS},
    )


def make_concerns(chance: Chance, births: Births, needs: Needs, homes: Homes) -> Table:
    """Concerns recorded by police."""
    odds = logistic(-3.35 + 0.85 * needs.family + 0.3 * needs.home_strain[births.home])
    child, date, nth, rows = _events(chance, "concerns", births, odds, homes, (62, 20, 10, 8))
    teen = (date - births.born[rows]).astype("int64") > 4300
    kind = np.where(
        teen,
        chance.pick((34, 16, 6, 12, 22, 10), "concerns/teen", child, nth),
        chance.pick((74, 3, 16, 4, 1, 2), "concerns/young", child, nth),
    )
    domestic = (kind == 0) & chance.happens(0.8, "concerns/domestic", child, nth)
    shared = chance.happens(0.72, "concerns/shared", child, nth)
    columns = {
        "concern": child * 8 + nth,
        "child": child,
        "date": date,
        "kind": kind,
        "domestic": domestic,
        "shared": shared,
    }
    return table("concerns", columns, {"kind": CONCERNS})


def make_cases(chance: Chance, births: Births, needs: Needs, homes: Homes, care: Table, workers: Ints) -> Table:
    """Cases of social work: everyone looked after, and others in need. A case ends when the family moves away."""
    odds = logistic(-4.15 + 1.1 * needs.family + 0.4 * needs.housing)
    child, date, _, row = _events(chance, "cases", births, odds * ~needs.care, homes, (1,))
    kind = chance.pick((78, 22), "cases/kind", child)
    closes = date + chance.whole(60, 700, "cases/closed", child)
    _, closed = homes.while_here(births.home[row], date, np.where(closes < TODAY, closes, NEVER))
    columns = {
        "case": np.concatenate([2 * child + homes.came[births.home[row]], care["spell"]]),
        "child": np.concatenate([child, care["child"]]),
        "kind": np.concatenate([kind, np.full(len(care), 2)]),
        "opened": np.concatenate([date, care["first"]]),
        "closed": np.concatenate([closed, care["last"]]),
    }
    # Children of one home have one worker.
    family = columns["child"] // 5
    worker = workers[chance.whole(0, len(workers) - 1, "cases/worker", family)]
    return table("cases", {**columns, "worker": worker}, {"kind": CASES})


def _events(
    chance: Chance, name: str, births: Births, chances: Reals, homes: Homes, counts: tuple[int, ...]
) -> tuple[Ints, Array, Ints, Ints]:
    """Children to whom something happened while they lived here: child, day, which time, and place among the births."""
    rows = np.flatnonzero(chance.happens(chances, f"{name}/happens", births.child))
    times = 1 + chance.pick(counts, f"{name}/times", births.child[rows])
    row = np.repeat(rows, times)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    child = births.child[row]
    date = _FIRST_EVENT + chance.whole(0, _EVENT_DAYS, f"{name}/day", child, nth)
    born = births.born[row] + 20
    known = (date > born) & (birthday_on(births.born[row], 18) > date) & (date < TODAY)
    known &= homes.here_on(births.home[row], date)
    return child[known], date[known], nth[known], row[known]


def _is_twin(births: Births) -> Flags:
    elder = np.isin(births.child, births.twin_of[births.twin_of >= 0])
    return (births.twin_of >= 0) | elder


def _joined(parts: list[dict[str, Array]]) -> dict[str, Array]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
