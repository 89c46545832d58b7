"""A decision carries its reason: page, log and test show the same sentence."""

from __future__ import annotations

from kenspeckle.ground.frozen import dataclass


@dataclass(frozen=True)
class Decision:
    """May this be done? `reason` is one sentence for a reader, `rule` the name of the rule that decided."""

    allowed: bool
    reason: str
    rule: str

    def __bool__(self) -> bool:
        return self.allowed
