"""Make ready for a release what was told: attack it, and make each story's payload.

This is where a build ends when all is well, and where a release begins when no build has done it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kenspeckle.ground.terms import Finding
from kenspeckle.ground.terms.plain import plain
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.ground.workspace.definitions import StoryFile
from kenspeckle.outside.attack import Report
from kenspeckle.outside.tell import StoryFinding
from kenspeckle.outside.verify import Contents, SourceNote, unsigned
from kenspeckle.protect import forms_of, seal_forms
from kenspeckle.version import __version__

from .approving import Signers, names_of
from .changes import changes
from .prepared import Prepared, Sealable
from .protecting import attack_all
from .ruling import minimum_of
from .setting import Setting
from .site import site_of
from .slices import cells_of_all, sources_of
from .telling import plan_bytes, tell_all
from .told import Findings, Told


def prepare_anew(
    setting: Setting, files: Sequence[StoryFile], by: Signers, only_holding: bool
) -> tuple[Prepared, Findings, Findings]:
    """Tell `files`, with the last approved words of every other story that is out, and make them ready.

    Returns with it what was held back, and what stands as it was approved though new data contradicts it. Raises
    Finding when a claim of new words does not hold, or the attack finds a child.
    """
    told = _tell(setting, files, by)
    held_back: dict[str, tuple[StoryFinding, ...]] = {}
    while wrong := _not_holding(setting, files, told):
        held_back |= wrong
        if not only_holding:
            raise Finding(_not_yet(held_back))
        # What is left out may show no cell and hide none, so the rest is protected and told without it.
        files = [f for f in files if f.name not in held_back]
        told = _tell(setting, files, by)
    contradicted = {name: story.findings for name, story in told.stories.items() if story.fails}
    site = site_of(setting, told, changes(setting, told.looked.states, ()))
    holding = [f for f in files if f.name not in contradicted]
    return prepare(setting, told, holding, site), held_back, contradicted


def prepare(setting: Setting, told: Told, files: Iterable[StoryFile], site: dict[str, Any]) -> Prepared:
    """Make ready what was told: `files` to be sealed, the rest to be shown.

    Raises Finding when a stranger could find a child with it.
    """
    shown = cells_of_all(told)
    setting.say("Attacking")
    facts = told.looked.facts
    report = attack_all(
        setting.workspace, facts, shown, forms_of(setting.records.ledger), told.snapshots, told.beside, setting.audience
    )
    if not report.clean:
        listed = "\n".join(f"  {b.cell}" for b in report.breaches[:20])
        raise Finding(
            f"Nothing was released: a stranger could work out {len(report.breaches)} hidden cells.\n{listed}\n"
            "Take a broader group, or several years together."
        )
    snapshots = sorted(set(told.snapshots.values()))
    forms = seal_forms("", told.protection.rule, setting.audience, shown, snapshots, told.protection.method)
    notes = {source: _note(setting, told, source) for source in told.snapshots}
    stories = {f.name: _sealable(setting, told, f, report, notes) for f in files}
    return Prepared(stories, forms, report, site)


def _tell(setting: Setting, files: Sequence[StoryFile], by: Signers) -> Told:
    """Tell what is to be released with the last approved words of every other story that is out."""
    before = _told_before(setting, files)
    told = [*files, *before]
    approved = names_of(setting, told, by)
    return tell_all(setting, told, setting.records.ledger, approved, sealed={f.name for f in before})


def _told_before(setting: Setting, besides: Sequence[StoryFile]) -> list[StoryFile]:
    """The last approved words of every other story that is out."""
    named = {f.name for f in besides}
    out = setting.records.releases.newest(setting.audience)
    told = [out[name][1] for name in sorted(out) if name not in named]
    return [story_from_text(story.story, story.text, f"stories/{story.story}.md") for story in told]


def _not_holding(setting: Setting, files: Sequence[StoryFile], told: Told) -> Findings:
    """The stories whose words do not hold and have not been approved before: those that were stand, under a banner."""
    failing = [f for f in files if told.stories[f.name].fails]
    return {f.name: told.stories[f.name].findings for f in failing if not _stands_approved(setting, f)}


def _stands_approved(setting: Setting, file: StoryFile) -> bool:
    """Whether exactly these words are out already: then they stand until people approve others."""
    last = setting.records.releases.newest(setting.audience).get(file.name)
    return last is not None and last[1].digest == file.digest


def _not_yet(held_back: Findings) -> str:
    lines = [f"{len(held_back)} of the stories cannot be released as they are, so nothing was:"]
    for findings in held_back.values():
        lines += [line for f in findings if f.fails for line in str(f).splitlines()]
    lines.append("Change the words, or release the others alone: ken release STORY… (or --holding for all that hold).")
    return "\n".join(lines)


def _sealable(
    setting: Setting, told: Told, file: StoryFile, report: Report, notes: Mapping[str, SourceNote]
) -> Sealable:
    settings, story = setting.workspace.settings, told.stories[file.name]
    sources = sources_of(told, file.name, setting.workspace)
    contents = Contents(
        name=file.name,
        title=story.page.plain_title,
        story=file.text,
        page=story.page,
        cells=story.cells,
        facts=story.facts,
        clock=setting.now,
        plan=plan_bytes(told, file.name),
        rule=told.protection.rule,
        sources=tuple(notes[source] for source in sources),
        publisher=settings.publisher,
        licence=settings.licence,
        versions={"kenspeckle": __version__},
        attack=plain(report),
        minimum_children=minimum_of(setting.workspace, setting.audience),
        audience=setting.audience,
    )
    snapshots = tuple(sorted(told.snapshots[source] for source in sources))
    return Sealable(file.name, file.text, file.digest, snapshots, unsigned(contents))


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
