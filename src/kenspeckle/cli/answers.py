"""What commands print: plain lines for people, or one JSON object for machines; and the exit code that follows."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any, TextIO


class Progress:
    """One line on a terminal that is overwritten, from a second on; nothing where output is not read by a person."""

    def __init__(self, out: TextIO | None = None, *, wanted: bool = True) -> None:
        self._out = out or sys.stderr
        self._shown = wanted and self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._started = time.monotonic()
        self._drawn = False

    def __call__(self, line: str) -> None:
        """Say what is being done."""
        if self._shown and time.monotonic() - self._started > 1:
            width = shutil.get_terminal_size().columns - 1
            self._out.write(f"\r\x1b[K{line[:width]}")
            self._out.flush()
            self._drawn = True

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *stopped_by: object) -> None:
        """Take the line away again, so that whatever is printed next stands alone."""
        if self._drawn:
            self._out.write("\r\x1b[K")
            self._out.flush()


def answer(lines: Iterable[str], record: Mapping[str, Any], exit_code: int, as_json: bool) -> int:
    """Print an answer in the form that was asked for and return the exit code."""
    if as_json:
        print(json.dumps({"ok": exit_code == 0, "exit": exit_code, **record}, ensure_ascii=False))
    else:
        for line in lines:
            print(line)
    return exit_code


def refuse(message: str, exit_code: int, as_json: bool) -> int:
    """Print the one message of a run that could not be finished, and return the exit code."""
    if as_json:
        print(json.dumps({"ok": False, "exit": exit_code, "message": message}, ensure_ascii=False))
    else:
        print(f"ken: {message}", file=sys.stderr)
    return exit_code


def print_again(last: Mapping[str, Any], as_json: bool) -> int:
    """Print what the last build answered: nothing has changed since."""
    record = {**last["record"], "unchanged": True}
    return answer(["Nothing has changed since the last build.", *last["lines"]], record, last["exit"], as_json)
