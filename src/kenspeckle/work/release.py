"""Release: protect all that is told together, attack it, sign it, seal it, publish it, write the ledger.

Nothing is published unless every claim of every story in the release holds, as many partners as the workspace asks
for have signed exactly these words, and a stranger with all of it cannot find a child. The ledger, the approvals
and the release are one commit; a crash leaves the previous release whole.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle import __version__
from kenspeckle.ground.terms import CellKey, Facts, Finding, KenError, ProtectedCells
from kenspeckle.ground.terms.page import StoryPage
from kenspeckle.ground.terms.plain import plain
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.ground.workspace.definitions import StoryFile
from kenspeckle.outside.attack import Report, attack
from kenspeckle.outside.tell import StoryFinding, read, tell
from kenspeckle.outside.verify import (
    Contents,
    LogProof,
    Signed,
    SigningKey,
    SourceNote,
    close,
    parse_public,
    sign_contents,
)
from kenspeckle.protect import seal_forms

from .build import Renderer, changes, chosen
from .ingest import ingest
from .released import Approval, Release, ReleasedStory, approval_text
from .setting import Setting
from .site import compose
from .slices import cells_of, facts_of, sources_of
from .telling import Told, plan_bytes, tell_all

if TYPE_CHECKING:
    from kenspeckle.protect import LedgerEntry


@dataclass(frozen=True)
class Released:
    """What a release did. held_back: stories that were left out, with their findings."""

    name: str
    stories: tuple[str, ...]
    bundles: tuple[Path, ...]
    attack: Report | None
    held_back: Mapping[str, tuple[StoryFinding, ...]]
    site: Path


def release(
    setting: Setting,
    render: Renderer,
    keys: Sequence[SigningKey],
    names: Sequence[str] = (),
    *,
    only_holding: bool = False,
) -> Released:
    """Release the stories named, or all. only_holding: leave out those that have findings instead of stopping.

    Raises Finding when a claim does not hold, approvals are missing or the attack finds a child.
    """
    ingest(setting)
    files = chosen(setting.workspace.stories, names)
    partners = _partners(setting, keys)
    told = tell_all(setting, [*files, *_told_before(setting, files)], setting.records.ledger, {})
    held_back = {f.name: told.findings[f.name] for f in files if any(x.fails for x in told.findings[f.name])}
    if held_back and not only_holding:
        raise Finding(_not_yet(held_back))
    fresh = [f for f in files if f.name not in held_back and _is_new(setting, f, told)]
    site = setting.out / "site"
    if not fresh:
        if setting.records.releases.all():
            _publish(setting, render, told)
        return Released("", (), (), None, held_back, site)
    approved = {f.name: _approved(setting, f, keys, partners) for f in fresh}
    told = tell_all(setting, [*fresh, *_told_before(setting, fresh)], setting.records.ledger, approved)
    shown = {f.name: cells_of(told, f.name) for f in fresh}
    report = _attacked(setting, told, shown)
    setting.say("Signing")
    signed = [_sign(setting, told, f, shown[f.name], keys, report) for f in fresh]
    name, bundles = _commit(setting, told, fresh, shown, signed, keys, partners)
    _publish(setting, render, told, approved)
    return Released(name, tuple(f.name for f in fresh), bundles, report, held_back, site)


def _partners(setting: Setting, keys: Sequence[SigningKey]) -> dict[str, str]:
    """Return key id -> partner's name for the keys given. Raises KenError for a key that is no partner's."""
    if not keys:
        raise KenError("a release is signed: name a key with --key FILE; `ken key FILE` makes one")
    listed = {parse_public(p.key).id: p.name for p in setting.workspace.settings.partners}
    found = {}
    for key in keys:
        public = key.public
        if listed and public.id not in listed:
            raise KenError(
                f"the key of {public.holder or public.id} belongs to no partner in ken.yaml (sign: partners)"
            )
        found[public.id] = listed.get(public.id) or public.holder or public.id
    return found


def _told_before(setting: Setting, besides: Sequence[StoryFile]) -> list[StoryFile]:
    """The last approved words of every other story that was ever released."""
    named = {f.name for f in besides}
    found = {}
    for past in setting.records.releases.all():
        for story in past.stories:
            if story.story not in named:
                found[story.story] = story_from_text(story.story, story.text, f"stories/{story.story}.md")
    return [found[name] for name in sorted(found)]


def _is_new(setting: Setting, file: StoryFile, told: Told) -> bool:
    """Whether the words or the snapshots below them have changed since the story was last released."""
    last = setting.records.releases.last(file.name)
    if last is None:
        return True
    _, story = last
    return story.digest != file.digest or story.snapshots != _snapshots(setting, told, file.name)


def _snapshots(setting: Setting, told: Told, story: str) -> tuple[str, ...]:
    return tuple(sorted(told.snapshots[s] for s in sources_of(told, story, setting.workspace)))


def _not_yet(held_back: Mapping[str, tuple[StoryFinding, ...]]) -> str:
    lines = [f"{len(held_back)} of the stories cannot be released as they are, so nothing was:"]
    for findings in held_back.values():
        lines += [line for f in findings if f.fails for line in str(f).splitlines()]
    lines.append("Change the words, or release the others alone: ken release STORY… (or --holding for all that hold).")
    return "\n".join(lines)


def _approved(
    setting: Setting, file: StoryFile, keys: Sequence[SigningKey], partners: Mapping[str, str]
) -> tuple[str, ...]:
    """Return who approves these words, with the keys given now. Raises Finding when they are too few."""
    before = {a.partner for a in setting.records.releases.approvals(file.name, file.digest)}
    names = tuple(sorted(before | {partners[key.public.id] for key in keys}))
    needed = setting.workspace.settings.approvals
    if len(names) < needed:
        for key in keys:
            setting.records.releases.approve(_approval(setting, file, key, partners))
        raise Finding(
            f"{file.name} needs {needed} approvals and has {len(names)} ({', '.join(names)}); "
            "the approval given now is kept. Ask another partner to run `ken release` with their key."
        )
    return names


def _approval(setting: Setting, file: StoryFile, key: SigningKey, partners: Mapping[str, str]) -> Approval:
    signature = base64.b64encode(key.sign(approval_text(file.name, file.digest))).decode()
    return Approval(file.name, file.digest, partners[key.public.id], key.public.line(), signature, setting.now)


def _attacked(setting: Setting, told: Told, shown: Mapping[str, ProtectedCells]) -> Report:
    """Attack all that is about to be released. Raises Finding when a child can be found."""
    setting.say("Attacking")
    together: dict[CellKey, object] = {}
    for cells in shown.values():
        together |= cells
    minimum = setting.workspace.settings.minimum_children
    report = attack(together, told.looked.facts.dimensions, minimum)  # type: ignore[arg-type]
    if not report.clean:
        listed = "\n".join(f"  {b.cell}" for b in report.breaches[:20])
        raise Finding(
            f"Nothing was released: a stranger could work out {len(report.breaches)} hidden cells.\n{listed}\n"
            "Take a broader group, or several years together."
        )
    return report


def _sign(
    setting: Setting,
    told: Told,
    file: StoryFile,
    cells: ProtectedCells,
    keys: Sequence[SigningKey],
    report: Report,
) -> Signed:
    settings = setting.workspace.settings
    page, facts = _alone(told, file, cells)
    contents = Contents(
        name=file.name,
        title=page.plain_title,
        story=file.text,
        page=page,
        cells=cells,
        facts=facts,
        clock=setting.now,
        plan=plan_bytes(told, file.name),
        rule=told.protection.rule,
        sources=tuple(_note(setting, told, source) for source in sources_of(told, file.name, setting.workspace)),
        publisher=settings.publisher,
        licence=settings.licence,
        versions={"kenspeckle": __version__},
        attack=plain(report),
    )
    return sign_contents(contents, keys, approvals=settings.approvals)


def _alone(told: Told, file: StoryFile, cells: ProtectedCells) -> tuple[StoryPage, Facts]:
    """The page as a stranger will make it again: from the story, its own cells and its own facts."""
    facts = facts_of(told, file.name)
    return tell(read(file, facts), cells, facts), facts


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


def _commit(
    setting: Setting,
    told: Told,
    fresh: Sequence[StoryFile],
    shown: Mapping[str, ProtectedCells],
    signed: Sequence[Signed],
    keys: Sequence[SigningKey],
    partners: Mapping[str, str],
) -> tuple[str, tuple[Path, ...]]:
    """Write ledger, approvals, bundles and release as one; return the release's name and the bundles."""
    records = setting.records
    name = f"release-{len(records.releases.all()) + 1:04d}"
    together = {key: cell for cells in shown.values() for key, cell in cells.items()}
    forms = seal_forms(name, told.protection.rule, "public", together, sorted(set(told.snapshots.values())))
    with records.transaction():
        for file in fresh:
            for key in keys:
                records.releases.approve(_approval(setting, file, key, partners))
        head = records.ledger.append([forms, *(s.entry for s in signed)], setting.now)
        entries: list[LedgerEntry] = list(records.ledger.entries())[-len(signed) :]
        sealed = [close(s, LogProof(e.index, e.previous, e.hash)) for s, e in zip(signed, entries, strict=True)]
        kept = [_keep(setting.state / "bundles", s.name, data) for s, data in zip(signed, sealed, strict=True)]
        stories = tuple(
            ReleasedStory(f.name, f.digest, f.text, digest, _snapshots(setting, told, f.name))
            for f, digest in zip(fresh, kept, strict=True)
        )
        records.releases.add(Release(name, setting.now, head, stories))
    return name, tuple(setting.out / "bundles" / f"{f.name}.ken.zip" for f in fresh)


