"""A register as a table inside a query: every known spelling once, with its code and what it lies within.

The table travels as a few long texts that the engine splits, since a tree with a node for each of seven thousand
data zones would take longer to write out than five million rows take to read.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from .places import Register

_BETWEEN = "\x1f"  # the unit separator: no name of a place holds it


def lookup(register: Register, climbs: Sequence[str]) -> exp.Select:
    """Return a table of (spelling, code, up0, up1, ...); each spelling occurs once, so a join cannot multiply."""
    spelled = sorted(register.spellings.items())
    columns = [("spelling", [s for s, _ in spelled]), ("code", [c for _, c in spelled])]
    for n, level in enumerate(climbs):
        columns.append((f"up{n}", [register.parent(code, level) or "" for _, code in spelled]))
    lists = exp.select(*(exp.alias_(_list(values), name) for name, values in columns))
    # An empty text stands for no parent.
    kept = [
        exp.alias_(exp.Nullif(this=exp.column(name), expression=exp.Literal.string("")), name) for name, _ in columns
    ]
    return (
        exp.select(*kept)
        .from_(lists.subquery("spelled"))
        .where(exp.NEQ(this=exp.column("spelling"), expression=exp.Literal.string("")))
    )


def _list(values: Sequence[str]) -> exp.Expr:
    joined = exp.Literal.string(_BETWEEN.join(values))
    return exp.Explode(this=exp.Split(this=joined, expression=exp.Literal.string(_BETWEEN)))


def normal_sql(text: exp.Expr) -> exp.Expr:
    """Return what `places.normal` does, inside the engine."""
    single = exp.RegexpReplace(
        this=text,
        expression=exp.Literal.string(r"[ \t\n\r\f\v]+"),
        replacement=exp.Literal.string(" "),
        modifiers=exp.Literal.string("g"),
    )
    return exp.Lower(this=exp.Trim(this=single))
