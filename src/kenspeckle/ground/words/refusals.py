"""Words that must not be passed over, since they go beyond what is tested: each with what to write instead."""

from __future__ import annotations

from .entries import Entry, Role, entry


def _refuse(phrases: str, reason: str, example: str) -> Entry:
    return entry(Role.REFUSE, reason, phrases, reason, example)


REFUSED = (
    _refuse(
        "because|because of|due to|owing to|led to|leads to|leading to|thanks to|caused|cause|causes|causing|caused by"
        "|as a result|as a result of|result of|resulted in|resulting|resulting in|driven by|drove|driving|attributed to"
        "|attributable|on account of|therefore|hence|thereby|thus|explained by|explains|explain|effect|effects"
        "|effect of|impact|impact of|contributed to|contributing to|boosted|boosted by|helped|helping|helped by"
        "|the reason|reason for|so that|consequently|consequence|consequence of|made possible by|responsible for"
        "|brought about|triggered|fuelled by|prompted by|hit by",
        "a cause needs a declared design; the figures show what changed, not why",
        "fell because of the pandemic",
    ),
    _refuse(
        "highest|lowest|best|worst|largest|biggest|smallest|greatest|fewest|record|a record|the most|the least"
        "|most|least|ever|peak|peaked|unprecedented|for the first time|first time|back|all time|top|bottom|leading"
        "|second highest|second lowest|strongest|weakest|fastest|slowest|outperformed|outperforms|ranked|ranks",
        "this compares with places or times that the evidence does not name; use ‘against’ and say higher or lower",
        "the highest ever",
    ),
    _refuse(
        "every year|each year|year on year|year after year|every month|each month|steadily|consistently|continuously"
        "|continued|continues|continuing|continued to|continues to|keeps|kept|trend|always|month on month|throughout"
        "|annually|gradually",
        "this speaks of every step between, and the evidence names two ends; leave it out, or show a chart",
        "rose every year",
    ),
    _refuse(
        "sharply|sharp|slightly|slight|significantly|significant|markedly|marked|dramatically|dramatic|substantially"
        "|substantial|considerably|considerable|much|far|a lot|strongly|greatly|hugely|massively|massive|huge|vastly"
        "|somewhat|a little|a bit|rapidly|rapid|quickly|slowly|well over|well under|well above|well below|noticeably"
        "|soared|soaring|surged|surge|rocketed|skyrocketed|plummeted|plunged|slumped|tumbled|collapsed|crept|edged"
        "|dipped|spiked|exploded|modestly|modest|moderately|marginally|marginal|barely|only just|strong|steep|steeply"
        "|enormous|enormously|widely|transformed",
        "how much that is cannot be tested; give the size as a number",
        "fell sharply",
    ),
    _refuse(
        "some|many|several|few|a few|numerous|lots|lots of|a number of|handful|a handful of|various|a couple"
        "|a couple of|plenty|countless|hardly any|scarcely any|almost none|nearly none|a small number"
        "|a large number|too many|too few|not all|not every|not many|dozens|hundreds|thousands|millions|mostly"
        "|mainly|largely|typically|usually|often|rarely|seldom|frequently|generally|commonly|increasingly"
        "|double digit|double digits|double figures|single figures|single digits",
        "how many that is cannot be tested; give the number or the share",
        "some children",
    ),
    _refuse(
        "not|never|nor|neither|no|without|cannot|can't|isn't|wasn't|aren't|weren't|didn't|don't|doesn't|hasn't|haven't"
        "|won't|hardly|scarcely|failed|fails|fail|failing|no longer|stopped|ceased|false|untrue|unless|except",
        "what is denied is not tested; say what is so, such as ‘no clear change’",
        "did not fall",
    ),
    _refuse(
        "nearly|almost|exactly|precisely|roughly|approximately|at least|at most|just under|just over|just above"
        "|just below|approaching|no more than|no fewer than|no less than|not more than|not less than|in excess of",
        "this hedges a number, and none follows that can be read; write the number after it",
        "nearly everywhere",
    ),
    _refuse(
        "a twentieth|one twentieth|a twelfth|one twelfth|a fifteenth|a hundredth|one hundredth|a thousandth|twentieths"
        "|hundredths|a fraction|a share|a proportion|a percentage",
        "which part that is cannot be tested; say it in per cent, or as a simple fraction down to tenths",
        "a twentieth lower",
    ),
    _refuse(
        "minus|negative|plus",
        "a sign is no direction that reads aloud; say ‘fell by’, ‘rose by’, lower or higher",
        "minus 3%",
    ),
    _refuse(
        "minus|negative|plus",
        "a sign is no direction that reads aloud; say ‘fell by’, ‘rose by’, lower or higher",
        "minus 3%",
    ),
    _refuse(
        "will|would|should|could|might|may|expected|expected to|set to|projected|forecast|forecasts|predicted|on track"
        "|on course|probably|possibly|perhaps|seems|seem|seemed|appears|appear|appeared|suggests|suggest|apparently"
        "|supposedly|if|estimated|potentially|hopefully|aims to|plans to|target",
        "this goes beyond what was counted; say what was found",
        "will rise",
    ),
    _refuse(
        "times higher|times more|times lower|times less|times fewer|times greater|times larger|times bigger"
        "|times better|times worse|times smaller|twice lower|twice less|twice higher|twice more",
        "‘three times more’ can mean three times or four; say three times as many",
        "three times higher",
    ),
    _refuse(
        "recovered|fully recovered|bounced back|returned|returned to|closed|the gap closed|eliminated"
        "|disappeared|levelled off|reversed|turned|turned round|overtook|overtaken|caught up|catching up",
        "this can mean all of the way or part of it; say by how much, or ‘improved’, ‘narrowed’, ‘no clear change’",
        "recovered",
    ),
    _refuse(
        "above average|below average|the average of|national average|than average|better than average|average for",
        "the average of whom? name the group with ‘against’",
        "above average",
    ),
    _refuse(
        "fluctuated|fluctuates|varied|varies|varying|volatile|mixed|uneven|unevenly|erratic|on average each",
        "no two ends can show this; draw a chart instead",
        "fluctuated",
    ),
)
