"""Publish: lay out the bundles and the site of everything that is released, from what the records say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from kenspeckle.ground.terms.site import Change, site_data

from .approving import Version, named_before
from .changes import newest, of_releases
from .sealing import lay_out
from .setting import Setting

Renderer: TypeAlias = Callable[[dict[str, Any], Path, Mapping[str, Path]], None]
"""Saves the pages of a site, given as data, in a folder, with the downloads that lie beside them."""


def publish(setting: Setting, render: Renderer, site: Mapping[str, Any]) -> Path:
    """Publish `site`, whose stories are all released, and return the folder that it is in."""
    releases = setting.records.releases
    out, downloads = releases.newest(), {}
    approved = named_before(setting, [Version(sealed.story, sealed.digest) for _, sealed in out.values()])
    stories = []
    for story in site["stories"]:
        release, sealed = out[story["name"]]
        place = f"bundles/{sealed.story}.ken.zip"
        downloads[place] = lay_out(setting, sealed)
        stories.append(
            story
            | {
                "banners": [banner for banner in story["banners"] if banner["kind"] != "draft"],
                "approved": list(approved[sealed.story]),
                "released_on": release.at.date().isoformat(),
                "bundle": place,
            }
        )
    changes = newest([*map(_change, site["changes"]), *of_releases(releases.all())])
    published = {
        **site,
        "released": True,
        "built": setting.now.isoformat(timespec="seconds"),
        "stories": stories,
        "changes": [site_data(change) for change in changes],
    }
    setting.say("Publishing")
    folder = setting.out / "site"
    render(published, folder, downloads)
    return folder


def _change(entry: Mapping[str, Any]) -> Change:
    return Change(entry["on"], entry["text"], entry["link"], entry["kind"])
