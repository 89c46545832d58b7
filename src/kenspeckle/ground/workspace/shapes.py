"""The shapes that a written value can have: each reads a node, says what it expects, and gives its JSON Schema.

Definitions are described as tables of keys made of these shapes (see `keys` and `odcs`). The loader reads by
the tables, and the schemas for editors and the reference pages are generated from them, so the three agree.
A shape never raises: it complains to the reading, and returns `WRONG`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Spot, nearest

from .nodes import Reading

Schema = dict[str, Any]


class _Wrong:
    """What reading gives where a complaint was made; it is falsy, and nothing else."""

    def __bool__(self) -> bool:
        return False


WRONG: Final = _Wrong()


class Shape(Protocol):
    """What a written value may be."""

    @property
    def words(self) -> str:
        """What is expected, as a reader says it."""
        ...

    def read(self, node: Node, reading: Reading) -> Any: ...

    def schema(self) -> Schema: ...


class Written(str):
    """Text as written, which knows where: `spot` is where it begins, behind a quote."""

    __slots__ = ("node", "reading")
    node: ScalarNode
    reading: Reading

    @classmethod
    def of(cls, node: ScalarNode, reading: Reading) -> Written:
        text = cls(node.value)
        text.node, text.reading = node, reading
        return text

    @property
    def spot(self) -> Spot:
        return self.reading.inside(self.node)


def kind_of(node: Node) -> str:
    """Return what a node is, for a complaint."""
    if isinstance(node, MappingNode):
        return "a map"
    if isinstance(node, SequenceNode):
        return "a list"
    if not node.value and not getattr(node, "style", None):
        return "nothing"
    return shown(node.value)


def shown(text: str) -> str:
    """Return the beginning of a text as complaints quote it, on one line."""
    return f"`{' '.join(text[:60].split()) or text[:60]}`"


def empty(node: Node) -> bool:
    """Whether a key has nothing after it."""
    return isinstance(node, ScalarNode) and not node.style and node.value in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Text:
    """A text; `choices` lists all that are allowed, `pattern` is what the whole must match."""

    says: str = "text"
    choices: tuple[str, ...] = ()
    pattern: str = ""
    may_be_empty: bool = False
    wrong: Callable[[str], str] | None = field(default=None, compare=False)

    @property
    def words(self) -> str:
        return (
            " or ".join(filter(None, (", ".join(self.choices[:-1]), self.choices[-1]))) if self.choices else self.says
        )

    def read(self, node: Node, reading: Reading) -> Any:
        blank = isinstance(node, ScalarNode) and not node.value.strip()
        if not isinstance(node, ScalarNode) or empty(node) or (blank and not self.may_be_empty):
            reading.complain(node, f"{kind_of(node)} where text should stand", self.words)
            return WRONG
        if self.choices and node.value not in self.choices:
            reading.complain(node, shown(node.value), self.words, nearest(node.value, self.choices))
            return WRONG
        if self.pattern and re.fullmatch(self.pattern, node.value) is None:
            reading.complain(node, shown(node.value), self.words)
            return WRONG
        if self.wrong is not None and (why := self.wrong(node.value)):
            reading.complain(node, why, self.words)
            return WRONG
        return Written.of(node, reading)

    def schema(self) -> Schema:
        if self.choices:
            return {"enum": list(self.choices)}
        # YAML reads 2024 or 1.0 as numbers; here they are the text that was written.
        schema: Schema = {"type": ["string", "number", "boolean"]}
        if self.pattern:
            schema = {"type": ["string", "number"], "pattern": f"^(?:{self.pattern})$"}
        elif not self.may_be_empty:
            schema["pattern"] = r"\S"
        return schema


@dataclass(frozen=True)
class Whole:
    least: int | None = None
    most: int | None = None

    @property
    def words(self) -> str:
        return "a whole number" + _bounds(self.least, self.most)

    def read(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, ScalarNode) and re.fullmatch(r"-?(0|[1-9]\d{0,17})", node.value):
            value = int(node.value)
            if (self.least is None or value >= self.least) and (self.most is None or value <= self.most):
                return value
        reading.complain(node, kind_of(node), self.words)
        return WRONG

    def schema(self) -> Schema:
        return {"type": "integer"} | _limits(self.least, self.most)


@dataclass(frozen=True)
class Exact:
    """A number kept exactly as written."""

    least: int | None = None
    most: int | None = None

    @property
    def words(self) -> str:
        return "a number" + _bounds(self.least, self.most)

    def read(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, ScalarNode) and re.fullmatch(r"-?\d{1,18}(\.\d{1,12})?", node.value):
            value = Decimal(node.value)
            if (self.least is None or value >= self.least) and (self.most is None or value <= self.most):
                return value
        reading.complain(node, kind_of(node), self.words)
        return WRONG

    def schema(self) -> Schema:
        return {"type": "number"} | _limits(self.least, self.most)


def _bounds(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if least is not None:
        return f" of at least {least}"
    return f" of at most {most}" if most is not None else ""


def _limits(least: int | None, most: int | None) -> Schema:
    return {key: value for key, value in (("minimum", least), ("maximum", most)) if value is not None}


@dataclass(frozen=True)
class Flag:
    words: str = "true or false"

    def read(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, ScalarNode) and node.value in ("true", "false"):
            return node.value == "true"
        reading.complain(node, kind_of(node), self.words)
        return WRONG

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day:
    words: str = "a date such as 2024-08-19"

    def read(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, ScalarNode) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.value):
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                pass
        reading.complain(node, kind_of(node), self.words)
        return WRONG

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


@dataclass(frozen=True)
class ListOf:
    """A list, read as a tuple; wrong items are complained of and left out."""

    item: Shape
    least: int = 0
    most: int | None = None

    @property
    def words(self) -> str:
        return f"a list of {self.item.words}"

    def read(self, node: Node, reading: Reading) -> Any:
        if not isinstance(node, SequenceNode):
            reading.complain(node, f"{kind_of(node)} where a list should stand", f"{self.words}, as in [a, b]")
            return WRONG
        if len(node.value) < self.least or (self.most is not None and len(node.value) > self.most):
            count = f"{self.least}" if self.least == self.most else f"at least {self.least}"
            reading.complain(node, f"a list of {len(node.value)}", f"{count} entries")
            return WRONG
        items = (self.item.read(item, reading) for item in node.value)
        return tuple(item for item in items if item is not WRONG)

    def schema(self) -> Schema:
        schema: Schema = {"type": "array", "items": self.item.schema()}
        if self.least:
            schema["minItems"] = self.least
        if self.most is not None:
            schema["maxItems"] = self.most
        return schema


@dataclass(frozen=True)
class OneOrMore:
    """One value, or a list of them; read as a tuple."""

    item: Shape

    @property
    def words(self) -> str:
        return f"{self.item.words}, or a list"

    def read(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, SequenceNode):
            return ListOf(self.item, 1).read(node, reading)
        value = self.item.read(node, reading)
        return WRONG if value is WRONG else (value,)

    def schema(self) -> Schema:
        return {"anyOf": [self.item.schema(), ListOf(self.item, 1).schema()]}


@dataclass(frozen=True)
class MapOf:
    """A map whose keys the author chooses; read as a dict from `Written` keys."""

    value: Shape
    key: Text = Text(may_be_empty=True)
    says: str = "a map"

    @property
    def words(self) -> str:
        return self.says

    def read(self, node: Node, reading: Reading) -> Any:
        if not isinstance(node, MappingNode):
            reading.complain(node, f"{kind_of(node)} where a map should stand", self.words)
            return WRONG
        found: dict[Written, Any] = {}
        for key, value in node.value:
            # An empty or null key is a text too: `"": missing` names what an empty cell means.
            name = Written.of(key, reading) if self.key.may_be_empty else self.key.read(key, reading)
            read = self.value.read(value, reading)
            if name is not WRONG and read is not WRONG:
                found[name] = read
        return found

    def schema(self) -> Schema:
        schema: Schema = {"type": "object", "additionalProperties": self.value.schema()}
        if self.key.pattern:
            schema["propertyNames"] = {"pattern": f"^(?:{self.key.pattern})$"}
        return schema


@dataclass(frozen=True)
class ByKind:
    """A scalar of one shape, or a list or map of another."""

    scalar: Shape
    other: Shape

    @property
    def words(self) -> str:
        return f"{self.scalar.words}, or {self.other.words}"

    def read(self, node: Node, reading: Reading) -> Any:
        return (self.scalar if isinstance(node, ScalarNode) else self.other).read(node, reading)

    def schema(self) -> Schema:
        return {"anyOf": [self.scalar.schema(), self.other.schema()]}


@dataclass(frozen=True)
class LeftAlone:
    """A part of a standard that other tools read; it is kept and not looked into."""

    words: str = "anything"

    def read(self, node: Node, reading: Reading) -> Any:
        return node

    def schema(self) -> Schema:
        return {}
