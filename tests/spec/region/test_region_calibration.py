"""The invented region is like what is published, on seeds that it was not tuned on."""

from functools import cache

import pytest

from kenspeckle.region import model
from kenspeckle.region.calibration import Figure, calibrate

TUNED, SCORED = (1, 2, 3), (4, 5, 6, 7, 8, 9)
# A council of 8,000 pupils is a third of the size, so luck moves each figure about 1.7 times as far; its seven hundred
# leavers, three secondary schools and single programmes more still.
SMALL, WIDER, WIDER_STILL = 8_000, 2.0, 4.0
FEW = (
    "gap",
    "waiting list",
    "beyond",
    "reversal",
    "schools",
    "changed school",
    "alike",
    "quintile 1 over",
    "seems",
    "P7",
)


@cache
def figures(seed, pupils=SMALL, daily=True):
    return calibrate(model.region(seed, pupils, daily))


@pytest.mark.parametrize("seed", SCORED[:3])
def test_a_small_council_is_like_what_is_published_as_far_as_so_few_children_can_be(seed):
    off = []
    for figure in figures(seed):
        times = WIDER_STILL if any(word in figure.name for word in FEW) else WIDER
        if abs(figure.value - figure.target) > figure.tolerance * times:
            off.append(str(figure))
    assert not off, "\n".join(off)


def test_every_published_figure_is_held_to_one_point():
    """One point of the figure's own unit: a percentage, or a case for each thousand pupils."""
    published = [figure for figure in figures(4) if "20" in figure.name and "terms" not in figure.name]
    assert len(published) == 32
    assert all(figure.tolerance <= 1.0 for figure in published)


def test_a_figure_beyond_its_tolerance_does_not_hold():
    assert Figure("x", 91.9, 91.0, 1.0).holds
    assert not Figure("x", 92.1, 91.0, 1.0).holds
    assert not Figure("x", float("nan"), 91.0, 1.0).holds
    assert str(Figure("x", 92.1, 91.0, 1.0)).startswith("OFF")


def value(seed, name):
    return next(figure.value for figure in figures(seed) if figure.name == name)


@pytest.mark.parametrize("seed", SCORED[:3])
def test_one_programme_seems_to_work_because_bad_years_are_followed_by_better_ones(seed):
    """Those who took part rose by points; children like them who were never called rose as much."""
    assert value(seed, "the one that seems to: change") > 3.0
    assert abs(value(seed, "the one that seems to: beyond children like them")) < 2.5


@pytest.mark.parametrize("seed", SCORED[:3])
def test_one_programme_helps_within_schools_and_looks_harmful_over_all_of_them(seed):
    assert value(seed, "the reversal: within schools") > 0
    assert value(seed, "the reversal: all schools together") < 0


@pytest.mark.evidence
@pytest.mark.parametrize("seed", TUNED + SCORED)
def test_a_council_of_24_000_is_like_what_is_published(seed):
    off = [str(figure) for figure in figures(seed, 24_000) if not figure.holds]
    assert not off, "\n".join(off)


@pytest.mark.evidence
def test_a_country_of_32_councils_is_like_what_is_published_and_its_councils_range_as_they_do():
    made = figures(4, 700_000, daily=False)
    assert any("lowest council" in figure.name for figure in made)
    off = [str(figure) for figure in made if not figure.holds]
    assert not off, "\n".join(off)
