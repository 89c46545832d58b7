"""Kenspeckle: data stories whose words are tested."""

from typing import Any

from .version import __version__

__all__ = ["Workspace", "__version__"]


def __getattr__(name: str) -> Any:
    # `from kenspeckle import Workspace` is the Python door; `ken --help` must not pay for it.
    if name == "Workspace":
        from kenspeckle.api import Workspace

        return Workspace
    raise AttributeError(f"module 'kenspeckle' has no attribute {name!r}")
