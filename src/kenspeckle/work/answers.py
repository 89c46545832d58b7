"""What corridors say when they are done: plain lines, and the same as a record for machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kenspeckle.ground.terms import CheckResult

if TYPE_CHECKING:
    from kenspeckle.inside.ingest import Intake
    from kenspeckle.outside.tell import StoryFinding

    from .release import Released
    from .results import Built, Checked
    from .setting import Setting


def intake_lines(intakes: tuple[Intake, ...]) -> list[str]:
    """Say what was taken in and what was refused; what did not change is not worth a line."""
    lines = []
    for intake in intakes:
        if intake.unchanged:
            continue
        lines.append(intake.sentence)
        lines += [f"  {line}" for why in intake.refusals for line in why.splitlines()]
    return lines


def built_lines(built: Built, setting: Setting) -> list[str]:
    """Say what a build built, what held and what did not, and where to look."""
    lines = intake_lines(built.intakes)
    tested, held = built.claims
    stories = len(built.told.pages)
    if built.fixed:
        lines.append(f"Wrote words that hold into {', '.join(built.fixed)}; read them before you go on.")
    for _, finding in built.findings:
        lines += str(finding).splitlines()
    for result in built.told.discrepancies:
        if not result.passed:
            lines.append(f"Sources disagree: {result.sentence}")
    late = [c for s in built.told.looked.states.values() for c in s.failed]
    lines += [f"Check failed, {c.source}: {c.sentence}" for c in late]
    lines += built.told.beside.lines()
    hidden = sum(a + b for a, b in built.told.protection.hidden.values())
    if hidden:
        are = "is" if hidden == 1 else "are"
        lines.append(f"{_some(hidden, 'cell')} {are} hidden so that no child can be recognised.")
    lines.append(
        f"{_some(stories, 'story', 'stories')}, {_some(tested, 'claim')} tested: {held} hold, {tested - held} do not."
    )
    lines.append(f"Preview: {built.preview / 'index.html'}")
    return lines


def built_record(built: Built) -> dict[str, Any]:
    """The same for machines."""
    tested, held = built.claims
    return {
        "stories": sorted(built.told.pages),
        "claims": tested,
        "hold": held,
        "preview": str(built.preview),
        "fixed": list(built.fixed),
        "findings": [
            {
                "story": name,
                "at": str(f.spot),
                "words": f.words,
                "evidence": f.evidence,
                "verdict": f.verdict,
                "why": f.why,
                "proposal": f.proposal,
                "fails": f.fails,
                "instead": [{"evidence": evidence, "figure": shown} for evidence, shown in f.instead],
            }
            for name, f in built.findings
        ],
        "sources": {
            i.source: {"outcome": i.outcome.value, "says": i.sentence, "refused": list(i.refusals)}
            for i in built.intakes
        },
        "known_elsewhere": list(built.told.beside.differing),
        "discrepancies": [{"check": d.check, "passed": d.passed, "says": d.sentence} for d in built.told.discrepancies],
    }


def _some(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def checked_lines(checked: Checked) -> list[str]:
    """Say how each source stands, then where two of them disagree."""
    lines = intake_lines(checked.intakes)
    for state in sorted(checked.states.values(), key=lambda s: s.source):
        due = f", next due {state.due.isoformat()}" if state.due else ""
        lines.append(f"{state.source}: {state.freshness.value}, {state.rows:,} rows{due}")
        if state.quarantined:
            lines.append(f"  {state.quarantined:,} rows are in quarantine")
        lines += [f"  {_mark(result)}  {result.sentence}" for result in state.checks]
    if checked.discrepancies:
        lines.append("Sources that state the same thing:")
        lines += [f"  {_mark(result)}  {result.sentence}" for result in checked.discrepancies]
    return lines


def _mark(result: CheckResult) -> str:
    return "ok  " if result.passed else ("FAIL" if result.severity == "error" else "look")


def checked_record(checked: Checked) -> dict[str, Any]:
    """The same for machines."""
    return {
        "sources": {
            s.source: {
                "freshness": s.freshness.value,
                "delivered": s.delivered.isoformat() if s.delivered else "",
                "due": s.due.isoformat() if s.due else "",
                "rows": s.rows,
                "quarantined": s.quarantined,
                "snapshot": s.snapshot,
                "checks": [_result(c) for c in s.checks],
            }
            for s in checked.states.values()
        },
        "discrepancies": [_result(d) for d in checked.discrepancies],
    }


def _result(result: CheckResult) -> dict[str, Any]:
    return {
        "check": result.check,
        "passed": result.passed,
        "severity": result.severity,
        "dimension": result.dimension,
        "says": result.sentence,
    }


def released_lines(released: Released) -> list[str]:
    """Say what was released, what the attack found, what was held back, and which old words new data contradicts."""
    lines = _findings_of(released.held_back)
    if released.held_back:
        lines.append(f"Held back until their words hold: {', '.join(sorted(released.held_back))}.")
    lines += _findings_of(released.contradicted)
    if released.contradicted:
        names = ", ".join(sorted(released.contradicted))
        lines.append(
            f"New data contradicts approved words, which stand under a banner until people approve new: {names}."
        )
    if not released.name:
        return [*lines, "Nothing new has been written since the last release, so nothing was sealed."]
    if released.attack is not None:
        lines.append(f"Attacked before sealing: {released.attack.in_words()}")
    lines.append(f"{released.name}: {_some(len(released.stories), 'story', 'stories')} sealed and published.")
    lines += [f"  {path}" for path in released.bundles]
    lines.append(f"Site: {released.site / 'index.html'}")
    return lines


def _findings_of(stories: Mapping[str, tuple[StoryFinding, ...]]) -> list[str]:
    return [line for findings in stories.values() for f in findings for line in str(f).splitlines()]


def released_record(released: Released) -> dict[str, Any]:
    """The same for machines."""
    return {
        "release": released.name,
        "stories": list(released.stories),
        "bundles": [str(path) for path in released.bundles],
        "held_back": sorted(released.held_back),
        "contradicted": sorted(released.contradicted),
        "site": str(released.site),
    }
