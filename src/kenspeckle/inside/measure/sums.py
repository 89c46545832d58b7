"""What is added up of each row, and which rows have something to add.

A row counts when the measure's condition holds and every input that its sums need is there. When an input is
missing or suppressed, the row is unknown and drops out of numerator and denominator alike: a rate whose halves
stand on different rows would be no rate. When an input does not apply, the row is none of the measure's
business. All three kinds of row are counted, so that a cell can say what it stands on.

Only fields that can be absent cost anything: for the others the plain sum is asked of the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import lru_cache

from sqlglot import exp

from kenspeckle.ground.expressions import Expression, parse_row, parse_sums
from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Spot

from .naming import by_code
from .places import Register
from .plans import Column, Formula, Tally

Terms = tuple[tuple[int, str], ...]
"""A linear form over added columns: (factor, name of the column)."""

ABSENT = "__absent"
_MISSING, _NOT_APPLICABLE, _SUPPRESSED = 1, 2, 3


@dataclass(frozen=True)
class Added:
    """Where one tally finds its counts among the added columns; None where nothing can be absent.

    rows: rows that count. value: the column of values, for a median. whole: the numerator is an integer.
    low, high: the limits of a published value; a sum over rows that state none is null, and then there are none.
    """

    of: Terms
    out_of: Terms
    children: Terms
    rows: str
    missing: str | None
    suppressed: str | None
    not_applicable: str | None
    value: str = ""
    whole: bool = True
    low: Terms = ()
    high: Terms = ()

    @property
    def _linear(self) -> tuple[Terms, ...]:
        return self.of, self.out_of, self.children, self.low, self.high

    @property
    def columns(self) -> frozenset[str]:
        named = {name for terms in self._linear for _, name in terms}
        states = (self.missing, self.suppressed, self.not_applicable)
        return frozenset(named | {self.rows} | {s for s in states if s})


@dataclass
class Sums:
    """The columns that one scan adds up; equal ones are added up once, whoever asks."""

    columns: Mapping[str, Column]
    places: Mapping[str, Register] = field(default_factory=dict)
    added: dict[str, exp.Expr] = field(default_factory=dict)
    values: dict[str, exp.Expr] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> str:
        """The column that counts all rows."""
        return self._add(exp.Count(this=exp.Star()), None)

    def tally(self, tally: Tally) -> Added:
        """Add the columns of `tally` and say where they are."""
        of, out_of, children = (self._read(f) for f in (tally.of, tally.out_of, tally.children))
        where = by_code(_parsed(tally.where, False, self._types).tree, self.places) if tally.where else None
        parts = [row for e in (of, out_of, children) if e for _, row in _terms(e)]
        inputs = [(row, self._optional(row)) for row in parts]
        if tally.kind == "count" and of is None and tally.counting:
            counted = exp.column(tally.counting, quoted=True)
            inputs.append((counted, self._optional(counted)))
        absent = [_both(row.copy().is_(exp.null()), _any(_gone(f) for f in names)) for row, names in inputs if names]
        unsure = self._optional(where) if where is not None else ()
        gone = _any(absent)
        holds = _both(where, exp.not_(gone) if gone is not None else None)
        names = tuple(dict.fromkeys(f for _, fs in inputs for f in fs))
        missing = suppressed = not_applicable = None
        if gone is not None or unsure:
            missing, suppressed, not_applicable = self._states(where, gone, names, unsure)
        rows = self._add(exp.Count(this=exp.Star()), holds)
        value = ""
        if tally.kind == "median" and of is not None:
            value = self._value(of.tree, holds)
        return Added(
            of=self._sums(of, holds) if tally.kind != "median" else (),
            out_of=self._sums(out_of, holds),
            children=self._sums(children, holds),
            rows=rows,
            missing=missing,
            suppressed=suppressed,
            not_applicable=not_applicable,
            value=value,
            whole=of is None or of.type == "integer",
            # Limits are no inputs: a value whose limits are not given is told all the same.
            low=self._sums(self._read(tally.low), holds),
            high=self._sums(self._read(tally.high), holds),
        )

    def _states(
        self,
        where: exp.Expr | None,
        absent: exp.Expr | None,
        names: tuple[str, ...],
        unsure: tuple[str, ...],
    ) -> tuple[str, str, str]:
        # Either the row belongs and an input is absent, or an absent input hides whether it belongs.
        outside = where.is_(exp.null()) if where is not None and unsure else None
        gone = _either(_both(where, absent), outside)
        every = tuple(dict.fromkeys((*names, *unsure)))
        never = _any(_stated(f, _NOT_APPLICABLE) for f in every)
        hidden = _any(_stated(f, _SUPPRESSED) for f in every)
        assert never is not None, "rows can be absent only by way of a field"
        assert hidden is not None, "rows can be absent only by way of a field"
        known = exp.not_(never.copy())
        return (
            self._add(exp.Count(this=exp.Star()), _both(gone, _both(known, exp.not_(hidden)))),
            self._add(exp.Count(this=exp.Star()), _both(gone, _both(known, hidden))),
            self._add(exp.Count(this=exp.Star()), _both(gone, never)),
        )

    @property
    def _types(self) -> tuple[tuple[str, str], ...]:
        return tuple((c.name, c.type) for c in self.columns.values())

    def _read(self, formula: Formula | None) -> Expression | None:
        return _parsed(formula.text, formula.sums, self._types) if formula else None

    def _optional(self, tree: exp.Expr) -> tuple[str, ...]:
        names = dict.fromkeys(c.name for c in tree.find_all(exp.Column))
        return tuple(n for n in names if self.columns[n].optional)

    def _sums(self, expression: Expression | None, holds: exp.Expr | None) -> Terms:
        if expression is None:
            return ()
        return tuple((factor, self._sum(row, holds)) for factor, row in _terms(expression))

    def _sum(self, row: exp.Expr, holds: exp.Expr | None) -> str:
        if isinstance(row, exp.Literal) and row.this == "1":
            return self._add(exp.Count(this=exp.Star()), holds)
        return self._add(exp.Sum(this=self._wide(row)), holds)

    def _wide(self, row: exp.Expr) -> exp.Expr:
        """Return `row` with its decimals as wide as the engine has them.

        DuckDB gives the product of two decimals of up to 18 digits 18 digits, and refuses what does not fit.
        """

        def widened(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column) and self.columns[node.name].type == "number":
                return exp.cast(node, f"DECIMAL(38, {self.columns[node.name].scale})")
            return node

        return row.transform(widened) if any(row.find_all(exp.Mul)) else row.copy()

    def _value(self, row: exp.Expr, holds: exp.Expr | None) -> str:
        tree = exp.case().when(holds, row) if holds is not None else row
        name = self._names.setdefault("value of " + tree.sql(), f"v{len(self.values)}")
        self.values[name] = tree
        return name

    def _add(self, tree: exp.Expr, holds: exp.Expr | None) -> str:
        if holds is not None:
            tree = exp.Filter(this=tree, expression=exp.Where(this=holds.copy()))
        name = self._names.setdefault(tree.sql(), f"s{len(self.added)}")
        self.added.setdefault(name, tree)
        return name


@lru_cache(maxsize=4096)
def _parsed(text: str, sums: bool, types: tuple[tuple[str, str], ...]) -> Expression:
    return (parse_sums if sums else parse_row)(text, dict(types), Spot(""))


def _terms(expression: Expression) -> tuple[tuple[int, exp.Expr], ...]:
    return expression.terms or ((1, expression.tree),)


def _gone(name: str) -> exp.Expr:
    return exp.column(name, quoted=True).is_(exp.null())


def _stated(name: str, absence: int) -> exp.Expr:
    return exp.NullSafeEQ(this=exp.column(name + ABSENT, quoted=True), expression=exp.Literal.number(absence))


def _any(trees: Iterable[exp.Expr | None]) -> exp.Expr | None:
    found = [t.copy() for t in trees if t is not None]
    return exp.paren(exp.or_(*found)) if found else None


def _both(one: exp.Expr | None, other: exp.Expr | None) -> exp.Expr | None:
    found = [exp.paren(t.copy()) for t in (one, other) if t is not None]
    return exp.and_(*found) if found else None


def _either(one: exp.Expr | None, other: exp.Expr | None) -> exp.Expr | None:
    return _any((one, other))
