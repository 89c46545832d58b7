"""One view for each kind of public page. A view gets a request that carries an `Index`, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import mark_safe

from kenspeckle.ground.terms.site import address

from .assets import asset_address, asset_files, content_type
from .figures import figure_html
from .headers import META_POLICY
from .prose import Prose
from .search import entries_by_letter
from .site_source import Index
from .templating import render
from .verdicts import KINDS, STATUSES, VERDICTS, WITHHELD_WORDS

NAVIGATION = (
    ("stories", "Stories"),
    ("goals", "Goals"),
    ("measures", "Measures"),
    ("places", "Places"),
    ("sources", "Sources"),
    ("search", "Search"),
)


class PublicRequest(HttpRequest):  # type: ignore[misc]  # Django comes without types
    """A request for a public page; `index` is the site it is answered from."""

    index: Index


def page(
    request: PublicRequest, template: str, title: str, *, section: str = "", trail: tuple[tuple[str, str], ...] = (),
    status: int = 200, **context: Any,
) -> HttpResponse:  # fmt: skip
    """Render one page inside the site's frame. trail: (title, href) of the pages above it."""
    masthead, footer = _around(request.index, section, bool(trail))
    frame = {
        "site": request.index.data,
        "title": title,
        "trail": trail,
        "masthead": masthead,
        "footer": footer,
        "policy": META_POLICY,
        "style": asset_address("site.css"),
        "icon": asset_address("icon.svg"),
        "path": request.path,
    }
    return HttpResponse(render(template, frame | context), status=status)


def _around(index: Index, section: str, below: bool) -> tuple[str, str]:
    """Return what stands above and below every page of a section; the same for all of them, so made once."""
    made = index.around.get((section, below))
    if made is None:
        context = {"site": index.data, "section": section, "below": below, "navigation": NAVIGATION}
        made = render("parts/masthead.html", context), render("parts/footer.html", context)
        index.around[section, below] = made
    return made


def _entry(request: PublicRequest, kind: str) -> dict[str, Any]:
    try:
        return request.index.addressed[kind][request.path]
    except KeyError as unknown:
        raise Http404(f"no page {request.path}") from unknown


def first_page(request: PublicRequest) -> HttpResponse:
    """What this is, what to read first, what changed, what is due, and the ways in."""
    index = request.index
    first = index.pick("stories", index.data["first"][:3]) or index.data["stories"][:3]
    changes = index.data["changes"][:6]
    return page(request, "first.html", index.data["name"], first=first, changes=changes, due=index.data["due"][:6])


def stories(request: PublicRequest) -> HttpResponse:
    """All stories, by kind."""
    listed = request.index.data["stories"]
    kinds = [(plural, [s for s in listed if s["kind"] == kind]) for kind, (_, plural) in KINDS.items()]
    return page(request, "stories.html", "Stories", section="stories", kinds=[k for k in kinds if k[1]])


def story(request: PublicRequest, name: str) -> HttpResponse:
    """One story with its evidence."""
    index = request.index
    shown = _entry(request, "stories")
    prose = Prose(shown, figure_html)
    heading, body = prose.inline(shown["title"]), prose.html(shown["blocks"])
    claims = [
        claim
        | {
            "number": claim["index"] + 1,
            "marked": claim["index"] + 1 in prose.said,
            "look": VERDICTS[claim["verdict"]],
            "measures": index.pick("measures", [claim["measure"]]),
            "from": index.pick("sources", claim["sources"]),
        }
        for claim in shown["claims"]
    ]
    tally = [(look, n) for look in VERDICTS.values() if (n := sum(c["verdict"] == look.word for c in shown["claims"]))]
    return page(
        request, "story.html", shown["plain_title"], section="stories", trail=(("Stories", "/stories/"),),
        story=shown,
        heading=mark_safe(heading),  # noqa: S308  (prose escapes)
        body=mark_safe(body),  # noqa: S308
        claims=claims, tally=tally, statuses=STATUSES, withheld_words=WITHHELD_WORDS,
        measures=index.pick("measures", shown["measures"]), sources=index.pick("sources", shown["sources"]),
        places=index.places(shown["places"]), outcome=_outcome(index, shown["serves"]),
    )  # fmt: skip


