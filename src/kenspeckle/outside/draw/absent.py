"""How each absence looks, and the key that says what it means.

Suppressed is a hatched box with [c]; missing an empty, dashed box with [x]; not applicable a plain grey box with
a bar and [z]. None stands on the scale of the values. Zero is a value: a mark on the axis, like any other.
"""

from __future__ import annotations

from kenspeckle.ground.terms import Absence, NotApplicable, Suppressed
from kenspeckle.ground.terms.chart import Annotation

from .grid import Grid
from .lettering import width, wrap
from .sheet import Place, Sheet
from .table import kinds, meaning

BOX = 14


def mark(sheet: Sheet, absence: Absence, x: Place, y: Place, wide: Place = BOX) -> None:
    """Draw the box of an absence with its upper left corner at (x, y)."""
    match absence:
        case Suppressed():
            sheet.rect(x, y, wide, BOX, "gap gap-suppressed", hatch="hidden")
        case NotApplicable():
            sheet.rect(x, y, wide, BOX, "gap gap-not-applicable")
            sheet.line(x + wide / 4, y + BOX // 2, x + wide * 3 / 4, y + BOX // 2, "gap-bar")
        case _:
            sheet.rect(x, y, wide, BOX, "gap gap-missing")


def key(sheet: Sheet, grid: Grid, y: Place, also: tuple[str, ...] = ()) -> None:
    """Write below a picture what its absences mean, and any other line that it needs."""
    at = y + 8
    for absence in kinds(grid.absences):
        mark(sheet, absence, 1, at)
        lines = wrap(meaning(absence), sheet.wide - BOX - 8, "note")
        at = sheet.lines(BOX + 8, at + 12, lines, "note") - 12 + 3
    if grid.absences and 0 in grid.numbers:
        also = ("0 is a value: it is drawn as a mark on the axis.", *also)
    notes(sheet, at - 8, also)


def tag_width(absence: Absence) -> int:
    """The room that a box with its mark beside it takes."""
    return BOX + 5 + width(absence.mark, "value")


def tag(sheet: Sheet, absence: Absence, x: Place, middle: Place) -> None:
    """Draw a box with its mark beside it, in a row whose middle is at `middle`."""
    mark(sheet, absence, x, middle - BOX // 2)
    sheet.text(x + BOX + 5, middle + 5, absence.mark, "value")


def wording(note: Annotation) -> str:
    """Return a note as it stands in a picture: a break that forbids no comparison says how to compare."""
    return f"Compare with care: {note.text}" if note.breaks and not note.forbids else note.text


def told(grid: Grid, annotations: tuple[Annotation, ...]) -> tuple[str, ...]:
    """Return the notes that have no place in the picture itself, as lines of its key."""
    return tuple(f"{grid.labels.get(a.at, a.at)}: {wording(a)}" for a in annotations)


def notes(sheet: Sheet, y: Place, lines: tuple[str, ...]) -> None:
    """Write plain lines below a picture whose key stands elsewhere."""
    at = y + 8
    for text in lines:
        at = sheet.lines(0, at + 12, wrap(text, sheet.wide, "note"), "note") - 12 + 3
