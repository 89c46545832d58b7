"""Where a provider writes: the folder of deliveries, the mess, the answers, and feeds that open at their first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kenspeckle.ground.frozen import dataclass

from ..answers import Answers
from ..chance import Chance
from ..files import Delimited, Dialect
from ..mess import Block, Mess
from ..table import Array
from .cells import same
from .known import Known

if TYPE_CHECKING:
    from ..model import Region

INVENTED = "Invented data about nobody: no real child, school or place"
UTF8 = Dialect()
BOM = Dialect(bom=True, newline="\r\n")
WINDOWS = Dialect("cp1252", newline="\r\n")


class Provider(Protocol):
    """An agency: handed one council after the other, and then told that there are no more."""

    def council(self, known: Known) -> None:
        """Write what the agency holds about one council."""

    def close(self) -> None:
        """Write what needed all councils, and close every file."""


@dataclass(frozen=True)
class Desk:
    """What all providers share."""

    root: Path
    region: Region
    chance: Chance
    mess: Mess
    answers: Answers
    files: list[str] = field(default_factory=list)

    def path(self, name: str) -> Path:
        """Where a delivery goes; name: such as mis/pupils_2022-23.csv."""
        self.files.append(delivery(name))
        return self.root / "deliveries" / name


class Feed:
    """One delimited file of a provider. Without a title above, a last column says that its rows are invented."""

    def __init__(
        self, desk: Desk, name: str, dialect: Dialect, above: Sequence[str] = (), below: Sequence[str] = ()
    ) -> None:
        self._desk, self._name, self._dialect = desk, name, dialect
        self._above, self._below = above, below
        self._out: Delimited | None = None

    def block(self, columns: Mapping[str, Array], ids: Array) -> Block:
        """Make a block of rows of this file. ids: numbers of what the rows are about."""
        if not self._above:
            # A dash that Windows-1252 and UTF-8 write differently, so that no file can be taken for the other.
            notice = "invented – nobody real" if self._dialect.encoding == "cp1252" else "invented"
            columns = {**columns, "Notice": same(notice, len(ids))}
        return Block(delivery(self._name), columns, ids, self._desk.mess)

    def write(self, block: Block) -> int:
        """Write a block; return the number of its first row."""
        if self._out is None:
            path = self._desk.path(self._name)
            self._out = Delimited(path, list(block.columns), self._dialect, self._above, self._below)
        return block.write(self._out)

    def close(self) -> None:
        """Write what stands below the rows, and close the file."""
        if self._out is not None:
            self._out.close()


def delivery(name: str) -> str:
    """The path of a delivery from the root of the workspace, as contracts and answers name it."""
    return f"deliveries/{name}"
