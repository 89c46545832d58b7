"""The YAML of a figure block or of front matter, each value with its place in the file.

Values stay as they are written: 2024/25, 2023-08 and yes are words here, not dates or booleans. Anchors, tags
and aliases have no use in a story and are refused, since a few lines of them can stand for a billion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from kenspeckle.ground.terms import nearest

from .reading import Reading, offsets_of_scalar

_DEEPEST = 8


@dataclass(frozen=True)
class Scalar:
    text: str
    offset: int
    raw: str
    at: int  # index of `raw` in the block's text


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
        try:
            for event in yaml.parse(self.content, Loader=yaml.SafeLoader):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or _tagged(event):
                    index = event.start_mark.index if event.start_mark else 0
                    self._complain(index, "an anchor, alias or tag", "plain keys and values")
                    return None
            node = yaml.compose(self.content, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._complain(mark.index if mark else 0, f"this is not YAML: {error.problem}", "lines of `key: value`")
            return None
        except (yaml.YAMLError, ValueError, RecursionError):
            self._complain(0, "this is not YAML", "lines of `key: value`")
            return None
        if not isinstance(node, yaml.MappingNode):
            self._complain(0, "this is no list of keys", "lines of `key: value`")
            return None
        found = self._node(node, 0)
        return found if isinstance(found, Mapped) else None

    def _node(self, node: Any, depth: int) -> Node:
        index = node.start_mark.index
        offset = self.offset(index)
        if depth > _DEEPEST:
            self._complain(index, "this is nested too deeply", f"at most {_DEEPEST} levels")
            return Scalar("", offset, "", index)
        if isinstance(node, yaml.ScalarNode):
            return Scalar(str(node.value), offset, self.content[index : node.end_mark.index], index)
        if isinstance(node, yaml.SequenceNode):
            return Listed(tuple(self._node(item, depth + 1) for item in node.value), offset)
        entries: dict[str, tuple[int, Node]] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self._complain(key.start_mark.index, "a key that is no word", "lines of `key: value`")
            elif name in entries:
                self._complain(key.start_mark.index, f"`{name}` comes twice", "each key once")
            else:
                entries[name] = (self.offset(key.start_mark.index), self._node(value, depth + 1))
        return Mapped(entries, offset)

    def _complain(self, index: int, found: str, expected: str) -> None:
        self.reading.complain(self.offset(min(index, len(self.content))), found, expected)


def _tagged(event: Any) -> bool:
    return getattr(event, "tag", None) is not None


def check_keys(reading: Reading, block: str, node: Mapped, allowed: tuple[str, ...]) -> None:
    """Complain of every key that a block does not have, with the nearest one that it does."""
    for key, (offset, _) in node.entries.items():
        if key not in allowed:
            near = nearest(key, allowed)
            reading.complain(offset, f"`{block}` has no key `{key}`", "one of " + ", ".join(allowed), near)
