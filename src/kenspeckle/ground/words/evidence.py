"""Evidence: what stands in braces after the words of a claim, and how it is read.

The grammar is `grammar.lark`. Reading decides shape only: whether the measure exists, what a place is called
in its source and which periods are covered are matters for whoever knows the workspace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import KenError, Period, Test, nearest, together

if TYPE_CHECKING:
    from lark import Lark

Node: TypeAlias = Any
"""A node or a leaf of lark's tree; which of them stands where, the grammar decides and no type can say."""


class Asks(StrEnum):
    MEASURE = "measure"
    SHARE = "share of"
    VOICES = "voices"
    SIGNAL = "signal in"
    IMPACT = "impact of"


@dataclass(frozen=True)
class Evidence:
    """Parsed evidence. `start` is None for `in PERIOD`; `end` is None for `since PERIOD` (up to the last covered).

    `in 2022/23 to 2024/25` takes the years together: `end` is then the one period of them all.

    against: tests, or the word "neighbours" or "matched", or None. text: as written, with single spaces.
    """

    asks: Asks
    measure: str
    where: tuple[Test, ...] = ()
    against: tuple[Test, ...] | str | None = None
    start: Period | None = None
    end: Period | None = None
    since: bool = False
    change: str = ""
    text: str = ""


class UnreadableEvidence(KenError):
    """Evidence that breaks the grammar: what was found, what was expected, and at which column (from 1)."""

    def __init__(self, found: str, expected: str, column: int, near: str = "") -> None:
        self.found, self.expected, self.column, self.nearest = found, expected, column, near
        text = found + (f"; expected {expected}" if expected else "")
        super().__init__(text + (f" (did you mean {near}?)" if near else ""))


