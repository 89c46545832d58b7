"""Where the pages get their site from: a value in hand, or the file that the last build left.

A `SiteSource` gives an `Index`: the site's data with everything findable by name and by address.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from kenspeckle.ground.terms import KenError
from kenspeckle.ground.terms.site import Site, address, site_data

KINDS = ("stories", "measures", "sources", "goals")


class Index:
    """A site's data, with its entries by name (as definitions write them) and by address (as pages do)."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Raises KenError when two entries would share an address."""
        self.data = data
        self.around: dict[tuple[str, bool], tuple[str, str]] = {}  # rendered head and foot of a section's pages
        self.named: dict[str, dict[str, dict[str, Any]]] = {}
        self.addressed: dict[str, dict[str, dict[str, Any]]] = {}
        for kind in KINDS:
            entries = data[kind]
            for entry in entries:
                entry["href"] = f"/{kind}/{address(entry['name'])}/"
            self._add(kind, ((entry["name"], entry["href"], entry) for entry in entries))
        for goal in data["goals"]:
            for outcome in goal["outcomes"]:
                outcome["anchor"] = f"outcome-{address(outcome['name'])}"
                outcome["href"] = f"{goal['href']}#{outcome['anchor']}"
        self.inside: dict[str, list[dict[str, Any]]] = {}
        for place in data["places"]:
            place["href"] = f"/places/{address(place['level'])}/{address(place['code'])}/"
            for level, code, _ in place["within"]:
                self.inside.setdefault(f"{level}/{code}", []).append(place)
        self._add("places", ((f"{p['level']}/{p['code']}", p["href"], p) for p in data["places"]))

        self._place_words: dict[str, list[dict[str, Any]]] = {}
        for name, place in self.named["places"].items():
            for word in dict.fromkeys((name, place["code"], place["name"])):
                self._place_words.setdefault(word, []).append(place)

    def places(self, words: Iterable[str]) -> list[dict[str, Any]]:
        """Return the places that `words` name, as level/code, code or name; a word that two places share names none."""
        found = (self._place_words.get(word, ()) for word in words)
        return list({places[0]["href"]: places[0] for places in found if len(places) == 1}.values())

    def _add(self, kind: str, entries: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        named = self.named[kind] = {}
        addressed = self.addressed[kind] = {}
        for name, href, entry in entries:
            if href in addressed:
                raise KenError(
                    f"two {kind} share the page {href}: {name} is one of them\n"
                    "names must differ by more than capitals; rename one"
                )
            named[name] = addressed[href] = entry

    def pick(self, kind: str, names: Iterable[str]) -> list[dict[str, Any]]:
        """Return the entries of `kind` that are named, in that order; unknown names are left out.

        A refused claim may name a measure that is nowhere defined, and still has its page.
        """
        known = self.named[kind]
        return [known[name] for name in names if name in known]


class SiteSource(Protocol):
    """Gives the site as it is now."""

    def index(self) -> Index:
        """Return the present site; raises KenError when there is none yet."""
        ...

    @property
    def downloads(self) -> Mapping[str, Path]:
        """Files to be had beside the pages, by their address without the first slash."""
        ...


class FixedSite:
    """A site in hand: what a build has just made."""

    def __init__(self, site: Site | dict[str, Any], downloads: Mapping[str, Path] | None = None) -> None:
        """`site`: as a value, or already as data, to which the index then adds addresses."""
        self._index = Index(site_data(site) if isinstance(site, Site) else site)
        self.downloads: Mapping[str, Path] = dict(downloads or {})

    def index(self) -> Index:
        return self._index


class StoredSite:
    """The site that a build left in the state folder; read again when its content has changed."""

    def __init__(self, path: Path, downloads: Path | None = None) -> None:
        """`downloads`: the folder of sealed bundles, if there is one; its files appear under /bundles/."""
        self._path = path
        self._downloads = downloads
        self._seen: tuple[int, int, int] | None = None
        self._digest = ""
        self._index: Index | None = None

    def index(self) -> Index:
        try:
            state = os.stat(self._path)
        except FileNotFoundError as missing:
            raise KenError("there is no site yet: run `ken build` first") from missing
        seen = (state.st_mtime_ns, state.st_size, state.st_ino)
        if self._index is None or seen != self._seen:
            content = self._path.read_bytes()
            digest = sha256(content).hexdigest()
            if self._index is None or digest != self._digest:
                self._index = Index(json.loads(content))
            self._seen, self._digest = seen, digest
        return self._index

    @property
    def downloads(self) -> Mapping[str, Path]:
        if self._downloads is None or not self._downloads.is_dir():
            return {}
        return {f"bundles/{p.name}": p for p in sorted(self._downloads.iterdir()) if p.name.endswith(".ken.zip")}


def written(site: dict[str, Any]) -> bytes:
    """Return a site's data as it is kept in a file."""
    return json.dumps(site, ensure_ascii=False, separators=(",", ":")).encode()


def keep(content: bytes, path: Path) -> None:
    """Leave a site, as `written`, at `path` for `StoredSite`, replacing what was there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    os.replace(new, path)
