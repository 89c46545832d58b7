"""Locks between processes that share one store, held by the operating system, so a dead process holds none.

Many may read and add at the same time; removing waits until nobody does. Each process writes its fresh files
in a folder of its own, which is swept once the process has died.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .objects import make_folder


class FolderLock:
    """A lock on a folder, shared by those who read or add, exclusive for those who remove."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "lock"
        self._folder = folder

    @contextmanager
    def shared(self) -> Iterator[None]:
        with self._held(fcntl.LOCK_SH):
            yield

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Wait until nobody reads or adds. Whoever holds a shared lock in the same thread waits for ever."""
        with self._held(fcntl.LOCK_EX):
            yield

    @contextmanager
    def _held(self, how: int) -> Iterator[None]:
        make_folder(self._folder)
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)


class Desk:
    """A folder for this process's fresh files, marked as in use for as long as the process lives."""

    def __init__(self, desks: Path, lock: FolderLock) -> None:
        self._desks = desks
        self._lock = lock
        self._folder = desks
        self._pid = 0

    def new_file(self, suffix: str) -> Path:
        """Return a path where a file may be written."""
        if self._pid != os.getpid():
            # Under the lock, so that nobody sweeps a desk between its making and its marking.
            with self._lock.shared():
                self._take_a_seat()
        return self._folder / (secrets.token_hex(8) + suffix)

    def _take_a_seat(self) -> None:
        self._folder = self._desks / secrets.token_hex(8)
        make_folder(self._folder)
        # The mark is closed by the system when the process ends, however it ends.
        mark = os.open(self._folder / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(mark, fcntl.LOCK_EX)
        weakref.finalize(self, os.close, mark)
        self._pid = os.getpid()


def sweep_desks(desks: Path) -> int:
    """Remove the folders of processes that have died; return how many there were."""
    swept = 0
    for folder in sorted(desks.glob("*")):
        if _abandoned(folder / "in-use"):
            shutil.rmtree(folder)
            swept += 1
    return swept


def _abandoned(mark: Path) -> bool:
    try:
        handle = os.open(mark, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
