"""Evidence: what stands in braces after the words of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kenspeckle.ground.terms import Period, Test


class Asks(StrEnum):
    MEASURE = "measure"
    SHARE = "share of"
    VOICES = "voices"
    SIGNAL = "signal in"
    IMPACT = "impact of"


@dataclass(frozen=True)
class Evidence:
    """Parsed evidence. `start` is None for `in PERIOD`; `end` is None for `since PERIOD` (up to the last covered).

    against: tests, or the word "neighbours" or "matched", or None. text: as written, with single spaces.
    """

    asks: Asks
    measure: str
    where: tuple[Test, ...] = ()
    against: tuple[Test, ...] | str | None = None
    start: Period | None = None
    end: Period | None = None
    since: bool = False
    change: str = ""
    text: str = ""
