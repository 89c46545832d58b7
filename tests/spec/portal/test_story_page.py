"""A story page: every claim marked and leading to its evidence, every figure with its words and its table."""

import csv
import io
from dataclasses import replace

import pytest
from tests.spec.portal.fixture_site import claims, figure, fixture_site, story
from tests.spec.portal.reading import read

from kenspeckle.ground.terms.page import Claimed, Heading, Link, Method, Paragraph, Text
from kenspeckle.portal.application import answer
from kenspeckle.portal.prose import safe_href
from kenspeckle.portal.site_source import FixedSite
from kenspeckle.portal.verdicts import VERDICTS

PAGE = "/stories/attendance-gap/"


def show(told):
    return read(answer(PAGE, FixedSite(replace(fixture_site(), stories=(told,), first=())).index()).content)


@pytest.fixture(scope="module")
def shown():
    return show(story())


def test_each_claim_leads_to_its_note_and_back(shown):
    ids = {e.attributes.get("id") for e in shown.elements}
    marked = shown.all("a", class_="claim")
    assert len(marked) == len(claims())
    for number, _ in enumerate(claims(), 1):
        assert {f"claim-{number}", f"words-{number}"} <= ids
        assert shown.all("a", href=f"#claim-{number}")
        assert shown.all("a", href=f"#words-{number}", class_="note-number")


def test_a_verdict_is_told_in_a_word_and_a_mark_not_by_colour_alone(shown):
    for claim in claims():
        number, look = claim.index + 1, VERDICTS[claim.verdict]
        link = shown.all("a", href=f"#claim-{number}")[0]
        assert look.word in link.text
        assert look.mark in link.text
        note = shown.all("li", id=f"claim-{number}")[0]
        assert look.word in note.text
        assert claim.why in note.text
        assert claim.shown in note.text
        assert claim.about in note.text


def test_verdicts_differ_in_their_marks():
    assert len({look.mark for look in VERDICTS.values()}) == len({look.style for look in VERDICTS.values()}) == 6


def test_withheld_words_are_never_rendered():
    """The author's number would itself be the disclosure, even if a careless caller passed it on."""
    leaky = replace(claims()[4], words="seventy-five per cent")
    told = replace(story(), claims=(*claims()[:4], leaky, *claims()[5:]), title=(Claimed(4),))
    index = FixedSite(replace(fixture_site(), stories=(told,), first=())).index()
    html = answer(PAGE, index).content.decode()
    assert "seventy-five" not in html
    assert html.count("[withheld to protect children]") >= 3


def test_the_evidence_shows_other_ways_and_the_opposing_claim(shown):
    note = shown.all("li", id="claim-1")[0].text
    assert "Counted 48 ways: true in 41; not without the pandemic years." in note
    assert "the strongest of 12 claims against it" in note
    assert "very late counts as absent" in note
    assert "attendance_rate from 2022/23 to 2024/25" in note
    assert "Fresh; delivered 9 November 2026." in note


def test_banners_stand_before_the_words_they_warn_of(shown):
    tags = [e.attributes.get("class", "") for e in shown.elements]
    assert tags.index("banner banner-contradicted") < tags.index("prose")


def test_a_figure_has_heading_sentence_pictures_table_and_csv(shown):
    block = figure()
    whole = shown.all("figure", id=block.chart.anchor)[0]
    for words in (block.chart.title, block.chart.subtitle, block.drawing.sentence, block.chart.method):
        assert words in whole.text
    pictures = [e for e in shown.all("svg") if "figure" in e.inside]
    assert len(pictures) == 2
    assert all(e.attributes["role"] == "img" for e in pictures)


def test_a_figure_s_table_equals_its_data_and_its_download():
    block = figure()
    index = FixedSite(fixture_site()).index()
    html = read(answer(PAGE, index).content)
    cells = [e.text for e in html.elements if e.tag in ("th", "td") and "figure" in e.inside]
    wanted = [*block.drawing.head, *(cell for row in block.drawing.rows for cell in row)]
    assert cells == wanted
    link = html.all("a", href=f"{PAGE}{block.chart.anchor}.csv")[0]
    download = answer(link.attributes["href"], index)
    assert download.content.decode() == block.drawing.csv
    rows = list(csv.reader(io.StringIO(download.content.decode())))
    assert len(rows) > len(block.drawing.rows)


def test_what_a_mark_for_an_absence_means_stands_under_the_table(shown):
    notes = figure().drawing.notes
    assert any("[c]" in note for note in notes)
    assert all(note in shown.all("details")[0].text for note in notes)


def test_how_to_check_the_page_is_on_the_page(shown):
    assert "ken verify attendance-gap.ken.zip" in shown.all("section", class_="verify")[0].text
    assert shown.all("a", href="/bundles/attendance-gap.ken.zip")
    assert not show(replace(story(), bundle="")).all("section", class_="verify")


def test_a_caption_stands_right_under_the_picture_with_its_claims_marked():
    block = replace(figure(), caption=(Text("In the prices of "), Claimed(1)))
    page = show(replace(story(), blocks=(block,)))
    classes = [e.attributes.get("class", "") for e in page.elements]
    picture, caption, table = (classes.index(c) for c in ("picture", "figure-caption", "govuk-details"))
    assert picture < caption < table
    (written,) = page.all("p", class_="figure-caption")
    assert written.text.startswith("In the prices of 87.6%")
    assert len([e for e in page.all("a", href="#claim-2") if "figure" in e.inside]) == 1


