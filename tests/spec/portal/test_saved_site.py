"""A saved site: whole or not at all, the same bytes each time, every link leading to a file on the disk."""

import os
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.spec.portal.fixture_site import briefing, fixture_site
from tests.spec.portal.reading import read

from kenspeckle.ground.terms import KenError
from kenspeckle.portal import static
from kenspeckle.portal.static import save


def files(folder):
    return {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}


def contents(folder):
    return {name: path.read_bytes() for name, path in files(folder).items()}


def test_every_link_leads_to_a_file_and_to_a_place_in_it(saved):
    pages = {path: read(path.read_bytes()) for path in saved.rglob("*.html")}
    anchors = {p.resolve(): {e.attributes.get("id") for e in page.elements} for p, page in pages.items()}
    checked = 0
    for path, page in pages.items():
        for element in page.elements:
            link = element.attributes.get("href") or element.attributes.get("src")
            if link is None or link.startswith(("https://", "mailto:")):
                continue
            assert not link.startswith("/"), f"{path}: {link} would leave the folder"
            target, _, fragment = link.partition("#")
            leads_to = (path.parent / unquote(target)).resolve() if target else path.resolve()
            assert leads_to.is_file(), f"{path}: {link}"
            if fragment:
                assert fragment in anchors[leads_to], f"{path}: {link}"
            checked += 1
    assert checked > 500


def test_the_same_site_gives_the_same_bytes(saved, tmp_path):
    save(fixture_site(), tmp_path / "again")
    again = contents(tmp_path / "again")
    first = contents(saved)
    first.pop("bundles/attendance-gap.ken.zip")
    assert again == first


def test_a_page_that_has_not_changed_keeps_its_file(tmp_path):
    site, out = fixture_site(), tmp_path / "site"
    save(site, out)
    before = {name: path.stat().st_ino for name, path in files(out).items()}
    edited = replace(site, stories=(*site.stories[:-1], briefing("same-collection", "One collection")))
    report = save(edited, out)
    after = {name: path.stat().st_ino for name, path in files(out).items()}
    assert before["stories/attendance-gap/index.html"] == after["stories/attendance-gap/index.html"]
    assert before["stories/same-collection/index.html"] != after["stories/same-collection/index.html"]
    assert 0 < report.written < report.kept


def test_what_is_no_longer_told_is_gone(tmp_path):
    site, out = fixture_site(), tmp_path / "site"
    save(site, out)
    save(replace(site, stories=site.stories[:1]), out)
    assert not (out / "stories/friday-briefing").exists()


@pytest.mark.parametrize("page", [0, 7, 20])
def test_a_failure_midway_leaves_the_old_site_whole(tmp_path, monkeypatch, page):
    site, out = fixture_site(), tmp_path / "site"
    save(site, out)
    before = contents(out)
    asked = iter(range(1000))
    real = static.answer

    def fails(path, index):
        if next(asked) == page:
            raise OSError("no space left on device")
        return real(path, index)

    monkeypatch.setattr(static, "answer", fails)
    with pytest.raises(OSError, match="no space"):
        save(replace(site, name="Renamed"), out)
    assert contents(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"], "nothing is left lying beside it"


def test_old_and_new_change_places_in_one_step(tmp_path, monkeypatch):
    """At no moment is there no site: the file system exchanges the two folders."""
    site, out = fixture_site(), tmp_path / "site"
    save(site, out)
    monkeypatch.setattr(os, "rename", lambda *_: pytest.fail("two renames leave a gap"))
    save(replace(site, name="Renamed"), out)
    assert b"Renamed" in (out / "index.html").read_bytes()


def test_without_an_exchange_the_folders_are_renamed(tmp_path, monkeypatch):
    site, out = fixture_site(), tmp_path / "site"
    save(site, out)
    monkeypatch.setattr(static, "_exchange", lambda *_: False)
    save(replace(site, name="Renamed"), out)
    assert b"Renamed" in (out / "index.html").read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_save_left_is_swept_away(tmp_path):
    dead, alive = tmp_path / ".site.99999999.ab.new", tmp_path / f".site.{os.getpid()}.cd.new"
    dead.mkdir()
    alive.mkdir()
    save(fixture_site(), tmp_path / "site")
    assert not dead.exists()
    assert alive.exists(), "another save may be at work in it"


def test_a_folder_that_is_no_site_of_ours_is_never_replaced(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"x")
    with pytest.raises(KenError, match="no site of ours"):
        save(fixture_site(), tmp_path / "photos")
    assert (tmp_path / "photos" / "one.jpg").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(KenError, match="not a folder"):
        save(fixture_site(), tmp_path / "file")


def test_two_stories_of_one_address_are_refused(tmp_path):
    site = fixture_site()
    twins = replace(site, stories=(briefing("Fife"), briefing("fife")))
    with pytest.raises(KenError, match="share the page"):
        save(twins, tmp_path / "site")


def test_a_link_that_leads_nowhere_is_reported(tmp_path):
    report = save(fixture_site(), tmp_path / "site")
    assert report.broken == (("/stories/attendance-gap/", "/bundles/attendance-gap.ken.zip"),)


def test_names_that_are_no_file_names_still_have_pages(tmp_path):
    odd = briefing("../../etc/passwd", "Odd")
    save(
        replace(fixture_site(), stories=(odd, briefing("a b/ç"), briefing("."), briefing("")), first=()), tmp_path / "s"
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s"]
    assert len([p for p in (tmp_path / "s" / "stories").iterdir() if p.is_dir()]) == 4


def test_saving_is_quick(tmp_path):
    """An added story may cost 15 ms of processor time in all; its page takes a part of that."""
    import time

    site = fixture_site()
    more = replace(site, stories=site.stories + tuple(replace(site.stories[0], name=f"more-{i}") for i in range(20)))
    save(site, tmp_path / "warm")
    start = time.process_time()
    save(site, tmp_path / "few")
    few = time.process_time() - start
    start = time.process_time()
    save(more, tmp_path / "many")
    many = time.process_time() - start
    assert (many - few) / 20 < 0.010


def test_the_kept_style_sheet_is_the_one_that_was_compiled():
    import hashlib

    vendor = Path(static.__file__).parent / "assets" / "vendor"
    digest, name = (vendor / "SHA256SUMS").read_text().split()
    content = (vendor / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
    for forbidden in (b"@font-face", b"url(", b"GDS Transport", b"@import"):
        assert forbidden not in content
    assert "Crown Copyright" in (vendor / "LICENCE.txt").read_text()
