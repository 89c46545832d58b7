"""The strip below a time axis in which absences stand: apart from the values, at the time they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from kenspeckle.ground.terms import Absence

from . import absent
from .frame import Frame
from .grid import Shown
from .lettering import width

DEPTH = 34
"""The room that the absences of one series take: a box with its mark below it."""


def strip(frame: Frame, values: Mapping[str, Shown], top: float, whose: tuple[int, int] | None = None) -> float:
    """Draw what one series lacks; neighbours of a kind share a box. Return where the next thing may begin.

    whose: the shape and colour of the series, where there are several. Where boxes are too close for a mark
    below each, the pattern alone tells them apart, and the key says what it means.
    """
    if not any(isinstance(v, Absence) for v in values.values()):
        return top
    sheet, y = frame.sheet, top + 5
    if whose is not None:
        sheet.marker(whose[0], frame.left - 12, y + absent.BOX // 2, f"mark s{whose[1]}")
    written = -1.0
    for absence, first, last in _stretches(values, frame):
        absent.mark(sheet, absence, first, y, last - first)
        middle, half = (first + last) / 2, width(absence.mark, "tiny") / 2
        if middle - half > written:
            sheet.text(middle, y + absent.BOX + 12, absence.mark, "tiny", "middle")
            written = middle + half + 2
    return top + DEPTH


def _apart(frame: Frame) -> float:
    """The distance between neighbours on the axis."""
    return (frame.across.at(frame.axis.step) - frame.across.at(0)) if len(frame.axis.xs) > 1 else 40.0


def _stretches(values: Mapping[str, Shown], frame: Frame) -> list[tuple[Absence, float, float]]:
    """Neighbours with the same absence, from where to where they reach on the sheet."""
    half = max(3.0, min(_apart(frame) / 2 - 1, 14.0))
    found: list[tuple[Absence, float, float]] = []
    before = ""
    for x in frame.axis.xs:
        value = values[x]
        word = value.word if isinstance(value, Absence) else ""
        if isinstance(value, Absence):
            first = found.pop()[1] if word == before else frame.x(x) - half
            found.append((value, first, frame.x(x) + half))
        before = word
    return found
