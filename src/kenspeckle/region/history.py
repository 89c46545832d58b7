"""Years before the years shown, for whole schools: calm, then a pandemic-sized break, then a slow way back.

In 2019/20 schools closed in March and no achievement was collected. In 2020/21 they were closed for most of the third
term, a third of schools sent no attendance, and secondaries no achievement. The last three years are the sums of what
single children did.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.region.calendar import FIRST_HISTORY, YEARS, school_year
from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.maths import Reals, log, logistic, means
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import STAGES
from kenspeckle.region.table import Array, Table, join

SUBJECTS = ("reading", "writing", "listening and talking", "numeracy", "literacy")
# Points of attendance above the first year shown, by year; and log odds of achieving.
_ATTENDANCE = {2016: 3.05, 2017: 2.95, 2018: 2.80, 2019: 2.45, 2020: 1.85, 2021: 0.55}
_ACHIEVED = {2016: -0.17, 2017: -0.07, 2018: -0.02, 2020: -0.30, 2021: -0.11}
_CLOSED = {(2019, 4), (2020, 3)}
_SILENT_2020 = 0.34


def attendance_history(chance: Chance, terms: Table, schools: Ints) -> Table:
    """Every term since 2016/17. `terms` is the council's `attendance_terms`, `schools` its schools."""
    known = _sums(terms, schools)
    first = known.take(known["year"] == YEARS[0])
    place = np.searchsorted(schools, first["school"])
    parts = []
    for year, points in _ATTENDANCE.items():
        usual = first["present"] / np.maximum(first["possible"], 1)
        ids = first["school"] * 4 + first["term"]
        wobble = 0.5 * chance.normal("history/school", first["school"], year) + 0.25 * chance.normal(
            "history/term", ids, year
        )
        rate = np.minimum(usual + (points + wobble) / 100.0, 0.985)
        roll = 1.0 + 0.05 * chance.normal("history/roll", schools)[place] * (YEARS[0] - year) / 6.0
        pupils = np.maximum(3, np.rint(first["pupils"] * roll)).astype("int64")
        days = np.bincount(school_year(year).terms, minlength=5)[first["term"]]
        closed = np.isin(first["term"], [term for when, term in _CLOSED if when == year])
        silent = (year == 2020) & chance.happens(_SILENT_2020, "history/silent", first["school"])
        open_ = ~closed & ~silent
        possible = np.where(open_, pupils * days * 2, 0)
        parts.append(
            table(
                "attendance_history",
                {
                    "school": first["school"],
                    "year": np.full(len(first), year),
                    "term": first["term"],
                    "collected": open_,
                    "pupils": pupils,
                    "possible": possible,
                    "present": np.rint(possible * rate),
                },
            )
        )
    return join([*parts, known])


def attainment_history(chance: Chance, acel: Table) -> Table:
    """Every stage and subject of every school since 2016/17, but for what was not collected."""
    known = _counts(acel)
    first = known.take(known["year"] == YEARS[0])
    # Schools share what is true of their pupils: the rate of the stage and subject pulls a small school's own.
    cell = first["stage"] * 8 + first["subject"]
    usual = means(first["achieved"] / np.maximum(first["pupils"], 1), cell, int(cell.max()) + 1)[cell]
    base = (first["achieved"] + 12.0 * usual) / (first["pupils"] + 12.0)
    odds = log(np.clip(base, 0.02, 0.98)) - log(1.0 - np.clip(base, 0.02, 0.98))
    gap = {year: _ACHIEVED.get(year, 0.0) + 0.10 for year in range(FIRST_HISTORY, YEARS[0])}
    parts = []
    for year, better in gap.items():
        collected = np.full(len(first), year != 2019) & ~((year == 2020) & (first["stage"] == STAGES.index("S3")))
        pupils = np.maximum(
            1, first["pupils"] + chance.whole(-4, 4, "history/cohort", first["school"] * 16 + first["stage"], year)
        )
        p: Reals = logistic(odds + better)
        noise = chance.normal("history/achieved", first["school"] * 64 + cell, year)
        achieved = np.clip(np.rint(pupils * p + noise * np.sqrt(pupils * p * (1.0 - p)) * 0.8), 0, pupils)
        parts.append(
            table(
                "attainment_history",
                {
                    "school": first["school"],
                    "year": np.full(len(first), year),
                    "stage": first["stage"],
                    "subject": first["subject"],
                    "collected": collected,
                    "pupils": np.where(collected, pupils, 0),
                    "achieved": np.where(collected, achieved, 0),
                },
                {"stage": STAGES, "subject": SUBJECTS},
            )
        )
    return join([*parts, known])


def _sums(terms: Table, schools: Ints) -> Table:
    key = (np.searchsorted(schools, terms["school"]) * 16 + terms["year"] - 2016) * 8 + terms["term"]
    groups, place = np.unique(key, return_inverse=True)
    possible, present = (np.bincount(place, weights=terms[name]).astype("int64") for name in ("possible", "present"))
    return table(
        "attendance_history",
        {
            "school": schools[groups // 128],
            "year": groups // 8 % 16 + 2016,
            "term": groups % 8,
            "collected": np.ones(len(groups), dtype=bool),
            "pupils": np.bincount(place),
            "possible": possible,
            "present": present,
        },
    )


def _counts(acel: Table) -> Table:
    key = (acel["school"] * 16 + acel["year"] - 2016) * 16 + acel["stage"]
    groups, place = np.unique(key, return_inverse=True)
    columns: dict[str, list[Array]] = {"subject": [], "achieved": []}
    for number, name in enumerate(("reading", "writing", "listening", "numeracy", "literacy")):
        columns["subject"].append(np.full(len(groups), number))
        columns["achieved"].append(np.bincount(place, weights=acel[name] > 0).astype("int64"))
    times = len(SUBJECTS)
    return table(
        "attainment_history",
        {
            "school": np.tile(groups // 256, times),
            "year": np.tile(groups // 16 % 16 + 2016, times),
            "stage": np.tile(groups % 16, times),
            "subject": np.concatenate(columns["subject"]),
            "collected": np.ones(len(groups) * times, dtype=bool),
            "pupils": np.tile(np.bincount(place), times),
            "achieved": np.concatenate(columns["achieved"]),
        },
        {"stage": STAGES, "subject": SUBJECTS},
    )
