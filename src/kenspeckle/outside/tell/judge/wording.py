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


def in_words(value: Fraction, unit: str, places: int) -> str:
    """A figure in a sentence: 87.6 per cent, 16.6 per 1,000, £7,606, 4.4 points."""
    text = plain_number(value, unit, places)
    return text[:-1] + " per cent" if unit == "percent" else text


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
        text += f", over what is known: {compared.unknown:,} of {compared.rows:,} rows say nothing"
    return text


def what_it_is(compared: Compared, bound: Size | None = None) -> str:
    """One sentence with the figures, at the places at which the measure is told, or more where that hides a change.

    bound: a size that the level was compared with; decimals are added until the two look as unequal as they are.
    """
    question = compared.question
    unit = question.unit
    places = _telling_places(compared)
    if bound and question.shape is Shape.LEVEL:
        places = _places_that_differ(bound, _level(compared, bound), written_value(bound), places)
    told = [in_words(value, unit, places) for value in compared.values]
    bare = told if unit == "pounds" else [in_figures(value, places) for value in compared.values]
    match question.shape:
        case Shape.LEVEL:
            return f"It is {told[0]}."
        case Shape.CHANGE:
            if not compared.difference:
                return f"It is {told[0]}, as before."
            moved = "rose" if compared.difference > 0 else "fell"
            return f"It {moved} from {bare[1]} to {told[0]}."
        case Shape.GAP:
            return f"It is {bare[0]} against {told[1]}."
        case Shape.GAP_CHANGE:
            first = in_figures(compared.first, places)
            second = plain_number(compared.second, gap_unit(unit), places)
            ends = f"one from {bare[1]} to {told[0]}, the other from {bare[3]} to {told[2]}"
            return f"The gap went from {first} to {second}: {ends}."


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
        times = in_words(change, "times", 2)
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
    told = in_words(value, unit, places)
    claimed = in_figures(written, size.places if size.times == 1 else 0)
    if unit == "pounds":
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
    if measure.noise == "intervals":
        if compared.beyond is None:
            return "Its publisher gives no usable confidence limits here, so a difference cannot be told from chance."
        return f"That is within what chance does, by its publisher’s {measure.confidence}% confidence limits."
    if compared.beyond is None:
        return "How much chance does is not known for this source, so a change in it cannot be told from chance."
    among = f" among {compared.children:,} children" if compared.children is not None else ""
    return f"That is within what chance does{among}."


def absent(absence: Absence) -> str:
    """The sentence for a figure that is not there and never was, each absence its own."""
    reason = f" ({absence.reason.rstrip('.')})" if absence.reason else ""
    if isinstance(absence, NotApplicable):
        return f"there is nobody of whom this could be asked, so there is no figure{reason}"
    if isinstance(absence, Missing):
        return f"the figure is missing: nobody has it{reason}"
    return f"there is no figure{reason}"
