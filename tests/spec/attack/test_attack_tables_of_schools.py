"""In a table of schools a row is no child: what adds up there is how many children each row says it has."""

from kenspeckle.ground.terms import CellKey, DimensionFacts, Period, Suppressed, group
from kenspeckle.ground.terms.figure import released
from kenspeckle.outside.attack import attack

YEAR = Period.parse("2024/25")
SCHOOLS = {"school": DimensionFacts("school", "School", dict.fromkeys(("a", "b", "c"), ""))}
HIDDEN = Suppressed("hidden")


def key(school=""):
    return CellKey("rate", YEAR, group(school=school) if school else ())


def shown(children, rows=1, within=0):
    return released(children * 300, children * 330, children, rows=rows, children_within=within, rows_within=within)


def test_two_hidden_schools_range_as_far_as_their_children_do():
    """One row each is two rows together, and says nothing of a child."""
    cells = {key(): shown(366, 3), key("a"): shown(205), key("b"): HIDDEN, key("c"): HIDDEN}
    assert attack(cells, SCHOOLS, 10).clean


def test_a_lone_hidden_school_is_worked_out_to_the_child():
    cells = {key(): shown(366, 3), key("a"): shown(205), key("b"): shown(155), key("c"): HIDDEN}
    (breach,) = attack(cells, SCHOOLS, 10).breaches
    assert (breach.low, breach.high) == (6, 6)


def test_two_hidden_schools_of_a_few_children_together_are_held_too_near():
    cells = {key(): shown(363, 3), key("a"): shown(360), key("b"): HIDDEN, key("c"): HIDDEN}
    assert [(b.low, b.high) for b in attack(cells, SCHOOLS, 10).breaches] == [(1, 2), (1, 2)]
