"""Hold the region against what is published of a real country, figure by figure.

The figures come out of the model: every one is counted in the tables, and nothing was scaled to reach it. Targets are
those published by the Scottish Government for the years named (schools, attendance, exclusions, achievement, leavers),
and the marks that the plan of the region sets for what nobody publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.measuring import Tally, measure
from kenspeckle.region.model import Region
from kenspeckle.region.schools import SECTORS

PUPILS = 24_000
"""Pupils of the region that the tolerances are for: among fewer, luck moves a figure further."""

_COUNTRY = 8  # councils from which on the range between councils means something


@dataclass(frozen=True)
class Figure:
    """One figure of the region, what it should be, and how far it may lie from that."""

    name: str
    value: float
    target: float
    tolerance: float
    unit: str = "%"
    HEAD: ClassVar[str] = f"    {'figure':<58} {'made':>9} {'target':>9}"

    @property
    def holds(self) -> bool:
        """Whether the region's figure is as near as it should be."""
        return abs(self.value - self.target) <= self.tolerance

    def __str__(self) -> str:
        mark = "ok " if self.holds else "OFF"
        line = f"{mark} {self.name:<58} {self.value:9.2f} {self.target:9.2f} ± {self.tolerance:g} {self.unit}"
        return line.rstrip()

    def record(self) -> dict[str, str | float | bool]:
        """The figure for machines, to two places."""
        made, target = round(self.value, 2), round(self.target, 2)
        return {
            "name": self.name, "made": made, "target": target, "tolerance": self.tolerance, "unit": self.unit,
            "holds": self.holds,
        }  # fmt: skip


def calibrate(region: Region, say: Callable[[str], None] = lambda _: None) -> tuple[Figure, ...]:
    """Make the region, council by council, and hold it against every target."""
    tally = Tally()
    for number in range(region.places.number):
        say(f"council {number + 1} of {region.places.number}")
        measure(region, region.council(number), tally)
    return figures(tally, region.places.number, region.daily)


def figures(tally: Tally, councils: int, daily: bool) -> tuple[Figure, ...]:
    """The figures of what was counted."""
    made = [*_published(tally), *_planned(tally)]
    if councils >= _COUNTRY:
        rates = tally.values["council attendance"]
        made += [
            Figure("attendance 2024/25, lowest council", min(rates), 89.1, 1.0),
            Figure("attendance 2024/25, highest council", max(rates), 93.6, 1.0),
        ]
    if daily:
        made += _by_day(tally)
    return tuple(made)


def _gap(tally: Tally, name: str) -> float:
    return tally.rate(f"{name} quintile 5") - tally.rate(f"{name} quintile 1")


def _published(t: Tally) -> Iterator[Figure]:
    for year, target in ((2022, 90.2), (2023, 90.3), (2024, 91.0)):
        yield Figure(f"attendance {year}/{year - 1999}", t.rate(f"attendance {year}"), target, 1.0)
    yield Figure("attendance 2018/19", t.rate("history 2018"), 93.0, 1.0)
    for name, target in (("quintile 1", 87.6), ("quintile 5", 94.1), ("asn", 88.2), ("no asn", 92.9)):
        yield Figure(f"attendance 2024/25, {name}", t.rate(f"attendance {name}"), target, 1.0)
    yield Figure("persistent absence 2024/25", t.rate("persistent absence"), 28.5, 1.0)
    per = "per 1,000"
    for name, target in (("", 16.6), (" boys", 23.4), (" girls", 9.4), (" asn", 34.6), (" no asn", 7.1)):
        yield Figure(f"exclusions 2022/23{name}", t.rate(f"exclusions 2022{name}"), target, 1.0, per)
    ratio = t.rate("exclusions 2022 quintile 1") / max(t.rate("exclusions 2022 quintile 5"), 0.01)
    yield Figure("exclusions 2022/23, quintile 1 over quintile 5", ratio, 3.5, 1.0, "times")
    yield Figure("exclusions 2024/25", t.rate("exclusions 2024"), 15.1, 1.0, per)
    for phase, subject, level, gap in (
        ("primary", "literacy", 74.5, 19.4),
        ("primary", "numeracy", 80.3, 16.6),
        ("S3", "literacy", 89.8, 10.8),
        ("S3", "numeracy", 90.9, 11.6),
    ):
        name = f"{phase} {subject} 2024"
        yield Figure(f"{phase} {subject} 2024/25", t.rate(name), level, 1.0)
        yield Figure(f"{phase} {subject} 2024/25, gap", _gap(t, name), gap, 1.0, "points")
    for name, level, gap in (("SCQF 5", 83.5, 22.7), ("SCQF 6", 57.4, 36.9), ("positive", 95.7, 4.3)):
        yield Figure(f"leavers 2023/24, {name}", t.rate(f"leavers {name}"), level, 1.0)
        yield Figure(f"leavers 2023/24, {name}, gap", _gap(t, f"leavers {name}"), gap, 1.0, "points")
    yield Figure("additional support needs 2024", t.rate("asn"), 40.6, 1.0)


