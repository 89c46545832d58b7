"""The claims of one story, each judged once; what its author has to know of them, and the words that would be true.

Nothing said here tells a wrong statement about a hidden cell from a right one: of a withheld claim there are no
words, no figure and no proposal.
"""

from __future__ import annotations

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Facts, ProtectedCells, Spot
from kenspeckle.ground.words import Verdict
from kenspeckle.ground.words.evidence import Evidence

from .instead import Offer, offers
from .judge import Judgement, judge
from .story import Claim, Story, Stray, evidence_of


@dataclass(frozen=True)
class JudgedClaim:
    """A claim and what came of it. words: as a page shows them, filled in where the author left them open.

    instead: what can be told where it is withheld.
    """

    claim: Claim
    judgement: Judgement
    evidence: Evidence | None
    instead: tuple[Offer, ...] = ()

    @property
    def words(self) -> str:
        if self.judgement.verdict is Verdict.WITHHELD:
            return ""
        return self.claim.words or self.judgement.true_words

    @property
    def measure(self) -> str:
        return self.evidence.measure if self.evidence is not None else ""


@dataclass(frozen=True)
class JudgedStory:
    """A story and its judged claims, in the order in which the story makes them."""

    story: Story
    claims: tuple[JudgedClaim, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words of every claim as they may be said in a sentence, with … for those that may not."""
        return tuple(claim.words or "…" for claim in self.claims)

    @property
    def withheld(self) -> bool:
        """Whether any claim rests on a hidden cell, so that the story cannot be released as it is."""
        return any(claim.judgement.verdict is Verdict.WITHHELD for claim in self.claims)


@dataclass(frozen=True)
class StoryFinding:
    """One thing that is not well in a story: where, what it says, what it rests on, why, and what would be true.

    words and proposal are empty where they must not be said. fails: whether the build fails because of it. instead:
    evidence that can be told where this is withheld, and its figure.
    """

    spot: Spot
    words: str
    evidence: str
    verdict: str
    why: str
    proposal: str = ""
    fails: bool = True
    instead: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.spot}: {self.verdict}" + (f": “{self.words}”" if self.words else "")]
        if self.evidence:
            lines.append(f"  evidence: {self.evidence}")
        lines.append(f"  {self.why}")
        if self.proposal:
            lines.append(f"  true would be: {self.proposal}")
        lines += [f"  can be shown instead: {{{evidence}}}, which is {shown}" for evidence, shown in self.instead]
        return "\n".join(lines)


def judge_claims(story: Story, facts: Facts, cells: ProtectedCells) -> JudgedStory:
    """Judge every claim of a story by the protected cells."""
    return JudgedStory(story, tuple(_judged(claim, facts, cells) for claim in story.claims))


def _judged(claim: Claim, facts: Facts, cells: ProtectedCells) -> JudgedClaim:
    evidence = evidence_of(claim.evidence)
    known = evidence if evidence is not None and evidence.measure in facts.measures else None
    judgement = judge(claim.words, evidence or claim.evidence, facts, cells, form=claim.form)
    instead = offers(known, facts, cells) if known is not None and judgement.verdict is Verdict.WITHHELD else ()
    return JudgedClaim(claim, judgement, known, instead)


def findings(judged: JudgedStory) -> tuple[StoryFinding, ...]:
    """Return what is not well in a story, in the order of its lines.

    A claim whose source is past due is told and does not fail the build: its author can do nothing about it.
    """
    found = [_of_claim(claim) for claim in judged.claims if claim.judgement.verdict is not Verdict.HOLDS]
    found += [_of_stray(stray) for stray in judged.story.strays]
    return tuple(sorted(found, key=lambda f: f.spot))


def _of_claim(judged: JudgedClaim) -> StoryFinding:
    claim, judgement = judged.claim, judged.judgement
    withheld = judgement.verdict is Verdict.WITHHELD
    return StoryFinding(
        claim.spot,
        "" if withheld else claim.words,
        claim.evidence,
        judgement.verdict.value,
        judgement.why,
        "" if withheld else judgement.true_words,
        fails=judgement.verdict is not Verdict.OUT_OF_DATE,
        instead=tuple((offer.written, offer.shown) for offer in judged.instead),
    )


def _of_stray(stray: Stray) -> StoryFinding:
    kind = "a number" if any(sign.isdigit() for sign in stray.words) else "words"
    why = "No evidence stands behind this: write [words]{evidence}, or leave it out."
    return StoryFinding(stray.spot, stray.words, "", f"{kind} nobody vouches for", why)
