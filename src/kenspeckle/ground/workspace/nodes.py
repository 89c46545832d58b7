"""Reads one YAML file into nodes that know their place, and refuses what would harm whoever walks them.

YAML can name a node and repeat it, so that ten lines stand for a billion; it can nest until a reader's stack
ends; and it silently keeps the last of two equal keys. All of these are found here, once, so that the
readers above walk a plain tree. Nothing is constructed from tags: a scalar stays the text that was written.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kenspeckle.ground.terms import Complaint, Spot

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML without libyaml reads the same, ten times slower
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

MOST_BYTES = 5_000_000
MOST_NODES = 400_000
"""Nodes after every alias has been followed; a code list of 7,000 data zones has 14,000."""
DEEPEST = 60

_TEXT, _LIST, _MAP = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))
_TAGS = {_TEXT, _LIST, _MAP}


class Loader(_Base):
    """Composes nodes without guessing at types: what a scalar means is for the shape that reads it to say."""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Paths in the file do not change what a node is."""

    def ascend_resolver(self) -> None:
        """Nor on the way back."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """Return the tag of a node that has none of its own."""
        return _TEXT if kind is ScalarNode else _LIST if kind is SequenceNode else _MAP


_HINTS = (
    ("cannot start any token", "spaces, not tabs, before a key; quotes around a text that begins with @, ` or %"),
    ("alias", "quotes around a text that begins with *"),
    ("anchor", "quotes around a text that begins with &"),
    ("mapping values are not allowed", "quotes around a text that holds a colon and a space"),
    ("could not find expected ':'", "`key: value`"),
    ("did not find expected", "an even indentation, and a partner for each bracket and quote"),
    ("single document", "one document to a file, without `---` in the middle"),
)


class Reading:
    """One file being read: its name as complaints show it, its text, and the complaints gathered so far."""

    def __init__(self, file: str, text: str, complaints: list[Complaint], first_line: int = 1) -> None:
        self.file = file
        self.text = text
        self.complaints = complaints
        self._first = first_line
        self._lines: list[str] | None = None

    def complain(self, node: Node | Spot | None, found: str, expected: str = "", near: str = "") -> None:
        spot = node if isinstance(node, Spot) else self.spot(node)
        self.complaints.append(Complaint(spot, found, expected, near))

    def spot(self, node: Node | None) -> Spot:
        """Return where `node` begins; the whole file for None."""
        if node is None:
            return Spot(self.file)
        mark = node.start_mark
        return Spot(self.file, mark.line + self._first, mark.column + 1)

    def inside(self, node: ScalarNode) -> Spot:
        """Return where the text of a scalar begins: behind its quote, or on the first line of its block."""
        mark = node.start_mark
        if node.style in ('"', "'"):
            return Spot(self.file, mark.line + self._first, mark.column + 2)
        if node.style in ("|", ">"):
            if self._lines is None:
                self._lines = self.text.split("\n")
            # Blank lines before the first word are part of the text; only its indentation is not.
            first = next((line for line in self._lines[mark.line + 1 :] if line.strip()), "")
            return Spot(self.file, mark.line + 1 + self._first, len(first) - len(first.lstrip(" ")) + 1)
        return self.spot(node)

    def compose(self) -> Node | None:
        """Return the file's root node, or None after a complaint, or when the file says nothing."""
        before = len(self.complaints)
        if _may_be_deep(self.text) and not self._shallow():
            return None
        try:
            root = yaml.compose(self.text, Loader=Loader)
        except yaml.YAMLError as error:
            self._unreadable(error)
            return None
        if root is not None:
            _Walk(self).count(root, 0)
        return root if len(self.complaints) == before else None

    def _shallow(self) -> bool:
        """Whether nesting stays within bounds, told by events, which need no stack."""
        depth = 0
        try:
            for event in yaml.parse(self.text, Loader=Loader):
                depth += isinstance(event, yaml.CollectionStartEvent)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if depth > DEEPEST:
                    mark = event.start_mark
                    assert mark is not None, "every event of a text has a mark"
                    self.too_deep(Spot(self.file, mark.line + self._first, mark.column + 1))
                    return False
        except yaml.YAMLError as error:
            self._unreadable(error)
            return False
        return True

    def too_deep(self, spot: Spot) -> None:
        self.complain(spot, f"lists or maps nested more than {DEEPEST} deep", "a flatter file")

    def _unreadable(self, error: Any) -> None:
        mark = getattr(error, "problem_mark", None)
        spot = Spot(self.file, mark.line + self._first, mark.column + 1) if mark is not None else Spot(self.file)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        where = f" {error.context}" if getattr(error, "context", None) else ""
        said = f"{problem}{where}"
        hint = next((hint for sign, hint in _HINTS if sign in said), "YAML, as in the examples of the documentation")
        self.complain(spot, f"this is not YAML: {said}", hint)


