"""Check a bundle as a stranger: offline, trusting the keys that were brought along and nothing else.

The file is first taken apart by its one byte form; then the signatures are checked; then the files are held
against what was signed. Only then is anything in it read: the cells, the facts and the story, from which the
whole page - every claim, figure, other way of counting and opposing claim - is made again and compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from kenspeckle.ground.terms import KenError

from .container import MOST_BYTES, unpack
from .envelope import Envelope, NotGenuine, Statement, compare, open_envelope, signers
from .keys import PublicKey, parse_public
from .report import Line, Report
from .seal import ENVELOPE, KEYS, LOG, OWN, approves, link, log_entry, read_proof


def read_bundle(path: Path) -> bytes:
    """Return the bytes of a bundle. Raises KenError when there is no such file, or it is larger than any bundle."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise KenError(f"{path} cannot be read: {why}. Name a file that ends in .ken.zip.") from None
    if len(data) > MOST_BYTES:
        raise KenError(f"{path} is larger than any bundle ({MOST_BYTES // 2**20} MB); it was not read")
    return data


def open_payload(data: bytes, trusted: Sequence[PublicKey]) -> dict[str, bytes]:
    """Return the signed files of a bundle. Raises NotABundle or NotGenuine unless a trusted key signed exactly them."""
    entries = unpack(data)
    envelope = _envelope(entries)
    payload = {n: content for n, content in entries.items() if n not in OWN}
    if not envelope.signers(trusted):
        raise NotGenuine("no key that you named signed this bundle, so it was not read: name one with --key FILE")
    compare(envelope.statement, payload)
    return payload


def payload_of(data: bytes) -> dict[str, bytes]:
    """Return the files of a bundle that has been checked already."""
    return {name: content for name, content in unpack(data).items() if name not in OWN}


def check(data: bytes, trusted: Sequence[PublicKey], name: str = "") -> Report:
    """Check one bundle, of which `data` are the bytes. What is wrong is in the report; nothing is raised for it."""
    lines: list[Line] = []
    predicate: Mapping[str, object] = {}
    try:
        entries = unpack(data)
        lines.append(Line(True, "The file is in the one byte form of a bundle."))
        envelope = _envelope(entries)
        payload = {n: content for n, content in entries.items() if n not in OWN}
        known = envelope.signers(trusted)
        if not known:
            return Report(name, (*lines, *_unknown(entries, envelope, payload, trusted)), {})
        statement = compare(envelope.statement, payload)
        predicate = statement.predicate()
        lines += _signed(known, trusted, statement, predicate, entries)
        lines.append(_logged(entries, trusted, str(predicate.get("bundle", ""))))
        # Only who checks a bundle pays for what tells stories: whoever seals one has told it already.
        from .recompute import computed_again

        lines += computed_again(payload, predicate)
    except KenError as wrong:
        lines.append(Line(False, _sentence(str(wrong))))
    return Report(str(predicate.get("bundle", name)) or name, tuple(lines), predicate)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _envelope(entries: Mapping[str, bytes]) -> Envelope:
    if ENVELOPE not in entries:
        raise NotGenuine("the bundle has no seal: nobody signed it")
    return open_envelope(entries[ENVELOPE])


def _unknown(
    entries: Mapping[str, bytes], envelope: Envelope, payload: Mapping[str, bytes], trusted: Sequence[PublicKey]
) -> list[Line]:
    """No trusted key signed it. Say whether it is intact by the keys that it brings along; that is no pass."""
    try:
        brought = [parse_public(line) for line in entries.get(KEYS, b"").decode("utf-8", "replace").splitlines()]
        said = envelope.signers(brought)
    except KenError as wrong:
        return [Line(False, _sentence(str(wrong)))]
    why = "none of the keys that you named signed it" if trusted else "you named no key that you trust (--key FILE)"
    if not said:
        return [Line(False, f"Nobody known signed it: {why}.")]
    try:
        compare(envelope.statement, payload)
    except NotGenuine as wrong:
        return [Line(False, _sentence(str(wrong)))]
    return [Line(False, f"Intact, signer unknown: {why}. What it says was not looked at.")]


def _signed(
    known: Sequence[PublicKey],
    trusted: Sequence[PublicKey],
    statement: Statement,
    predicate: Mapping[str, object],
    entries: Mapping[str, bytes],
) -> list[Line]:
    approved = _approvers(predicate, trusted, entries)
    needed = predicate.get("approvals")
    together = {key.id: key for key in (*known, *approved)}
    enough = isinstance(needed, int) and len(together) >= max(1, needed)
    earlier = ", ".join(_named(key) for key in approved if key not in known)
    words = f"; its words were approved by {earlier}" if earlier else ""
    names = ", ".join(_named(key) for key in known)
    lines = [Line(enough, f"Signed by {names}{words}: {len(together)} of the {needed} approvals that are asked for.")]
    if hashlib.sha256(entries.get(KEYS, b"")).hexdigest() != predicate.get("keys"):
        lines.append(Line(False, f"{KEYS} is not the list of keys that was signed."))
    gone = len(statement.withdrawn)
    withdrawn = f" {gone} {'quote was' if gone == 1 else 'quotes were'} withdrawn." if gone else ""
    lines.append(Line(True, f"All {len(entries.keys() - OWN)} files are as they were signed.{withdrawn}"))
    return lines


def _named(key: PublicKey) -> str:
    return key.holder or key.id


def _approvers(
    predicate: Mapping[str, object], trusted: Sequence[PublicKey], entries: Mapping[str, bytes]
) -> list[PublicKey]:
    """The trusted keys that approved these very words before the bundle was sealed."""
    listed = predicate.get("approved")
    digest = hashlib.sha256(entries.get("story.md", b"")).hexdigest()
    by_raw = {key.raw: key for key in trusted}
    found = {}
    for entry in listed if isinstance(listed, list) else ():
        if not (isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry)):
            raise NotGenuine("its list of approvals is not one")
        key = by_raw.get(parse_public(entry[0]).raw)
        if key is not None:
            if not approves(key, entry[1], str(predicate.get("bundle")), digest):
                raise NotGenuine(f"the approval of {_named(key)} is not of these words")
            found[key.id] = key
    return list(found.values())


def _logged(entries: Mapping[str, bytes], trusted: Sequence[PublicKey], name: str) -> Line:
    read = read_proof(entries.get(LOG, b""))
    if read is not None:
        proof, signatures = read
        linked = link(proof.previous, log_entry(name, entries[ENVELOPE])) == proof.hash
        if linked and signers(signatures, proof.text(name), trusted):
            return Line(True, f"Entry {proof.index} of the publisher's ledger; its hash there is {proof.hash[:16]}…")
    return Line(False, "Its place in the publisher's ledger is not what its signers said of it.")
