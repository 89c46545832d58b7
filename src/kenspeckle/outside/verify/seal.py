"""Seal a story: payload, then signatures, then its place in the publisher's ledger."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kenspeckle.ground.terms.plain import canonical

from .container import pack
from .contents import Contents, files
from .envelope import sign
from .keys import SigningKey

ENVELOPE = "ken/envelope.json"
LOG = "ken/log.json"
KEYS = "ken/keys.txt"
OWN = frozenset({ENVELOPE, LOG, KEYS})
"""Files of the seal itself, which the signed statement does not name."""


@dataclass(frozen=True)
class LogProof:
    """Where a bundle stands in the publisher's ledger: the entry's number, the hash before it and its own."""

    index: int
    previous: str
    hash: str


@dataclass(frozen=True)
class Signed:
    """A signed payload that has not been logged yet."""

    name: str
    payload: Mapping[str, bytes]
    envelope: bytes
    keys: bytes

    @property
    def entry(self) -> bytes:
        """What the ledger keeps of this bundle."""
        return log_entry(self.name, self.envelope)


def log_entry(name: str, envelope: bytes) -> bytes:
    """Return the ledger's payload for a bundle, which a verifier makes again for itself."""
    return canonical({"bundle": name, "envelope": hashlib.sha256(envelope).hexdigest()})


def link(previous: str, payload: bytes) -> str:
    """Return the hash of the ledger entry that holds `payload` after `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(payload).digest()).hexdigest()


def sign_contents(contents: Contents, keys: Sequence[SigningKey], *, approvals: int = 1) -> Signed:
    """Sign the payload of `contents` with every key. approvals: how many signatures the partnership asks for."""
    payload = files(contents)
    predicate = {
        "bundle": contents.name,
        "title": contents.title,
        "publisher": contents.publisher,
        "audience": contents.audience,
        "released": contents.clock.isoformat(),
        "approvals": approvals,
        "versions": dict(contents.versions),
    }
    lines = "".join(k.public.line() + "\n" for k in sorted(keys, key=lambda k: k.public.id))
    return Signed(contents.name, payload, sign(payload, predicate, keys), lines.encode())


def close(signed: Signed, proof: LogProof) -> bytes:
    """Return the bundle: the payload with its seal."""
    log = canonical({"index": proof.index, "previous": proof.previous, "hash": proof.hash})
    return pack({**signed.payload, ENVELOPE: signed.envelope, LOG: log, KEYS: signed.keys})


_LOG = re.compile(r'\{"hash":"([0-9a-f]{64})","index":(0|[1-9][0-9]{0,15}),"previous":"([0-9a-f]{64})"\}')


def read_proof(data: bytes) -> LogProof | None:
    """Take a log proof apart by its one byte form; None when it is not in it."""
    m = _LOG.fullmatch(data.decode("ascii", "replace"))
    return LogProof(int(m[2]), m[3], m[1]) if m else None
