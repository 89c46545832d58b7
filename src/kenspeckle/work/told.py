"""What a run makes of its stories: each one read, judged and told from its own slice, and what all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import CheckResult, Facts, ProtectedCells, SourceState, Want
from kenspeckle.ground.terms.page import StoryPage
from kenspeckle.inside.measure import Plan
from kenspeckle.outside.tell import JudgedStory, Story, StoryFinding
from kenspeckle.protect import Protection

from .facts import Known

Findings: TypeAlias = Mapping[str, tuple[StoryFinding, ...]]
"""What is not well, by story."""


@dataclass(frozen=True)
class Looked:
    """What a look at the sources found out, before any story is read."""

    facts: Facts
    known: Known
    states: Mapping[str, SourceState]


@dataclass(frozen=True)
class ToldStory:
    """One story, told from the cells that it asked for and the facts that it needs, and from nothing else.

    A stranger who holds its bundle has the same cells and facts, and so makes the same page. page: with its
    pictures and with the outlines of its maps.
    """

    story: Story
    wants: tuple[Want, ...]
    cells: ProtectedCells
    facts: Facts
    judged: JudgedStory
    page: StoryPage
    findings: tuple[StoryFinding, ...]

    @property
    def fails(self) -> bool:
        """Whether it has a finding that fails a build."""
        return any(f.fails for f in self.findings)


@dataclass(frozen=True)
class Told:
    """Everything that a run made of its stories. shared: what the site shows beside them."""

    looked: Looked
    stories: Mapping[str, ToldStory]
    protection: Protection
    shared: tuple[Want, ...]
    plan: Plan
    snapshots: Mapping[str, str]
    discrepancies: tuple[CheckResult, ...]

    @property
    def pages(self) -> dict[str, StoryPage]:
        """The page of each story, by its name."""
        return {name: told.page for name, told in self.stories.items()}
