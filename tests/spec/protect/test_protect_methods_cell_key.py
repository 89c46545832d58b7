"""Counts moved by noise that the same children always get: bounded, nought on average, never below nought."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.ground.terms import Calendar, Cell, CellKey, Cube, DimensionFacts, KenError, Period, group
from kenspeckle.ground.terms.protection import Method, Protect
from kenspeckle.outside.attack import attack
from kenspeckle.protect import HIDDEN, LedgerCopy, MeasureRules, Population, Rules, protect, seal_forms
from kenspeckle.protect.methods.cell_key import MOST, noise_of, table

YEAR = Period.parse("2024/25")
NOW = datetime(2026, 9, 1, tzinfo=UTC)
CLOSED = {"a": DimensionFacts("a", "A", labels={"x": "X", "y": "Y", "z": "Z"})}
WHO = {(m, ""): Population("s") for m in ("m", "rate", "spend")} | {("some", ""): Population("s", "few = 'yes'")}
KEYS = st.integers(0, 2**32 - 1)


def rules(secret="abcd", **kinds):
    asked = Protect(10, method=Method.CELL_KEY, secret="/keys/cell.key")
    return Rules(10, asked, {name: MeasureRules(asked, kind) for name, kind in kinds.items()}, secret)


def told(cells, *, by=None, ledger=None):
    cubes = [
        Cube(m, ("a",), {k: c for k, c in cells.items() if k.measure == m}, snapshots={"s": "s-1"})
        for m in sorted({k.measure for k in cells})
    ]
    by = by or rules()
    return protect(cubes, by, ledger or LedgerCopy(), populations=WHO, dimensions=CLOSED, calendar=Calendar())


def at(value="", measure="m"):
    return CellKey(measure, YEAR, group(a=value) if value else ())


def count(n, key):
    return Cell(n, None, n, None, n, keys=(key, key, 0))


@pytest.mark.parametrize("n", range(5))
def test_each_line_of_the_table_is_nought_on_average_bounded_and_never_below_nought(n):
    line = table()[n]
    assert sum(line.values()) == 1
    assert sum(noise * share for noise, share in line.items()) == 0
    assert all(-min(n, MOST) <= noise <= MOST for noise in line)


def test_the_variance_is_what_the_documentation_says():
    assert sum(noise**2 * share for noise, share in table()[4].items()) == Fraction("3.375")
    assert table()[0] == {0: 1}


@given(st.integers(0, 500), KEYS)
def test_noise_takes_no_count_below_nought_and_none_further_than_four(n, key):
    noise = noise_of(n, key)
    assert abs(noise) <= MOST
    assert n + noise >= 0
    assert n or not noise


@given(KEYS)
def test_noise_is_drawn_as_often_as_the_table_says(key):
    """Of 64 keys that differ in their first six bits each gives its part of the table."""
    seen = [noise_of(50, (key + (i << 26)) % 2**32) for i in range(64)]
    assert {noise: Fraction(seen.count(noise), 64) for noise in set(seen)} == table()[4]


def test_the_same_children_get_the_same_noise_in_every_table_and_measure():
    """Thirty children of one school, and the same thirty as those in need of a rate of all."""
    some = CellKey("some", YEAR, group(a="x"))
    cells = {some: count(30, 7 << 26), at("x", "rate"): Cell(30, 60, 60, None, 60, keys=(9 << 26, 7 << 26, 9 << 26))}
    found = told(cells, by=rules(rate="rate", some="count")).cells
    assert found[some].numerator == found[some].children == found[at("x", "rate")].numerator
    assert found[at("x", "rate")].denominator == found[at("x", "rate")].children == 60 + noise_of(60, 9 << 26)


def test_different_children_get_noise_of_their_own():
    found = {told({at("x"): count(30, k << 26)}).cells[at("x")].children for k in range(64)}
    assert found == set(range(26, 35))


def test_small_counts_are_hidden_and_totals_do_not_add_up():
    cells = {at(): count(57, 1), at("x"): count(3, 2), at("y"): count(14, 63 << 26), at("z"): count(40, 0)}
    found = told(cells)
    assert found.cells[at("x")] is HIDDEN
    assert [found.cells[at(a)].children for a in ("y", "z")] == [18, 36]
    assert "Totals do not add up" in found.rule
    assert found.method == "cell-key abcd"
    assert attack(found.cells, CLOSED, 10).clean


def test_a_cell_of_no_known_keys_is_hidden():
    """Noise without the keys of children would be the same for all, and anybody could take it away."""
    assert told({at("x"): Cell(40, None, 40, None, 40)}).cells[at("x")] is HIDDEN


def test_rows_and_amounts_are_moved_by_as_many_childrens_worth():
    moved = set()
    for k in range(40):
        keys = (k << 26, (k * 7919) % 2**32, (k * 104729) % 2**32)
        cells = {at("x", "rate"): Cell(14_000, 15_200, 40, None, 15_200, keys=keys)}
        cell = told(cells, by=rules(rate="rate")).cells[at("x", "rate")]
        assert abs(cell.rows - 15_200) <= 4 * 380 < cell.rows_within <= 4 * 380 + 1
        assert cell.numerator <= cell.denominator
        moved.add(Fraction(cell.numerator, cell.denominator))
    # Moved together, they would have kept their exact rate.
    assert len(moved) > 10


def test_noise_that_was_drawn_with_another_secret_is_another_method():
    cells, ledger = {at("x"): count(40, 5 << 26)}, LedgerCopy()
    one = told(cells)
    ledger.append([seal_forms("r", one.rule, "public", one.cells, ["s-1"], one.method)], NOW)
    assert told(cells, ledger=ledger).cells == one.cells
    with pytest.raises(KenError, match="released by another method"):
        told(cells, ledger=ledger, by=rules("ffff"))
