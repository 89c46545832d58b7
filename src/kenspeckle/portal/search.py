"""Everything that can be found, from A to Z: one list that serves readers with and without scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from kenspeckle.ground.terms.site import address

from .site_source import Index
from .verdicts import KINDS

Entry = dict[str, Any]


def entries_by_letter(index: Index) -> list[tuple[str, list[Entry]]]:
    """Return (letter, entries) in order; an entry has title, href, kind and `also`, words it is found by."""
    letters: dict[str, list[Entry]] = {}
    for entry in sorted(_entries(index), key=lambda e: (_key(e["title"]), e["href"])):
        first = _key(entry["title"])[:1]
        letters.setdefault(first.upper() if first.isascii() and first.isalpha() else "#", []).append(entry)
    return sorted(letters.items())


def _key(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(c for c in plain if c.isalnum() or c == " ").strip()


def _entries(index: Index) -> Iterator[Entry]:
    data = index.data
    for s in data["stories"]:
        yield _entry(s["plain_title"], s["href"], KINDS.get(s["kind"], (s["kind"],))[0], s["question"])
    for m in data["measures"]:
        yield _entry(m["title"], m["href"], "Measure", m["meaning"])
    for s in data["sources"]:
        yield _entry(s["title"], s["href"], "Source", s["provider"])
    for p in data["places"]:
        yield _entry(p["name"], p["href"], p["level_title"], p["code"])
    for g in data["goals"]:
        yield _entry(g["title"], g["href"], "Goal", g["meaning"])
        for o in g["outcomes"]:
            yield _entry(o["title"], o["href"], "Outcome", o["meaning"])
    for w in data["words"]:
        also = ", ".join(called for _, called in w["called"])
        yield _entry(w["term"], f"/glossary/#{address(w['term'])}", "Word", also)


def _entry(title: str, href: str, kind: str, also: str) -> Entry:
    return {"title": title, "href": href, "kind": kind, "also": also}
