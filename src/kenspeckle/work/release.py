"""Release: protect all that is told together, attack it, sign it, seal it, publish it, write the ledger.

Nothing is published unless every claim of every new story holds, as many partners as the workspace asks for have
signed exactly these words, and a stranger with all of it cannot find a child. A story that was approved before and
that new data contradicts keeps its words, under a banner. The ledger, the approvals and the release are one
commit; a crash leaves the previous release whole, and the next run lays out what was committed.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kenspeckle.ground.terms import Finding, KenError, ProtectedCells
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.ground.workspace.definitions import StoryFile
from kenspeckle.outside.attack import Report, attack
from kenspeckle.outside.tell import StoryFinding
from kenspeckle.outside.verify import Contents, LogProof, SigningKey, close, sign_contents
from kenspeckle.protect import LedgerCopy, LedgerForm, forms_of, seal_forms

from .approving import Signers, approve, approved_before, named_before, names_of, settle, signers
from .build import Renderer, changes, chosen
from .ingest import take_in_all
from .released import Release, ReleasedStory
from .results import Findings, Released
from .sealing import contents, notes_on, says_something_new, sealed_bundle, snapshots_of
from .setting import Setting
from .site import compose
from .slices import cells_of_all
from .telling import tell_all
from .told import Told
from .turn import turn


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
    files = chosen(setting.workspace.stories, names)
    by = signers(setting.workspace.settings, keys)
    with turn(setting.state, setting.say):
        take_in_all(setting)
        return _release(setting, render, files, by, only_holding)


def _release(
    setting: Setting, render: Renderer, files: Sequence[StoryFile], by: Signers, only_holding: bool
) -> Released:
    told = _tell(setting, files, by)
    held_back: dict[str, tuple[StoryFinding, ...]] = {}
    while wrong := _not_holding(setting, files, told):
        held_back |= wrong
        if not only_holding:
            raise Finding(_not_yet(held_back))
        # What is left out may show no cell and hide none, so the rest is protected and told without it.
        files = [f for f in files if f.name not in held_back]
        told = _tell(setting, files, by)
    shown = cells_of_all(told)
    report = _attacked(setting, told, shown)
    contradicted = {name: story.findings for name, story in told.stories.items() if story.fails}
    fresh = {}
    notes, out = notes_on(setting, told), setting.records.releases.newest()
    for file in files:
        if file.name not in contradicted:
            made = contents(setting, told, file, report, notes)
            last = out[file.name][1] if file.name in out else None
            if says_something_new(setting, made, snapshots_of(setting, told, file.name), last):
                fresh[file.name] = made
    sealed = [f for f in files if f.name in fresh]
    settle(setting, sealed, by)
    name, bundles = "", tuple[Path, ...]()
    if fresh or (setting.records.releases.all() and not _all_out(setting, shown)):
        name, bundles = _commit(setting, told, sealed, fresh, shown, by)
    if setting.records.releases.all():
        _publish(setting, render, told)
    site = setting.out / "site"
    return Released(name, tuple(fresh), bundles, report if fresh else None, held_back, site, contradicted)


def _not_holding(setting: Setting, files: Sequence[StoryFile], told: Told) -> Findings:
    """The stories whose words do not hold and have not been approved before: those that were stand, under a banner."""
    failing = [f for f in files if told.stories[f.name].fails]
    return {f.name: told.stories[f.name].findings for f in failing if not _stands_approved(setting, f)}


def _tell(setting: Setting, files: Sequence[StoryFile], by: Signers) -> Told:
    """Tell what is to be released with the last approved words of every other story that is out."""
    before = _told_before(setting, files)
    approved = {f.name: names_of(setting, f, by) for f in (*files, *before)}
    return tell_all(setting, [*files, *before], setting.records.ledger, approved)


def _told_before(setting: Setting, besides: Sequence[StoryFile]) -> list[StoryFile]:
    """The last approved words of every other story that was ever released."""
    named = {f.name for f in besides}
    found = {}
    for past in setting.records.releases.all():
        for story in past.stories:
            if story.story not in named:
                found[story.story] = story_from_text(story.story, story.text, f"stories/{story.story}.md")
    return [found[name] for name in sorted(found)]


def _stands_approved(setting: Setting, file: StoryFile) -> bool:
    """Whether exactly these words are out already: then they stand until people approve others."""
    last = setting.records.releases.newest().get(file.name)
    return last is not None and last[1].digest == file.digest


def _not_yet(held_back: Findings) -> str:
    lines = [f"{len(held_back)} of the stories cannot be released as they are, so nothing was:"]
    for findings in held_back.values():
        lines += [line for f in findings if f.fails for line in str(f).splitlines()]
    lines.append("Change the words, or release the others alone: ken release STORY… (or --holding for all that hold).")
    return "\n".join(lines)


def _attacked(setting: Setting, told: Told, shown: ProtectedCells) -> Report:
    """Attack all that is about to be published. Raises Finding when a child can be found."""
    setting.say("Attacking")
    report = attack(shown, told.looked.facts.dimensions, setting.workspace.settings.minimum_children)
    if not report.clean:
        listed = "\n".join(f"  {b.cell}" for b in report.breaches[:20])
        raise Finding(
            f"Nothing was released: a stranger could work out {len(report.breaches)} hidden cells.\n{listed}\n"
            "Take a broader group, or several years together."
        )
    return report


def _all_out(setting: Setting, shown: ProtectedCells) -> bool:
    """Whether the ledger says of every cell already what the site is going to show of it."""
    before = forms_of(setting.records.ledger)
    now = LedgerCopy()
    now.append([seal_forms("", "", "public", shown, ())], setting.now)
    return all(name in before and _same(before[name][-1], forms[-1]) for name, forms in forms_of(now).items())


def _same(before: LedgerForm, now: LedgerForm) -> bool:
    return replace(before, snapshots=()) == replace(now, snapshots=())


def _commit(
    setting: Setting,
    told: Told,
    fresh: Sequence[StoryFile],
    made: Mapping[str, Contents],
    shown: ProtectedCells,
    by: Signers,
) -> tuple[str, tuple[Path, ...]]:
    """Write ledger, approvals, bundles and release as one; return the release's name and the bundles."""
    records, settings = setting.records, setting.workspace.settings
    name = f"release-{len(records.releases.all()) + 1:04d}"
    setting.say("Signing")
    signed = []
    for file in fresh:
        earlier = approved_before(setting, file.name, file.digest)
        others = [a for key_id, a in earlier.items() if key_id not in by.partners]
        signed.append(sign_contents(made[file.name], by.keys, approvals=settings.approvals, earlier=others))
    forms = seal_forms(name, told.protection.rule, "public", shown, sorted(set(told.snapshots.values())))
    with records.transaction():
        for file in fresh:
            approve(setting, file, by)
        head = records.ledger.append([forms, *(s.entry for s in signed)], setting.now)
        entries = deque(records.ledger.entries(), maxlen=len(signed))
        sealed = [close(s, LogProof(e.index, e.previous, e.hash)) for s, e in zip(signed, entries, strict=True)]
        kept = [_keep(setting, data) for data in sealed]
        stories = tuple(
            ReleasedStory(f.name, f.digest, f.text, digest, snapshots_of(setting, told, f.name))
            for f, digest in zip(fresh, kept, strict=True)
        )
        records.releases.add(Release(name, setting.now, head, stories))
    return name, tuple(setting.out / "bundles" / f"{f.name}.ken.zip" for f in fresh)


