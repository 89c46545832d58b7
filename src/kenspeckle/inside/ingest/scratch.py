"""A folder for one ingest: unpacked members, rows on their way, spilled pages. It goes when the ingest ends.

It may hold rows about children, so it is readable by its owner alone, and what a killed process left behind is
removed by the next ingest. A lock, which dies with its process, tells the two apart.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "ingest-"
_LOCK = "in-use"


@contextmanager
def scratch_folder(state: Path) -> Iterator[Path]:
    """Yield a fresh folder below `state`, and remove it afterwards, with those of processes that died."""
    home = state / "scratch"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(home)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _sweep(home: Path) -> None:
    for folder in home.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR)
        except FileNotFoundError:
            continue  # its owner is between making the folder and locking it, or the last sweep has it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)
