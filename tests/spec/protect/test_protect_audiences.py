"""A partner may be told more than the public, and then whatever the public is told is safe beside that too."""

import random
from datetime import UTC, datetime

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

from kenspeckle.ground.terms import Cell, CellKey, Cube, KenError, Period, ProtectedCell, group
from kenspeckle.outside.attack import attack
from kenspeckle.protect import PUBLIC, LedgerCopy, Rules, forms_of, protect, seal_forms
from kenspeckle.protect.worlds import had, worlds_of

NOW = datetime(2026, 9, 1, tzinfo=UTC)
YEAR = Period.parse("2024/25")
READERS = {"board": Rules(5)}


def key(school=""):
    return CellKey("all", YEAR, group(school=school) if school else ())


def cells(**children):
    """Cells of so many children in each school; `all` is everybody."""
    named = {key("" if name == "all" else name): n for name, n in children.items()}
    return {k: Cell(n, n * 2, n, None, n) for k, n in named.items()}


def tell(of, ledger, audience=PUBLIC, k=10, readers=None):
    """Protect cells for an audience, and release them to it."""
    made = [Cube("all", ("school",), of, snapshots={"s": "snapshot"})] if isinstance(of, dict) else of
    told = protect(
        made,
        Rules(k),
        ledger,
        populations=POPULATIONS,
        dimensions=DIMENSIONS,
        calendar=CALENDAR,
        audience=audience,
        readers=READERS if readers is None else readers,
    ).cells
    ledger.append([seal_forms("r", "rule", audience, told, ["snapshot"])], NOW)
    return told


def hidden(told):
    return {dict(k.group).get("school", "all") for k, cell in told.items() if not isinstance(cell, ProtectedCell)}


def test_a_partner_with_a_lower_minimum_sees_what_the_public_does_not():
    ledger = LedgerCopy()
    assert hidden(tell(cells(all=96, a1=40, a2=30, b1=20, b2=6), ledger)) == {"b1", "b2"}
    assert hidden(tell(cells(all=96, a1=40, a2=30, b1=20, b2=6), ledger, "board", 5)) == set()


def test_a_partner_with_a_higher_minimum_sees_less():
    told = tell(cells(a1=40, a2=30, b1=18, b2=17), LedgerCopy(), "board", 20)
    assert hidden(told) == {"b1", "b2"}


def test_what_the_public_has_stops_no_release_to_a_stricter_partner_and_is_not_told_to_it():
    ledger = LedgerCopy()
    tell(cells(a1=40, a2=30, b1=18, b2=17), ledger)
    assert hidden(tell(cells(all=105, a1=40, b1=18), ledger, "board", 20)) >= {"b1"}


def test_what_a_partner_was_told_is_beside_what_the_public_is_told_later():
    """The board was told all schools but one of three children; the public's total would give it that one."""
    ledger = LedgerCopy()
    assert hidden(tell(cells(a1=40, a2=30, b1=20, b2=3), ledger, "board", 5)) == {"b2"}
    assert hidden(tell(cells(all=93), LedgerCopy(ledger))) == {"all"}
    assert hidden(tell(cells(all=93), LedgerCopy())) == set()


def test_what_a_partner_was_told_is_no_secret_from_it_and_stays_one_from_the_public():
    ledger = LedgerCopy()
    tell(cells(all=96, a1=40, a2=30, b1=20, b2=6), ledger, "board", 5)
    assert hidden(tell(cells(all=96, a1=40, a2=30, b1=20, b2=6), ledger)) == {"b1", "b2"}


def test_a_release_to_one_partner_is_not_beside_that_of_another():
    ledger = LedgerCopy()
    tell(cells(a1=40, a2=30, b1=20, b2=3), ledger, "board", 5)
    assert hidden(tell(cells(all=93), ledger, "inspectors", 5)) == set()


def test_an_audience_that_ken_yaml_names_no_more_has_seen_what_it_has_seen():
    ledger = LedgerCopy()
    tell(cells(a1=40, a2=30, b1=20, b2=3), ledger, "board", 5)
    assert hidden(tell(cells(all=93), ledger, readers={})) == {"all"}


def test_what_was_withdrawn_stays_known():
    """A ledger entry says that it was, and takes no form out."""
    ledger = LedgerCopy()
    tell(cells(a1=40, a2=30, b1=20), ledger)
    before = forms_of(ledger)
    ledger.append([b'{"audience":"public","why":"wrong","withdrawn":"r"}'], NOW)
    assert forms_of(ledger) == before
    assert "all" in hidden(tell(cells(all=93), ledger))


MONTHS = ("2024-08",)
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


def region(chance):
    return [
        Child(chance.choice(["a1", "a2", "b1", "b2"]), chance.choice("fm"), chance.choice("123"),
              chance.choice(["no", "yes"]), MONTHS)
        for _ in range(chance.randint(25, 80))
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_the_public_and_a_partner_learn_of_no_small_group_from_all_that_each_was_told(seed):
    """Releases to both, one after the other, by linear algebra over every kind of child that there could be."""
    chance = random.Random(seed)
    here = region(chance)
    atoms = domain(here)
    ledger = LedgerCopy()
    minimum = {PUBLIC: 10, "board": chance.choice([5, 10, 15])}
    readers = {"board": Rules(min(minimum.values()))}
    seen = {PUBLIC: {}, "board": {}}
    every = {}
    for _ in range(3):
        audience = chance.choice(sorted(minimum))
        made = tables(here, [Ask(by) for by in chance.sample(ASKS, chance.randint(1, 2))], atoms)
        every |= made.sets
        try:
            told = tell(cubes(made), ledger, audience, minimum[audience], readers)
        except KenError:
            continue  # nothing is left to hide: nothing is released
        for who in minimum if audience == PUBLIC else [audience]:
            seen[who] |= {k: made.sets[k] for k, cell in told.items() if is_shown(cell)}
        few = [k for k, cell in told.items() if is_shown(cell) and 0 < people(here, made.sets[k]) < minimum[audience]]
        assert few == []
    for who, shown in seen.items():
        columns = [[int(atom in members) for atom in atoms] for members in shown.values()]
        for one, members in every.items():
            if 0 < people(here, members) < min(minimum[who], minimum[PUBLIC]):
                assert not spans([int(atom in members) for atom in atoms], columns), (who, one)


def test_the_attacker_has_what_a_partner_was_told():
    ledger = LedgerCopy()
    tell(cells(a1=40, a2=30, b1=20, b2=3), ledger, "board", 5)
    told = {k: c for k, c in tell(cells(all=93), LedgerCopy()).items() if isinstance(c, ProtectedCell)}
    public, board = worlds_of(forms_of(ledger), Rules(10), told, readers=READERS)
    assert had(public, told, POPULATIONS, {"s": "snapshot"}) == {}
    theirs = had(board, told, POPULATIONS, {"s": "snapshot"})
    closed = {"school": DIMENSIONS["school"]}
    assert attack(told, closed, 10).clean
    assert [b.cell for b in attack({**told, **theirs}, closed, 5).breaches] == ["all@2024/25{school=b2}"]
