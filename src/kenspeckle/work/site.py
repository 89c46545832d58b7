"""Compose the site: stories, measures, sources, places, goals and words, as data for the portal.

Only words, figures from protected cells and definitions go in; there is nothing here that a reader may not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kenspeckle.ground.terms import (
    Absence,
    CellKey,
    CheckResult,
    Facts,
    Freshness,
    MeasureFacts,
    NotApplicable,
    Period,
    Priority,
    ProtectedCell,
    ProtectedCells,
    SourceState,
    Test,
    Want,
    group,
)
from kenspeckle.ground.terms.page import StoryPage
from kenspeckle.ground.terms.site import (
    BreakEntry,
    Change,
    CheckEntry,
    Due,
    FieldEntry,
    GoalEntry,
    MeasureEntry,
    OutcomeEntry,
    PlaceEntry,
    PlaceFigure,
    Site,
    SourceEntry,
    TargetEntry,
    VocabularyEntry,
    WayEntry,
    WordEntry,
    site_data,
)
from kenspeckle.ground.words import Asks, Evidence, parse_evidence, plain_number, vocabulary
from kenspeckle.ground.workspace.definitions import Contract, Field, Measure, MeasureKind, Target, Workspace
from kenspeckle.outside.tell import value_of
from kenspeckle.outside.tell.described import describe_group
from kenspeckle.outside.tell.instead import offers
from kenspeckle.protect import HIDDEN
from kenspeckle.version import __version__

from .gaps import Gaps, gaps_in, listed, said, together
from .setting import Setting
from .slices import Slices
from .told import Told

FIRST = 3
_KINDS = {
    MeasureKind.RATE: "a rate",
    MeasureKind.MEAN: "a mean",
    MeasureKind.COUNT: "a count",
    MeasureKind.SUM: "a sum",
    MeasureKind.MEDIAN: "a median",
    MeasureKind.PUBLISHED: "a figure that its publisher computed",
    MeasureKind.RATIO: "one measure for each of another",
    MeasureKind.INDEX: "an index",
}
_AXES = {"missing": "missing data"}
_EVERY = {
    "day": "every day",
    "week": "every week",
    "month": "every month",
    "term": "every term",
    "year": "every year",
    "once": "delivered once",
}


def site_of(setting: Setting, told: Told, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the pages of everything that was told, as the data of a preview."""
    return site_data(
        compose(
            setting.workspace,
            told.looked.facts,
            told.protection.cells,
            told.looked.states,
            tuple(told.pages[name] for name in sorted(told.pages)),
            changes,
            told.discrepancies,
            now=setting.now,
            rule=told.protection.rule,
            seen=_seen(told, setting.workspace),
        )
    )


def _seen(told: Told, workspace: Workspace) -> dict[CellKey, ProtectedCell | Absence]:
    """The cells that readers find: those of every story, and those on the pages of places."""
    found = Slices(told.protection.cells, told.looked.facts).cells(place_wants(workspace, told.looked.facts))
    for story in told.stories.values():
        found |= story.cells
    return found


def compose(
    workspace: Workspace,
    facts: Facts,
    cells: ProtectedCells,
    states: Mapping[str, SourceState],
    stories: Sequence[StoryPage],
    changes: Sequence[Change],
    discrepancies: Sequence[CheckResult],
    *,
    now: datetime,
    rule: str = "",
    seen: ProtectedCells | None = None,
) -> Site:
    """Return the whole site as data. seen: the cells that readers find on it, shown or hidden."""
    settings = workspace.settings
    told_of = _stories_of(stories)
    gaps_of = gaps_in(seen or {})
    return Site(
        name=settings.name,
        about=settings.about,
        publisher=settings.publisher,
        contact=settings.contact,
        licence=settings.licence,
        built=now.isoformat(timespec="seconds"),
        released=False,
        base_url=settings.base_url,
        minimum_children=settings.minimum_children,
        rule=rule,
        stories=tuple(stories),
        first=tuple(s.name for s in stories[:FIRST]),
        changes=tuple(changes),
        due=tuple(_due(workspace, states)),
        measures=tuple(
            _measure(m, workspace, facts.measures[m.name], facts, told_of, gaps_of) for m in workspace.measures.values()
        ),
        sources=tuple(
            _source(c, workspace, states[c.id], told_of, facts, gaps_of) for c in workspace.contracts.values()
        ),
        places=tuple(_places(workspace, facts, cells, stories, seen or {})),
        goals=tuple(_goals(workspace, facts, told_of)),
        words=tuple(WordEntry(w.term, w.meaning, tuple(w.called.items())) for w in workspace.glossary),
        vocabulary=tuple(VocabularyEntry(", ".join(e.phrases), e.meaning, e.example) for e in vocabulary()),
        discrepancies=tuple(_check(d) for d in discrepancies),
        versions=(("kenspeckle", __version__),),
        invented=settings.invented,
    )


