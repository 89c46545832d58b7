"""Loads a workspace: reads every definition, checks each against the others, and complains of all at once."""

from __future__ import annotations

import os
from pathlib import Path

from kenspeckle.ground.terms import Complaint, Complaints, Spot, nearest

from .blocks import Entry
from .comparisons import comparison
from .contracts import contract
from .definitions import Contract, Level, Measure, Settings, Workspace
from .goals import Told, goal, word
from .known import known
from .layers import Definition, Layer, merged, read_layer
from .measures import MeasureBuilder, check_made_of
from .places import check_within, level
from .protecting import check_contributors, check_laxer, dimensions_of
from .settings import settings
from .stories import story

_MOST_CORES = 5


def load(root: Path) -> Workspace:
    """Return all definitions of the workspace at `root`, with those it inherits from its core.

    Raises Complaints with everything that is wrong, in the order of the files. Nothing is written.
    """
    root = Path(root)
    complaints: list[Complaint] = []
    layers = read_layers(root, complaints)
    workspace = _Loader(root, layers, complaints).load()
    if complaints or workspace is None:
        raise Complaints(complaints)
    return workspace


def read_layers(root: Path, complaints: list[Complaint]) -> list[Layer]:
    """Return the workspace's own layer and those of the cores it extends, nearest first."""
    if not root.is_dir():
        found = "this is not a folder" if root.exists() else "there is no such folder"
        raise Complaints([Complaint(Spot(str(root)), found, "a workspace; `ken new DIR` makes one")])
    layers = [read_layer(root, root, "", complaints)]
    seen = {root.resolve()}
    while (entry := _extends(layers[-1])) is not None and entry["core"]:
        path = Path(os.path.normpath(layers[-1].root / str(entry["core"])))
        if path.resolve() in seen or len(layers) > _MOST_CORES:
            entry.complain("core", "a core that leads back to itself", "another workspace")
            break
        if not (path / "ken.yaml").is_file():
            entry.complain("core", f"there is no workspace in `{entry['core']}`", "a folder with a ken.yaml")
            break
        seen.add(path.resolve())
        layers.append(read_layer(path, root, str(entry["core"]), complaints))
        _check_core(entry, layers[-1])
    return layers


def _extends(layer: Layer) -> Entry | None:
    entry: Entry | None = layer.settings["extends"] if layer.settings is not None else None
    return entry


def _check_core(entry: Entry, core: Layer) -> None:
    """That the core is the version that is meant, unchanged: numbers must not shift under those who inherit them."""
    if entry["version"] and core.settings is not None and str(entry["version"]) != core.version:
        found = f"version {entry['version']} of the core is meant, and version {core.version or '(none)'} is there"
        entry.complain("version", found, "`ken core` to see what differs, then the version that is there")
    digest = core.digest()
    if "digest" not in entry:
        entry.complain("", "a core without its digest", f"`digest: {digest}`")
    elif entry["digest"] and str(entry["digest"]).removeprefix("sha256:") != digest:
        found = "the core's definitions are not those that were meant"
        entry.complain("digest", found, f"`ken core` to see what differs, then `digest: {digest}`")


class _Loader:
    def __init__(self, root: Path, layers: list[Layer], complaints: list[Complaint]) -> None:
        self.root = root
        self.layers = layers
        self.complaints = complaints
        self.found = merged(layers)

    def of(self, kind: str) -> list[Definition]:
        return [definition for (one, _), definition in self.found.items() if one == kind]

    def names(self, kind: str) -> set[str] | None:
        """All names that are defined, rightly or wrongly; None where a file could not be read at all."""
        if any(kind in layer.unsure for layer in self.layers):
            return None
        return set().union(*(layer.names[kind] for layer in self.layers))

    def load(self) -> Workspace | None:
        own = settings(self.layers[0])
        contracts: dict[str, Contract] = {}
        certain = set()
        for definition in self.of("source"):
            contracts[definition.name], whole = contract(definition, self.root)
            if whole:
                certain.add(definition.name)
        levels = self._levels(contracts, frozenset(certain))
        self._check_places(contracts, levels)
        measures = self._measures(contracts, frozenset(certain), levels, own)
        told = Told(measures, contracts, levels)
        goals = tuple(goal(definition, self.names, told) for definition in self.of("goal"))
        outcomes = self._outcomes()
        stories = {definition.name: story(definition, outcomes) for definition in self.of("story")}
        pairs = [comparison(definition, measures, self.names("measure")) for definition in self.of("comparison")]
        tables = [known(definition, measures, contracts, self.names) for definition in self.of("known")]
        glossary = tuple(word(definition, self.names) for definition in self.of("word"))
        if own is None:
            return None
        return Workspace(
            root=self.root,
            settings=own,
            contracts=contracts,
            measures=measures,
            levels=levels,
            goals=goals,
            stories=stories,
            glossary=glossary,
            known=tuple(tables),
            comparisons=tuple(pair for pair in pairs if pair is not None),
            files=self._files(),
            inherited={
                f"{kind} {name}": definition.layer.label
                for (kind, name), definition in self.found.items()
                if definition.layer.label
            },
        )

    def _levels(self, contracts: dict[str, Contract], certain: frozenset[str]) -> dict[str, Level]:
        built = {d.name: (level(d, contracts, certain, self.names), d.entry) for d in self.of("level")}
        check_within(built, self.names("level"))
        return {name: one for name, (one, _) in built.items()}

    def _check_places(self, contracts: dict[str, Contract], levels: dict[str, Level]) -> None:
        known = self.names("level")
        for definition in self.of("source"):
            for field in contracts[definition.name].fields:
                if field.place and known is not None and field.place not in known:
                    found = f"field `{field.name}` names the level of places `{field.place}`, which does not exist"
                    definition.entry.reading.complain(
                        field.spot, found, "a level in places/", nearest(field.place, known)
                    )

    def _measures(
        self, contracts: dict[str, Contract], certain: frozenset[str], levels: dict[str, Level], own: Settings | None
    ) -> dict[str, Measure]:
        builder = MeasureBuilder(contracts, certain, levels, self.names)
        built = {d.name: (builder.build(d), d.entry) for d in self.of("measure")}
        check_made_of(built, self.names("measure"), contracts)
        if own is not None:
            for measure, entry in built.values():
                check_laxer(measure, entry, own.protect)
        written = self.layers[0].settings
        if written is not None and len(certain) == len(contracts) and self.names("level") is not None:
            check_contributors(written["protect"], dimensions_of(contracts.values(), levels))
        return {name: one for name, (one, _) in built.items()}

    def _outcomes(self) -> set[str] | None:
        if self.names("goal") is None:
            return None
        return {str(name) for d in self.of("goal") for name in d.entry["outcomes"]}

    def _files(self) -> dict[str, str]:
        files = {}
        for layer in self.layers:
            for name, digest in layer.files.items():
                files[Path(os.path.relpath(layer.root / name, self.root)).as_posix()] = digest
        return files
