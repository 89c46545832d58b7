"""The keys of the `protect` blocks: one in ken.yaml, and one in each measure that asks for more."""

from __future__ import annotations

from kenspeckle.ground.terms.protection import Method

from .blocks import Block, Key
from .shapes import Flag, Text, Whole

CONTRIBUTORS = Block(
    "contributors",
    (
        Key("field", Text("a field or a level of places"), "Whose number is counted, such as school.", required=True),
        Key("least", Whole(2, 100), "Fewest of them behind a cell that adds several up.", required=True),
    ),
    "How many schools, or the like, must stand behind a total.",
)
DOMINANCE = Block(
    "dominance",
    (
        Key("p", Whole(1, 100), "The p % rule: the second largest amount may not tell the largest to within p %."),
        Key("n", Whole(1, 10), "The (n, k) rule: the n largest amounts ..."),
        Key("k", Whole(1, 99), "... may not be more than k % of the whole."),
    ),
    "When one child, or a few, make most of an amount: `p` alone, or `n` and `k`.",
)
_SHARED = (
    Key(
        "smallest_denominator",
        Whole(5, 100_000),
        "Least that a rate or mean is out of, as its own denominator counts; by default minimum_children.",
    ),
    Key("contributors", CONTRIBUTORS, "How many schools, or the like, must stand behind a total."),
    Key("dominance", DOMINANCE, "When one child makes too much of a sum or mean."),
)
_CHILDREN = "Fewest children behind a number that is published."
PROTECT = Block(
    "protect",
    (
        Key("minimum_children", Whole(5, 1000), _CHILDREN, default=10),
        *_SHARED,
        Key(
            "method",
            Text(choices=tuple(method.value for method in Method)),
            "How counts are kept from giving children away.",
            default=Method.SUPPRESS.value,
        ),
        Key(
            "optimal",
            Flag(),
            "With `method: suppress`, prove that no less could be hidden, where there are at most 100 cells; slower.",
            default=False,
        ),
        Key("base", Whole(2, 1000), "With `method: round`, counts are multiples of this; 5 by default."),
        Key(
            "secret",
            Text("a path out of the workspace"),
            "With `method: cell-key`, the file of its secret, as `ken key` makes one; never in the workspace.",
        ),
    ),
    "Rules of disclosure control.",
)
OWN_PROTECT = Block(
    "protect",
    (Key("minimum_children", Whole(5, 1000), _CHILDREN), *_SHARED),
    "Stricter rules for this measure.",
)
