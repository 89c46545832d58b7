"""What a corridor is handed: the workspace, the door for rows, the records, and the moment.

The clock is an input: a corridor never asks what time it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import Workspace

if TYPE_CHECKING:
    from kenspeckle.govern import AuditLog, Door, Relationships
    from kenspeckle.inside.ingest import Memory
    from kenspeckle.protect import Ledger
    from kenspeckle.store import Book

    from .released import Releases


class Records(Protocol):
    """What people do, kept: whoever starts a corridor brings an implementation."""

    @property
    def book(self) -> Book: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def releases(self) -> Releases: ...
    @property
    def deliveries(self) -> Memory: ...
    @property
    def relationships(self) -> Relationships: ...
    def transaction(self) -> AbstractContextManager[None]: ...


def silent(line: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Setting:
    """One run of a corridor. say: told of each step, in one line, for a person who waits.

    audience: to whom all is told: the public, or one of those that `ken.yaml` names.
    """

    workspace: Workspace
    records: Records
    now: datetime
    person: str = "data manager"
    say: Callable[[str], None] = silent
    audience: str = "public"

    @property
    def state(self) -> Path:
        return self.workspace.settings.state

    @property
    def out(self) -> Path:
        return self.workspace.settings.out

    @property
    def place(self) -> Path:
        """Where what is released lies for its audience to fetch: a partner's never beside the public's."""
        return self.out if self.audience == "public" else self.out / "for" / self.audience

    @property
    def kept_site(self) -> Path:
        """Where the data of the released site is kept."""
        return (self.state if self.audience == "public" else self.state / "for" / self.audience) / "site.json"

    @property
    def door(self) -> Door:
        """The only opener of the store, for the person who runs this."""
        # Not every run reads rows; one that does not is spared the engine's room.
        from kenspeckle.govern import Door
        from kenspeckle.store import Store

        return Door(
            Store(self.state / "store", self.records.book),
            self.records.audit,
            self.workspace.contracts,
            person=self.person,
            clock=lambda: self.now,
            invented=self.workspace.settings.invented,
            relationships=self.records.relationships,
        )
