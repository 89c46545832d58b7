"""What is taken away rather than read: CSV of a figure, the feed, the register for machines, sealed bundles."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from django.http import Http404, HttpResponse

from .views import PublicRequest

CSV = "text/csv; charset=utf-8"


def figures_of(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the figures among blocks, also those inside lists and quotations."""
    for block in blocks:
        match block["is"]:
            case "FigureBlock":
                yield block
            case "Bullets":
                for item in block["items"]:
                    yield from figures_of(item)
            case "Quotation":
                yield from figures_of(block["children"])


def story_csv(request: PublicRequest, name: str, anchor: str) -> HttpResponse:
    """The values of one figure of a story."""
    story = request.index.addressed["stories"].get(request.path.rsplit("/", 1)[0] + "/")
    figures = [f for f in figures_of(story["blocks"]) if f["anchor"] == anchor] if story else []
    return _csv(figures, anchor)


def measure_csv(request: PublicRequest, name: str, anchor: str) -> HttpResponse:
    """The values of a measure's chart."""
    measure = request.index.addressed["measures"].get(request.path.rsplit("/", 1)[0] + "/")
    charts = [measure["chart"]] if measure and measure["chart"] else []
    return _csv([chart for chart in charts if chart["anchor"] == anchor], anchor)


def _csv(figures: list[dict[str, Any]], anchor: str) -> HttpResponse:
    if not figures:
        raise Http404(f"no figure {anchor}")
    return HttpResponse(figures[0]["drawing"]["csv"], content_type=CSV)


def feed(request: PublicRequest) -> HttpResponse:
    """RSS 2.0 of released stories and of what changed. Addresses need `base_url`; without it items have none."""
    site = request.index.data
    base = site["base_url"].rstrip("/")
    items = [
        _item(s["plain_title"], s["summary"] or s["question"], base, s["href"], s["released_on"])
        for s in sorted(site["stories"], key=lambda s: (s["released_on"], s["name"]), reverse=True)
    ] + [_item(c["text"], "", base, c["link"], c["on"]) for c in site["changes"]]
    own = f'<atom:link href="{_attribute(base)}/feed.xml" rel="self" type="application/rss+xml"/>' if base else ""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{_text(site['name'])}</title><link>{_text(base or '/')}</link>"
        f"<description>{_text(site['about'])}</description><language>{_text(site['language'])}</language>"
        f"{_date('lastBuildDate', site['built'])}{own}{''.join(items)}</channel></rss>\n"
    )
    return HttpResponse(text, content_type="application/rss+xml; charset=utf-8")


def _item(title: str, words: str, base: str, href: str, on: str) -> str:
    link = f"<link>{_text(base + href)}</link>" if base and href else ""
    about = f"<description>{_text(words)}</description>" if words else ""
    guid = f'<guid isPermaLink="false">{_text(f"{base}{href}|{on}|{title}")}</guid>'
    return f"<item><title>{_text(title)}</title>{link}{about}{_date('pubDate', on)}{guid}</item>"


def _date(tag: str, iso: str) -> str:
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return f"<{tag}>{format_datetime(when if when.tzinfo else when.replace(tzinfo=UTC))}</{tag}>"


# Characters that XML cannot hold at all: one of them would make the whole feed unreadable.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")


def quality_json(request: PublicRequest) -> HttpResponse:
    """Every check of every source, for machines."""
    site = request.index.data
    keys = ("name", "title", "freshness", "delivered", "due", "rows", "quarantined", "checks")
    checks = {
        "built": site["built"],
        "sources": [{key: source[key] for key in keys if key not in untold(source)} for source in site["sources"]],
        "discrepancies": site["discrepancies"],
    }
    return HttpResponse(json.dumps(checks, ensure_ascii=False, indent=1) + "\n", content_type="application/json")


def untold(source: Mapping[str, Any]) -> Collection[str]:
    """What is not told of a source: how many rows it has, where they are of children."""
    return () if source["public"] else ("rows", "quarantined")


def register_csv(request: PublicRequest) -> HttpResponse:
    """The register of sources as a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    keys = ["name", "title", "provider", "licence", "attribution", "origin", "cadence", "freshness", "delivered"]
    writer.writerow(keys)
    for source in request.index.data["sources"]:
        writer.writerow([_cell(source[key]) for key in keys])
    return HttpResponse(out.getvalue(), content_type=CSV)


def _cell(text: str) -> str:
    # A spreadsheet takes a cell that begins with one of these for a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def register_jsonld(request: PublicRequest) -> HttpResponse:
    """The register of sources as a DCAT 3 catalogue in JSON-LD."""
    site = request.index.data
    catalogue = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Catalog",
        "dct:title": site["name"],
        "dct:description": site["about"],
        "dct:publisher": _agent(site["publisher"]),
        "dct:license": site["licence"],
        "dct:modified": {"@value": site["built"], "@type": "xsd:dateTime"},
        "dcat:dataset": [_dataset(source, site["base_url"].rstrip("/")) for source in site["sources"]],
    }
    text = json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type="application/ld+json; charset=utf-8")


def _agent(name: str) -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _dataset(source: Mapping[str, Any], base: str) -> dict[str, Any]:
    dataset: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "dct:identifier": source["name"],
        "dct:title": source["title"],
        "dct:description": source["purpose"],
        "dct:publisher": _agent(source["provider"]),
        "dct:license": source["licence"],
        "dct:rights": source["attribution"],
        "dct:accrualPeriodicity": source["cadence"],
        "dct:temporal": source["periods"],
    }
    if base:
        dataset["@id"] = dataset["dcat:landingPage"] = base + source["href"]
    if source["delivered"]:
        dataset["dct:modified"] = {"@value": source["delivered"][:10], "@type": "xsd:date"}
    if source["public"] and source["origin"]:
        dataset["dcat:distribution"] = [{"@type": "dcat:Distribution", "dcat:accessURL": source["origin"]}]
    return dataset
