"""What is ready to be released: told, protected, attacked, and lacking only what people add - keys and approvals.

A build of all stories in which every claim holds leaves this behind. A release that finds nothing changed since
takes it from here instead of reading, telling and drawing everything again; any other makes it anew. Either way
it is the same value, and all that a release does with it is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kenspeckle.ground.frozen import dataclass
from kenspeckle.outside.attack import Report
from kenspeckle.outside.verify import Unsigned
from kenspeckle.version import __version__

from . import fingerprint
from .setting import Setting
from .unchanged import FILE as LAST_BUILD
from .unchanged import folders

FILE = "prepared.json"
PREVIEW = "preview.json"
"""The pages of the preview as data, which the renderer leaves in the state folder."""


@dataclass(frozen=True)
class Sealable:
    """One story, ready to be sealed. digest: of its text. snapshots: those that it rests on."""

    name: str
    text: str
    digest: str
    snapshots: tuple[str, ...]
    ready: Unsigned


@dataclass(frozen=True)
class Prepared:
    """Everything that one release publishes.

    forms: what the ledger will say of every cell that is shown or hidden. site: the pages as data, with every story
    that will be out; as a build told them where it was one that prepared this.
    """

    stories: Mapping[str, Sealable]
    forms: bytes
    attacked: Report
    site: dict[str, Any]


def keep(setting: Setting, prepared: Prepared) -> None:
    """Leave what a build prepared for a release. Its pages are there already, as the renderer left them."""
    record = {
        "build": _sha256(setting.state / LAST_BUILD),
        "pages": _sha256(setting.state / PREVIEW),
        "day": setting.now.date().isoformat(),
        "forms": prepared.forms.decode(),
        "attacked": [prepared.attacked.hidden, prepared.attacked.equations],
        "stories": [_written(story) for story in prepared.stories.values()],
    }
    place = setting.state / FILE
    fresh = place.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False)
    fresh.replace(place)


def recall(setting: Setting) -> Prepared | None:
    """Return what the last build left for a release, when a build now would leave the same; None otherwise.

    What was told on another day is told anew, so that no bundle says that it was made on a day before it was.
    """
    try:
        record = json.loads((setting.state / FILE).read_bytes())
        pages = (setting.state / PREVIEW).read_bytes()
        if record["build"] != _sha256(setting.state / LAST_BUILD) or record["pages"] != _digest(pages):
            return None
        stories = {s.name: s for s in map(_read, record["stories"])}
        hidden, equations = record["attacked"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if record["day"] != setting.now.date().isoformat() or not _still_holds(setting, setting.now):
        return None
    files = {name: file.digest for name, file in setting.workspace.stories.items()}
    out = setting.records.releases.newest()
    if files != {s.name: s.digest for s in stories.values()} or not out.keys() <= files.keys():
        return None
    return Prepared(stories, record["forms"].encode(), Report(hidden, equations, ()), json.loads(pages))


def _still_holds(setting: Setting, now: datetime) -> bool:
    last = fingerprint.read(setting.state / LAST_BUILD)
    root = setting.workspace.root
    head = setting.records.ledger.head()
    return last is not None and fingerprint.still_holds(last, root, folders(root), __version__, head, now)


def _written(story: Sealable) -> dict[str, Any]:
    return {
        "name": story.name,
        "text": story.text,
        "digest": story.digest,
        "snapshots": list(story.snapshots),
        "payload": {name: content.decode() for name, content in story.ready.payload.items()},
        "about": story.ready.about,
    }


def _read(record: Mapping[str, Any]) -> Sealable:
    payload = {name: text.encode() for name, text in record["payload"].items()}
    ready = Unsigned(payload, record["about"])
    return Sealable(record["name"], record["text"], record["digest"], tuple(record["snapshots"]), ready)


def _sha256(place: Path) -> str:
    return _digest(place.read_bytes())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
