"""Reads one expression and walks it: size limits before parsing, then a check for each kind of node.

What is allowed is not decided here but in the table of checks that a `Checker` is given (see `allowed`); a
node without a check is refused. Complaints point into the author's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import errors, exp, parse_one

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Complaint, Spot, nearest

LONGEST = 2000
"""Characters of an expression; the longest in any measure we know has 300."""
MOST_PARTS = 400
"""Words, numbers and signs of an expression; also what keeps the parser's recursion shallow."""
DEEPEST = 25
"""Nested brackets or cases."""
FUNCTIONS = "abs, cast, coalesce, greatest, least, lower, round, substring, trim, upper"
OPERATORS = "+ - * / = <> < <= > >= and or not in between like is null case"

_PART = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[A-Za-z_0-9.]+|\S")


@dataclass(frozen=True)
class Typed:
    """A checked part: its new tree, its type ("null" for a bare null), and its value where it is constant."""

    tree: exp.Expression
    type: str
    value: Decimal | None = None


Check = Callable[["Checker", Any], Typed | None]
Checks = tuple[tuple[type[exp.Expression] | tuple[type[exp.Expression], ...], Check], ...]


class Checker:
    """Parses one text, then checks and rebuilds its parts; `complaints` and `used` fields gather as it goes."""

    def __init__(self, text: str, fields: Mapping[str, str], spot: Spot, checks: Checks) -> None:
        self.text = text
        self.fields = fields
        self.spot = spot
        self._checks = checks
        self.complaints: list[Complaint] = []
        self.used: set[str] = set()

    # -- reading -----------------------------------------------------------------------------------------------

    def parse(self) -> Any:
        """Return the tree as sqlglot reads it (an exp.Expression, unchecked), or None after a complaint."""
        if self._too_big():
            return None
        try:
            # Condition is sqlglot's name for an expression: no statement is ever parsed.
            return parse_one(self.text, into=exp.Condition, dialect="duckdb")
        except errors.ParseError as error:
            first = error.errors[0] if error.errors else {}
            self._unreadable(first.get("highlight") or "", first.get("line"), first.get("col"))
        except (errors.SqlglotError, RecursionError):
            self._unreadable("", None, None)
        return None

    def _too_big(self) -> bool:
        depth = deepest = parts = brackets = 0
        for match in _PART.finditer(self.text, 0, LONGEST + 1):
            part = match[0].lower()
            parts += 1
            depth += (part in ("(", "[", "{", "case")) - (part in (")", "]", "}", "end"))
            deepest = max(deepest, depth)
            brackets += (part == "(") - (part == ")")
        if not parts:
            self.complain(None, "an empty expression", "an expression such as `sum(present)`")
        elif len(self.text) > LONGEST:
            self.complain(None, f"an expression of {len(self.text):,} characters", f"at most {LONGEST:,}")
        elif parts > MOST_PARTS:
            self.complain(None, f"an expression of {parts:,} parts", f"at most {MOST_PARTS}")
        elif deepest > DEEPEST:
            self.complain(None, f"an expression nested {deepest} deep", f"at most {DEEPEST}")
        elif brackets:
            self.complain(None, f"{abs(brackets)} bracket(s) without a partner", "as many `(` as `)`")
        return bool(self.complaints)

    def _unreadable(self, what: str, line: int | None, column: int | None) -> None:
        offset = None
        if line and column is not None:
            before = self.text.split("\n")[: line - 1]
            # sqlglot gives the column of a part's last character
            offset = max(0, sum(len(row) + 1 for row in before) + column - max(1, len(what)))
        self.complaints.append(
            Complaint(
                self.at(offset),
                f"`{what}` cannot be read here" if what else "this cannot be read as an expression",
                f"an expression of fields, numbers, 'words' and {OPERATORS}; a field whose name has spaces or is "
                'a word of SQL stands in double quotes, as in "year of birth"',
            )
        )

    # -- complaining -------------------------------------------------------------------------------------------

    def at(self, offset: int | None) -> Spot:
        """Return the place in the file of the character at `offset` of the text."""
        if not offset or not self.spot.line:
            return self.spot
        line = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        return Spot(self.spot.file, self.spot.line + line, self.spot.column + column)

    def complain(self, node: Any, found: str, expected: str = "", near: str = "") -> None:
        self.complaints.append(Complaint(self.at(self._offset(node)), found, expected, near))

    def _offset(self, node: Any) -> int | None:
        if node is None:
            return None
        starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
        if isinstance(node, exp.Func) and not isinstance(node, exp.Connector | exp.Cast | exp.Case):
            # A call has no position of its own: it is the last time its name occurs before its arguments.
            limit = min(starts, default=len(self.text))
            calls = [m.start() for m in re.finditer(rf"\b{re.escape(called(node))}\s*\(", self.text, re.IGNORECASE)]
            before = [start for start in calls if start <= limit]
            if before:
                return before[-1]
        if isinstance(node, exp.Literal):
            found = self.text.find(f"'{node.this}'" if node.is_string else node.this)
            return found if found >= 0 else None
        return min(starts, default=None)

    # -- checking ----------------------------------------------------------------------------------------------

    def row(self, node: exp.Expression) -> Typed | None:
        """Return `node` checked as a part of a row expression, or None after a complaint."""
        for kinds, check in self._checks:
            if isinstance(node, kinds):
                return check(self, node)
        if isinstance(node, exp.AggFunc):
            self.complain(node, f"{called(node)}() works on many rows", "an expression about one row")
        elif isinstance(node, exp.Func):
            name = called(node)
            near = nearest(name, FUNCTIONS.split(", "))
            self.complain(node, f"the function {name}() is not allowed here", f"one of {FUNCTIONS}", near)
        else:
            name = type(node).__name__
            self.complain(node, f"`{name}` is not allowed in an expression", f"{OPERATORS}, or one of {FUNCTIONS}")
        return None

    def typed(self, node: exp.Expression | None, *types: str) -> Typed | None:
        """Return `node` checked and of one of `types`, or None after a complaint."""
        if node is None:
            return None
        part = self.row(node)
        if part is None or part.type in types:
            return part
        wanted = {"integer": "a number", "number": "a number", "string": "text", "date": "a date"}
        names = list(dict.fromkeys(wanted.get(t, "a condition") for t in types))
        self.complain(node, f"{in_words(part.type)} where {' or '.join(names)} is needed", " or ".join(names))
        return None

    def same(self, node: exp.Expression, *parts: exp.Expression) -> list[Typed] | None:
        """Return `parts` checked and comparable with each other; ISO texts beside a date become dates."""
        checked = [self.row(part) for part in parts]
        known = [part for part in checked if part is not None]
        if len(known) < len(parts):
            return None
        kinds = {family(part.type) for part in known}
        if "null" in kinds:
            self.complain(node, "a comparison with null is never true", "`is null` or `is not null`")
            return None
        if kinds == {"date", "string"}:
            known = [self._as_date(part, original) for part, original in zip(known, parts, strict=True)]
            kinds = {part.type for part in known}
        if len(kinds) > 1:
            several = " with ".join(dict.fromkeys(in_words(part.type) for part in known))
            self.complain(node, f"this compares {several}", "values of one type")
            return None
        return known

    def _as_date(self, part: Typed, node: exp.Expression) -> Typed:
        if part.type == "string" and isinstance(node, exp.Literal):
            return self.date(node) or part
        return part

    def date(self, node: exp.Literal) -> Typed | None:
        """Return the date that an ISO text says, or None when it is none."""
        try:
            day = date.fromisoformat(node.this)
        except ValueError:
            self.complain(node, f"'{node.this}' is not a date", "a date such as '2024-08-19'")
            return None
        return Typed(exp.cast(exp.Literal.string(day.isoformat()), "date"), "date")


def called(node: Any) -> str:
    """Return the name of a function as an author writes it."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else type(node).__name__.lower()


def family(kind: str) -> str:
    return "number" if kind == "integer" else kind


def in_words(kind: str) -> str:
    named = {"integer": "a number", "number": "a number", "string": "text", "date": "a date", "null": "null"}
    return named.get(kind, "a condition (true or false)")
