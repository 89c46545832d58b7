"""JSON Schemas and reference tables of every file that people write, made from the tables the loader reads by.

`schemas()` is what stands in `schemas/*.json`, for editors that complete and check while one types;
`reference()` is what the documentation prints. Run this module to write the schemas anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kenspeckle.ground.frozen import dataclass

from .blocks import Block
from .keys import COMPARISONS, FRONT, GOALS, LEVELS, MEASURES, SETTINGS, WORDS
from .known_keys import KNOWNS
from .odcs import CONTRACT, KEN_CONTRACT, KEN_FIELD, KenBlock
from .shapes import ByKind, LeftAlone, ListOf, MapOf, OneOrMore, Shape

FOLDER = Path(__file__).parent / "schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

FILES: dict[str, tuple[Shape, str]] = {
    "ken": (SETTINGS, "ken.yaml: a workspace's own settings"),
    "source": (CONTRACT, "sources/*.yaml: a contract, the part of the Open Data Contract Standard that is read"),
    "source-ken": (KEN_CONTRACT, "The ken block in a contract's customProperties"),
    "field-ken": (KEN_FIELD, "The ken block in a property's customProperties"),
    "measures": (MEASURES, "measures/*.yaml: measures by name"),
    "places": (LEVELS, "places/*.yaml: levels of places by name"),
    "goals": (GOALS, "goals.yaml: goals, outcomes, targets"),
    "comparisons": (COMPARISONS, "comparisons.yaml: what two sources both state, by name"),
    "known": (KNOWNS, "known/*.yaml: what others have published of the same children, by name"),
    "glossary": (WORDS, "glossary.yaml: words by name"),
    "story": (FRONT, "The front matter of stories/*.md"),
}
"""Every kind of file, by the name of its schema: its shape, and what it is."""


@dataclass(frozen=True)
class KeyReference:
    """One key as the reference prints it. `kind`: the block it stands in; `default`: empty where there is none."""

    kind: str
    key: str
    type: str
    required: bool
    meaning: str
    default: str


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every kind of file, by its name."""
    return {
        name: {"$schema": _DIALECT, "$id": f"urn:kenspeckle:schema:{name}", "title": title} | shape.schema()
        for name, (shape, title) in FILES.items()
    }


def reference() -> list[KeyReference]:
    """Return every key of every block, in the order of the files; keys left to other tools are not among them."""
    return [
        KeyReference(block.name, key.name, key.shape.words, key.required, key.meaning, _shown(key.default))
        for block in blocks()
        for key in block.keys
        if not (isinstance(key.shape, LeftAlone) and key.meaning.endswith("left alone."))
    ]


def blocks() -> list[Block]:
    """Return every block that occurs in a file, each once."""
    found: dict[str, Block] = {}
    for shape, _ in FILES.values():
        for block in _within(shape):
            found.setdefault(block.name, block)
    return list(found.values())


def _within(shape: Any) -> Iterator[Block]:
    match shape:
        case Block():
            yield shape
            for key in shape.keys:
                yield from _within(key.shape)
        case ListOf() | OneOrMore():
            yield from _within(shape.item)
        case MapOf():
            yield from _within(shape.value)
        case ByKind():
            yield from _within(shape.scalar)
            yield from _within(shape.other)
        case KenBlock():
            yield from _within(shape.block)


def _shown(default: Any) -> str:
    if default is None or default == "" or default == {} or default == ():
        return ""
    if isinstance(default, tuple):
        return ", ".join(str(one) for one in default)
    return str(default).lower() if isinstance(default, bool) else str(default)


def written(name: str) -> str:
    """Return the text of one schema file."""
    return json.dumps(schemas()[name], indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write all schema files."""
    FOLDER.mkdir(exist_ok=True)
    for name in FILES:
        (FOLDER / f"{name}.schema.json").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    write()
