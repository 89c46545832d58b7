"""The open descriptions that a bundle carries of itself: a Data Package of its tables, an RO-Crate of the whole.

Nothing here is needed to check a bundle with kenspeckle. It is there for those who have only the file, and for the
day on which kenspeckle is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

TABLES = ("tables/cells.csv", "tables/claims.csv", "tables/ways.csv")
_LICENCES = {
    "open government licence v3.0": (
        "OGL-UK-3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "ogl v3.0": ("OGL-UK-3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
    "cc0-1.0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "cc-by-4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
}
_NONE = "The publisher names no licence: ask before using this."
_WHOLE = frozenset({"children", "rows", "unknown", "children_within", "rows_within", "line", "claim"})
_MEDIA = {"csv": "text/csv", "json": "application/json", "md": "text/markdown", "txt": "text/plain"}

Entity = dict[str, object]


class Source(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def attribution(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def snapshot(self) -> str: ...


class Described(Protocol):
    """What is described: the part of a bundle's contents that says what it is."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def clock(self) -> datetime: ...
    @property
    def sources(self) -> Sequence[Source]: ...
    @property
    def versions(self) -> Mapping[str, str]: ...


def data_package(bundle: Described, payload: Mapping[str, bytes]) -> Entity:
    """Return a Data Package (version 2) of the bundle's tables."""
    package: Entity = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": bundle.name,
        "title": bundle.title,
        "created": bundle.clock.isoformat(),
        "contributors": [{"title": bundle.publisher, "roles": ["publisher"]}],
        "resources": [_resource(path, payload[path]) for path in TABLES],
    }
    if bundle.licence:
        package["licenses"] = [_licence(bundle.licence)]
    if bundle.sources:
        package["sources"] = [
            {"title": f"{s.title}, {s.provider}"} | ({"path": s.origin} if s.origin else {}) for s in bundle.sources
        ]
    return package


def _licence(text: str) -> Entity:
    known = _LICENCES.get(text.lower())
    if known is None:
        return {"name": _slug(text), "title": text}
    return {"name": known[0], "path": known[1], "title": text}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-") or "named-by-the-publisher"


def _resource(path: str, data: bytes) -> Entity:
    head = data.split(b"\n", 1)[0].decode().split(",")
    return {
        "name": path.removeprefix("tables/").removesuffix(".csv"),
        "type": "table",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "schema": {"fields": [{"name": n, "type": "integer" if n in _WHOLE else "string"} for n in head]},
    }


def crate(bundle: Described, payload: Mapping[str, bytes]) -> Entity:
    """Return RO-Crate (version 1.2) metadata of all files in `payload`."""
    return {"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": list(_entities(bundle, payload))}


def _entities(bundle: Described, payload: Mapping[str, bytes]) -> Iterator[Entity]:
    parts = [{"@id": name} for name in sorted(payload)]
    sources = [{"@id": f"#source-{s.id}"} for s in bundle.sources]
    licences = dict.fromkeys((bundle.licence, *(s.licence for s in bundle.sources)))
    providers = dict.fromkeys(s.provider for s in bundle.sources)
    yield {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": bundle.title,
        "description": f"A data story of {bundle.publisher} with everything needed to compute it again.",
        "datePublished": bundle.clock.date().isoformat(),
        "license": {"@id": _licence_id(bundle.licence)},
        "publisher": {"@id": "#publisher"},
        "hasPart": parts,
        "isBasedOn": sources,
        "mentions": [{"@id": "#computation"}],
    }
    yield {"@id": "#publisher", "@type": "Organization", "name": bundle.publisher}
    yield {
        "@id": "#computation",
        "@type": "CreateAction",
        "name": "Measure, protect, tell",
        "endTime": bundle.clock.isoformat(),
        "instrument": {"@id": "#kenspeckle"},
        "object": sources,
        "result": parts,
    }
    yield {
        "@id": "#kenspeckle",
        "@type": "SoftwareApplication",
        "name": "kenspeckle",
        "softwareVersion": bundle.versions.get("kenspeckle", ""),
    }
    for licence in licences:
        yield {"@id": _licence_id(licence), "@type": "CreativeWork", "name": licence or _NONE}
    for provider in providers:
        yield {"@id": _provider_id(provider), "@type": "Organization", "name": provider}
    for s in bundle.sources:
        source: Entity = {
            "@id": f"#source-{s.id}",
            "@type": "Dataset",
            "name": s.title,
            "license": {"@id": _licence_id(s.licence)},
            "identifier": s.snapshot,
            "provider": {"@id": _provider_id(s.provider)},
        }
        yield source | {k: v for k, v in (("creditText", s.attribution), ("url", s.origin)) if v}
    for name in sorted(payload):
        yield {
            "@id": name,
            "@type": "File",
            "name": name,
            "encodingFormat": _MEDIA[name.rsplit(".", 1)[-1]],
            "contentSize": str(len(payload[name])),
        }


def _licence_id(text: str) -> str:
    known = _LICENCES.get(text.lower())
    if known is not None:
        return known[1]
    return f"#licence-{_slug(text)}" if text else "#no-licence"


def _provider_id(provider: str) -> str:
    return f"#provider-{_slug(provider)}"
