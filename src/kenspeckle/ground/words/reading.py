"""Read what words claim, by the vocabulary.

Reading is strict where it matters: words that can mean two things, that go beyond what was counted, or that hold
a number nothing is known of, are not guessed at; the reason says what to write instead. Nothing is looked up
here: the same words always give the same statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from .entries import Role
from .own_numbers import NONE_OWN, OwnNumbers, threshold
from .pieces import DIRECTED, Piece, group_name_at, phrase_at
from .sizes import Ambiguous, Size, SizeUnit, Tolerance, read_size
from .statement import Chance, Direction, DirectionWord, Mention, Statement, Unreadable
from .tokens import Token, tokens

_TIMES_MORE = frozenset(
    {"higher", "more", "lower", "less", "fewer", "greater", "larger", "bigger", "smaller", "better", "worse", "wider"}
)
_MARKS_A_LEVEL = ("above", "below", "under", "just above", "just below", "just under")
_BEFORE_A_LENGTH = frozenset({"in", "over", "within", "during", "for", "after", "last", "past", "these", "those"})
_AFTER_A_LENGTH = frozenset({"ago", "earlier", "later", "before", "on"})
_LONGEST = 1000


@lru_cache(maxsize=4096)
def read_statement(
    words: str, names: frozenset[str] = frozenset(), own: OwnNumbers = NONE_OWN
) -> Statement | Unreadable:
    """Read what `words` claim, or say why nothing in them can be tested. Any text is allowed; none raises.

    names: of the measure and groups at hand; one of several words is passed over whole, so that "no" in "leavers
    with no qualifications" denies nothing. own: numbers of the measure, which say what is counted; they are passed
    over where nothing else in the words makes a claim of them.
    """
    if len(words) > _LONGEST:
        return Unreadable("these words are too many for one statement: tie each claim to its own evidence")
    try:
        return replace(_assemble(words, _pieces(tokens(_without(names, words)), words), own), names=names)
    except Ambiguous as reason:
        return Unreadable(str(reason))


def _without(names: frozenset[str], words: str) -> str:
    """`words` with spaces where a name of several words stands, so that every other word keeps its place."""
    for name in sorted((n for n in names if " " in n.strip()), key=lambda n: (-len(n), n)):
        shape = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in name.split()) + r"(?!\w)"
        words = re.sub(shape, lambda found: " " * len(found[0]), words, flags=re.IGNORECASE)
    return words


def _pieces(found: Sequence[Token], words: str) -> list[Piece]:
    """Cut tokens into pieces that mean something; raises Ambiguous."""
    pieces: list[Piece] = []
    i = 0
    while i < len(found):
        piece, i = _piece_at(found, i, pieces, words)
        if piece.kind == Role.AFTER and piece.entry:  # "87% or more" bounds the number before it
            piece = _bounded_after(pieces.pop(), piece.entry.value, piece.end, words)
        pieces.append(piece)
    return pieces


def _piece_at(found: Sequence[Token], i: int, before: list[Piece], words: str) -> tuple[Piece, int]:
    token = found[i]
    if token.kind in ("stop", "join"):
        return Piece("stop", token.text, token.start, token.end), i + 1
    if token.kind == "period":
        return Piece("period", token.text, token.start, token.end, token=token), i + 1
    named = group_name_at(found, i)
    if named:
        return Piece("filler", "", token.start, found[named - 1].end), named
    phrase = phrase_at(found, i, before, words)
    if phrase and phrase.entry.role is Role.REFUSE:
        raise Ambiguous(f"‘{words[token.start : found[phrase.after - 1].end]}’: {phrase.entry.value}")
    if phrase and phrase.entry.role is Role.BOUND:
        return _bounded(found, phrase.after, before, words, phrase.entry.value, phrase.text, token.start)
    if phrase:
        last = found[phrase.after - 1].end
        size = _size_in_phrase(phrase.entry.role, phrase.entry.value, token.start, last)
        piece = Piece(str(phrase.entry.role), phrase.text, token.start, last, entry=phrase.entry, size=size)
        return piece, phrase.after
    return _size_or_filler(found, i, before)


def _size_in_phrase(role: Role, value: str, start: int, end: int) -> Size | None:
    """The size that a word such as twice, doubled or most stands for."""
    if role in (Role.MULTIPLE, Role.MULTIPLE_VERB):
        return Size(Fraction(value), SizeUnit.TIMES, tolerance=Tolerance.MULTIPLE, start=start, end=end)
    if role is Role.QUANTITY:
        share, bound = {
            "most": (Fraction(1, 2), "more than"),
            "minority": (Fraction(1, 2), "less than"),
            "none": (Fraction(0), "exactly"),
            "all": (Fraction(1), "exactly"),
        }[value]
        return Size(share, SizeUnit.SHARE, tolerance=Tolerance.FRACTION, bound=bound, start=start, end=end)
    return None


def _bounded(
    found: Sequence[Token], i: int, before: list[Piece], words: str, bound: str, phrase: str, start: int
) -> tuple[Piece, int]:
    """A size with its bound before it: about 88%, more than twice, almost doubled."""
    piece, after = _piece_at(found, i, before, words)
    if piece.size is None:
        raise Ambiguous(f"‘{words[start : piece.end]}’ is not read: write the number after ‘{phrase}’")
    if (piece.size.bound and piece.entry is None) or piece.text in ("most", "minority"):
        raise Ambiguous(f"‘{words[start : piece.end]}’ hedges one number twice")
    size = replace(piece.size, bound=bound, start=start)
    return replace(piece, size=size, start=start, bound=phrase), after


def _bounded_after(piece: Piece, bound: str, end: int, words: str) -> Piece:
    size = piece.size
    if size is None or size.bound:
        raise Ambiguous(f"‘{words[piece.start : end]}’ hedges one number twice")
    return replace(piece, size=replace(size, bound=bound, end=end), end=end)


def _size_or_filler(found: Sequence[Token], i: int, before: list[Piece]) -> tuple[Piece, int]:
    token = found[i]
    if token.text == "between":
        span = _between(found, i)
        if span:
            return span
    read = read_size(found, i)
    if read is None:
        if token.kind in ("sign", "other"):
            raise Ambiguous(f"‘{token.text}’ is not read here: write the number and its unit in plain figures or words")
        return Piece("filler", token.text, token.start, token.end), i + 1
    size, after = read
    following = found[after].text if after < len(found) else ""
    if size.noun in ("year", "years"):
        if following in ("old", "olds"):
            return Piece("filler", "", token.start, found[after].end), after + 1
        if following in _AFTER_A_LENGTH or (i and found[i - 1].text in _BEFORE_A_LENGTH):
            return Piece("duration", "", token.start, size.end, years=size.exact), after
    if size.unit is SizeUnit.TIMES and following in _TIMES_MORE:
        raise Ambiguous(
            f"‘times {following}’ can mean so many times as much, or that much again: say ‘times as high’ or ‘as many’"
        )
    if token.text == "one" and size.unit is SizeUnit.NONE and not size.noun and after == i + 1:
        return Piece("filler", "one", token.start, token.end), after  # "the one", "this one": a pronoun
    joined = following == "-" or (following == "to" and not _is_start(before))
    if joined and size.unit in (SizeUnit.NONE, SizeUnit.PERCENT) and (second := read_size(found, after + 1)):
        return _span(size, second[0], token.start), second[1]
    return Piece("size", "", token.start, size.end, size=size), after


def _is_start(before: list[Piece]) -> bool:
    """Whether the number at hand follows "from", so that a "to" after it is the end of a change."""
    for piece in reversed(before):
        if piece.kind == Role.ROLE_BEFORE:
            return bool(piece.entry and piece.entry.value == "from")
        if piece.kind != "filler":
            return False
    return False


def _between(found: Sequence[Token], i: int) -> tuple[Piece, int] | None:
    first = read_size(found, i + 1)
    if first is None or first[1] >= len(found) or found[first[1]].text != "and":
        return None
    second = read_size(found, first[1] + 1)
    return None if second is None else (_span(first[0], second[0], found[i].start), second[1])


def _span(first: Size, second: Size, start: int) -> Piece:
    if first.unit not in (SizeUnit.NONE, second.unit):
        raise Ambiguous("the two ends of this span are in two units")
    lower, upper = first.exact, second.exact
    if first.times == 1 and second.times > 1 and first.unit is SizeUnit.NONE:
        lower = first.value * second.times  # "between 1 and 2 million"
    if lower >= upper:
        raise Ambiguous("the first end of this span is not below the second")
    size = replace(second, value=lower, upper=upper, times=1, bound="between", start=start, number=(0, 0))
    return Piece("size", "", start, second.end, size=size)


def _assemble(words: str, pieces: list[Piece], own: OwnNumbers) -> Statement:
    roles: dict[str, list[Size]] = {"level": [], "base": [], "changes": []}
    ended = False
    for k, piece in enumerate(pieces):
        if piece.size is None or _belongs(pieces, k, own):
            continue
        role, to = _role(pieces, k)
        if role == "name":
            continue
        roles[role].append(piece.size)
        ended = ended or to
    for role in ("level", "base"):
        if len(roles[role]) > 1:
            raise Ambiguous("there are two numbers here, and no telling which is meant: tie each to its own evidence")
    level, base = (next(iter(roles[role]), None) for role in ("level", "base"))
    if level and base and base.unit is SizeUnit.NONE and not base.noun:
        base = replace(base, unit=level.unit, per=level.per)  # from 93.0 to 91.0%
    statement = Statement(
        words=words,
        level=level,
        base=base,
        changes=_changes(roles["changes"]),
        direction=_direction(pieces),
        multiplied=next((p.text for p in pieces if p.kind == Role.MULTIPLE_VERB), ""),
        relative=any(p.kind == Role.RELATIVE for p in pieces),
        chance=_chance(pieces),
        gap=any(p.kind == Role.GAP for p in pieces),
        difference=any(p.kind == Role.DIFFERENCE for p in pieces),
        ended=ended,
        mentions=_mentions(pieces),
        years=_years(pieces),
    )
    return _sound(statement)


def _belongs(pieces: list[Piece], k: int, own: OwnNumbers) -> bool:
    """Whether the size at `k` is a threshold of the measure, and no "rose to" or "higher" makes a claim of it."""
    size = pieces[k].size
    if size is None or not own.thresholds:
        return False
    after = pieces[k + 1] if k + 1 < len(pieces) else None
    said = threshold(size, size.bound, after.text if after and after.kind == "filler" else "")
    beside = (pieces[k - 1] if k else None, after)
    return (
        said in own.thresholds
        and not _said_before(pieces, k)
        and not any(piece and piece.kind in DIRECTED for piece in beside)
    )


def _sound(statement: Statement) -> Statement:
    """The statement, if there is something in it to test and it does not contradict itself."""
    shares = [c for c in statement.changes if c.unit in (SizeUnit.PERCENT, SizeUnit.SHARE)]
    if statement.relative and not shares:
        raise Ambiguous(
            "‘in relative terms’ needs a change in per cent beside it, such as ‘fell by 5% in relative terms’"
        )
    direction = statement.direction.direction if statement.direction else None
    if direction and direction.same and (statement.changes or statement.chance):
        raise Ambiguous("this says both that there is no clear change and how large it is: say one of them")
    if not (statement.level or statement.base or statement.changes or direction):
        if statement.chance:
            raise Ambiguous("‘within chance’ needs something beside it, such as ‘rose by 0.9 points, within chance’")
        raise Ambiguous("nothing in these words can be tested: write a number, or a direction such as rose or fell")
    if statement.base and not (statement.level or direction or statement.changes):
        raise Ambiguous("only the value compared with is given: write the value itself too, or a direction")
    return statement


def _role(pieces: list[Piece], k: int) -> tuple[str, bool]:
    """What the size at `k` is: level, base, changes or (part of a) name; and whether it is where a change ended."""
    size, bound = pieces[k].size, pieces[k].bound
    assert size is not None
    before, after = pieces[k - 1] if k else None, pieces[k + 1] if k + 1 < len(pieces) else None
    if size.unit in (SizeUnit.PERCENT, SizeUnit.SHARE) and any(
        p and p.kind == Role.PASS and p.text.endswith(("deprived", "affluent", "advantaged")) for p in (before, after)
    ):
        return "name", False  # the most deprived 20% of areas
    if size.unit is SizeUnit.TIMES:
        return "changes", False
    said = _said_before(pieces, k)
    if said == "base" and after and after.kind in DIRECTED:
        said = ""  # "than 4 points higher" is no base
    if said in ("from", "base"):
        return "base", said == "from"
    if said == "at" and after and after.kind in DIRECTED:
        return "changes", False  # "was 4.4 points lower"
    if before and before.text in ("above", "below") and k > 1 and pieces[k - 2].size:
        return "base", False  # "6.5 points below 94.1%"
    if said in ("to", "at"):
        return "level", said == "to"
    if said == "change" or size.unit is SizeUnit.POINTS:
        return "changes", False
    if after and after.kind == Role.RELATIVE:
        return "changes", False
    near = before
    if near and near.kind == "filler" and near.text in ("of", "a", "an") and k > 1:
        near = pieces[k - 2]
    if bound not in _MARKS_A_LEVEL and any(p and p.kind in DIRECTED for p in (near, after)):
        return "changes", False
    return "level", False


def _said_before(pieces: list[Piece], k: int) -> str:
    """The role that a word such as by, from or to gives the size at `k`, over at most three plain words."""
    for piece in reversed(pieces[max(0, k - 4) : k]):
        if piece.kind == Role.ROLE_BEFORE and piece.entry:
            return piece.entry.value
        if piece.kind == Role.VERB and piece.text == "closed by":
            return "change"
        if piece.kind != "filler":
            return ""
    return ""


def _changes(sizes: list[Size]) -> tuple[Size, ...]:
    if any(s.value < 0 for s in sizes):
        raise Ambiguous("a minus sign is no direction that reads aloud: write ‘fell by’ or ‘lower’")
    if len({s.unit for s in sizes}) < len(sizes):
        raise Ambiguous("there are two sizes of change here: tie each to its own evidence")
    return tuple(sizes)


def _direction(pieces: list[Piece]) -> DirectionWord | None:
    kinds = (Role.VERB, Role.COMPARATIVE, Role.GAP_VERB, Role.SAME)
    found = [p for p in pieces if p.kind in kinds and p.entry]
    values = {p.entry.value for p in found if p.entry}
    if len(values) > 1:
        both = " and ".join(f"‘{p.text}’" for p in found[:2])
        raise Ambiguous(f"{both} are two statements: tie each to its own evidence")
    if not found:
        return None
    # A verb needs two periods; where one stands beside a comparative it decides.
    chosen = next((p for p in found if p.kind == Role.VERB), found[0])
    over_time = chosen.kind in (Role.VERB, Role.GAP_VERB)
    return DirectionWord(Direction(values.pop()), over_time, chosen.text, chosen.start, chosen.end)


def _chance(pieces: list[Piece]) -> Chance | None:
    said = {p.entry.value for p in pieces if p.kind == Role.CHANCE and p.entry}
    if len(said) > 1:
        raise Ambiguous("this is said to be both within chance and beyond it")
    return Chance(said.pop()) if said else None


def _mentions(pieces: list[Piece]) -> tuple[Mention, ...]:
    named = [p for p in pieces if p.token]
    return tuple(Mention(p.text, p.token.period, p.token.year, p.start, p.end) for p in named if p.token)


def _years(pieces: list[Piece]) -> Fraction | None:
    said = {p.years for p in pieces if p.years is not None}
    if len(said) > 1:
        raise Ambiguous("two lengths of time are given: tie each statement to its own evidence")
    return said.pop() if said else None
