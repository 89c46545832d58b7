"""A story may say what its measures count, numbers and all, beside a claim on them; and nothing more than that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.spec.tell.telling import FACTS, ROLL, cells, story_file

from kenspeckle.ground.words import Verdict
from kenspeckle.outside.tell import judge_claims, read

SMALL = replace(
    ROLL,
    name="small_schools",
    title="Schools with fewer than 50 pupils",
    meaning="Share of schools with fewer than 50 pupils.",
    kind="rate",
    unit="percent",
    places=1,
)
WORLD = replace(FACTS, measures={**FACTS.measures, "small_schools": SMALL})
CELLS = cells(
    """
    small_schools  | 2023/24 |  | 340 | 1000 |
    small_schools  | 2024/25 |  | 350 | 1000 |
    exclusion_rate | 2024/25 |  | 17  | 1000 | 900
    """
)
NOW = "{small_schools in 2024/25}"


def strays(text: str) -> list[str]:
    return [stray.words for stray in read(story_file(text), WORLD).strays]


@pytest.mark.parametrize(
    "text",
    [
        f"Of the primary schools, [35.0%]{NOW} had fewer than 50 pupils.",
        f"Of the *primary* schools,\n[35.0%]{NOW} had **fewer than\n50 pupils**.",
        f"Of every 100 schools, [35]{NOW} had fewer than fifty pupils.",
        "Of every 1,000 pupils, [17.0]{exclusion_rate in 2024/25} were excluded.",
        f'---\ntitle: "[35.0%]{NOW} of schools have fewer than 50 pupils"\n---\nWords.\n',
        f"```chart\nmeasure: small_schools\ntitle: '[35.0%]{NOW} of schools have fewer than 50 pupils'\n```",
    ],
)
def test_beside_a_claim_they_are_no_strays(text: str) -> None:
    assert strays(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Some schools have fewer than 50 pupils.", ["50 pupils"]),
        ("[35.0%]{no_such_measure in 2024/25} had fewer than 50 pupils.", ["50 pupils"]),
        ("[35.0%]{not evidence at all} had fewer than 50 pupils.", ["50 pupils"]),
        (f"[35.0%]{NOW} were small. [35.0%]{{attendance_rate in 2024/25}} had fewer than 50 pupils.", ["50 pupils"]),
        (f"[35.0%]{NOW} of every 1,000 schools.", ["1,000 schools"]),
        (f"[35.0%]{NOW} had fewer than 50 pupils, and 12% were old.", ["12%"]),
    ],
)
def test_without_a_claim_on_their_measure_in_the_same_sentence_they_are(text: str, found: list[str]) -> None:
    assert strays(text) == found


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("35.0% had fewer than 50 pupils", Verdict.HOLDS),
        ("36.0% had fewer than 50 pupils", Verdict.DOES_NOT_HOLD),
        ("more than a third had under 50 pupils", Verdict.HOLDS),
        ("35.0% had fewer than 60 pupils", Verdict.REFUSED),
        ("35.0% had more than 50 pupils", Verdict.REFUSED),
        ("fewer than 50 pupils", Verdict.REFUSED),
        ("fewer than 50%", Verdict.HOLDS),
    ],
)
def test_inside_a_claim_the_rest_of_the_words_is_what_is_tested(words: str, verdict: Verdict) -> None:
    judged = judge_claims(read(story_file(f"[{words}]{NOW}"), WORLD), WORLD, CELLS)
    assert judged.claims[0].judgement.verdict is verdict


def test_the_words_that_would_be_true_keep_the_threshold() -> None:
    judged = judge_claims(read(story_file(f"[36.0% had fewer than 50 pupils]{NOW}"), WORLD), WORLD, CELLS)
    assert judged.claims[0].judgement.true_words == "35.0% had fewer than 50 pupils"
    moved = "{small_schools from 2023/24 to 2024/25}"
    judged = judge_claims(
        read(story_file(f"[fell, among schools with fewer than 50 pupils]{moved}"), WORLD), WORLD, CELLS
    )
    assert judged.claims[0].judgement.true_words == "rose, among schools with fewer than 50 pupils"
