"""What can be said of a claim once it has been tested."""

from enum import StrEnum


class Verdict(StrEnum):
    """In the order in which they are judged: shape of the words, names, period, protection, arithmetic, noise."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    CANNOT_TELL = "cannot tell"
    WITHHELD = "withheld"
    OUT_OF_DATE = "out of date"
    REFUSED = "refused"
