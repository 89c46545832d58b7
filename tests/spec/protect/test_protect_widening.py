"""No secret can be told to within three; what that costs is known; each certificate is checked by multiplication."""

from __future__ import annotations

import pytest
from tests.spec.attack.cases import Case, case
from tests.spec.protect.test_protect_span import hidden

from kenspeckle.outside.attack.bounds import ranges
from kenspeckle.protect.flows import Flows, Slot, change, regions
from kenspeckle.protect.widening import Secret, Widening

WIDTH = 3
# How many cells are hidden beside the small ones so that each of these ranges over four values or more.
HIDDEN = {
    "ssb_d1": 3,
    "ssb_d2": 17,
    "ssb_d2_zeros": 16,
    "ssb_accidents": 6,
    "ones_zeros_0a": 4,
    "ones_zeros_1a": 4,
    "scot_A": 146,
}
LARGE = {"ssb_d3": 336, "scot_B": 208, "scot_D": 563}


def widened(of: Case) -> set[int]:
    """What is hidden beside the small cells so that all of these range far enough."""
    small = of.marked("peer_primary")
    secret = small | hidden(of)
    least = int(of.zeros_told)
    slots = [
        Slot(dict.fromkeys(cell, 1), value, 0 if n in small else (value + 1 if value or not least else None), least)
        for n, (cell, value) in enumerate(zip(of.cells, of.values, strict=True))
    ]
    counts = dict(enumerate(of.counts))
    found = Widening(counts, slots, [Secret(slots[n].form, WIDTH) for n in sorted(small)], secret)
    assert found.widen()
    found.tell_again(sorted(found.hidden - small, key=lambda n: (-of.values[n], of.names[n])))
    return found.hidden - small


def narrow(of: Case, beside: set[int]) -> list[int]:
    """The small cells that the attacker holds nearer, with whole numbers."""
    small = sorted(of.marked("peer_primary"))
    unknown = {*small, *beside}
    told = [(dict.fromkeys(cell, 1), of.values[n]) for n, cell in enumerate(of.cells) if n not in unknown]
    somebody = [(dict.fromkeys(of.cells[n], 1), 1) for n in sorted(unknown)] if of.zeros_told else []
    found = ranges(told, [dict.fromkeys(of.cells[n], 1) for n in small], at_least=somebody, enough=WIDTH)
    return [n for n, seen in zip(small, found, strict=True) if seen.width < WIDTH]


@pytest.mark.parametrize("name", [*HIDDEN, *(pytest.param(n, marks=pytest.mark.evidence) for n in LARGE)])
def test_the_attacker_holds_no_small_cell_to_within_three(name):
    of = case(name)
    beside = widened(of)
    assert len(beside) <= (HIDDEN | LARGE)[name]
    assert not narrow(of, beside)


def test_exact_elimination_alone_would_leave_most_of_them_nearly_known():
    of = case("ssb_d2")
    assert len(narrow(of, hidden(of))) == 7


# A table of two by two: 2 and 8 in one row, 7 and 3 in the other; rows, columns and all told.

TABLE = [{0: 1}, {1: 1}, {2: 1}, {3: 1}]
MARGINS = [{0: 1, 1: 1}, {2: 1, 3: 1}, {0: 1, 2: 1}, {1: 1, 3: 1}, {0: 1, 1: 1, 2: 1, 3: 1}]
COUNTS = {0: 2, 1: 8, 2: 7, 3: 3}


def slots(price_of_margins):
    inner = [Slot(form, COUNTS[n], 0 if n == 0 else 1, 1) for n, form in enumerate(TABLE)]
    return [*inner, *(Slot(form, sum(COUNTS[a] for a in form), price_of_margins, 1) for form in MARGINS)]


def test_the_cheapest_move_is_found():
    around = Flows(COUNTS, dict(enumerate(slots(None))), {0: TABLE[0]}, {0})
    assert around.cheapest(0, 2) == {0: 2, 1: -2, 2: -2, 3: 2}


def test_a_cell_cannot_be_moved_below_one_child_where_zeros_are_told():
    around = Flows(COUNTS, dict(enumerate(slots(None))), {3: TABLE[3]}, {0})
    assert around.cheapest(3, -1) == {0: -1, 1: 1, 2: 1, 3: -1}
    assert around.cheapest(3, -2) is None, "the first cell would be nobody"


def test_where_nothing_may_move_nothing_is_found():
    still = [Slot(form, COUNTS[n], None, 1) for n, form in enumerate(TABLE)]
    assert Flows(COUNTS, dict(enumerate(still)), {0: TABLE[0]}, {0}).cheapest(0, 1) is None


def test_telling_again_keeps_what_is_needed():
    of = case("ones_zeros_1a")
    beside = widened(of)
    for number in beside:
        assert narrow(of, beside - {number}), "each of them is needed"


def test_atoms_that_hang_together_are_looked_at_together():
    forms = [{0: 1, 1: 1}, {2: 1, 3: 1}, {0: 1, 1: 1, 2: 1, 3: 1}]
    assert regions(forms, 2) == [[0, 1], [2, 3]]
    assert regions(forms, 4) == [[0, 1, 2, 3]]


def test_a_change_is_what_a_move_does_to_a_sum():
    assert change({0: 1, 1: 1, 2: -1}, {1: 3, 2: 2, 7: 9}) == 1
