"""Errors that are meant for a reader: one clear message, and the exit code that goes with it.

A message says what was found, where, what was expected and what to do next. It never holds a child's
details: a value of a row is described by its field, its row number and its shape, not printed.
Any other exception is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable

from kenspeckle.ground.frozen import dataclass


class KenError(Exception):
    """Misuse or bad input; `str()` of it is the whole message."""

    exit_code = 2


class Finding(KenError):
    """All was read and understood, and something in it is not well: a claim, a check, a bundle."""

    exit_code = 1


@dataclass(frozen=True, order=True)
class Spot:
    """Where in a file that people write: lines and columns count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Complaint:
    """One thing wrong in a definition: where, what was found, what was expected, the nearest right word."""

    spot: Spot
    found: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        text = f"{self.spot}: {self.found}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.nearest:
            text += f" (did you mean {self.nearest}?)"
        return text


class Complaints(KenError):
    """Everything that is wrong, at once, in the order of the files."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(sorted(set(complaints)))
        super().__init__("\n".join(str(c) for c in self.complaints))


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the word that a writer of `word` probably meant, or an empty string."""
    from difflib import get_close_matches

    known = sorted(words)
    if found := get_close_matches(word, known, n=1, cutoff=0.6):
        return found[0]
    # A whole part of a longer name is meant for it: simd for simd_quintile. Two such names are no answer.
    holding = [name for name in known if word in name.split("_")]
    return holding[0] if len(holding) == 1 else ""
