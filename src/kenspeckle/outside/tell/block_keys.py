"""The figure blocks and their keys, as data: the reader is built from this table and the reference prints it."""

from __future__ import annotations

from collections.abc import Mapping

_WHAT = {
    "measure": "the measure that is shown",
    "measures": "several measures in one unit, instead of `measure`",
    "where": "who is counted: tests such as `council = Fife and sex = girls`",
    "by": "the dimension whose values are shown one by one",
    "compare": "a list of tests, one group for each, instead of `by`",
}
_WHEN = {
    "over": "the kind of period that dates are gathered into: year, split-year, quarter, term, month or day",
    "in": "one period",
    "from": "the first period; without it a line has all periods, and groups side by side stand at the last one",
    "to": "the last period",
    "since": "the same as `from` without `to`",
}
_WORDS = {
    "title": "the heading, which may hold claims; without it the heading says the finding by itself",
    "caption": "words under the figure, which may hold claims",
}
_NOTES = {"notes": "dated notes on the time axis: a list of {at: 2023-08, text: …}"}
_TARGET = {"target": "a number to draw as the target, in the measure's unit"}
_SORT = {"sort": "name (as usual) or value; nobody gets a rank, and schools are never sorted by value"}


def _some(*names: str) -> dict[str, str]:
    every = _WHAT | _WHEN | _WORDS
    return {name: every[name] for name in names}


KEYS: Mapping[str, Mapping[str, str]] = {
    "chart": _WHAT
    | _WHEN
    | {"kind": "line, bar, dot or multiples; as usual bars for one moment of several groups, otherwise a line"}
    | _SORT
    | _WORDS
    | _NOTES
    | _TARGET,
    "run-chart": _some("measure", "where", "over", "from", "to", "since", "title", "caption") | _NOTES | _TARGET,
    "table": _WHAT | _WHEN | _SORT | _WORDS,
    "map": _some("measure", "where", "in", "title", "caption")
    | {
        "by": "the level of places that is shown",
        "kind": "area (boundaries, as usual) or tiles (each place of one size)",
    },
    "cards": {
        "outcomes": "outcomes of goals.yaml; a card for each of their core measures",
        "goal": "all outcomes of one goal",
        "measures": "further measures, a card for each",
        "where": "the place or group that the cards are about",
        "in": "the period of the level; without it, the last",
        "from": "the period with which the level is compared; without it, the one before",
        "gap": "two groups whose difference is shown, such as `simd_quintile 1 against 5`",
        "note": "words under the cards, which may hold claims",
    },
    "method": {"measures": "the measures explained; without it, all that the page uses"},
}
"""Block -> key -> what it says."""

KINDS: Mapping[str, tuple[str, ...]] = {"chart": ("line", "bar", "dot", "multiples"), "map": ("area", "tiles")}
SORTS = ("name", "value")
NOT_YET: Mapping[str, str] = {
    "voices": "what people have said: this workspace keeps no voices yet",
    "cycle": "a cycle of improvement: this workspace keeps no aims or change ideas yet",
}
"""Blocks that are known and have nothing to show yet."""
