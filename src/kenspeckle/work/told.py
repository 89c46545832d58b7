"""What a run makes of its stories: each one read, judged and told from its own slice, and what all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import CheckResult, Facts, ProtectedCells, SourceState, Want
from kenspeckle.ground.terms.page import Banner, StoryPage, Text
from kenspeckle.inside.measure import Plan
from kenspeckle.outside.tell import JudgedStory, Story, StoryFinding
from kenspeckle.protect import Protection

from .beside import NOTHING, Beside
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
    """Everything that a run made of its stories. shared: what the site shows beside them. beside: what others say.

    untold: released stories that cannot be told any more, and what is gone that their words rest on.
    """

    looked: Looked
    stories: Mapping[str, ToldStory]
    protection: Protection
    shared: tuple[Want, ...]
    plan: Plan
    snapshots: Mapping[str, str]
    discrepancies: tuple[CheckResult, ...]
    untold: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Beside = NOTHING

    @property
    def pages(self) -> dict[str, StoryPage]:
        """The page of each story, by its name; of one that is told no more a page that says so and why."""
        told = {name: story.page for name, story in self.stories.items()}
        return told | {name: _page_of_untold(name, gone) for name, gone in self.untold.items()}


def _page_of_untold(name: str, gone: tuple[str, ...]) -> StoryPage:
    # Its name, not its title: the title's words may rest on what is hidden by now.
    title = name.replace("-", " ").capitalize()
    why = "; ".join(gone)
    said = f"This story is no longer told: {why}. What was released stays as it was sealed: download the bundle."
    return StoryPage(
        name=name,
        title=(Text(title),),
        plain_title=title,
        question="",
        kind="story",
        audience=(),
        serves="",
        hunch="",
        blocks=(),
        claims=(),
        banners=(Banner("correction", said),),
        sources=(),
        measures=(),
    )
