"""Stories: what cells they want, whether their claims are borne out, other ways of counting, a page as data."""

from kenspeckle.ground.terms import Facts
from kenspeckle.ground.workspace.definitions import StoryFile

from .figure_values import of_counts, value_of
from .fixing import fix
from .judge import Judgement, judge
from .judged_story import JudgedClaim, JudgedStory, StoryFinding, findings, judge_claims
from .story import CardsSpec, Claim, FigureSpec, MethodSpec, Story
from .story_page import tell
from .wanted_cells import wants
from .withheld import also_wanted, lacking, tried, wants_of


def read(story: StoryFile, facts: Facts) -> Story:
    """Read one story; raises Complaints with all that is wrong in it. See `read_story`."""
    # Only who reads stories pays for importing Markdown and YAML: checking a bundle needs neither.
    from .read_story import read as read_story

    return read_story(story, facts)


__all__ = [
    "CardsSpec",
    "Claim",
    "FigureSpec",
    "JudgedClaim",
    "JudgedStory",
    "Judgement",
    "MethodSpec",
    "Story",
    "StoryFinding",
    "also_wanted",
    "findings",
    "fix",
    "judge",
    "judge_claims",
    "lacking",
    "of_counts",
    "read",
    "tell",
    "tried",
    "value_of",
    "wants",
    "wants_of",
]
