"""Finds and reads the files of a workspace and of the core that it extends, one layer for each.

A layer holds definitions as written, by kind and name: shapes are checked, but nothing yet knows of anything
else. A path that leads out of its layer, a directory where a file should be, text that is not UTF-8: each is
one complaint, and the rest is still read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Complaint, Spot

from .blocks import Block, Entry
from .keys import COMPARISONS, FRONT, GOALS, LEVELS, MEASURES, SETTINGS, WORDS
from .known_keys import KNOWNS
from .nodes import MOST_BYTES, Reading
from .odcs import CONTRACT
from .shapes import WRONG, MapOf, Shape

KINDS = ("source", "measure", "level", "goal", "comparison", "story", "word", "known")
_FOLDERS = {"sources": "source", "measures": "measure", "places": "level", "stories": "story", "known": "known"}
_FILES = {"goals.yaml": "goal", "comparisons.yaml": "comparison", "glossary.yaml": "word"}
_SHAPES: dict[str, Shape] = {
    "source": CONTRACT,
    "measure": MEASURES,
    "level": LEVELS,
    "goal": GOALS,
    "comparison": COMPARISONS,
    "word": WORDS,
    "known": KNOWNS,
    "story": FRONT,
}


@dataclass(frozen=True)
class Definition:
    """One definition as written. `key` is the node of its name, None where the file is the definition."""

    kind: str
    name: str
    entry: Entry
    key: Node | None
    path: Path
    file: str
    text: str
    digest: str
    layer: Layer = field(repr=False, compare=False)

    @property
    def own_digest(self) -> str:
        """SHA-256 of the definition's own lines."""
        return hashlib.sha256(own_text(self).encode()).hexdigest()

    @property
    def spot(self) -> Spot:
        return self.entry.reading.spot(self.key if self.key is not None else self.entry.node)


@dataclass(eq=False)
class Layer:
    """One workspace's own files. `label` is empty for the workspace itself, else how it names its core.

    names: every name of a kind that is written, rightly or wrongly. unsure: kinds of which a file could not be
    read at all, so that nobody can say what is not defined.
    """

    root: Path
    label: str
    settings: Entry | None = None
    definitions: dict[tuple[str, str], Definition] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    unsure: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return str(self.settings["version"]) if self.settings is not None else ""

    def digest(self) -> str:
        """Return the SHA-256 over all definition files; ken.yaml is not among them, for settings are not inherited."""
        names = sorted(name for name in self.files if name != "ken.yaml")
        lines = (f"{name} {self.files[name]}\n" for name in names)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_layer(root: Path, shown_from: Path, label: str, complaints: list[Complaint]) -> Layer:
    """Read all definition files under `root`; complaints name files as seen from `shown_from`."""
    layer = Layer(root, label)
    reader = _Reader(layer, shown_from, complaints)
    if not (root / "ken.yaml").exists():
        shown = reader.shown(root / "ken.yaml")
        complaints.append(Complaint(Spot(shown), "there is no such file", "a workspace; `ken new DIR` makes one"))
    else:
        reader.settings(root / "ken.yaml")
    for folder, kind in _FOLDERS.items():
        suffixes = (".md",) if kind == "story" else (".yaml", ".yml")
        for path in reader.find(root / folder, suffixes):
            reader.story(path) if kind == "story" else reader.file(path, kind)
    for name, kind in _FILES.items():
        if (root / name).exists() or (root / name).is_symlink():
            reader.file(root / name, kind)
    return layer


def read_file(layer: Layer, path: Path, kind: str, complaints: list[Complaint]) -> None:
    """Read one definition file into `layer`."""
    _Reader(layer, layer.root, complaints).file(path, kind)


