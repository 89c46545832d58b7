"""Protection with a planted mistake lets children out, and whoever looks for them finds some.

Each mistake takes one safeguard away. A search through invented tables, with linear algebra or with whole-number
programmes that know nothing of how cells are protected, must come upon it; and upon nothing where there is none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.spec.attack.stranger import WIDTH, Kinds
from tests.spec.protect.region import (
    CALENDAR,
    DIMENSIONS,
    MONTHS,
    POPULATIONS,
    SCHOOLS,
    Ask,
    Child,
    cubes,
    domain,
    is_shown,
    shown,
    small_differences,
    tables,
)
from tests.spec.protect.test_protect_against_strangers import children, one_release, releases
from tests.spec.protect.test_protect_hidden_before import (
    test_a_whole_that_no_table_shows_ties_a_part_that_was_hidden_before,
)

from kenspeckle.ground.terms import Cell, CellKey, Cube
from kenspeckle.protect import LedgerCopy, Population, Rules, protect, seal_forms
from kenspeckle.protect.past import Before

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ONE_MONTH = MONTHS[:1]


def one_table(seed: int) -> None:
    one_release(seed, timed=False)


def crowded(seed: int) -> None:
    """Schools by fifths, of ones and nines and of many."""
    chance = random.Random(seed)
    with_margins({(s, f): chance.choice([1, 1, 2, 4, 9, 9, 30]) for s in SCHOOLS for f in "123"}, seed)


def in_a_ring(seed: int) -> None:
    """Six small cells of which each two share a row or a column: what one gains its neighbours lose."""
    chance = random.Random(seed)
    rows = chance.sample(sorted(SCHOOLS), 3)
    ring = {(rows[i], f): chance.choice([1, 9, 9, 9]) for i, two in enumerate(("12", "23", "31")) for f in two}
    with_margins({(s, f): ring.get((s, f), 40) for s in SCHOOLS for f in "123"}, seed)


def with_margins(counts: Mapping[tuple[str, str], int], seed: int) -> None:
    """A table with all its margins: no few children follow, and no hidden cell of few lies too near."""
    here = [Child(s, "f", f, "no", ONE_MONTH) for (s, f), n in counts.items() for _ in range(n)]
    atoms = [a for a in domain(here) if a[1] == "f" and a[3] == "no"]
    made = tables(here, [Ask(()), Ask(("school",)), Ask(("fifth",)), Ask(("fifth", "school"))], atoms)
    told = shown(made, 10)
    open_sets = {key: members for key, members in made.sets.items() if is_shown(told[key])}
    assert small_differences(here, open_sets, atoms, 10, terms=2) == [], seed
    kinds = Kinds({"school": tuple(SCHOOLS), "fifth": ("1", "2", "3")}, {})
    for key, cell in made.cells.items():
        kinds.children(frozenset(key.group), *((cell.rows, cell.rows) if is_shown(told[key]) else (1,)))
    for key, cell in made.cells.items():
        if not is_shown(told[key]) and cell.rows < 10:
            low, high = kinds.between(frozenset(key.group))
            assert high - low >= WIDTH, (seed, str(key))


def released_in_turn(seed: int) -> None:
    """Other tables of the same children, one release after the other: all that is out, together."""
    releases(seed, timed=False)


def revised(seed: int) -> None:
    """The same table of a child fewer: no cell is told twice of which a few children changed."""
    chance = random.Random(seed)
    here = children(chance, 90, timed=False)
    asks, ledger, before = [Ask(("school",)), Ask(("sex",))], LedgerCopy(), {}
    for n, some in enumerate((here, here[1:])):
        made = tables(some, asks, domain(here))
        told = protect(
            cubes(made, f"snapshot-{n}"),
            Rules(10),
            ledger,
            populations=POPULATIONS,
            dimensions=DIMENSIONS,
            calendar=CALENDAR,
        ).cells
        ledger.append([seal_forms(f"r{n}", "rule", "public", told, [f"snapshot-{n}"])], NOW)
        for key, cell in made.cells.items():
            if is_shown(told.get(key)):
                apart = abs((cell.children or 0) - before.get(key, cell.children))
                assert not 0 < apart < 10, (seed, str(key))
        before = {key: cell.children for key, cell in made.cells.items() if is_shown(told.get(key))}


def side_by_side(seed: int) -> None:
    """Two measures of the same rows, of which the second does not apply to all: the others are not few."""
    chance = random.Random(seed)
    made = tables(children(chance, 120, timed=False), [Ask(("school",))], domain(children(chance, 120, timed=False)))
    (one,) = cubes(made)
    part: dict[CellKey, Cell] = {}
    for key, cell in made.cells.items():
        n = max(0, cell.rows - chance.choice([0, 3, 30]))
        part[replace(key, measure="part")] = replace(cell, numerator=n, denominator=None, children=n, rows=n)
    rows = {("all", ""): Population("s"), ("part", ""): Population("s")}
    both = [one, Cube("part", one.dimensions, part, snapshots=one.snapshots)]
    told = protect(both, Rules(10), LedgerCopy(), populations=rows, dimensions=DIMENSIONS, calendar=CALENDAR).cells
    for key, cell in made.cells.items():
        other = replace(key, measure="part")
        if is_shown(told[key]) and is_shown(told[other]):
            assert not 0 < cell.rows - part[other].rows < 10, (seed, str(key))


def hidden_before(seed: int) -> None:
    """A part was hidden earlier; then the rest of a whole is told that no table shows."""
    test_a_whole_that_no_table_shows_ties_a_part_that_was_hidden_before()


SEARCHES: dict[Callable[[int], None], int] = {
    revised: 6,
    side_by_side: 6,
    hidden_before: 1,
    one_table: 20,
    released_in_turn: 30,
    crowded: 8,
    in_a_ring: 30,
}
"""Each search, and how many tables it looks at."""
Patches = tuple[tuple[str, object], ...]
MISTAKES: dict[str, Patches] = {
    "nothing is hidden beside what is unsafe": (("hiding.Hiding.cells", lambda self: frozenset()),),
    "what hidden cells come to together is forgotten": (("hiding.Hiding._small_together", lambda *_: {}),),
    "what readers know to come to nothing is forgotten": (("forms.Forms.relations", lambda self: []),),
    "no hidden cell is made to range further": (("widening.Widening.widen", lambda self: True),),
    "what was released before is forgotten": (("door.known_before", lambda *_, **__: Before({}, frozenset())),),
    "parts that no table shows are forgotten": (("relations._siblings", lambda *_: ()),),
    "conditions that overlap are forgotten": (("relations._by_codes", lambda *_: ()),),
    "what is left of a whole is never unsafe": (("pools.Pools.unsafe", lambda self: set()),),
    "what changed by a few children is told": (
        ("suppression._must_stay_hidden", lambda *_: False),
        ("suppression.changed_by_few", lambda *_, **__: set()),
    ),
    "measures of one group are not held together": (("rules.Rules.few_left_out", lambda *_: False),),
}
MADE_GOOD: dict[str, Patches] = {
    # Two cells of one child each are hidden for good reasons; where the walk does not see it, they are widened.
    "single children never give each other away": (("span.Span._says_nothing", lambda *_: True),),
    "single children are not marked": (("forms.Forms.of_one_child", lambda self: []),),
}
"""Mistakes that nobody can see in what is told, since another safeguard holds."""


def found_by(patches: Patches) -> str:
    """The search that comes upon a child, with what was planted; empty when none does."""
    with pytest.MonkeyPatch.context() as patch:
        for target, planted in patches:
            patch.setattr(f"kenspeckle.protect.{target}", planted, raising=False)
        for search, tries in SEARCHES.items():
            for seed in range(tries):
                try:
                    search(seed)
                except AssertionError:
                    return search.__name__
    return ""


def test_without_a_mistake_no_search_finds_a_child():
    assert found_by(()) == ""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_found(mistake):
    assert found_by(MISTAKES[mistake])


@pytest.mark.parametrize("mistake", MADE_GOOD)
def test_a_mistake_that_another_safeguard_makes_good_lets_nobody_out(mistake):
    assert found_by(MADE_GOOD[mistake]) == ""
