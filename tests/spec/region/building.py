"""Make invented regions and build them, as `ken new --demo` and `ken build --json` do."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kenspeckle.cli import main
from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.making import make

SMALL = 3_000
"""Pupils of a small region whose stories all hold."""


@dataclass(frozen=True)
class Built:
    """A workspace that was made and built, what the build said, and where its sealed answers are. Only to be read."""

    root: Path
    answers: Path
    said: Mapping[str, Any]


def build(root: Path) -> Mapping[str, Any]:
    """What `ken build --json` says."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        main(["build", "--json", "--workspace", str(root)])
    answer: Mapping[str, Any] = json.loads(said.getvalue())
    return answer


def make_and_build(folder: Path) -> None:
    """Make the small region in `folder`/w with its answers beside it, build it, and keep what the build said."""
    make(folder / "w", seed=1, pupils=SMALL, answers=folder / "answers.zip")
    (folder / "said.json").write_text(json.dumps(build(folder / "w")), encoding="utf-8")


def once(temporary: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Path:
    """A folder that is filled once, whichever of the processes that run tests side by side comes to it first."""
    base = temporary.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, finished = shared / name, shared / f"{name}.finished"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill(folder)
            finished.touch()
    return folder
