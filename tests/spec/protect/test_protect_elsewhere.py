"""What others have published is known, whatever we do: nothing of ours may give a child away beside it."""

import random

import pytest
from tests.spec.protect.region import (
    CALENDAR,
    DIMENSIONS,
    POPULATIONS,
    Ask,
    Child,
    cubes,
    domain,
    is_shown,
    people,
    spans,
    tables,
)

from kenspeckle.ground.terms import Cell, CellKey, Cube, KnownCell, Period, ProtectedCell, group
from kenspeckle.protect import LedgerCopy, Rules, protect
from kenspeckle.protect.worlds import as_known, contradicts, few_apart

YEAR = Period.parse("2024/25")
MONTHS = ("2024-08",)


def key(**values):
    return CellKey("all", YEAR, group(**values))


def cells(**children):
    """Cells of so many children in each school; `all` is everybody."""
    named = {(key() if name == "all" else key(school=name)): n for name, n in children.items()}
    return {k: Cell(n, n * 2, n, None, n) for k, n in named.items()}


def told(of, known=None, apart=(), ledger=None, k=10):
    cube = Cube("all", ("school",), of, snapshots={"s": "snapshot"})
    return protect(
        [cube],
        Rules(k),
        ledger or LedgerCopy(),
        populations=POPULATIONS,
        dimensions=DIMENSIONS,
        calendar=CALENDAR,
        elsewhere=known or {},
        apart=apart,
    ).cells


def hidden(of, *others, **more):
    return sorted(str(k) for k, cell in told(of, *others, **more).items() if not isinstance(cell, ProtectedCell))


def test_a_total_that_others_have_published_counts_like_one_of_ours():
    """All less the schools that are shown would be the one that is hidden."""
    of = cells(a1=40, a2=30, b1=20, b2=6)
    assert hidden(of) == ["all@2024/25{school=b2}"]
    assert hidden(of, cells(all=96)) == ["all@2024/25{school=b1}", "all@2024/25{school=b2}"]


def test_a_small_cell_that_others_have_published_is_not_shown_by_us_and_stops_nothing():
    """They told how many children there are, and not how often they came."""
    of = cells(all=96, a1=40, a2=30, b1=20, b2=6)
    before = hidden(of)
    assert "all@2024/25{school=b2}" in before
    assert set(before) <= set(hidden(of, cells(b2=6)))
    assert not is_shown(told(of, cells(b2=6))[key(school="b2")])


def test_a_part_that_others_have_published_protects_no_longer_what_is_hidden_beside_it():
    """Two hidden schools keep each other's secret, until somebody tells of one."""
    of = cells(all=96, a1=40, a2=30, b1=20, b2=6)
    assert hidden(of) == ["all@2024/25{school=b1}", "all@2024/25{school=b2}"]
    assert len(hidden(of, cells(b1=20))) > 2


def test_what_others_give_away_between_them_is_out_and_the_rest_is_still_kept():
    of = cells(a1=40, a2=30, b1=20, b2=6)
    known = cells(all=96, a1=40, a2=30, b1=20)
    now = told(of, known)
    assert not is_shown(now[key(school="b2")])
    assert is_shown(now[key(school="a1")])


def test_a_cell_that_differs_from_theirs_by_a_few_children_is_not_shown():
    """Ours and theirs, side by side, would be those few."""
    of = cells(a1=40, a2=30)
    assert hidden(of, {}, apart=[key(school="a1")]) == ["all@2024/25{school=a1}"]


def test_cells_of_others_are_never_among_ours():
    assert set(told(cells(a1=40, a2=30), cells(all=96, b1=20))) == {key(school="a1"), key(school="a2")}


@pytest.mark.parametrize(("rounded", "known"), [(1, True), (5, True), (10, True), (11, False), (1000, False)])
def test_what_is_rounded_further_than_a_group_is_large_is_not_known(rounded, known):
    assert as_known(KnownCell(40, rounded=rounded), 10) is known


@pytest.mark.parametrize(
    ("said", "few"),
    [
        (KnownCell(40), False),
        (KnownCell(38), True),
        (KnownCell(49), True),
        (KnownCell(50), False),
        (KnownCell(38, alike=False), False),
        (KnownCell(35, rounded=5), False),
        (KnownCell(None, rows=37), True),
    ],
)
def test_a_difference_of_a_few_children_is_a_group_of_a_few_children(said, few):
    assert few_apart(said, Cell(40, None, 40, None, 40), 10) is few


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        (KnownCell(40, 80), False),
        (KnownCell(40, 81), True),
        (KnownCell(41), True),
        (KnownCell(45, rounded=10), False),
        (KnownCell(46, rounded=10), True),
    ],
)
def test_a_row_is_named_when_it_says_something_else_by_more_than_it_rounded(said, otherwise):
    assert contradicts(said, Cell(80, None, 40, None, 40)) is otherwise


def region(chance):
    children = []
    for _ in range(chance.randint(25, 80)):
        school, sex = chance.choice(["a1", "a2", "b1", "b2"]), chance.choice("fm")
        children.append(Child(school, sex, chance.choice("123"), chance.choice(["no", "yes"]), MONTHS))
    return children


ASKS = [
    (),
    ("school",),
    ("council",),
    ("sex",),
    ("council", "sex"),
    ("school", "sex"),
    ("fifth",),
    ("council", "fifth"),
]


@pytest.mark.parametrize("seed", range(60))
def test_no_small_cell_follows_from_ours_and_theirs_unless_it_follows_from_theirs(seed):
    """By linear algebra over every kind of child that there could be."""
    chance = random.Random(seed)
    here = region(chance)
    atoms = domain(here)
    k = chance.choice([5, 10])
    ours = tables(here, [Ask(by) for by in chance.sample(ASKS, chance.randint(1, 4))], atoms)
    theirs = tables(here, [Ask(by) for by in chance.sample(ASKS, 2)], atoms)
    some = chance.sample(sorted(theirs.cells, key=str), min(len(theirs.cells), chance.randint(1, 4)))
    now = protect(
        cubes(ours),
        Rules(k),
        LedgerCopy(),
        populations=POPULATIONS,
        dimensions=DIMENSIONS,
        calendar=CALENDAR,
        elsewhere={key: theirs.cells[key] for key in some},
    ).cells

    def vector(members):
        return [int(atom in members) for atom in atoms]

    known = [vector(theirs.sets[one]) for one in some]
    columns = [vector(ours.sets[one]) for one in ours.sets if is_shown(now[one])]
    for one, members in {**ours.sets, **theirs.sets}.items():
        small = 0 < people(here, members) < k
        if small and one in ours.sets and one not in some:
            assert not is_shown(now[one]), one
        if small and one in ours.sets and not spans(vector(members), known):
            assert not spans(vector(members), [*known, *columns]), one
