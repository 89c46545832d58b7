"""The feeds: where deliveries come from, one module for each kind, and the one table of them.

A feed turns a delivery spec into local files. A path in the workspace is there already; an address is fetched,
a database is asked. Whatever comes is then read as any other file.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..refusals import DeliveryRefused
from .place import Desk, Place

FEEDS = {
    "http://": "web",
    "https://": "web",
    "postgresql://": "database",
    "postgres://": "database",
}
"""How a path begins -> the module here that takes it in; any other path is a file or a glob in the workspace.

A feed is imported when something comes by it: most workspaces read files, and the web's own modules are many.
"""


def places(spec: DeliverySpec, root: Path, desk: Desk) -> list[Place]:
    """Return what `spec` names now; raises DeliveryRefused when a feed cannot be reached or leads out of `root`."""
    feed = next((feed for begin, feed in FEEDS.items() if spec.path.lower().startswith(begin)), "folder")
    if feed == "folder" and "://" in spec.path:
        scheme = spec.path.split("://")[0]
        raise DeliveryRefused(
            f"{scheme}://...", "there is no reader for such an address.", f"Known: {', '.join(FEEDS)}."
        )
    found: list[Place] = import_module(f".{feed}", __package__).places(spec, root, desk)
    return found


__all__ = ["FEEDS", "Desk", "Place", "places"]
