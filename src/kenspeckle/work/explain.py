"""Walk one number of a story down to its sources: claim, figure, cells, measure, snapshot, contract, rule.

It never goes as far as a row: what stands behind a cell is counted, not shown.
"""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import Any

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, CellKey, KenError, ProtectedCell
from kenspeckle.ground.terms.page import ClaimView
from kenspeckle.outside.tell import value_of
from kenspeckle.protect import LedgerCopy

from .approving import named_before
from .choosing import chosen
from .ingest import take_in_all
from .setting import Setting
from .site import definition_in_words
from .telling import tell_all
from .told import Told
from .turn import turn


@dataclass(frozen=True)
class Step:
    """One step of the walk: what it is about, what was found, and what that rests on."""

    title: str
    says: str
    below: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Explained:
    """Where a claim stands, and the steps below it."""

    place: str
    steps: tuple[Step, ...] = field(default=())

    def lines(self) -> list[str]:
        return [self.place, *(line for step in self.steps for line in _lines(step, 1))]

    def record(self) -> dict[str, Any]:
        return {"place": self.place, "steps": [_record(s) for s in self.steps]}


def _lines(step: Step, depth: int) -> list[str]:
    own = f"{'  ' * depth}{step.title}: {step.says}" if step.says else f"{'  ' * depth}{step.title}"
    return [own, *(line for s in step.below for line in _lines(s, depth + 1))]


def _record(step: Step) -> dict[str, Any]:
    return {"title": step.title, "says": step.says, "below": [_record(s) for s in step.below]}


def explain(setting: Setting, place: str) -> Explained:
    """Explain the claims on one line, given as `stories/x.md:14` or `x:14`. Raises KenError when there is none."""
    file, _, line_text = place.rpartition(":")
    if not file or not line_text.isdigit():
        raise KenError(f"{place} names no line of a story; write it as stories/NAME.md:LINE")
    line = int(line_text)
    (story,) = chosen(setting.workspace.stories, [Path(file).name])
    with turn(setting.state, setting.say):
        take_in_all(setting)
        # All stories together, as a build tells them: what one hides depends on what the others show.
        every = list(setting.workspace.stories.values())
        told = tell_all(setting, every, LedgerCopy(setting.records.ledger), named_before(setting, every))
    page = told.pages[story.name]
    found = [c for c in page.claims if c.line == line]
    if not found:
        lines = sorted({c.line for c in page.claims})
        listed = ", ".join(map(str, lines)) or "none"
        raise KenError(f"there is no claim on line {line} of {story.name}; its claims are on lines {listed}")
    return Explained(f"{story.name}, line {line}", tuple(_claim(setting, told, c) for c in found))


def _claim(setting: Setting, told: Told, claim: ClaimView) -> Step:
    words = f"“{claim.words}”" if claim.words else "withheld"
    steps = [Step("Evidence", claim.evidence), Step("Verdict", f"{claim.verdict}. {claim.why}".strip())]
    if claim.shown:
        steps.append(Step("Figure", claim.shown))
    if claim.robustness:
        steps.append(Step("Counted in other ways", claim.robustness))
    if claim.opposing:
        steps.append(Step("Against it", claim.opposing))
    named = {str(key): key for key in told.protection.cells}
    steps += [_cell(told, named[name]) for name in claim.cells if name in named]
    if claim.measure in setting.workspace.measures:
        steps.append(_measure(setting, told, claim.measure))
    return Step("Claim", words, tuple(steps))


def _cell(told: Told, key: CellKey) -> Step:
    cell = told.protection.cells[key]
    if isinstance(cell, Absence):
        return Step(f"Cell {key}", f"{cell.word}{': ' + cell.reason if cell.reason else ''}")
    value = value_of(told.looked.facts, told.protection.cells, key)
    exact = "" if isinstance(value, Absence) else f" = {float(value):.6g}"
    return Step(f"Cell {key}", f"{_counts(cell)}{exact}")


def _counts(cell: ProtectedCell) -> str:
    counts = f"{cell.numerator:,}" + (f" / {cell.denominator:,}" if cell.denominator is not None else "")
    children = f", {cell.children:,} children" if cell.children is not None else ""
    unknown = f", {cell.unknown:,} rows without a value" if cell.unknown else ""
    public = ", already published" if cell.public else ""
    limits = f", between {cell.interval[0]:,} and {cell.interval[1]:,}" if cell.interval else ""
    moved = f"; as told, off by at most {cell.children_within:,} children" if cell.children_within else ""
    return f"{counts}{limits}, from {cell.rows:,} rows{children}{unknown}{public}{moved}"


def _measure(setting: Setting, told: Told, name: str) -> Step:
    measure = setting.workspace.measures[name]
    facts = told.looked.facts.measures[name]
    below = [Step("Counted as", definition_in_words(measure)), Step("Defined at", str(measure.spot))]
    if measure.approximate:
        below.append(Step("Approximate", measure.approximate))
    for source in facts.sources:
        below.append(_source(setting, told, source))
    below.append(Step("Disclosure rule", told.protection.rule))
    return Step("Measure", measure.title, tuple(below))


def _source(setting: Setting, told: Told, source: str) -> Step:
    contract = setting.workspace.contracts[source]
    state = told.looked.states[source]
    terms = f"already published under {contract.licence}" if contract.public else "under agreement"
    below = [
        Step("Provider", f"{contract.provider}; {terms}"),
        Step("Snapshot", told.snapshots.get(source, "none")),
        Step("Freshness", state.freshness.value),
        Step("Contract", f"{contract.spot.file}, version {contract.version}, SHA-256 {contract.digest[:16]}…"),
    ]
    latest = setting.door.latest(source)
    for part in latest.parts if latest else ():
        below.append(Step("Delivery", f"{part.delivery}, {part.rows:,} rows, SHA-256 {part.delivery_digest[:16]}…"))
    return Step("Source", contract.title, tuple(below))