class _Reader:
    def __init__(self, layer: Layer, shown_from: Path, complaints: list[Complaint]) -> None:
        self.layer = layer
        self.root = layer.root.resolve()
        self.shown_from = shown_from
        self.complaints = complaints

    def shown(self, path: Path) -> str:
        # A name in another encoding than UTF-8 is shown with ? where it cannot be shown.
        name = Path(os.path.relpath(path, self.shown_from)).as_posix()
        return " ".join(name.encode("utf-8", "replace").decode("utf-8").split("\n"))

    def find(self, folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
        """Yield the definition files under `folder` in the order of their names; hidden ones are not looked at."""
        if not folder.is_dir():
            if folder.exists() or folder.is_symlink():
                self.complaints.append(Complaint(Spot(self.shown(folder)), "this is not a folder", "a folder"))
            return
        if not self._stays(folder):
            return
        try:
            items = sorted(folder.iterdir())
        except OSError as error:
            self._refuse(folder, f"it cannot be opened: {error.strerror}", "a folder that may be read")
            return
        for item in items:
            if item.name.startswith("."):
                continue
            if item.suffix in suffixes:
                yield item
            elif item.is_dir():
                yield from self.find(item, suffixes)

    def _stays(self, path: Path) -> bool:
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            self._refuse(path, "a link that leads nowhere", "a file")
            return False
        if not target.is_relative_to(self.root):
            self._refuse(path, "a link that leads out of the workspace", "a file inside it")
            return False
        if path.is_dir() and path.is_symlink():
            self._refuse(path, "a link to a folder", "the folder itself")
            return False
        return True

    def _refuse(self, path: Path, found: str, expected: str) -> None:
        self.complaints.append(Complaint(Spot(self.shown(path)), found, expected))

    def take(self, path: Path) -> tuple[str, str] | None:
        """Return a file's text and the SHA-256 of its bytes, or None after a complaint."""
        if not path.name.isprintable():
            self._refuse(path, "a file name that is not plain text", "a name of letters, digits, - and _")
            return None
        if not self._stays(path):
            return None
        if not path.is_file():
            self._refuse(path, "a folder" if path.is_dir() else "something that is no plain file", "a file")
            return None
        try:
            if path.stat().st_size > MOST_BYTES:
                self._refuse(path, f"a file of more than {MOST_BYTES:,} bytes", "a definition that people can read")
                return None
            data = path.read_bytes()
        except OSError as error:
            self._refuse(path, f"it cannot be opened: {error.strerror}", "a file that may be read")
            return None
        digest = hashlib.sha256(data).hexdigest()
        self.layer.files[path.relative_to(self.layer.root).as_posix()] = digest
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            spot = Spot(self.shown(path), line, column)
            self.complaints.append(Complaint(spot, "a byte that is not UTF-8", "a file saved as UTF-8"))
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            self.complaints.append(Complaint(Spot(self.shown(path), line), "a NUL character", "plain text"))
            return None
        return text, digest

    def settings(self, path: Path) -> None:
        taken = self.take(path)
        root = self._compose(path, taken[0]) if taken else None
        if root is not None:
            reading, node = root
            entry = SETTINGS.read(node, reading)
            self.layer.settings = None if entry is WRONG else entry

    def _compose(self, path: Path, text: str) -> tuple[Reading, Node] | None:
        reading = Reading(self.shown(path), text, self.complaints)
        before = len(self.complaints)
        node = reading.compose()
        if node is None and len(self.complaints) == before:
            reading.complain(None, "an empty file", "a definition")
        return None if node is None else (reading, node)

    def file(self, path: Path, kind: str) -> None:
        taken = self.take(path)
        root = self._compose(path, taken[0]) if taken else None
        if taken is None or root is None:
            self.layer.unsure.add(kind)
            return
        text, digest = taken
        reading, node = root
        if self._nameless(node, kind, reading):
            self.layer.unsure.add(kind)
            return
        self._names(node, kind, path)
        value = _SHAPES[kind].read(node, reading)
        if value is WRONG:
            self.layer.unsure.add(kind)
            return
        if kind == "source":
            name = str(value["id"]) or path.stem
            self._add(Definition(kind, name, value, None, path, reading.file, text, digest, self.layer))
            return
        several = value["goals"] if kind == "goal" else value
        for key, entry in (several or {}).items():
            self._add(Definition(kind, str(key), entry, key.node, path, reading.file, text, digest, self.layer))

    @staticmethod
    def _nameless(node: Node, kind: str, reading: Reading) -> bool:
        """Whether a file holds the keys of one definition where names of several should stand."""
        shape = _SHAPES[kind]
        if not isinstance(shape, MapOf) or not isinstance(shape.value, Block) or not isinstance(node, MappingNode):
            return False
        keys = [key for key, value in node.value if key.value in shape.value.by_name and isinstance(value, ScalarNode)]
        if len(keys) < 2:
            return False
        expected = "`NAME:` on a line of its own, and the keys beneath it, indented"
        reading.complain(
            keys[0], f"the key `{keys[0].value}` where the name of {shape.value.name} should stand", expected
        )
        return True

    def _names(self, node: Node, kind: str, path: Path) -> None:
        """Note every name that the file defines, even where its definition is wrong."""
        pairs = node.value if isinstance(node, MappingNode) else []
        if kind == "source":
            ids = [value.value for key, value in pairs if key.value == "id" and isinstance(value, ScalarNode)]
            self.layer.names[kind].update(ids or [path.stem])
            return
        if kind == "goal":
            pairs = next((v.value for k, v in pairs if k.value == "goals" and isinstance(v, MappingNode)), [])
        self.layer.names[kind].update(key.value for key, _ in pairs)

    def _add(self, written: Definition) -> None:
        place = (written.kind, written.name)
        first = self.layer.definitions.get(place)
        if first is not None:
            spot = Spot(written.file) if written.key is None else written.spot
            name = f"{written.kind} `{written.name}`"
            self.complaints.append(Complaint(spot, f"a second {name}; the first is in {first.spot}", "each name once"))
            return
        self.layer.definitions[place] = written
        self.layer.names[written.kind].add(written.name)

    def story(self, path: Path) -> None:
        taken = self.take(path)
        if taken is None:
            return
        text, digest = taken
        shown = self.shown(path)
        end = front_end(text)
        if end is None:
            self._refuse(path, "a story without front matter", "`---`, `title: ...` and `---` at its top")
            return
        reading = Reading(shown, text[4:end], self.complaints, first_line=2)
        before = len(self.complaints)
        node = reading.compose()
        if node is None:
            if len(self.complaints) == before:
                reading.complain(Spot(shown, 1, 1), "empty front matter", "`title: ...`")
            return
        entry = FRONT.read(node, reading)
        if entry is not WRONG:
            self._add(Definition("story", path.stem, entry, None, path, shown, text, digest, self.layer))


def front_end(text: str) -> int | None:
    """Return where the front matter ends: the offset of its closing `---` line; None without front matter."""
    if not text.startswith("---\n"):
        return None
    if text.startswith("---\n", 4) or text[4:] == "---":
        return 4
    at = text.find("\n---\n", 3)
    if at < 0 and text.endswith("\n---"):
        at = len(text) - 4
    return None if at < 0 else at + 1


def merged(layers: Iterable[Layer]) -> dict[tuple[str, str], Definition]:
    """Return the definitions that hold: each layer's own stand before those of the layers after it."""
    found: dict[tuple[str, str], Definition] = {}
    for layer in layers:
        for place, written in layer.definitions.items():
            found.setdefault(place, written)
    return found


def own_lines(definition: Definition) -> tuple[int, list[str]]:
    """Return on which line (from 0) one definition in a file begins, and its lines, without comments after it."""
    key, value, lines = definition.key, definition.entry.node, definition.text.split("\n")
    assert key is not None, "only a definition with a name in a file has lines of its own"
    end = value.end_mark
    # A block ends where the next key begins, a {...} ends behind its bracket.
    last = end.line + bool(lines[end.line][: end.column].strip()) if end.line < len(lines) else len(lines)
    own = lines[key.start_mark.line : last]
    while len(own) > 1 and (not own[-1].strip() or own[-1].lstrip().startswith("#")):
        own.pop()
    return key.start_mark.line, own


def own_text(definition: Definition) -> str:
    """Return one definition as written."""
    return definition.text if definition.key is None else "\n".join(own_lines(definition)[1]) + "\n"


def said(value: Any) -> str:
    """Return a text that was read as plain text; empty where it is absent or was wrong."""
    return str(value) if value else ""
