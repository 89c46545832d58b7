"""Nothing that leaves the walls differs between two worlds that differ in hidden values alone.

This is the whole promise in one test. Whatever a mean, a ratio, a limit, a verdict, an order, a sentence, a file name,
an error or a log could give away, it would have to be another byte somewhere; and there is none.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from tests.spec.work.running import ANNA, NOW, setting
from tests.spec.work.two_worlds import world

from kenspeckle.api import Workspace
from kenspeckle.cli import main
from kenspeckle.govern import Purpose
from kenspeckle.ground.terms import Absence, Cell, CellKey, ProtectedCell, Suppressed
from kenspeckle.inside.measure import run
from kenspeckle.portal.rendering import renderer
from kenspeckle.protect import LedgerCopy
from kenspeckle.work.build import build
from kenspeckle.work.telling import tell_all

WORLDS: Mapping[str, Mapping[str, Mapping[str, int | bool]]] = {
    "the same children every year": {
        "as it is": {},
        "a child moved": {"moved": 1},
        "others did it, and more moved": {"moved": 3, "shuffled": 2},
    },
    "other children each year, so that years together are told": {
        "as it is": {"new_each_year": True},
        "one year is the other": {"new_each_year": True, "turned": True},
    },
}
"""Worlds by what they share: in each group nothing differs but hidden values."""

_DIGEST = re.compile(rb"(?<![0-9A-Za-z])([0-9a-f]{12,64})(?![0-9A-Za-z])")
_SIGNED = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")


class Stopped(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz=None):
        return NOW


def plain(content: bytes) -> bytes:
    """`content` without digests and signatures, which differ because the deliveries do."""
    return _SIGNED.sub(b"#", _DIGEST.sub(b"#", content))


def files(folder: Path, name: str = "") -> Iterator[tuple[str, bytes]]:
    """Every file that was written, those inside bundles one by one."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield from opened(f"{name}/{path.relative_to(folder)}", path.read_bytes())


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if not name.endswith(".zip"):
        yield plain(name.encode()).decode(), plain(content)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        for inner in bundle.namelist():
            yield f"{plain(name.encode()).decode()}!{inner}", plain(bundle.read(inner))


def everything(root: Path, key: Path, printed, monkeypatch) -> dict[str, bytes]:
    """All that can be seen of a world from outside: files, what commands print, what is logged, what Python answers."""
    monkeypatch.setattr("kenspeckle.cli.commands.datetime", Stopped)
    monkeypatch.setattr("kenspeckle.work.unchanged.datetime", Stopped)
    monkeypatch.chdir(root)
    seen: dict[str, bytes] = {}
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    logging.getLogger().addHandler(handler)
    said: list[str] = []
    build(replace(setting(Path()), say=said.append), renderer(root / "x.json"))
    seen["progress"] = plain("\n".join(said).encode())

    def ken(*arguments: str) -> None:
        printed.readouterr()
        code = main(list(arguments))
        out, err = printed.readouterr()
        said = f"{code}\n{out}\n{err}".replace(str(root), "HERE")
        seen[f"ken {len(seen)} {' '.join(arguments)}"] = plain(said.encode())

    lines = [f"told:{n}" for n, line in enumerate(Path("stories/told.md").read_text().splitlines(), 1) if "]{" in line]
    for command in (["build"], ["check"], *(["explain", line] for line in lines)):
        ken(*command)
        ken(*command, "--json")
    ken("build", "told", "--fix")
    seen |= {f"preview {name}": content for name, content in files(Path("out"))}
    (Path("stories") / "told.md").rename("told.md")
    ken("build")
    ken("release", "--key", str(key))
    (bundle,) = Path("out/bundles").glob("*.zip")
    for command in (["attack", str(bundle), "--key", f"{key}.pub"], ["verify", str(bundle), "--key", f"{key}.pub"]):
        ken(*command)
        ken(*command, "--json")
    ken("verify", str(bundle), "--key", f"{key}.pub", "--workspace", ".")
    ken("build")  # against the ledger
    seen |= {f"released {name}": content for name, content in files(Path("out"))}
    for question in (
        Workspace(".", now=NOW).measure("absence").where(school="Westbrook"),
        Workspace(".", now=NOW).measure("often").by("school", "sex").where(school="Westbrook").in_("2024/25"),
        Workspace(".", now=NOW).measure("roll").where(area="South"),
    ):
        seen[f"asked {question.want}"] = repr(list(question)).encode()
    records = setting(Path()).records
    seen["audit"] = plain(b"\n".join(entry.text for entry in records.audit.entries()))
    seen["ledger"] = plain(b"\n".join(entry.payload for entry in records.ledger.entries()))
    logging.getLogger().removeHandler(handler)
    seen["logged"] = plain(logged.getvalue().encode())
    return seen


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "key"
    assert main(["key", str(path), "--holder", ANNA.holder]) == 0
    return path


def cells_of(root: Path) -> tuple[dict[CellKey, Cell], Mapping[CellKey, ProtectedCell | Absence]]:
    """The cells of a world before and after protection."""
    now = setting(root)
    told = tell_all(now, list(now.workspace.stories.values()), LedgerCopy(), dict.fromkeys(now.workspace.stories, ()))
    counted: dict[CellKey, Cell] = {}
    with now.door.read(tuple(now.workspace.contracts), Purpose.TELL) as capsule:
        for cube in run(told.plan, capsule, told.looked.known.registers, told.snapshots):
            counted |= {key: cell for key, cell in cube.cells.items() if isinstance(cell, Cell)}
    return counted, told.protection.cells


@pytest.mark.parametrize("worlds", WORLDS.values(), ids=WORLDS)
def test_the_worlds_differ_in_hidden_values_and_in_nothing_that_is_told(tmp_path, worlds):
    """Without this the test below would compare a world with itself."""
    looked = {}
    for name, how in worlds.items():
        root = world(tmp_path / str(len(looked)), **how)
        build(setting(root), renderer(root / "x.json"))
        looked[name] = cells_of(root)
    counted, told = looked.pop("as it is")
    assert sum(isinstance(cell, Suppressed) for cell in told.values()) > 15
    told_together = any(key.period and len(key.period.years) > 1 for key in told)
    assert told_together == ("new_each_year" in next(iter(worlds.values()), {}))
    for other_counted, other_told in looked.values():
        assert other_told == told
        differ = {key for key in counted if other_counted.get(key) != counted[key]}
        assert len(differ) > 5
        assert all(isinstance(told[key], Suppressed) for key in differ)


@pytest.mark.parametrize("worlds", WORLDS.values(), ids=WORLDS)
def test_no_byte_outside_tells_one_world_from_another(tmp_path, key, capsys, monkeypatch, worlds):
    seen = {}
    for name, how in worlds.items():
        root = world(tmp_path / str(len(seen)), **how)
        seen[name] = everything(root, key, capsys, monkeypatch)
    first = seen.pop("as it is")
    assert len(first) > 150
    for name, other in seen.items():
        assert other.keys() == first.keys()
        assert [what for what in first if other[what] != first[what]] == [], name
