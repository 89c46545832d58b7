"""What some words claim, as a frozen type: directions, sizes, ends and hedges. `reading` makes it."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Period

from .sizes import Size


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    BETTER = "better"
    WORSE = "worse"
    WIDER = "wider"
    NARROWER = "narrower"
    NO_CHANGE = "change"
    NO_DIFFERENCE = "difference"
    ALIKE = "alike"

    @property
    def same(self) -> bool:
        return self in (Direction.NO_CHANGE, Direction.NO_DIFFERENCE, Direction.ALIKE)


class Chance(StrEnum):
    WITHIN = "within"
    BEYOND = "beyond"


@dataclass(frozen=True)
class DirectionWord:
    """A direction and the word for it. over_time: a verb such as rose, which needs two periods."""

    direction: Direction
    over_time: bool
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Mention:
    """A period that the words name; `year` when only a calendar year is written."""

    text: str
    period: Period | None
    year: int
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """Everything testable in some words; at least one of level, base, changes or direction is there.

    level: the value (of one period), the later end, or the first group's. base: the earlier end, or the other
    group's. changes: sizes of a change or difference. multiplied: the change is a verb such as doubled, which
    needs two periods. difference: the words leave the direction open ("6.5 points apart"). years: how long.
    names: those that were passed over in reading.
    """

    words: str
    level: Size | None = None
    base: Size | None = None
    changes: tuple[Size, ...] = ()
    direction: DirectionWord | None = None
    multiplied: str = ""
    relative: bool = False
    chance: Chance | None = None
    gap: bool = False
    difference: bool = False
    ended: bool = False
    mentions: tuple[Mention, ...] = ()
    years: Fraction | None = None
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unreadable:
    """Words that make no statement that can be tested; `reason` is a sentence for their author."""

    reason: str
