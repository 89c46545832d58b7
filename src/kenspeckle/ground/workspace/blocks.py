"""Blocks: maps with known keys, each key with its shape, its meaning and what holds when it is not written.

A block is the one table from which a definition is read, its JSON Schema made and its reference page printed.
An unknown key is complained of with the nearest right word; a missing one with what it should hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from yaml.nodes import MappingNode, Node

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Spot, nearest

from .nodes import Reading
from .shapes import WRONG, Schema, Shape, kind_of, shown


@dataclass(frozen=True)
class Key:
    """One key of a block: its shape, what it means, and what holds when it is not written."""

    name: str
    shape: Shape
    meaning: str
    required: bool = False
    default: Any = None


class Entry:
    """What was written under the keys of a block. `entry[key]` is the value or the key's default."""

    __slots__ = ("_block", "_keys", "_nodes", "_values", "node", "reading", "strange")

    def __init__(self, block: Block, node: Node, reading: Reading) -> None:
        self._block = block
        self._values: dict[str, Any] = {}
        self._nodes: dict[str, Node] = {}
        self._keys: dict[str, Node] = {}
        self.node = node
        self.reading = reading
        self.strange = False  # whether it holds a key that nobody knows, and so may lack one that was meant

    def __getitem__(self, key: str) -> Any:
        return self._values[key] if key in self._values else self._block.defaults[key]

    def __contains__(self, key: str) -> bool:
        """Whether `key` is written, rightly or wrongly."""
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def right(self, key: str) -> bool:
        """Whether `key` is written and could be read."""
        return key in self._values

    def node_of(self, key: str) -> Node:
        """Return the node of the value of `key`; raises KeyError when it is not written."""
        return self._nodes[key]

    def spot(self, key: str = "") -> Spot:
        """Return where the value of `key` begins, or the block when it is not written."""
        return self.reading.spot(self._nodes.get(key, self.node))

    def key_spot(self, key: str) -> Spot:
        return self.reading.spot(self._keys.get(key, self.node))

    def complain(self, key: str, found: str, expected: str = "", near: str = "") -> None:
        self.reading.complain(self.spot(key), found, expected, near)


@dataclass(frozen=True, eq=False)
class Block:
    """A map with known keys. `name` is what complaints and pages call it."""

    name: str
    keys: tuple[Key, ...]
    meaning: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})
        object.__setattr__(self, "defaults", {key.name: key.default for key in self.keys})

    by_name: dict[str, Key] = field(init=False, repr=False)
    defaults: dict[str, Any] = field(init=False, repr=False)

    @property
    def words(self) -> str:
        return (
            f"{self.name} (keys: {', '.join(key.name for key in self.keys[:8])}{', ...' if len(self.keys) > 8 else ''})"
        )

    def read(self, node: Node, reading: Reading) -> Any:
        if not isinstance(node, MappingNode):
            reading.complain(node, f"{kind_of(node)} where {self.name} should stand", self.words)
            return WRONG
        entry = Entry(self, node, reading)
        for key, value in node.value:
            known = self.by_name.get(key.value)
            if known is None:
                names = sorted(self.by_name)
                few = f"one of {', '.join(names)}" if len(names) <= 24 else ""
                reading.complain(key, f"{self.name} has no key {shown(key.value)}", few, nearest(key.value, names))
                entry.strange = True
                continue
            entry._keys[key.value] = key
            entry._nodes[key.value] = value
            read = known.shape.read(value, reading)
            if read is not WRONG:
                entry._values[key.value] = read
        for known in self.keys:
            if known.required and known.name not in entry._keys:
                reading.complain(node, f"{self.name} without `{known.name}`", f"`{known.name}:` {known.shape.words}")
        return entry

    def schema(self) -> Schema:
        properties = {}
        for key in self.keys:
            shown: Schema = {"description": key.meaning} | key.shape.schema()
            if isinstance(key.default, str | int) and key.default != "":
                shown["default"] = key.default
            properties[key.name] = shown
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.meaning:
            schema["description"] = self.meaning
        required = [key.name for key in self.keys if key.required]
        return schema | ({"required": required} if required else {})
