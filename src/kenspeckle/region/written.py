"""Words that are kept in text files beside the code: a line for each key, `key: words`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def written(file: str) -> Mapping[str, str]:
    """What a file of this package says for each of its keys."""
    text = resources.files("kenspeckle.region").joinpath(file).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {key: words.strip() for key, _, words in (line.partition(":") for line in lines)}


def choices(file: str, key: str) -> tuple[str, ...]:
    """What there is to choose from under a key; `_` stands for nothing at all."""
    return tuple("" if choice == "_" else choice for choice in written(file)[key].split(" | "))
