"""The Scottish example as its tests use it: a copy of the workspace, never the one in the checkout.

`Example.tell("school_roll in 2023")` gives the figure that a story tied to this evidence would be tested against:
it is planned, measured, protected and read as in a build. `Example.rows` counts rows through the door for rows.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from kenspeckle.govern import Capsule, Purpose
from kenspeckle.ground.terms import Absence, CellKey, Facts, Value, Want
from kenspeckle.ground.words.evidence import parse_evidence
from kenspeckle.ground.workspace import load
from kenspeckle.inside.measure import coverage, plan, registers, run
from kenspeckle.outside.tell.figure_values import value_of
from kenspeckle.outside.tell.naming import known_value
from kenspeckle.records import open_records
from kenspeckle.work.facts import Known, gather, open_values
from kenspeckle.work.setting import Setting
from kenspeckle.work.sources import delivered, states
from kenspeckle.work.telling import protect_cubes

EXAMPLE = Path(__file__).parents[2] / "examples" / "scotland"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def copied(to: Path) -> Path:
    """Copy the example, without what a build left in it."""
    return shutil.copytree(EXAMPLE, to, ignore=shutil.ignore_patterns(".ken", "out"))


def setting_of(root: Path) -> Setting:
    """The corridor's setting for a workspace, with records of its own and a clock that stands."""
    workspace = load(root)
    return Setting(workspace, open_records(workspace.settings.state), NOW, person="test")


@dataclass(frozen=True)
class Example:
    """The example's sources, taken in and open."""

    setting: Setting
    capsule: Capsule
    known: Known
    facts: Facts

    def tell(self, *evidence: str) -> tuple[Value, ...]:
        """Return the exact figure behind each evidence: one cell, measured and protected with the others."""
        keys = [self._key(text) for text in evidence]
        parts = [replace(key, measure=part) for key in keys for part in self._parts(key.measure)]
        wants = [self._want(text, part) for text, part in zip(self._spread(evidence), parts, strict=True)]
        cells = self._cells(wants)
        return tuple(value_of(self.facts, cells, key) for key in keys)

    def by(self, dimension: str, evidence: str) -> Mapping[str, Fraction]:
        """Return the figures of one measure by the values of a dimension, those that are numbers."""
        key, tests = self._key(evidence), self._tests(evidence)
        periods = () if key.period is None else (key.period,)
        cells = self._cells([Want(key.measure, tests, by=(dimension,), periods=periods)])
        found: dict[str, Fraction] = {}
        for cell in cells:
            group = dict(cell.group)
            value = value_of(self.facts, cells, cell)
            if dimension in group and not isinstance(value, Absence):
                label = self.facts.dimensions[dimension].labels.get(group[dimension], group[dimension])
                found[label] = Fraction(value)
        return found

    def rows(self, source: str, condition: str = "true", what: str = "count(*)") -> int:
        """Return `what` over the rows of a source where `condition` holds, asked through the door for rows."""
        from sqlglot import parse_one

        ((answer,),) = self.capsule.run(parse_one(f"select {what} from {source} where {condition}", dialect="duckdb"))
        return answer  # type: ignore[return-value]

    def _spread(self, evidence: tuple[str, ...]) -> list[str]:
        return [text for text in evidence for _ in self._parts(parse_evidence(text).measure)]

    def _parts(self, measure: str) -> tuple[str, ...]:
        return self.facts.measures[measure].parts or (measure,)

    def _tests(self, text: str):  # type: ignore[no-untyped-def]
        read = parse_evidence(text)
        return tuple(sorted(known_value(self.facts, read.measure, test) for test in read.where))

    def _key(self, text: str) -> CellKey:
        read = parse_evidence(text)
        return CellKey(read.measure, read.end, tuple(sorted(test.pair for test in self._tests(text))))

    def _want(self, text: str, part: CellKey) -> Want:
        return Want(part.measure, self._tests(text), periods=() if part.period is None else (part.period,))

    def _cells(self, wants: list[Want]):  # type: ignore[no-untyped-def]
        workspace = self.setting.workspace
        planned = plan(wants, workspace, self.known.registers, self.known.coverage)
        snapshots = {name: taken.name for name, taken in self.capsule.snapshots.items()}
        cubes = run(planned, self.capsule, self.known.registers, snapshots)
        return protect_cubes(workspace, self.facts, cubes, self.setting.records.ledger, wants).cells


def rounded(value: Value, places: int) -> Decimal:
    """Return an exact figure as a README prints it: halves away from zero."""
    assert not isinstance(value, Absence), f"there is no figure: {value}"
    exact = Fraction(value)
    scaled = Decimal(exact.numerator * 10**places) / Decimal(exact.denominator)
    return scaled.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-places)


@contextmanager
def opened(root: Path) -> Iterator[Example]:
    """Hold the sources of a workspace open, which have been taken in."""
    setting = setting_of(root)
    workspace, sources = setting.workspace, delivered(setting.workspace, setting.door)
    with setting.door.read(sources, Purpose.TELL) as capsule:
        known = Known(
            registers(workspace, capsule), coverage(workspace, capsule), open_values(workspace, capsule, sources)
        )
        facts = gather(workspace, known, states(setting, capsule, known.coverage))
        yield Example(setting, capsule, known, facts)
