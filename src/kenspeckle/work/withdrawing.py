"""Take a release off its site. It was seen: what it showed stays in the ledger and is known for ever.

Nothing is told anew, so that a release can be withdrawn whatever state the data is in. Its stories go, with their
bundles; other stories stay as they are. Figures that stand beside the stories, on pages of places, are those of the
last release: when that one is withdrawn they go as well, until the next release shows new ones.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import KenError, nearest
from kenspeckle.ground.terms.plain import canonical

from .publishing import Renderer, publish
from .released import Release, Withdrawal
from .setting import Setting
from .turn import turn

NO_FIGURES = "The figures that were here have been withdrawn."


@dataclass(frozen=True)
class Withdrawn:
    """What was taken back. site: where the rest is shown; None where nothing is left."""

    release: str
    audience: str
    stories: tuple[str, ...]
    site: Path | None


def withdraw(setting: Setting, render: Renderer, name: str, why: str) -> Withdrawn:
    """Withdraw a release. `setting` has its audience, see `audience_of`.

    The ledger has the withdrawal and keeps the release. Raises KenError when there is no such release, or it was
    withdrawn before, or nobody says why.
    """
    if not why.strip():
        raise KenError("say why it is withdrawn, in a sentence, with --why TEXT: the ledger keeps it")
    with turn(setting.state, setting.say):
        release = _release(setting, name)
        if release.withdrawn is not None:
            raise KenError(f"{name} was withdrawn on {release.withdrawn.at:%-d %B %Y} already: {release.withdrawn.why}")
        entry = canonical({"withdrawn": name, "audience": release.audience, "why": why})
        records = setting.records
        with records.transaction():
            records.ledger.append([entry], setting.now)
            records.releases.withdraw(name, Withdrawal(setting.now, why))
        gone = _take_off(setting, release)
        return Withdrawn(name, release.audience, gone, _publish_rest(setting, render, release))


def audience_of(setting: Setting, name: str) -> Setting:
    """Return the setting for the audience of a release. Raises KenError when there is no such release."""
    return replace(setting, audience=_release(setting, name).audience)


def _release(setting: Setting, name: str) -> Release:
    found = {release.name: release for release in setting.records.releases.all()}
    if name not in found:
        near = nearest(name, found)
        raise KenError(f"there is no release {name}" + (f"; did you mean {near}?" if near else ""))
    return found[name]


def _take_off(setting: Setting, release: Release) -> tuple[str, ...]:
    """Remove the bundles of stories that are out no more; return these stories."""
    out = setting.records.releases.newest(release.audience)
    gone = tuple(story.story for story in release.stories if story.story not in out)
    for story in gone:
        (setting.place / "bundles" / f"{story}.ken.zip").unlink(missing_ok=True)
    return gone


def _publish_rest(setting: Setting, render: Renderer, release: Release) -> Path | None:
    releases = setting.records.releases
    out = releases.newest(release.audience)
    try:
        site: dict[str, Any] = json.loads(setting.kept_site.read_bytes())
    except FileNotFoundError:
        site = {}
    if not out or not site:
        shutil.rmtree(setting.place / "site", ignore_errors=True)
        setting.kept_site.unlink(missing_ok=True)
        return None
    site["name"] = setting.workspace.settings.name
    site["stories"] = [story for story in site["stories"] if story["name"] in out]
    newest = [one for one in releases.all() if one.audience == release.audience][-1]
    if newest.name == release.name:
        site["places"] = [place | {"figures": [], "note": NO_FIGURES} for place in site["places"]]
        site["measures"] = [measure | {"chart": None} for measure in site["measures"]]
    return publish(setting, render, site)
