"""What words state, beside evidence of one shape: read, and held to what such evidence can bear out.

A number in the measure's own title is a claim where it can be one. Where it cannot, as in "35.0% had fewer than 50
pupils" of a measure in per cent, it says what is counted, and the rest of the words is the claim.
"""

from __future__ import annotations

from kenspeckle.ground.terms import Facts, MeasureFacts
from kenspeckle.ground.words import Asks, Evidence, Statement, Unreadable, own_numbers, read_statement

from .fitting import fit
from .mentions import names_in
from .question import Refused, Shape, known_measure, shape_of


def stated(words: str, evidence: Evidence, facts: Facts) -> Statement:
    """Return what is to be tested; raises Refused for words that cannot be, whatever the figures."""
    names = names_in(evidence, facts)
    if evidence.measure not in facts.measures:
        _readable(read_statement(words, names))
    measure = known_measure(evidence, facts)
    unit = "percent" if evidence.asks is Asks.SHARE else measure.unit
    return fitted(words, names, shape_of(evidence), measure, unit)


def fitted(words: str, names: frozenset[str], shape: Shape, measure: MeasureFacts, unit: str) -> Statement:
    """Return what `words` state of `measure`, in `unit`; raises Refused."""
    try:
        return fit(_readable(read_statement(words, names)), shape, measure, unit)
    except Refused as reason:
        without = read_statement(words, names, own_numbers((measure.title,)))
        if isinstance(without, Unreadable):
            raise
        try:
            return fit(without, shape, measure, unit)
        except Refused:
            raise reason from None


def _readable(statement: Statement | Unreadable) -> Statement:
    if isinstance(statement, Unreadable):
        raise Refused(statement.reason)
    return statement
