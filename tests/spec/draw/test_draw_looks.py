"""Colours can be told apart, type is large enough, and a real browser finds no word cut off or written over."""

from __future__ import annotations

import re

import pytest
from tools.gallery import charts, page

from kenspeckle.outside.draw import stylesheet
from kenspeckle.outside.draw.lettering import SIZES


def rules() -> dict[str, dict[str, str]]:
    """The plain rules of the stylesheet, by selector, without those inside @media."""
    css = re.sub(r"/\*.*?\*/", "", stylesheet(), flags=re.S)
    css = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        declared = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", body))
        for selector in selectors.split(","):
            found.setdefault(selector.strip().removeprefix(".ken-chart").strip(), {}).update(declared)
    return found


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    a, b = sorted((light(one), light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


WHITE = "#ffffff"


@pytest.mark.parametrize("selector", [f".{kind}.s{n}" for kind in ("line", "mark", "bar") for n in range(1, 7)])
def test_every_mark_stands_out_from_the_sheet(selector):
    rule = rules()[selector]
    assert contrast(rule.get("fill", rule.get("stroke")), WHITE) >= 3


@pytest.mark.parametrize(
    "selector",
    [".axis", ".target", ".break", ".leader", ".gap-suppressed", ".gap-missing", ".gap-bar", ".area", ".hatch-line"],
)
def test_every_line_with_a_meaning_stands_out_from_the_sheet(selector):
    assert contrast(rules()[selector]["stroke"], WHITE) >= 3


@pytest.mark.parametrize("selector", ["text", ".tick", ".note", ".ink1", ".ink2", ".ink3", ".ink4"])
def test_words_can_be_read_on_the_sheet(selector):
    assert contrast(rules()[selector]["fill"], WHITE) >= 4.5


@pytest.mark.parametrize("look", ["m1", "m2", "m3", "m-below", "m-zero"])
def test_words_can_be_read_on_every_tile(look):
    found = rules()
    words = found.get(f".on-{look}", found["text"])["fill"]
    assert contrast(words, found[f".{look}"]["fill"]) >= 4.5


def test_neighbouring_classes_differ_in_lightness():
    found = rules()
    assert contrast(found[".m1"]["fill"], found[".m2"]["fill"]) >= 2
    assert contrast(found[".m2"]["fill"], found[".m3"]["fill"]) >= 2
    assert contrast(found[".m-below"]["fill"], found[".m3"]["fill"]) >= 3


def test_two_series_take_the_pair_that_differs_most():
    found = rules()
    assert contrast(found[".line.s1"]["stroke"], found[".line.s4"]["stroke"]) >= 3.3


def test_the_stylesheet_and_the_layout_agree_on_the_size_of_type():
    assert {kind: int(rules()[f".{kind}"]["font-size"].removesuffix("px")) for kind in SIZES} == SIZES
    assert min(SIZES.values()) >= 13


def test_the_stylesheet_names_no_font_and_no_outside_address():
    css = stylesheet()
    assert re.findall(r"font-family:\s*([^;]+)", css) == ["inherit"]
    assert "url(" not in css
    assert "@import" not in css


MEASURE = """() => {
  const found = [];
  let words = 0;
  for (const svg of document.querySelectorAll("svg.ken-chart")) {
    if (getComputedStyle(svg).display === "none") continue;
    const sheet = svg.viewBox.baseVal, figure = svg.closest("figure").id;
    const scale = svg.getBoundingClientRect().width / sheet.width;
    const texts = [...svg.querySelectorAll("text")];
    const boxes = texts.map(t => t.getBBox());
    words += texts.length;
    boxes.forEach((a, i) => {
      const said = texts[i].textContent;
      if (a.x < -1 || a.y < -1 || a.x + a.width > sheet.width + 1 || a.y + a.height > sheet.height + 1)
        found.push([figure, "cut off", said]);
      if (parseFloat(getComputedStyle(texts[i]).fontSize) * scale < 11.5) found.push([figure, "tiny", said]);
      boxes.slice(0, i).forEach((b, j) => {
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        if (wide > 1 && high > 4) found.push([figure, "overlap", said, texts[j].textContent]);
      });
    });
  }
  return {words, found, wide: document.documentElement.scrollWidth};
}"""


@pytest.mark.browser
@pytest.mark.parametrize("wide", [320, 768, 1280])
def test_a_browser_finds_every_word_whole_and_apart(wide, tmp_path, browser):
    """Text widths are estimated when drawing; here they are measured."""
    file = tmp_path / "gallery.html"
    file.write_text(page(list(charts(None))), encoding="utf-8")
    tab = browser.new_page(viewport={"width": wide, "height": 900})
    tab.goto(file.as_uri())
    seen = tab.evaluate(MEASURE)
    tab.close()
    assert seen["words"] > 300
    assert seen["found"] == []
    assert seen["wide"] <= wide
