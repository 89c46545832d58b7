"""The words that can be tested, as data: the reader is built from this table and the reference prints it.

A phrase has one role and one value. Phrases are matched whole, the longest first, without regard to case, and a
hyphen counts as a space. What is in no entry (nouns, names, "in", "the") is passed over: it neither adds to a
statement nor takes from it. What must never be passed over, since it would change or go beyond what was
tested, has an entry with a role that refuses.
"""

from __future__ import annotations

from .entries import Entry, Role
from .entries import entry as _entry
from .refusals import REFUSED

_NEEDS_TWO = "needs two periods, and a change beyond chance"

_DIRECTIONS = (
    _entry(
        Role.VERB,
        "up",
        "rose|rise|rises|risen|rising|increased|increase|increases|increasing|grew|grow|grows|grown"
        "|growing|growth|climbed|climb|climbing|went up|gone up|going up|up|gained|jumped|jump",
        f"the later value is above the earlier one; {_NEEDS_TWO}",
        "rose by 4 points",
    ),
    _entry(
        Role.VERB,
        "down",
        "fell|fall|falls|fallen|falling|decreased|decrease|decreases|decreasing|dropped|drop|drops"
        "|dropping|declined|decline|declines|declining|went down|gone down|going down|down|reduced|reduction|shrank"
        "|shrunk|shrinking",
        f"the later value is below the earlier one; {_NEEDS_TWO}",
        "fell by 4.4 points",
    ),
    _entry(
        Role.VERB,
        "better",
        "improved|improve|improves|improving|improvement|recovering|is recovering",
        f"the value moved the way that the measure calls better; {_NEEDS_TWO}",
        "improved by 1.1 points",
    ),
    _entry(
        Role.VERB,
        "worse",
        "worsened|worsen|worsens|worsening|deteriorated|deteriorating|deterioration|got worse|getting worse",
        f"the value moved the way that the measure calls worse; {_NEEDS_TWO}",
        "worsened",
    ),
    _entry(
        Role.COMPARATIVE,
        "up",
        "higher|more|greater|larger|bigger|above",
        "the value is above the earlier one, or above the other group's; beyond chance",
        "6.5 points higher",
    ),
    _entry(
        Role.COMPARATIVE,
        "down",
        "lower|less|fewer|smaller|below|short of",
        "the value is below the earlier one, or below the other group's; beyond chance",
        "6.5 points lower",
    ),
    _entry(
        Role.COMPARATIVE,
        "better",
        "better|ahead|ahead of",
        "better than earlier, or than the other group, as the measure has it; beyond chance",
        "6.5 points better",
    ),
    _entry(
        Role.COMPARATIVE,
        "worse",
        "worse|behind",
        "worse than earlier, or than the other group, as the measure has it; beyond chance",
        "6.5 points worse",
    ),
    _entry(
        Role.GAP_VERB,
        "wider",
        "widened|widen|widens|widening|wider|opened up|opening up",
        "the distance between the two groups grew; needs two groups and two periods",
        "widened by 3.1 points",
    ),
    _entry(
        Role.GAP_VERB,
        "narrower",
        "narrowed|narrow|narrows|narrowing|narrower|closing|closed by",
        "the distance between the two groups shrank; needs two groups and two periods",
        "narrowed by 3.9 points",
    ),
    _entry(
        Role.SAME,
        "change",
        "no clear change|no change|unchanged|not changed|not clearly changed|did not change|did not clearly change"
        "|has not changed|have not changed|stayed the same|remained the same|remained|remains|stayed|held steady"
        "|stable|steady|flat|neither rose nor fell|neither better nor worse|no better and no worse",
        "the change is within chance, or, where there is no chance, nil",
        "no clear change",
    ),
    _entry(
        Role.SAME,
        "difference",
        "no clear difference|no difference|no clear gap|no gap|the same|the same as|not clearly different"
        "|not different|not clearly higher or lower|neither higher nor lower|no higher and no lower",
        "the difference is within chance, or, where there is no chance, nil",
        "no clear difference",
    ),
    _entry(
        Role.SAME,
        "alike",
        "about the same|much the same|similar|roughly the same|broadly the same|about as high"
        "|almost the same|nearly the same|broadly unchanged|largely unchanged|little changed|little change",
        "the two values are within five per cent of the one compared with (and 2.5 points)",
        "about the same",
    ),
)

