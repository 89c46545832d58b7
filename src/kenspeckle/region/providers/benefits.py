"""The benefits agency: children for whom an award was in payment, by zone and quarter; small counts are a star."""

from __future__ import annotations

import numpy as np

from ..table import Array
from .cells import numbers, texts
from .desk import BOM, INVENTED, Desk, Feed
from .known import Known

_ABOVE = (INVENTED.replace(",", ";"), "Awards in payment by quarter and data zone")
_BELOW = ("", "Notes", "*: one to four. Counts are of the last day of the quarter.")


class Awards:
    """`benefits/awards.csv`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "benefits/awards.csv", BOM, _ABOVE, _BELOW)

    def council(self, known: Known) -> None:
        awards = known.council.benefits
        awards = awards.take(np.lexsort((awards["zone"], awards["quarter"])))
        few = {n: (awards[n] > 0) & (awards[n] < 5) for n in ("children", "households")}
        hidden = few["children"] | few["households"]
        block = self._feed.block(
            {
                "Quarter": _quarters(awards["quarter"]),
                "Data Zone": known.zone(awards["zone"]),
                "Children in Zone": numbers(_living(known, awards["zone"], awards["quarter"])),
                "Children in Award": np.where(few["children"], "*", numbers(awards["children"])),
                "Households in Award": np.where(few["households"], "*", numbers(awards["households"])),
                "Pounds": np.where(hidden, "*", numbers(awards["pounds"])),
            },
            awards["zone"],
        )
        rows = self._feed.write(block) + np.arange(len(awards))
        columns = (
            ("Children in Award", "children", few["children"]),
            ("Households in Award", "households", few["households"]),
        )
        for field, name, marked in (*columns, ("Pounds", "pounds", hidden)):
            self._desk.answers.hidden(block.file, rows[marked].tolist(), field, "*", awards[name][marked].tolist())

    def close(self) -> None:
        self._feed.close()


def _living(known: Known, zones: Array, quarters: Array) -> Array:
    """Children under sixteen who live in each zone on the first day of each quarter."""
    counts = np.zeros(len(zones), dtype="int64")
    everyone = np.arange(len(known.children))
    for quarter in np.unique(quarters):
        age = quarter - known.children["born"]
        homes = known.home_zone(everyone, np.full(len(everyone), quarter))
        counted = (homes >= 0) & (age >= np.timedelta64(0, "D")) & (age < np.timedelta64(5844, "D"))
        living = np.bincount(homes[counted], minlength=len(known.region.zones))
        counts[quarters == quarter] = living[zones[quarters == quarter]]
    return counts


def _quarters(dates: Array) -> Array:
    months = dates.astype("datetime64[M]").astype("int64")
    different, where = np.unique(months // 3, return_inverse=True)
    return texts([f"{1970 + q // 4}-Q{q % 4 + 1}" for q in different.tolist()])[where]
