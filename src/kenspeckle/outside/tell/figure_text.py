"""The YAML of a figure block or of front matter, each value with its place in the file.

Values stay as they are written: 2024/25, 2023-08 and yes are words here, not dates or booleans. What would harm
a reader of YAML is refused where all definitions are read; here each value also learns its place in the story.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import nearest
from kenspeckle.ground.workspace.nodes import Reading as YamlReading

from .reading import Reading, offsets_of_scalar


@dataclass(frozen=True)
class Scalar:
    text: str
    offset: int
    raw: str
    at: int  # index of `raw` in the block's text

    @property
    def quoted(self) -> str:
        """The quotation mark round it, or empty."""
        return self.raw[:1] if self.raw[:1] in ("'", '"') else ""


@dataclass(frozen=True)
class Listed:
    items: tuple[Node, ...]
    offset: int


@dataclass(frozen=True)
class Mapped:
    """Keys in the order written, each with its own offset."""

    entries: Mapping[str, tuple[int, Node]]
    offset: int


Node: TypeAlias = Scalar | Listed | Mapped


@dataclass(frozen=True)
class YamlText:
    """A piece of YAML and the line (from 0) of the file on which it begins."""

    reading: Reading
    content: str
    first_line: int

    def offset(self, index: int) -> int:
        """The offset in the file of an index into `content`."""
        before = self.content[:index]
        number = self.first_line + before.count("\n")
        column = index - (before.rfind("\n") + 1)
        starts = self.reading.starts
        if number >= len(starts):
            return len(self.reading.text)
        # A fence that is indented takes that much off each of its lines.
        line = self.content[index - column :].split("\n", 1)[0]
        shift = max(len(self.reading.line(number)) - len(line), 0)
        return starts[number] + shift + column

    def offsets(self, scalar: Scalar) -> tuple[int, ...]:
        """Where each character of a value stands in the file."""
        return tuple(self.offset(i) for i in offsets_of_scalar(scalar.text, scalar.raw, scalar.at))

    def load(self) -> Mapped | None:
        """Read the mapping that `content` must be; complains and returns None when it is none."""
        if not self.content.strip():
            return Mapped({}, self.offset(0))
        before = len(self.reading.complaints)
        node = YamlReading(self.reading.file, self.content, self.reading.complaints, self.first_line + 1).compose()
        if len(self.reading.complaints) > before:
            return None
        if not isinstance(node, MappingNode):
            self._complain(0, "this is no list of keys", "lines of `key: value`")
            return None
        found = self._node(node)
        return found if isinstance(found, Mapped) else None

    def _node(self, node: Any) -> Node:
        index = node.start_mark.index
        offset = self.offset(index)
        if isinstance(node, ScalarNode):
            return Scalar(str(node.value), offset, self.content[index : node.end_mark.index], index)
        if isinstance(node, SequenceNode):
            return Listed(tuple(self._node(item) for item in node.value), offset)
        entries = {str(key.value): (self.offset(key.start_mark.index), self._node(value)) for key, value in node.value}
        return Mapped(entries, offset)

    def _complain(self, index: int, found: str, expected: str) -> None:
        self.reading.complain(self.offset(min(index, len(self.content))), found, expected)


def check_keys(reading: Reading, block: str, node: Mapped, allowed: tuple[str, ...]) -> None:
    """Complain of every key that a block does not have, with the nearest one that it does."""
    for key, (offset, _) in node.entries.items():
        if key not in allowed:
            near = nearest(key, allowed)
            reading.complain(offset, f"`{block}` has no key `{key}`", "one of " + ", ".join(allowed), near)
