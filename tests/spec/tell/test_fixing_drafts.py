"""`ken build --fix` writes words that hold into a draft and leaves everything else byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.tell.telling import FACTS, cells, story_file

from kenspeckle.ground.words import Verdict
from kenspeckle.outside.tell import JudgedStory, fix, judge_claims, read
from kenspeckle.outside.tell.fixing import proposal

CELLS = cells(
    """
    attendance_rate | 2023/24 |                 | 91000 | 100000 | 5000
    attendance_rate | 2024/25 |                 | 92500 | 100000 | 5000
    attendance_rate | 2023/24 | simd_quintile=1 | 16800 |  20000 | 1000
    attendance_rate | 2024/25 | simd_quintile=1 | 17000 |  20000 | 1000
    attendance_rate | 2023/24 | simd_quintile=5 | 18800 |  20000 | 1000
    attendance_rate | 2024/25 | simd_quintile=5 | 19000 |  20000 | 1000
    attendance_rate | 2024/25 | council=S03     | suppressed
    roll            | 2023/24 |                 |  4900 |        | 4900
    roll            | 2024/25 |                 |  5000 |        | 5000
    """
)
RATE = "{attendance_rate in 2024/25}"
CHANGE = "{attendance_rate from 2023/24 to 2024/25}"


def judged(text: str) -> JudgedStory:
    return judge_claims(read(story_file(text), FACTS), FACTS, CELLS)


def fixed(text: str) -> str:
    return fix(judged(text))


def test_wrong_numbers_are_put_right_and_nothing_else_moves():
    text = f"# A\n\nIt was [91.5%]{RATE},  and *it*\t[rose by 2.4 points]{CHANGE}. \n\n\n> [5,000]{{roll in 2024/25}}"
    assert fixed(text) == text.replace("91.5%", "92.5%").replace("2.4 points", "1.5 points")


def test_words_left_open_are_written():
    assert fixed(f"It []{CHANGE}.") == f"It [rose by 1.5 points]{CHANGE}."


@pytest.mark.parametrize(
    ("before", "evidence", "after", "written"),
    [
        ("It was 5,000, which is ", "roll from 2023/24 to 2024/25", " than before", "100 more children"),
        ("It ", "roll from 2023/24 to 2024/25", "", "rose by 100 children"),
        ("It has ", "roll from 2023/24 to 2024/25", "", "risen by 100 children"),
        ("There was a ", "roll from 2023/24 to 2024/25", "", "rise of 100 children"),
        ("*It* **was** now ", "attendance_rate from 2023/24 to 2024/25", "", "1.5 points higher"),
        ("The rate, [92.5%]{attendance_rate in 2024/25}, ", "attendance_rate from 2023/24 to 2024/25", " than before",
         "1.5 points higher"),
        ("The fifth ", "attendance_rate where simd_quintile = 1 from 2023/24 to 2024/25", "", "showed no clear change"),
        ("It is ", "attendance_rate where simd_quintile = 1 from 2023/24 to 2024/25", " than before",
         "not clearly higher or lower"),
        ("They are ", "attendance_rate where simd_quintile = 1 against simd_quintile = 5 in 2024/25", " than others",
         "10.0 points lower"),
        ("", "roll from 2023/24 to 2024/25", " in a year", "Rose by 100 children"),
        ("- It was small. ", "roll from 2023/24 to 2024/25", "", "Rose by 100 children"),
    ],
)  # fmt: skip
def test_words_left_open_fit_the_sentence_that_they_stand_in(before, evidence, after, written):
    text = f"{before}[]{{{evidence}}}{after}."
    assert fixed(text) == text.replace("[]", f"[{written}]")


def test_words_in_a_title_fit_too():
    text = f'---\ntitle: "Attendance has []{CHANGE}"\n---\nWords.\n'
    assert fixed(text) == text.replace("[]", "[risen by 1.5 points]")


@pytest.mark.parametrize(
    ("words", "right"),
    [("1%", "0.4%"), ("1.0%", "0.4%"), ("about 2%", "0.4%"), ("more than 1%", "more than 0.4%"), ("", "0.4%")],
)
def test_what_is_proposed_for_a_small_value_does_not_read_as_none(words, right):
    few = cells("attendance_rate | 2024/25 | | 44 | 10000 | 5000")
    story = judge_claims(read(story_file(f"[{words}]{RATE}"), FACTS), FACTS, few)
    assert proposal(story.claims[0]) == right


def test_what_holds_is_left_alone_however_it_is_written():
    text = f"It [*rose* by\n1.5 points]{CHANGE}, [**92.5%**]{RATE}"
    assert fixed(text) == text


def test_line_ends_and_quotations_stay_as_they_are():
    text = f"> It was [91.5%]{RATE}\r\n> and [fell by\r\n> 1.5 points]{CHANGE}.\r\n\r\nThe end.\r\n"
    assert fixed(text) == f"> It was [92.5%]{RATE}\r\n> and [rose by 1.5 points]{CHANGE}.\r\n\r\nThe end.\r\n"


def test_emphasis_round_all_the_words_is_kept():
    assert fixed(f"[**91.5%**]{RATE} [_fell_]{CHANGE}") == f"[**92.5%**]{RATE} [_rose_]{CHANGE}"


def test_titles_and_notes_are_fixed_inside_their_quotation_marks():
    text = (
        f"""---\ntitle: "The \\"rate\\": [the \\"rate\\" fell]{CHANGE}"\n"""
        f"""question: 'The school''s [school''s rate fell]{CHANGE}?'\n"""
        f"summary: >\n  It [fell by\n  1.5 points]{CHANGE}.\n---\n"
        f"""```chart\nmeasure: roll\ntitle: "It was [4,000]{{roll in 2024/25}}"\n```\n"""
    )
    after = fixed(text)
    assert after == (
        text.replace('rate\\" fell', 'rate\\" rose')
        .replace("rate fell", "rate rose")
        .replace("fell by\n  1.5", "rose by 1.5")
        .replace("4,000", "5,000")
    )
    assert fixed(after) == after


@pytest.mark.parametrize(
    "text",
    [
        "[75%]{attendance_rate where council = Sgurr in 2024/25}",
        "[]{attendance_rate where council = Sgurr in 2024/25}",
        f"[because of clubs]{RATE}",
        "[91%]{attendance_rat in 2024/25}",
        "[91%]{attendance_rate where}",
        "There were 12% of them.",
    ],
)
def test_what_is_withheld_or_refused_or_untied_is_left_to_its_author(text):
    assert fixed(text) == text


WORDS = st.one_of(
    st.builds("{}%".format, st.integers(0, 110)),
    st.builds("{:.1f}%".format, st.floats(80, 99)),
    st.builds(
        "{} by {:.1f} points".format,
        st.sampled_from(["rose", "fell", "improved", "worsened", "went up", "declined"]),
        st.floats(0, 9),
    ),
    st.builds("{:.1f} points {}".format, st.floats(0.1, 20), st.sampled_from(["higher", "lower", "less", "more"])),
    st.builds("the gap {} by {} points".format, st.sampled_from(["widened", "narrowed"]), st.integers(1, 9)),
    st.builds("{:,} children".format, st.integers(0, 9000)),
    st.sampled_from(["rose", "fell", "doubled", "no clear change", "most", "nine in ten", "", "higher", "widened"]),
)
EVIDENCE = st.sampled_from(
    [
        "attendance_rate in 2024/25",
        "attendance_rate from 2023/24 to 2024/25",
        "attendance_rate where simd_quintile = 1 from 2023/24 to 2024/25",
        "attendance_rate where simd_quintile = 1 against simd_quintile = 5 in 2024/25",
        "attendance_rate where simd_quintile = 1 against simd_quintile = 5 from 2023/24 to 2024/25",
        "attendance_rate where council = Sgurr in 2024/25",
        "roll in 2024/25",
        "roll from 2023/24 to 2024/25",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORDS, EVIDENCE), min_size=1, max_size=4), st.sampled_from(["x ", "- ", "> ", "# ", "*y* "]))
def test_after_a_fix_everything_that_could_be_fixed_holds(claims, before):
    text = "\n\n".join(f"{before}[{words}]{{{evidence}}} z" for words, evidence in claims) + "\n"
    first = judged(text)
    after = judged(fix(first))
    assert len(after.claims) == len(first.claims)
    for old, new in zip(first.claims, after.claims, strict=True):
        assert new.claim.evidence == old.claim.evidence
        if proposal(old):
            assert new.judgement.verdict is Verdict.HOLDS
        else:
            assert new.claim.words == old.claim.words
    assert fix(after) == fix(first), "a second fix has nothing left to do"
