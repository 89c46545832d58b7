"""The readers, one module for each kind of file, and the one table of them."""

from __future__ import annotations

from collections.abc import Callable

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..reading import Delivered, Reading
from . import columnar, delimited, documents, markup, oneroster, report, workbook

Reader = Callable[[Delivered, DeliverySpec], Reading]

READERS: dict[str, Reader] = {
    "csv": delimited.read,
    "excel": workbook.read,
    "parquet": columnar.read,
    "json": documents.read,
    "xml": markup.read,
    "report": report.read,
    "oneroster": oneroster.read,
}
"""Name of a format, as a contract gives it -> the function that reads a file of it."""
