"""Build: take in what is due, tell every story, and leave a preview that may be looked at and nothing else.

A build tries against a copy of the ledger. It writes no ledger, seals nothing and publishes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from kenspeckle.ground.terms import KenError, SourceState, nearest
from kenspeckle.ground.terms.site import Change, Site
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.ground.workspace.definitions import StoryFile
from kenspeckle.ground.workspace.loading import read_layers
from kenspeckle.inside.ingest import Intake, Outcome
from kenspeckle.outside.tell import fix
from kenspeckle.protect import LedgerCopy
from kenspeckle.version import __version__

from . import fingerprint
from .approving import named_before
from .ingest import take_in_all
from .results import Built
from .setting import Setting
from .site import compose
from .telling import tell_all
from .told import Told
from .turn import turn
from .unchanged import FILE, folders

FEW_CHANGES = 2
"""As many deliveries or stories of one day are named one by one."""

Renderer = Callable[[Site, Path, Mapping[str, Path]], None]
"""Saves a site's pages in a folder, with the downloads that lie beside them."""


def build(
    setting: Setting,
    render: Renderer,
    names: Sequence[str] = (),
    *,
    fix_drafts: bool = False,
    before: Mapping[str, fingerprint.Mark] | None = None,
) -> Built:
    """Build a preview of the stories named, or of all.

    before: marks of the inputs, taken before the workspace was loaded; without them nothing is remembered, since a
    file may have changed in between. Raises Complaints or KenError for what cannot be read. A claim that does not
    hold is a finding and no exception.
    """
    with turn(setting.state, setting.say):
        return _build(setting, render, names, fix_drafts, before)


def _build(
    setting: Setting,
    render: Renderer,
    names: Sequence[str],
    fix_drafts: bool,
    before: Mapping[str, fingerprint.Mark] | None,
) -> Built:
    intakes = take_in_all(setting)
    files = chosen(setting.workspace.stories, names)
    ledger = LedgerCopy(setting.records.ledger)
    approved = approvals(setting, files)
    told = tell_all(setting, files, ledger, approved)
    fixed: tuple[str, ...] = ()
    if fix_drafts:
        fixed = _fix(files, told, approved)
        if fixed:
            files = [_read_again(f) if f.name in fixed else f for f in files]
            told = tell_all(setting, files, ledger, approved)
    preview = setting.out / "preview"
    setting.say("Writing the preview")
    fingerprint.forget(setting.state / FILE)
    render(_site(setting, told, intakes), preview, {})
    built = Built(told, intakes, tuple((n, f) for n, s in told.stories.items() for f in s.findings), preview, fixed)
    if before is not None and not names and not fixed:
        _remember(setting, built, before)
    return built


def chosen(stories: Mapping[str, StoryFile], names: Sequence[str]) -> list[StoryFile]:
    """Return the stories named (by name or by file), or all. Raises KenError with the nearest right name."""
    found = []
    for asked in names:
        name = Path(asked).stem if asked.endswith(".md") else asked
        if name not in stories:
            near = nearest(name, stories)
            raise KenError(
                f"there is no story {asked}" + (f"; did you mean {near}?" if near else "; see the folder stories/")
            )
        found.append(stories[name])
    return found or list(stories.values())


def approvals(setting: Setting, files: Sequence[StoryFile]) -> dict[str, tuple[str, ...]]:
    """Return story -> whose keys approve exactly the words that are in its file now."""
    found = {}
    for file in files:
        names = named_before(setting, file.name, file.digest)
        if names:
            found[file.name] = names
    return found


