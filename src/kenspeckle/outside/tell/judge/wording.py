"""Plain sentences for readers: what the figures are, and why words about them hold or do not."""

from __future__ import annotations

from fractions import Fraction

from kenspeckle.ground.terms import Absence, Missing, NotApplicable, rounded
from kenspeckle.ground.words.numbers import in_figures, places_that_show, plain_number
from kenspeckle.ground.words.sizes import Size, SizeUnit, Tolerance
from kenspeckle.ground.words.statement import Direction, Statement

from .arithmetic import change_in_unit_of, level_in_unit_of, written_value
from .compared import Compared
from .question import Question, Shape

WITHHELD = (
    "A figure that this needs is hidden so that no child can be found, so these words are neither confirmed nor denied."
)
MOST_PLACES = 6


def gap_unit(unit: str) -> str:
    """The unit in which differences are told: points for per cent."""
    return "points" if unit == "percent" else unit


def shown(compared: Compared) -> str:
    """The figure beside a claim, with both ends where there are two, and both ends of a gap."""
    question = compared.question
    unit = question.unit
    places = max(places_that_show(value, question.places) for value in compared.values)
    told = [plain_number(value, unit, places) for value in compared.values]
    bare = told if unit in ("percent", "pounds") else [in_figures(value, places) for value in compared.values]
    match question.shape:
        case Shape.LEVEL:
            text = told[0]
        case Shape.CHANGE:
            text = f"{bare[1]} to {told[0]}"
        case Shape.GAP:
            text = f"{bare[0]} against {told[1]}"
        case Shape.GAP_CHANGE:
            gaps = f"{in_figures(compared.first, places)} to {plain_number(compared.second, gap_unit(unit), places)}"
            text = f"{gaps} ({bare[1]} to {told[0]} against {bare[3]} to {told[2]})"
    if compared.unknown and question.measure.over_known:
        text += f", without the {compared.unknown:,} of {compared.rows:,} rows that give no value"
    return text


def left_out(compared: Compared) -> str:
    """The sentence about rows that give no value, where a measure is told without them; "" where there are none."""
    if not compared.unknown or not compared.question.measure.over_known:
        return ""
    give, are = ("gives", "is") if compared.unknown == 1 else ("give", "are")
    return f"{compared.unknown:,} of {compared.rows:,} rows {give} no value and {are} left out."


def what_it_is(compared: Compared, bound: Size | None = None) -> str:
    """One sentence with the figures, at the places at which the measure is told, or more where that hides a change.

    bound: a size that the level was compared with; decimals are added until the two look as unequal as they are.
    """
    question = compared.question
    unit = question.unit
    places = _telling_places(compared)
    if bound and question.shape is Shape.LEVEL:
        places = _places_that_differ(bound, _level(compared, bound), written_value(bound), places)
    told = [plain_number(value, unit, places) for value in compared.values]
    bare = told if unit in ("percent", "pounds") else [in_figures(value, places) for value in compared.values]
    match question.shape:
        case Shape.LEVEL:
            return f"The figure is {told[0]}."
        case Shape.CHANGE:
            if not compared.difference:
                return f"It is {told[0]} in {question.end}, as it was in {question.start}."
            moved = "rose" if compared.difference > 0 else "fell"
            return f"It {moved} from {told[1]} in {question.start} to {bare[0]} in {question.end}."
        case Shape.GAP:
            apart = plain_number(abs(compared.difference), gap_unit(unit), places)
            between = f"The difference is {apart}." if compared.difference else "There is no difference."
            return f"{question.own_name}: {told[0]}. {question.other_name}: {told[1]}. {between}"
        case Shape.GAP_CHANGE:
            first, second = (plain_number(gap, gap_unit(unit), places) for gap in (compared.first, compared.second))
            ends = (
                f"{question.own_name}: from {told[1]} to {bare[0]}. {question.other_name}: from {told[3]} to {bare[2]}."
            )
            return f"The gap went from {first} in {question.start} to {second} in {question.end}. {ends}"


def _telling_places(compared: Compared) -> int:
    """Enough decimals for two unequal values to look unequal."""
    places = compared.question.places
    if compared.question.shape is Shape.LEVEL:
        return places_that_show(compared.second, places)
    pairs = [(compared.first, compared.second)]
    while places < MOST_PLACES and any(a != b and rounded(a, places) == rounded(b, places) for a, b in pairs):
        places += 1
    return places


