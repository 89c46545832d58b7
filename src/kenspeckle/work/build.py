"""Build: take in what is due, tell every story, and leave a preview that may be looked at and nothing else.

A build tries against a copy of the ledger. It writes no ledger, seals nothing and publishes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kenspeckle.ground.terms import Finding, SourceState
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.ground.workspace.definitions import StoryFile
from kenspeckle.ground.workspace.loading import read_layers
from kenspeckle.inside.ingest import Outcome
from kenspeckle.outside.tell import fix
from kenspeckle.protect import LedgerCopy
from kenspeckle.version import __version__

from . import fingerprint
from .approving import named_before
from .changes import changes
from .choosing import chosen
from .ingest import take_in_all
from .prepared import keep
from .preparing import prepare
from .publishing import Renderer
from .results import Built
from .setting import Setting
from .site import site_of
from .telling import tell_all
from .told import Told
from .turn import turn
from .unchanged import FILE, folders


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
    approved = named_before(setting, files)
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
    site = site_of(setting, told, changes(setting, told.looked.states, intakes))
    render(site, preview, {})
    built = Built(told, intakes, tuple((n, f) for n, s in told.stories.items() for f in s.findings), preview, fixed)
    if before is not None and not names and not fixed:
        _remember(setting, built, before)
        _prepare(setting, built, files, site)
    return built


def _fix(files: Sequence[StoryFile], told: Told, approved: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Write words that hold into drafts; words that people approved are theirs to change."""
    fixed = []
    for file in files:
        text = fix(told.stories[file.name].judged)
        if not approved[file.name] and text != file.text:
            fresh = file.path.with_name(f".{file.path.name}.new")
            fresh.write_bytes(text.encode())
            fresh.replace(file.path)
            fixed.append(file.name)
    return tuple(fixed)


def _read_again(file: StoryFile) -> StoryFile:
    shown = next((spot.file for spot in file.front_spots.values()), file.path.name)
    return replace(story_from_text(file.name, file.path.read_text("utf-8"), shown), path=file.path)


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


def _prepare(setting: Setting, built: Built, files: Sequence[StoryFile], site: dict[str, Any]) -> None:
    """Leave for a release what nobody has to tell again. What cannot be released yet is for the release to say."""
    if built.exit_code == 0 and not built.failures:
        with suppress(Finding):
            keep(setting, prepare(setting, built.told, files, site))


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


__all__ = ["Built", "build", "marks_of"]
