"""May this person, in this role, for this purpose, use these sources now? One function answers, with its reason.

Nothing is allowed unless a rule says so. A rule looks at one source and allows it, forbids it, or has no opinion;
a rule that forbids wins over all that allow, and a rule that fails counts as one that forbids. All sources of a
request have to be allowed. Page, log and error show the one sentence that comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Decision, KenError

from .relationships import Relationship


class Purpose(StrEnum):
    """What rows may be read for. The list is closed: a purpose that is not on it is refused."""

    TELL = "tell stories"
    CHECK = "check quality"
    KEEP = "keep data in order"
    VERIFY = "verify a release"
    CARE = "look at the children in my charge"


@dataclass(frozen=True)
class Request:
    """Who wants to use what, and for what. `now` is an argument, because agreements end.

    about: of which children alone, as dimensions and values that all have to hold; () for everybody. exact:
    whether unprotected counts of them are to be seen.
    """

    person: str
    role: str
    purpose: str
    sources: tuple[str, ...]
    now: datetime
    about: tuple[tuple[str, str], ...] = ()
    exact: bool = False


class SourceTerms(Protocol):
    """What of a source's contract a decision rests on."""

    @property
    def public(self) -> bool: ...
    @property
    def licence(self) -> str: ...
    @property
    def provider(self) -> str: ...


@dataclass(frozen=True)
class Terms:
    """Everything that decisions rest on: the contracts by source, and whether the workspace is about nobody.

    relationships: those of the person who asks.
    """

    contracts: Mapping[str, SourceTerms]
    invented: bool = False
    relationships: Sequence[Relationship] = ()


Rule = Callable[[Request, str, Terms], Decision | None]
"""Looks at one source of a request; None when it has no opinion."""


DENY = "deny by default"
NEXT_STEP = (
    "\nIf its publisher has already shown it to everyone, say `public: true` in its contract; if it is about nobody, "
    "say `invented: true` in ken.yaml. Agreements for anything else are not built yet."
)


class Refused(KenError):
    """A request for rows was refused; `decision` holds the reason and the rule."""

    def __init__(self, request: Request, decision: Decision) -> None:
        self.decision = decision
        super().__init__(
            f"{decision.reason[:1].upper()}{decision.reason[1:]}.\n"
            f"Asked for: {', '.join(request.sources) or 'nothing'}, to {request.purpose}."
            f"{NEXT_STEP if decision.rule == DENY else ''}"
        )


def someone_asks(request: Request, source: str, terms: Terms) -> Decision | None:
    """A request without a person is nobody's to answer for."""
    if request.person.strip() and request.role.strip():
        return None
    return Decision(False, "nobody is named who would use it", "someone asks")


def purpose_is_known(request: Request, source: str, terms: Terms) -> Decision | None:
    """Rows are read for a purpose on the list, or not at all."""
    if request.purpose in set(Purpose):
        return None
    return Decision(False, f'"{request.purpose}" is not a purpose that rows may be read for', "purpose is known")


def source_has_contract(request: Request, source: str, terms: Terms) -> Decision | None:
    """What nobody has described, nobody may use."""
    if source in terms.contracts:
        return None
    return Decision(False, f"no contract describes {source}", "source has a contract")


def in_my_charge(request: Request, source: str, terms: Terms) -> Decision | None:
    """Exact counts of children are for somebody who is responsible for all of them; it is no permission by itself."""
    if request.purpose != Purpose.CARE:
        why = f'unprotected counts are seen to "{Purpose.CARE}" and for nothing else'
        return Decision(False, why, "in my charge") if request.exact else None
    mine = [r for r in terms.relationships if r.person == request.person]
    if any(r.holds(request.now.date()) and (r.dimension, r.value) in request.about for r in mine):
        return None
    asked = " and ".join(f"{dimension} = {value}" for dimension, value in request.about) or "everybody"
    today = request.now.date()
    ended = [r.until for r in mine if (r.dimension, r.value) in request.about and r.until and r.until < today]
    why = f"nobody has recorded {request.person} as responsible for the children of {asked}"
    if ended:
        why = f"that {request.person} was responsible for the children of {asked} ended on {ended[-1]:%-d %B %Y}"
    return Decision(False, why, "in my charge")


def already_published(request: Request, source: str, terms: Terms) -> Decision | None:
    """Its publisher has shown it to everyone."""
    contract = terms.contracts.get(source)
    if contract is None or contract.public is not True:
        return None
    under = f"under {contract.licence}" if contract.licence else f"by {contract.provider}"
    return Decision(True, f"{source} is already published {under}", "already published")


def about_nobody(request: Request, source: str, terms: Terms) -> Decision | None:
    """Invented children have no records to protect; pages made from them say that they are invented."""
    if terms.invented is not True:
        return None
    return Decision(True, f"{source} is invented data about nobody, as ken.yaml declares", "about nobody")


RULES: tuple[Rule, ...] = (
    someone_asks,
    purpose_is_known,
    source_has_contract,
    in_my_charge,
    already_published,
    about_nobody,
)
"""In the order in which a reader is told of them."""


def decide(request: Request, terms: Terms, rules: tuple[Rule, ...] = RULES) -> Decision:
    """Answer `request`: allowed when every source of it is, with the reason; otherwise the first refusal."""
    if not request.sources:
        return Decision(False, "no source was named", "something is asked for")
    answers = [_decide_one(request, source, terms, rules) for source in request.sources]
    for answer in answers:
        if not answer:
            return answer
    reasons = dict.fromkeys(answer.reason for answer in answers)
    names = dict.fromkeys(answer.rule for answer in answers)
    return Decision(True, "; ".join(reasons), ", ".join(names))


def _decide_one(request: Request, source: str, terms: Terms, rules: tuple[Rule, ...]) -> Decision:
    allowed = None
    for rule in rules:
        try:
            opinion = rule(request, source, terms)
        # Whatever goes wrong: a rule that would have forbidden must not allow by failing.
        except Exception as error:
            what = f"whether {source} may be used could not be decided ({type(error).__name__})"
            return Decision(False, what, "an error is a no")
        if opinion is not None and not opinion.allowed:
            return opinion
        allowed = allowed or opinion
    return allowed or Decision(False, f"no agreement covers {source}, and it is not public", DENY)