def _may_be_deep(text: str) -> bool:
    """A cheap upper bound on nesting, so that only a strange file is read twice."""
    marks = text.count("[") + text.count("{") + text.count("- ") + text.count("-\t") + text.count("? ")
    return marks > 2000 or re.search(r"^ {500}", text, re.MULTILINE) is not None


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class _Walk:
    """Counts what a tree stands for once every alias is followed, and checks tags and keys on the way."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        # The reader refuses control characters; only an escape such as "\x07" can still write one.
        self._escapes = "\\" in reading.text
        self._sizes: dict[int, int] = {}
        self._open: set[int] = set()
        self._done = False

    def count(self, node: Node, depth: int) -> int:
        """Return how many nodes stand under `node`, itself among them."""
        if isinstance(node, ScalarNode):
            if node.tag not in _TAGS:
                self._tag(node)
            if self._escapes and _CONTROL.search(node.value):
                self._reading.complain(node, "a control character", "text that people can read")
            return 1
        known = self._sizes.get(id(node))
        if known is not None or self._done:
            return known or 1
        if id(node) in self._open:
            self._stop(node, "an alias that holds itself", "the value written out")
            return 1
        if depth > DEEPEST:
            self._done = True
            self._reading.too_deep(self._reading.spot(node))
            return 1
        if node.tag not in _TAGS:
            self._tag(node)
        self._open.add(id(node))
        size = 1
        if isinstance(node, MappingNode):
            self._keys(node)
            for key, value in node.value:
                size += self.count(key, depth + 1) + self.count(value, depth + 1)
        else:
            for item in node.value:
                size += self.count(item, depth + 1)
        self._open.discard(id(node))
        self._sizes[id(node)] = size
        if size > MOST_NODES:
            self._stop(node, f"aliases that stand for more than {MOST_NODES:,} entries", "the values written out")
        return size

    def _stop(self, node: Node, found: str, expected: str) -> None:
        if not self._done:
            self._reading.complain(node, found, expected)
        self._done = True

    def _tag(self, node: Node) -> None:
        tag = node.tag.removeprefix("tag:yaml.org,2002:")
        self._reading.complain(node, f"the tag `{tag}`", "plain text, numbers, lists and maps")

    def _keys(self, node: MappingNode) -> None:
        first: dict[str, Node] = {}
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                self._reading.complain(key, "a list or map as a key", "text as a key")
            elif key.value == "<<" and not key.style:
                self._reading.complain(key, "a merge key `<<`", "the keys written out")
            elif key.value in first:
                line = self._reading.spot(first[key.value]).line
                self._reading.complain(
                    key, f"`{key.value}` is here a second time (first in line {line})", "each key once"
                )
            else:
                first[key.value] = key


def plain(node: Node) -> Any:
    """Return `node` as JSON would hold it: numbers and true/false where YAML 1.2 says so, otherwise text."""
    if isinstance(node, MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.value]
    value: str = node.value
    if getattr(node, "style", None):
        return value
    if value in ("true", "false"):
        return value == "true"
    if value in ("", "~", "null"):
        return None
    if re.fullmatch(r"-?(0|[1-9]\d*)", value):
        return int(value)
    if re.fullmatch(r"-?\d+\.\d+", value):
        return float(value)
    return value
