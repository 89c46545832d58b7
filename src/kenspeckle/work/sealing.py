"""Sealed bundles: where they are kept, laid out for people to fetch, and whether a story says anything new."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from kenspeckle.ground.terms import KenError
from kenspeckle.outside.verify import payload_of

from .prepared import Sealable
from .released import ReleasedStory
from .setting import Setting

_SAYS = ("story.md", "page.json", "tables/cells.csv", "method/facts.json", "method/plan.json", "method/rule.txt")
"""The files that say what a story tells. The others follow from them, or only say when and by whom it was sealed."""


def sealed_bundle(setting: Setting, digest: str) -> Path:
    """Return where the bundle with this digest is kept."""
    return setting.state / "bundles" / f"{digest}.ken.zip"


def says_something_new(setting: Setting, story: Sealable, last: ReleasedStory | None) -> bool:
    """Whether the story, its definitions, its data or its rule have changed since it was `last` sealed."""
    if last is None:
        return True
    kept = sealed_bundle(setting, last.bundle)
    if last.snapshots != story.snapshots or not kept.exists():
        return True
    before, now = payload_of(kept.read_bytes()), story.ready.payload
    return any(before.get(name) != now[name] for name in _SAYS)


def keep(setting: Setting, bundle: bytes) -> str:
    """Keep a bundle by its digest, safely on disk before anything names it; return the digest."""
    digest = hashlib.sha256(bundle).hexdigest()
    _write(sealed_bundle(setting, digest), bundle)
    return digest


def lay_out(setting: Setting, story: ReleasedStory) -> Path:
    """Put the sealed bundle of a story where people fetch it; return where that is. Raises KenError when it is gone."""
    place = setting.place / "bundles" / f"{story.story}.ken.zip"
    try:
        data = sealed_bundle(setting, story.bundle).read_bytes()
    except FileNotFoundError:
        raise KenError(
            f"the sealed bundle of {story.story} is gone from {setting.state / 'bundles'}; bring it back from a "
            f"backup (it is called {story.bundle}.ken.zip), or change the story's words and release it anew"
        ) from None
    if not place.exists() or place.read_bytes() != data:
        _write(place, data)
    return place


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)
