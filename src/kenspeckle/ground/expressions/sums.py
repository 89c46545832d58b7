"""Sums over many rows, as a linear form: factor x SUM(row expression), added up.

Only such sums roll up exactly from small groups to large ones, which is what lets one scan of the data serve
every total. A factor is a whole number; anything else belongs inside the brackets, to each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlglot import exp

from .checker import Checker, Typed, called

_EXAMPLE = "`sum(FIELD)`, `count()`, and these added, subtracted or multiplied by whole numbers"


def linear(checker: Checker, node: Any, factor: int = 1) -> tuple[tuple[int, Typed], ...]:
    """Return (factor, row expression) for each sum in `node`, equal ones joined; complaints go to `checker`."""
    joined: dict[str, tuple[int, Typed]] = {}
    for times, part in _terms(checker, node, factor):
        name = part.tree.sql()
        joined[name] = (joined.get(name, (0, part))[0] + times, part)
    terms = tuple((times, part) for times, part in joined.values() if times and part.value != 0)
    if not terms and not checker.complaints:
        checker.complain(node, "this is zero whatever the data", _EXAMPLE)
    return terms


def _terms(checker: Checker, node: Any, factor: int) -> Iterable[tuple[int, Typed]]:
    match node:
        case exp.Paren():
            return _terms(checker, node.this, factor)
        case exp.Neg():
            return _terms(checker, node.this, -factor)
        case exp.Add() | exp.Sub():
            sign = 1 if isinstance(node, exp.Add) else -1
            return [*_terms(checker, node.left, factor), *_terms(checker, node.right, sign * factor)]
        case exp.Mul():
            return _multiplied(checker, node, factor)
        case exp.Sum():
            return _sum(checker, node, factor)
        case exp.Count():
            return _count(checker, node, factor)
        case exp.Div():
            checker.complain(
                node,
                "sums that are divided",
                "`rate: {of: ..., out_of: ...}`, which divides once, or the division of each row inside `sum(...)`",
            )
        case exp.AggFunc():
            checker.complain(node, f"{called(node)}() is not allowed here", _EXAMPLE)
        case exp.Column():
            name = node.name
            checker.complain(node, f"`{name}` stands outside `sum(...)`", _EXAMPLE, f"sum({name})")
        case exp.Literal():
            checker.complain(node, f"the number {node.this} stands beside the sums", f"a factor, or only {_EXAMPLE}")
        case _:
            checker.complain(node, f"`{called(node)}` is not allowed outside `sum(...)`", _EXAMPLE)
    return ()


def _multiplied(checker: Checker, node: Any, factor: int) -> Iterable[tuple[int, Typed]]:
    for number, other in ((node.left, node.right), (node.right, node.left)):
        bare = number.unnest()
        sign, bare = (-1, bare.this) if isinstance(bare, exp.Neg) else (1, bare)
        if isinstance(bare, exp.Literal) and not bare.is_string:
            if bare.this.isdigit() and len(bare.this) <= 9:
                return _terms(checker, other, factor * sign * int(bare.this))
            checker.complain(node, f"a factor of {bare.this}", "a whole number, or `sum(0.5 * FIELD)`")
            return ()
    checker.complain(node, "sums that are multiplied with each other", _EXAMPLE)
    return ()


def _sum(checker: Checker, node: Any, factor: int) -> Iterable[tuple[int, Typed]]:
    if isinstance(node.this, exp.Distinct):
        checker.complain(node, "sum(distinct ...) is not allowed", "`sum(...)`; distinct children are `counting:`")
        return ()
    part = checker.typed(node.this, "integer", "number", "boolean")
    if part is None:
        return ()
    if part.type == "boolean":
        # The rows for which it is true. Where it is unknown there is nothing to add, which is not the same as 0.
        ifs = [
            exp.If(this=part.tree, true=exp.Literal.number(1)),
            exp.If(this=exp.Not(this=exp.Paren(this=part.tree.copy())), true=exp.Literal.number(0)),
        ]
        part = Typed(exp.Case(ifs=ifs), "integer")
    return ((factor, part),)


def _count(checker: Checker, node: Any, factor: int) -> Iterable[tuple[int, Typed]]:
    if node.expressions or not (node.this is None or isinstance(node.this, exp.Star)):
        checker.complain(
            node, "count() of something", "`count()` for rows, `sum(FIELD = 1)` for rows where a condition is true"
        )
        return ()
    return ((factor, Typed(exp.Literal.number(1), "integer", None)),)


def written(terms: Sequence[tuple[int, exp.Expression]]) -> exp.Expression:
    """Return the tree of a linear form."""
    tree: exp.Expression | None = None
    for factor, row in terms:
        part: exp.Expression = exp.Sum(this=row.copy())
        if abs(factor) != 1:
            part = exp.Mul(this=exp.Literal.number(abs(factor)), expression=part)
        if tree is None:
            tree = exp.Neg(this=part) if factor < 0 else part
        else:
            tree = (exp.Sub if factor < 0 else exp.Add)(this=tree, expression=part)
    assert tree is not None, "a linear form has at least one term"
    return tree