def why_false(statement: Statement, compared: Compared, parts: tuple[str, ...]) -> str:
    """The sentence for words that do not hold: what it is, and what it is not."""
    if "direction" in parts:
        not_so = _direction_words(statement) + "’" + _where_better_lies(statement, compared)
        return f"{what_it_is(compared)} That is not ‘{not_so}."
    if "level" in parts and statement.level:
        return _size_is_wrong(statement, statement.level, compared, _level(compared, statement.level), "It is")
    if "base" in parts and statement.base:
        begins = "It began at" if compared.question.shape is Shape.CHANGE else "The other is"
        return _size_is_wrong(statement, statement.base, compared, _base(compared, statement.base), begins)
    size = statement.changes[int(parts[0].rpartition(" ")[2])]
    change = change_in_unit_of(size, compared)
    if change is None:
        return f"{what_it_is(compared)} What it is compared with is nothing, so there is no telling how many times."
    if statement.multiplied and size.unit is SizeUnit.TIMES:
        times = plain_number(change, "times", 2)
        return f"{what_it_is(compared)} That is {times}, which is not ‘{statement.words[size.start : size.end]}’."
    what = "It is" if size.unit is SizeUnit.TIMES else "The difference is"
    return f"{_size_is_wrong(statement, size, compared, change, what)} {what_it_is(compared)}"


def _where_better_lies(statement: Statement, compared: Compared) -> str:
    word = statement.direction
    if word and word.direction in (Direction.BETTER, Direction.WORSE):
        return f": for this measure {compared.question.measure.better} is better"
    return ""


def _direction_words(statement: Statement) -> str:
    return statement.direction.word if statement.direction else statement.multiplied


def _level(compared: Compared, size: Size) -> Fraction:
    if compared.question.shape is Shape.GAP and size.unit is SizeUnit.POINTS:
        return abs(compared.difference)
    return level_in_unit_of(size, compared.second, compared.question.scale)


def _base(compared: Compared, size: Size) -> Fraction:
    return level_in_unit_of(size, compared.first, compared.question.scale)


def _size_is_wrong(statement: Statement, size: Size, compared: Compared, value: Fraction, begins: str) -> str:
    unit = _unit_of(size, compared.question)
    written = written_value(size)
    places = _places_that_differ(size, value, written, compared.question.places)
    told = plain_number(value, unit, places)
    claimed = in_figures(written, size.places if size.times == 1 else 0)
    if unit in ("percent", "pounds"):
        claimed = plain_number(written, unit, size.places if size.times == 1 else 0)
    if size.tolerance in (Tolerance.FRACTION, Tolerance.MULTIPLE, Tolerance.ONE_IN) and not size.bound:
        return f"{begins} {told}, which is not ‘{statement.words[size.start : size.end]}’."
    if size.bound == "between":
        return f"{begins} {told}, which is not ‘{statement.words[size.start : size.end]}’."
    if size.bound == "exactly":
        return f"{begins} {told}, not exactly {claimed}."
    if size.bound:
        return f"{begins} {told}, which is not {size.bound} {claimed}."
    return f"{begins} {told}, not {claimed}."


def _unit_of(size: Size, question: Question) -> str:
    match size.unit:
        case SizeUnit.TIMES:
            return "times"
        case SizeUnit.PERCENT | SizeUnit.SHARE:
            return "percent" if size.value or question.scale > 1 else question.unit
        case SizeUnit.POINTS:
            return "points"
    return question.unit


def _places_that_differ(size: Size, value: Fraction, written: Fraction, usual: int) -> int:
    """As few decimals as show that the value is not the number written."""
    places = places_that_show(value, max(size.places, usual) if size.times == 1 else usual)
    if size.unit is SizeUnit.TIMES:
        places = max(places, 2)
    while places < MOST_PLACES and value != written and rounded(value, places) == rounded(written, places):
        places += 1
    return places


def chance_sentence(compared: Compared) -> str:
    """Why a true change cannot be told from chance."""
    measure = compared.question.measure
    if compared.moved:
        return "Counts are told a little off, to protect children, and that alone could make such a difference."
    if measure.noise == "intervals":
        if compared.beyond is None:
            return "Its publisher gives no usable confidence limits here, so a difference cannot be told from chance."
        limits = f"By its publisher’s {measure.confidence}% confidence limits, chance"
        return f"{limits} alone could make such a difference."
    if compared.beyond is None:
        return "How much figures of this source vary by chance is not known, so no difference can be told from it."
    if compared.children is None:
        return "Chance alone could make such a difference."
    fewest = f"With {compared.children:,} children behind the smallest of these figures"
    return f"{fewest}, chance alone could make such a difference."


def absent(absence: Absence) -> str:
    """The sentence for a figure that is not there and never was, each absence its own."""
    reason = f" ({absence.reason.rstrip('.')})" if absence.reason else ""
    if isinstance(absence, NotApplicable):
        return f"there is nobody of whom this could be asked, so there is no figure{reason}"
    if isinstance(absence, Missing):
        return f"there is no figure{reason}"
    return f"there is no figure{reason}"
