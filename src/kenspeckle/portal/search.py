"""Everything that can be found, from A to Z: one list that serves readers with and without scripts."""

from __future__ import annotations

import unicodedata
from typing import Any

from kenspeckle.ground.terms.site import address

from .site_source import Index
from .verdicts import KINDS

Entry = dict[str, Any]


def entries_by_letter(index: Index) -> list[tuple[str, list[Entry]]]:
    """Return (letter, entries) in order; an entry has title, href, kind and `also`, words it is found by."""
    entries = [*_entries(index)]
    letters: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: (_key(e["title"]), e["href"])):
        first = _key(entry["title"])[:1]
        letters.setdefault(first.upper() if first.isascii() and first.isalpha() else "#", []).append(entry)
    return sorted(letters.items())


def _key(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(c for c in plain if c.isalnum() or c == " ").strip()


def _entries(index: Index) -> list[Entry]:
    data = index.data
    found = [
        {"title": s["plain_title"], "href": s["href"], "kind": KINDS.get(s["kind"], (s["kind"],))[0],
         "also": s["question"]}
        for s in data["stories"]
    ]  # fmt: skip
    found += [{"title": m["title"], "href": m["href"], "kind": "Measure", "also": m["meaning"]} for m in data["measures"]]
    found += [{"title": s["title"], "href": s["href"], "kind": "Source", "also": s["provider"]} for s in data["sources"]]
    found += [{"title": p["name"], "href": p["href"], "kind": p["level_title"], "also": p["code"]} for p in data["places"]]
    found += [{"title": g["title"], "href": g["href"], "kind": "Goal", "also": g["meaning"]} for g in data["goals"]]
    found += [
        {"title": o["title"], "href": o["href"], "kind": "Outcome", "also": o["meaning"]}
        for g in data["goals"]
        for o in g["outcomes"]
    ]
    found += [
        {"title": w["term"], "href": f"/glossary/#{address(w['term'])}", "kind": "Word",
         "also": " ".join(called for _, called in w["called"])}
        for w in data["words"]
    ]  # fmt: skip
    return found
