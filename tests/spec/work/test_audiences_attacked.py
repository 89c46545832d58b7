"""Releases to the public and to a partner, in any order: neither comes near a child with all that it has."""

import random
from datetime import UTC, datetime

import pytest
from tests.spec.work.running import children

from kenspeckle.ground.terms import (
    Calendar,
    Cell,
    CellKey,
    Cube,
    DimensionFacts,
    Facts,
    KenError,
    Period,
    ProtectedCell,
    Suppressed,
    group,
)
from kenspeckle.ground.workspace import load
from kenspeckle.outside.attack import attack
from kenspeckle.protect import PUBLIC, LedgerCopy, forms_of, seal_forms
from kenspeckle.work.beside import Beside
from kenspeckle.work.protecting import attack_all, protect_cubes

NOW = datetime(2026, 9, 1, tzinfo=UTC)
YEAR = Period.parse("2024/25")
CLOSED = {d: DimensionFacts(d, d.upper(), labels=dict.fromkeys(codes, "")) for d, codes in (("a", "xyz"), ("b", "uvw"))}
FACTS = Facts(measures={}, dimensions=CLOSED, calendar=Calendar((8, 1)))
SNAPSHOTS = {"rolls": "one"}
MINIMUM = {PUBLIC: 10, "board": 5}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("lates") / "w"
    return load(children(root, {"Northside": 30}, "audiences: {board: {title: The board, minimum_children: 5}}\n"))


def all_cells(counts):
    """Every cell of a table of children, with its margins."""
    found = {}
    for a in (None, *"xyz"):
        for b in (None, *"uvw"):
            n = sum(v for (x, y), v in counts.items() if a in (None, x) and b in (None, y))
            names = group(**({"a": a} if a else {}), **({"b": b} if b else {}))
            found[CellKey("lates", YEAR, names)] = Cell(n, None, n, None, n)
    return found


def part_of(cells, chance):
    """What one story asks of the table: whole breakdowns, some of them."""
    shapes = chance.sample([(), ("a",), ("b",), ("a", "b")], chance.randint(1, 3))
    return {key: cell for key, cell in cells.items() if tuple(d for d, _ in key.group) in shapes}


def table(chance):
    return all_cells({(a, b): chance.choice([0, 1, 3, 6, 8, 14, 25, 40]) for a in "xyz" for b in "uvw"})


@pytest.mark.parametrize("seed", range(25))
def test_neither_comes_near_a_child_with_all_that_it_was_told(workspace, seed):
    chance = random.Random(seed)
    cells, ledger = table(chance), LedgerCopy()
    seen = {PUBLIC: {}, "board": {}}
    for _ in range(4):
        audience = chance.choice([PUBLIC, "board"])
        cube = Cube("lates", ("a", "b"), part_of(cells, chance), sources=("rolls",), snapshots=SNAPSHOTS)
        try:
            told = protect_cubes(workspace, FACTS, [cube], ledger, [], audience=audience).cells
        except KenError:
            continue
        if not attack_all(workspace, FACTS, told, forms_of(ledger), SNAPSHOTS, audience=audience).clean:
            continue  # then nothing is released
        ledger.append([seal_forms("r", "rule", audience, told, ["one"])], NOW)
        for who in seen if audience == PUBLIC else [audience]:
            shown = {key: cell for key, cell in told.items() if isinstance(cell, ProtectedCell)}
            seen[who] = {**dict.fromkeys(told, Suppressed("hidden")), **seen[who], **shown}
    for who, held in seen.items():
        assert attack(held, CLOSED, min(MINIMUM[PUBLIC], MINIMUM[who])).clean, who
        few = [
            str(k)
            for k, cell in held.items()
            if isinstance(cell, ProtectedCell) and 0 < (cell.children or 0) < MINIMUM[who]
        ]
        assert few == []


@pytest.mark.parametrize("seed", range(25))
def test_nobody_comes_near_a_child_with_what_others_have_published(workspace, seed):
    chance = random.Random(100 + seed)
    cells = table(chance)
    safe = [key for key, cell in cells.items() if (cell.children or 0) >= 10]
    known = {key: cells[key] for key in chance.sample(safe, min(2, len(safe)))}
    cube = Cube("lates", ("a", "b"), part_of(cells, chance), sources=("rolls",), snapshots=SNAPSHOTS)
    told = protect_cubes(workspace, FACTS, [cube], LedgerCopy(), [], Beside(known)).cells
    theirs = {key: released(known[key]) for key in known if not isinstance(told.get(key), ProtectedCell)}
    assert attack({**told, **theirs}, CLOSED, 10).clean


def released(cell):
    from kenspeckle.ground.terms.figure import released as read_back

    return read_back(cell.numerator, cell.denominator, cell.children, rows=cell.rows)
