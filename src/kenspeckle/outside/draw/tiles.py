"""A tile map: each area a tile of one size, where it lies, with a short name and its value.

Small areas with many children are as easy to see as large ones with few.
"""

from __future__ import annotations

from kenspeckle.ground.terms import MISSING, Absence

from . import absent
from .classes import classes, hatch_of, left_out, legend, look_of
from .grid import Grid
from .lettering import width
from .sheet import Sheet

_LARGEST = 64
_COMPASS = frozenset({"north", "south", "east", "west", "mid"})
_PASSED = frozenset({"city", "of", "and", "the", "council", "&", "county", "royal", "borough"})


def draw_tiles(sheet: Sheet, grid: Grid) -> None:
    """Draw the first series; tiles without a point are missing, points without a tile are counted below."""
    tiles = grid.chart.tiles
    if not tiles or not grid.values:
        return
    values = grid.values[0]
    columns = [c for c, _ in tiles.values()]
    rows = [r for _, r in tiles.values()]
    across = max(columns) - min(columns) + 1
    side = min(_LARGEST, sheet.wide / across)
    beside = sheet.wide - side * across >= 200
    names = short_names({code: grid.labels.get(code, code) for code in tiles}, int(side) - 5)
    found = classes([v for v in values.values() if not isinstance(v, Absence)])
    for code, (column, row) in sorted(tiles.items(), key=lambda t: (t[1][1], t[1][0], t[0])):
        value = values.get(code, MISSING)
        x, y, inner = (column - min(columns)) * side, (row - min(rows)) * side, side - 3
        look = look_of(value, found)
        # Numbers stand on the tile, so a class has a plain ground; what is absent keeps its pattern.
        hatch = hatch_of(look) if isinstance(value, Absence) else ""
        sheet.rect(x + 1, y + 1, inner, inner, f"tile {look}", hatch)
        text = value.mark if isinstance(value, Absence) else grid.unit.short(value)
        on = f"on-{look}"
        two = side >= 36
        if names[code] and two:
            sheet.text(x + side / 2, y + side / 2 - 3, names[code], "tiny", "middle", on)
        if width(text, "tiny") <= inner:
            sheet.text(x + side / 2, y + side / 2 + (14 if two else 4), text, "tiny", "middle", on)
    deep = (max(rows) - min(rows) + 1) * side
    if beside:
        legend(sheet, grid, found, side * across + 16, 4, int(sheet.wide - side * across) - 16, hatched=False)
    else:
        legend(sheet, grid, found, 1, deep + 12, sheet.wide, hatched=False)
    absent.notes(sheet, max(sheet.bottom, deep), left_out(grid, sum(x in tiles for x in grid.xs)))


def short_names(labels: dict[str, str], room: int) -> dict[str, str]:
    """Return a name for each area that fits in `room`, or nothing where two would still be the same."""
    short = {code: _short(label, room) for code, label in labels.items()}
    taken = list(short.values())
    short = {code: name if taken.count(name) == 1 else _told_apart(labels[code], room) for code, name in short.items()}
    taken = list(short.values())
    return {code: name if taken.count(name) == 1 else "" for code, name in short.items()}


def _words(label: str) -> list[str]:
    return [w for w in label.split() if w.lower() not in _PASSED] or label.split() or [""]


def _short(label: str, room: int) -> str:
    """Edinburgh for City of Edinburgh, W Lothian, Clackm."""
    if width(label, "tiny") <= room:
        return label
    words = _words(label)
    if len(words) > 1 and words[0].lower() in _COMPASS:
        return _cut(words[0][0] + " ", words[1], room)
    if len(words) > 1 and len(words[0]) < 4:
        return _cut(words[0] + " ", words[1], room)
    return _cut("", words[0], room)


def _told_apart(label: str, room: int) -> str:
    """Aber’shire and Aber City, where the first letters alone are the same."""
    words = label.split() or [""]
    ends = [" " + words[-1]] if len(words) > 1 else ["’" + words[0][-n:] for n in (5, 4, 3, 2)]
    for end in ends:
        for long in range(len(words[0]), 0, -1):
            if width(words[0][:long] + end, "tiny") <= room:
                return words[0][:long] + end
    return ""


def _cut(start: str, rest: str, room: int) -> str:
    if width(start + rest, "tiny") <= room:
        return start + rest
    rest = rest[:-2]  # a name that lacks one letter only looks misspelt
    while rest and width(f"{start}{rest}.", "tiny") > room:
        rest = rest[:-1]
    rest = rest.rstrip("-’' ")
    return f"{start}{rest}." if rest else ""