def _stories_of(stories: Sequence[StoryPage]) -> Mapping[str, tuple[str, ...]]:
    """Names of the stories that rest on each measure, source and outcome (as `serves:NAME`)."""
    found: dict[str, list[str]] = {}
    for story in stories:
        for name in (*story.measures, *story.sources, f"serves:{story.serves}"):
            found.setdefault(name, []).append(story.name)
    return {name: tuple(names) for name, names in found.items()}


def _due(workspace: Workspace, states: Mapping[str, SourceState]) -> Iterable[Due]:
    for state in sorted(states.values(), key=lambda s: (str(s.due or "9999"), s.source)):
        contract = workspace.contracts[state.source]
        if state.freshness is Freshness.NEVER:
            yield Due(state.source, contract.title, contract.provider, "", True, "has never been delivered")
        elif state.due is not None:
            late = state.freshness is Freshness.OVERDUE
            text = f"was due on {_day(state.due.isoformat())}" if late else f"is due on {_day(state.due.isoformat())}"
            yield Due(state.source, contract.title, contract.provider, state.due.isoformat(), late, text)


def _day(iso: str) -> str:
    day = datetime.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def span(periods: Sequence[Period]) -> str:
    """Return "2015/16 to 2022/23", one label, or nothing."""
    if not periods:
        return ""
    first, last = min(periods), max(periods)
    return str(first) if first == last else f"{first} to {last}"


def _measure(
    m: Measure,
    workspace: Workspace,
    known: MeasureFacts,
    facts: Facts,
    told_of: Mapping[str, tuple[str, ...]],
    gaps_of: Mapping[str, Gaps],
) -> MeasureEntry:
    gaps = together(gaps_of, (m.name,))
    counted = f"different values of {m.counting}" if m.counting else ""
    if m.children is not None:
        counted = f"children, as {m.children.text} adds them up"
    return MeasureEntry(
        name=m.name,
        title=m.title,
        meaning=m.meaning,
        kind=_KINDS[m.kind],
        definition=definition_in_words(m),
        counted=counted,
        unit=m.unit,
        better=m.better,
        periods=span(known.periods),
        dimensions=tuple(facts.dimensions[d].title if d in facts.dimensions else d for d in m.by),
        ways=tuple(WayEntry(w.name, w.title, _AXES.get(w.axis, w.axis)) for w in m.ways),
        breaks=tuple(BreakEntry(b.at, b.text, b.forbids) for b in m.breaks),
        approximate=m.approximate,
        coverage="Told over what is known: rows without a value are left out." if m.over_known else "",
        notes=m.notes,
        sources=known.sources,
        stories=told_of.get(m.name, ()),
        inherited=workspace.inherited.get(f"measure {m.name}", ""),
        withheld=said(gaps, facts),
        gaps=listed(gaps, facts),
    )


def definition_in_words(m: Measure) -> str:
    """Say how a measure is counted, from its expressions."""
    where = f", where {m.where.text}" if m.where else ""
    of, out_of = (e.text if e else "" for e in (m.of, m.out_of))
    match m.kind:
        case MeasureKind.RATE | MeasureKind.MEAN:
            return f"{of} out of {out_of}{where}"
        case MeasureKind.RATIO if m.ratio:
            return f"{m.ratio[0]} for each {m.ratio[1]}"
        case MeasureKind.INDEX if m.index:
            return f"{m.index[0]}, where {m.index[1]} is 100"
        case _:
            limits = f", with limits {m.low.text} and {m.high.text}" if m.low and m.high else ""
            return f"{of or 'rows'}{limits}{where}"


def _source(
    c: Contract,
    workspace: Workspace,
    state: SourceState,
    told_of: Mapping[str, tuple[str, ...]],
    facts: Facts,
    gaps_of: Mapping[str, Gaps],
) -> SourceEntry:
    uses = {m.name: m for m in workspace.measures.values() if m.source == c.id}
    gaps = together(gaps_of, uses)
    return SourceEntry(
        name=c.id,
        title=c.title,
        provider=c.provider,
        purpose=c.purpose,
        public=c.public,
        licence=c.licence,
        attribution=c.attribution,
        origin=c.origin,
        cadence="the series has ended" if c.cadence.ended else _EVERY.get(c.cadence.every, c.cadence.every),
        freshness=state.freshness.value,
        delivered=state.delivered.isoformat(timespec="seconds") if state.delivered else "",
        due=state.due.isoformat() if state.due else "",
        periods=span(state.periods),
        # How many rows there are is a total that nobody protected: less what is shown, it gives what is hidden.
        rows=state.rows if c.public else 0,
        quarantined=state.quarantined if c.public else 0,
        snapshot=state.snapshot,
        version=c.version,
        limitations=c.limitations,
        checks=tuple(_check(r) for r in state.checks),
        fields=tuple(_field(f, c, uses) for f in c.fields),
        measures=tuple(uses),
        stories=told_of.get(c.id, ()),
        withheld=said(gaps, facts),
        gaps=listed(gaps, facts),
    )


