"""Zip files: what is in one, and its members unpacked one at a time, within limits.

Nothing is unpacked under a name that the archive chose. An archive that is cut short, locked, far larger inside
than outside, or whose names climb out of a folder is refused whole.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from ..reading import Delivered
from ..refusals import MAX_RATIO, MAX_UNPACKED, DeliveryRefused

_CHUNK = 1 << 20
_SMALL = 8 << 20
"""Bytes below which a high ratio is no danger: an empty sheet packs a thousand times."""

_CUT_SHORT = "it cannot be opened as a zip file; it may be damaged or cut short."


def examine(file: Delivered, most: int = MAX_UNPACKED) -> list[str]:
    """Return the names in an archive after reading all of it once; raises DeliveryRefused when it is not sound.

    most: bytes that it may unpack to.
    """
    try:
        with zipfile.ZipFile(file.path) as packed:
            total = 0
            for info in packed.infolist():
                _check_name(info, file.label)
                total += info.file_size
                _check_size(file, info.file_size, info.compress_size, total, most)
            if not packed.infolist():
                raise DeliveryRefused(file.label, "it is an empty archive.", "Ask its provider to send it again.")
            total = 0
            for info in packed.infolist():
                with packed.open(info) as member:
                    size = 0
                    while chunk := member.read(_CHUNK):
                        size += len(chunk)
                        total += len(chunk)
                        _check_size(file, size, info.compress_size, total, most)
            return [i.filename for i in packed.infolist() if not i.is_dir()]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise DeliveryRefused(file.label, _CUT_SHORT, "Ask its provider to send it again.") from None
    except (RuntimeError, NotImplementedError):
        raise DeliveryRefused(
            file.label, "it is locked with a password or packed in an unusual way.", "Deliver a plain zip file."
        ) from None


def members(file: Delivered, pattern: str, scratch: Path) -> list[Delivered]:
    """Unpack the members that match the glob `pattern` into `scratch` and return them, sorted by name.

    An empty pattern stands for the only data file in the archive. Raises DeliveryRefused when none matches.
    """
    names = sorted(n for n in examine(file) if not _is_debris(n))
    if pattern:
        chosen = [n for n in names if fnmatchcase(n, pattern) or fnmatchcase(PurePosixPath(n).name, pattern)]
    else:
        chosen = names
        if len(names) > 1:
            listed = ", ".join(f"'{n}'" for n in names[:12]) + (" ..." if len(names) > 12 else "")
            raise DeliveryRefused(file.label, f"it holds {len(names)} files: {listed}.", "Name them in `member`.")
    if not chosen:
        raise DeliveryRefused(
            file.label, f"it holds no file that matches '{pattern}'.", f"It holds: {', '.join(names[:12])}."
        )
    unpacked = []
    with zipfile.ZipFile(file.path) as packed:
        for number, name in enumerate(chosen):
            path = scratch / f"member-{number}{PurePosixPath(name).suffix.lower()}"
            with packed.open(name) as member, path.open("xb") as out:
                shutil.copyfileobj(member, out, _CHUNK)
            unpacked.append(Delivered(f"{file.label}!{name}", path, PurePosixPath(name).name))
    return unpacked


def _is_debris(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in {".DS_Store", "Thumbs.db"}


def _check_name(info: zipfile.ZipInfo, label: str) -> None:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or (len(name) > 1 and name[1] == ":"):
        raise DeliveryRefused(label, "it holds a file whose name climbs out of the archive.", "Do not trust it.")
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        raise DeliveryRefused(label, "it holds a link instead of a file.", "Deliver the file itself.")


def _check_size(file: Delivered, size: int, packed: int, total: int, most: int) -> None:
    if total > most or (size > _SMALL and size > MAX_RATIO * max(packed, 1)):
        raise DeliveryRefused(
            file.label,
            f"it unpacks to far more than it holds ({file.path.stat().st_size:,} bytes), as a zip bomb does.",
            "If it is honest, deliver the files unpacked.",
        )
