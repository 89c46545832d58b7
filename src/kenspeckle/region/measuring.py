"""Count in a council's own tables what the published figures are about, so that a region can be held against them.

A `Tally` holds sums only, so tallies of councils add up and a country is measured while it streams.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.calendar import YEARS
from kenspeckle.region.chance import Flags, Ints
from kenspeckle.region.model import Council, Region
from kenspeckle.region.places import neighbours_alike
from kenspeckle.region.programmes import NOTHING, REVERSAL, SEEMS, WORKS
from kenspeckle.region.schooling import STAGES
from kenspeckle.region.schools import SPECIAL
from kenspeckle.region.table import Table, rows_of

LAST = YEARS[-1]
FACTORS = ("health", "housing", "family", "learning")


@dataclass(frozen=True)
class Tally:
    """Numerators and denominators by name; and, by name, one value for each council, school or pair."""

    counts: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, count: float, total: float) -> None:
        """Add so many of so many."""
        self.counts[name] += int(count)
        self.totals[name] += int(total)

    def note(self, name: str, value: float) -> None:
        """Keep one value."""
        self.values.setdefault(name, []).append(float(value))

    def rate(self, name: str) -> float:
        """The share, in percent; NaT-like `nan` where nothing was counted."""
        return 100.0 * self.counts[name] / self.totals[name] if self.totals[name] else float("nan")


def measure(region: Region, council: Council, tally: Tally) -> None:
    """Add one council to a tally."""
    year = council.pupil_years.take(council.pupil_years["year"] == LAST)
    for number in YEARS:
        _attendance(council, number, tally)
    _pupils(region, council, year, tally)
    _exclusions(council, tally)
    _acel(council, tally)
    _leavers(council, region.schools, tally)
    _history(council, tally)
    _families(council, year, tally)
    _programmes(council, tally)
    _days(council, tally)
    zones = region.places.zones_of(council.number)
    strain, x, y = (region.zones[name][zones] for name in ("strain", "x", "y"))
    tally.note("neighbours alike", neighbours_alike(strain, x, y))


def year_sums(council: Council, year: int, pupils: Table) -> tuple[Ints, Ints]:
    """Openings possible and present of each of these pupils in a year."""
    terms = council.attendance_terms.take(council.attendance_terms["year"] == year)
    place = rows_of(pupils["child"], terms["child"])
    possible, present = (
        np.bincount(place, weights=terms[name], minlength=len(pupils)).astype("int64")
        for name in ("possible", "present")
    )
    return possible, present


def _attendance(council: Council, year: int, tally: Tally) -> None:
    pupils = council.pupil_years.take(council.pupil_years["year"] == year)
    possible, present = year_sums(council, year, pupils)
    tally.add(f"attendance {year}", present.sum(), possible.sum())
    if year != LAST:
        return
    tally.note("council attendance", 100.0 * present.sum() / possible.sum())
    tally.add(
        "persistent absence", (((possible - present) * 10 >= possible) & (possible > 0)).sum(), (possible > 0).sum()
    )
    groups = [(f"quintile {n}", pupils["quintile"] == n) for n in range(1, 6)]
    groups += [("asn", pupils["asn"]), ("no asn", ~pupils["asn"])]
    groups += [(stage, pupils["stage"] == code) for code, stage in enumerate(STAGES)]
    for name, members in groups:
        tally.add(f"attendance {name}", present[members].sum(), possible[members].sum())
    terms = council.attendance_terms
    for term in range(1, 5):
        rows = terms["term"] == term
        tally.add(f"attendance term {term}", terms["present"][rows].sum(), terms["possible"][rows].sum())


def _pupils(region: Region, council: Council, year: Table, tally: Tally) -> None:
    on_roll = year.take(year["on_roll"])
    tally.add("pupils", len(on_roll), int(region.council_list["pupils"][council.number]))
    tally.add("asn", on_roll["asn"].sum(), len(on_roll))
    for name in ("low_income", "free_meals", "looked_after"):
        tally.add(name, (on_roll[name] > 0).sum(), len(on_roll))
        for n in range(1, 6):
            members = on_roll["quintile"] == n
            tally.add(f"{name} quintile {n}", (on_roll[name][members] > 0).sum(), members.sum())
    schools = region.schools.take(region.schools["council"] == council.number)
    rolls = np.bincount(on_roll["school"], minlength=len(region.schools))[schools["school"]]
    for code, sector in enumerate(schools.words["sector"]):
        for roll in rolls[schools["sector"] == code].tolist():
            tally.note(f"{sector} roll", roll)
    spells = council.enrolments
    window = (spells["came"] == spells.code("came", "moved home")) | (
        spells["left"] == spells.code("left", "moved home")
    )
    tally.add("movers", len(np.unique(spells["child"][window])), len(on_roll) * len(YEARS))


def _exclusions(council: Council, tally: Tally) -> None:
    for number in (YEARS[0], LAST):
        pupils = council.pupil_years.take((council.pupil_years["year"] == number) & council.pupil_years["on_roll"])
        cases = council.exclusions.take(council.exclusions["year"] == number)
        tally.add(f"exclusions {number}", len(cases) * 10, len(pupils))
        row = rows_of(pupils["child"], cases["child"])
        each = np.bincount(row[row >= 0], minlength=len(pupils))
        boy = council.children["sex"][rows_of(council.children["child"], pupils["child"])] == 1
        groups = {"boys": boy, "girls": ~boy, "asn": pupils["asn"], "no asn": ~pupils["asn"]}
        groups |= {f"quintile {n}": pupils["quintile"] == n for n in (1, 5)}
        for name, members in groups.items():
            # Ten times, so that a share in percent reads as cases for each 1,000.
            tally.add(f"exclusions {number} {name}", each[members].sum() * 10, members.sum())


def _acel(council: Council, tally: Tally) -> None:
    for number in YEARS:
        judged = council.acel.take(council.acel["year"] == number)
        pupils = council.pupil_years.take(council.pupil_years["year"] == number)
        quintile = pupils["quintile"][rows_of(pupils["child"], judged["child"])]
        s3 = judged.is_("stage", "S3")
        for phase, members in (("primary", ~s3), ("S3", s3)):
            for subject, achieved in (("literacy", judged["literacy"]), ("numeracy", judged["numeracy"] > 0)):
                tally.add(f"{phase} {subject} {number}", achieved[members].sum(), members.sum())
                for n in (1, 5):
                    rows = members & (quintile == n)
                    tally.add(f"{phase} {subject} {number} quintile {n}", achieved[rows].sum(), rows.sum())
        if number == LAST:
            size = np.bincount(judged["school"][~s3])
            literate = np.bincount(judged["school"][~s3], weights=judged["literacy"][~s3])
            for count, share in zip(size[size > 0].tolist(), (literate[size > 0] / size[size > 0]).tolist()):
                tally.note("school literacy size", count)
                tally.note("school literacy share", share)


def _leavers(council: Council, schools: Table, tally: Tally) -> None:
    # As published: leavers of mainstream schools.
    mainstream = schools["sector"][council.leavers["school"]] != SPECIAL
    leavers = council.leavers.take((council.leavers["year"] == 2023) & mainstream)
    pupils = council.pupil_years.take(council.pupil_years["year"] == 2023)
    quintile = pupils["quintile"][rows_of(pupils["child"], leavers["child"])]
    outcomes = {
        "SCQF 4": leavers["level"] >= 4,
        "SCQF 5": leavers["level"] >= 5,
        "SCQF 6": leavers["level"] >= 6,
        "positive": leavers["positive"],
    }
    for name, reached in outcomes.items():
        tally.add(f"leavers {name}", reached.sum(), len(leavers))
        for n in (1, 5):
            tally.add(f"leavers {name} quintile {n}", reached[quintile == n].sum(), (quintile == n).sum())


def _history(council: Council, tally: Tally) -> None:
    history = council.attendance_history
    for year in range(2016, 2025):
        rows = history["year"] == year
        tally.add(f"history {year}", history["present"][rows].sum(), history["possible"][rows].sum())
        tally.add(f"collected {year}", history["collected"][rows].sum(), rows.sum())


def _families(council: Council, year: Table, tally: Tally) -> None:
    """How alike brothers and sisters are in attendance, and how far the four needs hang together."""
    possible, present = year_sums(council, LAST, year)
    seen = possible >= 200
    child, rate = year["child"][seen], present[seen] / possible[seen]
    secondary = year["stage"][seen] >= STAGES.index("S1")
    rate = rate - np.where(secondary, rate[secondary].mean(), rate[~secondary].mean())
    home = child // 5
    order = np.argsort(home, kind="stable")
    beside = home[order][1:] == home[order][:-1]
    first, second = rate[order][:-1][beside], rate[order][1:][beside]
    tally.note("siblings alike", float((first * second).mean() / (rate * rate).mean()))
    needs = np.corrcoef(np.stack([council.children[name] for name in FACTORS]))
    for a in range(len(FACTORS)):
        for b in range(a):
            tally.note(f"needs together {FACTORS[a]} {FACTORS[b]}", float(needs[a, b]))


def _programmes(council: Council, tally: Tally) -> None:
    now = council.pupil_years.take(council.pupil_years["year"] == LAST)
    before = council.pupil_years.take(council.pupil_years["year"] == LAST - 1)
    possible, present = year_sums(council, LAST, now)
    earlier_possible, earlier_present = year_sums(council, LAST - 1, before)
    place = rows_of(before["child"], now["child"])
    known = (place >= 0) & (possible >= 100) & (earlier_possible[place] >= 100)
    rate = np.where(known, 100.0 * present / np.maximum(possible, 1), 0.0)
    prior = np.where(known, 100.0 * earlier_present[place] / np.maximum(earlier_possible[place], 1), 0.0)
    parts = council.participations
    asked: Flags = np.zeros(len(now), dtype=bool)
    asked[rows_of(now["child"], parts["child"])] = True
    for programme, name in ((WORKS, "works"), (SEEMS, "seems"), (NOTHING, "nothing")):
        rows = parts["programme"] == programme
        place = rows_of(now["child"], parts["child"][rows])
        took = parts["took_part"][rows] & known[place]
        waited = ~parts["took_part"][rows] & known[place]
        _mean(tally, f"{name} change", (rate - prior)[place[took]])
        if programme == WORKS:
            # A lot among children whose year before was alike: their year now is all that need be compared.
            _mean(tally, "works rate", rate[place[took]])
            _mean(tally, "waiting rate", rate[place[waited]])
        else:
            # Children like them who were not asked: the same band of attendance the year before, and sector.
            band = np.rint(prior / 3.0).astype("int64") * 4 + (now["stage"] >= STAGES.index("S1")) * 2
            others = known & ~asked & np.isin(band, band[place[took]])
            sizes = np.bincount(band[others], minlength=int(band.max()) + 1)
            usual = np.bincount(band[others], weights=(rate - prior)[others], minlength=len(sizes)) / np.maximum(
                sizes, 1
            )
            matched = took & (sizes[band[place]] > 0)
            _mean(tally, f"{name} beyond others", ((rate - prior)[place] - usual[band[place]])[matched])
    _reversal(council, parts.take(parts["programme"] == REVERSAL), tally)


def _reversal(council: Council, readers: Table, tally: Tally) -> None:
    judged = council.acel.take((council.acel["year"] == LAST) & ~council.acel.is_("stage", "S3"))
    reads = np.isin(judged["child"], readers["child"])
    tally.add("readers", judged["literacy"][reads].sum(), reads.sum())
    tally.add("not readers", judged["literacy"][~reads].sum(), (~reads).sum())
    for cell in np.unique(judged["school"] * 16 + judged["stage"]).tolist():
        here = judged["school"] * 16 + judged["stage"] == cell
        a, b = here & reads, here & ~reads
        if a.sum() and b.sum():
            weight = a.sum() * b.sum() / here.sum()
            gap = judged["literacy"][a].mean() - judged["literacy"][b].mean()
            tally.note("readers weight", weight)
            tally.note("readers gap", 100.0 * gap * weight)


def _mean(tally: Tally, name: str, x: np.ndarray) -> None:
    tally.note(f"{name} sum", float(x.sum()))
    tally.note(f"{name} number", len(x))


def _days(council: Council, tally: Tally) -> None:
    for register in council.openings:
        weekday = (register.days.astype("int64") + 3) % 7
        month = register.days.astype("datetime64[M]").astype("int64") % 12 + 1
        there = ((register.am >= 1) & (register.am <= 5)).sum(axis=0)
        possible = ((register.am >= 1) & (register.am <= 14)).sum(axis=0)
        for name, days in (
            ("Fridays", weekday == 4),
            ("midweek", (weekday >= 1) & (weekday <= 3)),
            ("September", month == 9),
            ("December", month == 12),
        ):
            tally.add(name, there[days].sum(), possible[days].sum())
