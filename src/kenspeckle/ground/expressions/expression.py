"""What a checked expression is, and how text becomes one.

`parse_row` reads what is asked of one row: a condition or a value. `parse_sums` reads what is asked of many
rows: sums and counts of rows, added and subtracted. Both raise `Complaints`, and every complaint names the
place inside the author's text. sqlglot is imported when the first expression is parsed, not before; `memory`
spares that where this very text was found good before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Complaints, Spot

from . import memory

if TYPE_CHECKING:
    from sqlglot import exp


def _never() -> Parsed:
    raise ValueError("this expression was made without saying how it is parsed")


@dataclass(frozen=True)
class Parsed:
    """What an expression is made of, see `Expression`."""

    tree: exp.Expression
    terms: tuple[tuple[int, exp.Expression], ...]
    fields: frozenset[str]
    type: str


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    text: as the author wrote it. fields: the fields it names. sums: whether it is about many rows. type: string |
    integer | number | boolean | date, of a row or of the sum. Two expressions are equal when their text and fields
    are. Where it was found good before, it is parsed (and checked once more) when somebody asks for its tree.
    """

    text: str
    fields: frozenset[str]
    sums: bool = field(default=False, compare=False)
    type: str = field(default="", compare=False)
    parse: Callable[[], Parsed] = field(default=_never, compare=False, repr=False)

    @cached_property
    def _parsed(self) -> Parsed:
        return self.parse()

    @property
    def tree(self) -> exp.Expression:
        """The expression, made of allowed nodes only; columns are unqualified and quoted.

        Trees are shared: whoever builds with them works on a `.copy()`.
        """
        return self._parsed.tree

    @property
    def terms(self) -> tuple[tuple[int, exp.Expression], ...]:
        """For sums, the linear form: tree = sum of coefficient x SUM(row expression), where count() is SUM(1)."""
        return self._parsed.terms


def parse_row(text: str, fields: Mapping[str, str], spot: Spot) -> Expression:
    """Read a condition or value over one row, such as `stage in ('P1', 'P2') and present > 0`.

    fields: name -> type (string, integer, number, boolean, date, period). spot: where `text` begins.
    Raises Complaints for everything that is not allowed, unknown or of the wrong type.
    """
    return _known("row", text, tuple(fields.items())) or _read("row", text, fields, spot)


def parse_sums(text: str, fields: Mapping[str, str], spot: Spot) -> Expression:
    """Read sums over many rows, such as `sum(present) - 2 * sum(late)` or `count()`.

    Arguments and errors are those of `parse_row`. An expression that is zero whatever the data is refused.
    """
    return _known("sums", text, tuple(fields.items())) or _read("sums", text, fields, spot)


@lru_cache(maxsize=4096)
def _known(kind: str, text: str, fields: tuple[tuple[str, str], ...]) -> Expression | None:
    """The same text over the same fields is the same expression: `sum(pupils)` stands in many measures.

    Gives None for what is refused; it is then read again where it stands, for complaints with their place.
    """
    found = memory.recall(kind, text, fields)
    if found is not None:
        return Expression(text, found[1], kind == "sums", found[0], lambda: _parse(kind, text, dict(fields), Spot("")))
    try:
        expression = _read(kind, text, dict(fields), Spot(""))
    except Complaints:
        return None
    memory.note(kind, text, fields, expression.type, expression.fields)
    return expression


def _read(kind: str, text: str, fields: Mapping[str, str], spot: Spot) -> Expression:
    parsed = _parse(kind, text, fields, spot)
    return Expression(text, parsed.fields, kind == "sums", parsed.type, lambda: parsed)


def _parse(kind: str, text: str, fields: Mapping[str, str], spot: Spot) -> Parsed:
    from .allowed import ALLOWED
    from .checker import Checker
    from .sums import linear, written

    checker = Checker(text, fields, spot, ALLOWED)
    parsed = checker.parse()
    used = checker.used
    if kind == "row":
        typed = checker.row(parsed) if parsed is not None else None
        if checker.complaints or typed is None:
            raise Complaints(checker.complaints)
        return Parsed(typed.tree, (), frozenset(used), typed.type)
    terms = linear(checker, parsed) if parsed is not None else ()
    if checker.complaints:
        raise Complaints(checker.complaints)
    whole = all(term.type == "integer" for _, term in terms)
    pairs = tuple((factor, term.tree) for factor, term in terms)
    return Parsed(written(pairs), pairs, frozenset(used), "integer" if whole else "number")
