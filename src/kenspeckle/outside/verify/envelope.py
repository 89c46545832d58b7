"""Signatures over a bundle: an in-toto Statement in a DSSE envelope, ed25519.

The statement names every file of the payload with its SHA-256. Quotes may be taken out later (their file holds a
salt, so the digest that stays says nothing); everything else must be there, and nothing else may be. The envelope
has one byte form and is matched, not parsed, so no JSON is read before a trusted signature has been checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kenspeckle.ground.terms import Finding
from kenspeckle.ground.terms.plain import canonical

from .keys import PublicKey, SigningKey

TYPE = "application/vnd.in-toto+json"
PREDICATE = "urn:kenspeckle:release:1"
QUOTES = "quotes/"
_B64 = r"[A-Za-z0-9+/]*={0,2}"
_SIGNATURE = re.compile(rf'\{{"keyid":"([0-9a-f]{{16}})","sig":"({_B64})"\}}')
_ENVELOPE = re.compile(
    rf'\{{"payload":"({_B64})","payloadType":"{re.escape(TYPE)}","signatures":\[((?:{_SIGNATURE.pattern},?)*)\]\}}'
)


class NotGenuine(Finding):
    """The bundle is not what its signers signed."""


@dataclass(frozen=True)
class Envelope:
    statement: bytes
    signatures: tuple[tuple[str, bytes], ...]

    def signers(self, trusted: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
        """Return the trusted keys whose signature is right. Raises NotGenuine when one of theirs is wrong."""
        by_id = {key.id: key for key in trusted}
        message = _message(self.statement)
        found = []
        for key_id, signature in self.signatures:
            key = by_id.get(key_id)
            if key is None:
                continue
            if not key.verifies(signature, message):
                raise NotGenuine(
                    f"the signature of {key.holder or key.id} is not over this content: something was changed"
                )
            found.append(key)
        return tuple(found)


def _message(statement: bytes) -> bytes:
    """The bytes that are signed (DSSE pre-authentication encoding)."""
    kind = TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(statement), statement)


def sign(files: Mapping[str, bytes], predicate: Mapping[str, object], keys: Sequence[SigningKey]) -> bytes:
    """Return the envelope over `files`; `predicate` says of what release, by what rule, with which versions."""
    statement = canonical(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": n, "digest": {"sha256": hashlib.sha256(files[n]).hexdigest()}} for n in sorted(files)],
            "predicateType": PREDICATE,
            "predicate": dict(predicate),
        }
    )
    message = _message(statement)
    signatures = [
        {"keyid": key.public.id, "sig": base64.b64encode(key.sign(message)).decode()}
        for key in sorted(keys, key=lambda k: k.public.id)
    ]
    return canonical({"payload": base64.b64encode(statement).decode(), "payloadType": TYPE, "signatures": signatures})


def open_envelope(data: bytes) -> Envelope:
    """Take an envelope apart by its one byte form. Raises NotGenuine."""
    try:
        m = _ENVELOPE.fullmatch(data.decode("ascii"))
        if m is None:
            raise NotGenuine("the seal is not in its one form: it was changed")
        statement = base64.b64decode(m[1], validate=True)
        signatures = tuple((s[1], base64.b64decode(s[2], validate=True)) for s in _SIGNATURE.finditer(m[2]))
    except ValueError:
        raise NotGenuine("the seal is not in its one form: it was changed") from None
    return Envelope(statement, signatures)


@dataclass(frozen=True)
class Statement:
    predicate: Mapping[str, object]
    withdrawn: tuple[str, ...]


def compare(statement: bytes, files: Mapping[str, bytes]) -> Statement:
    """Hold the files against the signed statement. Raises NotGenuine naming each file that no longer agrees.

    Call it only with a statement whose signature has been checked.
    """
    record = json.loads(statement)
    named = {s["name"]: s["digest"]["sha256"] for s in record["subject"]}
    wrong = [f"{name} was changed" for name in sorted(files) if name in named and _sha(files[name]) != named[name]]
    wrong += [f"{name} was added" for name in sorted(set(files) - set(named))]
    gone = sorted(set(named) - set(files))
    wrong += [f"{name} is gone" for name in gone if not name.startswith(QUOTES)]
    if wrong:
        raise NotGenuine("the content is not what was signed: " + "; ".join(wrong))
    return Statement(record["predicate"], tuple(gone))


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
