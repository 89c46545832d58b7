"""An invented town whose children are listed here, released by the real path, and released as others release.

A town is a workspace. `publish` releases it as `ken release` does. Inside `unsafe(...)` the same release is made with
protection that forgets something: then every attack must find children, or it is no attack.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.spec.work.running import ANNA, NOW, release

from kenspeckle.outside.attack import Report
from kenspeckle.protect.suppression import Suppression

YEAR = "2024/25"
SCHOOLS = {"Ash": "North", "Birch": "North", "Cedar": "South", "Damson": "South", "Elm": "South", "Fir": "North"}
ZONES = {
    "Z1": "Ash",
    "Z2": "Ash",
    "Z3": "Birch",
    "Z4": "Birch",
    "Z5": "Cedar",
    "Z6": "Cedar",
    "Z7": "Damson",
    "Z8": "Elm",
    "Z9": "Fir",
}
"""Where children live, and whose catchment that is."""


class Child(NamedTuple):
    """One child in one school year. joined: the month. away: days. often: whether that is often."""

    pupil: str
    school: str
    sex: str = "g"
    fifth: int = 1
    zone: str = "Z1"
    meal: str = "no"
    joined: str = "2024-08"
    away: int = 5
    often: int = 0
    year: str = YEAR


KEN = """\
name: A town
about: Invented children.
publisher: Nobody
invented: true
calendar: {year_starts: 08-01}
protect: {minimum_children: 10}
"""
FIELDS = {
    "year": ("string", "{period: split-year}"),
    "pupil": ("string", "{identifying: true}"),
    "school": ("string", "{place: school}"),
    "sex": ("string", "{codes: {g: girls, b: boys}}"),
    "fifth": ("string", "{place: fifth}"),
    "zone": ("string", "{place: zone}"),
    "meal": ("string", '{codes: {"yes": "yes", "no": "no"}}'),
    "joined": ("string", "{period: month}"),
    "away": ("integer", ""),
    "often": ("integer", ""),
}
PLACES = """\
area:
  title: Area
  values: {North: The north, South: The south}
  tiles: {North: [0, 0], South: [0, 1]}
  pages: true
fifth:
  title: Fifth
  values: {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}
catchment:
  title: Catchment
  values: {Ash: Ash, Birch: Birch, Cedar: Cedar, Damson: Damson, Elm: Elm, Fir: Fir}
school:
  title: School
  from: schools
  code: school
  name: school
  within: {area: area}
  tiles: {Ash: [0, 0], Birch: [1, 0], Cedar: [0, 1], Damson: [1, 1], Elm: [2, 1], Fir: [2, 0]}
  pages: true
zone:
  title: Zone
  from: zones
  code: zone
  name: zone
  within: {catchment: catchment}
  tiles: {Z1: [0, 0], Z2: [1, 0], Z3: [2, 0], Z4: [3, 0], Z5: [0, 1], Z6: [1, 1], Z7: [2, 1], Z8: [3, 1], Z9: [4, 0]}
