"""What every public page promises: made from data alone, safe, light, and readable by everybody."""

import gzip
import itertools
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.spec.portal.fixture_site import briefing, fixture_site
from tests.spec.portal.reading import read

import kenspeckle.portal
from kenspeckle.ground.terms.site import PlaceFigure
from kenspeckle.portal.application import addresses, answer
from kenspeckle.portal.site_source import FixedSite

SITE = fixture_site()
PAGES = [path for path in addresses(FixedSite(SITE).index()) if path.endswith(("/", ".html"))]
PORTAL = Path(kenspeckle.portal.__file__).parent


def page(path, site=SITE):
    return read(answer(path, FixedSite(site).index()).content)


@pytest.mark.parametrize("path", [*addresses(FixedSite(SITE).index())])
def test_every_address_is_answered(path, index):
    assert answer(path, index).status_code == (404 if path == "/404.html" else 200)


@pytest.mark.parametrize("path", ["/stories/nobody/", "/measures/x/", "/places/council/", "/no", "/stories/x/y.csv"])
def test_an_unknown_address_says_where_to_look_instead(path, index):
    response = answer(path, index)
    assert response.status_code == 404
    assert "/search/" in response.content.decode()


def test_an_address_without_its_last_slash_leads_to_the_page(index):
    response = answer("/stories", index)
    assert (response.status_code, response["Location"]) == (301, "/stories/")
    assert answer("//evil.example", index).status_code == 404


def test_a_place_is_listed_where_it_lies():
    """A national site has thousands of schools; each is found on the page of its council."""
    assert "Inverlochy" not in page("/places/").all("main")[0].text
    assert page("/places/council/s99000001/").all("a", href="/places/school/8400123/")
    assert page("/places/school/8400123/").all("a", href="/places/council/s99000001/")


def test_a_place_shows_its_figures_by_outcome_and_the_rest_after_them():
    """Core measures before those that contribute; a measure of no outcome stands under Other measures."""
    (place, *others) = SITE.places
    more = replace(place, figures=(PlaceFigure("unserved", "7", "2024/25"), *reversed(place.figures)))
    shown = page("/places/council/s99000001/", replace(SITE, places=(more, *others)))
    assert [h.text for h in shown.all("h3")][:2] == ["Children attend school", "Other measures"]
    assert any(a.attributes["href"].startswith("/goals/learn/#") for a in shown.all("a"))
    rows = shown.all("th", scope="row")
    assert [row.text.split(" contributes")[0] for row in rows][-1] == "unserved"
    assert "contributes" not in rows[0].text
    assert "contributes" in rows[1].text


def test_a_list_of_hundreds_of_places_stays_light_without_scripts():
    """450 entries: under 1,500 elements, and with styles and script under 100 KB as they are, unpacked."""
    (place, *others) = SITE.places
    many = tuple(replace(place, code=f"P{n:04d}", name=f"Place {n}", figures=(), stories=()) for n in range(450))
    index = FixedSite(replace(SITE, places=(place, *others, *many))).index()
    for path in ("/search/", "/places/"):
        content = answer(path, index).content
        assert len(read(content).elements) < 1500, path
        assert len(content) < 60_000, path
    assert len(gzip.compress(answer("/search/", index).content)) < 10_000


def test_no_public_page_opens_a_database(index, monkeypatch):
    from django.db.backends.base.base import BaseDatabaseWrapper

    def refuse(*_):
        raise AssertionError("a public page asked for a record")

    for way in ("connect", "cursor", "ensure_connection"):
        monkeypatch.setattr(BaseDatabaseWrapper, way, refuse)
    for path in addresses(index):
        answer(path, index)


