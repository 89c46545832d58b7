"""What the columns of an answer are called, for those who ask for them and those who read them."""

from __future__ import annotations

VALUE = "value"
"""The number of a histogram's row that is a value; the other is how often it occurs."""


def children_of(rows: str) -> str:
    """Name the number of children who have rows that count, which the sum `rows` counts."""
    return f"children {rows}"


def contributors_of(rows: str) -> str:
    """Name the number of schools, or the like, that have rows which count, which the sum `rows` counts."""
    return f"contributors {rows}"


def largest_of(measure: str, way: str) -> str:
    """Name the list of the largest amounts of single children."""
    return f"largest {measure} {way}"


def keys_of(which: str, measure: str, way: str) -> str:
    """Name the sum of the keys of a cell's children: `all` of them, or those who add to its `of` or `out_of`."""
    return f"keys-{which} {measure} {way}"


def squares_of(measure: str, way: str) -> str:
    """Name the sum over children of squared numerators."""
    return f"squares {measure} {way}"
