"""Every withheld mark leads to one page, which says in plain words why a number is missing."""

import re
from dataclasses import replace
from html import unescape

import pytest
from tests.spec.portal.fixture_site import fixture_site

from kenspeckle.portal.application import addresses, answer
from kenspeckle.portal.site_source import FixedSite
from kenspeckle.portal.views import EXAMPLE
from kenspeckle.protect import Rules

PAGE = "/why-hidden/"


def html(path, site=None):
    return answer(path, FixedSite(site or fixture_site()).index()).content.decode()


def words(path, site=None):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html(path, site))).split())


def test_the_example_is_worked_out_as_it_is_told():
    """The first is too small, the second gives it back, and both together are enough."""
    counts = [n for _, n in EXAMPLE]
    assert counts == sorted(counts)
    assert 0 < counts[0] < 10 <= counts[1]
    assert sum(counts[:2]) >= 10
    text = words(PAGE)
    told, shown = text.split("As it is shown")
    assert f"{EXAMPLE[0][0]} {counts[0]} {EXAMPLE[1][0]} {counts[1]}" in told
    assert f"{EXAMPLE[0][0]} [c] {EXAMPLE[1][0]} [c] {EXAMPLE[2][0]} {counts[2]}" in shown
    assert f"All {sum(counts)}" in shown
    assert f"are {sum(counts[:2])} together" in shown


def test_the_rule_in_force_is_told_in_its_own_words():
    rule = Rules(7).in_words()
    assert rule in words(PAGE, replace(fixture_site(), rule=rule))
    assert "Fewer than 10 children are never shown" in words(PAGE)


def test_it_says_what_can_be_shown_what_is_seen_inside_and_what_nobody_does():
    text = words(PAGE)
    for said in ("Several years together", "A broader group", "inside, not to be shared", "What nobody will do"):
        assert said in text


@pytest.mark.parametrize("path", ["/stories/attendance-gap/", "/sources/attendance/", "/places/school/8400123/"])
def test_what_is_withheld_leads_there(path):
    page = html(path)
    assert f'<a href="{PAGE}">' in page.split("<footer")[0]


def test_it_is_one_of_the_pages_and_stands_at_the_foot_of_each():
    index = FixedSite(fixture_site()).index()
    assert PAGE in list(addresses(index))
    assert f'<a href="{PAGE}">Why is a number missing?</a>' in html("/").split("<footer")[1]
