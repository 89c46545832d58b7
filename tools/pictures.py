#!/usr/bin/env python3
"""Photograph every kind of page at three widths for the docs.

    tools/pictures.py SITE [--out docs/pictures]

SITE is a saved site (`out/preview` or `out/site` of a workspace). Which pages stand for their kind is chosen from
the site itself: the first of each kind in the order of its own lists. Chromium comes from the system (CHROMIUM, or
`chromium` on the path); nothing is downloaded.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from pathlib import Path

WIDTHS = (1280, 768, 320)
TALLEST = 1600
"""A picture for the docs shows how a page begins; the rest of a long one is cut off."""

KINDS = {
    "first-page": "index.html",
    "stories": "stories/index.html",
    "measures": "measures/index.html",
    "sources": "sources/index.html",
    "places": "places/index.html",
    "goals": "goals/index.html",
    "glossary": "glossary/index.html",
    "method": "method/index.html",
    "quality": "quality/index.html",
    "register": "register/index.html",
    "search": "search/index.html",
    "accessibility": "accessibility/index.html",
    "not-found": "404.html",
}


def pages(site: Path) -> dict[str, str]:
    """Return a page of `site` for each kind of page that it has."""
    found = {kind: page for kind, page in KINDS.items() if (site / page).is_file()}
    for kind in ("measures", "sources", "goals", "places"):
        links = [
            link for link in _links(site / kind) if (site / kind).resolve() in (site / kind / link).resolve().parents
        ]
        if links:
            found[kind.removesuffix("s")] = str((site / kind / links[0]).resolve().relative_to(site.resolve()))
    for link in _links(site / "stories"):
        page = (site / "stories" / link).resolve()
        if (kind := re.search(r'<article class="story story-([\w-]+)"', page.read_text())) is not None:
            found.setdefault(kind[1], str(page.relative_to(site.resolve())))
    return found


def _links(folder: Path) -> list[str]:
    """Return where the list page of `folder` leads to, in order, leaving out what stands around every page."""
    text = (folder / "index.html").read_text()
    own = text[text.index("<main") : text.index("</main>")]
    return re.findall(r'<a href="([^"#]+/index\.html)"', own)


def photograph(site: Path, out: Path, chromium: str) -> int:
    """Write a picture of every kind of page at every width; return how many."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    taken = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        for width in WIDTHS:
            window = browser.new_page(viewport={"width": width, "height": 900})
            for kind, page in sorted(pages(site).items()):
                window.goto(f"file://{site.resolve()}/{page}")
                height = min(window.evaluate("document.documentElement.scrollHeight"), TALLEST)
                window.screenshot(
                    path=str(out / f"{kind}-{width}.png"),
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": height},
                )
                taken += 1
        browser.close()
    return taken


if __name__ == "__main__":
    reading = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reading.add_argument("site", type=Path)
    reading.add_argument("--out", type=Path, default=Path("docs/pictures"))
    asked = reading.parse_args()
    if not (asked.site / "index.html").is_file():
        sys.exit(f"{asked.site} is no saved site; run `ken build` there first")
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not browser_path:
        sys.exit("there is no Chromium here: apt-get install chromium")
    print(f"{photograph(asked.site, asked.out, browser_path)} pictures in {asked.out}")
