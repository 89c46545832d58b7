"""The keys of audiences: partners to whom more, or less, may be told than to the public."""

from __future__ import annotations

from .blocks import Block, Key
from .shapes import MapOf, Text, Whole

_NAME = Text(
    "a name of small letters, digits, - and _ that begins with a letter, other than public",
    pattern=r"(?!public$)[a-z][a-z0-9_-]{0,62}",
)

AUDIENCE = Block(
    "an audience",
    (
        Key("title", Text(), "What it is called on pages and in bundles.", required=True),
        Key("who", Text(), "Who belongs to it, in a sentence.", default=""),
        Key(
            "minimum_children",
            Whole(5, 1000),
            "Fewest children behind a number that is told to it: more or fewer than for the public.",
            default=10,
        ),
    ),
    "Partners to whom a release can be made: `ken release --audience NAME`.",
)
AUDIENCES = MapOf(AUDIENCE, _NAME, "audiences by name")
