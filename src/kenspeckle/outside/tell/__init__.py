"""Stories: what cells they want, whether their claims are borne out, other ways of counting, a page as data."""

from .read_story import read
from .story import Story
from .wanted_cells import wants

__all__ = ["Story", "read", "wants"]
