"""Chance belongs to things, and arithmetic is the same on every machine."""

import hashlib
import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.region import maths
from kenspeckle.region.chance import Chance

ids = st.lists(st.integers(0, 2**40), min_size=1, max_size=60, unique=True)


@given(st.integers(0, 2**31), ids)
def test_a_draw_belongs_to_its_child_whatever_is_drawn_beside_it(seed, children):
    chance = Chance(seed)
    together = chance.unit("height", children)
    alone = [float(Chance(seed).unit("height", [child])[0]) for child in reversed(children)]
    assert together.tolist() == alone[::-1]


@given(ids)
def test_another_seed_another_name_or_another_counter_is_another_draw(children):
    draws = [
        Chance(1).bits("height", children).tolist(),
        Chance(2).bits("height", children).tolist(),
        Chance(1).bits("weight", children).tolist(),
        Chance(1).bits("height", children, 1).tolist(),
    ]
    assert len({tuple(draw) for draw in draws}) == 4


def test_uniform_and_normal_numbers_are_spread_as_they_should_be():
    chance, children = Chance(3), np.arange(200_000)
    unit, normal = chance.unit("a", children), chance.normal("b", children)
    assert abs(unit.mean() - 0.5) < 0.003
    assert np.all(np.abs(np.bincount((unit * 10).astype(int)) - 20_000) < 600)
    assert abs(normal.mean()) < 0.01
    assert abs(normal.std() - 1.0) < 0.01
    assert abs(np.corrcoef(chance.unit("a", children[:-1]), chance.unit("a", children[1:]))[0, 1]) < 0.01


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.integers(1, 4), st.integers(0, 1000))
def test_a_spread_draw_gives_every_cell_what_is_expected_of_it(chances, cells, seed):
    p, cell = np.array(chances), np.arange(len(chances)) % cells
    drawn = Chance(seed).spread(p, cell, "meal", np.arange(len(p)))
    assert set(drawn.tolist()) <= {0, 1}
    for n in range(cells):
        assert abs(drawn[cell == n].sum() - p[cell == n].sum()) < 1 + 1e-6


def test_a_spread_draw_leaves_to_chance_whom_it_happens_to():
    children = np.arange(40)
    hits = sum(Chance(seed).spread(0.25, children * 0, "meal", children) for seed in range(2_000))
    assert np.all(np.abs(hits - 500) < 5 * math.sqrt(2_000 * 0.25 * 0.75))


@given(st.integers(0, 10**6))
def test_even_draws_give_each_of_25_neighbours_another_part_of_the_way(street):
    drawn = Chance(5).even("births", street * 25 + np.arange(25))
    assert sorted((drawn * 25).astype(int).tolist()) == list(range(25))


@given(st.floats(-600, 600))
def test_the_exponential_agrees_with_the_systems_to_the_last_places(x):
    assert float(maths.exp(x)) == pytest.approx(math.exp(x), rel=1e-15 * 4)


@given(st.floats(1e-300, 1e300))
def test_the_logarithm_agrees_with_the_systems_to_the_last_places(x):
    assert float(maths.log(x)) == pytest.approx(math.log(x), rel=1e-14, abs=1e-15)


@given(st.floats(1e-9, 1 - 1e-9))
def test_the_normal_quantile_agrees_with_the_standard_librarys(p):
    assert float(maths.quantile(p)) == pytest.approx(NormalDist().inv_cdf(p), abs=1e-7)


def test_exponentials_logarithms_and_quantiles_are_the_same_bytes_everywhere():
    """One bit can turn a draw, and so a child."""
    x = (np.arange(20_001) - 10_000) / 1_000.0
    p = (np.arange(20_000) + 0.5) / 20_000
    made = np.concatenate([maths.exp(x), maths.log(p), maths.quantile(p), maths.logistic(x)])
    digest = hashlib.sha256(made.astype("<f8").tobytes()).hexdigest()
    assert digest == "3c29df6acb7b62c2bd7d21be53bfdbb0ae5a9396e57c1199032e71444ac082cd"


@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=80),
    st.floats(0.05, 0.95),
)
def test_levelled_chances_keep_their_order_and_reach_the_share(odds, share):
    x, group = np.array(odds), np.zeros(len(odds), dtype="int64")
    made = maths.levelled(x, group, np.full(len(x), share))
    assert made.mean() == pytest.approx(share, abs=1e-5)
    assert np.all(np.diff(made[np.argsort(x, kind="stable")]) >= 0)


def test_what_is_freed_from_columns_has_nothing_of_them_left():
    chance = Chance(9)
    columns = chance.unit("columns", np.arange(60)).reshape(20, 3)
    left = maths.freed_from(chance.normal("x", np.arange(20)), columns)
    assert np.abs(left @ columns).max() < 1e-12
    assert np.abs(left).max() > 0.1
