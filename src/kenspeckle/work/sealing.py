"""What a story's bundle holds, and whether it says anything that the last one did not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kenspeckle.ground.terms.plain import plain
from kenspeckle.ground.workspace.definitions import StoryFile
from kenspeckle.outside.attack import Report
from kenspeckle.outside.verify import Contents, SourceNote, payload_of
from kenspeckle.outside.verify.contents import files
from kenspeckle.version import __version__

from .released import ReleasedStory
from .setting import Setting
from .slices import sources_of
from .telling import plan_bytes
from .told import Told

_SAYS = ("story.md", "page.json", "tables/cells.csv", "method/facts.json", "method/plan.json", "method/rule.txt")
"""The files that say what a story tells. The others follow from them, or only say when and by whom it was sealed."""


def contents(
    setting: Setting, told: Told, file: StoryFile, report: Report, notes: Mapping[str, SourceNote]
) -> Contents:
    """Return what the bundle of one story holds.

    notes: on every source that was read, see `notes_on`.
    """
    settings = setting.workspace.settings
    story = told.stories[file.name]
    return Contents(
        name=file.name,
        title=story.page.plain_title,
        story=file.text,
        page=story.page,
        cells=story.cells,
        facts=story.facts,
        clock=setting.now,
        plan=plan_bytes(told, file.name),
        rule=told.protection.rule,
        sources=tuple(notes[source] for source in sources_of(told, file.name, setting.workspace)),
        publisher=settings.publisher,
        licence=settings.licence,
        versions={"kenspeckle": __version__},
        attack=plain(report),
        minimum_children=settings.minimum_children,
    )


def snapshots_of(setting: Setting, told: Told, story: str) -> tuple[str, ...]:
    """Return the snapshots that a story rests on."""
    return tuple(sorted(told.snapshots[s] for s in sources_of(told, story, setting.workspace)))


def sealed_bundle(setting: Setting, digest: str) -> Path:
    """Return where the bundle with this digest is kept."""
    return setting.state / "bundles" / f"{digest}.ken.zip"


def says_something_new(
    setting: Setting, fresh: Contents, snapshots: tuple[str, ...], last: ReleasedStory | None
) -> bool:
    """Whether the story, its definitions, its data or its rule have changed since it was `last` sealed."""
    if last is None:
        return True
    kept = sealed_bundle(setting, last.bundle)
    if last.snapshots != snapshots or not kept.exists():
        return True
    before, now = payload_of(kept.read_bytes()), files(fresh)
    return any(before.get(name) != now[name] for name in _SAYS)


def notes_on(setting: Setting, told: Told) -> dict[str, SourceNote]:
    """Return what bundles say of each source that was read."""
    return {source: _note(setting, told, source) for source in told.snapshots}


def _note(setting: Setting, told: Told, source: str) -> SourceNote:
    contract = setting.workspace.contracts[source]
    latest = setting.door.latest(source)
    return SourceNote(
        id=source,
        title=contract.title,
        provider=contract.provider,
        licence=contract.licence,
        attribution=contract.attribution,
        origin=contract.origin,
        snapshot=told.snapshots[source],
        addresses=tuple(part.address for part in latest.parts) if latest else (),
        contract=contract.digest,
        delivered=latest.taken.isoformat() if latest else "",
    )
