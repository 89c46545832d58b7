"""A number or a direction in prose that no evidence stands behind is a number nobody vouches for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.ground.words import untied


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Attendance rose to 91% in 2023/24.", ["rose", "91%"]),
        ("There were 113,500 pupils.", ["113,500 pupils"]),
        ("Most children, and one in four boys.", ["Most", "one in four boys"]),
        ("The gap widened and the roll doubled.", ["widened", "doubled"]),
        ("Half of pupils and two thirds of girls.", ["Half", "two thirds"]),
        ("It cost £7,606 per pupil.", ["£7,606"]),
        ("Boys were excluded twice as often.", ["twice"]),
        ("There was no clear change.", ["no clear change"]),
    ],
)
def test_what_claims_something_is_found_where_it_stands(text: str, found: list[str]) -> None:
    strays = untied(text)
    assert [s.found for s in strays] == found
    assert [text[s.start : s.end] for s in strays] == found


@pytest.mark.parametrize(
    "text",
    [
        "In 2023/24, since August 2023, on 12 August 2023 and in the 1990s.",
        "From P1 to S6, aged 5 to 11, in quintile 1; 16 to 19 year olds.",
        "1. First\n2. Second\n(3) Third",
        "See Table 3, page 12 and section 4.2.",
        "`attendance > 90` and https://example.org/2024/91",
        "One of the two schools; the one we know; no one asked.",
        "At 9:30am and 3 pm, half an hour, ten days, six weeks.",
        "SIMD 2020 and COVID-19.",
        "He is more careful than before. That is the change idea.",
        "The third school, the 2nd year.",
    ],
)
def test_names_dates_and_plain_english_vouch_for_nothing(text: str) -> None:
    assert untied(text) == []


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(text[s.start : s.end] == s.found for s in untied(text))
