"""Registers of places: which codes a level has, how they may be written, and what they lie within.

Sources name places in their own ways: a code, a name, a name with other capitals or spaces, a spelling from
before a boundary change. A register knows them all and gives the one canonical code. A name that two places
share leads to neither: guessing would put children of one school into another. A place that lies in two
parents at once keeps the one of the latest delivery, and the conflict is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.workspace.definitions import Level, Workspace

if TYPE_CHECKING:
    from sqlglot import exp


class Capsule(Protocol):
    """What rows are read through: `govern` opens one for a purpose. Tables are named by source id."""

    def run(self, select: exp.Expression) -> Sequence[tuple[object, ...]]:
        """Return the rows of one query, given as a sqlglot tree."""
        ...

    def ask(
        self, sources: Sequence[str], about: bytes, work: Callable[[], Iterable[tuple[Any, ...]]]
    ) -> Sequence[tuple[Any, ...]]:
        """Return what `work` makes of `sources`, or made of the same rows before; `about` says what is asked."""
        ...


@dataclass(frozen=True)
class Place:
    """One place: its canonical code, the name that readers see, and what it lies within, by level."""

    code: str
    name: str
    within: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """All places of one level.

    spellings: normal spelling -> code, for codes, aliases and names that lead to one place. shared: names that
    lead to several. conflicts: sentences about places with more than one name's worth of parents.
    """

    level: str
    places: Mapping[str, Place]
    spellings: Mapping[str, str]
    shared: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    def code(self, text: str) -> str | None:
        """Return the code that `text` stands for (a code, a name or an alias), or None."""
        return self.spellings.get(normal(text))

    def parent(self, code: str, level: str) -> str | None:
        """Return the code of the place of `level` in which `code` lies, or None."""
        place = self.places.get(code)
        return place.within.get(level) if place else None

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that decides which cell a row falls into."""
        content = {"spellings": dict(self.spellings), "within": {c: dict(p.within) for c, p in self.places.items()}}
        return sha256(canonical(content)).hexdigest()


def normal(text: str) -> str:
    """Return `text` in small letters with single spaces; `normal_sql` in the compiler does the same."""
    return re.sub(r"[ \t\n\r\f\v]+", " ", text).strip(" ").lower()


def registers(workspace: Workspace, capsule: Capsule) -> Mapping[str, Register]:
    """Return the register of every level, read once from the source that holds it.

    A level whose source the capsule does not hold has to be left out of the workspace by the caller.
    """
    done: dict[str, Register] = {}
    for level in _parents_first(workspace.levels):
        rows = _read(level, capsule) if level.source else [(code, name) for code, name in level.values.items()]
        done[level.name] = _register(level, rows, done)
    return done


def _parents_first(levels: Mapping[str, Level]) -> Iterable[Level]:
    ordered: dict[str, Level] = {}

    def visit(name: str) -> None:
        if name in ordered or name not in levels:
            return
        for parent in levels[name].within:
            visit(parent)
        ordered[name] = levels[name]

    for name in sorted(levels):
        visit(name)
    return ordered.values()


def _read(level: Level, capsule: Capsule) -> list[tuple[str | None, ...]]:
    """Return distinct (code, name, parents in order), those of the latest delivery last."""
    own = [parent for parent in level.within if parent not in level.elsewhere]
    fields = [level.code, level.label or level.code, *(level.within[parent] for parent in own)]
    others = {
        parent: {
            normal(code): value for code, value in _listed(other.source, [other.code, other.parent], capsule) if code
        }
        for parent, other in level.elsewhere.items()
    }
    rows: list[tuple[str | None, ...]] = []
    for code, name, *found in _listed(level.source, fields, capsule):
        known = dict(zip(own, found, strict=True))
        parents = (known[p] if p in known else others[p].get(normal(code or "")) for p in level.within)
        rows.append((code, name, *parents))
    return rows


def _listed(source: str, fields: Sequence[str], capsule: Capsule) -> Sequence[tuple[str | None, ...]]:
    """Return the distinct values of `fields`, the first of which is there, those of the latest delivery last."""
    return capsule.ask((source,), canonical(["places", fields]), lambda: _distinct(source, fields, capsule))


def _distinct(source: str, fields: Sequence[str], capsule: Capsule) -> list[tuple[str | None, ...]]:
    from sqlglot import exp

    texts = [exp.cast(exp.column(n, quoted=True), "varchar") for n in fields]
    latest = [exp.Max(this=exp.column(c, quoted=True)) for c in ("_delivery", "_row")]
    query = (
        exp.select(*texts, *latest)
        .from_(exp.table_(source, quoted=True))
        .where(exp.column(fields[0], quoted=True).is_(exp.null()).not_())
        .group_by(*(exp.Literal.number(i + 1) for i in range(len(texts))))
        .order_by(*(exp.Literal.number(i + 1) for i in (len(texts), len(texts) + 1, *range(len(texts)))))
    )
    return [tuple(None if v is None else str(v) for v in row[: len(texts)]) for row in capsule.run(query)]


def _register(level: Level, rows: Iterable[tuple[str | None, ...]], above: Mapping[str, Register]) -> Register:
    names: dict[str, str] = {}
    every_name: dict[str, set[str]] = {}
    within: dict[str, dict[str, str]] = {}
    conflicts: list[str] = []
    for code, name, *parents in rows:
        assert code is not None, "codes that are not there are left out when reading"
        names[code] = level.values.get(code) or name or code
        every_name.setdefault(normal(names[code]), set()).add(code)
        mine = within.setdefault(code, {})
        for parent, value in zip(level.within, parents, strict=False):
            if value is None:
                continue
            register = above.get(parent)
            found = (register.code(value) if register else None) or value
            if mine.get(parent, found) != found:
                conflicts.append(f"{level.title} {code} lies in {mine[parent]} and in {found} ({parent})")
            mine[parent] = found
    for mine in within.values():
        for parent, value in list(mine.items()):
            register = above.get(parent)
            place = register.places.get(value) if register else None
            # what a place lies within directly is stronger than what it lies within by way of another
            mine.update({k: v for k, v in (place.within if place else {}).items() if k not in mine})
    spellings = {spelled: next(iter(codes)) for spelled, codes in every_name.items() if len(codes) == 1}
    spellings |= {normal(alias): code for alias, code in level.aliases.items()}
    spellings |= {normal(code): code for code in names}
    shared = tuple(sorted(s for s, codes in every_name.items() if len(codes) > 1 and s not in spellings))
    places = {code: Place(code, names[code], within.get(code, {})) for code in sorted(names)}
    return Register(level.name, places, spellings, shared, tuple(dict.fromkeys(conflicts)))
