"""Turns goals and glossary words as written into `Goal`s and `Word`s."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Spot, Test, nearest

from .blocks import Entry
from .definitions import Contract, Goal, Level, Measure, Outcome, Target, Word
from .layers import Definition, said
from .shapes import Written


@dataclass(frozen=True)
class Told:
    """What targets are of: the measures that could be built, their sources, and the levels of places."""

    measures: Mapping[str, Measure]
    contracts: Mapping[str, Contract]
    levels: Mapping[str, Level]

    def dimensions(self, measure: str) -> tuple[str, ...]:
        """What a measure is told by; of one that is made of others, what all of them are told by."""
        m = self.measures.get(measure)
        if m is None:
            return ()
        parts = m.ratio or (m.index or ())[:1]
        if not parts:
            return m.by
        first, *others = (self.dimensions(part) for part in parts)
        return tuple(d for d in first if all(d in other for other in others))

    def values(self, measure: str, dimension: str) -> frozenset[str]:
        """Every way to write a value of a dimension, where definitions list them; empty where only data can say."""
        level = self.levels.get(dimension)
        if level is not None:
            return frozenset() if level.source else frozenset({*level.values, *level.values.values(), *level.aliases})
        m = self.measures[measure]
        contract = self.contracts.get(m.source)
        fields = contract.fields if contract is not None else ()
        return frozenset(v for f in fields if f.name == dimension for v in f.allowed)


def goal(definition: Definition, names: Callable[[str], set[str] | None], told: Told) -> Goal:
    """Return the goal; complaints, such as of measures that do not exist, go to its reading."""
    entry = definition.entry
    outcomes = tuple(_outcome(str(name), one, names("measure"), told) for name, one in entry["outcomes"].items())
    return Goal(definition.name, said(entry["title"]), said(entry["meaning"]), outcomes, definition.spot)


def _outcome(name: str, entry: Entry, known: set[str] | None, told: Told) -> Outcome:
    core, contributing = (_measures(entry, key, known) for key in ("core", "contributing"))
    for both in sorted(set(core) & set(contributing)):
        entry.complain("contributing", f"`{both}` is a core measure already", "other measures")
    targets = tuple(_target(one, known, told) for one in entry["targets"])
    return Outcome(name, said(entry["title"]), said(entry["meaning"]), core, contributing, targets, entry.spot())


def _measures(entry: Entry, key: str, known: set[str] | None) -> tuple[str, ...]:
    for name in entry[key]:
        if known is not None and name not in known:
            entry.reading.complain(name.spot, f"there is no measure `{name}`", "a measure", nearest(name, known))
    return tuple(dict.fromkeys(str(name) for name in entry[key]))


def _target(entry: Entry, known: set[str] | None, told: Told) -> Target:
    name = said(entry["measure"])
    if name and known is not None and name not in known:
        entry.complain("measure", f"there is no measure `{name}`", "a measure", nearest(name, known))
    least, most = entry["at_least"], entry["at_most"]
    if not {"at_least", "at_most"} & set(entry):
        entry.complain("", "a target that says nothing to reach", "`at_least:` or `at_most:` a number")
    if least is not None and most is not None and least > most:
        entry.complain("at_most", f"at least {least} and at most {most}", "a range that can be reached")
    if name in told.measures and isinstance(entry["where"], Written):
        _check_tests(entry, name, entry["where"], told)
    return Target(name, least, most, said(entry["by"]), said(entry["where"]), entry.spot())


def _check_tests(entry: Entry, measure: str, where: Written, told: Told) -> None:
    """Complain of tests that cannot be read, and of dimensions and values that the measure is not told by."""
    from kenspeckle.ground.words import UnreadableEvidence, parse_evidence

    before = f"{measure} where "
    try:
        evidence = parse_evidence(before + where)
    except UnreadableEvidence as wrong:
        at = Spot(where.spot.file, where.spot.line, where.spot.column + max(0, wrong.column - 1 - len(before)))
        entry.reading.complain(at, wrong.found, wrong.expected, wrong.nearest)
        return
    if evidence.against is not None or evidence.start is not None or evidence.end is not None:
        entry.complain("where", f"`{where}`", "tests alone, such as council = Fife; `by:` says by when")
    for test in evidence.where:
        _check_test(entry, measure, test, told)


def _check_test(entry: Entry, measure: str, test: Test, told: Told) -> None:
    dimensions = told.dimensions(measure)
    if test.dimension not in dimensions:
        expected = f"one of {', '.join(dimensions)}" if dimensions else "a target for all of it together"
        found = f"`{measure}` is not told by `{test.dimension}`"
        entry.complain("where", found, expected, nearest(test.dimension, dimensions))
        return
    values = told.values(measure, test.dimension) if test.operator in ("=", "<>", "in") else frozenset()
    for value in _unlisted(test.values, values):
        found = f"`{test.dimension}` has no `{value}`"
        entry.complain("where", found, "one of its values", nearest(value, values))


def _unlisted(asked: Iterable[str], values: frozenset[str]) -> list[str]:
    known = {v.casefold() for v in values}
    return [v for v in asked if values and v.casefold() not in known]


def word(definition: Definition, names: Callable[[str], set[str] | None]) -> Word:
    """Return the glossary's entry; complaints of unknown sources go to its reading."""
    entry = definition.entry
    sources = names("source")
    for source in entry["called"]:
        if sources is not None and source not in sources:
            found = f"there is no source `{source}`"
            entry.reading.complain(source.spot, found, "the id of a contract", nearest(source, sources))
    called = {str(source): str(text) for source, text in entry["called"].items()}
    return Word(definition.name, said(entry["meaning"]), called, definition.spot)
