"""The public pages as one function from a request to a response, and as a WSGI application around it.

Both the live site and the static one call `answer`. It needs Django's addresses, views and templates and none
of its middleware, so that a page costs what its own template costs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from .settings import configure
from .site_source import Index, SiteSource

log = logging.getLogger(__name__)


def answer(path: str, index: Index) -> Any:
    """Return Django's response for the public page at `path` (decoded, with its first slash)."""
    configure()
    from django.http import Http404, HttpResponsePermanentRedirect
    from django.urls import get_resolver

    from .views import PublicRequest, not_found

    request = PublicRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.index = index
    try:
        found = get_resolver("kenspeckle.portal.urls").resolve(path)
        return found.func(request, *found.args, **found.kwargs)
    except Http404:
        if not path.endswith("/") and not path.startswith("//") and _found(path + "/"):
            return HttpResponsePermanentRedirect(quote(path) + "/")
        return not_found(request)


def _found(path: str) -> bool:
    from django.urls import Resolver404, get_resolver

    try:
        get_resolver("kenspeckle.portal.urls").resolve(path)
    except Resolver404:
        return False
    return True


def addresses(index: Index, extra: Iterable[str] = ()) -> Iterator[str]:
    """Yield the path of every public page and download, each once, in a fixed order."""
    from .assets import asset_files
    from .downloads import figures_of

    data = index.data
    yield from ("/", "/404.html", "/accessibility/", "/feed.xml", "/glossary/", "/goals/", "/measures/", "/method/")
    yield from (
        "/places/",
        "/quality/",
        "/quality/quality.json",
        "/register/",
        "/register/register.csv",
        "/register/register.jsonld",
    )
    yield from ("/search/", "/sources/", "/stories/", "/why-hidden/")
    for kind in ("goals", "places", "sources"):
        yield from (entry["href"] for entry in data[kind])
    for measure in data["measures"]:
        yield measure["href"]
        if measure["chart"]:
            yield f"{measure['href']}{measure['chart']['anchor']}.csv"
    for story in data["stories"]:
        yield story["href"]
        yield from sorted({f"{story['href']}{figure['anchor']}.csv" for figure in figures_of(story["blocks"])})
    yield from (f"/assets/{name}" for name in sorted(asset_files()))
    yield from (f"/{path}" for path in sorted(extra))


Start = Callable[[str, list[tuple[str, str]]], object]


class PublicApplication:
    """The live site, as WSGI: reading only, with the headers that every page must carry."""

    def __init__(self, source: SiteSource, hosts: Iterable[str]) -> None:
        """`hosts`: the names this site answers to; any other is refused, so that no foreign page can speak for it."""
        self._source = source
        self._hosts = frozenset(hosts)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        status, headers, body = self._respond(environ)
        from .headers import SECURITY_HEADERS

        start(status, [*SECURITY_HEADERS.items(), *headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _respond(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        from hashlib import sha256

        plain = [("Content-Type", "text/plain; charset=utf-8")]
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return "405 Method Not Allowed", [*plain, ("Allow", "GET, HEAD")], b"These pages can only be read.\n"
        if environ.get("HTTP_HOST", "").rsplit(":", 1)[0] not in self._hosts:
            return "400 Bad Request", plain, b"This site does not answer to that name.\n"
        try:
            path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return "400 Bad Request", plain, b"That address cannot be read.\n"
        try:
            if (download := self._source.downloads.get(path.lstrip("/"))) is not None:
                return "200 OK", [("Content-Type", "application/zip")], download.read_bytes()
            response = answer(path or "/", self._source.index())
        except Exception:
            log.exception("a page failed")
            return "500 Internal Server Error", plain, b"This page failed. The terminal that runs ken serve says why.\n"
        body = bytes(response.content)
        tag = f'"{sha256(body).hexdigest()[:32]}"'
        headers = [(str(k), str(v)) for k, v in response.headers.items()] + [("ETag", tag)]
        if "Cache-Control" not in response.headers:
            headers.append(("Cache-Control", "no-cache"))
        if response.status_code == 200 and environ.get("HTTP_IF_NONE_MATCH") == tag:
            return "304 Not Modified", headers, b""
        return f"{response.status_code} {response.reason_phrase}", headers, body
