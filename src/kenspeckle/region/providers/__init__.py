"""Agencies of the invented region: each writes what it holds in its own files, numbers, words and dates.

No agency's file holds the true number of a person. What one calls a child is told apart from what another does, and
only the sealed answers say that they are the same.
"""

from __future__ import annotations

from .benefits import Awards
from .charity import Participants
from .classes import Roster, class_numbers
from .desk import Desk, Provider
from .evaluation import Evaluation
from .finance import Equity
from .government import Register, Rolls
from .health import Births, Reviews
from .housing import Homelessness
from .listening import Voices
from .mis_attainment import Levels, LevelsBySchool
from .mis_attendance import ByClass, Daily, Terms
from .mis_conduct import Exclusions, Notes
from .mis_history import History
from .mis_pupils import Enrolments, Pupils
from .numbering import Numbering
from .people import Staff
from .police import Concerns
from .reporter import Referrals
from .skills import Leavers
from .social_work import Cases
from .survey import Answers as Wellbeing


def agencies(desk: Desk) -> list[Provider]:
    """Everyone who delivers, in a fixed order. Staff and classes have one number wherever they are named."""
    staff = Numbering(desk.chance, "people/staff", "S", 7)
    classes = class_numbers(desk.chance)
    plain = (
        Register, Rolls, Pupils, Enrolments, Terms, Daily, ByClass, Levels, LevelsBySchool, History, Exclusions,
        Reviews, Births, Homelessness, Referrals, Concerns, Awards, Equity, Participants, Evaluation, Wellbeing,
        Leavers, Voices,
    )  # fmt: skip
    made: list[Provider] = [kind(desk) for kind in plain]
    return [*made, Notes(desk, staff), Cases(desk, staff), Roster(desk, staff, classes), Staff(desk, staff, classes)]


__all__ = ["Desk", "Provider", "agencies"]
