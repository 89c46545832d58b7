"""Runs of words as text: whole, or the one sentence in which a claim stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    Strong,
    Text,
)
from kenspeckle.ground.words.strays import SENTENCE_ENDS

from .story import CardsSpec, FigureSpec, Spec, Story


def plain_words(children: Sequence[Inline], claims: Sequence[str] = ()) -> str:
    """Return inline content as text, with `claims[i]` for each claim, or nothing where there is none."""
    parts = []
    for child in children:
        match child:
            case Text(text) | Code(text):
                parts.append(text)
            case Claimed(index):
                parts.append(claims[index] if index < len(claims) else "")
            case Emphasis() | Strong() | Link():
                parts.append(plain_words(child.children, claims))
    return "".join(parts)


def sentence_of(story: Story, claim: int, words: Sequence[str]) -> str:
    """Return the sentence that holds a claim. words: those of every claim, with `…` for what must not be said."""
    for run in runs(story):
        pieces = list(_pieces(run, words))
        if any(index == claim for _, index in pieces):
            return _around(pieces, claim)
    return ""


def runs(story: Story) -> Iterator[tuple[Inline, ...]]:
    """Every run of words in a story, in reading order."""
    yield from (story.title, story.question, story.summary)
    for block in story.blocks:
        yield from _runs(block)


def _runs(block: Block | Spec) -> Iterator[tuple[Inline, ...]]:
    match block:
        case Heading() | Paragraph():
            yield block.children
        case Bullets():
            for item in block.items:
                for child in item:
                    yield from _runs(child)
        case Quotation():
            for child in block.children:
                yield from _runs(child)
        case FigureSpec():
            yield from (p.children for p in (block.title, block.caption, *(n.text for n in block.notes)) if p)
        case CardsSpec(note=note) if note is not None:
            yield note.children


def _pieces(children: Sequence[Inline], words: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    for child in children:
        match child:
            case Text(text) | Code(text):
                yield text, None
            case Claimed(index):
                yield words[index], index
            case _:
                yield from _pieces(child.children, words)


def _around(pieces: Sequence[tuple[str, int | None]], claim: int) -> str:
    text = "".join(piece for piece, _ in pieces)
    at = 0
    for piece, index in pieces:
        if index == claim:
            break
        at += len(piece)
    first = max((m.end() for m in SENTENCE_ENDS.finditer(text) if m.end() <= at), default=0)
    last = min((m.start() for m in SENTENCE_ENDS.finditer(text) if m.start() > at), default=len(text))
    return " ".join(text[first:last].split())
