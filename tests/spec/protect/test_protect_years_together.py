"""Years that are told together are the sum of their years, to the door and to the stranger."""

from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.linalg import matrix_rank

from kenspeckle.ground.terms import Calendar, Cell, CellKey, Cube, Period, ProtectedCell, group
from kenspeckle.outside.attack import attack
from kenspeckle.protect import HIDDEN, LedgerCopy, Population, Rules, protect

YEARS = [Period.parse(f"20{y}/{y + 1}") for y in range(20, 25)]
TOGETHER = [Period.parse(f"20{a}/{a + 1} to 20{b}/{b + 1}") for a, b in ((22, 24), (23, 24), (21, 23), (20, 24))]
HERE = group(school="w")


def cubes(counts, stretches):
    """Children of one school in each year, each in one year only, and of years together."""
    cells = {CellKey("m", year, HERE): Cell(n, None, n, None, n) for year, n in zip(YEARS, counts, strict=True)}
    for period in stretches:
        n = sum(counts[YEARS.index(year)] for year in period.years)
        cells[CellKey("m", period, HERE)] = Cell(n, None, n, None, n)
    return Cube("m", ("school",), cells)


def told(counts, stretches):
    cube = cubes(counts, stretches)
    given_ = protect(
        [cube], Rules(10), LedgerCopy(), populations={("m", ""): Population("s")}, dimensions={}, calendar=Calendar()
    )
    return given_.cells


def test_years_together_are_shown_where_each_alone_is_too_small():
    shown = told([40, 40, 6, 7, 8], TOGETHER[:1])
    assert [isinstance(shown[CellKey("m", y, HERE)], ProtectedCell) for y in YEARS] == [True, True, False, False, False]
    assert shown[CellKey("m", TOGETHER[0], HERE)].children == 21


def test_a_single_small_year_is_not_had_back_from_years_together():
    """40 and 40 are shown: the three years less those two would be the small one."""
    shown = told([40, 40, 40, 40, 6], TOGETHER[:1])
    alone = [isinstance(shown[CellKey("m", y, HERE)], ProtectedCell) for y in (*YEARS[2:], TOGETHER[0])]
    assert alone.count(False) >= 2
    assert not alone[2]


@given(
    counts=st.lists(st.integers(0, 30), min_size=5, max_size=5),
    stretches=st.lists(st.sampled_from(TOGETHER), unique=True),
)
@settings(max_examples=100, deadline=None)
def test_no_small_year_follows_from_overlapping_years_together(counts, stretches):
    """Every shown cell is a sum of years: no small year may lie in what these sums span."""
    shown = told(counts, stretches)
    known = [
        [int(year in key.period.years) for year in YEARS]
        for key, cell in shown.items()
        if isinstance(cell, ProtectedCell) and cell.children
    ]
    known += [[int(m == n) for m in range(5)] for n in range(5) if not counts[n]]  # zeros are told
    for n in range(5):
        if 0 < counts[n] < 10:
            alone = [int(m == n) for m in range(5)]
            assert not known or matrix_rank([*known, alone]) > matrix_rank(known), (YEARS[n], counts)


def test_the_stranger_adds_years_up_as_well():
    cells = dict(told([40, 40, 40, 40, 40], TOGETHER[:1]))
    cells[CellKey("m", YEARS[4], HERE)] = HIDDEN
    (breach,) = attack(cells, {}, 100).breaches
    assert (breach.low, breach.high) == (40, 40)
