"""Council education: levels achieved by each pupil in June, and counts by school since 2016/17.

The codes changed after 2022/23. Nothing was collected in 2019/20, so that year has no rows at all; small counts are
hidden behind a `c`.
"""

from __future__ import annotations

import numpy as np

from ..calendar import YEARS
from ..files import Dialect
from .cells import flags, numbers, worded, year_label, year_labels
from .desk import UTF8, Desk, Feed
from .known import Known
from .mis_pupils import SEX, rank_of

OLD = {"not yet": "N", "achieved": "A", "beyond": "B"}
NEW = {"not yet": "0", "achieved": "1", "beyond": "2"}


class Levels:
    """`mis/acel_YYYY-YY.csv`: one row for a pupil in P1, P4, P7 or S3."""

    def __init__(self, desk: Desk) -> None:
        first, later = Dialect(delimiter=";", bom=True), Dialect(delimiter="\t")
        self._feeds = {
            y: Feed(desk, f"mis/acel_{year_label(y, '-')}.csv", first if y == YEARS[0] else later) for y in YEARS
        }

    def council(self, known: Known) -> None:
        for year, feed in self._feeds.items():
            codes, achieved = (OLD, ("Y", "N")) if year == YEARS[0] else (NEW, ("1", "0"))
            levels = known.council.acel
            levels = levels.take(levels["year"] == year)
            rows = known.child_rows(levels["child"])
            order = np.lexsort((rank_of(known.scn)[rows], levels["stage"], levels["school"]))
            levels, rows = levels.take(order), rows[order]
            years = known.year_rows(levels["child"], levels["year"])
            pupils = known.council.pupil_years
            block = feed.block(
                {
                    "SCN": known.scn[rows],
                    "SEED Code": known.school("code", levels["school"]),
                    "Stage": worded(levels, "stage"),
                    "Sex": worded(known.children, "sex", SEX)[rows],
                    "Data Zone": known.of_year(known.zone(pupils["zone"]), years),
                    "ASN": known.of_year(flags(pupils["asn"]), years, "N"),
                    "FME": known.of_year(flags(pupils["free_meals"]), years, "N"),
                    "Reading": worded(levels, "reading", codes),
                    "Writing": worded(levels, "writing", codes),
                    "Listening and Talking": worded(levels, "listening", codes),
                    "Numeracy": worded(levels, "numeracy", codes),
                    "Literacy": flags(levels["literacy"], *achieved),
                },
                levels["child"],
            )
            old = known.of_year(known.old_zone(pupils["zone"]), years)
            block.rate("old-zone-code", "Data Zone", old, old != "")
            block.impossible({"Numeracy": ("Z",) if year == YEARS[0] else ("9",)}, int(known.first))
            feed.write(block)

    def close(self) -> None:
        for feed in self._feeds.values():
            feed.close()


class LevelsBySchool:
    """`mis/acel_history.csv`: counts by school, stage and subject since 2016/17."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "mis/acel_history.csv", UTF8)

    def council(self, known: Known) -> None:
        counts = known.council.attainment_history
        counts = counts.take(counts["collected"])
        counts = counts.take(np.lexsort((counts["subject"], counts["stage"], counts["school"], counts["year"])))
        achieved = numbers(counts["achieved"])
        small = (counts["achieved"] > 0) & (counts["achieved"] < 5)
        achieved[small] = "c"
        block = self._feed.block(
            {
                "Year": year_labels(counts["year"]),
                "SEED Code": known.school("code", counts["school"]),
                "Stage": worded(counts, "stage"),
                "Subject": worded(counts, "subject"),
                "Pupils": numbers(counts["pupils"]),
                "Achieved": achieved,
            },
            counts["school"],
        )
        rows = self._feed.write(block) + np.flatnonzero(small)
        self._desk.answers.hidden(block.file, rows.tolist(), "Achieved", "c", counts["achieved"][small].tolist())

    def close(self) -> None:
        self._feed.close()