def test_rendering_needs_no_engine_and_no_store():
    """Pages come from data; whoever renders them has no way to a row."""
    program = (
        "import sys; from tests.spec.portal.fixture_site import fixture_site\n"
        "from kenspeckle.portal.application import addresses, answer\n"
        "from kenspeckle.portal.site_source import FixedSite\n"
        "index = FixedSite(fixture_site()).index()\n"
        "[answer(path, index) for path in addresses(index)]\n"
        "print([m for m in sys.modules if m.startswith(('duckdb', 'sqlglot', 'highspy', 'kenspeckle.store',"
        " 'kenspeckle.inside', 'kenspeckle.protect', 'kenspeckle.govern', 'kenspeckle.work'))])"
    )
    root = PORTAL.parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_carries_a_policy_that_it_keeps_itself(path):
    shown = page(path)
    policy = next(e for e in shown.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy.attributes["content"]
    assert "unsafe" not in policy.attributes["content"]
    for element in shown.elements:
        assert element.tag not in ("style", "iframe", "object", "embed", "base")
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        if element.tag == "script":
            assert element.attributes["src"].startswith("/assets/")
            assert not element.text
        if element.tag in ("link", "img", "script"):
            loaded = element.attributes.get("href") or element.attributes.get("src")
            assert loaded.startswith("/"), "nothing is loaded from another host"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_found_one_s_way_in_by_ear(path):
    shown = page(path)
    assert shown.all("html")[0].attributes["lang"] == "en-GB"
    assert len(shown.all("main")) == len(shown.all("h1")) == len(shown.all("header", class_="masthead")) == 1
    assert shown.all("a")[0].attributes["href"] == "#main", "the skip link comes first"
    assert all(nav.attributes.get("aria-label") for nav in shown.all("nav"))
    levels = [int(e.tag[1]) for e in shown.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(deeper <= above + 1 for above, deeper in itertools.pairwise(levels)), levels
    ids = [e.attributes["id"] for e in shown.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    for element in shown.elements:
        for names in ("aria-labelledby", "aria-describedby", "for"):
            assert set(element.attributes.get(names, "").split()) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_a_table_scrolls_in_a_frame_that_the_keyboard_reaches(path):
    shown = page(path)
    frames = shown.all("div", class_="scroll")
    assert len(frames) == len(shown.all("table"))
    for frame in frames:
        assert frame.attributes["role"] == "region"
        assert frame.attributes["tabindex"] == "0"
        assert frame.attributes["aria-label"]
    assert all(th.attributes.get("scope") for th in shown.all("th"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(path):
    html = answer(path, FixedSite(SITE).index()).content
    assert len(gzip.compress(html)) <= 40_000
    assert len(read(html).elements) <= 1_500


def test_a_first_visit_is_light(index):
    assets = {path: answer(path, index).content for path in addresses(index) if path.startswith("/assets/")}
    style = next(content for path, content in assets.items() if path.endswith(".css"))
    script = next(content for path, content in assets.items() if path.endswith(".js"))
    assert len(gzip.compress(style)) <= 20_000
    assert len(script) <= 4_000
    story = answer("/stories/attendance-gap/", index).content
    assert sum(len(gzip.compress(c)) for c in (story, *assets.values())) <= 100_000


def test_the_first_page_has_three_stories_worth_reading_not_thirty():
    many = tuple(briefing(f"b{i}", f"Briefing {i}") for i in range(30))
    crowded = replace(SITE, stories=many, first=tuple(s.name for s in many))
    assert len(page("/", crowded).all("h3")) == 3


def test_the_first_page_says_what_is_due_and_what_changed():
    text = page("/").all("main")[0].text
    assert "overdue" in text
    assert "235 days late" in text
    assert "moved from 90.1% to 90.3%" in text


def test_invented_data_says_so_on_every_page():
    """Nobody may mistake a made-up region for a real one."""
    invented = replace(SITE, invented=True)
    assert all("Invented." in page(path, invented).all("aside")[0].text for path in PAGES)
    assert not page("/").all("aside", **{"aria-label": "Invented data"})


def test_a_preview_says_so_on_every_page():
    draft = fixture_site(released=False)
    for path in PAGES:
        assert "Preview." in page(path, draft).all("aside", class_="ribbon")[0].text
        assert not page(path).all("aside", class_="ribbon")


def test_a_story_needs_nothing_but_its_own_data():
    """A site of one bare story, without measures, sources or places, has all its pages."""
    bare = replace(SITE, measures=(), sources=(), places=(), goals=(), words=(), changes=(), due=(), vocabulary=())
    index = FixedSite(bare).index()
    assert all(answer(path, index).status_code in (200, 404) for path in addresses(index))


def test_the_base_stays_replaceable():
    """The design system's class names stand in the portal's own components and nowhere else."""
    for file in PORTAL.rglob("*"):
        inside = file.relative_to(PORTAL).parts
        if file.suffix in (".py", ".html", ".js") and inside[:2] != ("templates", "parts"):
            text = file.read_text()
            named = set(re.findall(r"govuk-[\w-]+", text)) - {"govuk-frontend"}
            assert not named, f"{file}: {named}"
