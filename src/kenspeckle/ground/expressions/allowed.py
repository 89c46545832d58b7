"""The allow-list of row expressions: every kind of node that may occur, with the check that rebuilds it."""

from .checker import Checks
from .functions import FUNCTIONS
from .operators import OPERATORS

ALLOWED: Checks = OPERATORS + FUNCTIONS
