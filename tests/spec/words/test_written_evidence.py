"""Evidence that the engine writes for an author reads back as the evidence it stands for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.ground.terms import Period, Test
from kenspeckle.ground.words import Evidence, parse_evidence
from kenspeckle.ground.words.evidence import KEYWORDS, Asks
from kenspeckle.ground.words.written import write_evidence

names = st.sampled_from(["school", "attendance_rate", *sorted(KEYWORDS), "P1", "5-14", "Area 1", "9 til 5"])
values = st.one_of(
    names,
    st.sampled_from(
        ["1", "10", "-2", "2.5", "2024/25", "Na h-Eileanan Siar", "St. Mary's", "4/11", "‘quoted’", "ÉCOLE"]
    ),
    st.text(st.characters(categories=["L", "N"], include_characters=" .,'-()/&"), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
)
tests = st.one_of(
    st.builds(lambda d, o, v: Test(d, o, (v,)), names, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), values),
    st.builds(lambda d, vs: Test(d, "in", tuple(vs)), names, st.lists(values, min_size=1, max_size=3, unique=True)),
)
different = st.lists(tests, max_size=3, unique_by=lambda test: test.dimension).map(tuple)
periods = st.sampled_from(
    [
        {},
        {"end": Period.parse("2024/25")},
        {"end": Period.parse("2022/23 to 2024/25")},
        {"start": Period.parse("2022"), "end": Period.parse("2024")},
        {"start": Period.parse("2022-08"), "since": True},
    ]
)


@given(measure=names, where=different, against=st.one_of(st.none(), different.filter(bool)), when=periods)
def test_what_is_written_reads_back(measure, where, against, when):
    evidence = Evidence(Asks.MEASURE, measure, where, against, **when)
    assert replace(parse_evidence(write_evidence(evidence)), text="") == evidence


def test_a_share_reads_back():
    text = "share of roll where school = 'Wester High' in 2024/25"
    assert write_evidence(parse_evidence(text)) == text


def test_other_evidence_is_its_authors():
    with pytest.raises(ValueError, match="author"):
        write_evidence(parse_evidence("signal in attendance_rate"))
