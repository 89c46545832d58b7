"""A sheet of SVG to draw on: well formed, accessible, and without a style, a colour or a script in it.

Everything that can be seen has a CSS class; `draw.css` gives it its looks, so print, dark rooms, forced colours
and themes work and a strict content security policy holds. Text never leaves the sheet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import field

from kenspeckle.ground.frozen import dataclass

from .lettering import LEADING, SIZES, width

Place = float
"""A coordinate: units of the sheet from its upper left corner."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLOSED = re.compile("[^A-Za-z0-9_-]+")


def escape(text: str) -> str:
    """Return `text` for XML content and attributes; characters that XML cannot hold are left out."""
    text = _NOT_XML.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def ident(text: str) -> str:
    """Return `text` as the beginning of an id."""
    return _CLOSED.sub("-", text).strip("-") or "chart"


def coordinate(place: Place) -> str:
    """Return a coordinate with at most one decimal, half away from zero."""
    tenths = math.floor(abs(place) * 10 + 0.5)
    sign = "-" if place < 0 and tenths else ""
    whole, tenth = divmod(tenths, 10)
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def _pattern(size: int, ground: str, line: str, d: str) -> tuple[int, str]:
    return size, f'<rect class="{ground}" width="{size}" height="{size}"/><path class="{line}" d="{d}"/>'


HATCHES = {
    "hidden": _pattern(6, "hatch-paper", "hatch-line", "M-1 1l2-2M0 6l6-6M5 7l2-2"),
    "low": _pattern(8, "m1", "hatch-dot", "M3 4h2v1h-2z"),
    "middle": _pattern(8, "m2", "hatch-light", "M-1 7l2 2M0 0l8 8M7-1l2 2"),
    "below": _pattern(8, "m-below", "hatch-dark", "M-1 7l2 2M0 0l8 8M7-1l2 2"),
}
"""Patterns that keep areas apart in black and white; the suppressed one is used everywhere."""


@dataclass
class Sheet:
    """One picture in the making: `wide` units across, as deep as what was drawn on it."""

    wide: int
    name: str  # unique on the page; ids begin with it
    parts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # on top of all shapes
    bottom: float = 0.0
    hatches: set[str] = field(default_factory=set)

    def reach(self, y: Place) -> None:
        """Make the sheet at least `y` deep."""
        self.bottom = max(self.bottom, y)

    def text(self, x: Place, y: Place, text: str, kind: str = "label", anchor: str = "start", also: str = "") -> None:
        """Write one line with its baseline at `y`; it is moved sideways if it would leave the sheet."""
        text = _NOT_XML.sub("", text).strip()
        if not text:
            return
        wide = width(text, kind)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        inside = max(0.0, min(left, self.wide - wide))
        place = x + inside - left
        names = f"{kind} {anchor}" + (f" {also}" if also else "")
        self.words.append(f'<text class="{names}" x="{coordinate(place)}" y="{coordinate(y)}">{escape(text)}</text>')
        self.reach(y + SIZES[kind] // 3)

    def lines(
        self, x: Place, y: Place, lines: Iterable[str], kind: str = "label", anchor: str = "start", also: str = ""
    ) -> float:
        """Write lines below each other, the first with its baseline at `y`; return the next baseline."""
        at = y
        for line in lines:
            self.text(x, at, line, kind, anchor, also)
            at += LEADING
        return at

    def path(self, d: str, names: str) -> None:
        self.parts.append(f'<path class="{names}" d="{d}"/>')

    def line(self, x1: Place, y1: Place, x2: Place, y2: Place, names: str) -> None:
        a, b, c, d = (coordinate(p) for p in (x1, y1, x2, y2))
        self.path(f"M{a} {b}V{d}" if a == c else f"M{a} {b}H{c}" if b == d else f"M{a} {b}L{c} {d}", names)
        self.reach(max(y1, y2))

    def rect(self, x: Place, y: Place, wide: Place, high: Place, names: str, hatch: str = "") -> None:
        fill = f' fill="{self.hatch(hatch)}"' if hatch else ""
        self.parts.append(
            f'<rect class="{names}"{fill} x="{coordinate(x)}" y="{coordinate(y)}" '
            f'width="{coordinate(wide)}" height="{coordinate(high)}"/>'
        )
        self.reach(y + high)

    def hatch(self, name: str) -> str:
        """Return the reference to a pattern, and have it defined on this sheet."""
        self.hatches.add(name)
        return f"url(#{self.name}-{name})"

    def marker(self, shape: int, x: Place, y: Place, names: str) -> None:
        """Draw a circle, square, triangle or diamond: series differ in shape as well as in colour."""
        a, b = coordinate(x), coordinate(y)
        match shape % 4:
            case 0:
                self.parts.append(f'<circle class="{names}" cx="{a}" cy="{b}" r="4.5"/>')
            case 1:
                self.path(f"M{a} {b}m-4-4h8v8h-8z", names)
            case 2:
                self.path(f"M{a} {b}m0-5.5l5.5 9.5h-11z", names)
            case _:
                self.path(f"M{a} {b}m0-5.7l5.7 5.7l-5.7 5.7l-5.7-5.7z", names)
        self.reach(y + 6)

    def svg(self, title: str, description: str, form: str) -> str:
        """Return the finished picture; `form` is wide or narrow."""
        high = math.ceil(self.bottom) + 4
        defs = "".join(
            f'<pattern id="{self.name}-{name}" width="{size}" height="{size}" '
            f'patternUnits="userSpaceOnUse">{inner}</pattern>'
            for name, (size, inner) in HATCHES.items()
            if name in self.hatches
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="ken-chart ken-{form}" viewBox="0 0 {self.wide} {high}" '
            f'width="{self.wide}" height="{high}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-desc">'
            f'<title id="{self.name}-title">{escape(title)}</title>'
            f'<desc id="{self.name}-desc">{escape(description)}</desc>'
            + (f"<defs>{defs}</defs>" if defs else "")
            + "".join(self.parts)
            + "".join(self.words)
            + "</svg>"
        )
