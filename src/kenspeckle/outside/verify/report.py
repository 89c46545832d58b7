"""What a check of a bundle found: one line for each thing that was checked."""

from __future__ import annotations

from collections.abc import Mapping

from kenspeckle.ground.frozen import dataclass


@dataclass(frozen=True)
class Line:
    """One thing that was checked, and what came of it."""

    passed: bool
    sentence: str


@dataclass(frozen=True)
class Report:
    """What a check found. genuine: a trusted key signed exactly this, and all of it can be computed again."""

    name: str
    lines: tuple[Line, ...]
    predicate: Mapping[str, object]

    @property
    def genuine(self) -> bool:
        return bool(self.lines) and all(line.passed for line in self.lines)
