"""What a column most likely holds: marks set aside, then the narrowest type that all its values have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import field

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import PeriodKind, read_period

from ..conform.typed import BAND
from ..headers import same

_MARKS = {
    "suppressed": ("c", "[c]", "*", "**", "low", "[low]", "supp", "s", "-9999", "~", "<5"),
    "not-applicable": ("z", "[z]", "n/a", "not applicable", "."),
    "missing": ("x", "[x]", "na", "null", "none", "..", "...", "-", ":", "-6666", "-8888", "#n/a", "no data", "nan"),
}
MARKS = {mark: absence for absence, marks in _MARKS.items() for mark in marks}
"""Marks as official statistics and spreadsheets write them -> what they most likely mean."""

_NUMBERS = {"-9999", "-6666", "-8888"}
_INTEGER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.0+)?")
_NUMBER = re.compile(r"[+-]?((\d+|\d{1,3}(,\d{3})+)(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")
_BAND = re.compile(BAND.replace("(?i:", "(?:"), re.IGNORECASE)
_CODE = re.compile(r"\b(code|id|seed|seedcode|urn|upn|scn|dbn|uprn|number|num|no|ref|zone|key|fips)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MANGLED = re.compile(rf"(\d{{1,2}})-({'|'.join(_MONTHS)})", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})")
_TIMELY = re.compile(r"\b(year|period|quarter|month|academic|financial|term)s?\b")

_CHILD = re.compile(
    r"\b(forename|surname|first name|last name|given name|family name|middle name|full name|preferred name|known as|"
    r"pupil name|student name|child name|learner name|date of birth|dob|birth date|birthdate|place of birth|"
    r"upn|scn|chi|chi number|nhs|nhs number|ni number|national insurance|candidate number|"
    r"(pupil|student|child|learner|person|client|case|user) ?(id|ref|reference|number|no|code|key|email)?|"
    r"id (pupil|student|child|learner|person)|"
    r"postcode|post code|address|address line|home address|email|e mail|phone|telephone|mobile|uprn|"
    r"parent|carer|guardian|emergency contact|sourcedid|username|given ?name|family ?name)\b"
)
_PLACE = re.compile(
    r"\b(school|centre|council|local authority|authority|la|district|organisation|provider|office|region|country)\b"
)
_COUNTED = re.compile(r"\b(roll|count|number of|total|percentage|rate|share|proportion|pupils|students|children)\b")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[A-Z\d]")


@dataclass
class Column:
    """A guess about one column. kind: string | integer | number | boolean | date | period.

    notes: sentences for the person who checks the contract.
    """

    header: str
    kind: str = "string"
    required: bool = False
    period: PeriodKind | None = None
    percent: bool = False
    bands: bool = False
    scale: int = 0
    formats: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    identifying: str = ""
    notes: list[str] = field(default_factory=list)


def column(header: str, cells: Sequence[str], whole: bool = True) -> Column:
    """Guess what the cells under `header` are. whole: they are all there are, so a list of codes can be closed."""
    found = Column(header)
    texts = [c.strip() for c in cells]
    texts = [t[2:-1] if t.startswith('="') and t.endswith('"') else t for t in texts]
    counts = Counter(texts)
    blank = counts.pop("", 0)
    if not counts:
        found.notes.append("every cell is empty")
        return found
    plain = Counter({t: n for t, n in counts.items() if t.lower() not in MARKS or t in _NUMBERS})
    marks = {t: MARKS[t.lower()] for t in counts if t.lower() in MARKS}
    _type(found, plain or counts, same(header).replace("_", " "))
    if found.kind == "string":
        marks = {t: m for t, m in marks.items() if t.lower() in ("[c]", "[x]", "[z]", "n/a", "na", "*", "#n/a", "null")}
    elif not _far(marks, plain):
        marks = {t: m for t, m in marks.items() if t not in _NUMBERS}
    found.marks = marks
    found.required = not blank and not marks and not found.bands
    _identify(found, plain or counts)
    if found.kind == "string" and not found.identifying:
        _codes(found, Counter({t: n for t, n in counts.items() if t not in marks}), whole)
    return found


def _far(marks: dict[str, str], plain: Counter[str]) -> bool:
    """Whether -9999 is a mark here: no honest value is negative."""
    return not any(t.startswith("-") and t not in _NUMBERS for t in plain)


def _type(found: Column, values: Counter[str], header: str) -> None:
    bands = {t for t in values if _BAND.fullmatch(t) and not _INTEGER.fullmatch(t)}
    rest = [t for t in values if t not in bands]
    if _period(found, values, header) or _date(found, values):
        return
    if not rest or not all(_is_number(t) for t in rest):
        _mangled(found, values)
        return
    bare = [t.rstrip("%").strip() for t in rest]
    if all(_INTEGER.fullmatch(t) for t in bare) and (_leading_zero(bare) or _looks_like_code(bare, header)):
        return
    found.bands = bool(bands)
    found.percent = any(t.endswith("%") for t in rest)
    if found.bands:
        found.notes.append("some values are ranges such as 90-100%; they have no number here")
    if all(_INTEGER.fullmatch(t) for t in bare):
        found.kind = "integer"
        return
    found.kind = "number"
    found.scale = min(9, max((len(t.partition(".")[2].rstrip("0")) for t in bare), default=0)) or 1


def _is_number(text: str) -> bool:
    bare = text.rstrip("%").strip()
    return bool(_NUMBER.fullmatch(bare)) and any(c.isdigit() for c in bare)


def _leading_zero(values: Sequence[str]) -> bool:
    return any(len(v) > 1 and v.startswith("0") and v.isdigit() for v in values)


def _looks_like_code(values: Sequence[str], header: str) -> bool:
    """Whether whole numbers name things: the header says so, and they are of one length."""
    lengths = {len(v) for v in values}
    return bool(_CODE.search(header)) and not _COUNTED.search(header) and len(lengths) <= 3 and min(lengths) > 2


def _period(found: Column, values: Counter[str], header: str) -> bool:
    bare = [re.sub(r"\s*\[[^\]]*\]", "", v) for v in values]
    kinds = [PeriodKind.SPLIT_YEAR, PeriodKind.QUARTER, PeriodKind.TERM, PeriodKind.MONTH]
    for kind in kinds:
        if all(read_period(v, kind) for v in bare):
            if kind is PeriodKind.SPLIT_YEAR and not _TIMELY.search(header) and all(v.isdigit() for v in bare):
                return False
            found.kind, found.period = "period", kind
            if any(v.isdigit() or re.fullmatch(r"\d{4}-\d{2}", v) for v in bare):
                found.notes.append(f"taken to be a {kind.value}; a month would look the same")
            return True
    if _TIMELY.search(header) and all(re.fullmatch(r"(19|20)\d{2}", v) for v in bare):
        found.kind, found.period = "period", PeriodKind.YEAR
        return True
    return False


def _date(found: Column, values: Counter[str]) -> bool:
    if all(re.fullmatch(r"\d{4}-\d{2}-\d{2}([T ]00:00(:00)?Z?)?", v) for v in values):
        found.kind = "date"
        return True
    parts = [_DAY.fullmatch(v) for v in values]
    if not all(parts):
        return False
    matched = [m for m in parts if m]
    mark = matched[0][2]
    year = "%Y" if len(matched[0][4]) == 4 else "%y"
    day_first = any(int(m[1]) > 12 for m in matched)
    month_first = any(int(m[3]) > 12 for m in matched)
    found.kind = "date"
    found.formats = (f"%m{mark}%d{mark}{year}" if month_first and not day_first else f"%d{mark}%m{mark}{year}",)
    if day_first and month_first:
        found.notes.append("dates are written in two orders; such a delivery is refused")
    elif not day_first and not month_first:
        found.notes.append("no date says whether day or month comes first; check the format")
    return True


def _mangled(found: Column, values: Counter[str]) -> None:
    """A range such as 10-20% that a spreadsheet turned into 20-Oct is put back, where its sisters show the form."""
    bands = [v for v in values if _BAND.fullmatch(v)]
    if len(bands) < 2:
        return
    sign = "%" if any(v.endswith("%") for v in bands) else ""
    for value in values:
        if m := _MANGLED.fullmatch(value):
            low, high = sorted((_MONTHS.index(m[2].lower()) + 1, int(m[1])))
            found.codes[value] = f"{low}-{high}{sign}"
            found.notes.append(f"'{value}' looks like {low}-{high}{sign}, turned into a date by a spreadsheet")


def _identify(found: Column, values: Counter[str]) -> None:
    header = re.sub(r"[_\W]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", found.header)).lower().strip()
    named = _CHILD.search(header)
    if named and not _PLACE.search(header) and not (_COUNTED.search(header) and found.kind in ("integer", "number")):
        found.identifying = f"its header says {named[0]}"
    sample = list(values)[:200]
    if sum(1 for v in sample if _MAIL.fullmatch(v)) > len(sample) / 2:
        found.identifying = "it holds e-mail addresses"
    elif sum(1 for v in sample if _UPN.fullmatch(v)) > len(sample) / 2:
        found.identifying = "its values look like unique pupil numbers"


def _codes(found: Column, values: Counter[str], whole: bool) -> None:
    """A short list of values that come again and again; rare ones are not written into a contract."""
    if len(values) > 40 or sum(values.values()) < 4 * len(values) or max(map(len, values), default=0) > 80:
        return
    common = tuple(sorted(v for v, n in values.items() if n >= 5 and v not in found.codes))
    rare = sum(1 for v, n in values.items() if n < 5 and v not in found.codes)
    if not whole:
        found.notes.append(f"{len(values)} different values so far; if they are codes, list them in `allowed`")
    elif rare:
        found.notes.append(
            f"{len(common)} values are common and {rare} are rare; list those that are right in `allowed`"
        )
    else:
        found.allowed = tuple(dict.fromkeys((*common, *found.codes.values())))
