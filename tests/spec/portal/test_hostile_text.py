"""Whatever people or deliveries write, it is text on the page: in every field, on every page."""

import json
import xml.etree.ElementTree as ET
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.spec.portal.fixture_site import fixture_site
from tests.spec.portal.reading import read

from kenspeckle.ground.terms.page import FigureBlock, Text
from kenspeckle.outside.draw import draw
from kenspeckle.portal.application import addresses, answer
from kenspeckle.portal.site_source import FixedSite
from kenspeckle.portal.static import _relative

KEPT = {
    # Words that rooms choose from a closed list, and names that others refer to.
    "verdict", "status", "kind", "freshness", "severity", "language", "built", "on", "released_on", "delivered", "due",
    "anchor", "name", "first", "sources", "measures", "stories", "places", "source", "measure", "bundle", "serves",
    "level", "code", "core", "contributing", "used_by", "within", "base_url", "link", "index", "line", "is", "axis",
    "x", "unit", "better", "at", "contact",
}  # fmt: skip


def poison(value, words):
    """Return `value` with `words` in every free text of it."""
    if isinstance(value, str):
        return value + words
    if isinstance(value, tuple):
        return tuple(poison(v, words) for v in value)
    if isinstance(value, FigureBlock):
        chart = value.chart
        hostile = replace(
            chart, title=chart.title + words, subtitle=words, method=words, sources=(words,),
            series=tuple(replace(s, name=s.name + words) for s in chart.series),
        )  # fmt: skip
        return FigureBlock(hostile, draw(hostile), (Text(words),), (Text(words),))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            f.name: poison(getattr(value, f.name), words)
            for f in fields(value)
            if f.name not in KEPT
            or (isinstance(getattr(value, f.name), tuple) and _holds_classes(getattr(value, f.name)))
        }
        return replace(value, **changed)
    return value


def _holds_classes(value):
    return bool(value) and is_dataclass(value[0])


PAYLOADS = (
        "<xss>", "</title><xss>", "--><xss>", "'><xss a='", '"><xss a="', '" onfocus="xss', "' onfocus='xss",
        "]]><xss/>", "{{ xss }}{% xss %}", "&lt;xss&gt;", "<script>xss</script>", "</script><xss>", "<svg onload=xss>",
        ' href="/xss"', "\x00<xss>", "\u2028<xss>", "javascript:xss", "<!--", "<?xss?>", "&#60;xss&#62;",
)  # fmt: skip
payloads = st.sampled_from(PAYLOADS)


def shape(page):
    """Elements and attribute names: what a page is built of, whatever its words are."""
    return [(e.tag, sorted(e.attributes)) for e in page.elements if "svg" not in e.inside]


SHAPES = {}


HOSTILE = st.lists(payloads, min_size=1, max_size=3).map("".join) | st.text(max_size=12).map(lambda t: f"<xss {t}>")


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(HOSTILE)
@example("".join(PAYLOADS))
def test_hostile_words_change_no_page_s_shape(words):
    stays_text(words)


@pytest.mark.evidence
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(HOSTILE)
def test_no_hostile_words_change_any_page_s_shape(words):
    stays_text(words)


def stays_text(words):
    """Check every page of a site that has `words` in every free text."""
    if not SHAPES:
        calm = FixedSite(poison(fixture_site(), " calm")).index()
        SHAPES.update({p: shape(read(answer(p, calm).content)) for p in addresses(calm) if p.endswith("/")})
    index = FixedSite(poison(fixture_site(), words)).index()
    for path in addresses(index):
        content = answer(path, index).content.decode()
        if path.endswith("/"):
            page = read(content)
            assert shape(page) == SHAPES[path]
            for element in page.elements:
                assert element.tag not in ("xss", "x")
                assert not [name for name in element.attributes if name.startswith("on")]
                assert not element.attributes.get("href", "").lower().startswith(("javascript", "data"))
            saved = read(_relative(content, path, frozenset(addresses(index)), []))
            assert shape(saved) == SHAPES[path], "making links relative leaves words alone"
        elif path.endswith(".xml"):
            ET.fromstring(content)
        elif path.endswith(".jsonld"):
            json.loads(content)


@pytest.mark.parametrize(
    "contact", ["<xss>@x", '"><xss>@x', "javascript:xss@x", 'https://x/"><xss>', "data:x", "Ann Lee @ 2"]
)
def test_a_contact_is_an_address_or_text(contact):
    page = read(answer("/", FixedSite(replace(fixture_site(), contact=contact)).index()).content)
    foot = page.all("footer")[0]
    assert contact in foot.text
    assert not page.all("xss")
    links = [e.attributes["href"] for e in page.all("a") if "footer" in e.inside]
    assert all(link.startswith(("/", "mailto:", "https://")) for link in links)
