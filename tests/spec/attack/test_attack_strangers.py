"""A stranger finds what a careless release leaves open, and nothing where a release is safe."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.ground.terms import (
    BY_ITS_SOURCE,
    Calendar,
    Cell,
    CellKey,
    Cube,
    DimensionFacts,
    Period,
    ProtectedCell,
    group,
)
from kenspeckle.ground.terms.figure import released
from kenspeckle.outside.attack import attack
from kenspeckle.protect import HIDDEN, LedgerCopy, Population, Rules, protect

YEAR = Period.parse("2024/25")
SCHOOLS = {"school": DimensionFacts("school", "School", labels={"p": "P", "q": "Q", "r": "R"}, open=False)}


def release(counts):
    """{group: children or '*'} -> released cells."""
    return {
        CellKey("m", YEAR, names): HIDDEN if n == "*" else released(n, None, n, rows=n) for names, n in counts.items()
    }


def found(counts, dimensions=SCHOOLS):
    return {b.cell: (b.low, b.high) for b in attack(release(counts), dimensions).breaches}


def test_a_lone_hidden_cell_is_the_total_less_the_rest():
    counts = {(): 55, group(school="p"): "*", group(school="q"): 12, group(school="r"): 40}
    assert found(counts) == {"m@2024/25{school=p}": (3, 3)}


def test_two_hidden_cells_with_a_small_sum_are_found_to_be_small():
    counts = {(): 42, group(school="p"): "*", group(school="q"): "*", group(school="r"): 40}
    counts = {**counts, (): 43}
    assert set(found(counts).values()) == {(1, 2)}


def test_two_hidden_cells_with_a_large_sum_stay_hidden():
    counts = {(): 55, group(school="p"): "*", group(school="q"): "*", group(school="r"): 40}
    assert found(counts) == {}


def test_a_council_and_its_schools_are_subtracted_too():
    atlas = {"school": DimensionFacts("school", "School", parents={"council": {"p": "C", "q": "C"}})}
    counts = {group(council="C"): 43, group(school="p"): "*", group(school="q"): 40}
    assert found(counts, atlas) == {"m@2024/25{school=p}": (3, 3)}


def test_a_breakdown_that_is_not_whole_gives_nothing_away():
    counts = {(): 55, group(school="p"): "*", group(school="q"): 12}
    assert found(counts) == {}


def test_what_its_publisher_withheld_is_not_ours_to_attack():
    cells = {
        CellKey("m", YEAR): BY_ITS_SOURCE,
        CellKey("m", YEAR, group(school="p")): released(1, 2, 3),
    }
    assert attack(cells, SCHOOLS).hidden == 0


@given(counts=st.lists(st.integers(0, 40), min_size=9, max_size=9), k=st.integers(8, 12))
@settings(max_examples=40, deadline=None)
def test_what_protect_releases_survives_the_attack(counts, k):
    cells = {}
    atoms = {(a, b): counts[3 * i + j] for i, a in enumerate("xyz") for j, b in enumerate("uvw")}
    for a in (None, *"xyz"):
        for b in (None, *"uvw"):
            n = sum(v for (x, y), v in atoms.items() if a in (None, x) and b in (None, y))
            names = group(**({"a": a} if a else {}), **({"b": b} if b else {}))
            cells[CellKey("m", YEAR, names)] = Cell(n, None, n, None, n)
    closed = {
        "a": DimensionFacts("a", "A", labels=dict.fromkeys("xyz", "")),
        "b": DimensionFacts("b", "B", labels=dict.fromkeys("uvw", "")),
    }
    told = protect(
        [Cube("m", ("a", "b"), cells)],
        Rules(k),
        LedgerCopy(),
        populations={("m", ""): Population("s")},
        dimensions=closed,
        calendar=Calendar(),
    ).cells
    exact = [b for b in attack(told, closed).breaches if b.low == b.high]
    small = {str(key) for key, cell in cells.items() if 0 < (cell.children or 0) < k}
    assert not [b for b in exact if b.cell in small]
    assert all(isinstance(c, ProtectedCell) or c is HIDDEN for c in told.values())


def test_children_of_many_rows_in_one_measure_say_nothing_of_another():
    """A register has hundreds of rows a child, a referral one: each is counted in children of its own."""
    cells = release({(): 55, group(school="p"): "*", group(school="q"): "*", group(school="r"): 40})
    cells |= {CellKey("days", YEAR): released(9000, None, 50, rows=9500)}
    assert attack(cells, SCHOOLS).clean
    cells |= {CellKey("days", YEAR, group(school=s)): released(4000, None, 24, rows=4600) for s in "qr"}
    cells |= {CellKey("days", YEAR, group(school="p")): HIDDEN}
    assert [b.cell for b in attack(cells, SCHOOLS).breaches] == ["days@2024/25{school=p}"]


def test_where_zeros_are_hidden_too_a_hidden_cell_may_be_nobody():
    """Where they are shown, two hidden cells of which the sum is four are one to three each."""
    table = release({(): 44, group(school="p"): "*", group(school="q"): "*", group(school="r"): 40})
    near = [(b.low, b.high) for b in attack(table, SCHOOLS).breaches]
    assert near == [(1, 3), (1, 3)]
    assert attack(table, SCHOOLS, sensitive={"m"}).clean


def test_that_a_hidden_cell_is_nobody_is_a_secret_where_zeros_are_hidden():
    table = release({(): 40, group(school="p"): "*", group(school="q"): "*", group(school="r"): 40})
    near = [(b.low, b.high) for b in attack(table, SCHOOLS, sensitive={"m"}).breaches]
    assert near == [(0, 0), (0, 0)]


def test_a_measure_that_asks_for_more_children_keeps_more_of_them_apart():
    """Fifteen children are enough to be known for most measures, and not for one that asks for twenty."""
    counts = {(): 70, group(school="p"): "*", group(school="q"): 15, group(school="r"): 40}
    assert found(counts) == {}
    breaches = attack(release(counts), SCHOOLS, stricter={"m": 20}).breaches
    assert [(b.low, b.high) for b in breaches] == [(15, 15)]