def parse_evidence(text: str) -> Evidence:
    """Read the text between the braces; raises UnreadableEvidence."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    if not text.strip():
        raise UnreadableEvidence("there is nothing between the braces", "the name of a measure", 1)
    try:
        tree = _parser().parse(text)
    except UnexpectedCharacters as error:
        raise _complaint(text, error.pos_in_stream or 0, ()) from None
    except UnexpectedEOF as error:
        raise _complaint(text, len(text), error.expected) from None
    except UnexpectedToken as error:
        at = len(text) if error.token.type == "$END" else error.token.start_pos or 0
        raise _complaint(text, at, error.accepts or error.expected) from None
    return _evidence(tree, text)


@cache
def _parser() -> Lark:
    # Building takes 30 ms. Lark's own cache would write outside the workspace, so each process builds it once.
    from lark import Lark

    grammar = files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", start="evidence", maybe_placeholders=False)


_IN_WORDS = {
    "NAME": "a name",
    "NUMBER": "a number",
    "PERIOD": "a period such as 2024/25",
    "OPERATOR": "one of = <> < <= > >=",
    "LPAR": "an opening bracket",
    "RPAR": "a closing bracket",
    "COMMA": "a comma",
    "$END": "the end",
}
KEYWORDS = frozenset(
    {"share", "of", "voices", "signal", "in", "impact", "on", "where", "and"}
    | {"against", "neighbours", "matched", "from", "to", "since"}
)
"""A name that is one of these stands in quotes."""


def _complaint(text: str, at: int, expected: Iterable[str]) -> UnreadableEvidence:
    """Say what stands at `at` and what could stand there, in words."""
    awaited = sorted(set(expected))
    word = re.match(r"\s*(\S+)", text[at:])
    found = f"found {_short(word[1])!r}" if word else "the evidence ends too early"
    names = {"NAME", "QUOTED"} & set(awaited)
    options = [f"‘{t.lower()}’" for t in awaited if t.lower() in KEYWORDS]
    options += [_IN_WORDS[t] for t in _IN_WORDS if t in awaited]
    near = nearest(word[1].lower(), [t.lower() for t in awaited if t.lower() in KEYWORDS]) if word else ""
    if word and word[1][0] in "'\"‘“":
        options = ["a closing quotation mark"]
    elif not awaited:
        options = ["quotes round a name that holds such a sign"]
    elif word and word[1].lower() in KEYWORDS and names:
        options = [f"a name: ‘{word[1]}’ is a keyword, so as a name it needs quotes"]
    elif awaited == ["LPAR"]:
        # `in` has just been read as a test: after a name of two words, or a word misspelt after `against`.
        options = ["an opening bracket, or quotes round a name that is several words"]
        before = text[:at].split()
        near = nearest(before[-2], ["neighbours", "matched"]) if len(before) > 2 and before[-3] == "against" else ""
    elif word and "AND" in awaited and re.match(r"\w", word[1]):
        options.append("quotes round a name that is several words")
    return UnreadableEvidence(found, _any_of(options), at + 1, near)


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"


def _any_of(options: list[str]) -> str:
    return options[0] if len(options) == 1 else ", ".join(options[:-1]) + " or " + options[-1] if options else ""


def _evidence(tree: Node, text: str) -> Evidence:
    names = [_plain(c.children[0]) for c in tree.children if _is(c, "name")]
    found: dict[str, Any] = {"asks": Asks[str(tree.data).upper()], "measure": names[-1] if names else ""}
    if tree.data == "impact":
        found["change"] = names[0]
    seen: dict[str, str] = {}
    for part in (c for c in tree.children if _is(c, "where", "against", "at", "between", "since")):
        what = part.data if part.data in ("where", "against") else "a period"
        keyword = part.children[0]
        if what in seen:
            again = f"‘{what}’ comes twice" if what != "a period" else "there are two periods"
            raise UnreadableEvidence(again, "each part once", (keyword.start_pos or 0) + 1)
        seen[what] = str(keyword)
        found |= _part(part)
    return Evidence(**found, text=_single_spaced(text))


def _part(part: Node) -> dict[str, Any]:
    if part.data in ("where", "against"):
        body = part.children[1]
        return {part.data: _tests(body) if _is(body, "tests") else str(body)}
    periods = [_period(c.children[0]) for c in part.children if _is(c, "period")]
    column = (part.children[0].start_pos or 0) + 1
    if part.data == "at" and len(periods) > 1:
        try:
            return {"end": together(*periods)}
        except ValueError as error:
            raise UnreadableEvidence(str(error), "the first and the last of several years", column) from None
    if part.data == "at":
        return {"end": periods[0]}
    if part.data == "since":
        return {"start": periods[0], "since": True}
    start, end = periods
    if start.kind is not end.kind:
        raise UnreadableEvidence(f"{start} and {end} are periods of two kinds", "two of one kind", column)
    if start >= end:
        raise UnreadableEvidence(f"{end} does not come after {start}", "the earlier period first", column)
    return {"start": start, "end": end}


def _tests(tree: Node) -> tuple[Test, ...]:
    tests: list[Test] = []
    for node in (c for c in tree.children if _is(c, "compare", "among")):
        name = node.children[0].children[0]
        operator = str(node.children[1]) if node.data == "compare" else "in"
        values = tuple(_plain(c.children[0]) for c in node.children if _is(c, "value"))
        test = Test(_plain(name), operator, tuple(dict.fromkeys(values)))
        if operator == "=" and any(t.dimension == test.dimension and t.operator == "=" for t in tests):
            asked = f"{test.dimension} is asked to equal two things"
            raise UnreadableEvidence(asked, f"{test.dimension} in (…, …)", (name.start_pos or 0) + 1)
        if test not in tests:
            tests.append(test)
    return tuple(tests)


def _period(token: Node) -> Period:
    try:
        return Period.parse(str(token))
    except ValueError as error:
        near = re.sub(r"^(\d{4})-(\d{2})$", r"\1/\2", str(token))
        near = near if near != str(token) and int(near[-2:]) == (int(near[:4]) + 1) % 100 else ""
        raise UnreadableEvidence(str(error), "a period", (token.start_pos or 0) + 1, near) from None


def _is(node: Any, *rules: str) -> bool:
    return getattr(node, "data", None) in rules


def _plain(token: Node) -> str:
    """The name without its quotation marks; a doubled mark inside stands for one."""
    text = str(token)
    if token.type != "QUOTED":
        return text
    mark = text[0]
    inside = text[1:-1]
    return " ".join((inside.replace(mark * 2, mark) if mark in "'\"" else inside).split())


def _single_spaced(text: str) -> str:
    """`text` with one space where there were several, but untouched inside quotation marks."""
    pieces = re.split(r"('(?:''|[^'])*'|\"(?:\"\"|[^\"])*\"|‘[^’]*’|“[^”]*”)", text)
    pieces[::2] = [re.sub(r"\s+", " ", piece) for piece in pieces[::2]]
    return "".join(pieces).strip()
