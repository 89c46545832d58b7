"""What a snapshot is: an ordered list of immutable Parquet files of one source, named by its content.

Each part is named by the SHA-256 of its bytes (its address). The manifest lists the parts in order; its digest
gives the snapshot its name, so the same content has the same name on every machine, and the time at which it was
taken is not part of it. A Merkle root, domain-separated and shaped as in RFC 9162, stands over the parts: a
bundle that cites one part can prove that it belonged to the snapshot without listing the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms.plain import canonical

BLOCK = 256 * 1024
"""Bytes of a file that share one hash, so that a check can say where a file was changed."""

_MANIFEST = "kenspeckle/snapshot/1"
_LEAF = b"\x00" + _MANIFEST.encode() + b"\x00"
_NODE = b"\x01" + _MANIFEST.encode() + b"\x00"


@dataclass(frozen=True)
class Part:
    """One Parquet file of a snapshot: the rows of one delivery.

    address: SHA-256 of the bytes, hexadecimal. delivery: path of what was delivered, from the workspace.
    delivery_digest, contract_digest: SHA-256 of the bytes that were delivered and of the contract they were read
    with. writer: engine and version that wrote the file, since two versions write different bytes for the same
    rows. blocks: SHA-256 of each `BLOCK` bytes.
    """

    address: str
    rows: int
    bytes: int
    delivery: str
    delivery_digest: str
    contract_digest: str
    writer: str
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class FreshPart:
    """A Parquet file that somebody has just written at `Store.new_part()`; the store will move it in."""

    path: Path
    rows: int
    delivery: str
    delivery_digest: str
    contract_digest: str
    writer: str


@dataclass(frozen=True)
class SnapshotDraft:
    """What is to become the next snapshot of `source`: fresh files, and parts that the store holds already."""

    source: str
    parts: tuple[FreshPart | Part, ...]
    taken: datetime


@dataclass(frozen=True)
class Snapshot:
    """An immutable copy of what one source had delivered by the time it was taken.

    name: source and the first 16 characters of `digest`. digest: SHA-256 of the canonical manifest. root: Merkle
    root over the parts. taken: when it became the latest snapshot of its source.
    """

    name: str
    source: str
    parts: tuple[Part, ...]
    taken: datetime
    digest: str
    root: str

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)

    def part(self, delivery: str) -> Part | None:
        """Return the part that `delivery` became, or None when it has none."""
        return next((part for part in self.parts if part.delivery == delivery), None)


def snapshot(source: str, parts: Sequence[Part], taken: datetime) -> Snapshot:
    """Name the snapshot that these parts, in this order, make."""
    digest = hashlib.sha256(manifest(source, parts)).hexdigest()
    return Snapshot(f"{source}-{digest[:16]}", source, tuple(parts), taken, digest, merkle_root(map(canonical, parts)))


def manifest(source: str, parts: Sequence[Part]) -> bytes:
    """Return the canonical text whose SHA-256 names a snapshot: its source and its parts in order."""
    return canonical({"is": _MANIFEST, "source": source, "parts": list(parts)})


def merkle_root(leaves: Iterable[bytes]) -> str:
    """Return the Merkle root over `leaves`: split at the largest power of two, as RFC 9162 section 2.1 does.

    Leaves and inner nodes are hashed under different prefixes, so no node can pass for a leaf.
    """
    return _root([hashlib.sha256(_LEAF + leaf).digest() for leaf in leaves]).hex()


def _root(level: list[bytes]) -> bytes:
    if not level:
        return hashlib.sha256(_NODE).digest()
    if len(level) == 1:
        return level[0]
    half = 1 << ((len(level) - 1).bit_length() - 1)
    return hashlib.sha256(_NODE + _root(level[:half]) + _root(level[half:])).digest()


def hash_file(file: BinaryIO) -> tuple[str, int, tuple[str, ...]]:
    """Return the address, the number of bytes and the hash of each block of an open file, in one reading."""
    whole, size, blocks = hashlib.sha256(), 0, []
    while block := file.read(BLOCK):
        whole.update(block)
        size += len(block)
        blocks.append(hashlib.sha256(block).hexdigest())
    return whole.hexdigest(), size, tuple(blocks)
