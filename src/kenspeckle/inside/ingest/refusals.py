"""When a delivery cannot be taken in, and how large one may be.

A refusal is one sentence or two: which delivery, what is wrong with it, what was expected, what to do next.
It never holds a value of a row: a place in the file is a row number and a field. After a refusal everything
is as it was before, so the last good snapshot stays.
"""

from __future__ import annotations

from kenspeckle.ground.terms import KenError

MAX_COLUMNS = 2_000
"""Real tables have at most a few hundred; ten thousand are a crosstab that was meant to be unpivoted, or a mistake."""

MAX_CELL = 1_000_000
"""Characters in one cell. Longer ones are an unclosed quotation mark or an embedded document."""

MAX_ROW = 8_000_000
"""Characters in all cells of one row together."""

MAX_LINE = 32_000_000
"""Characters in one line of a text file before it is read as a row."""

MAX_FILE = 8 << 30
"""Bytes of one delivered text file."""

MAX_DOCUMENT = 512 << 20
"""Bytes of a file that can only be read whole (a workbook's parts, a JSON document, a download)."""

MAX_UNPACKED = 4 << 30
"""Bytes that one archive may unpack to."""

MAX_RATIO = 200
"""How many times larger than packed a member may be, once it is larger than a few megabytes; text packs about ten."""


class DeliveryRefused(KenError):
    """A delivery was refused whole; nothing was changed, and the message says why and what to do."""

    def __init__(self, delivery: str, why: str, advice: str = "") -> None:
        self.delivery = delivery
        self.why = why
        self.advice = advice
        super().__init__(f"{delivery}: {why}" + (f" {advice}" if advice else ""))
