"""Figure blocks: what an author asks of a chart, run chart, table, map, report cards or method.

A block is a few keys in YAML. Everything that can be wrong without looking at data is complained of here, with
its place and the nearest right word: keys, kinds, measures, dimensions, values, periods, units that do not go
together, and rankings that a report card must not make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import GATHERED, Facts, Period, PeriodKind, Test, nearest
from kenspeckle.ground.words import UnreadableEvidence, parse_evidence

from .block_keys import KEYS, KINDS, NOT_YET, SORTS
from .described import steps
from .figure_text import Listed, Mapped, Node, Scalar, YamlText, check_keys
from .naming import WrongName, known_dimension, known_value
from .prose import read_prose
from .reading import Reading
from .story import CardsSpec, FigureSpec, MethodSpec, Note, Prose, Spec

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True)
class BlockReader:
    """Reads the fenced blocks of one story; `report_card` is whether it may rank nobody at all."""

    facts: Facts
    report_card: bool

    def __call__(self, reading: Reading, token: Token, first_line: int) -> Spec | None:
        line = first_line + (token.map[0] if token.map else 0)
        start = reading.starts[line]
        name, _, rest = token.info.strip().partition(" ")
        if name in NOT_YET:
            reading.complain(start, f"a block `{name}` shows {NOT_YET[name]}", "the story without this block")
        elif name not in KEYS:
            named = f"`{name}` is no figure" if name else "a block without a name"
            reading.complain(start, named, "one of " + ", ".join(KEYS), nearest(name, KEYS))
        elif rest:
            reading.complain(start, f"`{rest.strip()}` after `{name}`", "the keys on the lines below")
        else:
            text = YamlText(reading, token.content, line + 1)
            node = text.load()
            if node is not None:
                check_keys(reading, name, node, tuple(KEYS[name]))
                return _Block(self, reading, name, text, node, start).read()
        return None


@dataclass(frozen=True)
class _Block:
    """One block: its keys, and how each is read. A method returns an empty value where it has complained."""

    reader: BlockReader
    reading: Reading
    name: str
    text: YamlText
    node: Mapped
    start: int

    def read(self) -> Spec:
        match self.name:
            case "cards":
                return self._cards()
            case "method":
                return MethodSpec(self.reading.spot(self.start), self._measures(required=False))
            case _:
                return self._figure()

    def _figure(self) -> FigureSpec:
        measures = self._measures(required=True)
        by, over, (start, end) = self._by(measures), self._over(), self._periods()
        spec = FigureSpec(
            kind=self._kind(by, over, start),
            measures=measures,
            spot=self.reading.spot(self.start),
            where=self._tests("where", measures),
            by=by,
            compare=tuple(self._tests_of(item, measures) for item in self._items("compare")),
            over=over,
            start=start,
            end=end,
            sort=self._sort(by),
            title=self._prose("title"),
            caption=self._prose("caption"),
            notes=self._notes(),
            target=self._number("target"),
            anchor=self.reading.anchor(f"{self.name} {' '.join(measures)}"),
        )
        self._check_together(spec)
        return spec

    def _cards(self) -> CardsSpec:
        named = self._measures(required=False)
        start, end = self._periods()
        outcomes = self._outcomes()
        core = tuple(m for o in outcomes for m in self.reader.facts.outcomes[o].core if m in self.reader.facts.measures)
        if not named and not self._has("outcomes", "goal", "measures"):
            self._complain(self.start, "cards of nothing", "`outcomes`, `goal` or `measures`")
        return CardsSpec(
            spot=self.reading.spot(self.start),
            outcomes=outcomes,
            measures=named,
            where=self._tests("where", (*named, *self._knowing("where", core))),
            start=start,
            end=end,
            gap=self._gap((*named, *self._knowing("gap", core))),
            note=self._prose("note"),
        )

    def _knowing(self, key: str, core: tuple[str, ...]) -> tuple[str, ...]:
        """The core measures that are counted by what a key names; all of them when none is, so that one complains.

        An outcome may have a core measure for the country alone: its card then says that there is none for the place.
        """
        node = self.node.entries.get(key, (0, None))[1]
        text = node.text if isinstance(node, Scalar) else ""
        measures = self.reader.facts.measures
        named = {
            d for m in core for d in measures[m].dimensions if re.search(rf"(?<![\w-]){re.escape(d)}(?![\w-])", text)
        }
        return tuple(m for m in core if named and named <= set(measures[m].dimensions)) or core

    # What each key may hold.

    def _measures(self, required: bool) -> tuple[str, ...]:
        key = "measure" if "measure" in self.node.entries else "measures"
        found = []
        for item in self._items(key):
            if item.text in self.reader.facts.measures:
                found.append(item.text)
            else:
                near = nearest(item.text, self.reader.facts.measures)
                self._complain(item.offset, f"there is no measure `{item.text}`", "a measure of this workspace", near)
        if required and not self._has("measure", "measures"):
            self._complain(self.start, f"a block `{self.name}` without a measure", "`measure: NAME`")
        if required and self._has("measure") and self._has("measures"):
            self._complain(self._at("measures"), "`measure` and `measures`", "one of them")
        return tuple(dict.fromkeys(found))

    def _outcomes(self) -> tuple[str, ...]:
        outcomes = self.reader.facts.outcomes
        found = []
        for item in self._items("outcomes"):
            if item.text in outcomes:
                found.append(item.text)
            else:
                near = nearest(item.text, outcomes)
                self._complain(item.offset, f"there is no outcome `{item.text}`", "an outcome of goals.yaml", near)
        for item in self._items("goal"):
            of_goal = [name for name, outcome in outcomes.items() if outcome.goal == item.text]
            if not of_goal:
                near = nearest(item.text, {o.goal for o in outcomes.values()})
                self._complain(item.offset, f"there is no goal `{item.text}`", "a goal of goals.yaml", near)
            found += of_goal
        return tuple(dict.fromkeys(found))

    def _kind(self, by: str, over: PeriodKind | None, start: Period | None) -> str:
        if self.name == "run-chart":
            return "line"
        if self.name == "table":
            return "table"
        usual = "area" if self.name == "map" else "bar" if by and not over and not start else "line"
        return self._one_of("kind", KINDS[self.name], usual)

    def _sort(self, by: str) -> str:
        sort = self._one_of("sort", SORTS, "name")
        if sort == "value" and by and (why := self._no_ranking(by)):
            self._complain(self._at("sort"), f"`sort: value` {why}", "`sort: name`")
        return sort

    def _no_ranking(self, by: str) -> str:
        dimension = self.reader.facts.dimensions.get(by)
        if re.search(r"school|nurser|centre|pupil|child", by, re.IGNORECASE):
            return "would rank those who teach and look after children against each other"
        if self.reader.report_card and dimension is not None and dimension.place and not steps(dimension):
            return "would rank places against each other, which a report card does not do"
        return ""

    def _by(self, measures: Iterable[str]) -> str:
        node = self.node.entries.get("by", (0, None))[1]
        if node is None:
            if self.name == "map":
                self._complain(self.start, "a map without places", "`by: COUNCIL` or another level of places")
            return ""
        if not isinstance(node, Scalar):
            self._complain(node.offset, "`by` is a list", "one dimension")
            return ""
        try:
            for measure in measures:
                known_dimension(self.reader.facts, measure, node.text)
        except WrongName as wrong:
            self._complain(node.offset, wrong.found, wrong.expected, wrong.nearest)
            return ""
        dimension = self.reader.facts.dimensions.get(node.text)
        if self.name == "map" and (dimension is None or not dimension.place):
            self._complain(node.offset, f"`{node.text}` is no level of places", "a dimension that a map can show")
        return node.text

    def _tests(self, key: str, measures: tuple[str, ...]) -> tuple[Test, ...]:
        node = self.node.entries.get(key, (0, None))[1]
        if node is None:
            return ()
        if not isinstance(node, Scalar):
            self._complain(node.offset, f"`{key}` is no text", "tests such as `council = Fife and sex = girls`")
            return ()
        return self._tests_of(node, measures)

    def _tests_of(self, node: Scalar, measures: tuple[str, ...]) -> tuple[Test, ...]:
        prefix = "x where "
        try:
            tests = parse_evidence(prefix + node.text).where
            known = [tuple(known_value(self.reader.facts, m, t) for t in tests) for m in measures or ("",)]
            return known[0]
        except UnreadableEvidence as wrong:
            offsets = self.text.offsets(node)
            at = offsets[min(max(wrong.column - 1 - len(prefix), 0), len(offsets) - 1)]
            self._complain(at, wrong.found, wrong.expected, wrong.nearest)
        except WrongName as wrong:
            self._complain(node.offset, wrong.found, wrong.expected, wrong.nearest)
        return ()

    def _gap(self, measures: tuple[str, ...]) -> tuple[tuple[Test, ...], ...]:
        node = self.node.entries.get("gap", (0, None))[1]
        if node is None:
            return ()
        ends = re.fullmatch(r"\s*(\S+)\s+(.+?)\s+against\s+(.+?)\s*", node.text) if isinstance(node, Scalar) else None
        if ends is None or not isinstance(node, Scalar):
            self._complain(node.offset, "a gap without its two ends", "`gap: simd_quintile 1 against 5`")
            return ()
        texts = [f"{ends[1]} = {end}" for end in (ends[2], ends[3])]
        if "=" in node.text:
            texts = [part.strip() for part in node.text.split(" against ", 1)]
        gap = tuple(self._tests_of(Scalar(text, node.offset, node.raw, node.at), measures) for text in texts)
        return gap if all(gap) else ()

    def _over(self) -> PeriodKind | None:
        if not self._has("over"):
            return None
        return PeriodKind(self._one_of("over", GATHERED, PeriodKind.YEAR))

    def _periods(self) -> tuple[Period | None, Period | None]:
        only = self._period("in")
        start, end = self._period("from") or self._period("since"), self._period("to")
        if only is not None and end is not None:
            self._complain(self._at("in"), "`in` and `to`", "either `in`, or `from` and `to`")
        if self._has("from") and self._has("since"):
            self._complain(self._at("since"), "`from` and `since`", "one of them")
        end = only or end
        if start is not None and PeriodKind.YEARS in (start.kind, end.kind if end else start.kind):
            self._complain(self._at("from", "since"), "years taken together in a line of time", "`in`, or single years")
            return None, end
        if start is not None and end is not None and (start.kind is not end.kind or start >= end):
            self._complain(self._at("from"), f"{end} does not come after {start}", "two periods of one kind, in order")
            return None, end
        return start, end

    def _period(self, key: str) -> Period | None:
        node = self.node.entries.get(key, (0, None))[1]
        return None if node is None else self._period_of(node)

    def _period_of(self, node: Node) -> Period | None:
        try:
            return Period.parse(node.text if isinstance(node, Scalar) else "")
        except ValueError as error:
            self._complain(node.offset, str(error), "a period")
            return None

    def _notes(self) -> tuple[Note, ...]:
        node = self.node.entries.get("notes", (0, None))[1]
        if node is None:
            return ()
        notes = []
        for item in node.items if isinstance(node, Listed) else (node,):
            if not isinstance(item, Mapped) or set(item.entries) != {"at", "text"}:
                self._complain(item.offset, "a note that is not `at` and `text`", "{at: 2023-08, text: …}")
                continue
            at, words = self._period_of(item.entries["at"][1]), item.entries["text"][1]
            if at is not None and isinstance(words, Scalar):
                notes.append(Note(at, self._prose_of(words)))
        return tuple(notes)

    def _number(self, key: str) -> Decimal | None:
        node = self.node.entries.get(key, (0, None))[1]
        if node is None:
            return None
        try:
            number = Decimal(node.text if isinstance(node, Scalar) else "")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self._complain(node.offset, f"`{key}` is no number", "a number in the measure's unit, such as 92.5")
            return None
        return number

    def _prose(self, key: str) -> Prose | None:
        node = self.node.entries.get(key, (0, None))[1]
        if node is None or isinstance(node, Scalar):
            return None if node is None else self._prose_of(node)
        self._complain(node.offset, f"`{key}` is no text", "words in quotes, since a bracket begins a list in YAML")
        return None

    def _prose_of(self, node: Scalar) -> Prose:
        return read_prose(self.reading, node.text, self.text.offsets(node), "figure", node.quoted)

    def _one_of(self, key: str, allowed: tuple[str, ...], usual: str) -> str:
        node = self.node.entries.get(key, (0, None))[1]
        if node is None:
            return usual
        word = node.text if isinstance(node, Scalar) else ""
        if word in allowed:
            return word
        self._complain(node.offset, f"`{key}` is `{word}`", "one of " + ", ".join(allowed), nearest(word, allowed))
        return usual

    def _items(self, key: str) -> tuple[Scalar, ...]:
        """A value or a list of values."""
        node = self.node.entries.get(key, (0, None))[1]
        items = node.items if isinstance(node, Listed) else () if node is None else (node,)
        for item in items:
            if not isinstance(item, Scalar):
                self._complain(item.offset, f"`{key}` holds more than words", "a word or a list of words")
        return tuple(item for item in items if isinstance(item, Scalar))

    # What must go together.

    def _check_together(self, spec: FigureSpec) -> None:
        measures = [self.reader.facts.measures[m] for m in spec.measures]
        if len({m.unit for m in measures}) > 1:
            units = " and ".join(sorted({m.unit for m in measures}))
            self._complain(self._at("measures"), f"measures in {units} on one axis", "a block for each unit")
        if spec.kind in ("bar", "dot") and not spec.by and not spec.compare:
            self._complain(self.start, f"a {spec.kind} chart of one thing", "`by` or `compare`")
        if spec.kind == "multiples" and not spec.by:
            self._complain(self.start, "small multiples of one thing", "`by: DIMENSION`")
        dimension = self.reader.facts.dimensions.get(spec.by)
        if spec.kind == "tiles" and dimension is not None and dimension.place and not dimension.tiles:
            self._complain(
                self._at("kind"), f"`{spec.by}` has no tiles", "`tiles` in its file of places, or `kind: area`"
            )
        if spec.by and spec.compare:
            self._complain(self._at("compare"), "`by` and `compare`", "one of them")
        kinds = {p.kind for m in measures for p in m.periods} | ({spec.over} if spec.over else set())
        asked = {p.years[0].kind for p in (spec.start, spec.end) if p is not None}
        if spec.over is None and asked and kinds and not asked & kinds:
            there = ", ".join(sorted(kinds))
            self._complain(self._at("in", "from", "to", "since"), "a period of another kind", f"a {there}")

    def _has(self, *keys: str) -> bool:
        return any(key in self.node.entries for key in keys)

    def _at(self, *keys: str) -> int:
        return next((self.node.entries[k][0] for k in keys if k in self.node.entries), self.start)

    def _complain(self, offset: int, found: str, expected: str, near: str = "") -> None:
        self.reading.complain(offset, found, expected, near)
