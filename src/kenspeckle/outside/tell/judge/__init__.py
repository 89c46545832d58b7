"""Judge a claim: do the figures bear out the words?

In this order, so that the first reason given is the one to act on and none depends on a hidden value: the shape
of the words, names, periods, protection, whether the source is out of date, arithmetic, chance.
"""

from __future__ import annotations

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MAIN, Absence, CellKey, Facts, ProtectedCells, Suppressed
from kenspeckle.ground.words import (
    Evidence,
    Form,
    Statement,
    UnreadableEvidence,
    Verdict,
    parse_evidence,
)

from .compared import Compared, compare, keys_asked
from .mentions import agree
from .question import Question, Refused, ask, known_measure, wanted
from .stated import stated
from .true_words import said_by_the_figures, true_words
from .verdicts import tested
from .wording import WITHHELD, absent, chance_sentence, left_out, shown, what_it_is


@dataclass(frozen=True)
class Judgement:
    """What can be said of a claim. why: one or two sentences for a reader.

    true_words: words that would hold in their place, or "". shown: the figure, with both ends where there are two.
    cells: those it stands on. children: the fewest behind any of them, where known. Of a withheld claim nothing is
    given but that it is withheld, and of which cells.
    """

    verdict: Verdict
    why: str = ""
    true_words: str = ""
    shown: str = ""
    cells: tuple[CellKey, ...] = ()
    children: int | None = None


def judge(
    words: str,
    evidence: str | Evidence,
    facts: Facts,
    cells: ProtectedCells,
    *,
    way: str = MAIN,
    form: Form = Form.ALONE,
) -> Judgement:
    """Judge `words` by `evidence`, counted in `way`. Empty words are filled in from the figures, in `form`.

    The clock is in `facts`: a source that is past due has its sentence in `facts.overdue`. Never raises for
    anything an author can write.
    """
    try:
        parsed = parse_evidence(evidence) if isinstance(evidence, str) else evidence
        statement = stated(words, parsed, facts) if words.strip() else None
        known_measure(parsed, facts)
        question = ask(parsed, facts, way)
        if statement:
            agree(statement, question, facts)
    except UnreadableEvidence as reason:
        return Judgement(Verdict.REFUSED, _sentence(f"the evidence cannot be read at column {reason.column}: {reason}"))
    except Refused as reason:
        return Judgement(Verdict.REFUSED, _sentence(str(reason)))
    return _by_figures(statement, question, facts, cells, form)


def _by_figures(
    statement: Statement | None, question: Question, facts: Facts, cells: ProtectedCells, form: Form
) -> Judgement:
    keys = keys_asked(question, facts)
    if any(isinstance(cells.get(key), Suppressed) for key in keys):
        return Judgement(Verdict.WITHHELD, WITHHELD, cells=keys)
    compared = compare(question, facts, cells)
    if isinstance(compared, Absence):
        return Judgement(Verdict.REFUSED, _sentence(absent(compared)), cells=keys)
    verdict, why = _verdict(statement, compared)
    why = " ".join(filter(None, (why, left_out(compared))))
    better = ""
    if statement is None or verdict in (Verdict.DOES_NOT_HOLD, Verdict.CANNOT_TELL):
        if statement is None:
            better = said_by_the_figures(compared, form)
        else:
            better = true_words(statement, compared, verdict, form)
    for source in question.measure.sources:
        if source in facts.overdue:
            verdict, why, better = Verdict.OUT_OF_DATE, _sentence(facts.overdue[source]), ""
    return Judgement(verdict, why, better, shown(compared), keys, compared.children)


def _verdict(statement: Statement | None, compared: Compared) -> tuple[Verdict, str]:
    if statement is None:
        if said_by_the_figures(compared):
            return Verdict.HOLDS, what_it_is(compared)
        return Verdict.CANNOT_TELL, f"{what_it_is(compared)} {chance_sentence(compared)}"
    return tested(statement, compared)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


__all__ = ["Judgement", "judge", "wanted"]