def _keep(folder: Path, name: str, data: bytes) -> str:
    """Keep a bundle by its digest, safely on disk before anything names it."""
    from hashlib import sha256

    digest = sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{digest}.ken.zip", data)
    return digest


def _write(place: Path, data: bytes) -> None:
    fresh = place.with_name(f".{place.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)


def _publish(
    setting: Setting, render: Renderer, told: Told, approved: Mapping[str, tuple[str, ...]] | None = None
) -> None:
    """Lay out the bundles and the site of everything that is released, from what the records say."""
    pages, downloads = [], {}
    folder = setting.out / "bundles"
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(told.pages):
        last = setting.records.releases.last(name)
        if last is None:
            continue
        when, story = last
        bundle = folder / f"{name}.ken.zip"
        data = (setting.state / "bundles" / f"{story.bundle}.ken.zip").read_bytes()
        if not bundle.exists() or bundle.read_bytes() != data:
            _write(bundle, data)
        downloads[f"bundles/{name}.ken.zip"] = bundle
        names = tuple(dict.fromkeys(a.partner for a in setting.records.releases.approvals(name, story.digest)))
        page = told.pages[name]
        if told.stories[name].digest != story.digest:
            continue
        banners = tuple(b for b in page.banners if b.kind != "draft")
        pages.append(
            replace(
                page,
                banners=banners,
                approved=names,
                released_on=when.at.date().isoformat(),
                bundle=f"bundles/{name}.ken.zip",
            )
        )
    site = compose(
        setting.workspace,
        told.looked.facts,
        told.protection.cells,
        told.looked.states,
        tuple(pages),
        changes(setting, told.looked.states, ()),
        told.discrepancies,
        now=setting.now,
        released=True,
    )
    setting.say("Publishing")
    render(site, setting.out / "site", downloads)
