"""Whatever is written: a story is told or complained of, and no number gets past unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.tell.telling import FACTS, cells, story_file

from kenspeckle.ground.terms import KenError
from kenspeckle.ground.terms.page import Block, Bullets, Heading, Inline, Link, Paragraph, Quotation, Text
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.outside.tell import findings, fix, judge_claims, read, tell

CELLS = cells(
    """
    attendance_rate | 2023/24 |             | 91000 | 100000 | 5000
    attendance_rate | 2024/25 |             | 92500 | 100000 | 5000
    attendance_rate | 2024/25 | council=S03 | suppressed
    roll            | 2024/25 |             |  5000 |        | 5000
    """
)

PROSE = ("It ", "rose ", "by 4 points ", "87.6% ", "\n", "\n\n", "\r\n", "\t", "&#55;", "<b>", "\0", "\ufeff")
MARKS = ("*", "**", "`", "- ", "> ", "# ", "1. ", "\\", "[", "]", "{", "}", "](x)", "'", '"', "---\n", "title: ", "'\n")
TIES = (
    "]{roll in 2024/25}",
    "]{attendance_rate where council = Sgurr in 2024/25}",
    "]{attendance_rate from 2023/24 to 2024/25}",
)
BLOCKS = ("```chart\n", "```\n", "measure: roll\n", "title: '[", "```cards\noutcomes: [attending]\n```\n")
WORDS = st.sampled_from((*PROSE, *MARKS, *TIES, *BLOCKS))


@settings(max_examples=250, deadline=None)
@given(st.lists(WORDS, max_size=14).map("".join))
def test_any_story_is_told_or_complained_of(text):
    try:
        story = read(story_file(text), FACTS)
    except KenError:
        return
    judged = judge_claims(story, FACTS, CELLS)
    page = tell(story, CELLS, FACTS, judged=judged)
    canonical(page)
    assert [claim.verdict for claim in page.claims] == [c.judgement.verdict.value for c in judged.claims]
    assert len(findings(judged)) >= len(story.strays)
    read(story_file(fix(judged)), FACTS)


NUMBERS = st.one_of(
    st.integers(21, 10**7).map("{:,} children".format),
    st.decimals(0, 100, places=1).map("{}%".format),
    st.integers(2, 99).map("{} points".format),
    st.integers(1, 99).map("£{},500".format),
)
INLINE = ("There were {} here.", "**{}** of them", "[see {}](../x.html)", "*a* ({}), and so on", "`{}`")
LINES = (
    "# Then {}",
    "- a\n- {} more",
    "> said: {}",
    "a\nb {}\nc",
    "1. one\n   1. {} too",
    "[a]{{roll in 2024/25}} {} b",
)
PLACES = st.sampled_from((*INLINE, *LINES))


@settings(max_examples=150, deadline=None)
@given(NUMBERS, PLACES)
def test_a_number_outside_a_claim_is_found_wherever_it_stands(number, place):
    story = read(story_file(place.format(number) + "\n"), FACTS)
    digits = re.findall(r"\d", number)
    assert re.findall(r"\d", "".join(stray.words for stray in story.strays)) == digits
    shown = re.findall(r"\d", "".join(texts(story.blocks)))
    assert shown == digits, "what a reader sees and what was looked through are the same text"


def texts(parts: Iterable[Block | Inline]) -> Iterable[str]:
    for part in parts:
        match part:
            case Text(text):
                yield text
            case Bullets():
                for item in part.items:
                    yield from texts(item)
            case Heading() | Paragraph() | Quotation() | Link():
                yield from texts(part.children)
            case _:
                yield from texts(getattr(part, "children", ()))
                yield getattr(part, "text", "")
