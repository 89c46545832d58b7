"""One at a time: whoever changes the state of a workspace waits for its turn.

Two builds started together - by a timer and by a person, say - would write the same preview and take in the same
deliveries. The second waits for the first, says that it does, and gives up with a clear message in the end. The
turn is a lock on a file and ends with the process that has it, however that process ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kenspeckle.ground.terms import KenError

FILE = "working"
PATIENCE = 600.0
"""Seconds to wait for another run before giving up."""
_PAUSE = 0.05


@contextmanager
def turn(state: Path, say: Callable[[str], None], patience: float = PATIENCE) -> Iterator[None]:
    """Hold the turn of the workspace whose state folder is `state`. Raises KenError when it does not come in time."""
    state.mkdir(parents=True, exist_ok=True)
    handle = os.open(state / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(handle, state, say, patience)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, state: Path, say: Callable[[str], None], patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            who = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            if time.monotonic() > until:
                raise KenError(
                    f"another run of ken (process {who}) is at work in {state.parent} and has not ended in "
                    f"{patience:.0f} seconds. Nothing was done. Wait for it, or end it, and run the command again."
                ) from None
            say(f"Waiting for another run of ken (process {who}) in this workspace")
            time.sleep(_PAUSE)
