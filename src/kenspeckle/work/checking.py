"""Check the sources without telling a story: quality, freshness, gaps, disagreement."""

from __future__ import annotations

from kenspeckle.protect import LedgerCopy

from .ingest import take_in_all
from .results import Checked
from .setting import Setting
from .telling import tell_all
from .turn import turn


def check(setting: Setting) -> Checked:
    """Take in what is due, and return how the sources stand at the setting's moment."""
    with turn(setting.state, setting.say):
        intakes = take_in_all(setting)
        told = tell_all(setting, [], LedgerCopy(setting.records.ledger), {})
    return Checked(intakes, told.looked.states, told.discrepancies)