def test_a_method_has_a_heading_of_its_own_unless_its_author_gave_it_one():
    method = Method((("Rate", "What it is.", ()),))
    bare = show(replace(story(), blocks=(Heading(2, (Text("One"),), "one"), Paragraph((Text("Words."),)), method)))
    assert [e.text for e in bare.all("h2", id="how-this-is-counted")] == ["How this is counted"]
    own = show(replace(story(), blocks=(Heading(2, (Text("Counting"),), "counting"), method)))
    assert own.all("h2", id="how-this-is-counted") == []


def test_a_withheld_claim_before_a_figure_leaves_the_figures_heading_alone():
    """Its words are empty, and nothing can be found in a heading by empty words."""
    page = show(
        replace(story(), title=(Text("Title"),), blocks=(figure(), Paragraph((Claimed(0),))), claims=hidden_first())
    )
    assert [e.text for e in page.all("h2", class_="figure-heading")] == [figure().chart.title]


def hidden_first():
    return tuple(replace(c, index=n) for n, c in enumerate((claims()[4], *claims()[:4])))


def test_headings_close_the_gaps_that_an_author_leaves():
    gap = (Heading(1, (Text("One"),), "one"), Heading(6, (Text("Deep"),), "main"), figure())
    page = show(replace(story(), blocks=gap))
    levels = {e.text: e.tag for e in page.elements if e.tag in ("h2", "h3", "h4", "h5", "h6")}
    assert levels["One"] == "h2"
    assert levels["Deep"] == "h3"
    assert levels[figure().chart.title] == "h4"
    assert len(page.all("h3", id="main")) == 0, "an anchor that the page uses is not given twice"


@pytest.mark.parametrize(
    ("written", "goes_to"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("#what-next", "#what-next"),
        ("/measures/x/", "/measures/x/"),
        ("other-story.md", "/stories/other-story/"),
        ("../stories/other-story.md#end", "/stories/other-story/#end"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example/x", ""),
        ("\\\\evil.example", ""),
        ("/\\evil.example", ""),
        ("http://[", ""),
    ],
)
def test_an_author_s_link_goes_to_the_web_or_to_a_page_and_nowhere_else(written, goes_to):
    assert safe_href(written) == goes_to


def test_a_link_that_may_go_nowhere_leaves_its_words():
    page = show(replace(story(), blocks=(Paragraph((Link("javascript:alert(1)", (Text("look"),)),)),)))
    assert page.all("p")[-1] is not None
    assert "look" in page.all("div", class_="prose")[0].text
    assert not [a for a in page.all("a") if a.attributes["href"].startswith("javascript")]


def test_a_figure_that_nobody_drew_stops_the_site():
    undrawn = replace(figure(), drawing=None)
    with pytest.raises(ValueError, match="has not been drawn"):
        show(replace(story(), blocks=(undrawn,)))


@pytest.mark.parametrize("word", ["council/S99000001", "S99000001", "Braeland"])
def test_a_story_may_name_a_place_by_code_or_by_name(word):
    assert show(replace(story(), places=(word,))).all("a", href="/places/council/s99000001/")


def test_a_name_that_two_places_share_links_to_neither():
    site = fixture_site()
    twins = (site.places[0], replace(site.places[1], name="Braeland"))
    index = FixedSite(replace(site, places=twins)).index()
    assert index.places(["Braeland"]) == []
    assert [p["code"] for p in index.places(["8400123", "Nowhere"])] == ["8400123"]


def test_a_claim_in_a_figure_s_heading_is_marked_there():
    heading = (Text("In the poorest fifth it is "), Claimed(0), Text(" & no more"))
    titled = replace(figure(), heading=heading)
    told = replace(story(), title=(Text("Attendance"),), claims=(replace(claims()[1], index=0),), blocks=(titled,))
    page = show(told)
    heading = page.all("h2", class_="figure-heading")[0]
    assert heading.text.startswith("In the poorest fifth it is 87.6%")
    assert heading.text.endswith(" & no more")
    assert [e.attributes["href"] for e in page.all("a", class_="claim") if "figure" in e.inside] == ["#claim-1"]


def test_words_that_only_look_like_a_claim_are_not_marked_in_a_heading():
    """The engine's own heading may hold the words of a claim that stands before or after it, and is not it."""
    drawn = figure()
    titled = replace(drawn, chart=replace(drawn.chart, title="Fell to 87.6%"))
    before, after = Paragraph((Claimed(0),)), Paragraph((Claimed(1),))
    told = replace(story(), title=(Text("A"),), claims=claims()[:2], blocks=(before, titled, after))
    page = show(told)
    assert not [e for e in page.all("a", class_="claim") if "figure" in e.inside]
    assert len(page.all("a", class_="claim")) == 2


def test_a_claim_whose_words_stand_in_no_text_has_no_way_back_to_them():
    page = show(replace(story(), title=(Text("A"),), blocks=()))
    assert not page.all("a", class_="note-number")
    assert len(page.all("span", class_="note-number")) == len(claims())
