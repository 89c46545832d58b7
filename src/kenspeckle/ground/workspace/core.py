"""A shared core: what a workspace inherits, what it changes, and how it proposes a change to the core's keepers.

A workspace that `extends` a core has all its definitions. One of the same name, wherever it is written, stands
in its place. A proposal is the core's own file with the local definition in it, and a note; its keepers
accept it by copying the file into the core.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Complaint, Complaints, KenError, Spot, nearest

from .layers import Definition, Layer, merged, own_lines
from .loading import read_layers
from .nodes import plain

_HOMES = {"source": "sources", "measure": "measures", "level": "places", "story": "stories", "known": "known"}


@dataclass(frozen=True)
class Difference:
    """How one definition stands to the core.

    kind: source | measure | level | goal | story | word | known. standing: local (only here) | inherited | overridden
    (in both, the local one holds) | same (in both, and nothing differs). core: how ken.yaml names the core;
    empty when local. changed: the keys that differ, with dots (`rate.of`). here / there: where it is written.
    """

    kind: str
    name: str
    standing: str
    core: str = ""
    version: str = ""
    changed: tuple[str, ...] = ()
    here: Spot | None = None
    there: Spot | None = None

    def __str__(self) -> str:
        """One line: what, how it stands, to which core, what differs, where."""
        core = f" ({self.core} {self.version})".replace(" )", ")") if self.core else ""
        differs = f": {', '.join(self.changed)}" if self.changed else ""
        where = self.here or self.there
        return f"{self.standing:<10}  {self.kind} {self.name}{core}{differs}" + (f"  {where}" if where else "")


def compare(root: Path) -> list[Difference]:
    """Return how every definition of the workspace at `root` stands to its core, by kind and name.

    A core that is not the version that was meant is compared all the same: that is what this is for. Raises
    Complaints where files cannot be read.
    """
    layers = _layers(root)
    own, core = layers[0], merged(layers[1:])
    found = []
    for place in sorted({*own.definitions, *core}):
        here, there = own.definitions.get(place), core.get(place)
        kind, name = place
        if there is None:
            assert here is not None, "a definition is in the workspace or in its core"
            found.append(Difference(kind, name, "local", here=here.spot))
        elif here is None:
            found.append(Difference(kind, name, "inherited", there.layer.label, there.layer.version, there=there.spot))
        else:
            keys = _changed(here, there)
            standing = "overridden" if keys else "same"
            label, version = there.layer.label, there.layer.version
            found.append(Difference(kind, name, standing, label, version, keys, here.spot, there.spot))
    return found


def _layers(root: Path) -> list[Layer]:
    complaints: list[Complaint] = []
    layers = read_layers(root, complaints)
    extends = layers[0].settings["extends"] if layers[0].settings is not None else None
    if extends is not None:
        # Another version or digest than was meant is a reason to look, not a reason to refuse looking.
        meant = {extends.spot(key) for key in ("", "version", "digest")}
        complaints = [complaint for complaint in complaints if complaint.spot not in meant]
    if complaints:
        raise Complaints(complaints)
    return layers


def _changed(here: Definition, there: Definition) -> tuple[str, ...]:
    keys = _keys(plain(here.entry.node), plain(there.entry.node), "")
    if here.kind == "story" and _body(here) != _body(there):
        keys.append("text")
    return tuple(keys)


def _body(definition: Definition) -> str:
    return definition.text.split("\n---\n", 1)[-1]


def _keys(here: Any, there: Any, under: str) -> list[str]:
    """Return the keys whose values differ, going down only where both are maps."""
    if isinstance(here, dict) and isinstance(there, dict):
        names = [*here, *(name for name in there if name not in here)]
        missing = object()
        return [
            key
            for name in names
            if here.get(name, missing) != there.get(name, missing)
            for key in _keys(here.get(name, missing), there.get(name, missing), f"{under}.{name}" if under else name)
        ]
    return [under]


def propose(root: Path, kind: str, name: str, target: Path) -> tuple[Path, Path]:
    """Write the local definition as a proposal to the core into `target`; return the file and the note.

    The file stands where it is to stand in the core, so that accepting it is copying it. Raises KenError
    when there is no core, no such local definition, nothing that differs, or a file in the way.
    """
    layers = _layers(root)
    if len(layers) < 2:
        raise KenError(f"{root / 'ken.yaml'} extends no core, so there is nobody to propose to.")
    own, nearest_core = layers[0], layers[1]
    here = own.definitions.get((kind, name))
    if here is None:
        local = [one for sort, one in own.definitions if sort == kind]
        near = nearest(name, local)
        raise KenError(f"No {kind} `{name}` is defined here." + (f" Did you mean {near}?" if near else ""))
    there = nearest_core.definitions.get((kind, name))
    keys = _changed(here, there) if there is not None else ()
    if there is not None and not keys:
        raise KenError(f"The {kind} `{name}` is the same in the core: there is nothing to propose.")
    path, text = _placed(here, there, nearest_core)
    file, note = target / path, target / "proposal.yaml"
    for one in (file, note):
        if one.exists():
            raise KenError(f"{one} exists already; propose into an empty folder.")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    note.write_text(_note(here, there, keys, path, own, nearest_core), encoding="utf-8")
    return file, note


def _placed(here: Definition, there: Definition | None, core: Layer) -> tuple[str, str]:
    """Return the path in the core at which the proposal stands, and the file's whole text."""
    if here.key is None:
        file = there.path.relative_to(core.root) if there is not None else here.path.relative_to(here.layer.root)
        return file.as_posix(), here.text
    _one_to_a_line(here)
    _, own = own_lines(here)
    if there is not None and there.key is not None:
        _one_to_a_line(there)
        first, old = own_lines(there)
        lines = there.text.split("\n")
        lines[first : first + len(old)] = _indented(own, there.key.start_mark.column)
        return there.path.relative_to(core.root).as_posix(), "\n".join(lines)
    path = f"{_HOMES[here.kind]}/{here.name}.yaml" if here.kind in _HOMES else here.path.name
    before = core.root / path
    text = before.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if before.is_file() else ""
    if not text and here.kind == "goal":
        text = "goals:\n"
    return path, text + "\n".join(_indented(own, 2 if here.kind == "goal" else 0)) + "\n"


def _one_to_a_line(definition: Definition) -> None:
    """A definition is moved by its lines, so it must have lines of its own."""
    assert definition.key is not None, "only a definition with a name in a file is moved by its lines"
    line = definition.text.split("\n")[definition.key.start_mark.line]
    if line[: definition.key.start_mark.column].strip():
        raise KenError(
            f"{definition.spot}: `{definition.name}` shares its line with others; write it on its own lines."
        )


def _indented(lines: list[str], column: int) -> list[str]:
    """Return a block of lines moved so that its first begins in `column`."""
    by = column - (len(lines[0]) - len(lines[0].lstrip(" ")))
    if by >= 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[-by:] if not line[:-by].strip() else line for line in lines]


def _note(here: Definition, there: Definition | None, keys: tuple[str, ...], path: str, own: Layer, core: Layer) -> str:
    import yaml

    note = {
        "proposal": f"{here.kind} {here.name}",
        "standing": "overridden" if there is not None else "local",
        "changed": list(keys),
        "file": path,
        "from": str(own.settings["name"]) if own.settings is not None else "",
        "core": {"version": core.version, "digest": core.digest()},
        "accept": f"copy {path} into the core, and give it a new version",
    }
    if there is not None:
        note["replaces"] = Path(os.path.relpath(there.path, core.root)).as_posix()
    text: str = yaml.safe_dump(note, sort_keys=False, allow_unicode=True)
    return text
