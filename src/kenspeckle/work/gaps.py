"""How much is withheld, and where: counted from the blanks that any reader can count too.

Of small places and small groups less can be told, and that is itself an inequality, so pages say how large it is.
Nothing is counted here that the pages and bundles do not show, and why a cell is hidden is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, Facts, ProtectedCells, rounded
from kenspeckle.ground.terms.figure import protected
from kenspeckle.ground.terms.site import Gap
from kenspeckle.outside.tell.groups import UNPLACED
from kenspeckle.protect import HIDDEN

ENOUGH = 5
"""From so many figures about a place or group on, a share of them says something."""
LISTED = 15
"""So many places and groups are listed, those with the most gaps first."""


@dataclass(frozen=True)
class Gaps:
    """How many figures there are and how many are hidden: in all, and about each value of each dimension."""

    figures: int
    hidden: int
    about: Mapping[tuple[str, str], tuple[int, int]]


def gaps_in(cells: ProtectedCells) -> dict[str, Gaps]:
    """Count for each measure its figures that we may hide, and those that are hidden, in `cells` that readers see."""
    counted: dict[str, dict[tuple[str, str], list[int]]] = {}
    for key, cell in cells.items():
        gap = None if key.way else _is_gap(cell)
        if gap is None:
            continue
        about = counted.setdefault(key.measure, {})
        for pair in (_ALL, *key.group):
            count = about.setdefault(pair, [0, 0])
            count[0] += 1
            count[1] += gap
    return {measure: _gaps(about) for measure, about in counted.items()}


def together(gaps: Mapping[str, Gaps], measures: Iterable[str]) -> Gaps:
    """Add up the gaps of some measures."""
    total: dict[tuple[str, str], list[int]] = {_ALL: [0, 0]}
    for found in (gaps[name] for name in measures if name in gaps):
        for pair, (figures, hidden) in ((_ALL, (found.figures, found.hidden)), *found.about.items()):
            count = total.setdefault(pair, [0, 0])
            count[0] += figures
            count[1] += hidden
    return _gaps(total)


_ALL = ("", "")


def _gaps(about: Mapping[tuple[str, str], list[int]]) -> Gaps:
    figures, hidden = about[_ALL]
    return Gaps(figures, hidden, {pair: (n, gone) for pair, (n, gone) in about.items() if pair != _ALL})


def _is_gap(cell: object) -> bool | None:
    """Whether a figure is hidden; None for one that is no matter of ours: public, not there, or hidden by others."""
    if isinstance(cell, Absence):
        return True if cell == HIDDEN else None
    return None if protected(cell).public else False


def said(gaps: Gaps, facts: Facts) -> str:
    """One or two sentences on what is withheld; empty where nothing that we may hide is told at all."""
    if not gaps.figures:
        return ""
    if not gaps.hidden:
        one = (
            "The one figure that these pages tell from it is"
            if gaps.figures == 1
            else "All figures that these pages tell from it are"
        )
        return f"{one} shown: nothing is withheld."
    told = (
        f"{gaps.hidden:,} of the {gaps.figures:,} figures that these pages tell from it are withheld so that no child "
        f"can be found: {_percent(gaps.hidden, gaps.figures)}."
    )
    ends = _ends(gaps, facts)
    if ends is None:
        return told
    most, least = ends
    return (
        f"{told} Most is withheld about {most[0]}, {most[1]} of its figures, and least about {least[0]}, {least[1]}. "
        "Where there are fewer children less can be told, and that is itself an inequality."
    )


def listed(gaps: Gaps, facts: Facts) -> tuple[Gap, ...]:
    """Return the places and groups of which anything is withheld, those with the largest share first."""
    found = [
        (Fraction(hidden, figures), _gap(dimension, code, figures, hidden, facts))
        for (dimension, code), (figures, hidden) in gaps.about.items()
        if hidden
    ]
    found.sort(key=lambda entry: (-entry[0], entry[1].level == "", entry[1].dimension, entry[1].name))
    return tuple(gap for _, gap in found[:LISTED])


def _gap(dimension: str, code: str, figures: int, hidden: int, facts: Facts) -> Gap:
    known = facts.dimensions.get(dimension)
    title = known.title if known is not None else dimension
    name = known.labels.get(code, UNPLACED.get(code, code)) if known is not None else code
    level = dimension if known is not None and known.place and code in known.labels else ""
    return Gap(level, code, title, name, figures, hidden, _percent(hidden, figures))


def _ends(gaps: Gaps, facts: Facts) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """The place of one level of which the largest and the smallest share is withheld; None where they do not differ."""
    levels: dict[str, list[tuple[Fraction, str, int, int]]] = {}
    for (dimension, code), (figures, hidden) in gaps.about.items():
        known = facts.dimensions.get(dimension)
        if known is not None and known.place and code in known.labels and figures >= ENOUGH:
            entry = (Fraction(hidden, figures), known.labels[code], figures, hidden)
            levels.setdefault(dimension, []).append(entry)
    spread = {name: (min(entries), max(entries)) for name, entries in levels.items() if len(entries) > 1}
    apart = [ends for _, ends in sorted(spread.items()) if ends[0][0] < ends[1][0]]
    if not apart:
        return None
    low, high = max(apart, key=lambda ends: ends[1][0] - ends[0][0])
    return (high[1], _percent(high[3], high[2])), (low[1], _percent(low[3], low[2]))


def _percent(part: int, whole: int) -> str:
    """A share in whole per cent, or in tenths where it is small."""
    share = Fraction(100 * part, whole)
    return f"{rounded(share, 0 if share >= 10 or not part else 1)}%"
