"""Where a definition may point: inside its workspace, or to an address that says what it is."""

from __future__ import annotations

import re
from pathlib import Path

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DATABASES = ("postgresql", "postgres", "mysql", "sqlite", "mssql")


def is_address(text: str) -> bool:
    """Whether `text` is an address (https://..., postgresql://...), not a path."""
    return _ADDRESS.match(text) is not None


def wrong_delivery(text: str, root: Path) -> str:
    """Return what is wrong with the place of a delivery: a web or database address, or a path inside `root`."""
    if not is_address(text):
        return wrong_path(text, root)
    scheme = text.split(":", 1)[0].lower().split("+")[0]
    if scheme in ("http", "https", *_DATABASES):
        return ""
    return f"an address that begins with {scheme}://"


def wrong_path(text: str, root: Path) -> str:
    """Return what is wrong with a path relative to `root`, or an empty string; globs are allowed."""
    if "\\" in text:
        return "a path with \\"
    parts = text.split("/")
    if text.startswith(("/", "~")) or re.match(r"[A-Za-z]:", text):
        return "a path that does not begin in the workspace"
    if ".." in parts:
        return "a path that climbs out with .."
    # A link may lead out as well; what stands before the first glob is all that can be looked at yet.
    fixed = []
    for part in parts:
        if any(sign in part for sign in "*?["):
            break
        fixed.append(part)
    try:
        target = root.joinpath(*fixed).resolve()
    except (OSError, RuntimeError, ValueError):
        return "a path that cannot be followed"
    return "" if target.is_relative_to(root.resolve()) else "a path that leads out of the workspace through a link"
