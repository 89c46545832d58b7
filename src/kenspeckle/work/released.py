"""Approvals and releases, as corridors know them; the records keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from kenspeckle.ground.terms.release import Approval, Release, ReleasedStory


class Releases(Protocol):
    """Nothing in here is ever changed; a newer one stands beside the older."""

    def approve(self, *approvals: Approval) -> None: ...
    def approvals(self, stories: Iterable[str]) -> Sequence[Approval]: ...
    def add(self, release: Release) -> None: ...
    def all(self) -> Sequence[Release]: ...
    def newest(self) -> Mapping[str, tuple[Release, ReleasedStory]]: ...
    def sealed(self) -> Mapping[str, Sequence[str]]: ...


__all__ = ["Approval", "Release", "ReleasedStory", "Releases"]
