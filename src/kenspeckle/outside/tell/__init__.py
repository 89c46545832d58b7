"""Stories: what cells they want, whether their claims are borne out, other ways of counting, a page as data."""

from .cell_index import CellIndex
from .figure_values import value_of
from .fixing import fix
from .judge import Judgement, judge
from .judged_story import JudgedClaim, JudgedStory, StoryFinding, findings, judge_claims
from .read_story import read
from .story import CardsSpec, Claim, FigureSpec, MethodSpec, Story
from .story_page import tell
from .wanted_cells import wants

__all__ = [
    "CardsSpec",
    "CellIndex",
    "Claim",
    "FigureSpec",
    "JudgedClaim",
    "JudgedStory",
    "Judgement",
    "MethodSpec",
    "Story",
    "StoryFinding",
    "findings",
    "fix",
    "judge",
    "judge_claims",
    "read",
    "tell",
    "value_of",
    "wants",
]
