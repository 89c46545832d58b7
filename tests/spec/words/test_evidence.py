"""Evidence is read by a grammar: parts in any order, each once, and a slip is answered with its column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.ground.terms import Period, Test
from kenspeckle.ground.words import Asks, Evidence, UnreadableEvidence, parse_evidence


def test_all_parts() -> None:
    read = parse_evidence("rate where area = 1 and stage in (P1, P4) against area <> 5 from 2018/19 to 2024/25")
    assert read == Evidence(
        asks=Asks.MEASURE,
        measure="rate",
        where=(Test("area", "=", ("1",)), Test("stage", "in", ("P1", "P4"))),
        against=(Test("area", "<>", ("5",)),),
        start=Period.parse("2018/19"),
        end=Period.parse("2024/25"),
        text="rate where area = 1 and stage in (P1, P4) against area <> 5 from 2018/19 to 2024/25",
    )


def test_parts_stand_in_any_order() -> None:
    one = parse_evidence("rate in 2024/25 against sex = boys where sex = girls")
    other = parse_evidence("rate where sex = girls against sex = boys in 2024/25")
    assert (one.where, one.against, one.end) == (other.where, other.against, other.end)


@pytest.mark.parametrize("operator", ["=", "<>", "<", "<=", ">", ">="])
def test_every_operator(operator: str) -> None:
    assert parse_evidence(f"rate where age {operator} 12 in 2024").where == (Test("age", operator, ("12",)),)


@pytest.mark.parametrize("period", ["2024", "2024/25", "2024-08", "2024-08-19", "2024-Q3", "2024-T1"])
def test_every_kind_of_period(period: str) -> None:
    assert parse_evidence(f"rate in {period}").end == Period.parse(period)


def test_since_leaves_the_end_open() -> None:
    read = parse_evidence("rate since 2018/19")
    assert (read.start, read.end, read.since) == (Period.parse("2018/19"), None, True)


@pytest.mark.parametrize(
    ("text", "asks", "measure", "change"),
    [
        ("share of roll where a = b in 2023", Asks.SHARE, "roll", ""),
        ("voices where theme = mornings in 2023", Asks.VOICES, "", ""),
        ("signal in rate in 2023", Asks.SIGNAL, "rate", ""),
        ("impact of clubs on rate since 2023", Asks.IMPACT, "rate", "clubs"),
    ],
)
def test_what_is_asked(text: str, asks: Asks, measure: str, change: str) -> None:
    read = parse_evidence(text)
    assert (read.asks, read.measure, read.change) == (asks, measure, change)


@pytest.mark.parametrize("comparator", ["neighbours", "matched"])
def test_comparators_that_are_no_group(comparator: str) -> None:
    assert parse_evidence(f"rate where council = Fife against {comparator} in 2024").against == comparator


@pytest.mark.parametrize("quoted", ["'Argyll and Bute'", '"Argyll and Bute"', "‘Argyll and Bute’", "“Argyll and Bute”"])
def test_names_with_spaces_or_keywords_are_quoted(quoted: str) -> None:
    assert parse_evidence(f"roll where council = {quoted} in 2024").where[0].values == ("Argyll and Bute",)


def test_a_doubled_quotation_mark_stands_for_one() -> None:
    assert parse_evidence("roll where school = 'St Mary''s' in 2024").where[0].values == ("St Mary's",)


def test_the_text_is_kept_with_single_spaces_outside_quotes() -> None:
    assert parse_evidence(" roll  where\ncouncil='A  B' in 2024 ").text == "roll where council='A  B' in 2024"


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "nothing between the braces"),
        ("rate were a = 1", 6, "did you mean where?"),
        ("rate sinse 2021", 6, "did you mean since?"),
        ("rate where council = Argyll and Bute in 2024", 41, "quotes round a name"),
        ("rate where council = South Lanarkshire in 2024", 28, "quotes round a name"),
        ("rate where council = 'Fife in 2024", 22, "a closing quotation mark"),
        ("rate where a = 1; drop", 17, "quotes round a name that holds such a sign"),
        ("rate where where = 2", 12, "‘where’ is a keyword"),
        ("rate where a = 1 where b = 2", 18, "‘where’ comes twice"),
        ("rate in 2024 since 2023", 14, "there are two periods"),
        ("rate in 2024-25", 9, "did you mean 2024/25?"),
        ("rate in 2024/26", 9, "not a split year"),
        ("rate from 2024 to 2023", 6, "2023 does not come after 2024"),
        ("rate from 2024 to 2024/25", 6, "periods of two kinds"),
        ("rate where sex = boys and sex = girls", 27, "sex is asked to equal two things"),
        ("rate against neigbours in 2024", 27, "did you mean neighbours?"),
        ("rate where a in (1, 2", 22, "a closing bracket"),
        ("share roll in 2022", 7, "expected ‘of’"),
    ],
)
def test_a_slip_is_answered_with_its_column(text: str, column: int, says: str) -> None:
    with pytest.raises(UnreadableEvidence) as complaint:
        parse_evidence(text)
    assert complaint.value.column == column
    assert says in str(complaint.value)


PIECES = ["rate", "where", "in", "against", "=", "'a'", ",", "(", ")", "2024", "from", "to", "and"]


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_read_or_complained_of(text: str) -> None:
    complaint = None
    try:
        parse_evidence(text)
    except UnreadableEvidence as error:
        complaint = error
    if complaint:
        assert 1 <= complaint.column <= len(text) + 1
        assert str(complaint)
