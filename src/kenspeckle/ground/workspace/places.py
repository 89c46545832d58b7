"""Turns levels of places as written into `Level`s, and follows `within` from one level to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kenspeckle.ground.terms import nearest

from .blocks import Entry
from .definitions import Contract, Elsewhere, Level
from .layers import Definition, said
from .paths import wrong_path

_FEW = 200
"""Among more places than this no nearest one is looked for: thousands of wrong codes would take minutes."""


def level(
    definition: Definition,
    contracts: Mapping[str, Contract],
    certain: frozenset[str],
    names: Callable[[str], set[str] | None],
) -> Level:
    """Return the level; complaints go to its reading. `certain`: sources whose fields are all known."""
    entry = definition.entry
    source = said(entry["from"])
    _check_source(entry, source, contracts, certain, names("source"))
    title = said(entry["title"])
    boundaries: Entry | None = entry["boundaries"]
    outline = None
    if boundaries is not None and boundaries["path"]:
        if why := wrong_path(str(boundaries["path"]), definition.layer.root):
            boundaries.complain("path", why, "a path inside the workspace, such as places/councils.geojson")
        elif not (outline := definition.layer.root / str(boundaries["path"])).is_file():
            boundaries.complain("path", f"there is no file {boundaries['path']}", "a GeoJSON file")
    values = {str(code): str(name) for code, name in entry["values"].items()}
    for key in ("aliases", "tiles"):
        for spelled, value in entry[key].items():
            code = spelled if key == "tiles" else value
            if values and code not in values:
                near = nearest(code, values) if len(values) <= _FEW else ""
                entry.reading.complain(code.spot, f"`{code}` is not the code of a place", "a code of `values`", near)
    _check_tiles(entry)
    return Level(
        name=definition.name,
        title=title,
        plural=said(entry["plural"]) or (f"{title}s" if title else ""),
        source=source,
        code=said(entry["code"]),
        label=said(entry["name"]) or said(entry["code"]),
        values=values,
        within={str(parent): str(field) for parent, field in entry["within"].items()},
        aliases={str(spelled): str(code) for spelled, code in entry["aliases"].items()},
        boundaries=outline,
        boundary_code=said(boundaries["code"]) if boundaries is not None else "",
        tiles={str(code): (tile[0], tile[1]) for code, tile in entry["tiles"].items() if len(tile) == 2},
        family=said(entry["family"]),
        spot=definition.spot,
        pages=entry["pages"],
        elsewhere=_elsewhere(definition.name, entry, contracts, certain, names("source")),
    )


def _elsewhere(
    name: str,
    entry: Entry,
    contracts: Mapping[str, Contract],
    certain: frozenset[str],
    known: set[str] | None,
) -> dict[str, Elsewhere]:
    """Parents that another source knows, written SOURCE.FIELD; it needs a field that holds places of this level."""
    found = {}
    for parent, written in entry["within"].items():
        source, dot, field = str(written).partition(".")
        if not dot:
            continue
        if known is not None and source not in known:
            near = nearest(source, known)
            entry.reading.complain(written.spot, f"there is no source `{source}`", "the id of a contract", near)
        if source not in certain:
            continue
        fields = contracts[source].fields
        names = {f.name for f in fields}
        if field not in names:
            missing = f"`{field}` is not a field of the source `{source}`"
            entry.reading.complain(written.spot, missing, "a field", nearest(field, names))
        holding = next((f.name for f in fields if f.place == name), None)
        if holding is None:
            entry.reading.complain(
                written.spot, f"no field of the source `{source}` holds a {name}", f"a field with `place: {name}`"
            )
        elif field in names:
            found[str(parent)] = Elsewhere(source, holding, field)
    return found


def _check_source(
    entry: Entry,
    source: str,
    contracts: Mapping[str, Contract],
    certain: frozenset[str],
    known: set[str] | None,
) -> None:
    if ("from" in entry) == ("values" in entry):
        found = "both a source and `values`" if "from" in entry else "a level without places"
        expected = "either `from`, `code` and `name`, or `values: {code: name}`"
        entry.complain("values" if "values" in entry else "", found, expected)
    if not source:
        needs = [key for key in ("code", "name") if key in entry]
        needs += ["within"] if any("." not in field for field in entry["within"].values()) else []
        for key in needs if "from" not in entry else []:
            entry.complain(key, f"`{key}` without a source", "`from:` and the source that lists the places")
        return
    if known is not None and source not in known:
        entry.complain("from", f"there is no source `{source}`", "the id of a contract", nearest(source, known))
    if "code" not in entry:
        entry.complain("", "a level from a source without `code`", "`code:` the field that holds the code of a place")
    if source in certain:
        fields = {field.name for field in contracts[source].fields}
        for key in ("code", "name"):
            if entry[key] and str(entry[key]) not in fields:
                found = f"`{entry[key]}` is not a field of the source `{source}`"
                entry.complain(key, found, "a field", nearest(str(entry[key]), fields))
        for field in entry["within"].values():
            if "." not in field and field not in fields:
                found = f"`{field}` is not a field of the source `{source}`"
                entry.reading.complain(field.spot, found, "a field", nearest(field, fields))


def _check_tiles(entry: Entry) -> None:
    taken: dict[tuple[int, ...], str] = {}
    for code, tile in entry["tiles"].items():
        if taken.setdefault(tile, code) != code:
            entry.reading.complain(code.spot, f"`{code}` lies on the tile of `{taken[tile]}`", "a tile of its own")


def check_within(levels: Mapping[str, tuple[Level, Entry]], known: set[str] | None) -> None:
    """Complain of parents and families that do not exist, and of levels that lie within themselves."""
    plain = {name: level for name, (level, _) in levels.items()}
    for name, (level, entry) in levels.items():
        for parent in entry["within"]:
            if known is not None and parent not in known:
                found = f"there is no level of places `{parent}`"
                entry.reading.complain(parent.spot, found, "a level in places/", nearest(parent, known))
        around = path_back(name, plain)
        if around:
            entry.complain("within", f"places in a circle: {' within '.join(around)}", "parents that do not lead back")
        if level.family and known is not None and level.family not in known:
            found = f"there is no level of places `{level.family}`"
            entry.complain("family", found, "a level in places/", nearest(level.family, known))
        elif level.family and level.source and level.family not in reachable(level.within, plain):
            entry.complain("family", f"`{level.family}` is not a level that `{name}` lies within", "one of `within`")


def path_back(name: str, levels: Mapping[str, Level]) -> list[str]:
    """Return the way by which a level leads back to itself, or an empty list."""
    waiting = [[name, parent] for parent in levels[name].within] if name in levels else []
    seen = set()
    while waiting:
        path = waiting.pop(0)
        if path[-1] == name:
            return path
        if path[-1] in levels and path[-1] not in seen:
            seen.add(path[-1])
            waiting.extend([*path, parent] for parent in levels[path[-1]].within)
    return []


def reachable(starts: Iterable[str], levels: Mapping[str, Level]) -> set[str]:
    """Return `starts` and all levels that they lie within, however far up."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name in levels:
                waiting.extend(levels[name].within)
    return found
