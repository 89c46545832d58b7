"""Signatures over a bundle: an in-toto Statement in a DSSE envelope, ed25519.

The statement names every file of the payload with its SHA-256. Quotes may be taken out later (their file holds a
salt, so the digest that stays says nothing); everything else must be there, and nothing else may be. Envelope and
statement have one byte form and are matched, not parsed, so no JSON is read before a trusted signature has been
checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Finding
from kenspeckle.ground.terms.plain import canonical

from .container import NAME
from .keys import PublicKey, SigningKey

TYPE = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:kenspeckle:release:1"
QUOTES = "quotes/"
_B64 = r"[A-Za-z0-9+/]*={0,2}"
_SIGNATURE = re.compile(rf'\{{"keyid":"([0-9a-f]{{16}})","sig":"({_B64})"\}}')
SIGNATURES = rf"\[((?:{_SIGNATURE.pattern},?)*)\]"
"""The form of a list of signatures; `read_signatures` takes apart what its first group matched."""
_ENVELOPE = re.compile(rf'\{{"payload":"({_B64})","payloadType":"{re.escape(TYPE)}","signatures":{SIGNATURES}\}}')
_SUBJECT = re.compile(rf'\{{"digest":\{{"sha256":"([0-9a-f]{{64}})"\}},"name":"({NAME.pattern})"\}}')
_STATEMENT = re.compile(
    rf'\{{"_type":"{re.escape(STATEMENT)}","predicate":(.*),'
    rf'"predicateType":"{re.escape(PREDICATE)}","subject":\[((?:{_SUBJECT.pattern},?)*)\]\}}',
    re.DOTALL,
)

Signatures = tuple[tuple[str, bytes], ...]
"""Key id and signature, of each who signed."""


class NotGenuine(Finding):
    """The bundle is not what its signers signed."""


@dataclass(frozen=True)
class Envelope:
    """A statement and the signatures over it, none of which has been checked."""

    statement: bytes
    signatures: Signatures

    def signers(self, trusted: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
        """Return the trusted keys whose signature is right. Raises NotGenuine when one of theirs is wrong."""
        return signers(self.signatures, _message(self.statement), trusted)


def signers(signatures: Signatures, message: bytes, trusted: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
    """Return the trusted keys that signed `message`, each once. Raises NotGenuine when one's signature is wrong."""
    by_id = {key.id: key for key in trusted}
    found: dict[str, PublicKey] = {}
    for key_id, signature in signatures:
        key = by_id.get(key_id)
        if key is None:
            continue
        if not key.verifies(signature, message):
            raise NotGenuine(f"the signature of {key.holder or key.id} is not over this content: something was changed")
        found[key.id] = key
    return tuple(found.values())


def _message(statement: bytes) -> bytes:
    """The bytes that are signed (DSSE pre-authentication encoding)."""
    kind = TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(statement), statement)


def sign(files: Mapping[str, bytes], predicate: Mapping[str, object], keys: Sequence[SigningKey]) -> bytes:
    """Return the envelope over `files`; `predicate` says of what release, by what rule, with which versions."""
    statement = canonical(
        {
            "_type": STATEMENT,
            "subject": [{"name": n, "digest": {"sha256": _sha(files[n])}} for n in sorted(files)],
            "predicateType": PREDICATE,
            "predicate": dict(predicate),
        }
    )
    return _form(statement, signed_by(keys, _message(statement)))


def signed_by(keys: Sequence[SigningKey], message: bytes) -> Signatures:
    """Return the signature of each key over `message`, in the order of their ids."""
    return tuple((key.public.id, key.sign(message)) for key in sorted(keys, key=lambda k: k.public.id))


def listed(signatures: Signatures) -> list[dict[str, str]]:
    """Return signatures as an envelope lists them."""
    return [{"keyid": key_id, "sig": base64.b64encode(signature).decode()} for key_id, signature in signatures]


def read_signatures(text: str) -> Signatures:
    """Take apart what the first group of `SIGNATURES` matched. Raises ValueError."""
    return tuple((s[1], base64.b64decode(s[2], validate=True)) for s in _SIGNATURE.finditer(text))


def _form(statement: bytes, signatures: Signatures) -> bytes:
    payload = base64.b64encode(statement).decode()
    return canonical({"payload": payload, "payloadType": TYPE, "signatures": listed(signatures)})


def open_envelope(data: bytes) -> Envelope:
    """Take an envelope apart by its one byte form. Raises NotGenuine."""
    try:
        m = _ENVELOPE.fullmatch(data.decode("ascii"))
        if m is not None:
            envelope = Envelope(base64.b64decode(m[1], validate=True), read_signatures(m[2]))
            if _form(envelope.statement, envelope.signatures) == data:
                return envelope
    except ValueError:
        pass
    raise NotGenuine("the seal is not in its one form: it was changed")


@dataclass(frozen=True)
class Statement:
    """What was signed and still agrees. withdrawn: quotes that were taken out since."""

    text: bytes
    withdrawn: tuple[str, ...]

    def predicate(self) -> Mapping[str, object]:
        """Parse what the signers said. Call it only when a trusted signature over it has been checked."""
        try:
            predicate = json.loads(self.text)["predicate"]
        except (ValueError, KeyError, RecursionError):
            predicate = None
        if not isinstance(predicate, dict):
            raise NotGenuine("what was signed does not say what it is")
        return predicate


def compare(statement: bytes, files: Mapping[str, bytes]) -> Statement:
    """Hold the files against the signed statement. Raises NotGenuine naming each file that no longer agrees."""
    m = _STATEMENT.fullmatch(statement.decode("utf-8", "replace"))
    if m is None:
        raise NotGenuine("what was signed is not the statement of a bundle")
    named = {s[2]: s[1] for s in _SUBJECT.finditer(m[2])}
    wrong = [f"{name} was changed" for name in sorted(files) if name in named and _sha(files[name]) != named[name]]
    wrong += [f"{name} was added" for name in sorted(set(files) - set(named))]
    gone = sorted(set(named) - set(files))
    wrong += [f"{name} is gone" for name in gone if not name.startswith(QUOTES)]
    if wrong:
        raise NotGenuine("the content is not what was signed: " + "; ".join(wrong))
    return Statement(statement, tuple(gone))


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
