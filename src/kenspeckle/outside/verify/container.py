"""The one byte form of a bundle: a ZIP with nothing in it that could differ.

Entries are stored, not compressed (compressors change), sorted by name, all of one date, without comments or
extra fields. Reading takes the file apart by these rules alone, builds it again and compares every byte, so
there is no second way to read a bundle and nowhere to hide anything.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping

from kenspeckle.ground.terms import Finding

MOST_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 10_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*")
_DATE = (1 << 5) | 1  # 1 January 1980, the first day a ZIP can name
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")


class NotABundle(Finding):
    """The file is not a bundle in its one byte form."""


def pack(entries: Mapping[str, bytes]) -> bytes:
    """Return the bundle that holds `entries` (name -> content). Raises ValueError on a name that is not plain."""
    local, central, offset = [], [], 0
    for name in sorted(entries):
        if not NAME.fullmatch(name) or ".." in name:
            raise ValueError(f"{name!r} cannot be the name of a file in a bundle")
        data, raw = entries[name], name.encode()
        crc = zlib.crc32(data)
        head = _LOCAL.pack(b"PK\3\4", 10, 0, 0, 0, _DATE, crc, len(data), len(data), len(raw), 0)
        local += [head, raw, data]
        central += [
            _CENTRAL.pack(
                b"PK\1\2", 10, 10, 0, 0, 0, _DATE, crc, len(data), len(data), len(raw), 0, 0, 0, 0, 0, offset
            ),
            raw,
        ]
        offset += len(head) + len(raw) + len(data)
    directory = b"".join(central)
    end = _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), offset, 0)
    return b"".join([*local, directory, end])


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the entries of a bundle. Raises NotABundle unless `pack` of them gives `data` again, byte for byte."""
    if len(data) > MOST_BYTES:
        raise NotABundle(f"a bundle of more than {MOST_BYTES // 2**20} MB is not read")
    entries: dict[str, bytes] = {}
    at = 0
    while data[at : at + 4] == b"PK\3\4":
        if len(entries) >= MOST_ENTRIES or at + _LOCAL.size > len(data):
            raise NotABundle("this is not a whole bundle: its list of files breaks off")
        *_, size, _, name_length, extra = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + name_length
        raw = data[at + _LOCAL.size : start]
        if extra or start + size > len(data) or not raw.isascii():
            raise NotABundle("this is not a bundle as `ken release` writes it: a file in it is cut off or oddly named")
        name = raw.decode("ascii")
        if not NAME.fullmatch(name) or ".." in name:
            raise NotABundle("a file in the bundle has a name that leads out of it or hides something")
        if name in entries:
            raise NotABundle("the bundle holds two files of one name")
        entries[name] = data[start : start + size]
        at = start + size
    if not entries or pack(entries) != data:
        raise NotABundle("the file is not in the one byte form of a bundle: something was added, cut or changed")
    return entries