"""
BY = "[school, area, sex, fifth, zone, catchment, meal]"
KINDS = {
    "roll": ("count: children", "unit: children\n  places: 0"),
    "meals": ("count: children\n  where: meal = 'yes'", "unit: children\n  places: 0"),
    "few_away": ("count: children\n  where: away < 60", "unit: children\n  places: 0"),
    "often": ("rate: {of: sum(often), out_of: count()}", "unit: percent\n  places: 1"),
    "mean_days": ("mean: {of: sum(away), over: count()}", "unit: days\n  places: 1"),
    "days": ("sum: sum(away)", "unit: days\n  places: 0"),
    "middle": ("median: away", "unit: days\n  places: 1"),
    "joiners": ("count: children", "unit: children\n  places: 0\n  when: joined"),
    "harmed": ("rate: {of: sum(often), out_of: count()}\n  sensitive: true", "unit: percent\n  places: 1"),
}
"""Measures of a town: what is counted, and how it is told."""


def town(
    root: Path, children: Iterable[Child], stories: Mapping[str, str], measures: Iterable[str] = tuple(KINDS)
) -> Path:
    """Write a workspace of these children. stories: name -> its figures, as `figure` writes them."""
    places = {"school": SCHOOLS, "zone": ZONES}
    files = {"ken.yaml": KEN, "places/places.yaml": PLACES, "sources/rolls.yaml": _contract("rolls", FIELDS)}
    for name, parent in (("school", "area"), ("zone", "catchment")):
        fields = {name: ("string", f"{{place: {name}}}"), parent: ("string", f"{{place: {parent}}}")}
        files[f"sources/{name}s.yaml"] = _contract(f"{name}s", fields, public=True)
        listed = "".join(f"{code},{above}\n" for code, above in places[name].items())
        files[f"deliveries/{name}s.csv"] = f"{name},{parent}\n{listed}"
    files["measures/measures.yaml"] = "".join(_measure(name) for name in measures)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    deliver(root, children)
    (root / "stories").mkdir(exist_ok=True)
    for name, text in stories.items():
        tell(root, name, text)
    return root


def deliver(root: Path, children: Iterable[Child]) -> None:
    """Replace the delivery."""
    lines = [",".join(FIELDS)]
    lines += [",".join(str(child._asdict()[name]) for name in FIELDS) for child in children]
    (root / "deliveries" / "rolls.csv").write_text("\n".join(lines) + "\n")


def tell(root: Path, name: str, text: str) -> None:
    """Write a story."""
    (root / "stories" / f"{name}.md").write_text(f"---\ntitle: Story {name}\n---\nFigures.\n\n{text}")


def figure(block: str = "table", **keys: str) -> str:
    """Return a figure of a story; in YEAR, unless it says when."""
    if not {"in", "from", "to", "over"} & {key.rstrip("_") for key in keys}:
        keys["in"] = YEAR
    lines = "".join(f"{key.rstrip('_')}: {value}\n" for key, value in keys.items())
    return f"```{block}\n{lines}```\n\n"


def said(*evidence: str) -> str:
    """Return a sentence that tells each figure in words, and nothing of its own."""
    return "It is " + " and ".join(f"[]{{{one}}}" for one in evidence) + ".\n\n"


def publish(root: Path, *, now: datetime = NOW) -> Path:
    """Release, and return the folder of released files."""
    release(root, [ANNA], now=now)
    return root / "out" / "site"


@contextmanager
def unsafe(primary: Callable[..., bool] | None = None, only: Collection[str] = ()) -> Iterator[None]:
    """Release as those do who hide what is unsafe by itself and nothing beside it, and attack nothing.

    primary: which cells are unsafe, by rules, key and cell; the rules' own answer without it. only: the measures to
    which they are applied, as where each table is looked at by somebody else; all when empty.
    """

    def suppress(guarded: Mapping[Any, Any], rules: Any, *_: object) -> Suppression:
        def is_unsafe(key: Any, cell: Any) -> bool:
            return bool(primary(rules, key, cell) if primary else rules.unsafe(key, cell))

        hidden = {k for k, cell in guarded.items() if (not only or k.measure in only) and is_unsafe(k, cell)}
        return Suppression(frozenset(hidden), frozenset())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kenspeckle.protect.door.suppress", suppress)
        for room in ("protecting", "preparing"):
            patch.setattr(f"kenspeckle.work.{room}.attack_all", lambda *_: Report(0, 0, ()))
        yield


def _contract(name: str, fields: Mapping[str, tuple[str, str]], *, public: bool = False) -> str:
    keys = ("year", "pupil") if name == "rolls" else (next(iter(fields)),)
    told = f"public: {str(public).lower()}\n      licence: CC0-1.0\n      attribution: Invented."
    return (
        f"apiVersion: v3.1.0\nkind: DataContract\nid: {name}\nname: {name}\nversion: 1.0.0\nstatus: active\n"
        "description: {purpose: A test, limitations: All children are invented.}\nteam: {name: Nobody}\n"
        f"schema:\n  - name: {name}\n    description: Rows.\n    properties:\n"
        + "".join(_field(field, kind, ken, keys) for field, (kind, ken) in fields.items())
        + "customProperties:\n  - property: ken\n    value:\n      provider: Nobody\n      noise: complete\n"
        f"      {told}\n      cadence: {{every: once}}\n"
        f"      deliveries: [{{path: deliveries/{name}.csv, format: csv}}]\n"
    )


def _field(name: str, kind: str, ken: str, keys: Sequence[str]) -> str:
    text = f"      - name: {name}\n        logicalType: {kind}\n        description: A field.\n        required: true\n"
    if name in keys:
        text += f"        primaryKey: true\n        primaryKeyPosition: {keys.index(name) + 1}\n"
    return text + (f"        customProperties: [{{property: ken, value: {ken}}}]\n" if ken else "")


def _measure(name: str) -> str:
    counted, how = KINDS[name]
    when = "" if "when:" in how else "  when: year\n"
    return (
        f"{name}:\n  title: {name.replace('_', ' ')}\n  meaning: For a test.\n  from: rolls\n  {counted}\n"
        f"  counting: pupil\n{when}  by: {BY}\n  {how}\n"
    )
