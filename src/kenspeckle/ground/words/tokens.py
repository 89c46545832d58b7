"""Words of a claim cut into tokens, each with where it stands; periods are recognised first.

A number that is part of a period ("2023/24", "August 2023", "since 2018") is no size, and must not be read as one.
"""

from __future__ import annotations

import re
import unicodedata

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Period

# One character for one, so that positions in the tidied text are positions in the author's.
_TIDY = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "\u00a0": " ", "\u202f": " ",
                       "\u2009": " ", "“": '"', "”": '"'})  # fmt: skip

_LEX = re.compile(
    r"""(?P<period>(?<![0-9,.])[0-9]{4}/[0-9]{2,4}(?![0-9]))
      | (?P<word>[0-9]+(?:st|nd|rd|th)\b|[^\W\d_]\w*(?:'[^\W\d_]+)*)
      | (?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+)
      | (?P<sign>[%£+-])
      | (?P<stop>[,;:()\[\].!?/"…=])
      | (?P<space>[\s'_*]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_SHORT_MONTHS = {name[:3]: i + 1 for i, name in enumerate(_MONTHS)} | {name: i + 1 for i, name in enumerate(_MONTHS)}
_BEFORE_A_YEAR = frozenset(
    {"in", "since", "from", "to", "by", "of", "during", "between", "and", "until", "till", "before", "after", "than"}
    | {"for", "through", "year", "years", "autumn", "spring", "summer", "winter", "early", "late", "mid", "school"}
)


@dataclass(frozen=True)
class Token:
    """kind: word | number | sign | stop | period | join | other (a symbol nobody reads). text: in small letters."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool  # whether a space (or the beginning) stands before it
    period: Period | None = None
    year: int = 0  # for a period of which only a calendar year is written


def tokens(words: str) -> list[Token]:
    """Cut `words` into tokens; a hyphen between words is left out, so that two-thirds is two thirds."""
    found: list[Token] = []
    spaced = True
    for match in _LEX.finditer(words.translate(_TIDY)):
        kind = str(match.lastgroup)
        if kind == "space":
            spaced = True
            continue
        if kind != "other" or unicodedata.category(match[0])[0] in "NS":
            strange = kind == "word" and any(c > "\x7f" and unicodedata.category(c)[0] == "N" for c in match[0])
            kind = "other" if strange else kind
            found.append(Token(kind, match[0].lower(), match.start(), match.end(), spaced))
        spaced = False
    return _periods(_joined(found), words)


def _joined(found: list[Token]) -> list[Token]:
    """Settle each hyphen: a minus stays a sign, one between numbers joins them, any other is left out."""
    kept: list[Token] = []
    for i, token in enumerate(found):
        if token.text != "-":
            kept.append(token)
            continue
        before = found[i - 1] if i else None
        after = found[i + 1] if i + 1 < len(found) else None
        if after is None or (after.spaced and token.spaced):
            kept.append(Token("stop", "-", token.start, token.end, token.spaced))  # a dash between clauses
        elif (token.spaced and after.kind == "number") or after.text == "£":
            kept.append(token)
        elif before and before.kind in ("number", "period") and after.kind in ("number", "period"):
            kept.append(Token("join", "-", token.start, token.end, token.spaced))
    return kept


def _periods(found: list[Token], words: str) -> list[Token]:
    kept: list[Token] = []
    i = 0
    while i < len(found):
        token, length = _period_at(found, i, words)
        kept.append(token or found[i])
        i += length if token else 1
    return kept


def _period_at(found: list[Token], i: int, words: str) -> tuple[Token | None, int]:
    """The period that begins at token `i` and how many tokens it takes, or None."""
    texts = [t.text for t in found[i : i + 5]] + [""] * 5
    first = found[i]
    if first.kind == "period":
        return _made(found, i, 1, _split(texts[0].replace("/", "-")))
    if first.kind == "number" and _is_year(texts[0]):
        joined = len(found) > i + 2 and found[i + 1].kind == "join" and found[i + 2].kind == "number"
        if joined:
            whole = f"{texts[0]}-{texts[2]}"
            day = f"{whole}-{texts[4]}" if texts[3] == "-" and len(texts[4]) == 2 else ""
            if day and (made := _made(found, i, 5, _read(day)))[0]:
                return made
            return _made(found, i, 3, _split(whole) or _read(whole))
        if (
            i
            and (found[i - 1].text in _BEFORE_A_YEAR or found[i - 1].kind == "period")
            and texts[1] not in _AFTER_A_COUNT
        ):
            return _made(found, i, 1, None, int(texts[0]))
        return None, 0
    if texts[0] in _SHORT_MONTHS and words[first.start].isupper() and _is_year(texts[1]):
        return _made(found, i, 2, _read(f"{texts[1]}-{_SHORT_MONTHS[texts[0]]:02d}"))
    if first.kind == "number" and texts[1] in _SHORT_MONTHS and _is_year(texts[2]) and len(texts[0]) <= 2:
        return _made(found, i, 3, _read(f"{texts[2]}-{_SHORT_MONTHS[texts[1]]:02d}-{int(texts[0]):02d}"))
    if re.fullmatch(r"[qt]\d", texts[0]) and _is_year(texts[1]):
        return _made(found, i, 2, _read(f"{texts[1]}-{texts[0].upper()}"))
    return None, 0


_AFTER_A_COUNT = frozenset(
    ["%", "per", "percent", "children", "pupils", "people", "points", "pounds", "thousand", "million"]
)


def _made(found: list[Token], i: int, length: int, period: Period | None, year: int = 0) -> tuple[Token | None, int]:
    if period is None and not year:
        return None, 0
    first, last = found[i], found[i + length - 1]
    text = str(period) if period else str(year)
    return Token("period", text, first.start, last.end, first.spaced, period, year), length


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", text))


def _split(text: str) -> Period | None:
    first, _, second = text.partition("-")
    follows = len(second) in (2, 4) and int(second) % 100 == (int(first) + 1) % 100
    return _read(f"{first}/{second[-2:]}") if follows else None


def _read(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None
