"""Turns measures as written into `Measure`s: one kind each, every expression checked against its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from kenspeckle.ground.expressions import Expression, parse_row, parse_sums
from kenspeckle.ground.terms import Complaints, Period, PeriodKind, Spot, nearest
from kenspeckle.ground.terms.protection import Protect

from .blocks import Entry
from .definitions import Break, Contract, FieldType, Level, Measure, MeasureKind, Way
from .keys import WAY_KINDS
from .layers import Definition, said
from .places import reachable
from .protecting import check_contributors, own_protection
from .quality import condition
from .shapes import Written

_UNITS = {
    MeasureKind.RATE: "percent",
    MeasureKind.RATIO: "number",
    MeasureKind.INDEX: "index",
}
_NUMBERS = ("integer", "number")


class MeasureBuilder:
    """Builds measures against the contracts and levels of the workspace.

    contracts: those that could be read. certain: the names of those whose fields are all known; for others
    nobody can say that a field does not exist, so what hangs on it is not complained of a second time.
    names: what is defined, rightly or wrongly, by kind; None where a file could not be read at all.
    """

    def __init__(
        self,
        contracts: Mapping[str, Contract],
        certain: frozenset[str],
        levels: Mapping[str, Level],
        names: Callable[[str], set[str] | None],
    ) -> None:
        self.contracts = contracts
        self.certain = certain
        self.levels = levels
        self.names = names
        self._types = {name: {f.name: str(f.type) for f in c.fields} for name, c in contracts.items()}
        self._dimensions: dict[str, frozenset[str]] = {}

    def build(self, definition: Definition) -> Measure:
        """Return the measure; complaints go to its reading, and the measure is then not to be used."""
        entry = definition.entry
        kind = _kind(entry)
        source = self._source(entry, kind)
        types = self._types[source] if source in self.certain else {}
        of, out_of = self._parts(entry, kind, types, entry)
        counting, children = self._counting(entry, source, types)
        if kind is MeasureKind.COUNT:
            of = _counted(entry, children)
        for key in ("of", "out_of"):
            if key in entry and kind is not MeasureKind.PUBLISHED:
                entry.complain(key, f"`{key}` outside `rate`", "`rate: {of: ..., out_of: ...}`")
        low, high = _limits(entry, kind, types)
        unit = said(entry["unit"]) or _unit(entry, kind)
        return Measure(
            name=definition.name,
            title=said(entry["title"]),
            meaning=said(entry["meaning"]),
            kind=kind,
            source=source,
            of=of,
            out_of=out_of,
            counting=counting,
            children=children,
            where=condition(entry, "where", types),
            when=self._when(entry, source, types),
            by=self._by(entry, source),
            unit=unit,
            places=entry["places"] if entry["places"] is not None else _places(unit, kind),
            better="" if entry["better"] == "neither" else said(entry["better"]),
            ways=tuple(self._way(str(name), way, kind, types) for name, way in entry["ways"].items()),
            breaks=tuple(Break(said(b["at"]), said(b["text"]), b["forbids"]) for b in entry["breaks"]),
            approximate=said(entry["approximate"]),
            over_known=entry["over_known"],
            ratio=_pair(entry["ratio"], "of", "to"),
            index=_pair(entry["index"], "of", "base"),
            notes=tuple(str(note) for note in entry["notes"]),
            sensitive=entry["sensitive"],
            local=not definition.layer.label,
            digest=definition.own_digest,
            spot=definition.spot,
            stated_of=_value(entry, "of", types) if kind is MeasureKind.PUBLISHED else None,
            stated_out_of=_value(entry, "out_of", types) if kind is MeasureKind.PUBLISHED else None,
            low=low,
            high=high,
            confidence=entry["level"] if entry["level"] is not None else 95,
            protect=self._protect(entry, kind, counting, source),
        )

    def dimensions(self, source: str) -> frozenset[str]:
        """Return what a measure of `source` may be told by: its fields, and the places that lead on from them."""
        if source not in self._dimensions:
            contract = self.contracts[source]
            starts = {field.place for field in contract.fields if field.place}
            places = reachable(starts, self.levels)
            self._dimensions[source] = frozenset({field.name for field in contract.fields} | places)
        return self._dimensions[source]

    def _source(self, entry: Entry, kind: MeasureKind) -> str:
        source = said(entry["from"])
        if kind in (MeasureKind.RATIO, MeasureKind.INDEX):
            for key in ("from", "counting", "when", "where", "ways"):
                if key in entry:
                    entry.complain(key, f"`{key}` in {_a(kind)}", "it in the measures that it is made of")
            return ""
        known = self.names("source")
        if not source:
            if "from" not in entry:
                near = f"one of {', '.join(sorted(known))}" if known else "the id of a contract in sources/"
                entry.complain("", "a measure without `from`", f"`from:` {near}")
        elif known is not None and source not in known:
            entry.complain("from", f"there is no source `{source}`", "the id of a contract", nearest(source, known))
        return source

    def _parts(
        self, entry: Entry, kind: MeasureKind, types: Mapping[str, str], at: Entry
    ) -> tuple[Expression | None, Expression | None]:
        """Return numerator and denominator of a measure or way."""
        match kind:
            case MeasureKind.RATE | MeasureKind.MEAN:
                block: Entry | None = at[kind.value]
                below = "out_of" if kind is MeasureKind.RATE else "over"
                if block is None:
                    return None, None
                return _sums(block, "of", types), _sums(block, below, types)
            case MeasureKind.SUM:
                return _sums(at, "sum", types), None
            case MeasureKind.MEDIAN | MeasureKind.PUBLISHED:
                return _value(at, kind.value, types), None
            case _:
                return None, None

    def _counting(self, entry: Entry, source: str, types: Mapping[str, str]) -> tuple[str, Expression | None]:
        counting = entry["counting"]
        if isinstance(counting, Entry):
            return "", _sums(counting, "children", types)
        field = said(counting)
        if "counting" not in entry and source in self.contracts and not self.contracts[source].public:
            found = f"a measure of `{source}`, which is not public, that does not say whose number is protected"
            entry.complain("", found, "`counting:` the field that tells children apart, or {children: sum(FIELD)}")
        if field and types and field not in types:
            entry.complain("counting", f"`{field}` is not a field of the source", "a field", nearest(field, types))
        return field, None

    def _when(self, entry: Entry, source: str, types: Mapping[str, str]) -> str:
        when = said(entry["when"])
        if when and types:
            timed = sorted(name for name, kind in types.items() if kind in (FieldType.DATE, FieldType.PERIOD))
            expected = f"a field of type date or period: {', '.join(timed) or 'this source has none'}"
            if when not in types:
                found = f"`{when}` is not a field of the source `{source}`"
                entry.complain("when", found, expected, nearest(when, timed or types))
            elif when not in timed:
                entry.complain("when", f"`{when}` is a field of type {types[when]}", expected)
        return when

    def _by(self, entry: Entry, source: str) -> tuple[str, ...]:
        by = entry["by"]
        if source in self.certain and self.names("level") is not None:
            known = self.dimensions(source) | _broken_places(self.names("level") or set(), self.levels)
            for name in by:
                if name not in known:
                    expected = "a field, or a level of places that one of its fields leads to through `within`"
                    found = f"`{name}` is not a dimension of the source `{source}`"
                    entry.reading.complain(name.spot, found, expected, nearest(name, known))
        for first, name in enumerate(by):
            if name in by[:first]:
                entry.reading.complain(name.spot, f"`{name}` a second time", "each dimension once")
        return tuple(str(name) for name in by)

    def _protect(self, entry: Entry, kind: MeasureKind, counting: str, source: str) -> Protect | None:
        block: Entry | None = entry["protect"]
        if source in self.certain and self.names("level") is not None:
            check_contributors(block, self.dimensions(source))
        return own_protection(block, entry, kind, counting)

    def _way(self, name: str, way: Entry, kind: MeasureKind, types: Mapping[str, str]) -> Way:
        kinds = [key for key in WAY_KINDS if key in way]
        for key in kinds:
            if key != kind.value:
                way.complain(
                    key, f"a way that is {_a(MeasureKind(key))}, of {_a(kind)}", f"`{kind.value}:` or `where:`"
                )
        if not kinds and "where" not in way:
            way.complain("", "a way that changes nothing", f"`{kind.value}:` or `where:`")
        of, out_of = self._parts(way, kind, types, way) if kind.value in kinds else (None, None)
        return Way(name, said(way["title"]), said(way["axis"]), of, out_of, condition(way, "where", types))


def _broken_places(names: set[str], levels: Mapping[str, Level]) -> frozenset[str]:
    """Levels that are written but wrong: they have a complaint of their own."""
    return frozenset(names - set(levels))


def _kind(entry: Entry) -> MeasureKind:
    written = [kind for kind in MeasureKind if kind.value in entry]
    if len(written) > 1:
        found = f"a measure that is {' and '.join(_a(kind) for kind in written)}"
        entry.complain(written[1].value, found, "one of them")
    if not written:
        entry.complain("", "a measure that says nothing to compute", f"one of {', '.join(MeasureKind)}")
        return MeasureKind.COUNT
    return written[0]


def _a(kind: MeasureKind) -> str:
    return f"{'an' if kind is MeasureKind.INDEX else 'a'} {kind.value}"


def _pair(entry: Entry | None, first: str, second: str) -> tuple[str, str] | None:
    return None if entry is None else (said(entry[first]), said(entry[second]))


def _sums(entry: Entry, key: str, types: Mapping[str, str]) -> Expression | None:
    text = entry[key]
    if not isinstance(text, Written) or not types:
        return None
    source, spot = str(text), text.spot
    if key == "sum" and re.search(r"\b(sum|count)\s*\(", source, re.IGNORECASE) is None:
        # `sum: pupils` says the same as `sum: sum(pupils)`, and is what people write first
        source, spot = f"sum({source})", Spot(spot.file, spot.line, max(1, spot.column - 4))
    return _parsed(entry, lambda: parse_sums(source, types, spot))


def _value(entry: Entry, key: str, types: Mapping[str, str]) -> Expression | None:
    """Return the number of each row that stands under `key`."""
    text = entry[key]
    if not isinstance(text, Written) or not types:
        return None
    expression = _parsed(entry, lambda: parse_row(str(text), types, text.spot))
    if expression is not None and expression.type not in _NUMBERS:
        entry.reading.complain(text.spot, "an expression that is not a number", "a field or expression of type number")
        return None
    return expression


def _limits(entry: Entry, kind: MeasureKind, types: Mapping[str, str]) -> tuple[Expression | None, Expression | None]:
    """Return the limits of a published value; one without the other, or without a value, is complained of."""
    written = [key for key in ("low", "high") if key in entry]
    if kind is not MeasureKind.PUBLISHED:
        for key in (*written, *(["level"] if "level" in entry else [])):
            entry.complain(key, f"`{key}` in {_a(kind)}", "limits beside `published:` only; others are worked out")
        return None, None
    if len(written) == 1:
        other = "high" if written == ["low"] else "low"
        entry.complain(written[0], f"`{written[0]}` without `{other}`", "both limits that the publisher gives")
    if "level" in entry and not written:
        entry.complain("level", "`level` without limits", "`low:` and `high:` beside it")
    return _value(entry, "low", types), _value(entry, "high", types)


def _parsed(entry: Entry, parse: Callable[[], Expression]) -> Expression | None:
    try:
        return parse()
    except Complaints as error:
        entry.reading.complaints.extend(error.complaints)
        return None


def _counted(entry: Entry, children: Expression | None) -> Expression | None:
    """What a count adds up: rows, or the children that aggregated rows state; None for distinct children."""
    if entry["count"] == "rows":
        return parse_sums("count()", {}, entry.spot("count"))
    if entry["count"] == "children" and "counting" not in entry and "from" in entry:
        entry.complain("count", "a count of children that does not say how to tell them apart", "`counting: FIELD`")
    return children


def _unit(entry: Entry, kind: MeasureKind) -> str:
    if kind is MeasureKind.COUNT and entry["count"] == "children":
        return "children"
    return _UNITS.get(kind, "number")


def _places(unit: str, kind: MeasureKind) -> int:
    if kind in (MeasureKind.COUNT, MeasureKind.SUM):
        return 0
    return 2 if kind is MeasureKind.RATIO else 1


def check_made_of(
    measures: Mapping[str, tuple[Measure, Entry]], known: set[str] | None, contracts: Mapping[str, Contract]
) -> None:
    """Complain of ratios and indices of measures that do not exist, that lead back, or whose base cannot be."""
    parts = {name: parts_of(measure) for name, (measure, _) in measures.items()}
    for name, (measure, entry) in measures.items():
        block = "ratio" if measure.ratio else "index"
        for part in parts[name]:
            if known is not None and part and part not in known:
                entry.complain(block, f"there is no measure `{part}`", "a measure", nearest(part, known))
        if name in _beneath(parts[name], parts):
            entry.complain(block, f"the measure `{name}` is made of itself", "measures that do not lead back to it")
        if measure.index is not None and measure.index[0] in measures and measure.index[1]:
            shown, base = measures[measure.index[0]][0], Period.parse(measure.index[1])
            kind = _period_kind(shown, contracts)
            if kind is not None and kind is not base.kind:
                found = f"the base {base} is a {base.kind}, and `{shown.name}` is counted by {kind}"
                entry["index"].complain("base", found, f"a {kind}")


def _period_kind(measure: Measure, contracts: Mapping[str, Contract]) -> PeriodKind | None:
    """The kind of period that a measure is counted by; None where dates can be gathered into any, or by none."""
    fields = contracts[measure.source].fields if measure.source in contracts else ()
    return next((field.period for field in fields if field.name == measure.when), None)


def parts_of(measure: Measure) -> tuple[str, ...]:
    """Return the measures that a ratio or index is made of."""
    if measure.ratio is not None:
        return measure.ratio
    return (measure.index[0],) if measure.index is not None else ()


def _beneath(start: Iterable[str], parts: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(parts.get(name, ()))
    return found
