"""What an earlier release hid is not counted again, and what it is part of still adds up to what is told now."""

from datetime import UTC, datetime

from tests.spec.protect.region import MONTHS, Ask, Child, domain, is_shown, shown, tables

from kenspeckle.ground.terms import KenError, Test
from kenspeckle.protect import LedgerCopy, seal_forms


def released(here, ask):
    """What a first release shows, and its ledger."""
    ledger = LedgerCopy()
    first = shown(tables(here, [ask], domain(here)), 7, ledger)
    ledger.append([seal_forms("r0", "rule", "public", first, ["snapshot"])], datetime(2026, 1, 1, tzinfo=UTC))
    return sum(map(is_shown, first.values())), ledger


def second(here, ledger, *asks):
    """Which cells a second release shows; none where it is refused."""
    try:
        told = shown(tables(here, asks, domain(here)), 7, ledger)
    except KenError:
        return []
    return [is_shown(cell) for cell in told.values()]


def test_a_condition_that_holds_of_every_code_is_everybody():
    """9 of all fifths, less the 7 of A, are the 2 of B."""
    here = [Child("a1", "f", str(1 + i % 5), "yes", MONTHS[:1]) for i in range(7)]
    here += [Child("b1", "f", str(1 + i % 5), "yes", MONTHS[:1]) for i in range(2)]
    told, ledger = released(here, Ask(("council",)))
    assert told == 1
    assert not any(second(here, ledger, Ask((), (Test("fifth", ">=", ("1",)),))))


def test_a_whole_that_no_table_shows_ties_a_part_that_was_hidden_before():
    """Everybody less girls, less the boys of three schools, are the 3 boys of b2."""
    counts = {("a1", "m"): 11, ("a2", "m"): 7, ("b1", "m"): 10, ("b2", "m"): 3, ("a1", "f"): 20, ("b2", "f"): 12}
    here = [Child(school, sex, "1", "no", MONTHS[:1]) for (school, sex), n in counts.items() for _ in range(n)]
    told, ledger = released(here, Ask(("school",), (Test("sex", "=", ("m",)),)))
    assert told == 3
    now = second(here, ledger, Ask(), Ask((), (Test("sex", "=", ("f",)),)))
    assert not now or not all(now)


def test_a_part_hidden_under_a_condition_that_holds_of_every_code_is_the_part_itself():
    """Boys of b2 with any fifth are the boys of b2: all boys less those of three schools are the 3."""
    counts = {"a1": 11, "a2": 7, "b1": 10, "b2": 3}
    here = [Child(s, "m", str(1 + i % 5), "yes", MONTHS[:1]) for s, n in counts.items() for i in range(n)]
    told, ledger = released(here, Ask(("school", "sex"), (Test("fifth", ">=", ("1",)),)))
    assert told == 3
    assert not any(second(here, ledger, Ask(("sex",))))
