"""Say in plain words how far a claim depends on the way it was counted.

`Counted 48 ways: true in 41; not without the pandemic years.` The way that its author chose is one of them. What
flips the claim is always named when one choice explains it. A way that needs a hidden cell cannot be shown and is
counted apart: it neither supports the claim nor stands against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from kenspeckle.ground.frozen import dataclass

from .other_ways import OtherWay

PANDEMIC = frozenset({"2019/20", "2020/21", "2020", "2021"})
"""Years in which schools were closed for months and services changed what they recorded."""
_MOST_NAMED = 3


class Outcome(StrEnum):
    """What came of counting a claim in another way, in the words of its table."""

    TRUE = "true"
    CHANCE = "within chance"
    FALSE = "not true"
    HIDDEN = "cannot be shown"


@dataclass(frozen=True)
class Counted:
    """One other way, and what came of it."""

    way: OtherWay
    outcome: Outcome

    @property
    def axis(self) -> str:
        return " and ".join(self.way.axes)

    @property
    def words(self) -> str:
        """The way in words: `from 2020/21 to 2023/24, very late counted as absent`."""
        moved = f"from {self.way.start}" if self.way.start else ""
        if self.way.end:
            moved += (" to " if moved else "to " if self.way.evidence.start is not None else "in ") + self.way.end
        return ", ".join(part for part in (moved, self.way.title) if part)


def robustness(counted: Sequence[Counted]) -> str:
    """Return the sentence for a claim that holds as its author counted it; empty when there is no other way."""
    shown = [c for c in counted if c.outcome is not Outcome.HIDDEN]
    apart = hidden_apart(len(counted) - len(shown))
    if not shown:
        return f"Counted one way.{apart}" if apart else ""
    true = 1 + sum(c.outcome is Outcome.TRUE for c in shown)
    total = 1 + len(shown)
    if true == total:
        return f"Counted {total} ways: true in all.{apart}"
    chance = sum(c.outcome is Outcome.CHANCE for c in shown)
    close = f", within chance in {chance}" if chance else ""
    return f"Counted {total} ways: true in {true}{close}; {_flips(shown)}.{apart}"


def hidden_apart(hidden: int) -> str:
    """The sentence about ways that need a hidden or missing cell, with a space before it; empty for none."""
    return f" {hidden} other {'way' if hidden == 1 else 'ways'} cannot be shown." if hidden else ""


def _flips(shown: Sequence[Counted]) -> str:
    """Name the choices under which the claim is not true, fewest and widest first."""
    failing = [c for c in shown if c.outcome is not Outcome.TRUE]
    left, named = list(failing), list[str]()
    choices = [(text, [c for c in shown if holds(c)]) for text, holds in _choices(shown)]
    choices = [(text, ways) for text, ways in choices if ways and all(c in failing for c in ways)]
    while left and choices and len(named) < _MOST_NAMED:
        text, ways = max(choices, key=lambda choice: sum(c in left for c in choice[1]))
        if not any(c in left for c in ways):
            break
        named.append(text)
        left = [c for c in left if c not in ways]
    if len(left) == 1 and len(named) < _MOST_NAMED:
        named.append(f"not {left[0].words}")
    elif left:
        named.append(f"nor in {len(left)} others" if named else f"not in the other {len(left)}")
    return ", ".join(named)


def _choices(shown: Sequence[Counted]) -> list[tuple[str, Callable[[Counted], bool]]]:
    """Single choices that could explain a flip, those that say most first."""
    choices: list[tuple[str, Callable[[Counted], bool]]] = []
    if any(_touches_pandemic(c) for c in shown):
        choices.append(("not without the pandemic years", lambda c: not _touches_pandemic(c)))
    choices.append(("not in any other period", lambda c: bool(c.way.start or c.way.end)))
    for title in dict.fromkeys(c.way.title for c in shown if c.way.title):
        choices.append((f"not under ‘{title}’", lambda c, t=title: c.way.title == t))  # type: ignore[misc]
    for start in dict.fromkeys(c.way.start for c in shown if c.way.start):
        choices.append((f"not from {start}", lambda c, s=start: c.way.start == s))  # type: ignore[misc]
    for end in dict.fromkeys(c.way.end for c in shown if c.way.end):
        word = "to" if any(c.way.evidence.start is not None for c in shown) else "in"
        choices.append((f"not {word} {end}", lambda c, e=end: c.way.end == e))  # type: ignore[misc]
    return choices


def _touches_pandemic(counted: Counted) -> bool:
    periods = (counted.way.evidence.start, counted.way.evidence.end)
    return any(p is not None and p.label in PANDEMIC for p in periods)
