"""Zip files whose bytes depend on their members alone: stored, in a given order, with one fixed date."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

_CHUNK = 1 << 20


def write_zip(path: Path, members: Iterable[tuple[str, bytes | IO[bytes]]]) -> None:
    """Write an archive of `members`, names with bytes or with an open file that is read from its start.

    Nothing is compressed: the bytes that a packer makes differ between versions of its library.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as packed:
        for name, content in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # as on any Unix, wherever it is written
            info.external_attr = 0o644 << 16
            if isinstance(content, bytes):
                packed.writestr(info, content)
                continue
            content.seek(0)
            with packed.open(info, "w", force_zip64=True) as member:
                shutil.copyfileobj(content, member, _CHUNK)