def _outcome(index: Index, name: str) -> Mapping[str, Any] | None:
    for goal in index.data["goals"]:
        for outcome in goal["outcomes"]:
            if outcome["name"] == name:
                return dict(outcome)
    return None


def measures(request: PublicRequest) -> HttpResponse:
    """All measures."""
    return page(request, "measures.html", "Measures", section="measures")


def measure(request: PublicRequest, name: str) -> HttpResponse:
    """One measure: what it means, how it is counted, and how else it could be."""
    index = request.index
    shown = _entry(request, "measures")
    chart = shown["chart"] and figure_html(shown["chart"], escape(shown["chart"]["title"]), 2, shown["href"])
    return page(
        request, "measure.html", shown["title"], section="measures", trail=(("Measures", "/measures/"),),
        measure=shown, chart=chart, gaps=_linked(index, shown["gaps"]), sources=index.pick("sources", shown["sources"]),
        stories=index.pick("stories", shown["stories"]),
    )  # fmt: skip


def _linked(index: Index, gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return gaps with the page of the place that each is about, where there is one."""
    known = index.named["places"]
    return [gap | {"href": known.get(f"{gap['level']}/{gap['code']}", {}).get("href", "")} for gap in gaps]


def sources(request: PublicRequest) -> HttpResponse:
    """All sources, with how fresh they are."""
    return page(request, "sources.html", "Sources", section="sources")


def source(request: PublicRequest, name: str) -> HttpResponse:
    """One source: whose it is, how fresh, what is in it, how good it is, and what rests on it."""
    index = request.index
    shown = _entry(request, "sources")
    fields = [f | {"measures": index.pick("measures", f["used_by"])} for f in shown["fields"]]
    return page(
        request, "source.html", shown["title"], section="sources", trail=(("Sources", "/sources/"),),
        source=shown, fields=fields, gaps=_linked(index, shown["gaps"]),
        measures=index.pick("measures", shown["measures"]),
        stories=index.pick("stories", shown["stories"]),
    )  # fmt: skip


def places(request: PublicRequest) -> HttpResponse:
    """The places that lie in no other that has a page; the rest are listed on the page they lie in."""
    known = request.index.named["places"]
    outer = [
        listed
        for listed in request.index.data["places"]
        if not any(f"{level}/{code}" in known for level, code, _ in listed["within"])
    ]
    return page(request, "places.html", "Places", section="places", levels=_by_level(outer))


def _by_level(places: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    levels: dict[str, list[dict[str, Any]]] = {}
    for listed in places:
        levels.setdefault(listed["level_title"], []).append(listed)
    return sorted(levels.items())


def place(request: PublicRequest, level: str, name: str) -> HttpResponse:
    """One place: what the measures say of it and which stories name it."""
    index = request.index
    shown = _entry(request, "places")
    figures = [f | {"entry": next(iter(index.pick("measures", [f["measure"]])), None)} for f in shown["figures"]]
    within = index.pick("places", [f"{lvl}/{code}" for lvl, code, _ in shown["within"]])
    levels = _by_level(index.inside.get(f"{shown['level']}/{shown['code']}", []))
    return page(
        request, "place.html", shown["name"], section="places", trail=(("Places", "/places/"),),
        place=shown, groups=_by_outcome(index.data["goals"], figures), within=within, levels=levels,
        stories=index.pick("stories", shown["stories"]),
    )  # fmt: skip


def _by_outcome(goals: list[dict[str, Any]], figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Figures under the first outcome that they show, its core measures before those that contribute; the rest last."""
    left = {figure["measure"]: figure for figure in figures}
    groups = []
    for outcome in (outcome for goal in goals for outcome in goal["outcomes"]):
        core = [left.pop(name) for name in outcome["core"] if name in left]
        contributing = [left.pop(name) | {"contributes": True} for name in outcome["contributing"] if name in left]
        if core or contributing:
            groups.append({"title": outcome["title"], "href": outcome["href"], "figures": core + contributing})
    if left:
        groups.append({"title": "Other measures" if groups else "", "figures": list(left.values())})
    return groups


def goals(request: PublicRequest) -> HttpResponse:
    """All goals with their outcomes."""
    return page(request, "goals.html", "Goals", section="goals")


def goal(request: PublicRequest, name: str) -> HttpResponse:
    """One goal: its outcomes, the measures that prove them and the targets."""
    index = request.index
    shown = _entry(request, "goals")
    outcomes = [
        outcome
        | {
            "core": index.pick("measures", outcome["core"]),
            "contributing": index.pick("measures", outcome["contributing"]),
            "stories": index.pick("stories", outcome["stories"]),
            "targets": [
                t | {"entry": next(iter(index.pick("measures", [t["measure"]])), None)} for t in outcome["targets"]
            ],
        }
        for outcome in shown["outcomes"]
    ]
    return page(
        request, "goal.html", shown["title"], section="goals", trail=(("Goals", "/goals/"),), goal=shown,
        outcomes=outcomes,
    )  # fmt: skip


def glossary(request: PublicRequest) -> HttpResponse:
    """One word, one meaning, and what each source calls it."""
    words = [
        w
        | {
            "anchor": address(w["term"]),
            "called": [(next(iter(request.index.pick("sources", [s])), {"title": s}), c) for s, c in w["called"]],
        }
        for w in request.index.data["words"]
    ]
    return page(request, "glossary.html", "Glossary", words=words)


def method(request: PublicRequest) -> HttpResponse:
    """How claims are tested, what verdicts mean, how small numbers are hidden."""
    return page(request, "method.html", "How the stories are tested", looks=list(VERDICTS.values()))


def why_hidden(request: PublicRequest) -> HttpResponse:
    """Why a number is missing, in plain words, for whoever finds a gap where their own school should be."""
    total = sum(n for _, n in EXAMPLE)
    return page(request, "why_hidden.html", "Why is a number missing?", rooms=EXAMPLE, total=total, hidden=2)


EXAMPLE = (("Oak", 6), ("Elm", 11), ("Ash", 24), ("Yew", 27))
"""Classes of an invented school and how many children in each had breakfast: the example on that page."""


def quality(request: PublicRequest) -> HttpResponse:
    """Every check of every source."""
    return page(request, "quality.html", "Quality of the data")


def register(request: PublicRequest) -> HttpResponse:
    """Every source with provider, licence and attribution."""
    return page(request, "register.html", "Register of sources")


def search(request: PublicRequest) -> HttpResponse:
    """Everything from A to Z: found with the browser's own search, or filtered where scripts run."""
    letters = entries_by_letter(request.index)
    return page(
        request, "search.html", "Search", section="search", letters=letters, script=asset_address("search.js"),
        total=sum(len(entries) for _, entries in letters),
    )  # fmt: skip


def accessibility(request: PublicRequest) -> HttpResponse:
    """The accessibility statement."""
    return page(request, "accessibility.html", "Accessibility")


def not_found(request: PublicRequest) -> HttpResponse:
    """No such page, and where to go instead."""
    return page(request, "not_found.html", "Page not found", status=404)


def asset(request: PublicRequest, name: str) -> HttpResponse:
    """A style sheet, script or picture; its name changes with its content, so it may be kept for ever."""
    try:
        content = asset_files()[name]
    except KeyError as unknown:
        raise Http404(f"no asset {name}") from unknown
    response = HttpResponse(content, content_type=content_type(name))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
