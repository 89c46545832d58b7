"""What corridors are handed to make pages with: it saves a site as files and leaves its data for `ken serve`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any


def renderer(kept: Path, beside: Iterable[str] = ()) -> Callable[[dict[str, Any], Path, Mapping[str, Path]], None]:
    """Return what saves a site's pages in a folder, with downloads beside them, and its data at `kept`.

    beside: stories that are shown as the site at `kept` tells them, where the new one tells only some.
    """

    def render(site: dict[str, Any], folder: Path, downloads: Mapping[str, Path]) -> None:
        from .site_source import FixedSite, keep, written
        from .static import save

        if beside:
            from .beside import with_others

            site = with_others(site, kept, beside)
        data = written(site)
        save(FixedSite(site, downloads), folder)
        keep(data, kept)

    return render
