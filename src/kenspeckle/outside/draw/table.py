"""The same values as a table for readers and as a CSV file for machines, with what the marks in them mean.

Both have the same columns in the same order. The CSV holds exactly the numbers shown, without separators; an
absence is its mark, never an empty field. Text that a spreadsheet would run as a formula is made plain text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from decimal import Decimal

from kenspeckle.ground.terms import NOT_APPLICABLE, Absence

from .grid import Grid, Shown
from .shown import digits, plain

MEANINGS = {
    "suppressed": "known, and hidden so that no child can be found",
    "missing": "there is no figure",
    "not applicable": "the question does not arise here",
    "absent": "no value was given",
}
"""What each absence means, by its word; the picture's key, the notes and the description use the same."""


_ACROSS = {
    True: "Values before and after are not comparable.",
    False: "Compare values before and after with care.",
}
"""What a change in what was counted means for a comparison across it, by whether it forbids one."""


def meaning(absence: Absence) -> str:
    """Return the line of a key: `[c] suppressed: known, and hidden so that no child can be found`."""
    return f"{absence.mark} {absence.word}: {MEANINGS[absence.word]}"


def kinds(absences: tuple[Absence, ...]) -> tuple[Absence, ...]:
    """Return one absence of each kind that occurs, in the order of MEANINGS."""
    found = {a.word: a for a in reversed(absences)}
    return tuple(found[word] for word in MEANINGS if word in found)


def head(grid: Grid) -> tuple[str, ...]:
    """Return the names of the columns, each value column with its unit."""
    columns = [grid.axis_name]
    for index, name in enumerate(grid.names):
        unit = f" ({grid.unit.alone})" if grid.unit.alone else ""
        title = f"{name or 'Value'}{unit}"
        columns.append(title)
        if grid.intervals[index]:
            columns += [f"{title}, from", f"{title}, to"]
    return tuple(columns + (["Note"] if _notes(grid) else []))


def rows(grid: Grid) -> tuple[tuple[str, ...], ...]:
    """Return the table as text: numbers with separators, absences as marks."""
    return tuple(_rows(grid, digits))


def to_csv(grid: Grid) -> str:
    """Return the CSV: CRLF line ends, a first column `code` where x has a code that differs from its label."""
    coded = any(x != label for x, label in grid.labels.items())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = head(grid)
    writer.writerow([harmless(c) for c in (("code", *columns) if coded else columns)])
    texts = (0, len(columns) - 1) if _notes(grid) else (0,)
    for x, row in zip(grid.xs, _rows(grid, plain), strict=True):
        cells = [harmless(cell) if n in texts else cell for n, cell in enumerate(row)]
        writer.writerow([harmless(x), *cells] if coded else cells)
    return out.getvalue()


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula; control characters become spaces."""
    text = "".join(" " if ord(c) < 32 else c for c in text)
    return "'" + text if text.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") and text.strip() else text


def notes(grid: Grid) -> tuple[str, ...]:
    """Return what a reader of the table must know: marks, their reasons, breaks, annotations, target."""
    bare = any(
        isinstance(value, Decimal) and intervals and x not in intervals
        for values, intervals in zip(grid.values, grid.intervals, strict=True)
        for x, value in values.items()
    )
    found = [meaning(a) + "." for a in kinds(grid.absences + ((NOT_APPLICABLE,) if bare else ()))]
    reasons = {(a.mark, a.reason): None for a in grid.absences if a.reason}
    found += [f"{mark} {reason}" for mark, reason in reasons]
    for a in grid.chart.annotations:
        at = grid.labels.get(a.at, a.at)
        found.append(f"{at}: {a.text}" + (f" {_ACROSS[a.forbids]}" if a.breaks else ""))
    if grid.target is not None:
        found.append(f"Target: {grid.unit.full(grid.target)}.")
    if grid.chart.better in ("higher", "lower"):
        found.append(f"{grid.chart.better.capitalize()} is better.")
    return tuple(found)


def _rows(grid: Grid, write: Callable[[Shown], str]) -> Iterator[tuple[str, ...]]:
    said = _notes(grid)
    for x, label in grid.labels.items():
        row = [label]
        for values, intervals in zip(grid.values, grid.intervals, strict=True):
            row.append(write(values[x]))
            if intervals:
                # No interval was given for a value that is there: the question does not arise for it.
                row += [write(end) for end in _ends(values[x], intervals.get(x))]
        yield (*row, said.get(x, "")) if said else tuple(row)


def _ends(value: Shown, interval: tuple[Decimal, Decimal] | None) -> tuple[Shown, Shown]:
    if interval is not None:
        return interval
    return (value, value) if isinstance(value, Absence) else (NOT_APPLICABLE, NOT_APPLICABLE)


def _notes(grid: Grid) -> dict[str, str]:
    """The notes of points by x; with several series each says whose it is."""
    said: dict[str, list[str]] = {}
    for series in grid.chart.series:
        for point in series.points:
            if point.note:
                whose = f"{series.name}: " if len(grid.names) > 1 and series.name else ""
                said.setdefault(point.x, []).append(whose + point.note)
    return {x: "; ".join(notes) for x, notes in said.items()}
