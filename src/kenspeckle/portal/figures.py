"""A figure as every page shows it: finding, sentence, picture, table, CSV, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kenspeckle.ground.terms import SUPPRESSED

from .templating import render


def figure_html(block: Mapping[str, Any], heading: str, level: int, href: str, caption: str = "") -> SafeString:
    """Render a figure with `heading` of `level` above it and `caption` under it, both HTML.

    Its CSV lies beside the page at `href`.
    """
    drawing = block["drawing"]
    return render(
        "parts/figure.html",
        {
            "figure": block,
            "drawing": drawing,
            # The pictures come from `draw`, which escapes every word it sets.
            "wide": mark_safe(drawing["svg"]),  # noqa: S308
            "narrow": mark_safe(drawing["narrow"]),  # noqa: S308
            "heading": mark_safe(heading),  # noqa: S308  (prose escapes)
            "caption": mark_safe(caption),  # noqa: S308  (so is this)
            "level": level,
            "csv": f"{href}{block['anchor']}.csv",
            "hidden": any(note.startswith(SUPPRESSED.mark) for note in drawing["notes"]),
        },
    )
