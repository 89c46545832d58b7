"""Seal a story: payload, then signatures, then its place in the publisher's ledger, signed too.

Every byte of a bundle hangs on a key: the payload and the list of keys on the signed statement, the envelope on
the ledger's entry, which holds its digest, and the entry on signatures of its own. So a stranger who can rewrite
the whole file can still not move it to another place in the ledger.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.terms.release import Approval

from .container import pack
from .contents import Contents, files
from .envelope import SIGNATURES, Signatures, listed, read_signatures, sign, signed_by
from .keys import PublicKey, SigningKey

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

    def text(self, name: str) -> bytes:
        """What is signed: this bundle has this place in the ledger."""
        return f"kenspeckle ledger 1\n{name}\n{self.index}\n{self.previous}\n{self.hash}\n".encode()


@dataclass(frozen=True)
class Unsigned:
    """A payload ready to be signed, and what the signed statement will say of it beside who signs."""

    payload: Mapping[str, bytes]
    about: Mapping[str, object]


@dataclass(frozen=True)
class Signed:
    """A signed payload that has not been logged yet."""

    name: str
    payload: Mapping[str, bytes]
    envelope: bytes
    keys: tuple[SigningKey, ...]

    @property
    def entry(self) -> bytes:
        """What the ledger keeps of this bundle."""
        return log_entry(self.name, self.envelope)


def approval_text(story: str, digest: str) -> bytes:
    """Return what a partner's key signs to approve one version of one story; digest: SHA-256 of its text."""
    return f"kenspeckle approval 1\n{story}\n{digest}\n".encode()


def approves(key: PublicKey, signature: str, story: str, digest: str) -> bool:
    """Whether `signature` (base64) is the key's approval of this version of the story."""
    try:
        return key.verifies(base64.b64decode(signature, validate=True), approval_text(story, digest))
    except ValueError:
        return False


def log_entry(name: str, envelope: bytes) -> bytes:
    """Return the ledger's payload for a bundle, which a verifier makes again for itself."""
    return canonical({"bundle": name, "envelope": hashlib.sha256(envelope).hexdigest()})


def link(previous: str, payload: bytes) -> str:
    """Return the hash of the ledger entry that holds `payload` after `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(payload).digest()).hexdigest()


def key_lines(keys: Sequence[SigningKey]) -> bytes:
    """Return the public keys of the signers, a line each, as the bundle carries them."""
    return "".join(k.public.line() + "\n" for k in sorted(keys, key=lambda k: k.public.id)).encode()


def sign_contents(
    contents: Contents, keys: Sequence[SigningKey], *, approvals: int = 1, earlier: Sequence[Approval] = ()
) -> Signed:
    """Sign the payload of `contents` with every key; see `sign_payload`."""
    return sign_payload(unsigned(contents), keys, approvals=approvals, earlier=earlier)


def unsigned(contents: Contents) -> Unsigned:
    """Return the payload of `contents`, ready to be signed now or later."""
    about = {
        "bundle": contents.name,
        "title": contents.title,
        "publisher": contents.publisher,
        "licence": contents.licence,
        "audience": contents.audience,
        "released": contents.clock.isoformat(),
        "minimum_children": contents.minimum_children,
        "versions": dict(contents.versions),
    }
    return Unsigned(files(contents), about)


def sign_payload(
    ready: Unsigned, keys: Sequence[SigningKey], *, approvals: int = 1, earlier: Sequence[Approval] = ()
) -> Signed:
    """Sign a payload with every key.

    approvals: how many partners have to approve the words, by the rules of the partnership. earlier: approvals of
    these words that were given before, by partners whose keys are not here.
    """
    predicate = {
        **ready.about,
        "approvals": approvals,
        "approved": [[a.key, a.signature] for a in earlier],
        "keys": hashlib.sha256(key_lines(keys)).hexdigest(),
    }
    return sign_files(ready.payload, predicate, keys)


def sign_files(payload: Mapping[str, bytes], predicate: Mapping[str, object], keys: Sequence[SigningKey]) -> Signed:
    """Sign a payload as it is."""
    return Signed(str(predicate["bundle"]), payload, sign(payload, predicate, keys), tuple(keys))


def close(signed: Signed, proof: LogProof) -> bytes:
    """Return the bundle: the payload with its seal."""
    signatures = signed_by(signed.keys, proof.text(signed.name))
    return pack(
        {
            **signed.payload,
            ENVELOPE: signed.envelope,
            LOG: _log(proof, signatures),
            KEYS: key_lines(signed.keys),
        }
    )


def _log(proof: LogProof, signatures: Signatures) -> bytes:
    record = {"index": proof.index, "previous": proof.previous, "hash": proof.hash, "signatures": listed(signatures)}
    return canonical(record)


_LOG = re.compile(
    rf'\{{"hash":"([0-9a-f]{{64}})","index":(0|[1-9][0-9]{{0,15}}),"previous":"([0-9a-f]{{64}})",'
    rf'"signatures":{SIGNATURES}\}}'
)


def read_proof(data: bytes) -> tuple[LogProof, Signatures] | None:
    """Take a log proof apart by its one byte form; None when it is not in it."""
    try:
        m = _LOG.fullmatch(data.decode("ascii"))
        if m is None:
            return None
        proof, signatures = LogProof(int(m[2]), m[3], m[1]), read_signatures(m[4])
    except ValueError:
        return None
    return (proof, signatures) if _log(proof, signatures) == data else None
