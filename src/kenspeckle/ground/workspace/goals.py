"""Turns goals and glossary words as written into `Goal`s and `Word`s."""

from __future__ import annotations

from collections.abc import Callable

from kenspeckle.ground.terms import nearest

from .blocks import Entry
from .definitions import Goal, Outcome, Target, Word
from .layers import Definition, said


def goal(definition: Definition, names: Callable[[str], set[str] | None]) -> Goal:
    """Return the goal; complaints, such as of measures that do not exist, go to its reading."""
    entry = definition.entry
    outcomes = tuple(_outcome(str(name), one, names("measure")) for name, one in entry["outcomes"].items())
    return Goal(definition.name, said(entry["title"]), said(entry["meaning"]), outcomes, definition.spot)


def _outcome(name: str, entry: Entry, known: set[str] | None) -> Outcome:
    core, contributing = (_measures(entry, key, known) for key in ("core", "contributing"))
    for both in sorted(set(core) & set(contributing)):
        entry.complain("contributing", f"`{both}` is a core measure already", "other measures")
    targets = tuple(_target(one, known) for one in entry["targets"])
    return Outcome(name, said(entry["title"]), said(entry["meaning"]), core, contributing, targets, entry.spot())


def _measures(entry: Entry, key: str, known: set[str] | None) -> tuple[str, ...]:
    for name in entry[key]:
        if known is not None and name not in known:
            entry.reading.complain(name.spot, f"there is no measure `{name}`", "a measure", nearest(name, known))
    return tuple(dict.fromkeys(str(name) for name in entry[key]))


def _target(entry: Entry, known: set[str] | None) -> Target:
    name = said(entry["measure"])
    if name and known is not None and name not in known:
        entry.complain("measure", f"there is no measure `{name}`", "a measure", nearest(name, known))
    least, most = entry["at_least"], entry["at_most"]
    if not {"at_least", "at_most"} & set(entry):
        entry.complain("", "a target that says nothing to reach", "`at_least:` or `at_most:` a number")
    if least is not None and most is not None and least > most:
        entry.complain("at_most", f"at least {least} and at most {most}", "a range that can be reached")
    return Target(name, least, most, said(entry["by"]), said(entry["where"]), entry.spot())


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