def _planned(t: Tally) -> Iterator[Figure]:
    """What the plan sets: homes, sizes, likeness, breaks, and the programmes' truths."""
    for name, words in (("low_income", "low income"), ("free_meals", "free meals")):
        yield Figure(words, t.rate(name), 24.0, 1.0)
    for n, target in enumerate((48.0, 32.0, 22.0, 14.0, 7.0), 1):
        yield Figure(f"low income, quintile {n}", t.rate(f"low_income quintile {n}"), target, 1.0)
    yield Figure("pupils, of those asked for", t.rate("pupils"), 100.0, 1.5)
    pupils = t.counts["pupils"]
    for sector, count in zip(SECTORS, (62, 9, 3)):
        rolls = t.values[f"{sector} roll"]
        yield Figure(f"{sector} schools for 24,000 pupils", len(rolls) * 24_000 / pupils, count, 0.05 * count + 0.5, "")
    yield Figure("changed school in mid-year, a year", t.rate("movers"), 5.0, 1.0)
    yield Figure("neighbouring zones alike (Moran's I)", _average(t, "neighbours alike"), 0.5, 0.12, "")
    yield Figure("brothers and sisters alike in attendance", _average(t, "siblings alike"), 0.3, 0.05, "")
    together = [_average(t, name) for name in t.values if name.startswith("needs together")]
    yield Figure("needs together, least", min(together), 0.25, 0.06, "")
    yield Figure("needs together, most", max(together), 0.32, 0.08, "")
    yield Figure("literacy between schools (ICC)", _between(t), 0.08, 0.03, "")
    yield Figure("attendance, P7 less S1", t.rate("attendance P7") - t.rate("attendance S1"), 2.3, 1.0, "points")
    rest = (t.counts["collected 2018"], t.totals["collected 2018"])
    yield Figure("terms collected 2018/19", 100.0 * rest[0] / rest[1], 100.0, 0.0)
    yield Figure("terms collected 2020/21", t.rate("collected 2020"), 50.0, 12.0)
    yield Figure(
        "attendance, 2018/19 less 2022/23", t.rate("history 2018") - t.rate("history 2022"), 2.8, 1.0, "points"
    )
    gain = _per(t, "works rate") - _per(t, "waiting rate")
    yield Figure("the programme that works, by its waiting list", gain, 2.0, 1.0, "points")
    yield Figure("the one that seems to: change", _per(t, "seems change"), 6.2, 2.0, "points")
    yield Figure("the one that seems to: beyond children like them", _per(t, "seems beyond others"), 0.0, 1.0, "points")
    yield Figure("the one that does nothing: beyond others", _per(t, "nothing beyond others"), 0.0, 1.0, "points")
    yield Figure("the reversal: all schools together", t.rate("readers") - t.rate("not readers"), -9.0, 6.0, "points")
    within = sum(t.values["readers gap"]) / sum(t.values["readers weight"])
    yield Figure("the reversal: within schools", within, 7.0, 5.0, "points")


def _by_day(t: Tally) -> Iterator[Figure]:
    yield Figure("attendance, midweek less Fridays", t.rate("midweek") - t.rate("Fridays"), 0.9, 0.4, "points")
    yield Figure("attendance, September less December", t.rate("September") - t.rate("December"), 4.5, 2.0, "points")


def _average(t: Tally, name: str) -> float:
    return float(np.mean(t.values[name]))


def _per(t: Tally, name: str) -> float:
    return sum(t.values[f"{name} sum"]) / max(sum(t.values[f"{name} number"]), 1)


def _between(t: Tally) -> float:
    """The share of the variance of literacy that lies between schools (one-way analysis of variance)."""
    size, share = np.array(t.values["school literacy size"]), np.array(t.values["school literacy share"])
    everyone, schools = size.sum(), len(size)
    grand = (size * share).sum() / everyone
    between = (size * (share - grand) ** 2).sum() / (schools - 1)
    inside = (size * share * (1.0 - share)).sum() / (everyone - schools)
    typical = (everyone - (size * size).sum() / everyone) / (schools - 1)
    return float((between - inside) / (between + (typical - 1.0) * inside))
