"""A OneRoster 1.2 bundle: CSV files in one archive, with a manifest that says which of them are there in bulk."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from .archive import write_zip
from .delimited import Delimited, Dialect, Texts

KNOWN = (
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "lineItemScoreScaleValues",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
)
_DIALECT = Dialect(newline="\r\n")


class Bundle:
    """Files that grow side by side, block by block, and are put into one archive at the end."""

    def __init__(self, path: Path, headers: Mapping[str, Sequence[str]], system: tuple[str, str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._system = path, system
        # Beside the archive, because the folder for temporary files may be small; nobody else can see them.
        self._spools: dict[str, IO[bytes]] = {n: tempfile.TemporaryFile(dir=path.parent) for n in headers}
        self._tables = {n: Delimited(_Kept(self._spools[n]), h, _DIALECT) for n, h in headers.items()}  # type: ignore[arg-type]

    def write(self, name: str, columns: Sequence[Texts]) -> int:
        """Write a block of rows into one of the files; return the number of the first."""
        return self._tables[name].write(columns)

    def close(self) -> None:
        """Write the archive."""
        facts = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
        facts += [(f"file.{name}", "bulk" if name in self._tables else "absent") for name in KNOWN]
        facts += [("source.systemName", self._system[0]), ("source.systemCode", self._system[1])]
        manifest = "".join(f"{name},{value}\r\n" for name, value in [("propertyName", "value"), *facts])
        write_zip(
            self._path, [("manifest.csv", manifest.encode()), *((f"{n}.csv", s) for n, s in self._spools.items())]
        )  # type: ignore[list-item]
        for spool in self._spools.values():
            spool.close()


class _Kept:
    """An open file that stays open when its table is closed, since the archive still has to be made of it."""

    def __init__(self, out: IO[bytes]) -> None:
        self.write = out.write

    def close(self) -> None:
        """Leave the file open."""
