"""The language of claims: the grammar of evidence, and the vocabulary of words that can be tested."""

from .entries import Entry, Role
from .evidence import Asks, Evidence, UnreadableEvidence, parse_evidence
from .numbers import plain_number
from .reading import read_statement
from .statement import Statement, Unreadable
from .strays import Stray, untied
from .verdict import Verdict
from .vocabulary import vocabulary

__all__ = [
    "Asks",
    "Entry",
    "Evidence",
    "Role",
    "Statement",
    "Stray",
    "Unreadable",
    "UnreadableEvidence",
    "Verdict",
    "parse_evidence",
    "plain_number",
    "read_statement",
    "untied",
    "vocabulary",
]
