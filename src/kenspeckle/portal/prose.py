"""A story's blocks as HTML: short, semantic, with every piece of text escaped.

Claims become links to their evidence notes; the words of a withheld claim never reach this far, and a
sentence stands in their place. Headings follow on from one another without a gap, whatever the author wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from kenspeckle.ground.terms.site import address

from .verdicts import STATUSES, VERDICTS, WITHHELD_WORDS

Data = Mapping[str, Any]

PAGE_ANCHORS = frozenset({"main", "evidence", "about", "verify"})
"""Anchors that the page itself uses; a heading of that name goes without."""


def safe_href(href: str) -> str:
    """Return where a link of an author may go, or an empty string: web, mail, this page, another story or page."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    if parts.scheme in ("http", "https", "mailto"):
        return href.strip()
    if parts.scheme or parts.netloc or any(ord(c) < 32 for c in href) or "\\" in href:
        return ""
    if parts.path.endswith(".md") and not parts.path.startswith("/"):
        story = parts.path.rsplit("/", 1)[-1].removesuffix(".md")
        return f"/stories/{address(story)}/" + (f"#{parts.fragment}" if parts.fragment else "")
    return href.strip() if href.strip().startswith(("/", "#")) else ""


_COUNTED: Data = {
    "is": "Heading",
    "level": 2,
    "anchor": "how-this-is-counted",
    "children": [{"is": "Text", "text": "How this is counted"}],
}


class Prose:
    """Renders the words of one page, in order; what must be unique on a page is unique."""

    def __init__(self, story: Data, figure: Callable[[Data, str, int, str, str], str]) -> None:
        """`figure(block, heading, level, href, caption)` renders a figure; `story` gives claims and address."""
        self._claims: Sequence[Data] = story["claims"]
        self._href: str = story["href"]
        self._figure = figure
        self._level = 1
        self._taken = set(PAGE_ANCHORS)
        self.said: set[int] = set()  # numbers of the claims whose words have been rendered

    def inline(self, children: Sequence[Data], *, plain: bool = False) -> str:
        """Return inline content as HTML; `plain` leaves out links and claim marks."""
        return "".join(self._inline(child, plain) for child in children)

    def _inline(self, child: Data, plain: bool) -> str:
        match child["is"]:
            case "Text":
                return escape(child["text"])
            case "Emphasis":
                return f"<em>{self.inline(child['children'], plain=plain)}</em>"
            case "Strong":
                return f"<strong>{self.inline(child['children'], plain=plain)}</strong>"
            case "Code":
                return f"<code>{escape(child['text'])}</code>"
            case "Link":
                words = self.inline(child["children"], plain=True)
                href = safe_href(child["href"])
                return words if plain or not href else f'<a href="{escape(href)}">{words}</a>'
            case "Claimed":
                return self._claimed(self._claims[child["claim"]], plain)
        raise ValueError(f"a page cannot hold {child['is']} inside a line")

    def _claimed(self, claim: Data, plain: bool) -> str:
        look = VERDICTS[claim["verdict"]]
        words = escape(WITHHELD_WORDS if look.word == "withheld" else claim["words"])
        if plain:
            return words
        number = claim["index"] + 1
        anchor = "" if number in self.said else f' id="words-{number}"'
        self.said.add(number)
        # U+2060 keeps the mark on the line of the words.
        return (
            f'<a class="claim claim-{look.style}" href="#claim-{number}"{anchor}>'
            f'<span class="claim-words">{words}</span>\u2060<span class="claim-mark">'
            f'<span class="unseen">, {look.word}, note </span>'
            f'<span aria-hidden="true">{look.mark}</span>{number}</span></a>'
        )

    def html(self, blocks: Sequence[Data]) -> str:
        """Return blocks as HTML. A method is a part of its own: it gets a heading where its author gave it none."""
        parts = []
        for before, block in zip([None, *blocks], blocks, strict=False):
            if block["is"] == "Method" and (before is None or before["is"] != "Heading"):
                parts.append(self._block(_COUNTED))
            parts.append(self._block(block))
        return "\n".join(parts)

    def _block(self, block: Data) -> str:
        match block["is"]:
            case "Paragraph":
                return f"<p>{self.inline(block['children'])}</p>"
            case "Heading":
                # Readers who jump from heading to heading must not fall into a gap between levels.
                level = self._level = max(2, min(block["level"], self._level + 1, 6))
                return f"<h{level}{self._id(block['anchor'])}>{self.inline(block['children'])}</h{level}>"
            case "Bullets":
                kind = "ol" if block["ordered"] else "ul"
                items = "".join(f"<li>{self.html(item)}</li>" for item in block["items"])
                return f"<{kind}>{items}</{kind}>"
            case "Quotation":
                return f"<blockquote>{self.html(block['children'])}</blockquote>"
            case "Rule":
                return "<hr>"
            case "FigureBlock":
                self._taken.add(block["anchor"])
                heading, caption = self._heading_of(block), self.inline(block["caption"])
                return self._figure(block, heading, min(self._level + 1, 6), self._href, caption)
            case "Cards":
                return self._cards(block)
            case "Method":
                return _method(block)
        raise ValueError(f"a page cannot hold {block['is']}")

    def _heading_of(self, block: Data) -> str:
        """Return a figure's heading: the author's with its claims marked, or the engine's, which has none."""
        return self.inline(block["heading"]) or escape(block["title"])

    def _id(self, anchor: str) -> str:
        if not anchor or anchor in self._taken:
            return ""
        self._taken.add(anchor)
        return f' id="{escape(anchor)}"'

    def _cards(self, block: Data) -> str:
        level = min(self._level + 1, 6)
        cards = "".join(_card(card, level) for card in block["cards"])
        note = f'<p class="note">{escape(block["note"])}</p>' if block["note"] else ""
        return f'<ul class="cards">{cards}</ul>{note}'


def _card(card: Data, level: int) -> str:
    look = STATUSES[card["status"]]
    rows = "".join(
        f"<div><dt>{label}</dt><dd>{escape(card[key])}</dd></div>"
        for key, label in (("change", "Change"), ("gap", "Gap"), ("target", "Target"))
        if card[key]
    )
    shown = "withheld" if look.word == "withheld" else escape(card["level"])
    return (
        f'<li class="card card-{look.style}"><h{level}>{escape(card["title"])}</h{level}>'
        f'<p class="card-level">{shown} <span class="card-period">{escape(card["period"])}</span></p>'
        f'<p class="verdict verdict-{look.style}"><span aria-hidden="true">{look.mark}</span> {look.word}</p>'
        f'{_instead(card) if look.word == "withheld" else ""}<dl class="card-rows">{rows}</dl></li>'
    )


def _instead(card: Data) -> str:
    """What can be shown where a card's level is withheld, and the way to the page that says why."""
    sentences = "".join(f'<p class="instead">{escape(sentence)}</p>' for sentence in card["instead"])
    about = f'<span class="unseen"> About: {escape(card["title"])}</span>'
    return f'{sentences}<p><a href="/why-hidden/">Why is a number missing?{about}</a></p>'


def _method(block: Data) -> str:
    parts = []
    for title, meaning, notes in block["entries"]:
        listed = "".join(f"<li>{escape(note)}</li>" for note in notes)
        said = f"<p>{escape(meaning)}</p>" + (f"<ul>{listed}</ul>" if listed else "")
        parts.append(f"<div><dt>{escape(title)}</dt><dd>{said}</dd></div>")
    return f'<dl class="method">{"".join(parts)}</dl>'
