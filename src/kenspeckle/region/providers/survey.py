"""The university's wellbeing survey: answers without names, and counts by school; -9999 stands for what is not told."""

from __future__ import annotations

import numpy as np

from ..calendar import YEARS
from ..files import Dialect
from ..table import Array, Table
from .cells import numbers, same, worded, year_label
from .desk import UTF8, Desk, Feed
from .known import Known
from .mis_pupils import SEX, rank_of
from .numbering import Numbering

INDICATORS = ("Safe", "Healthy", "Achieving", "Nurtured", "Active", "Respected", "Responsible", "Included")
_NOT_TOLD = "-9999"


class Answers:
    """`survey/wellbeing_YYYY-YY.csv` and `survey/wellbeing_by_school.csv`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feeds = {y: Feed(desk, f"survey/wellbeing_{year_label(y, '-')}.csv", UTF8) for y in YEARS}
        self._schools = Feed(desk, "survey/wellbeing_by_school.csv", Dialect(delimiter=";"))
        self._own = Numbering(desk.chance, "survey/answers", "W", 8)

    def council(self, known: Known) -> None:
        for year, feed in self._feeds.items():
            answers = known.council.wellbeing
            answers = answers.take(answers["year"] == year)
            own = self._own.of(answers["answer"])
            order = np.argsort(rank_of(own), kind="stable")
            self._write(known, year, feed, answers.take(order), own[order])
            self._write_schools(known, year, answers)

    def _write(self, known: Known, year: int, feed: Feed, answers: Table, own: Array) -> None:
        pupils = known.council.pupil_years
        years = known.year_rows(answers["child"], answers["year"])
        block = feed.block(
            {
                "Response": own,
                "Year": same(year_label(year), len(own)),
                "School Code" if year == YEARS[0] else "SEED Code": known.school("code", answers["school"]),
                "Stage": worded(answers, "stage"),
                "Sex": worded(known.children, "sex", SEX)[known.child_rows(answers["child"])],
                "Quintile": known.of_year(numbers(pupils["quintile"]), years),
                **{name: _told(answers[name.lower()], 1) for name in INDICATORS},
                "Difficulties": _told(answers["difficulties"], 0),
            },
            answers["answer"],
        )
        self._desk.answers.who("survey", own, answers["child"])
        block.impossible(dict.fromkeys(INDICATORS, ("55",)), int(known.first))
        feed.write(block)

    def _write_schools(self, known: Known, year: int, answers: Table) -> None:
        schools = np.unique(answers["school"])
        most = len(known.region.schools)
        for name in INDICATORS:
            score = answers[name.lower()]
            told = np.bincount(answers["school"][score > 0], minlength=most)[schools]
            low = np.bincount(answers["school"][(score > 0) & (score < 3)], minlength=most)[schools]
            few, small = (told > 0) & (told < 5), (low > 0) & (low < 5)
            block = self._schools.block(
                {
                    "Year": same(year_label(year), len(schools)),
                    "SEED Code": known.school("code", schools),
                    "Indicator": same(name, len(schools)),
                    "Responses": np.where(few, _NOT_TOLD, numbers(told)),
                    "Low scores": np.where(small, _NOT_TOLD, numbers(low)),
                },
                schools,
            )
            rows = self._schools.write(block) + np.arange(len(schools))
            for field, marked, counts in (("Responses", few, told), ("Low scores", small, low)):
                self._desk.answers.hidden(block.file, rows[marked].tolist(), field, _NOT_TOLD, counts[marked].tolist())

    def close(self) -> None:
        for feed in (*self._feeds.values(), self._schools):
            feed.close()


def _told(scores: Array, least: int) -> Array:
    return np.where(scores < least, _NOT_TOLD, numbers(scores))
