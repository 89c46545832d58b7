"""The door for numbers: cubes in, protected cells out, and a ledger of all that was released.

No count leaves the walls except through `protect`. It hides what could point to a child, hides more where
subtraction would give the hidden back, keeps hidden what an earlier release hid, and says why in one sentence.
"""

from .door import Protection, protect
from .ledger import PUBLIC, Ledger, LedgerCopy, LedgerEntry, LedgerForm, forms_of, seal_forms
from .rules import HIDDEN, MeasureRules, Rule, Rules
from .wider import Population

__all__ = [
    "HIDDEN",
    "PUBLIC",
    "Ledger",
    "LedgerCopy",
    "LedgerEntry",
    "LedgerForm",
    "MeasureRules",
    "Population",
    "Protection",
    "Rule",
    "Rules",
    "forms_of",
    "protect",
    "seal_forms",
]
