"""How good is a source: its own quality rules, how fresh it is, which periods are missing, who disagrees with it.

Each check is one sentence that a reader understands and a verdict. The moment is an argument. Counts of rows
about people are told roughly when they are small, because a sentence of a check is read by everyone.
"""

from .coverage import missing_periods
from .discrepancy import Comparison, compare
from .freshness import freshness, next_due
from .quality import FEW, check_quality

__all__ = ["FEW", "Comparison", "check_quality", "compare", "freshness", "missing_periods", "next_due"]
