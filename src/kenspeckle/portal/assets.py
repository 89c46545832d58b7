"""The style sheet, the search script and the icon, named after their content so that browsers may keep them.

One style sheet is sent: what GOV.UK Frontend gives, what `draw` says of its pictures, and the portal's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from kenspeckle.outside.draw import stylesheet

HERE = Path(__file__).parent / "assets"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def _built() -> tuple[Mapping[str, str], Mapping[str, bytes]]:
    base, own = HERE / "vendor" / "govuk-frontend.css", HERE / "site.css"
    contents = {
        "site.css": b"\n".join((base.read_bytes(), stylesheet().encode(), own.read_bytes())),
        "search.js": (HERE / "search.js").read_bytes(),
        "icon.svg": (HERE / "icon.svg").read_bytes(),
    }
    names, files = {}, {}
    for name, content in contents.items():
        stem, dot, ending = name.partition(".")
        hashed = f"{stem}.{sha256(content).hexdigest()[:12]}{dot}{ending}"
        names[name] = hashed
        files[hashed] = content
    return names, files


def asset_address(name: str) -> str:
    """Return where the asset `name` is, such as `/assets/site.0a1b2c3d4e5f.css`."""
    return f"/assets/{_built()[0][name]}"


def asset_files() -> Mapping[str, bytes]:
    """Return every asset by its hashed name."""
    return _built()[1]


def content_type(name: str) -> str:
    """Return the content type of an asset."""
    return TYPES[Path(name).suffix]
