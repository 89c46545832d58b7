"""What corridors are handed to make pages with: it saves a site as files and leaves its data for `ken serve`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kenspeckle.ground.terms.site import Site


def renderer(kept: Path) -> Callable[[Site, Path, Mapping[str, Path]], None]:
    """Return what saves a site's pages in a folder, with downloads beside them, and its data at `kept`."""

    def render(site: Site, folder: Path, downloads: Mapping[str, Path]) -> None:
        from .site_source import keep
        from .static import save

        save(site, folder, downloads)
        keep(site, kept)

    return render
