"""Markdown to blocks, with `[words]{evidence}` wherever prose may stand.

CommonMark without HTML, pictures or code; a link goes to another page of the site, to the web or to a mail
address. Each claim, each stray number and each complaint knows its line and column, although Markdown itself
keeps no columns: the inline parser is watched, so that every token remembers where it began.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms.page import (
    Block,
    Bullets,
    Claimed,
    Code,
    Emphasis,
    Heading,
    Inline,
    Link,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Text,
)
from kenspeckle.ground.words import OwnNumbers, form_at, untied

from .brackets import bracketed
from .naming import numbers_of
from .reading import Reading, offsets_of_lines
from .sentences import plain_words
from .story import Claim, Prose, Spec, Stray, evidence_of

FenceReader = Callable[[Reading, Token, int], "Spec | None"]
CLAIM = "\ufffc"
"""Stands for a claim where prose is looked at without its claims."""


class _Watched(StateInline):
    """An inline state whose tokens know where they began: `meta["at"]`."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        before = self.tokens[-2] if len(self.tokens) > 1 else None
        # Emphasis pushes its signs one by one without moving on.
        steps = ttype == "text" and before is not None and before.type == "text" and before.meta.get("sign") == self.pos
        at = before.meta["at"] + 1 if steps and before is not None else self.pos
        token.meta = {**token.meta, "at": at, "sign": self.pos}
        return token

    def pushPending(self) -> Token:  # noqa: N802 - the parser's own name
        content = self.pending
        token = super().pushPending()
        token.meta = {"at": max(self.src.rfind(content, 0, self.pos), 0)}
        return token


class _WatchedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _Watched(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _claim_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or (found := bracketed(state.src, state.pos, state.posMax)) is None:
        return False
    if not silent:
        token = state.push("claim", "", 0)
        token.meta = {**token.meta, "found": found}
    state.pos = found.end
    return True


@cache
def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False})
    md.inline = _WatchedInline()
    # Joining tokens would lose where they began; HTML stays text, so that nothing hides in it.
    md.inline.ruler.before("link", "claim", _claim_rule)
    md.inline.ruler.disable(["linkify", "strikethrough", "html_inline"])
    md.inline.ruler2.enableOnly(["balance_pairs", "emphasis"])
    md.core.ruler.disable("text_join")
    md.block.ruler.disable("html_block")
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # judged below, with a complaint
    return md


def read_blocks(reading: Reading, body: str, first_line: int, fence: FenceReader) -> tuple[Block | Spec, ...]:
    """Read a Markdown body whose first line is line `first_line` (from 0) of the file."""
    tokens = [t for t in _markdown().parse(body) if t.type != "paragraph_close"]
    return tuple(_Blocks(reading, first_line, fence, tokens).until(""))


def read_prose(reading: Reading, content: str, offsets: Sequence[int], place: str, quoted: str) -> Prose:
    """Read words that stand in a value, such as a title.

    offsets: where each character stands. quoted: the quotation mark in which YAML holds the value, or empty.
    """
    return Prose(_Run(reading, content, offsets, place, quoted).read())


@dataclass
class _Blocks:
    """The tokens of a body, taken one block at a time."""

    reading: Reading
    first_line: int
    fence: FenceReader
    tokens: list[Token]
    here: int = 0

    def until(self, close: str, *, inside: str = "") -> list[Any]:
        blocks: list[Any] = []
        while self.here < len(self.tokens):
            token = self.tokens[self.here]
            self.here += 1
            if token.type == close:
                break
            block = self._block(token, inside)
            if block is not None:
                blocks.append(block)
        return blocks

    def _block(self, token: Token, inside: str) -> Block | Spec | None:
        match token.type:
            case "paragraph_open":
                return Paragraph(self._inline("prose"))
            case "heading_open":
                children = self._inline("heading")
                self.here += 1
                # A claim's words may have to be withheld, so they are not in the heading's address either.
                return Heading(int(token.tag[1]), children, self.reading.anchor(plain_words(children)))
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
            case "blockquote_open":
                return Quotation(tuple(self.until("blockquote_close", inside="a quotation")))
            case "hr":
                return Rule()
            case "fence" if inside:
                self._complain(token, f"a figure stands inside {inside}", "a figure between paragraphs of its own")
            case "fence":
                return self.fence(self.reading, token, self.first_line)
            case _:
                self._complain(token, "an indented block, which Markdown reads as code", "text that is not indented")
        return None

    def _list(self, token: Token) -> Bullets:
        close = token.type.replace("open", "close")
        items: list[tuple[Block, ...]] = []
        while self.tokens[self.here].type != close:
            self.here += 1
            items.append(tuple(self.until("list_item_close", inside="a list")))
        self.here += 1
        return Bullets(token.type == "ordered_list_open", tuple(items))

    def _inline(self, place: str) -> tuple[Inline, ...]:
        token = self.tokens[self.here]
        self.here += 1
        assert token.map is not None
        offsets = offsets_of_lines(self.reading, token.content, self.first_line + token.map[0])
        return _Run(self.reading, token.content, offsets, place).read(token.children)

    def _complain(self, token: Token, found: str, expected: str) -> None:
        line = self.first_line + (token.map[0] if token.map else 0)
        self.reading.complain(self.reading.starts[min(line, len(self.reading.starts) - 1)], found, expected)


