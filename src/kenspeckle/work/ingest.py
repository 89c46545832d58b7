"""Take in what every source has delivered: read and conform, keep through the door, remember what was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from kenspeckle.govern import Door
from kenspeckle.ground.terms import KenError, nearest
from kenspeckle.inside.ingest import Draft, DraftPart, Intake, Keep, take_in
from kenspeckle.store import FreshPart, Part, Retention, Snapshot, SnapshotDraft

from .setting import Setting
from .turn import turn


def ingest(setting: Setting, sources: Sequence[str] = ()) -> tuple[Intake, ...]:
    """Take in the sources named, or all of them, in the order of their names.

    A refused delivery is an answer and not an exception; the last good snapshot of its source stays.
    """
    with turn(setting.state, setting.say):
        return take_in_all(setting, sources)


def take_in_all(setting: Setting, sources: Sequence[str] = ()) -> tuple[Intake, ...]:
    """The same, for a corridor that has its turn already."""
    contracts = setting.workspace.contracts
    for name in sources:
        if name not in contracts:
            near = nearest(name, contracts)
            raise KenError(
                f"there is no source {name}" + (f"; did you mean {near}?" if near else "; see the folder sources/")
            )
    done = []
    door = setting.door
    keep = _through(door)
    for name in sorted(sources or contracts):
        intake = take_in(
            contracts[name],
            setting.workspace.root,
            memory=setting.records.deliveries,
            keep=keep,
            state=setting.state,
            now=setting.now,
            stored=partial(door.part, name),
        )
        setting.say(intake.sentence)
        done.append(intake)
    let_go(setting)
    return tuple(done)


def let_go(setting: Setting) -> tuple[str, ...]:
    """Let snapshots go that retention no longer keeps; return their names.

    What sealed bundles rest on may go too: the records then say until when such a bundle could be counted again.
    """
    keeping = setting.workspace.settings.retention
    if keeping is None:
        return ()
    door = setting.door
    rule = Retention(keeping.newest, setting.now - timedelta(days=keeping.days))
    expired = [
        name
        for source in sorted(setting.workspace.contracts)
        for name in rule.expired(door.history(source))
        if not door.pruned(name)
    ]
    if expired:
        why = f"retention: the newest {keeping.newest} and {keeping.days} days"
        door.prune(expired, sealed=setting.records.releases.sealed(), why=why, now=setting.now)
    return tuple(expired)


def _through(door: Door) -> Keep:
    """Return what keeps a draft through the door.

    The snapshot is committed before the delivery is remembered: a crash between the two makes the next run read
    the file again and find that nothing is new.
    """

    def keep(draft: Draft) -> Snapshot:
        latest = door.latest(draft.source)
        held = {part.address: part for part in latest.parts} if latest else {}
        parts = tuple(_part(part, held) for part in draft.parts)
        return door.keep(SnapshotDraft(draft.source, parts, draft.taken))

    return keep


def _part(part: DraftPart, held: dict[str, Part]) -> FreshPart | Part:
    if part.path is None:
        return held[part.address]
    return FreshPart(part.path, part.rows, part.delivery, part.delivery_digest, part.contract_digest, part.writer)
