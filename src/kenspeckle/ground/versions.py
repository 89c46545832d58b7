"""Which code is at work here, as text: what is kept between runs is kept for this code and no other."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def code_digest(*folders: Path) -> str:
    """Return a hash over all Python code in `folders`."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("**/*.py")):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def installed(package: str) -> str:
    """Return name and version of an installed package, without importing it; its name alone when it is not there.

    As `importlib.metadata` finds it, without the twenty modules that bring that along.
    """
    found = find_spec(package)
    places = found.submodule_search_locations if found is not None else None
    notes = {note.name for place in places or () for note in Path(place).parent.glob(f"{package}-*.dist-info")}
    return " ".join([package, *sorted(notes)])
