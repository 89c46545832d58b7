"""Trouble with the machine, in words: a full disk, a folder that may not be written. Everything else is a bug.

Only what the system itself says of a file is printed; nothing that was read from one.
"""

from __future__ import annotations

import errno
import sys

_PLACES = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EEXIST,
    errno.ESTALE,
}
_SAFE = "What was there before is as it was. Make room or change the permissions, and run the command again."


def in_words(error: Exception) -> str | None:
    """Return what to tell a person about an error of the machine; None when it is none."""
    if isinstance(error, OSError):
        if error.errno not in _PLACES:
            return None
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}. {_SAFE}"
    if isinstance(error, MemoryError) or _is(error, "duckdb", "OutOfMemoryException"):
        return "there is not enough memory for this. Nothing was lost; close other programs and run the command again."
    if _is(error, "duckdb", "IOException"):
        return f"the engine could not read or write its files: the disk is full or may not be used. {_SAFE}"
    if _is(error, "django.db.utils", "OperationalError"):
        return f"the records cannot be read or written: the disk is full, or their file may not be changed. {_SAFE}"
    return None


def _is(error: Exception, module: str, name: str) -> bool:
    """Whether the error is of a class of a module that was imported; nothing is imported to find out."""
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(error, kind)
