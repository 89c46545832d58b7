"""Words that name a period, a length of time or a group must name those of the evidence.

Otherwise a sentence about girls in 2019 could be vouched for by figures about boys in 2024.
"""

from __future__ import annotations

import re

from kenspeckle.ground.terms import Facts, Period, PeriodKind
from kenspeckle.ground.words import Evidence
from kenspeckle.ground.words.statement import Mention, Statement

from .question import Question, Refused

# Labels that are also plain words of English prove nothing about which group is meant.
_PLAIN = frozenset({"none", "other", "others", "unknown", "total", "both", "same", "most", "least", "high"})


def names_in(evidence: Evidence, facts: Facts) -> frozenset[str]:
    """What the measure and the groups of this evidence are called; nothing is refused here."""
    measure = facts.measures.get(evidence.measure)
    names = {measure.title, measure.name.replace("_", " ")} if measure else set()
    against = evidence.against if isinstance(evidence.against, tuple) else ()
    for test in (*evidence.where, *against):
        dimension = facts.dimensions.get(test.dimension)
        if dimension is None:
            continue
        names |= {dimension.title, *test.values}
        names |= {label for code, label in dimension.labels.items() if {code, label} & set(test.values)}
    return frozenset(names)


def agree(statement: Statement, question: Question, facts: Facts) -> None:
    """Raise Refused when the words name a period, a length of time or a group that the evidence does not."""
    for mention in statement.mentions:
        _agree_on_period(mention, question)
    if statement.years is not None:
        _agree_on_years(statement, question)
    _agree_on_groups(statement, question, facts)


def _agree_on_period(mention: Mention, question: Question) -> None:
    asked = [p for p in (question.start, question.end) if p is not None]
    if any(mention.period == p or (mention.year and mention.year in _years(p)) for p in asked):
        return
    named = " and ".join(str(p) for p in asked) or "no period"
    hint = f"; if a number is meant, write {mention.year:,}" if mention.year else ""
    raise Refused(f"the words speak of {mention.text} and the evidence of {named}{hint}")


def _years(period: Period) -> tuple[int, ...]:
    """The calendar years that a period touches."""
    last = period.years[-1]
    return tuple(range(period.year, last.year + (2 if last.kind is PeriodKind.SPLIT_YEAR else 1)))


def _agree_on_years(statement: Statement, question: Question) -> None:
    if question.end is not None and len(question.end.years) == statement.years:
        return  # so many years, taken together
    if question.start is None or question.end is None:
        raise Refused("the words name a length of time, and the evidence has one period")
    if question.end.year - question.start.year != statement.years:
        raise Refused(
            f"the words speak of {statement.years} years, and from {question.start} to {question.end} it is "
            f"{question.end.year - question.start.year}"
        )


def _agree_on_groups(statement: Statement, question: Question, facts: Facts) -> None:
    text = statement.words.casefold()
    tests = (*question.own, *question.other)
    for name in {test.dimension for test in tests}:
        dimension = facts.dimensions.get(name)
        if dimension is None or any(t.operator not in ("=", "in") for t in tests if t.dimension == name):
            continue
        meant = {value for t in tests if t.dimension == name for value in t.values}
        for code in sorted(meant):
            text = text.replace(dimension.labels.get(code, code).casefold(), " ")
        for code, label in dimension.labels.items():
            word = label.casefold()
            if code in meant or len(word) < 4 or word in _PLAIN:
                continue
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                own = ", ".join(dimension.labels.get(code, code) for code in sorted(meant))
                raise Refused(f"the words speak of {label} and the evidence of {own}")
