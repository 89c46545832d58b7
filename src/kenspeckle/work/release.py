"""Release: protect all that is told together, attack it, sign it, seal it, publish it, write the ledger.

Nothing is published unless every claim of every new story holds, as many partners as the workspace asks for have
signed exactly these words, and a stranger with all of it cannot find a child. A story that was approved before and
that new data contradicts keeps its words, under a banner. The ledger, the approvals and the release are one
commit; a crash leaves the previous release whole, and the next run lays out what was committed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import StoryFile
from kenspeckle.outside.verify import LogProof, SigningKey, close, sign_payload
from kenspeckle.protect.ledger import PUBLIC, LedgerCopy, LedgerForm, forms_of, named

from .approving import Signers, approve, approved_before, settle, signers
from .choosing import chosen
from .prepared import Prepared, Sealable, recall
from .publishing import Renderer, publish
from .released import Release, ReleasedStory
from .sealing import keep, says_something_new
from .setting import Setting
from .turn import turn

if TYPE_CHECKING:
    from kenspeckle.outside.attack import Report

    from .told import Findings


@dataclass(frozen=True)
class Released:
    """What a release did.

    held_back: stories whose new words were left out. contradicted: stories that stand as they were approved, under
    a banner, because new data says otherwise.
    """

    name: str
    stories: tuple[str, ...]
    bundles: tuple[Path, ...]
    attack: Report | None
    held_back: Findings
    site: Path
    contradicted: Findings = field(default_factory=dict)


def release(
    setting: Setting,
    render: Renderer,
    keys: Sequence[SigningKey],
    names: Sequence[str] = (),
    *,
    only_holding: bool = False,
) -> Released:
    """Release the stories named, or all, to the setting's audience.

    only_holding: leave out those that have findings instead of stopping.

    Raises Finding when a claim does not hold, approvals are missing or the attack finds a child.
    """
    files = chosen(setting.workspace.stories, names)
    by = signers(setting.workspace.settings, keys)
    with turn(setting.state, setting.say):
        ready, held_back, contradicted = _ready(setting, files, by, only_holding)
        records = setting.records.releases
        out = records.newest(setting.audience)
        last = {name: story for name, (_, story) in out.items()}
        fresh = [s for s in ready.stories.values() if says_something_new(setting, s, last.get(s.name))]
        settle(setting, fresh, by)
        name, bundles = "", tuple[Path, ...]()
        if fresh or (out and not _all_out(setting, ready)):
            name, bundles = _commit(setting, ready, fresh, by)
        site = setting.place / "site"
        if records.newest(setting.audience):
            site = publish(setting, render, ready.site)
        attacked = ready.attacked if fresh else None
        return Released(name, tuple(s.name for s in fresh), bundles, attacked, held_back, site, contradicted)


def _ready(
    setting: Setting, files: Sequence[StoryFile], by: Signers, only_holding: bool
) -> tuple[Prepared, Findings, Findings]:
    """What is to be released: as the last build left it, or made anew; and what was held back or is contradicted."""
    as_built = setting.audience == PUBLIC and len(files) == len(setting.workspace.stories)
    ready = recall(setting) if as_built else None
    if ready is not None:
        return ready, {}, {}
    from .ingest import take_in_all
    from .preparing import prepare_anew

    take_in_all(setting)
    return prepare_anew(setting, files, by, only_holding)


def _all_out(setting: Setting, ready: Prepared) -> bool:
    """Whether the ledger says of every cell already what the site is going to show of it."""
    theirs = {PUBLIC, setting.audience}
    before = {
        cell: [form for form in forms if form.audience in theirs]
        for cell, forms in forms_of(setting.records.ledger).items()
    }
    now = LedgerCopy()
    now.append([ready.forms], setting.now)
    return all(before.get(cell) and _same(before[cell][-1], forms[-1]) for cell, forms in forms_of(now).items())


def _same(before: LedgerForm, now: LedgerForm) -> bool:
    return replace(before, snapshots=(), audience="") == replace(now, snapshots=(), audience="")


def _commit(setting: Setting, ready: Prepared, fresh: Sequence[Sealable], by: Signers) -> tuple[str, tuple[Path, ...]]:
    """Write ledger, approvals, bundles and release as one; return the release's name and the bundles."""
    records, settings = setting.records, setting.workspace.settings
    name = f"release-{len(records.releases.all()) + 1:04d}"
    setting.say("Signing")
    signed, earlier = [], approved_before(setting, fresh)
    for story in fresh:
        others = [a for key_id, a in earlier[story.name].items() if key_id not in by.partners]
        signed.append(sign_payload(story.ready, by.keys, approvals=settings.approvals, earlier=others))
    with records.transaction():
        approve(setting, fresh, by)
        head = records.ledger.append([named(ready.forms, name), *(s.entry for s in signed)], setting.now)
        entries = deque(records.ledger.entries(), maxlen=len(signed))
        sealed = [close(s, LogProof(e.index, e.previous, e.hash)) for s, e in zip(signed, entries, strict=True)]
        kept = [keep(setting, data) for data in sealed]
        stories = tuple(
            ReleasedStory(s.name, s.digest, s.text, digest, s.snapshots) for s, digest in zip(fresh, kept, strict=True)
        )
        records.releases.add(Release(name, setting.now, head, stories, setting.audience))
    return name, tuple(setting.place / "bundles" / f"{s.name}.ken.zip" for s in fresh)