def _keep(setting: Setting, data: bytes) -> str:
    """Keep a bundle by its digest, safely on disk before anything names it."""
    from hashlib import sha256

    digest = sha256(data).hexdigest()
    _write(sealed_bundle(setting, digest), data)
    return digest


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)


def _publish(setting: Setting, render: Renderer, told: Told) -> None:
    """Lay out the bundles and the site of everything that is released, from what the records say."""
    pages, downloads = [], {}
    folder = setting.out / "bundles"
    out = setting.records.releases.newest()
    for name in sorted(told.pages.keys() & out.keys()):
        when, story = out[name]
        place = f"bundles/{name}.ken.zip"
        downloads[place] = _laid_out(setting, story, folder / f"{name}.ken.zip")
        pages.append(
            replace(
                told.pages[name],
                approved=named_before(setting, name, story.digest),
                released_on=when.at.date().isoformat(),
                bundle=place,
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


def _laid_out(setting: Setting, story: ReleasedStory, bundle: Path) -> Path:
    """Put the sealed bundle of a story where people fetch it; return where that is."""
    try:
        data = sealed_bundle(setting, story.bundle).read_bytes()
    except FileNotFoundError:
        raise KenError(
            f"the sealed bundle of {story.story} is gone from {setting.state / 'bundles'}; bring it back from a "
            f"backup (it is called {story.bundle}.ken.zip), or change the story's words and release it anew"
        ) from None
    if not bundle.exists() or bundle.read_bytes() != data:
        _write(bundle, data)
    return bundle
