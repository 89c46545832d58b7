"""A preview of some stories shows the others beside them, as the last preview told them.

Otherwise whoever builds one story again and again would see a site on which all others are gone, and on each
measure's page a list of stories that is not true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Site = dict[str, Any]


def with_others(site: Site, kept: Path, names: Iterable[str]) -> Site:
    """Return `site` with those of the stories `names` that it lacks, as they stand in the site kept at `kept`.

    Where no site is kept, or one of another form, the site stands as it is.
    """
    try:
        before = json.loads(kept.read_bytes())
        told = {story["name"]: story for story in before["stories"]}
    except (OSError, ValueError, KeyError, TypeError):
        return site
    have = {story["name"] for story in site["stories"]}
    others = [told[name] for name in sorted(set(names) - have) if name in told]
    stories = sorted([*site["stories"], *others], key=lambda story: str(story["name"]))
    first = [story["name"] for story in stories][: max(len(site["first"]), len(before["first"]))]
    site = {**site, "stories": stories, "first": first}
    for story in others:
        for kind in ("measures", "sources"):
            _tell(site[kind], "name", story[kind], story["name"])
        outcomes = [outcome for goal in site["goals"] for outcome in goal["outcomes"]]
        _tell(outcomes, "name", [story["serves"]], story["name"])
        for place in site["places"]:
            if place["code"] in story["places"] or place["name"] in story["places"]:
                place["stories"] = sorted({*place["stories"], story["name"]})
    return site


def _tell(entries: Iterable[Site], key: str, named: Iterable[str], story: str) -> None:
    """Add a story to the entries that it names."""
    wanted = set(named)
    for entry in entries:
        if entry[key] in wanted:
            entry["stories"] = sorted({*entry["stories"], story})
