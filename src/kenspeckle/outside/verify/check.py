"""Check a bundle as a stranger: offline, trusting the keys that were brought along and nothing else.

The file is first taken apart by its one byte form; then the signatures are checked; then the files are held
against what was signed. Only then is anything in it read: the cells, the facts and the story, from which the
whole page - every claim, figure, other way of counting and opposing claim - is made again and compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kenspeckle.ground.terms import Finding, KenError, ProtectedCell, ProtectedCells, Suppressed
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.outside.tell import read, tell

from .container import MOST_BYTES, unpack
from .contents import page_bytes
from .envelope import Envelope, NotGenuine, Statement, compare, open_envelope
from .facts import read_facts
from .keys import PublicKey, parse_public
from .seal import ENVELOPE, KEYS, LOG, OWN, link, log_entry, read_proof
from .tables import read_cells


@dataclass(frozen=True)
class Line:
    """One thing that was checked, and what came of it."""

    passed: bool
    sentence: str


@dataclass(frozen=True)
class Report:
    """What a check found. genuine: a trusted key signed exactly this, and all of it can be computed again."""

    name: str
    lines: tuple[Line, ...]
    predicate: Mapping[str, object]

    @property
    def genuine(self) -> bool:
        return bool(self.lines) and all(line.passed for line in self.lines)


def read_bundle(path: Path) -> bytes:
    """Return the bytes of a bundle. Raises KenError when there is no such file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise KenError(f"{path} is larger than any bundle ({MOST_BYTES // 2**20} MB); it was not read")
        return path.read_bytes()
    except OSError as error:
        raise KenError(f"{path} cannot be read: {error.strerror}. Name a file that ends in .ken.zip.") from None


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
        signers = envelope.signers(trusted)
        if not signers:
            return Report(name, (*lines, *_unknown(entries, envelope, payload, trusted)), {})
        statement = compare(envelope.statement, payload)
        predicate = statement.predicate
        lines += _signed(signers, statement, payload)
        lines.append(_logged(entries, envelope, str(predicate.get("bundle", ""))))
        lines += _computed_again(payload, str(predicate.get("bundle", "")))
    except Finding as wrong:
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
        signers = envelope.signers(brought)
    except KenError as wrong:
        return [Line(False, _sentence(str(wrong)))]
    why = "none of the keys that you named signed it" if trusted else "you named no key that you trust (--key FILE)"
    if not signers:
        return [Line(False, f"Nobody known signed it: {why}.")]
    try:
        compare(envelope.statement, payload)
    except NotGenuine as wrong:
        return [Line(False, _sentence(str(wrong)))]
    return [Line(False, f"Intact, signer unknown: {why}. What it says was not looked at.")]


def _signed(signers: Sequence[PublicKey], statement: Statement, payload: Mapping[str, bytes]) -> list[Line]:
    names = ", ".join(key.holder or key.id for key in signers)
    needed = statement.predicate.get("approvals", 1)
    enough = isinstance(needed, int) and len({key.id for key in signers}) >= needed
    lines = [Line(enough, f"Signed by {names}: {len(signers)} of the {needed} signatures that are asked for.")]
    gone = f" {len(statement.withdrawn)} quotes were withdrawn." if statement.withdrawn else ""
    lines.append(Line(True, f"All {len(payload)} files are as they were signed.{gone}"))
    return lines


def _logged(entries: Mapping[str, bytes], envelope: Envelope, name: str) -> Line:
    proof = read_proof(entries.get(LOG, b""))
    if proof is None or link(proof.previous, log_entry(name, entries[ENVELOPE])) != proof.hash:
        return Line(False, "Its place in the publisher's ledger is not what the ledger would say of it.")
    return Line(True, f"Entry {proof.index} of the publisher's ledger; its hash there is {proof.hash[:16]}…")


def _computed_again(payload: Mapping[str, bytes], name: str) -> list[Line]:
    try:
        cells = read_cells(payload["tables/cells.csv"])
        facts = read_facts(json.loads(payload["method/facts.json"]))
        story = read(story_from_text(name, payload["story.md"].decode(), f"stories/{name}.md"), facts)
    except (KeyError, ValueError, TypeError, KenError) as wrong:
        return [Line(False, f"Its content cannot be read ({type(wrong).__name__}), though it was signed.")]
    page = tell(story, cells, facts)
    lines = [Line(True, _cells_in_words(cells))]
    again, printed = page_bytes(page), payload["page.json"]
    if again == printed:
        held = sum(c.verdict == "holds" for c in page.claims)
        lines.append(Line(True, f"{len(page.claims)} claims judged again: {held} hold, as printed."))
        lines.append(Line(True, "Every figure and other way of counting was made again, as printed."))
    else:
        lines += _differences(json.loads(again), json.loads(printed))
    return lines


def _cells_in_words(cells: ProtectedCells) -> str:
    shown = sum(isinstance(c, ProtectedCell) for c in cells.values())
    hidden = sum(isinstance(c, Suppressed) for c in cells.values())
    return f"{shown:,} cells read; {hidden:,} are hidden."


def _differences(again: Mapping[str, object], printed: Mapping[str, object]) -> list[Line]:
    """Name what no longer agrees: claims one by one, anything else by its part of the page."""
    lines = []
    ours, theirs = again.get("claims"), printed.get("claims")
    if isinstance(ours, list) and isinstance(theirs, list):
        for mine, yours in zip(ours, theirs, strict=False):
            for part in sorted(k for k in mine if mine[k] != yours.get(k)):
                said = f"claim {mine['index']} (line {mine['line']}): {part}"
                lines.append(Line(False, f"{said} is printed as {yours.get(part)!r} and computed as {mine[part]!r}."))
        if len(ours) != len(theirs):
            lines.append(Line(False, f"{len(theirs)} claims are printed and {len(ours)} are in the story."))
    for part in sorted(again.keys() | printed.keys()):
        if part != "claims" and again.get(part) != printed.get(part):
            lines.append(Line(False, f"The page's {part} are not what the story and its cells give."))
    return lines