def _field(f: Field, c: Contract, uses: Mapping[str, Measure]) -> FieldEntry:
    marks = {**c.marks, **f.marks} if not f.required else {}
    used = tuple(name for name, m in uses.items() if f.name in fields_of(m))
    notes = "identifies or may identify a child" if f.identifying else ""
    return FieldEntry(
        f.name, f.type.value, f.meaning, tuple((mark, a.word) for mark, a in sorted(marks.items())), used, notes
    )


def fields_of(m: Measure) -> frozenset[str]:
    """Return the fields of its source that a measure reads."""
    expressions = [m.of, m.out_of, m.children, m.where]
    for way in m.ways:
        expressions += [way.of, way.out_of, way.where]
    named = {name for e in expressions if e is not None for name in e.fields}
    return frozenset({*named, m.counting, m.when, *m.by} - {""})


def _check(result: CheckResult) -> CheckEntry:
    return CheckEntry(result.check, result.passed, result.sentence, result.severity, result.dimension)


def _goals(workspace: Workspace, facts: Facts, told_of: Mapping[str, tuple[str, ...]]) -> Iterable[GoalEntry]:
    for goal in workspace.goals:
        outcomes = []
        for o in goal.outcomes:
            targets = []
            for t in o.targets:
                unit, places = facts.measures[t.measure].unit, facts.measures[t.measure].places
                bound = t.at_least if t.at_least is not None else t.at_most
                word = "at least" if t.at_least is not None else "at most"
                said = plain_number(bound or 0, unit, places)
                by = f" by {t.by}" if t.by else ""
                targets.append(TargetEntry(t.measure, f"{word} {said}{by}{_for_whom(t, facts)}"))
            stories = told_of.get(f"serves:{o.name}", ())
            outcomes.append(OutcomeEntry(o.name, o.title, o.meaning, o.core, o.contributing, tuple(targets), stories))
        yield GoalEntry(goal.name, goal.title, goal.meaning, tuple(outcomes))


def _for_whom(target: Target, facts: Facts) -> str:
    """The group that a target is for, as readers know it."""
    if not target.where:
        return ""
    tests = parse_evidence(f"{target.measure} where {target.where}").where
    return f", for {describe_group(facts, tests)}"


def place_wants(workspace: Workspace, facts: Facts) -> Iterable[Want]:
    """What the site shows beside stories: for each level that has pages, each measure in its last period."""
    for level in workspace.levels.values():
        if not level.pages:
            continue
        for m in facts.measures.values():
            if level.name in m.dimensions:
                last: tuple[Period, ...] = m.periods[-1:]
                yield Want(m.name, by=(level.name,), periods=last, priority=Priority.CHART)
                yield Want(m.name, periods=last, priority=Priority.CHART)


def _places(
    workspace: Workspace, facts: Facts, cells: ProtectedCells, stories: Sequence[StoryPage], seen: ProtectedCells
) -> Iterable[PlaceEntry]:
    only_compared = _only_compared(workspace, stories)
    for level in workspace.levels.values():
        if not level.pages or level.name not in facts.dimensions:
            continue
        dimension = facts.dimensions[level.name]
        measures = [m for m in facts.measures.values() if level.name in m.dimensions and m.name not in only_compared]
        for code, name in dimension.labels.items():
            figures = tuple(
                f for m in measures if (f := _place_figure(m, facts, cells, level.name, code, seen)) is not None
            )
            named = tuple(s.name for s in stories if code in s.places or name in s.places)
            within = tuple(
                (up, above[code], facts.dimensions[up].labels.get(above[code], above[code]))
                for up, above in dimension.parents.items()
                if code in above and up in facts.dimensions
            )
            yield PlaceEntry(code, name, level.name, level.title, within, figures, named)


def _only_compared(workspace: Workspace, stories: Sequence[StoryPage]) -> set[str]:
    """Measures that are there to hold one source against another, and that nothing is told with."""
    told = {m for s in stories for m in s.measures}
    told |= {m for g in workspace.goals for o in g.outcomes for m in (*o.core, *o.contributing)}
    return {m for same in workspace.comparisons for m in same.measures} - told


def _place_figure(
    m: MeasureFacts, facts: Facts, cells: ProtectedCells, level: str, code: str, seen: ProtectedCells
) -> PlaceFigure | None:
    """The measure's last figure for a place; nothing where the measure says nothing of it.

    Where it is hidden, what readers find elsewhere on the site and can take instead.
    """
    period = m.periods[-1] if m.periods else None
    value = value_of(facts, cells, CellKey(m.name, period, group(**{level: code})))
    if isinstance(value, NotApplicable):
        return None
    whole = value_of(facts, cells, CellKey(m.name, period))
    beside = "" if isinstance(whole, Absence) else f"overall {plain_number(whole, m.unit, m.places)}"
    shown = value if isinstance(value, Absence) else plain_number(value, m.unit, m.places)
    note = ""
    if value == HIDDEN:
        hidden = Evidence(Asks.MEASURE, m.name, (Test(level, "=", (code,)),), end=period)
        note = " ".join(offer.says for offer in offers(hidden, facts, seen) if offer.evidence.where)
    return PlaceFigure(m.name, shown, str(period or ""), beside, note)
