"""What was released: when, to whom, under what rule, and how much of it was hidden, as the ledger has it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kenspeckle.ground.frozen import dataclass
from kenspeckle.protect import PUBLIC, Ledger


@dataclass(frozen=True)
class Account:
    """One release. at: ISO text. hash: of its entry. withdrawn: why it was taken back; empty where it was not."""

    release: str
    at: str
    audience: str
    rule: str
    shown: int
    hidden: int
    hash: str
    withdrawn: str = ""


def accounts(ledger: Ledger) -> list[Account]:
    """Return every release in the ledger, oldest first."""
    found: dict[str, Account] = {}
    for entry in ledger.entries():
        record = json.loads(entry.payload)
        if "withdrawn" in record:
            before = found[record["withdrawn"]]
            found[before.release] = Account(**(vars(before) | {"withdrawn": record["why"]}))
        elif "forms" in record:
            hidden = sum(len(form) == 1 for form in record["forms"])
            found[record["release"]] = Account(
                release=record["release"],
                at=entry.at.isoformat(timespec="seconds"),
                audience=record.get("audience", PUBLIC),
                rule=record["rule"],
                shown=len(record["forms"]) - hidden,
                hidden=hidden,
                hash=entry.hash,
            )
    return list(found.values())


def account_lines(found: Sequence[Account]) -> list[str]:
    """Say it in lines."""
    lines = []
    for one in found:
        lines.append(f"{one.release}  {one.at}  to {one.audience}: {one.shown:,} cells shown, {one.hidden:,} hidden")
        lines.append(f"  {one.rule}")
        if one.withdrawn:
            lines.append(f"  withdrawn: {one.withdrawn}")
        lines.append(f"  entry {one.hash}")
    return lines or ["Nothing has been released."]
