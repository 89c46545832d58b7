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

_LARGEST = 84
_WHOLE = 64
"""A tile of this size has room for a whole name on up to three lines; a smaller one has a short name."""
_LINE = 14
_ENDINGS = ("shire", "borough", "bridge", "minster", "caster", "field", "land", "ford", "bury", "ham", "ton")
"""Where a long name of one word is divided if that fits: Aberdeen-shire."""
_COMPASS = frozenset({"north", "south", "east", "west", "mid"})
_PASSED = frozenset({"city", "of", "and", "the", "council", "&", "county", "royal", "borough"})


def draw_tiles(sheet: Sheet, grid: Grid) -> None:
    """Draw the first series; tiles without a point are missing, points without a tile are counted below."""
    tiles = grid.chart.tiles
    if not tiles or not grid.values:
        return
    shown = {code: grid.values[0].get(code, MISSING) for code in tiles}
    columns = [c for c, _ in tiles.values()]
    rows = [r for _, r in tiles.values()]
    across = max(columns) - min(columns) + 1
    side = min(_LARGEST, sheet.wide / across)
    beside = sheet.wide - side * across >= 200
    labels = {code: grid.labels.get(code, code) for code in tiles}
    names = _names(labels, side)
    found = classes([v for v in shown.values() if not isinstance(v, Absence)])
    for code, (column, row) in sorted(tiles.items(), key=lambda t: (t[1][1], t[1][0], t[0])):
        value = shown[code]
        x, y, inner = (column - min(columns)) * side, (row - min(rows)) * side, side - 3
        look = look_of(value, found)
        # Numbers stand on the tile, so a class has a plain ground; what is absent keeps its pattern.
        hatch = hatch_of(look) if isinstance(value, Absence) else ""
        sheet.rect(x + 1, y + 1, inner, inner, f"tile {look}", hatch)
        text = value.mark if isinstance(value, Absence) else grid.unit.short(value)
        lines = [(line, "tiny") for line in names[code]] if side >= 36 else []
        if width(text, "tiny") <= inner:
            lines.append((text, "strong" if width(text, "strong") <= inner and side >= _WHOLE else "tiny"))
        at = y + side / 2 - _LINE * len(lines) / 2 + 11
        for line, kind in lines:
            # The number stands a little apart from the name above it.
            apart = 3 if kind == "strong" and len(lines) > 1 else 0
            sheet.text(x + side / 2, at + apart, line, kind, "middle", f"on-{look}")
            at += _LINE
    deep = (max(rows) - min(rows) + 1) * side
    if beside:
        legend(sheet, grid, shown.values(), side * across + 16, 4, int(sheet.wide - side * across) - 16, hatched=False)
    else:
        legend(sheet, grid, shown.values(), 1, deep + 12, sheet.wide, hatched=False)
    absent.notes(sheet, max(sheet.bottom, deep), left_out(grid, tiles))


def _names(labels: dict[str, str], side: float) -> dict[str, tuple[str, ...]]:
    """Return the lines of each area's name: the whole name where tiles have room for all, else a short one."""
    room = int(side) - 6
    whole = {code: whole_name(label, room) for code, label in labels.items()}
    short = short_names(labels, room)
    return {
        code: lines if lines and side >= _WHOLE else ((short[code],) if short[code] else ())
        for code, lines in whole.items()
    }


def whole_name(label: str, room: int) -> tuple[str, ...]:
    """Return a name on at most three lines that fit in `room`, or nothing when it takes more.

    It is divided between words and after hyphens; a word that is too long, before an ending such as -shire or else
    near its middle.
    """
    lines: list[str] = []
    for word in label.split():
        space = " " if lines else ""
        for piece in (p for part in _parts(word) for p in _divided(part, room)):
            if lines and width(lines[-1] + space + piece, "tiny") <= room:
                lines[-1] += space + piece
            else:
                lines.append(piece)
            space = ""
    return tuple(lines) if len(lines) <= 3 and all(width(line, "tiny") <= room for line in lines) else ()


def _parts(word: str) -> list[str]:
    """A word cut after its hyphens."""
    parts = word.split("-")
    return [f"{part}-" for part in parts[:-1]] + [parts[-1]]


def _divided(word: str, room: int) -> tuple[str, ...]:
    """A word in two pieces where it is too wide for one line."""
    if width(word, "tiny") <= room:
        return (word,)
    ends = [len(word) - len(ending) for ending in _ENDINGS if word.lower().endswith(ending)]
    middle = sorted(
        range(3, len(word) - 2), key=lambda n: (_vowel(word[n - 1]) or _vowel(word[n]), abs(2 * n - len(word)))
    )
    for n in (*ends, *middle):
        first, rest = f"{word[:n]}-", word[n:]
        if width(first, "tiny") <= room and width(rest, "tiny") <= room:
            return first, rest
    return (word,)


def _vowel(letter: str) -> bool:
    return letter.lower() in "aeiouy"


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
