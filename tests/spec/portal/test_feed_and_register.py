"""What machines read: the feed and the register, both made from the data that the pages show."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from email.utils import parsedate_to_datetime

from tests.spec.portal.fixture_site import fixture_site

from kenspeckle.portal.application import answer
from kenspeckle.portal.site_source import FixedSite


def test_the_feed_is_rss_with_every_story_and_change(site, index):
    channel = ET.fromstring(answer("/feed.xml", index).content).find("channel")
    assert [channel.findtext(tag) for tag in ("title", "link", "language")] == [
        site.name, "https://stories.braeland.example", "en-GB"
    ]  # fmt: skip
    assert channel.findtext("description") == site.about
    items = channel.findall("item")
    assert len(items) == len(site.stories) + len(site.changes)
    assert len({item.findtext("guid") for item in items}) == len(items)
    for item in items:
        assert item.findtext("title")
        assert item.findtext("link").startswith("https://stories.braeland.example/")
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo is not None


def test_a_site_without_an_address_has_a_feed_without_links():
    index = FixedSite(replace(fixture_site(), base_url="")).index()
    channel = ET.fromstring(answer("/feed.xml", index).content).find("channel")
    assert all(item.find("link") is None for item in channel.findall("item"))


def test_the_register_is_a_dcat_catalogue_of_the_same_sources(site, index):
    catalogue = json.loads(answer("/register/register.jsonld", index).content)
    assert catalogue["@type"] == "dcat:Catalog"
    assert [d["dct:identifier"] for d in catalogue["dcat:dataset"]] == [s.name for s in site.sources]
    page = answer("/register/", index).content.decode()
    for source, dataset in zip(site.sources, catalogue["dcat:dataset"], strict=True):
        assert dataset["dct:license"] == source.licence
        assert source.attribution in page
        assert source.licence in page
        assert ("dcat:distribution" in dataset) is source.public, "only what is public says where it can be had"


def test_the_register_as_a_table_holds_no_formula(site):
    sly = replace(site.sources[0], title="=cmd|' /C calc'!A0", attribution="+1")
    index = FixedSite(replace(site, sources=(sly,))).index()
    rows = list(csv.DictReader(io.StringIO(answer("/register/register.csv", index).content.decode())))
    assert rows[0]["title"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["attribution"] == "'+1"


def test_the_checks_for_machines_are_those_of_the_page(site, index):
    told = json.loads(answer("/quality/quality.json", index).content)
    page = answer("/quality/", index).content.decode()
    assert [s["name"] for s in told["sources"]] == [s.name for s in site.sources]
    for source in told["sources"]:
        for check in source["checks"]:
            assert check["sentence"] in page
