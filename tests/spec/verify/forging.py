"""What a forger can do who knows the form: take a bundle apart, change it, put it together again, sign it anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from kenspeckle.outside.verify import LogProof, SigningKey, check, close
from kenspeckle.outside.verify.container import pack, unpack
from kenspeckle.outside.verify.envelope import open_envelope
from kenspeckle.outside.verify.seal import OWN, key_lines, link, sign_files

STRANGER = SigningKey(b"s" * 32, "Stranger")


def repacked(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return the bundle with files changed, added or (None) taken out, in perfect form but for the signatures."""
    entries = {**unpack(data), **changes}
    return pack({name: content for name, content in entries.items() if content is not None})


def resealed(data: bytes, changes: Mapping[str, bytes | None], by: Sequence[SigningKey], **promised: object) -> bytes:
    """Return what dishonest signers make of a bundle: files or promises changed, and all of it signed anew."""
    entries = {**unpack(data), **changes}
    payload = {n: content for n, content in entries.items() if n not in OWN and content is not None}
    said = {**promise(data), "keys": hashlib.sha256(key_lines(by)).hexdigest(), **promised}
    signed = sign_files(payload, said, by)
    before = "0" * 64
    return close(signed, LogProof(1, before, link(before, signed.entry)))


def promise(data: bytes) -> dict[str, object]:
    """What the signers of a bundle say of it."""
    return dict(json.loads(open_envelope(unpack(data)["ken/envelope.json"]).statement)["predicate"])


def complaints(data: bytes, *keys: SigningKey) -> list[str]:
    """The sentences of a check that did not pass, for a stranger who trusts `keys`; empty means genuine."""
    report = check(data, [key.public for key in keys], "x")
    wrong = [line.sentence for line in report.lines if not line.passed]
    assert report.lines
    assert report.genuine == (not wrong)
    return wrong


def with_right_sums(data: bytes, at: int, value: int) -> bytes:
    """Change one byte of a file in the bundle and mend the checksums, as a forger would."""
    entries = unpack(data)
    changed = bytearray(data)
    changed[at] = value
    offset = 0
    for name in sorted(entries):
        start = offset + 30 + len(name)
        end = start + len(entries[name])
        if start <= at < end:
            return repacked(data, {name: bytes(changed[start:end])})
        offset = end
    raise ValueError("the byte is in no file")
