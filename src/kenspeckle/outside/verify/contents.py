"""What a bundle holds: the story, everything needed to compute it again, and open descriptions of both.

The tables are a Data Package, the whole is an RO-Crate: formats that will be readable when kenspeckle is not.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Facts, ProtectedCells
from kenspeckle.ground.terms.page import FigureBlock, StoryPage
from kenspeckle.ground.terms.plain import canonical, in_order

from .described import crate, data_package
from .tables import COUNTS, FIXED, write_cells


@dataclass(frozen=True)
class SourceNote:
    """One source that a story rests on: who owns it, on what terms, and which snapshot was read."""

    id: str
    title: str
    provider: str
    licence: str
    attribution: str
    origin: str
    snapshot: str
    addresses: tuple[str, ...]
    contract: str  # SHA-256 of the contract
    delivered: str


@dataclass(frozen=True)
class Contents:
    """Everything that one story's bundle holds.

    clock: the moment at which the claims were judged. minimum_children: how many children stand behind every cell
    that is shown, unless its source is public already; 0 when nobody says.
    """

    name: str
    title: str
    story: str
    page: StoryPage
    cells: ProtectedCells
    facts: Facts
    clock: datetime
    plan: bytes
    rule: str
    sources: tuple[SourceNote, ...]
    publisher: str
    licence: str
    versions: Mapping[str, str]
    attack: Mapping[str, object] = field(default_factory=dict)
    audience: str = "public"
    minimum_children: int = 0


def bare(page: StoryPage) -> StoryPage:
    """Return what the story and its cells alone give: no pictures, no outlines of maps, no word on who approved it."""
    blocks = tuple(
        replace(b, drawing=None, chart=replace(b.chart, shapes={})) if isinstance(b, FigureBlock) else b
        for b in page.blocks
    )
    banners = tuple(b for b in page.banners if b.kind != "draft")
    return replace(page, blocks=blocks, banners=banners, bundle="", approved=(), released_on="")


def page_bytes(page: StoryPage) -> bytes:
    """Return the one text of a page, by which two computations of it are compared."""
    return canonical(bare(page))


def files(contents: Contents) -> dict[str, bytes]:
    """Return the payload of the bundle: name -> content."""
    payload = {
        "story.md": contents.story.encode(),
        "page.json": page_bytes(contents.page),
        "tables/cells.csv": write_cells(contents.cells),
        "tables/claims.csv": _claims(contents.page),
        "tables/ways.csv": _ways(contents.page),
        "method/facts.json": in_order(contents.facts),
        "method/clock.txt": contents.clock.isoformat().encode(),
        "method/plan.json": contents.plan,
        "method/rule.txt": contents.rule.encode(),
        "method/versions.json": canonical(contents.versions),
        "method/attack.json": canonical(contents.attack),
        "sources.json": canonical(contents.sources),
        "README.md": _readme(contents).encode(),
    }
    payload["datapackage.json"] = _by_line(data_package(contents, payload))
    payload["ro-crate-metadata.json"] = _by_line(crate(contents, payload))
    return payload


def _claims(page: StoryPage) -> bytes:
    rows = [
        [str(c.index), str(c.line), c.words, c.evidence, c.verdict, c.why, c.shown, c.robustness, " ".join(c.cells)]
        for c in page.claims
    ]
    return _csv(["claim", "line", "words", "evidence", "verdict", "why", "shown", "robustness", "cells"], rows)


def _ways(page: StoryPage) -> bytes:
    rows = [[str(c.index), axis, way, outcome] for c in page.claims for axis, way, outcome in c.ways]
    return _csv(["claim", "axis", "way", "outcome"], rows)


def _csv(head: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(["'" + v if v[:1] in ("=", "+", "@", "-", "\t", "\r") else v for v in row])
    return out.getvalue().encode()


def _readme(contents: Contents) -> str:
    attributions = "\n".join(f"- {s.title}, {s.provider}: {s.licence}. {s.attribution}" for s in contents.sources)
    return f"""# {contents.title}

This is a sealed data story of {contents.publisher}. Its words were tested against `tables/cells.csv`; anybody can
test them again:

    ken verify {contents.name}.ken.zip --key PUBLISHER.pub

- `story.md`: the words, each claim tied to its evidence
- `page.json`: the page as data
- `tables/cells.csv`: every count that the story needs, protected: {contents.rule}
- `tables/claims.csv`, `tables/ways.csv`: each claim's verdict, and what it gives when counted in other ways
- `method/`: definitions, plan, versions, and what an attacker found
- `sources.json`: where the data came from

## Sources

{attributions}
"""


def _by_line(entity: Mapping[str, object]) -> bytes:
    """JSON that people can read too: each member on a line of its own, and each entry of a list."""
    members = [f"{_json(name)}: {_entries(value)}" for name, value in sorted(entity.items())]
    return ("{\n" + ",\n".join(members) + "\n}\n").encode()


def _entries(value: object) -> str:
    if not isinstance(value, list):
        return _json(value)
    return "[\n" + ",\n".join(map(_json, value)) + "\n]"


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


__all__ = ["COUNTS", "FIXED", "Contents", "SourceNote", "bare", "files", "page_bytes"]
