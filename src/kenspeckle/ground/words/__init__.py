"""The language of claims: the grammar of evidence, and the vocabulary of words that can be tested."""

from .entries import Entry, Role
from .evidence import Asks, Evidence, UnreadableEvidence, parse_evidence
from .forms import Form, form_at
from .numbers import plain_number
from .own_numbers import NONE_OWN, OwnNumbers, own_numbers
from .reading import read_statement
from .statement import Statement, Unreadable
from .strays import Stray, untied
from .verdict import Verdict
from .vocabulary import vocabulary

__all__ = [
    "NONE_OWN",
    "Asks",
    "Entry",
    "Evidence",
    "Form",
    "OwnNumbers",
    "Role",
    "Statement",
    "Stray",
    "Unreadable",
    "UnreadableEvidence",
    "Verdict",
    "form_at",
    "own_numbers",
    "parse_evidence",
    "plain_number",
    "read_statement",
    "untied",
    "vocabulary",
]
