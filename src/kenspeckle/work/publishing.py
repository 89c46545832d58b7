"""Publish: lay out the bundles and the site of everything that is released, from what the records say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from kenspeckle.ground.terms.page import Banner
from kenspeckle.ground.terms.plain import plain
from kenspeckle.ground.terms.site import Change, site_data

from .approving import Version, named_before
from .changes import newest, of_releases
from .ruling import minimum_of
from .sealing import lay_out
from .setting import Setting

AUDIENCE = "audience"
"""The kind of banner that says for whom alone a story is."""

Renderer: TypeAlias = Callable[[dict[str, Any], Path, Mapping[str, Path]], None]
"""Saves the pages of a site, given as data, in a folder, with the downloads that lie beside them."""


def publish(setting: Setting, render: Renderer, site: Mapping[str, Any]) -> Path:
    """Publish `site`, whose stories are all released, and return the folder that it is in."""
    releases = setting.records.releases
    out, downloads = releases.newest(setting.audience), {}
    approved = named_before(setting, [Version(sealed.story, sealed.digest) for _, sealed in out.values()])
    stories, ours = [], [plain(banner) for banner in _for_whom(setting)]
    for story in site["stories"]:
        release, sealed = out[story["name"]]
        place = f"bundles/{sealed.story}.ken.zip"
        downloads[place] = lay_out(setting, sealed)
        stories.append(
            story
            | {
                "banners": [*ours, *(b for b in story["banners"] if b["kind"] not in ("draft", AUDIENCE))],
                "approved": list(approved[sealed.story]),
                "released_on": release.at.date().isoformat(),
                "bundle": place,
            }
        )
    changes = newest([*map(_change, site["changes"]), *of_releases(releases.all(), setting.audience)])
    published = {
        **site,
        "name": f"{setting.workspace.settings.name}{_only_for(setting)}",
        "minimum_children": minimum_of(setting.workspace, setting.audience),
        "released": True,
        "built": setting.now.isoformat(timespec="seconds"),
        "stories": stories,
        "changes": [site_data(change) for change in changes],
    }
    setting.say("Publishing")
    folder = setting.place / "site"
    render(published, folder, downloads)
    return folder


def _for_whom(setting: Setting) -> list[Banner]:
    """What stands over each story that is not for the public."""
    audience = setting.workspace.settings.audiences.get(setting.audience)
    if audience is None:
        return []
    return [Banner(AUDIENCE, f"For {audience.title} alone. It tells more than the public may know: do not pass it on.")]


def _only_for(setting: Setting) -> str:
    audience = setting.workspace.settings.audiences.get(setting.audience)
    return "" if audience is None else f", for {audience.title} alone"


def _change(entry: Mapping[str, Any]) -> Change:
    return Change(entry["on"], entry["text"], entry["link"], entry["kind"])
