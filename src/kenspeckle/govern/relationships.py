"""Who is responsible for which children: a class, a school, a caseload. What lets somebody see exact counts of them.

A relationship says: this person, these children, from this day until that one, on somebody's word. It is necessary
and not enough: the source has to be permitted as well. `records` keeps what is recorded; here it is only looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from kenspeckle.ground.frozen import dataclass


@dataclass(frozen=True)
class Relationship:
    """`person` is responsible for the children of one value of a dimension, such as school = Northside.

    since, until: the first and the last day; None for no end. said_by: who recorded it.
    """

    person: str
    dimension: str
    value: str
    since: date
    until: date | None = None
    said_by: str = ""

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def __str__(self) -> str:
        return f"{self.dimension} = {self.value}"


class Relationships(Protocol):
    """What `records` keeps for this room."""

    def of(self, person: str) -> Sequence[Relationship]:
        """Return all that was recorded of a person, oldest first, also what has ended or not begun."""
        ...

    def add(self, relationship: Relationship) -> None: ...


class Nobody:
    """No relationships: nobody is responsible for anybody."""

    def of(self, person: str) -> Sequence[Relationship]:
        return ()

    def add(self, relationship: Relationship) -> None:
        raise TypeError("there is no place here in which relationships are kept")