_MULTIPLES = (
    _entry(Role.MULTIPLE_VERB, "2", "doubled|doubles|doubling", "twice what it was, within five per cent", "doubled"),
    _entry(
        Role.MULTIPLE_VERB,
        "3",
        "trebled|tripled|trebling|tripling",
        "three times what it was, within five per cent",
        "trebled",
    ),
    _entry(
        Role.MULTIPLE_VERB, "4", "quadrupled|quadrupling", "four times what it was, within five per cent", "quadrupled"
    ),
    _entry(Role.MULTIPLE_VERB, "1/2", "halved|halving", "half of what it was, within five per cent", "halved"),
    _entry(Role.MULTIPLE, "2", "twice|double|two fold|twofold", "two times, within five per cent", "twice as high"),
    _entry(
        Role.MULTIPLE,
        "3",
        "thrice|treble|triple|three fold|threefold",
        "three times, within five per cent",
        "a threefold rise",
    ),
    _entry(Role.MULTIPLE, "4", "four fold|fourfold|quadruple", "four times, within five per cent", "a fourfold rise"),
    _entry(Role.MULTIPLE, "5", "five fold|fivefold", "five times, within five per cent", "a fivefold rise"),
    _entry(Role.MULTIPLE, "10", "ten fold|tenfold", "ten times, within five per cent", "a tenfold rise"),
    _entry(
        Role.MULTIPLE,
        "1/2",
        "half as many|half as much|half as high|half as likely|half as often|half as large"
        "|half the rate|half that|half the number|half the level",
        "half of the other, within five per cent",
        "half as many",
    ),
)

_BOUNDS = (
    _entry(
        Role.BOUND,
        "about",
        "about|around|roughly|approximately|approx|circa|close to|in the region of|something like"
        "|more or less|an estimated|some",
        "within five per cent of the number written, and 2.5 points",
        "about 88%",
    ),
    _entry(
        Role.BOUND,
        "nearly",
        "nearly|almost|just under|just below|just short of|not quite|approaching",
        "below it, by no more than five per cent and 2.5 points",
        "nearly 90%",
    ),
    _entry(
        Role.BOUND,
        "just over",
        "just over|just above|a little over|a little more than|slightly more than|slightly over",
        "above it, by no more than five per cent and 2.5 points",
        "just over 87%",
    ),
    _entry(
        Role.BOUND,
        "more than",
        "more than|over|above|greater than|higher than|larger than|in excess of|exceeding",
        "above it, exactly",
        "more than 87%",
    ),
    _entry(
        Role.BOUND,
        "less than",
        "less than|fewer than|under|below|lower than|smaller than",
        "below it, exactly",
        "fewer than nine in ten",
    ),
    _entry(
        Role.BOUND,
        "at least",
        "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|upwards of",
        "it or above, exactly",
        "at least 87.61%",
    ),
    _entry(
        Role.BOUND,
        "at most",
        "at most|up to|no more than|not more than|a maximum of",
        "it or below, exactly",
        "at most 88%",
    ),
    _entry(Role.BOUND, "exactly", "exactly|precisely", "it to the last digit, before any rounding", "exactly 75%"),
    _entry(Role.AFTER, "at least", "or more|or over|or above|or higher", "it or above, exactly", "87% or more"),
    _entry(Role.AFTER, "at most", "or less|or fewer|or under|or below|or lower", "it or below, exactly", "88% or less"),
    _entry(Role.AFTER, "exactly", "exactly|precisely", "it to the last digit, before any rounding", "75% exactly"),
    _entry(Role.AFTER, "about", "or so|or thereabouts", "within five per cent of it, and 2.5 points", "88% or so"),
)

_QUANTITIES = (
    _entry(
        Role.QUANTITY,
        "most",
        "most|most of|a majority|the majority|majority|the majority of|a majority of",
        "more than half",
        "most children",
    ),
    _entry(
        Role.QUANTITY,
        "minority",
        "a minority|the minority|minority|a minority of|only a minority of",
        "less than half",
        "a minority of children",
    ),
    _entry(
        Role.QUANTITY,
        "none",
        "none|none of|no child|no children|no pupil|no pupils|nobody|no one|not one|not one child"
        "|no young people|not a single child|not a single one|not a single|no incidents|no exclusions|no openings"
        "|no offences|no crimes|no cases|no referrals"
        "|no applications|no births|no absences|no girls|no boys|no schools|no families"
        "|no households",
        "exactly none",
        "no child",
    ),
    _entry(
        Role.QUANTITY,
        "all",
        "all|all of|every child|every pupil|every one|everyone|everybody|every school|all of them",
        "all without exception: exactly the whole",
        "every child",
    ),
)