@dataclass
class _Run:
    """One run of inline text, and the same text as a reader sees it, to look for numbers nobody vouches for."""

    reading: Reading
    content: str
    offsets: Sequence[int]
    place: str
    quoted: str = ""
    inside: str = ""  # "a claim", where no other claim or link may stand

    def __post_init__(self) -> None:
        self.seen: list[tuple[str, int]] = []
        self.own: list[tuple[int, OwnNumbers]] = []
        self.made: list[tuple[int, int]] = []  # where each claim stands in `seen`, and its number in the story

    def read(self, tokens: Sequence[Token] | None = None) -> tuple[Inline, ...]:
        if tokens is None:
            # Outside a body nobody has looked at the lines yet; a line's end is a space.
            tokens = _markdown().inline.parse(self.content, _markdown(), {}, [])
        children = self._children(iter(tokens), "")
        if not self.inside:
            text = "".join(sign for sign, _ in self.seen)
            self._look_for_strays(text)
            self._look_round_claims(text)
        return children

    def _children(self, tokens: Any, close: str) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for token in tokens:
            at = token.meta.get("at", 0)
            if token.type == close:
                break
            match token.type:
                case "text" | "text_special":
                    self._see(token.content, at, step=int(token.type == "text"))
                    found.append(Text(token.content))
                case "softbreak" | "hardbreak":
                    self._see(" ", at)
                    found.append(Text(" "))
                case "code_inline":
                    self._see(token.content, at + len(token.markup))
                    found.append(Code(token.content))
                case "em_open":
                    found.append(Emphasis(self._children(tokens, "em_close")))
                case "strong_open":
                    found.append(Strong(self._children(tokens, "strong_close")))
                case "link_open":
                    found.append(self._link(token, tokens, at))
                case "claim":
                    found.append(self._claim(token.meta["found"]))
                case "image":
                    self._complain(at, "a picture, which a story cannot hold", "a figure, such as a block `chart`")
        return _joined(found)

    def _see(self, text: str, at: int, step: int = 1) -> None:
        self.seen += [(sign, at + i * step) for i, sign in enumerate(text)]

    def _link(self, token: Token, tokens: Any, at: int) -> Inline:
        href = str(token.attrs.get("href", ""))
        at = max(at - 1, 0)
        if self.inside:
            self._complain(at, f"a link stands inside {self.inside}", "the link before or after it")
        elif (problem := wrong_link(href)) is not None:
            self._complain(at, problem, "https://…, mailto:… or another page of this site, such as ../measures/x.html")
        before = len(self.seen)
        children = self._children(tokens, "link_close")
        if token.markup == "autolink":
            self.seen[before:] = [(CLAIM, at)]  # an address shows digits, but says nothing with them
        return Link(href, children)

    def _claim(self, found: Any) -> Inline:
        offset = self._offset(found.start)
        words = self.content[found.words_from : found.words_to]
        offsets = self.offsets[found.words_from : found.words_to + 1]
        inner = _Run(self.reading, words, offsets, self.place, self.quoted, inside="a claim")
        if self.inside:
            self.reading.complain(offset, "a claim stands inside another", "one claim after the other")
            return Text(words)
        children = inner.read()
        index = len(self.reading.claims)
        said = " ".join(plain_words(children).split())
        evidence = self.content[found.evidence_from : found.evidence_to]
        spot = self.reading.spot(offset)
        ends = self._offset(found.words_from), self._offset(found.words_to)
        one_line = " ".join(evidence.split("\n"))
        self.reading.claims.append(Claim(index, said, one_line, spot, *ends, self.place, self.quoted))
        self.made.append((len(self.seen), index))
        self.own.append((len(self.seen), numbers_of(evidence_of(one_line), self.reading.facts)))
        self._see(CLAIM, found.start)
        # `[**87.6%**]{…}` keeps its emphasis; emphasis on a part of the words is not kept.
        claimed: Inline = Claimed(index)
        while len(children) == 1 and isinstance(children[0], Emphasis | Strong):
            claimed = type(children[0])((claimed,))
            children = children[0].children
        return claimed

    def _look_for_strays(self, text: str) -> None:
        for stray in untied(text, self.own):
            spot = self.reading.spot(self._offset(self.seen[stray.start][1]))
            self.reading.strays.append(Stray(text[stray.start : stray.end], spot))

    def _look_round_claims(self, text: str) -> None:
        claims = self.reading.claims
        for place, index in self.made:
            claims[index] = replace(claims[index], form=form_at(text[:place], text[place + 1 :]))

    def _offset(self, index: int) -> int:
        return self.offsets[min(index, len(self.offsets) - 1)]

    def _complain(self, index: int, found: str, expected: str) -> None:
        self.reading.complain(self._offset(index), found, expected)


def wrong_link(href: str) -> str | None:
    """Say what is wrong with a link's address, or return None."""
    scheme, colon, rest = href.partition(":")
    if colon and "/" not in scheme and "#" not in scheme and "?" not in scheme:
        if scheme.lower() in ("http", "https") and rest.startswith("//") and rest[2:3] not in ("", "/"):
            return None
        return None if scheme.lower() == "mailto" and "@" in rest else f"a link to {href[:60]!r}"
    if not href or href.startswith(("/", "\\")):
        return f"a link to {href[:60]!r}, which is no page of this site"
    return None


def _joined(children: list[Inline]) -> tuple[Inline, ...]:
    """Neighbouring texts as one, none empty."""
    joined: list[Inline] = []
    for child in children:
        if isinstance(child, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + child.text)
        elif child != Text(""):
            joined.append(child)
    return tuple(joined)
