"""From sources to pages: look, ask, measure, protect, judge, draw. Builds and releases walk the same way.

All stories are planned together, so each source is read once however many stories there are; and all are
protected together, so no story gives away what another hides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from kenspeckle.govern import Purpose
from kenspeckle.ground.terms import (
    CheckResult,
    Complaint,
    Complaints,
    Cube,
    Facts,
    Priority,
    SourceState,
    Want,
    nearest,
)
from kenspeckle.ground.terms.chart import ChartKind
from kenspeckle.ground.terms.page import FigureBlock, StoryPage
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.workspace.definitions import Level, Measure, StoryFile, Workspace
from kenspeckle.inside.check import FEW, compare
from kenspeckle.inside.measure import Notice, Reading, coverage, plan, registers
from kenspeckle.inside.measure import read as read_cells
from kenspeckle.outside.draw import draw
from kenspeckle.outside.tell import (
    CardsSpec,
    FigureSpec,
    MethodSpec,
    Story,
    findings,
    judge_claims,
    read,
    tell,
    wants,
)
from kenspeckle.outside.tell.story import evidence_of
from kenspeckle.protect import Ledger, Protection

from .atlas import Shapes, atlas_for
from .beside import beside
from .facts import Known, gather, open_values
from .offering import First, askable, offer
from .protecting import protect_cubes
from .ruling import secret_of
from .setting import Setting
from .site import place_wants
from .slices import Slices
from .sources import delivered, states
from .told import Looked, Told, ToldStory

if TYPE_CHECKING:
    from kenspeckle.govern import Capsule


def tell_all(
    setting: Setting,
    files: Sequence[StoryFile],
    ledger: Ledger,
    approved: Mapping[str, tuple[str, ...]],
    sealed: Collection[str] = (),
) -> Told:
    """Measure, protect and tell `files` together. approved: story -> who approved exactly these words.

    sealed: stories whose files are gone and that stand as they were released; when one of them cannot be told any
    more it is left untold. Raises Complaints, all at once, when other stories cannot be read.
    """
    workspace = setting.workspace
    sources = delivered(workspace, setting.door)
    setting.say("Looking at the sources")
    with setting.door.read(sources, Purpose.TELL) if sources else nullcontext() as capsule:
        looked = look(setting, sources, capsule)
        stories, untold = _read(files, looked.facts, sealed)
        there = within(workspace, sources)
        wanted = {name: askable(wants(story, looked.facts), there) for name, story in stories.items()}
        shared = askable((*place_wants(workspace, looked.facts), *_comparison_wants(workspace)), there)
        asked = [w for ws in wanted.values() for w in ws] + list(shared)
        planned = plan(asked, there, looked.known.registers, looked.known.coverage)
        setting.say(f"Measuring {len(asked)} wants of {len(stories)} stories")
        snapshots = {name: s.name for name, s in capsule.snapshots.items()} if capsule is not None else {}
        reading = (
            read_cells(planned, capsule, looked.known.registers, snapshots, secret_of(workspace))
            if capsule is not None
            else Reading(())
        )
        known = beside(workspace, there, looked, capsule, snapshots)
    looked = replace(looked, states=_noticed(workspace, looked.states, reading.notices))
    cubes = reading.cubes
    setting.say("Protecting")

    def guard(cells: Sequence[Cube], wants: Sequence[Want]) -> Protection:
        return protect_cubes(workspace, looked.facts, cells, ledger, wants, known, setting.audience)

    protection = guard(cubes, asked)
    if protection.hidden:
        protection, also = offer(
            setting, looked, there, stories, wanted, First(cubes, asked, protection, snapshots), guard
        )
        wanted = {name: (*wants, *also.get(name, ())) for name, wants in wanted.items()}
        asked += [want for wants in also.values() for want in wants]
        if also:
            planned = plan(asked, there, looked.known.registers, looked.known.coverage)
    slices = Slices(protection.cells, looked.facts)
    told = {}
    for name, story in stories.items():
        setting.say(f"Telling {name}")
        atlas = atlas_for(workspace, story, setting.state)
        named = _named(story, looked.facts)
        told[name] = _told(story, wanted[name], named, slices, approved.get(name, ()), atlas)
    discrepancies = tuple(_compared(workspace, looked.facts, protection))
    return Told(looked, told, protection, shared, planned, snapshots, discrepancies, untold, known)


def _named(story: Story, facts: Facts) -> set[str]:
    """Every measure that a story names, also those whose source has not come and of which no cell is wanted."""
    found = {e.measure for claim in story.claims if (e := evidence_of(claim.evidence)) is not None}
    for block in story.blocks:
        if isinstance(block, FigureSpec | CardsSpec | MethodSpec):
            found.update(block.measures)
        if isinstance(block, CardsSpec):
            found.update(m for outcome in block.outcomes for m in facts.outcomes[outcome].core)
    return found


def _told(
    story: Story,
    wanted: tuple[Want, ...],
    named: set[str],
    slices: Slices,
    approved: tuple[str, ...],
    atlas: Mapping[str, Shapes],
) -> ToldStory:
    """One story from its own slice, as whoever holds its bundle tells it again."""
    facts = slices.facts(wanted, named)
    cells = slices.cells(wanted)
    judged = judge_claims(story, facts, cells)
    page = _drawn(tell(story, cells, facts, approved=approved, judged=judged), atlas)
    return ToldStory(story, wanted, cells, facts, judged, page, findings(judged))


def look(setting: Setting, sources: Sequence[str], capsule: Capsule | None) -> Looked:
    """Look at the sources that have come: their places, what they cover, how they stand, and so what is known."""
    workspace = within(setting.workspace, sources)
    if capsule is None:
        known = Known({}, {}, {})
    else:
        known = Known(
            registers(workspace, capsule), coverage(workspace, capsule), open_values(workspace, capsule, sources)
        )
    found = states(setting, capsule, known.coverage)
    return Looked(gather(setting.workspace, known, found), known, found)


def within(workspace: Workspace, sources: Sequence[str]) -> Workspace:
    """The workspace as far as its sources have come: the rest of its measures and places cannot be read yet."""
    measures = {
        name: m for name, m in workspace.measures.items() if all(s in sources for s in _sources_of(m, workspace))
    }
    levels = {
        name: _knowing(level, sources)
        for name, level in workspace.levels.items()
        if not level.source or level.source in sources
    }
    return replace(workspace, measures=measures, levels=levels)


def _sources_of(measure: Measure, workspace: Workspace) -> Iterable[str]:
    """The sources that a measure is counted from, those of its parts for a ratio or an index."""
    parts = measure.ratio or (measure.index or ())[:1]
    if not parts:
        return (measure.source,)
    return (source for part in parts for source in _sources_of(workspace.measures[part], workspace))


def _noticed(
    workspace: Workspace, states: Mapping[str, SourceState], notices: Iterable[Notice]
) -> dict[str, SourceState]:
    """The states, with what was noticed while measuring: values that no register of places knows."""
    found = dict(states)
    for n in notices:
        which = f", such as {', '.join(n.values[:3])}" if n.values else ""
        few = not workspace.contracts[n.source].public and n.rows < FEW
        rows = f"Fewer than {FEW} rows hold" if few else "1 row holds" if n.rows == 1 else f"{n.rows:,} rows hold"
        sentence = f"{rows} a value of {n.field} that is no {n.level} we know{which}."
        check = CheckResult(n.source, f"known-{n.level}", False, sentence, "warning", n.rows, "consistency")
        found[n.source] = replace(found[n.source], checks=(*found[n.source].checks, check))
    return found


def _knowing(level: Level, sources: Sequence[str]) -> Level:
    """The level without the parents that only a source that has not come could tell."""
    elsewhere = {parent: e for parent, e in level.elsewhere.items() if e.source in sources}
    within = {p: f for p, f in level.within.items() if p in elsewhere or p not in level.elsewhere}
    return replace(level, within=within, elsewhere=elsewhere)


def _read(
    files: Sequence[StoryFile], facts: Facts, sealed: Collection[str]
) -> tuple[dict[str, Story], dict[str, tuple[str, ...]]]:
    """Read the stories; and those of `sealed` that cannot be told any more, each with what is gone."""
    stories: dict[str, Story] = {}
    untold: dict[str, tuple[str, ...]] = {}
    complaints: list[Complaint] = []
    for file in files:
        wrong: list[Complaint] = []
        try:
            story = read(file, facts)
            wrong += _measures_that_are_gone(story, facts)
        except Complaints as unreadable:
            wrong += unreadable.complaints
        if not wrong:
            stories[file.name] = story
        elif file.name in sealed:
            untold[file.name] = tuple(dict.fromkeys(complaint.found for complaint in wrong))
        else:
            complaints += wrong
    if complaints:
        raise Complaints(complaints)
    return stories, untold


def _measures_that_are_gone(story: Story, facts: Facts) -> Iterable[Complaint]:
    """Words tied to a measure that nobody defines are no claim that could fail: the story cannot be read."""
    for claim in story.claims:
        evidence = evidence_of(claim.evidence)
        if evidence is not None and evidence.measure and evidence.measure not in facts.measures:
            found = f"there is no measure `{evidence.measure}`"
            near = nearest(evidence.measure, facts.measures)
            yield Complaint(claim.spot, found, "a measure of this workspace", near)


def _comparison_wants(workspace: Workspace) -> Iterable[Want]:
    for same in workspace.comparisons:
        for measure in same.measures:
            yield Want(measure, by=same.by, priority=Priority.SEARCH)


def _compared(workspace: Workspace, facts: Facts, protection: Protection) -> Iterable[CheckResult]:
    titles = {name: m.title for name, m in facts.measures.items()}
    labels = {(d.name, code): label for d in facts.dimensions.values() for code, label in d.labels.items()}
    for same in workspace.comparisons:
        first, second = same.measures
        found = compare(protection.cells, first, second, same.by, same.tolerance)
        sources = "+".join(dict.fromkeys(s for m in same.measures for s in facts.measures[m].sources))
        stated = facts.measures[first]
        sentence = found.sentence(titles, labels, stated.unit, stated.places)
        yield CheckResult(sources, same.name, found.agree, sentence, "warning", len(found.differ), "consistency")


def _drawn(page: StoryPage, atlas: Mapping[str, Shapes]) -> StoryPage:
    """The page with its charts drawn, its maps with the outlines of `atlas` (level -> outlines by code)."""
    blocks = (_with_drawing(b, atlas) if isinstance(b, FigureBlock) else b for b in page.blocks)
    return replace(page, blocks=tuple(blocks))


def _with_drawing(block: FigureBlock, atlas: Mapping[str, Shapes]) -> FigureBlock:
    chart = block.chart
    if chart.kind is ChartKind.MAP and chart.axis in atlas:
        outlines = atlas[chart.axis]
        codes = {point.x for series in chart.series for point in series.points}
        chart = replace(chart, shapes={code: outlines[code] for code in sorted(codes & outlines.keys())})
    return replace(block, chart=chart, drawing=draw(chart))


def plan_bytes(told: Told, story: str) -> bytes:
    """Return the part of the plan that one story rests on, in its one text."""
    return canonical(told.plan.slice(told.stories[story].wants))
