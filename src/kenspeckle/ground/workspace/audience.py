"""An audience, as a frozen type: partners to whom more, or less, may be told than to the public."""

from __future__ import annotations

from kenspeckle.ground.frozen import dataclass


@dataclass(frozen=True)
class Audience:
    """Partners to whom a release can be made, and how many children must stand behind what they are told."""

    name: str
    title: str
    who: str
    minimum_children: int
