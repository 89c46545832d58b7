"""Functions of a row expression: a short list, each of which gives the same answer in every engine.

A cast that fails gives no value rather than an error: one odd row must not stop a build.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from .checker import Checker, Checks, Typed, called, family

_CASTS = {
    exp.DType.INT: ("integer", "BIGINT"),
    exp.DType.BIGINT: ("integer", "BIGINT"),
    exp.DType.DECIMAL: ("number", "DECIMAL(18, 6)"),
    exp.DType.BOOLEAN: ("boolean", "BOOLEAN"),
    exp.DType.DATE: ("date", "DATE"),
    exp.DType.TEXT: ("string", "TEXT"),
    exp.DType.VARCHAR: ("string", "TEXT"),
}
_LONGEST_TEXT = 10_000


def _plain(self: Checker, node: Any, *allowed: str) -> bool:
    """Whether a call has no argument beside `allowed`; extras that SQL would take are complained of."""
    extra = [
        key
        for key, value in node.args.items()
        # ignore_nulls is not written by the author: it is how the parser notes what DuckDB's greatest does
        if value not in (None, [], False) and key not in (*allowed, "ignore_nulls")
    ]
    if extra:
        self.complain(node, f"{called(node)}() with more than it takes here", "the plain call")
    return not extra


def _of_text(self: Checker, node: Any) -> Typed | None:
    if not _plain(self, node, "this"):
        return None
    part = self.typed(node.this, "string")
    return None if part is None else Typed(type(node)(this=part.tree), "string")


def _abs(self: Checker, node: Any) -> Typed | None:
    part = self.typed(node.this, "integer", "number")
    return None if part is None else Typed(exp.Abs(this=part.tree), part.type)


def _round(self: Checker, node: Any) -> Typed | None:
    if not _plain(self, node, "this", "decimals"):
        return None
    decimals = node.args.get("decimals")
    part = self.typed(node.this, "integer", "number")
    if decimals is not None and _whole(self, decimals, 0, 6) is None:
        return None
    places = 0 if decimals is None else int(decimals.this)
    if part is None:
        return None
    return Typed(exp.Round(this=part.tree, decimals=exp.Literal.number(places)), part.type)


def _whole(self: Checker, node: Any, least: int, most: int) -> int | None:
    if isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit() and least <= int(node.this) <= most:
        return int(node.this)
    self.complain(node, "something other than a plain whole number", f"a number from {least} to {most}")
    return None


def _one_of(self: Checker, node: Any) -> Typed | None:
    """coalesce, greatest, least: all arguments of one type, which is the type of the call."""
    if not _plain(self, node, "this", "expressions"):
        return None
    parts = self.same(node, node.this, *node.expressions)
    if parts is None:
        return None
    if len(parts) < 2:
        self.complain(node, f"{called(node)}() of one value", "two values or more")
        return None
    kind = "number" if any(part.type == "number" for part in parts) else parts[0].type
    first, *rest = (part.tree for part in parts)
    call = type(node)(this=first, expressions=rest)
    if isinstance(node, exp.Coalesce):
        return Typed(call, kind)
    # Engines differ on whether the greatest of 3 and nothing is 3; here it is unknown, in all of them.
    call.set("ignore_nulls", True)
    absent = [exp.Is(this=part.tree.copy(), expression=exp.Null()) for part in parts if part.value is None]
    if not absent:
        return Typed(call, kind)
    return Typed(exp.Case(ifs=[exp.If(this=exp.or_(*absent, copy=False), true=exp.Null())], default=call), kind)


def _substring(self: Checker, node: Any) -> Typed | None:
    if not _plain(self, node, "this", "start", "length"):
        return None
    part = self.typed(node.this, "string")
    numbers = [node.args.get("start"), node.args.get("length")]
    if None in numbers:
        self.complain(node, "substring() without start and length", "`substring(FIELD, 1, 2)`")
        return None
    start, length = (_whole(self, number, least, _LONGEST_TEXT) for number, least in zip(numbers, (1, 0), strict=True))
    if part is None or start is None or length is None:
        return None
    return Typed(
        exp.Substring(this=part.tree, start=exp.Literal.number(start), length=exp.Literal.number(length)), "string"
    )


def _cast(self: Checker, node: Any) -> Typed | None:
    to = node.args["to"]
    if isinstance(node.this, exp.Literal) and node.this.is_string and to.this is exp.DType.DATE:
        return self.date(node.this)
    known = _CASTS.get(to.this)
    if known is None or not _plain(self, node, "this", "to", "safe"):
        self.complain(node, "a cast to a type that is not known here", "integer, decimal, boolean, date or text")
        return None
    part = self.row(node.this)
    if part is None:
        return None
    kind, name = known
    return Typed(exp.TryCast(this=part.tree, to=exp.DataType.build(name)), kind)


def _case(self: Checker, node: Any) -> Typed | None:
    if node.this is not None:
        self.complain(node, "`case FIELD when`", "`case when FIELD = ... then ... else ... end`")
        return None
    conditions = [self.typed(branch.this, "boolean") for branch in node.args["ifs"]]
    default = node.args.get("default")
    answers = [branch.args["true"] for branch in node.args["ifs"]] + ([default] if default is not None else [])
    parts = [self.row(answer) for answer in answers]
    known = [part for part in parts if part is not None]
    if any(condition is None for condition in conditions) or len(known) < len(parts):
        return None
    kinds = {family(part.type) for part in known} - {"null"}
    if len(kinds) != 1:
        self.complain(node, "a case whose answers are of several types, or all null", "answers of one type")
        return None
    kind = kinds.pop()
    if kind == "number" and all(part.type in ("integer", "null") for part in known):
        kind = "integer"
    ifs = [
        exp.If(this=condition.tree, true=part.tree)
        for condition, part in zip(conditions, known, strict=False)
        if condition is not None
    ]
    otherwise = known[-1].tree if default is not None else None
    return Typed(exp.Case(ifs=ifs, default=otherwise), kind)


FUNCTIONS: Checks = (
    ((exp.Lower, exp.Upper, exp.Trim), _of_text),
    (exp.Abs, _abs),
    (exp.Round, _round),
    ((exp.Coalesce, exp.Greatest, exp.Least), _one_of),
    (exp.Substring, _substring),
    ((exp.Cast, exp.TryCast), _cast),
    (exp.Case, _case),
)