_FRAMES = (
    _entry(
        Role.RELATIVE,
        "relative",
        "in relative terms|relative terms|in proportion|relatively speaking|as a proportion of where it began",
        "the change is a share of the value it began from",
        "fell by 4.8% in relative terms",
    ),
    _entry(
        Role.CHANCE,
        "within",
        "within chance|within noise|within the noise|could be chance|may be chance"
        "|might be chance|within what chance can do|not statistically significant|not beyond chance",
        "the change or difference is not beyond chance",
        "rose by 0.9 points, within chance",
    ),
    _entry(
        Role.CHANCE,
        "beyond",
        "beyond chance|more than chance|clearly|clear|statistically significant|statistically significantly"
        "|beyond noise",
        "the change or difference is beyond chance, as every direction must be",
        "rose by 4 points, beyond chance",
    ),
    _entry(
        Role.GAP,
        "gap",
        "gap|the gap|difference between|distance between|inequality gap",
        "what is said is said of the distance between two groups",
        "the gap narrowed by 3.9 points",
    ),
    _entry(
        Role.DIFFERENCE,
        "difference",
        "apart|difference|a difference of|change|a change of|changed|changed by",
        "a size whose direction is left open",
        "6.5 points apart",
    ),
    _entry(Role.ROLE_BEFORE, "change", "by", "the number that follows is the size of the change", "fell by 4.4 points"),
    _entry(
        Role.ROLE_BEFORE, "from", "from", "the number that follows is the earlier value", "fell from 93.0% to 91.0%"
    ),
    _entry(Role.ROLE_BEFORE, "to", "to|reached|reaching", "the number that follows is the later value", "rose to 74%"),
    _entry(
        Role.ROLE_BEFORE,
        "at",
        "at|is|was|are|were|stands at|stood at|now|is now",
        "the number that follows is the value itself",
        "unchanged at 91%",
    ),
    _entry(
        Role.ROLE_BEFORE,
        "base",
        "compared with|compared to|against|versus|vs|as against|than|rather than",
        "the number that follows is the earlier value, or the other group's",
        "87.6% compared with 94.1%",
    ),
)

_PASSED_OVER = (
    _entry(
        Role.PASS,
        "",
        "as many as possible|as many|as much|as high|as likely|as often|as low|as large|as wide|how many"
        "|how much|so many",
        "the rest of a comparison of multiples",
        "twice as many",
    ),
    _entry(
        Role.PASS,
        "",
        "most deprived|least deprived|more deprived|less deprived|most affluent|least affluent"
        "|more affluent|less affluent|most disadvantaged|least disadvantaged|more disadvantaged|less disadvantaged"
        "|most advantaged|least advantaged|most remote|most rural|more remote|more rural|most accessible|better off"
        "|worse off|best off|worst off|lower income|higher income|lowest income|highest income|low income"
        "|lower primary|upper primary|bottom fifth|top fifth|bottom quintile|top quintile|higher education"
        "|further education|larger schools|smaller schools"
        "|larger families|smaller families|more able",
        "the name of a group",
        "74% of the most deprived fifth",
    ),
    _entry(
        Role.PASS,
        "",
        "half day|half days|half term|half terms|half year|half yearly|full time|part time|cut off|at home"
        "|at school|at risk|first half|second half|second home|second level|up and down the country|so far"
        "|or better|or more|or higher|or above|or over|or less|or fewer|or lower|or below|or under|and above"
        "|and over|and under|and below|up to|one or more|more or fewer|up to date|set up|made up|made up of"
        "|grew up|growing up|take up|taken up|took up|down syndrome|down's syndrome|drop out|drop outs|dropped out"
        "|drop in|from falls|for falls|of falls|reduced timetable|reduced timetables|less well off"
        "|higher attaining|lower attaining|higher achieving|lower achieving|advanced higher",
        "a fixed phrase",
        "87.6% of half-day openings",
    ),
    _entry(
        Role.PASS,
        "",
        "of all|for all|among all|across all|in all|for every|in every|of every|all together|after all"
        "|all pupils in|all children in",
        "everybody is meant, no share",
        "one in four of all children",
    ),
    _entry(
        Role.PASS,
        "",
        "in the last|in the past|over the last|over the past|over time|over this time|over the same|year earlier"
        "|years earlier|year before|years before|than before|from before|more recently",
        "when, not how much",
        "4.4 points less than before",
    ),
)

_ENTRIES = _DIRECTIONS + _MULTIPLES + _BOUNDS + _QUANTITIES + _FRAMES + _PASSED_OVER + REFUSED


def vocabulary() -> list[Entry]:
    """Return all entries, in the order in which the reference prints them."""
    return list(_ENTRIES)
