"""Operators, fields and constants of a row expression: what each may stand between, and what it becomes.

Each allowed node is built anew from its checked parts, so comments, hints, qualified names and whatever else
the parser tolerates do not survive. Arithmetic stays exact: numbers are decimals, and `/` is allowed only by
a constant whose inverse is an exact decimal (`x / 100` becomes `x * 0.01`), because engines divide into floats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlglot import exp

from kenspeckle.ground.terms import nearest

from .checker import Checker, Checks, Typed

DIGITS = 18
"""Digits of a number, as in the DECIMAL(18, scale) of snapshots."""

_KINDS = {
    "string": "string",
    "period": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
}
_NUMBER = re.compile(r"\d+(\.\d*)?([eE][+-]?\d{1,2})?|\.\d+([eE][+-]?\d{1,2})?")


def number(value: Decimal) -> exp.Expression:
    """Return the exact literal of `value`, without exponent; a negative one in brackets, as an operand must be."""
    literal: exp.Expression = exp.Literal.number(format(abs(value), "f"))
    return exp.Paren(this=exp.Neg(this=literal)) if value < 0 else literal


def _column(self: Checker, node: Any) -> Typed | None:
    name = node.name
    if not isinstance(node, exp.Column) or node.args.get("table") or not isinstance(node.this, exp.Identifier):
        self.complain(node, "a name with a dot or a star", "the plain name of a field")
        return None
    if name not in self.fields:
        lower = {known.lower(): known for known in self.fields}
        near = lower.get(name.lower()) or nearest(name, self.fields)
        self.complain(node, f"`{name}` is not a field of the source", f"one of {_some(self.fields)}", near)
        return None
    self.used.add(name)
    return Typed(exp.column(exp.to_identifier(name, quoted=True)), _KINDS[self.fields[name]])


def _some(fields: Mapping[str, str]) -> str:
    names = sorted(fields)
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "") or "no field at all"


def _literal(self: Checker, node: Any) -> Typed | None:
    if node.is_string:
        return Typed(exp.Literal.string(node.this), "string")
    if _NUMBER.fullmatch(node.this) is None:
        self.complain(node, f"`{node.this}` is not a number", "a number such as 12 or 0.5")
        return None
    value = Decimal(node.this)
    text = format(value, "f")
    if len(text.replace(".", "")) > DIGITS:
        self.complain(node, f"a number of more than {DIGITS} digits", "a shorter one")
        return None
    whole = "." not in text
    return Typed(number(value), "integer" if whole else "number", value)


def _boolean(self: Checker, node: Any) -> Typed | None:
    return Typed(exp.Boolean(this=bool(node.this)), "boolean")


def _null(self: Checker, node: Any) -> Typed | None:
    return Typed(exp.Null(), "null")


def _paren(self: Checker, node: Any) -> Typed | None:
    part = self.row(node.this)
    if part is None:
        return None
    inner = part.tree
    return Typed(inner if isinstance(inner, exp.Paren) else exp.Paren(this=inner), part.type, part.value)


def _neg(self: Checker, node: Any) -> Typed | None:
    part = self.typed(node.this, "integer", "number")
    if part is None:
        return None
    if part.value is not None:
        return Typed(number(-part.value), part.type, -part.value)
    return Typed(exp.Paren(this=exp.Neg(this=part.tree)), part.type)


def _arithmetic(self: Checker, node: Any) -> Typed | None:
    left, right = (self.typed(side, "integer", "number") for side in (node.left, node.right))
    if left is None or right is None:
        return None
    kind = "integer" if left.type == right.type == "integer" else "number"
    constant = left.value is not None and right.value is not None
    if isinstance(node, exp.Mul):
        zero = Decimal(0) if Decimal(0) in (left.value, right.value) else None
        value = left.value * right.value if left.value is not None and right.value is not None else zero
        return Typed(exp.Mul(this=left.tree, expression=right.tree), kind, value)
    sign = 1 if isinstance(node, exp.Add) else -1
    value = left.value + sign * right.value if constant and left.value is not None and right.value is not None else None
    return Typed(type(node)(this=left.tree, expression=right.tree), kind, value)


def _division(self: Checker, node: Any) -> Typed | None:
    left, right = (self.typed(side, "integer", "number") for side in (node.left, node.right))
    if left is None or right is None:
        return None
    if right.value is None:
        self.complain(
            node,
            "a division by a field, whose result would not be exact",
            "sums that are divided once (`rate: {of: ..., out_of: ...}`), or a comparison written with `*`",
        )
        return None
    if right.value == 0:
        self.complain(node, "this divides by zero", "a number other than 0")
        return None
    inverse = Decimal(1) / right.value
    if inverse * right.value != 1 or len(inverse.as_tuple().digits) > DIGITS:
        self.complain(
            node,
            f"a division by {right.value}, whose result would not be exact",
            "a division by a number such as 2, 5, 10 or 100; otherwise put the factor into the unit",
        )
        return None
    value = left.value * inverse if left.value is not None else None
    return Typed(exp.Mul(this=left.tree, expression=number(inverse)), "number", value)


def _comparison(self: Checker, node: Any) -> Typed | None:
    parts = self.same(node, node.left, node.right)
    if parts is None:
        return None
    if parts[0].type == "boolean" and not isinstance(node, exp.EQ | exp.NEQ):
        self.complain(node, "true and false have no order", "= or <>")
        return None
    return Typed(type(node)(this=parts[0].tree, expression=parts[1].tree), "boolean")


def _connector(self: Checker, node: Any) -> Typed | None:
    left, right = (self.typed(side, "boolean") for side in (node.left, node.right))
    if left is None or right is None:
        return None
    # Brackets around a mixed operand: the tree then says the same in every dialect.
    sides = [exp.Paren(this=s.tree) if isinstance(s.tree, exp.Connector) else s.tree for s in (left, right)]
    return Typed(type(node)(this=sides[0], expression=sides[1]), "boolean")


def _not(self: Checker, node: Any) -> Typed | None:
    part = self.typed(node.this, "boolean")
    return None if part is None else Typed(exp.Not(this=exp.Paren(this=part.tree.unnest())), "boolean")


def _is(self: Checker, node: Any) -> Typed | None:
    part = self.row(node.this)
    if not isinstance(node.expression, exp.Null):
        self.complain(node, "`is` with something other than null", "`is null`, `is not null`, or `= true`")
        return None
    return None if part is None else Typed(exp.Is(this=part.tree, expression=exp.Null()), "boolean")


def _in(self: Checker, node: Any) -> Typed | None:
    values = node.expressions
    if not values or any(node.args.get(key) for key in ("query", "unnest", "field")):
        self.complain(node, "`in` without a list of values", "`in ('P1', 'P2')`")
        return None
    plain = [value.this if isinstance(value, exp.Neg) else value for value in values]
    if not all(isinstance(value, exp.Literal) for value in plain):
        self.complain(node, "`in` with something other than plain values", "numbers or 'words'")
        return None
    parts = self.same(node, node.this, *values)
    if parts is None:
        return None
    return Typed(exp.In(this=parts[0].tree, expressions=[part.tree for part in parts[1:]]), "boolean")


def _between(self: Checker, node: Any) -> Typed | None:
    if node.args.get("symmetric"):
        self.complain(node, "`between symmetric` is not allowed", "`between LOW and HIGH`")
        return None
    parts = self.same(node, node.this, node.args["low"], node.args["high"])
    if parts is None:
        return None
    if parts[0].type == "boolean":
        self.complain(node, "true and false have no order", "= or <>")
        return None
    return Typed(exp.Between(this=parts[0].tree, low=parts[1].tree, high=parts[2].tree), "boolean")


def _like(self: Checker, node: Any) -> Typed | None:
    part = self.typed(node.this, "string")
    pattern = node.expression
    if not isinstance(pattern, exp.Literal) or not pattern.is_string or "\\" in pattern.this:
        self.complain(node, "`like` without a plain pattern", "'text%', where % is any text and _ any character")
        return None
    if part is None:
        return None
    return Typed(exp.Like(this=part.tree, expression=exp.Literal.string(pattern.this)), "boolean")


OPERATORS: Checks = (
    (exp.Column, _column),
    (exp.Literal, _literal),
    (exp.Boolean, _boolean),
    (exp.Null, _null),
    (exp.Paren, _paren),
    (exp.Neg, _neg),
    (exp.Div, _division),
    ((exp.Add, exp.Sub, exp.Mul), _arithmetic),
    ((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), _comparison),
    ((exp.And, exp.Or), _connector),
    (exp.Not, _not),
    (exp.Is, _is),
    (exp.In, _in),
    (exp.Between, _between),
    (exp.Like, _like),
)
