"""Children's numbers with education and the health board: checked, nobody else's, and no key to one another."""

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.region.chance import Chance
from kenspeckle.region.identifiers import Shuffle, candidate_numbers, check_signs, health_numbers
from kenspeckle.region.making import MOST

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHILDREN = np.arange(20_000)
BORN = np.datetime64("2008-03-31") + CHILDREN % 5_000

seeds = st.integers(0, 2**40)


def checked(number):
    """Whether ISO 7064 (MOD 37,36) finds a number with its check sign right, sign by sign as the standard says."""
    left = 36
    for sign in number[:-1]:
        left = ((left + SIGNS.index(sign)) % 36 or 36) * 2 % 37
    return (left + SIGNS.index(number[-1])) % 36 == 1


@given(seeds, st.integers(1, 400))
def test_a_shuffle_gives_each_number_another_and_none_twice(seed, most):
    assert sorted(Shuffle(Chance(seed), "agency", most).of(np.arange(most)).tolist()) == list(range(most))


def test_a_number_out_of_reach_is_refused():
    shuffle = Shuffle(Chance(1), "agency", 100)
    for number in (-1, 100):
        with pytest.raises(ValueError, match="100 numbers"):
            shuffle.of(np.array([number]))


@given(seeds, st.integers(0, 10**7), st.dates(date(2004, 1, 1), date(2023, 12, 31)), st.booleans())
def test_a_health_number_holds_the_day_of_birth_and_no_real_one_is_like_it(seed, child, born, former):
    (number,) = health_numbers(Chance(seed), np.array([child]), np.array([born], dtype="datetime64[D]"), former=former)
    assert number.startswith(f"{born:%d%m%y}SX")
    assert re.fullmatch(r"\d{6}SX[A-HJ-NP-Z2-9]{5}[0-9A-Z]", number)


@given(seeds, st.integers(0, 10**7), st.integers(0, 13), st.integers(1, 35))
def test_one_wrong_sign_of_a_health_number_is_seen(seed, child, place, step):
    (number,) = health_numbers(Chance(seed), np.array([child]), BORN[:1])
    assert checked(number)
    wrong = SIGNS[(SIGNS.index(number[place]) + step) % 36]
    assert not checked(number[:place] + wrong + number[place + 1 :])


def test_the_check_sign_is_the_standards():
    assert check_signs(["A12425GABC1234002"]) == ["M"]
    assert check_signs([]) == []


def test_a_number_from_before_an_adoption_is_nobodys_own():
    """On one day of birth, where nothing but the signs after it tells children apart."""
    own, former = (
        health_numbers(Chance(3), CHILDREN, np.full_like(BORN, BORN[0]), former=was) for was in (False, True)
    )
    assert len({*own.tolist(), *former.tolist()}) == 2 * len(CHILDREN)


def test_the_largest_region_has_numbers_for_all_its_children():
    last = np.array([6 * MOST])
    assert len(candidate_numbers(Chance(1), last)[0]) == 11
    assert len(health_numbers(Chance(1), last, BORN[:1], former=True)[0]) == 14


def test_no_arithmetic_leads_from_one_agencys_number_to_anothers_or_to_the_child():
    """A linear rule would show as steps that come again; of random ones between so many numbers hardly any does."""
    education = np.array([int(number[2:-1]) for number in candidate_numbers(Chance(1), CHILDREN)])
    tails = [number[8:13] for number in health_numbers(Chance(1), CHILDREN, BORN)]
    health = np.array([int("".join(f"{SIGNS.index(sign):02}" for sign in tail)) for tail in tails])
    for numbers in (education, health):
        assert len(np.unique(np.diff(numbers))) > 19_990
        assert abs(np.corrcoef(numbers, CHILDREN)[0, 1]) < 0.03
    assert abs(np.corrcoef(education, health)[0, 1]) < 0.03


def test_another_seed_gives_the_same_child_other_numbers():
    one, other = (candidate_numbers(Chance(seed), CHILDREN).tolist() for seed in (1, 2))
    assert sum(a == b for a, b in zip(one, other)) < 3
