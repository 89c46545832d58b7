"""Turns comparisons as written into `Same`s: two measures of different sources that state the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kenspeckle.ground.terms import nearest

from .definitions import Measure, Same
from .layers import Definition, said


def comparison(definition: Definition, measures: Mapping[str, Measure], known: set[str] | None) -> Same | None:
    """Return the comparison, or None when it does not name two measures; complaints go to its reading.

    known: all measures that are defined, rightly or wrongly; None where a file could not be read.
    """
    entry = definition.entry
    names = entry["measures"]
    for name in names:
        if known is not None and name not in known:
            entry.reading.complain(name.spot, f"there is no measure `{name}`", "a measure", nearest(name, known))
    if len(names) == 2 and names[0] == names[1]:
        entry.complain("measures", f"`{names[0]}` compared with itself", "two measures of different sources")
    for name in names:
        for dimension in entry["by"]:
            if name in measures and dimension not in measures[name].by:
                found = f"`{dimension}` is not a dimension of the measure `{name}`"
                near = nearest(dimension, measures[name].by)
                entry.reading.complain(dimension.spot, found, "a dimension in the `by` of both measures", near)
    if len(names) != 2:
        return None
    return Same(
        name=definition.name,
        title=said(entry["title"]),
        measures=(str(names[0]), str(names[1])),
        by=tuple(str(dimension) for dimension in entry["by"]),
        tolerance=Decimal(entry["tolerance"]),
        spot=definition.spot,
    )
