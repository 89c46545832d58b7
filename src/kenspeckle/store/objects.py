"""A folder of files that are named by what they hold.

A file reaches its place whole or not at all: it is written elsewhere on the same disk, forced to disk, renamed,
and then the folder is forced to disk, so a name that survives a power cut stands for bytes that survived too.
Files are never changed afterwards. A file that no manifest speaks of is harmless; `Objects.remove` takes it away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kenspeckle.ground.frozen import dataclass

from .snapshot import BLOCK, Part, hash_file

SUFFIX = ".parquet"


@dataclass(frozen=True)
class Damage:
    """What is wrong with one part of a snapshot. `ranges`: first and last byte (from 0) of what was changed."""

    delivery: str
    address: str
    found: str  # gone | changed | cut short | grown
    ranges: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        text = f"{self.address[:16]}, the copy of {self.delivery}, is {self.found}"
        if self.ranges:
            text += " in bytes " + ", ".join(f"{first:,} to {last:,}" for first, last in self.ranges)
        return text


class Objects:
    """The folder itself: `ab/cdef….parquet` holds the bytes whose SHA-256 is `abcdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, address: str) -> Path:
        return self.root / address[:2] / (address[2:] + SUFFIX)

    def __contains__(self, address: str) -> bool:
        return self.path(address).is_file()

    def __iter__(self) -> Iterator[str]:
        """Give the address of every file, whether or not a manifest speaks of it."""
        for path in sorted(self.root.glob(f"??/*{SUFFIX}")):
            yield path.parent.name + path.name.removesuffix(SUFFIX)

    def move_in(self, path: Path) -> tuple[str, int, tuple[str, ...]]:
        """Move the file at `path` in; return its address, its size and the hash of each block.

        Bytes that are there already are not written again, unless what is there is damaged.
        """
        path.chmod(0o400)
        with path.open("rb") as file:
            address, size, blocks = hash_file(file)
            os.fsync(file.fileno())
        place = self.path(address)
        if self._holds(place, address):
            path.unlink()
            return address, size, blocks
        make_folder(place.parent)
        path.rename(place)
        sync_folder(place.parent)
        return address, size, blocks

    def _holds(self, place: Path, address: str) -> bool:
        try:
            with place.open("rb") as file:
                return hash_file(file)[0] == address
        except FileNotFoundError:
            return False

    def remove(self, address: str) -> int:
        """Delete the file of `address`; return how many bytes that gave back."""
        path = self.path(address)
        size = path.stat().st_size
        path.unlink()
        sync_folder(path.parent)
        return size

    def examine(self, part: Part) -> Damage | None:
        """Read the bytes of `part` again; return what is wrong with them, or None."""
        try:
            file = self.path(part.address).open("rb")
        except FileNotFoundError:
            return Damage(part.delivery, part.address, "gone")
        with file:
            whole, size, blocks = hash_file(file)
        if whole == part.address:
            return None
        found = "changed" if size == part.bytes else "cut short" if size < part.bytes else "grown"
        shared = zip(part.blocks, blocks, strict=False)
        changed = [i for i, (before, now) in enumerate(shared) if before != now]
        return Damage(part.delivery, part.address, found, tuple(_ranges(changed, min(size, part.bytes))))


def _ranges(blocks: list[int], size: int) -> Iterator[tuple[int, int]]:
    """Join neighbouring blocks, and give the bytes they cover."""
    start = 0
    for i, block in enumerate(blocks):
        if i + 1 < len(blocks) and blocks[i + 1] == block + 1:
            continue
        yield blocks[start] * BLOCK, min((block + 1) * BLOCK, size) - 1
        start = i + 1


def make_folder(folder: Path) -> None:
    """Make `folder`, for its owner alone, so that it outlives a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Force the names in `folder` to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
