"""What changed of late: deliveries taken in, revisions that moved a headline, releases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kenspeckle.ground.terms.site import Change

from .released import Release
from .setting import Setting

if TYPE_CHECKING:
    from kenspeckle.ground.terms import SourceState
    from kenspeckle.inside.ingest import Intake

FEW = 2
"""As many deliveries or stories of one day are named one by one."""
MOST = 8
"""As many changes are shown."""


def changes(setting: Setting, states: Mapping[str, SourceState], intakes: Sequence[Intake]) -> list[Change]:
    """Return what changed of late, newest first.

    What came together on one day is one change: thirty lines are read by nobody.
    """
    return newest(
        [*_deliveries(setting, states, intakes), *of_releases(setting.records.releases.all(), setting.audience)]
    )


def newest(found: Iterable[Change]) -> list[Change]:
    """Return as many changes as are shown, newest first, each once."""
    return sorted(set(found), key=lambda c: (c.on, c.text), reverse=True)[:MOST]


def of_releases(releases: Iterable[Release], audience: str) -> Iterable[Change]:
    """Return what was released to an audience, a line for each of a few stories, and what was withdrawn.

    One audience is not told what another one was.
    """
    for release in releases:
        if release.audience != audience:
            continue
        if release.withdrawn is not None:
            named = ", ".join(story.story.replace("-", " ") for story in release.stories)
            yield Change(release.withdrawn.at.date().isoformat(), f"Withdrawn: {named}.", "/stories/", "story")
            continue
        on = release.at.date().isoformat()
        if len(release.stories) > FEW:
            yield Change(on, f"{len(release.stories)} stories were released.", "/stories/", "story")
            continue
        for story in release.stories:
            # Its name, not its title: the title's words may rest on what is hidden by now.
            named = story.story.replace("-", " ")
            yield Change(on, f"Released: {named}.", f"/stories/{story.story}/", "story")


def _deliveries(setting: Setting, states: Mapping[str, SourceState], intakes: Sequence[Intake]) -> Iterable[Change]:
    # What was not taken in now has no changes to tell of.
    said = {i.source: i.changes for i in intakes if i.changes}
    came: dict[str, list[Change]] = {}
    for state in states.values():
        if state.delivered is None:
            continue
        contract = setting.workspace.contracts[state.source]
        title = contract.title
        on, link = state.delivered.date().isoformat(), f"/sources/{state.source}/"
        if not contract.public:
            # No number of rows: less what is shown, it would give what is hidden; and one row fewer is one child.
            what = "was revised" if state.source in said else "was taken in"
            came.setdefault(on, []).append(Change(on, f"{title} {what}.", link, "delivery"))
        elif state.source in said:
            for change in said[state.source]:
                yield Change(on, f"{title}: {change.sentence}", link, "revision")
        else:
            came.setdefault(on, []).append(Change(on, f"{title} was taken in, {state.rows:,} rows.", link, "delivery"))
    for on, several in came.items():
        together = [Change(on, f"{len(several)} sources were taken in.", "/sources/", "delivery")]
        yield from several if len(several) <= FEW else together
