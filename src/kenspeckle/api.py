"""The same verbs in Python: `Workspace("my-partnership").measure("attendance_rate").by("council").in_("2024/25")`.

What comes back are figures: arithmetic on protected cells, each exact, or an absence that says why there is none.
Rows never come back. A question that is asked here is audited like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import KenError, Period, PeriodKind, Test, Value, Want, nearest

if TYPE_CHECKING:
    from kenspeckle.ground.terms.inside import InsideFigure
    from kenspeckle.work.results import Built, Checked
    from kenspeckle.work.setting import Setting


@dataclass(frozen=True)
class Answer:
    """One figure: period and group as readers see them, and its value in the measure's unit.

    value: exact (a Fraction), or the absence that stands for it. shown: as a page would print it.
    """

    period: str
    group: dict[str, str]
    value: Value
    shown: str


@dataclass(frozen=True)
class Question:
    """A measure that is being asked for; each method returns a narrower question, and nothing is read before it is
    iterated."""

    workspace: Workspace
    want: Want

    def by(self, *dimensions: str) -> Question:
        """Tell the values of these dimensions apart."""
        return replace(self, want=replace(self.want, by=(*self.want.by, *dimensions)))

    def where(self, **values: str) -> Question:
        """Count only where each dimension has this value (its code, its name or another known spelling)."""
        tests = tuple(Test(dimension, "=", (value,)) for dimension, value in values.items())
        return replace(self, want=replace(self.want, where=(*self.want.where, *tests)))

    def in_(self, *periods: str) -> Question:
        """Only these periods, such as "2024/25"."""
        asked = tuple(Period.parse(p) for p in periods)
        return replace(self, want=replace(self.want, periods=(*self.want.periods, *asked)))

    def over(self, kind: str) -> Question:
        """Gather dates into periods of one kind: month, quarter, term, split-year, year."""
        return replace(self, want=replace(self.want, over=PeriodKind(kind)))

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.workspace.answer(self.want))


@dataclass(frozen=True)
class InsideQuestion:
    """A measure that somebody asks for of the children in their charge; nothing is read before `figure`."""

    workspace: Workspace
    want: Want
    person: str
    purpose: str

    def by(self, dimension: str) -> InsideQuestion:
        """Tell the values of one dimension apart; without it the figure goes over time."""
        return replace(self, want=replace(self.want, by=(dimension,)))

    def where(self, **values: str) -> InsideQuestion:
        """Say which children, as the relationship was recorded; those of one's only relationship when left out."""
        tests = tuple(Test(dimension, "=", (value,)) for dimension, value in values.items())
        return replace(self, want=replace(self.want, where=(*self.want.where, *tests)))

    def in_(self, *periods: str) -> InsideQuestion:
        """Only these periods, such as "2024/25"."""
        return replace(self, want=replace(self.want, periods=tuple(Period.parse(p) for p in periods)))

    def over(self, kind: str) -> InsideQuestion:
        """Gather dates into periods of one kind: month, quarter, term, split-year, year."""
        return replace(self, want=replace(self.want, over=PeriodKind(kind)))

    def figure(self) -> InsideFigure:
        """Return the figure, which draws itself: `figure().draw().lines()`. Raises Refused, with the rule."""
        from kenspeckle.work.inside import look_inside

        return look_inside(replace(self.workspace._setting(), person=self.person), self.want, self.purpose)


@dataclass(frozen=True)
class Inside:
    """The inside, as somebody may see it who is responsible for children."""

    workspace: Workspace
    person: str
    purpose: str

    def measure(self, name: str) -> InsideQuestion:
        """Ask for a measure by its name."""
        return InsideQuestion(self.workspace, Want(name), self.person, self.purpose)


class Workspace:
    """A workspace folder, opened for the verbs of the command line.

    now: the moment that everything is judged at; the present when None. Raises Complaints or KenError like `ken`.
    """

    def __init__(self, root: str | Path, *, person: str = "", now: datetime | None = None) -> None:
        self._root = Path(root)
        self._person = person
        self._now = now

    def _setting(self) -> Setting:
        from kenspeckle.ground.workspace import load
        from kenspeckle.records import open_records
        from kenspeckle.work.setting import Setting

        workspace = load(self._root)
        records = open_records(workspace.settings.state)
        return Setting(workspace, records, self._now or datetime.now(UTC), self._person or "Python")

    def measure(self, name: str) -> Question:
        """Ask for a measure by its name."""
        return Question(self, Want(name))

    def inside(self, *, person: str, purpose: str) -> Inside:
        """Ask for exact counts of children in a person's charge, for a purpose; each look is written down."""
        return Inside(self, person, purpose)

    def entitle(
        self, responsible: str, *, since: date | None = None, until: date | None = None, **children: str
    ) -> None:
        """Record that somebody is responsible for the children of a value, such as `school="Northside"`.

        The newest word about a person and value counts: the same again with a last day ends it.
        """
        from kenspeckle.govern import Relationship

        setting = self._setting()
        for dimension, value in children.items():
            new = Relationship(responsible, dimension, value, since or setting.now.date(), until)
            setting.door.entitle(setting.records.relationships, new)

    def check(self) -> Checked:
        """Take in what is due and return how the sources stand."""
        from kenspeckle.work.checking import check

        return check(self._setting())

    def build(self, *stories: str) -> Built:
        """Build a preview, as `ken build` does."""
        from kenspeckle.portal.rendering import renderer
        from kenspeckle.work.build import build

        setting = self._setting()
        return build(setting, renderer(setting.state / "preview.json"), stories)

    def answer(self, want: Want) -> list[Answer]:
        """Return the figures of one question, in the order of their cells."""
        from kenspeckle.work.asking import ask

        setting = self._setting()
        if want.measure not in setting.workspace.measures:
            near = nearest(want.measure, setting.workspace.measures)
            raise KenError(f"there is no measure {want.measure}" + (f"; did you mean {near}?" if near else ""))
        return [Answer(*found) for found in ask(setting, want)]
