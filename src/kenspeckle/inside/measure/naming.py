"""Places that a condition names: `council <> 'Na h-Eileanan Siar'` means the place, however a delivery writes it.

A source gives places by code, by name or in its own spelling, and the condition of a measure may use any that the
register knows. A text that is neither a place nor a value that the contract lists matches nothing, which would go
unseen: it is complained of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from kenspeckle.ground.expressions import Expression
from kenspeckle.ground.terms import Complaint, Spot, nearest
from kenspeckle.ground.workspace.definitions import Contract, Measure

from .places import Register, normal
from .spellings import normal_sql

Places = Mapping[str, Register]
"""The register of each field that holds places."""


def by_code(condition: exp.Expr, places: Places) -> exp.Expr:
    """Return the condition with each place in it as all the spellings that lead to the same code."""

    def spelled(node: exp.Expr) -> exp.Expr:
        found = _compared(node, places)
        if found is None:
            return node
        field, texts = found
        register = places[field]
        codes = {register.code(text) for text in texts}
        known = {s for s, code in register.spellings.items() if code in codes} | {normal(text) for text in texts}
        meant = [exp.Literal.string(s) for s in sorted(known)]
        inside = exp.In(this=normal_sql(exp.cast(exp.column(field, quoted=True), "varchar")), expressions=meant)
        return exp.not_(exp.paren(inside)) if isinstance(node, exp.NEQ) else inside

    return condition.transform(spelled) if places else condition


def unknown_places(measure: Measure, contract: Contract, registers: Mapping[str, Register]) -> Iterator[Complaint]:
    """Complain of each text in the conditions of a measure, and of its ways, that is no place of its field's level."""
    places = {f.name: registers[f.place] for f in contract.fields if f.place in registers}
    conditions: Iterable[tuple[str, Expression | None]] = [
        ("", measure.where),
        *((w.name, w.where) for w in measure.ways),
    ]
    for way, condition in conditions:
        for node in condition.tree.walk() if condition is not None else ():
            for field, text in _texts(node, places):
                register = places[field]
                listed = {*contract.field(field).allowed, *contract.field(field).codes.values()}
                if register.places and register.code(text) is None and text not in listed:
                    of = f"`where` of the way `{way}`" if way else "`where`"
                    names = {place.name for place in register.places.values()}
                    yield Complaint(
                        Spot(measure.spot.file, measure.spot.line, measure.spot.column),
                        f"{measure.name}: {of} names `{text}`, which is no {register.level} we know",
                        f"the code or a name of a {register.level}",
                        nearest(text, names | register.places.keys()),
                    )


def _texts(node: exp.Expr, places: Places) -> Iterator[tuple[str, str]]:
    found = _compared(node, places)
    if found is not None:
        yield from ((found[0], text) for text in found[1])


def _compared(node: exp.Expr, places: Places) -> tuple[str, list[str]] | None:
    """A field of places and the texts that it is compared with, or None for anything else."""
    if isinstance(node, exp.In):
        column, values = node.this, node.expressions
    elif isinstance(node, exp.EQ | exp.NEQ):
        column, values = node.this, [node.expression]
        if isinstance(column, exp.Literal):
            column, values = node.expression, [node.this]
    else:
        return None
    if not isinstance(column, exp.Column) or column.name not in places or not values:
        return None
    return (column.name, [str(v.this) for v in values]) if all(isinstance(v, exp.Literal) for v in values) else None
