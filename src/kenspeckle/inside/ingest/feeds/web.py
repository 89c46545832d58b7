"""An HTTP(S) address: fetched when it has changed, and only then.

The copy that was fetched last is kept with what the server said of it (ETag, Last-Modified), and the server is
asked whether that still stands. A download is whole or it is not there: size, time and length are checked, and
the new copy takes the place of the old one in one step. An address never leads to another scheme.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from kenspeckle.ground.workspace.definitions import DeliverySpec

from .. import refusals
from ..quarantine import write_whole
from ..refusals import DeliveryRefused
from .place import Desk, Place

PATIENCE = 30.0
"""Seconds in which a server must say something."""

LONGEST = 900.0
"""Seconds that one download may take."""

_CHUNK = 1 << 18


class _SameScheme(HTTPRedirectHandler):
    """Follows a redirect to another http(s) address, never from https down to http, never to a file."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        scheme = urlsplit(newurl).scheme.lower()
        if scheme not in ("http", "https") or (req.type == "https" and scheme != "https"):
            raise DeliveryRefused(
                req.full_url, f"it redirects to a '{scheme}:' address, which is not followed.", "Correct the address."
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def places(spec: DeliverySpec, root: Path, desk: Desk) -> list[Place]:
    """Fetch the address of `spec`, unless the copy at hand is still good; raises DeliveryRefused with the reason."""
    url = spec.path
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise DeliveryRefused(
            f"{parts.scheme}://{parts.hostname}",
            "its address holds a name or password, and a contract is no place for one.",
            "Take it out of the address.",
        )
    home = desk.state / "fetched"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    card = home / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"
    known = _known(card)
    headers = {"User-Agent": "kenspeckle", "Accept-Encoding": "identity"}
    if known.get("etag"):
        headers["If-None-Match"] = known["etag"]
    if known.get("last-modified"):
        headers["If-Modified-Since"] = known["last-modified"]
    try:
        with _opener().open(Request(url, headers=headers), timeout=PATIENCE) as answer:  # noqa: S310 (see _SameScheme)
            known = _take(answer, url, card, known)
    except HTTPError as error:
        if error.code != 304 or not known:
            raise DeliveryRefused(
                url, f"its server answered {error.code} ({error.reason}).", "Look at the address in a browser."
            ) from None
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or error
        raise DeliveryRefused(url, f"it cannot be reached ({_plain(reason)}).", "Try again later.") from None
    name = PurePosixPath(unquote(parts.path)).name or parts.hostname or "download"
    validators = {k: v for k, v in known.items() if k in ("etag", "last-modified") and v}
    return [Place(url, home / known["file"], name, spec, known["file"], validators)]


def _opener() -> OpenerDirector:
    """Return an opener that knows http and https, and no other scheme."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _SameScheme(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _known(card: Path) -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads(card.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return known if (card.parent / known.get("file", "-")).is_file() else {}


def _take(answer: Any, url: str, card: Path, known: Mapping[str, str]) -> dict[str, str]:
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise DeliveryRefused(url, "its server sent it packed, though it was asked not to.")
    promised = answer.headers.get("Content-Length", "")
    length = int(promised) if promised.isdigit() else -1
    if length > refusals.MAX_DOCUMENT:
        raise _too_large(url)
    started, size, whole = time.monotonic(), 0, hashlib.sha256()
    part = card.with_suffix(".part")
    with part.open("wb") as out:
        while chunk := answer.read(_CHUNK):
            size += len(chunk)
            if size > refusals.MAX_DOCUMENT:
                raise _too_large(url)
            if time.monotonic() - started > LONGEST:
                raise DeliveryRefused(url, f"it took more than {LONGEST:.0f} seconds to fetch.", "Try again later.")
            whole.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if length >= 0 and size != length:
        raise DeliveryRefused(url, f"{size:,} of {length:,} bytes came, then the line broke.", "Try again.")
    file = f"{card.stem}-{whole.hexdigest()[:32]}"
    part.replace(card.parent / file)
    now = {
        "url": url,
        "file": file,
        "etag": answer.headers.get("ETag", ""),
        "last-modified": answer.headers.get("Last-Modified", ""),
    }
    write_whole(card, json.dumps(now, sort_keys=True).encode())
    if known.get("file", file) != file:
        (card.parent / known["file"]).unlink(missing_ok=True)
    return now


def _too_large(url: str) -> DeliveryRefused:
    return DeliveryRefused(url, f"it is larger than the {refusals.MAX_DOCUMENT:,} bytes that are fetched.")


def _plain(reason: object) -> str:
    return str(getattr(reason, "strerror", None) or reason or type(reason).__name__)
