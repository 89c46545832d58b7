"""A OneRoster 1.2 bundle: CSV files in one archive, with a manifest that says which of them are there in bulk."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
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
        self._open = ExitStack()
        self._spools: dict[str, IO[bytes]] = {}
        for name in headers:
            self._spools[name] = self._open.enter_context(tempfile.TemporaryFile(dir=path.parent))  # noqa: SIM115
        self._tables = {n: Delimited(self._spools[n], h, _DIALECT) for n, h in headers.items()}

    def write(self, name: str, columns: Sequence[Texts]) -> int:
        """Write a block of rows into one of the files; return the number of the first."""
        return self._tables[name].write(columns)

    def close(self) -> None:
        """Write the archive."""
        facts = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
        facts += [(f"file.{name}", "bulk" if name in self._tables else "absent") for name in KNOWN]
        facts += [("source.systemName", self._system[0]), ("source.systemCode", self._system[1])]
        manifest = "".join(f"{name},{value}\r\n" for name, value in [("propertyName", "value"), *facts])
        members = ((f"{name}.csv", spool) for name, spool in self._spools.items())
        write_zip(self._path, [("manifest.csv", manifest.encode()), *members])
        self._open.close()
