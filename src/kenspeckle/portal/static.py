"""Save the public pages to a folder that needs no server: relative links, readable from a disk, swapped in whole.

Pages are rendered into a fresh folder beside the old one; only when every page is there do the two change
places, in one step of the file system where it has one. If anything fails before that, the old site stands
untouched. The same site gives the same bytes; a page that has not changed keeps its file.
"""

from __future__ import annotations

import ctypes
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import KenError
from kenspeckle.ground.terms.site import Site

from .application import addresses, answer
from .site_source import FixedSite, SiteSource

_LINK = re.compile(r'(\s(?:href|src)=")(/[^"]*)"')
"""Links into this site. Text cannot look like one: its quotation marks are escaped."""


@dataclass(frozen=True)
class Saved:
    """What saving did: files written anew and kept as they were, and links that lead nowhere (page, link)."""

    folder: Path
    written: int
    kept: int
    broken: tuple[tuple[str, str], ...] = ()


def save(site: Site | SiteSource, out: Path, downloads: Mapping[str, Path] | None = None) -> Saved:
    """Save every public page of `site` as the folder `out`.

    `downloads`: files to lie beside the pages, by their path in the site, such as `bundles/x.ken.zip`. Raises
    KenError when `out` is something else than a site saved before (nothing foreign is ever replaced), or when
    two pages would share an address.
    """
    source = FixedSite(site, downloads) if isinstance(site, Site) else site
    _refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    _sweep(out)
    fresh = out.parent / f".{out.name}.{os.getpid()}.{secrets.token_hex(4)}.new"
    try:
        saved = _fill(fresh, out, source)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return saved


def _sweep(out: Path) -> None:
    """Remove what a save that was killed left behind; the folder of one that still runs stays."""
    for left in out.parent.glob(f".{out.name}.*.new"):
        process = left.name.split(".")[-3]
        if not (process.isdigit() and Path("/proc", process).exists()):
            shutil.rmtree(left, ignore_errors=True)


MARK = ".kenspeckle-site"


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise KenError(f"{out} is not a folder, so no site can be put there; choose another `out:` in ken.yaml")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        raise KenError(
            f"{out} holds files that are no site of ours, and saving would replace them all\n"
            "choose another `out:` in ken.yaml, or move those files away"
        )


def _fill(fresh: Path, old: Path, source: SiteSource) -> Saved:
    index, downloads = source.index(), source.downloads
    paths = [*addresses(index, downloads)]
    known = frozenset(paths)
    broken: list[tuple[str, str]] = []
    written = kept = 0
    for path, content in _pages(paths, known, index, downloads, broken):
        target = fresh / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, target)
            written += 1
        elif _keep(old / path, target, content):
            kept += 1
        else:
            target.write_bytes(content)
            written += 1
    (fresh / MARK).write_bytes(b"This folder was saved by kenspeckle and is replaced whole each time.\n")
    return Saved(old, written, kept, tuple(broken))


def _pages(
    paths: list[str], known: Set[str], index: object, downloads: Mapping[str, Path], broken: list[tuple[str, str]]
) -> Iterator[tuple[str, bytes | Path]]:
    for path in paths:
        if path[1:] in downloads:
            yield path[1:], downloads[path[1:]]
            continue
        response = answer(path, index)  # type: ignore[arg-type]
        if response.status_code != 200 and path != "/404.html":
            raise RuntimeError(f"{path} answered {response.status_code}")
        body: bytes = response.content
        if response["Content-Type"].startswith("text/html"):
            body = _relative(body.decode(), path, known, broken).encode()
        yield _file(path), body


def _file(path: str) -> str:
    return path[1:] + "index.html" if path.endswith("/") else path[1:]


def _relative(html: str, path: str, known: Set[str], broken: list[tuple[str, str]]) -> str:
    up = "../" * _file(path).count("/")

    def rewrite(found: re.Match[str]) -> str:
        target, mark, fragment = found[2].partition("#")
        if target not in known:
            broken.append((path, target))
        return f'{found[1]}{up}{_file(target)}{mark}{fragment}"'

    return _LINK.sub(rewrite, html)


def _keep(old: Path, new: Path, content: bytes) -> bool:
    """Give `new` the file at `old` when that holds `content`; False when it does not, or links cannot be made."""
    try:
        if old.stat().st_size != len(content) or old.read_bytes() != content:
            return False
        os.link(old, new)
    except OSError:
        return False
    return True


_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def _swap(fresh: Path, out: Path) -> None:
    """Let `fresh` and `out` change places; afterwards `fresh` is the old site, or gone when there was none."""
    if not out.exists():
        os.rename(fresh, out)
        return
    if _exchange(fresh, out):
        return
    # Without an exchange there is one instant in which neither stands; the old one is then beside `out`.
    aside = fresh.with_suffix(".old")
    os.rename(out, aside)
    os.rename(fresh, out)
    shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    done = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)
