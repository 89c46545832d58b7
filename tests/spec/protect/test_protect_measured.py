"""What the documentation says of how much is hidden is what is hidden; the proven least is the known one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from tests.spec.attack.cases import KNOWN, case

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "hiding.md"


def bench():
    """The measurements, as `make bench` makes them."""
    spec = importlib.util.spec_from_file_location("bench_protect", ROOT / "bench" / "protect.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MEASURE = bench()


def rows():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells if row[0] in KNOWN}


LARGE = {"ssb_d3", "scot_A", "scot_B", "scot_D"}
NAMES = [pytest.param(n, marks=pytest.mark.evidence) if n in LARGE else n for n in rows()]


@pytest.mark.parametrize("name", rows())
def test_the_page_says_what_the_public_method_and_ours_hide(name):
    of, row = case(name), rows()[name]
    known = KNOWN[name]
    assert row[0] == f"{len(of.cells):,}"
    assert row[1] == str(len(of.marked("peer_primary")))
    assert row[2] == f"{known['secondary']} ({known['secondary_count_total']:,})"
    assert row[3] == MEASURE.said(of, MEASURE.exactly(of))


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_what_is_hidden_so_that_four_values_are_left(name):
    of = case(name)
    wide = MEASURE.widely(of, MEASURE.exactly(of))
    assert rows()[name][5] == MEASURE.said(of, wide)
    assert MEASURE.narrow(of, wide) == 0


@pytest.mark.parametrize("name", ["ssb_d1", "ssb_accidents", "ones_zeros_0a", "ones_zeros_1a"])
def test_the_least_is_proven(name):
    of = case(name)
    assert rows()[name][4] == MEASURE.least(of, 1)
    assert rows()[name][6] == MEASURE.least(of, MEASURE.WIDTH)


@pytest.mark.evidence
def test_the_least_of_a_hundred_cells_is_proven():
    of = case("ssb_d2")
    assert rows()["ssb_d2"][4] == MEASURE.least(of, 1)
    assert KNOWN["ssb_d2"]["ilp_optimum_secondary"]["min_total"] == 293


def test_no_pattern_is_cheaper_than_the_least():
    of = case("ssb_accidents")
    cheapest = KNOWN["ssb_accidents"]["ilp_optimum_secondary"]["min_total_if_unrestricted_number"]
    assert f"({cheapest})" in MEASURE.least(of, 1)