def _fix(files: Sequence[StoryFile], told: Told, approved: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Write words that hold into drafts; words that people approved are theirs to change."""
    fixed = []
    for file in files:
        text = fix(told.stories[file.name].judged)
        if file.name not in approved and text != file.text:
            fresh = file.path.with_name(f".{file.path.name}.new")
            fresh.write_bytes(text.encode())
            fresh.replace(file.path)
            fixed.append(file.name)
    return tuple(fixed)


def _read_again(file: StoryFile) -> StoryFile:
    shown = next((spot.file for spot in file.front_spots.values()), file.path.name)
    return replace(story_from_text(file.name, file.path.read_text("utf-8"), shown), path=file.path)


def _site(setting: Setting, told: Told, intakes: Sequence[Intake]) -> Site:
    return compose(
        setting.workspace,
        told.looked.facts,
        told.protection.cells,
        told.looked.states,
        tuple(told.pages.values()),
        changes(setting, told.looked.states, intakes),
        told.discrepancies,
        now=setting.now,
        released=False,
    )


def changes(setting: Setting, states: Mapping[str, SourceState], intakes: Sequence[Intake]) -> list[Change]:
    """Return what changed of late: deliveries taken in, revisions that moved a headline, releases.

    What came together on one day is one change: thirty lines are read by nobody.
    """
    said = {i.source: i for i in intakes if i.outcome is Outcome.TAKEN}
    came: dict[str, list[Change]] = {}
    found = []
    for state in states.values():
        if state.delivered is None:
            continue
        title = setting.workspace.contracts[state.source].title
        on, link = state.delivered.date().isoformat(), f"/sources/{state.source}/"
        intake = said.get(state.source)
        if intake is not None and intake.changes:
            for change in intake.changes:
                found.append(Change(on, f"{title}: {change.sentence}", link, "revision"))
        else:
            came.setdefault(on, []).append(Change(on, f"{title} was taken in, {state.rows:,} rows.", link, "delivery"))
    for on, several in came.items():
        together = [Change(on, f"{len(several)} sources were taken in.", "/sources/", "delivery")]
        found += several if len(several) <= FEW_CHANGES else together
    for release in setting.records.releases.all():
        on = release.at.date().isoformat()
        if len(release.stories) > FEW_CHANGES:
            found.append(Change(on, f"{len(release.stories)} stories were released.", "/stories/", "story"))
            continue
        for story in release.stories:
            # Its name, not its title: the title's words may rest on what is hidden by now.
            named = story.story.replace("-", " ")
            found.append(Change(on, f"Released: {named}.", f"/stories/{story.story}/", "story"))
    return found


def _remember(setting: Setting, built: Built, marks: Mapping[str, fingerprint.Mark]) -> None:
    """Leave the fingerprint by which the next build knows that there is nothing to do."""
    from .answers import built_lines, built_record

    # What was taken in happened once and is not said again; what was refused still waits to be put right.
    again = replace(built, intakes=tuple(i for i in built.intakes if i.outcome is Outcome.REFUSED))
    last = fingerprint.LastBuild(
        version=__version__,
        marks=marks,
        roots=roots(setting.workspace.root),
        ledger=setting.records.ledger.head(),
        next_instant=_next_instant(setting, built.told.looked.states),
        answer={
            "exit": built.exit_code,
            "lines": built_lines(again, setting),
            "record": built_record(again),
        },
    )
    fingerprint.write(setting.state / FILE, last)


def marks_of(root: Path) -> dict[str, fingerprint.Mark]:
    """Return the marks of everything that a build of the workspace at `root` may read."""
    state, out = folders(root)
    last = fingerprint.read(state / FILE)
    return fingerprint.take(root, (state, out), roots(root), last.marks if last else None)


def roots(root: Path) -> tuple[str, ...]:
    """Return the folders outside the workspace that it is read from, the cores that it extends, as paths from it."""
    if b"extends" not in (root / "ken.yaml").read_bytes():
        return ()
    found = (os.path.relpath(layer.root, root) for layer in read_layers(root, [])[1:])
    return tuple(r for r in found if r.startswith(os.pardir))


def _next_instant(setting: Setting, states: Mapping[str, SourceState]) -> str:
    """The next moment at which a build would answer otherwise though no file has changed."""
    moments = []
    for state in states.values():
        contract = setting.workspace.contracts[state.source]
        if state.due is not None:
            late = datetime.combine(state.due, datetime.min.time(), setting.now.tzinfo)
            late += timedelta(days=contract.cadence.grace_days + 1)
            if late > setting.now:
                moments.append(late)
        if any("://" in spec.path for spec in contract.deliveries):
            moments.append(setting.now + timedelta(minutes=10))
    return min(moments).isoformat() if moments else ""


__all__ = ["Built", "Renderer", "approvals", "build", "changes", "chosen", "marks_of"]
