"""What only a real browser can tell: axe, narrow screens, large text, no scripts, the keyboard, paper."""

import re
from dataclasses import replace

import pytest
from tests.spec.portal.fixture_site import figure, fixture_site, story

from kenspeckle.ground.terms.page import FigureBlock
from kenspeckle.outside.draw import draw
from kenspeckle.portal.static import save

pytestmark = pytest.mark.browser

KINDS = {
    "first page": "index.html",
    "stories": "stories/index.html",
    "story": "stories/attendance-gap/index.html",
    "report card": "stories/braeland-report-card/index.html",
    "briefing": "stories/friday-briefing/index.html",
    "measures": "measures/index.html",
    "measure": "measures/attendance_rate/index.html",
    "sources": "sources/index.html",
    "source": "sources/attendance/index.html",
    "places": "places/index.html",
    "place": "places/school/8400123/index.html",
    "goals": "goals/index.html",
    "goal": "goals/learn/index.html",
    "glossary": "glossary/index.html",
    "method": "method/index.html",
    "quality": "quality/index.html",
    "why hidden": "why-hidden/index.html",
    "register": "register/index.html",
    "search": "search/index.html",
    "accessibility": "accessibility/index.html",
    "not found": "404.html",
}
STORY = KINDS["story"]


@pytest.fixture(scope="module")
def contexts(browser):
    """A window for each set of options, opened once."""
    made = {}

    def context(**options):
        key = tuple(sorted(options.items()))
        if key not in made:
            made[key] = browser.new_context(**options).new_page()
        return made[key]

    yield context
    for page in made.values():
        page.context.close()


@pytest.fixture
def visit(contexts, saved):
    """Open a page of the saved site from the disk; any complaint of the browser's fails the test."""
    complaints, listening = [], []

    def heard(said):
        if said.type in ("error", "warning"):
            complaints.append(said.text)

    def open_page(path, width=1280, **options):
        page = contexts(**options)
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", heard)
        listening.append(page)
        page.goto(f"file://{saved}/{path}")
        return page

    yield open_page
    for page in listening:
        page.remove_listener("console", heard)
    assert complaints == []


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(visit, kind):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(KINDS[kind], bypass_csp=True)  # axe sets styles of its own while it looks
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = axe.run(page, options={"preload": False})  # no fetching from a disk
    assert len(found.response["passes"]) > 10, "axe looked at the page"
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_in_a_preview(contexts, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    save(fixture_site(released=False), tmp_path / "preview")
    page = contexts(bypass_csp=True)
    page.goto(f"file://{tmp_path}/preview/index.html")
    found = axe.run(page, options={"preload": False})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_over_a_narrow_screen(visit, kind):
    page = visit(KINDS[kind], width=320)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    over = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, pre, .unseen, svg')
           && e.getBoundingClientRect().right > 320.5).map(e => e.tagName + '.' + e.className)"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320, over
    assert over == []


@pytest.mark.parametrize("kind", ["first page", "story", "report card", "source", "search"])
def test_text_can_be_twice_as_large(visit, kind):
    page = visit(KINDS[kind], width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 640


def test_the_picture_for_a_phone_takes_the_place_of_the_wide_one(visit):
    for width in (320, 1280):
        shown = visit(STORY, width=width).evaluate(
            "[...document.querySelectorAll('figure svg')].filter(s => s.getBoundingClientRect().width > 0).length"
        )
        assert shown == 1


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_word_of_a_picture_is_cut_at_its_edge(contexts, tmp_path, width):
    """The page's own face may be wider than the one that drawings are laid out for."""
    long = figure("long")
    names = ("Mostly rural family of eight", "Mostly urban family of eight")
    series = tuple(replace(s, name=name) for s, name in zip(long.chart.series, names, strict=True))
    chart = replace(long.chart, series=series)
    told = replace(story(), blocks=(FigureBlock(chart, draw(chart)),))
    save(replace(fixture_site(), stories=(told,), first=()), tmp_path / "site")
    page = contexts()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"file://{tmp_path}/site/{STORY}")
    cut = page.evaluate(
        """[...document.querySelectorAll('figure svg')].filter(s => s.getBoundingClientRect().width > 0).flatMap(
             s => [...s.querySelectorAll('text')].filter(t => t.getBBox().x < -1
               || t.getBBox().x + t.getBBox().width > s.viewBox.baseVal.width + 1).map(t => t.textContent))"""
    )
    assert cut == []


def test_everything_can_be_read_without_scripts(visit):
    page = visit(STORY, java_script_enabled=False)
    assert page.locator("#claim-1").is_visible()
    page.locator("summary").first.click()
    assert page.locator("figure table").first.is_visible()
    listing = visit(KINDS["search"], java_script_enabled=False)
    assert listing.locator("#search-hint").is_visible()
    assert not listing.locator("#search-form").is_visible()
    assert listing.locator("[data-entry]").count() == listing.locator("[data-entry] a:visible").count() > 10


def test_search_narrows_the_list_from_a_disk(visit):
    page = visit(KINDS["search"])
    page.get_by_label("Story, measure, source, place, goal or word").fill("ATTENDANCE rate")
    assert page.locator("[data-entry]:visible").count() == 1
    assert page.locator("#search-count").inner_text() == "1 page found"
    page.get_by_role("link", name="Attendance rate").click()
    assert page.locator("h1").inner_text() == "Attendance rate"


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit):
    page = visit(STORY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached, plain = set(), []
    for _ in range(80):
        page.keyboard.press("Tab")
        name, outlined = page.evaluate(
            """(() => { const e = document.activeElement, s = getComputedStyle(e);
                return [e.tagName + (e.id || e.className),
                        s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none']; })()"""
        )
        reached.add(name)
        if name != "BODY" and not outlined:
            plain.append(name)
    assert plain == []
    assert {"Awords-1", "Awords-7"} <= reached
    assert any("summary" in name.lower() for name in reached)


def test_targets_are_large_enough_to_hit(visit):
    """24 pixels, but for links inside a sentence."""
    page = visit(STORY, width=320)
    small = page.evaluate(
        """[...document.querySelectorAll('a, summary, input, button')].filter(e => {
             const r = e.getBoundingClientRect();
             if (!r.width || e.closest('p, dd, h1, h2, h3, .prose') || e.matches('[href="#main"]')) return false;
             return r.height < 24 || r.width < 24;
           }).map(e => e.textContent.trim())"""
    )
    assert small == []


def test_a_claim_stays_marked_where_colours_are_forced(visit):
    page = visit(STORY, forced_colors="active")
    lines = page.evaluate(
        """[...document.querySelectorAll('.claim-words')].map(e => getComputedStyle(e).textDecorationStyle
           + ' ' + getComputedStyle(e).textDecorationLine)"""
    )
    kinds = [line for line in lines if "none" not in line]
    assert len(set(kinds)) >= 4, "each verdict has a line of its own"


def test_a_briefing_fits_one_sheet_of_paper(visit):
    page = visit(KINDS["briefing"])
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheets)) == 1


def test_the_browser_asks_no_other_host(browser, saved):
    context = browser.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in KINDS.values():
        page.goto(f"file://{saved}/{path}")
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith((f"file://{saved}/", "data:"))] == []
