"""Conditions that stand where a code could stand: which codes meet them, and into which classes they cut the rest.

A cell of `simd_quintile <= 2` shares children with the cells of quintile 1, of `in (2|5)` and of `> 1`. To a reader
each is a set of codes, and sets are added and subtracted; so they are here. The text of a condition is the one that
`Test.pair` gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from kenspeckle.ground.terms import ABSENCES, DimensionFacts

_COMPARED = re.compile(r"(<>|<=|>=|<|>) (.+)", re.DOTALL)
_LISTED = re.compile(r"in \((.*)\)", re.DOTALL)
_MARKS = frozenset(absence.mark for absence in ABSENCES.values())
"""What stands in a group where rows name no value: it meets no condition."""


def is_condition(value: str, dimension: DimensionFacts | None = None) -> bool:
    """Whether a group's value is the text of a condition rather than a code, such as the age band `< 1 year`."""
    if dimension is not None and value in dimension.labels:
        return False
    return bool(_COMPARED.fullmatch(value) or _LISTED.fullmatch(value))


def meets(condition: str, code: str) -> bool:
    """Whether rows of `code` are counted under `condition`."""
    if code in _MARKS:
        return False
    if listed := _LISTED.fullmatch(condition):
        return code in listed[1].split("|")
    compared = _COMPARED.fullmatch(condition)
    assert compared is not None, "only conditions are asked about"
    operator, bound = compared[1], compared[2]
    if operator == "<>":
        return code != bound
    sign = _sign(code, bound)
    if sign is None:
        return False
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[operator]


def _sign(code: str, bound: str) -> int | None:
    """How a code stands to a bound: numbers as numbers, where the bound is one; None where they cannot be compared."""
    limit, value = _number(bound), _number(code)
    if limit is not None:
        return None if value is None else (value > limit) - (value < limit)
    return (code > bound) - (code < bound)


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def codes(values: Iterable[str], dimension: DimensionFacts | None) -> tuple[str, ...]:
    """Return every code that may stand behind `values`, codes and conditions of one dimension, in one order.

    Where no code list says which there are, those that are named count, and one between and beyond each two bounds.
    """
    seen = set(values)
    conditions = {v for v in seen if is_condition(v, dimension)}
    labels = set(dimension.labels) if dimension is not None else set()
    found = labels | (seen - conditions)
    bounds: set[Decimal] = set()
    for condition in conditions:
        if listed := _LISTED.fullmatch(condition):
            found |= set(listed[1].split("|"))
        elif compared := _COMPARED.fullmatch(condition):
            bound = _number(compared[2])
            if compared[1] == "<>" or bound is None:
                found.add(compared[2])
            else:
                bounds.add(bound)
    return tuple(sorted(found | (_between(bounds) if not labels else set())))


def _between(bounds: set[Decimal]) -> set[str]:
    """A code at, below, between and above the bounds; between two that follow each other there is none."""
    ordered = sorted(bounds)
    found = {str(b) for b in ordered}
    if ordered:
        found |= {str(ordered[0] - 1), str(ordered[-1] + 1)}
    for low, high in pairwise(ordered):
        if high - low > 1:
            found.add(str(low + 1))
    return found


def classes(conditions: Iterable[str], alone: Iterable[str], among: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Cut the codes `among` into the classes that no condition divides: name of the class -> its codes.

    A code of `alone`, which has a cell of its own, is a class of its own. A class of one code is called by it,
    any other as the condition that lists its codes.
    """
    wanted, single = sorted(conditions), set(alone)
    by_sign: dict[tuple[object, ...], set[str]] = {}
    for code in among:
        sign = (code if code in single else "", *(meets(c, code) for c in wanted))
        by_sign.setdefault(sign, set()).add(code)
    return {named(members): frozenset(members) for members in by_sign.values()}


def named(members: Iterable[str]) -> str:
    """Return the one name of a set of codes: the code, or the condition that lists them."""
    listed = sorted(members)
    return listed[0] if len(listed) == 1 else f"in ({'|'.join(listed)})"


def inside(
    values: Iterable[tuple[str, str]], dimensions: Mapping[str, DimensionFacts]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return, for each dimension and value among `values`, the conditions there in which all of it lies."""
    by_dimension: dict[str, set[str]] = {}
    for dimension, value in values:
        by_dimension.setdefault(dimension, set()).add(value)
    found = {}
    for dimension, here in by_dimension.items():
        facts = dimensions.get(dimension)
        conditions = sorted(v for v in here if is_condition(v, facts))
        if not conditions:
            continue
        among = codes(here, facts)
        sets = {c: frozenset(code for code in among if meets(c, code)) for c in conditions}
        for value in here:
            own = sets.get(value, frozenset({value}))
            found[dimension, value] = tuple(c for c in conditions if c != value and own < sets[c])
    return found
