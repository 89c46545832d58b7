"""A contract's quality rules, all of one source in one scan.

Rules are those of the Open Data Contract Standard: library metrics (rows, null, missing, invalid and duplicate
values) and expressions of rows that must hold. Each becomes one aggregate of one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from kenspeckle.ground.terms import CheckResult, rounded
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.workspace.definitions import Contract, Field, FieldType, QualityRule

if TYPE_CHECKING:
    from sqlglot import exp

FEW = 10
"""Rows about people fewer than this are told as "fewer than 10"."""


class Reader(Protocol):
    """What a capsule offers: run a query whose tables are named by source; ask what may have been answered before."""

    def run(self, select: exp.Expression) -> Sequence[tuple[object, ...]]: ...

    def ask(
        self, sources: Sequence[str], about: bytes, work: Callable[[], Iterable[tuple[Any, ...]]]
    ) -> Sequence[tuple[Any, ...]]: ...


def check_quality(contract: Contract, capsule: Reader) -> tuple[CheckResult, ...]:
    """Run every quality rule of `contract` over its latest snapshot."""
    rules = list(_rules(contract))
    if not rules:
        return ()
    about = canonical(["quality", contract.digest, [(r.metric, r.name, f.name if f else "") for r, f in rules]])
    ((rows, *counts),) = capsule.ask((contract.id,), about, lambda: [_counted(contract, rules, capsule)])
    return tuple(_result(contract, rule, field, n, rows) for (rule, field), n in zip(rules, counts, strict=True))


def _counted(contract: Contract, rules: Sequence[tuple[QualityRule, Field | None]], capsule: Reader) -> tuple[int, ...]:
    """How many rows there are, and how many each rule is about, in one query."""
    from sqlglot import exp

    columns: list[exp.Expr] = [exp.Count(this=exp.Star())]
    columns += [_count(rule, field, contract) for rule, field in rules]
    named = [exp.alias_(column, f"c{i}") for i, column in enumerate(columns)]
    (row,) = capsule.run(exp.select(*named).from_(exp.to_table(contract.id)))
    return tuple(int(str(v or 0)) for v in row)


def _rules(contract: Contract) -> Iterator[tuple[QualityRule, Field | None]]:
    for rule in contract.quality:
        yield rule, None
    for field in contract.fields:
        for rule in field.quality:
            yield rule, field


def _count(rule: QualityRule, field: Field | None, contract: Contract) -> exp.Expr:
    """The aggregate that counts what `rule` is about."""
    from sqlglot import exp

    if rule.metric == "rowCount":
        return exp.Count(this=exp.Star())
    if rule.metric == "duplicateValues":
        names = rule.arguments.get("properties") or ((field.name,) if field else tuple(_keys(contract)))
        values = exp.Tuple(expressions=[exp.column(n, quoted=True) for n in names])
        return exp.Sub(this=exp.Count(this=exp.Star()), expression=exp.Count(this=exp.Distinct(expressions=[values])))
    if rule.metric == "expression":
        assert rule.expression is not None
        # The rule states what is right; what is counted is the rows where it is wrong. Unknown is not wrong.
        return _count_where(exp.Not(this=exp.paren(_wide(rule.expression.tree, contract))))
    assert field is not None
    column = exp.column(field.name, quoted=True)
    null = exp.Is(this=column, expression=exp.null())
    if rule.metric == "nullValues":
        return _count_where(null)
    if rule.metric == "missingValues":
        marks = [exp.Literal.string(m) for m in rule.arguments.get("missingValues", ()) if m]
        as_text = exp.cast(column.copy(), "varchar")
        return _count_where(exp.or_(null, exp.In(this=as_text, expressions=marks)) if marks else null)
    return _count_where(_is_invalid(rule, field, column))


def _wide(tree: exp.Expr, contract: Contract) -> exp.Expr:
    """The condition over numbers as wide as the engine has: a product of two fields needs more digits than either."""
    from sqlglot import exp

    numbers = {f.name: f.scale for f in contract.fields if f.type is FieldType.DECIMAL}

    def widen(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in numbers:
            return exp.cast(node.copy(), f"decimal(38, {numbers[node.name]})")
        return node

    return tree.copy().transform(widen, copy=False)


def _is_invalid(rule: QualityRule, field: Field, column: exp.Column) -> exp.Expr:
    from sqlglot import exp

    as_text = exp.cast(column.copy(), "varchar")
    allowed = rule.arguments.get("validValues") or field.allowed
    conditions: list[exp.Expr] = []
    if allowed:
        conditions.append(exp.Not(this=exp.In(this=as_text, expressions=[exp.Literal.string(v) for v in allowed])))
    pattern = (rule.arguments.get("pattern") or (field.pattern,))[0]
    if pattern:
        match = exp.func("regexp_full_match", as_text.copy(), exp.Literal.string(pattern), dialect="duckdb")
        conditions.append(exp.Not(this=match))
    known = exp.Not(this=exp.Is(this=column.copy(), expression=exp.null()))
    return exp.and_(known, exp.or_(*conditions)) if conditions else exp.false()


def _count_where(condition: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    one = exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(1))], default=exp.Literal.number(0))
    return exp.Sum(this=one)


def _keys(contract: Contract) -> Iterator[str]:
    return (f.name for f in sorted(contract.fields, key=lambda f: f.key) if f.key)


_COMPARE: dict[str, Callable[[Fraction, tuple[Decimal, ...]], bool]] = {
    "mustBe": lambda n, b: n == b[0],
    "mustNotBe": lambda n, b: n != b[0],
    "mustBeGreaterThan": lambda n, b: n > b[0],
    "mustBeGreaterOrEqualTo": lambda n, b: n >= b[0],
    "mustBeLessThan": lambda n, b: n < b[0],
    "mustBeLessOrEqualTo": lambda n, b: n <= b[0],
    "mustBeBetween": lambda n, b: b[0] <= n <= b[1],
    "mustNotBeBetween": lambda n, b: not b[0] <= n <= b[1],
}
_ASKED = {
    "mustBe": "{0} expected",
    "mustNotBe": "anything but {0} expected",
    "mustBeGreaterThan": "more than {0} expected",
    "mustBeGreaterOrEqualTo": "at least {0} expected",
    "mustBeLessThan": "fewer than {0} expected",
    "mustBeLessOrEqualTo": "at most {0} expected",
    "mustBeBetween": "between {0} and {1} expected",
    "mustNotBeBetween": "not between {0} and {1} expected",
}
_COUNTED = {
    "rowCount": "rows",
    "nullValues": "rows without a value",
    "missingValues": "rows whose value is missing",
    "invalidValues": "rows whose value is not allowed",
    "duplicateValues": "rows that repeat another",
    "expression": "rows that break the rule",
}


def _result(contract: Contract, rule: QualityRule, field: Field | None, count: int, rows: int) -> CheckResult:
    percent = rule.unit == "percent"
    measured = Fraction(100 * count, rows) if percent and rows else Fraction(count)
    passed = _COMPARE[rule.operator](measured, rule.bound)
    bound = [f"{_grouped(b)}{' %' if percent else ''}" for b in rule.bound]
    if not contract.public and rule.metric == "rowCount":
        # All rows are a total that nobody protected: less what is shown, they give what is hidden.
        shown = ""
    elif not contract.public and 0 < count < FEW:
        # As a percentage too: of rows that are told it would give back how many they are.
        shown = f"fewer than {FEW}"
    elif percent:
        shown = f"{rounded(measured, 1)} %"
    else:
        shown = f"{count:,}"
    about = f"{field.name}: " if field else ""
    name = rule.description or rule.name
    found = f"{shown} {_COUNTED[rule.metric]},".lstrip()
    sentence = f"{about}{name}: {found} {_ASKED[rule.operator].format(*bound)}."
    return CheckResult(contract.id, rule.name, passed, sentence, rule.severity, shown, rule.dimension or "conformity")


def _grouped(bound: Decimal) -> str:
    return f"{int(bound):,}" if bound == bound.to_integral_value() else format(bound, "f")
