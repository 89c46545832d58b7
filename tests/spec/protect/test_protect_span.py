"""Exact elimination hides no more than the best public method does, and nothing that it hides follows."""

from __future__ import annotations

import pytest
from tests.spec.attack.cases import KNOWN, Case, case

from kenspeckle.outside.attack.bounds import ranges
from kenspeckle.protect import span
from kenspeckle.protect.span import GivenAway, Span

SMALL = ["ssb_d1", "ssb_d2", "ssb_d2_zeros", "ssb_accidents", "ones_zeros_0a", "ones_zeros_1a"]
LARGE = ["ssb_d3", "scot_A", "scot_B", "scot_D"]
LINKED = "census_linked4"


def wanted(of: Case) -> list[int]:
    """The cells that may be told: the largest first; of those as large, what most other cells rest on."""
    resting = [0] * len(of.counts)
    for cell, value in zip(of.cells, of.values, strict=True):
        for atom in cell:
            resting[atom] += value + 1
    reach = [sum(resting[atom] for atom in cell) for cell in of.cells]
    small = of.marked("peer_primary")
    told = [n for n in range(len(of.cells)) if n not in small]
    return sorted(told, key=lambda n: (-of.values[n], -reach[n], of.names[n]))


def hidden(of: Case, *, ones: bool = True) -> set[int]:
    """What is hidden beside the small cells."""
    small = of.marked("peer_primary")
    zeros = of.zeros_told
    forms = [{a: 1 for a in cell if of.counts[a] or not zeros} for cell in of.cells]
    marked = [atom for atom, count in enumerate(of.counts) if count == int(zeros)] if ones else []
    walk = Span(forms, small, marked)
    return {n for n in wanted(of) if not walk.tell(n)}


def exact(of: Case, beside: set[int]) -> list[int]:
    """The small cells that the attacker works out when they and those `beside` are hidden, and all others told."""
    small = sorted(of.marked("peer_primary"))
    all_hidden = {*small, *beside}
    told = [(dict.fromkeys(cell, 1), of.values[n]) for n, cell in enumerate(of.cells) if n not in all_hidden]
    somebody = [(dict.fromkeys(of.cells[n], 1), 1) for n in sorted(all_hidden)] if of.zeros_told else []
    targets = [dict.fromkeys(of.cells[n], 1) for n in small]
    found = ranges(told, targets, at_least=somebody, enough=1)
    return [n for n, seen in zip(small, found, strict=True) if seen.width == 0]


@pytest.mark.parametrize("name", [*SMALL, *LARGE])
def test_no_more_is_hidden_than_by_the_best_public_method(name):
    beside = hidden(case(name))
    assert len(beside) <= KNOWN[name]["secondary"]
    assert sum(case(name).values[n] for n in beside) <= KNOWN[name]["secondary_count_total"]


def test_four_linked_tables_are_one_system():
    of = case(LINKED)
    beside = hidden(of, ones=False)
    assert len(beside) + len(of.marked("peer_primary")) <= KNOWN[LINKED]["suppressed"]["supp_global"]


@pytest.mark.parametrize("name", [*SMALL, *(pytest.param(n, marks=pytest.mark.evidence) for n in LARGE)])
def test_the_attacker_works_out_none_of_the_small_cells(name):
    of = case(name)
    assert not exact(of, hidden(of))


def test_the_same_tables_always_give_the_same_pattern():
    assert hidden(case("ssb_d2")) == hidden(case("ssb_d2"))


def test_what_readers_have_can_give_a_secret_away():
    walk = Span([{0: 1}, {1: 1}], secret=[0])
    with pytest.raises(GivenAway) as stop:
        walk.know([{0: 1, 1: 1}, {1: 2}])
    assert stop.value.form == 0


def test_what_follows_from_several_sums_follows():
    walk = Span([{0: 1}, {0: 1, 1: 1}, {1: 1, 2: 1}, {2: 1}], secret=[])
    assert [walk.tell(n) for n in (1, 2, 3)] == [True, True, True]
    assert walk.follows(0)
    assert not walk.left_of({0: 2, 2: 5})
    assert walk.left_of({0: 1, 3: 1}) == {3: 1}


# A planted mistake is found by the attacker, who shares no code with the elimination.


def forgets_half(self, number, told, pivot):
    del self._left[number][pivot]


MISTAKES = {
    "no row is taken for a multiple of another": (span, "is_multiple", lambda one, other: False),
    "rows are multiples only when they are equal": (span, "is_multiple", lambda one, other: one == other),
    "half of what is cleared is forgotten": (Span, "_reduce", forgets_half),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_found_by_the_attacker(monkeypatch, mistake):
    monkeypatch.setattr(*MISTAKES[mistake])
    found = 0
    for tables in ("ssb_d2", "ssb_d2_zeros", "ssb_d3"):
        try:
            found += len(exact(case(tables), hidden(case(tables))))
        except GivenAway:
            found += 1
    assert found


def test_forgetting_that_hidden_children_are_somebody_is_found_by_the_attacker():
    of = case("ones_zeros_1a")
    assert len(exact(of, hidden(of, ones=False))) == 3
