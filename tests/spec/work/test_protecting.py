"""What is protected is attacked, and hidden further until nobody can come near what is hidden."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.work.running import children

from kenspeckle.ground.terms import Calendar, Cell, CellKey, Cube, DimensionFacts, Facts, Period, group
from kenspeckle.ground.workspace import load
from kenspeckle.outside.attack import attack
from kenspeckle.protect import HIDDEN, LedgerCopy
from kenspeckle.work.protecting import protect_cubes

YEAR = Period.parse("2024/25")
CLOSED = {d: DimensionFacts(d, d.upper(), labels=dict.fromkeys(codes, "")) for d, codes in (("a", "xyz"), ("b", "uvw"))}
FACTS = Facts(measures={}, dimensions=CLOSED, calendar=Calendar((8, 1)))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return load(children(tmp_path_factory.mktemp("lates") / "w", {"Northside": 30}))


def table(counts: dict[tuple[str, str], int]) -> Cube:
    """All cells of a table of children, with its margins."""
    cells = {}
    for a in (None, *"xyz"):
        for b in (None, *"uvw"):
            n = sum(v for (x, y), v in counts.items() if a in (None, x) and b in (None, y))
            names = group(**({"a": a} if a else {}), **({"b": b} if b else {}))
            cells[CellKey("lates", YEAR, names)] = Cell(n, None, n, None, n)
    return Cube("lates", ("a", "b"), cells)


@given(counts=st.lists(st.integers(0, 40), min_size=9, max_size=9))
@settings(max_examples=60, deadline=None)
def test_no_hidden_cell_of_a_table_can_be_told_to_within_three_children(workspace, counts):
    cube = table({(a, b): counts[3 * i + j] for i, a in enumerate("xyz") for j, b in enumerate("uvw")})
    told = protect_cubes(workspace, FACTS, [cube], LedgerCopy(), []).cells
    assert attack(told, CLOSED, 10).clean
    small = {key for key, cell in cube.cells.items() if 0 < (cell.children or 0) < 10}
    assert all(told[key] is HIDDEN for key in small)


def test_what_is_hidden_exactly_and_not_widely_is_hidden_further(workspace):
    """Two hidden cells of one child each, in a row and a column of their own, are 1 to 1: more has to go."""
    counts = {(a, b): 40 for a in "xyz" for b in "uvw"} | {("x", "u"): 1, ("x", "v"): 12, ("y", "u"): 12}
    told = protect_cubes(workspace, FACTS, [table(counts)], LedgerCopy(), []).cells
    assert attack(told, CLOSED, 10).clean


def test_the_order_of_cells_changes_nothing(workspace):
    counts = {(a, b): n for n, (a, b) in enumerate(((a, b) for a in "xyz" for b in "uvw"), 3)}
    cube = table(counts)
    turned = Cube("lates", ("a", "b"), dict(reversed(cube.cells.items())))
    first, second = (protect_cubes(workspace, FACTS, [c], LedgerCopy(), []).cells for c in (cube, turned))
    assert first == {key: second[key] for key in first}


def test_the_start_is_protected_without_an_attack_on_what_nobody_hides(workspace, monkeypatch):
    seen = []
    monkeypatch.setattr("kenspeckle.work.protecting.attack", lambda *a, **k: seen.append(a) or attack(*a, **k))
    protect_cubes(workspace, FACTS, [table({("x", "u"): 40})], LedgerCopy(), [])
    assert len(seen) == 1
