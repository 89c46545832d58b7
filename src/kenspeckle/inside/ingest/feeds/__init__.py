"""The feeds: where deliveries come from, one module for each kind, and the one table of them.

A feed turns a delivery spec into local files. A path in the workspace is there already; an address is fetched,
a database is asked. Whatever comes is then read as any other file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..refusals import DeliveryRefused
from . import database, folder, web
from .place import Desk, Place

Feed = Callable[[DeliverySpec, Path, Desk], list[Place]]

FEEDS: dict[str, Feed] = {
    "http://": web.places,
    "https://": web.places,
    "postgresql://": database.places,
    "postgres://": database.places,
}
"""How a path begins -> the feed it asks for; any other path is a file or a glob in the workspace."""


def places(spec: DeliverySpec, root: Path, desk: Desk) -> list[Place]:
    """Return what `spec` names now; raises DeliveryRefused when a feed cannot be reached or leads out of `root`."""
    feed = next((feed for begin, feed in FEEDS.items() if spec.path.lower().startswith(begin)), None)
    if feed is None and "://" in spec.path:
        scheme = spec.path.split("://")[0]
        raise DeliveryRefused(
            f"{scheme}://...", "there is no reader for such an address.", f"Known: {', '.join(FEEDS)}."
        )
    return (feed or folder.places)(spec, root, desk)


__all__ = ["FEEDS", "Desk", "Place", "places"]
