"""Which rows a cell looks at, in one form, however its measure says so.

`where: stage = 'P1'` of one measure and `by: stage` of another are the same children. So a condition on a dimension
moves from the measure's rows to the cell's group, and what is left tells which rows lie within which.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kenspeckle.ground.terms import CellKey, DimensionFacts

from .conditions import is_condition, meets, named
from .wider import Population, Spot

Pair = tuple[str, str]


class Rows:
    """The rows of each measure and way, and the cells by the rows and the group that they stand for."""

    def __init__(
        self, populations: Mapping[tuple[str, str], Population], dimensions: Mapping[str, DimensionFacts]
    ) -> None:
        self.populations, self.dimensions = populations, dimensions
        self._seen: dict[Population, None] = {}

    def knows(self, key: CellKey) -> bool:
        return (key.measure, key.way) in self.populations

    def spot(self, key: CellKey) -> Spot:
        """Return the cell's group in the one form that all measures of the same children share."""
        population = self.populations[key.measure, key.way]
        group, kept = dict(key.group), []
        for text, pair in _tests(population.where):
            value = _met(group, pair, self.dimensions.get(pair[0])) if pair is not None else None
            if pair is None or value is None:
                kept.append(text)
            else:
                group[pair[0]] = value
        rows = Population(population.source, " AND ".join(kept))
        self._seen[rows] = None
        told_apart = {name: value for name, value in group.items() if not self._is_everybody(name, value)}
        return Spot(rows, key.period, tuple(sorted(told_apart.items())))

    def _is_everybody(self, name: str, value: str) -> bool:
        """Whether a condition holds of every code there is; those without a code are then few left out, or many."""
        dimension = self.dimensions.get(name)
        if dimension is None or not dimension.labels or not is_condition(value, dimension):
            return False
        return all(meets(value, code) for code in dimension.labels)

    def within(self) -> dict[Population, tuple[Population, ...]]:
        """Return, for the rows of each cell so far, all wider rows of the same source: those of fewer tests."""
        every = sorted({*self._seen, *(Population(p.source) for p in self._seen)})
        tests = {p: frozenset(text for text, _ in _tests(p.where)) for p in every}
        return {p: tuple(o for o in every if o.source == p.source and tests[o] < tests[p]) for p in every}


def _met(group: Mapping[str, str], pair: Pair, dimension: DimensionFacts | None) -> str | None:
    """What a test on a dimension leaves of a group's value there; None where the two cannot be said in one."""
    if dimension is None:
        return None
    name, test = pair
    if not is_condition(test, dimension):
        test = dimension.spellings.get(test, test)
        if dimension.labels and test not in dimension.labels:
            return None
    value = group.get(name, test)
    if value == test:
        return value
    both = is_condition(value, dimension), is_condition(test, dimension)
    if both == (False, True) and meets(test, value):
        return value
    return test if both == (True, False) and meets(value, test) else None


@lru_cache(maxsize=4096)
def _tests(where: str) -> tuple[tuple[str, Pair | None], ...]:
    """The tests of which a condition asks that all hold, and each as a dimension and a value where it is that plain."""
    if not where:
        return ()
    from sqlglot import exp, parse_one

    tree = parse_one(where)
    parts = tree.flatten() if isinstance(tree, exp.And) else (tree,)
    signs: dict[type[exp.Expr], str] = {
        exp.EQ: "",
        exp.NEQ: "<> ",
        exp.LT: "< ",
        exp.LTE: "<= ",
        exp.GT: "> ",
        exp.GTE: ">= ",
    }
    found: dict[str, Pair | None] = {}
    for part in parts:
        one = part.unnest()
        pair = None
        if isinstance(one, exp.In) and one.expressions and isinstance(one.this, exp.Column):
            if all(isinstance(v, exp.Literal) for v in one.expressions):
                pair = (one.this.name, named(str(v.this) for v in one.expressions))
        elif type(one) in signs and isinstance(one.this, exp.Column) and isinstance(one.expression, exp.Literal):
            pair = (one.this.name, signs[type(one)] + str(one.expression.this))
        found[one.sql(normalize=True)] = pair
    return tuple(sorted(found.items()))
