"""The attacker finds what is known to be findable, cell by cell, and not more."""

from __future__ import annotations

import pytest
from tests.spec.attack.cases import KNOWN, Case, case

from kenspeckle.outside.attack.bounds import Range, ranges

SMALL = ["ssb_d1", "ssb_d2", "ssb_d2_zeros", "ssb_accidents", "ones_zeros_0a", "ones_zeros_1a", "scot_A"]
LARGE = ["ssb_d3", "scot_B", "scot_D"]
ALL = [*SMALL, *(pytest.param(name, marks=pytest.mark.evidence) for name in LARGE)]


def attacked(of: Case, hidden: set[int], targets: list[int], *, at_least_one: bool = True) -> list[Range]:
    """The ranges of some cells when `hidden` are and all others are told: those of linear programmes."""
    told = [(dict.fromkeys(cell, 1), of.values[n]) for n, cell in enumerate(of.cells) if n not in hidden]
    known = [(dict.fromkeys(of.cells[n], 1), 1) for n in sorted(hidden)] if at_least_one and of.zeros_told else []
    return ranges(told, [dict.fromkeys(of.cells[n], 1) for n in targets], at_least=known, whole=False)


@pytest.mark.parametrize("name", [*SMALL, *LARGE])
def test_with_only_the_small_cells_hidden_most_of_them_fall_out(name):
    of = case(name)
    small = of.marked("peer_primary")
    found = attacked(of, small, sorted(small))
    assert sum(r.width == 0 for r in found) == KNOWN[name]["audit_primary_only"]["exact"]


def test_who_forgets_that_a_hidden_cell_is_somebody_misses_three():
    of = case("ones_zeros_1a")
    small = of.marked("peer_primary")
    found = attacked(of, small, sorted(small), at_least_one=False)
    assert sum(r.width == 0 for r in found) == 0


@pytest.mark.parametrize("name", ALL)
def test_the_bounds_of_every_hidden_cell_are_those_that_are_known(name):
    of = case(name)
    hidden = of.marked("peer_suppressed")
    found = dict(zip(sorted(hidden), attacked(of, hidden, sorted(hidden)), strict=True))
    for number, seen in found.items():
        assert seen.low == pytest.approx(float(of.rows[number]["lp_low"]), abs=1e-4)
        assert seen.high == pytest.approx(float(of.rows[number]["lp_high"]), abs=1e-4)
    small = of.marked("peer_primary")
    assert sum(found[n].width == 0 for n in small) == 0
    assert sum(found[n].width <= 2 for n in small) == KNOWN[name]["audit_peer_pattern"]["primary_width_le_2"]


@pytest.mark.parametrize("name", SMALL)
def test_a_cell_ranges_further_once_all_that_holds_it_is_hidden(name):
    """One thing may hold it where another did: hiding what does, again and again, comes to an end."""
    of = case(name)
    small = sorted(of.marked("peer_primary"))
    first = attacked(of, of.marked("peer_suppressed"), small)
    for number, before in zip(small, first, strict=True):
        if before.width >= 3:
            continue
        hidden, seen = of.marked("peer_suppressed"), before
        while seen.width == before.width:
            told = sorted(set(range(len(of.cells))) - hidden)
            # Zeros stay told: that a hidden cell is somebody rests on it.
            helpers = {told[n] for n in seen.by if of.values[told[n]] or not of.zeros_told}
            assert helpers
            hidden |= helpers
            (seen,) = attacked(of, hidden, [number])
        assert seen.width > before.width
