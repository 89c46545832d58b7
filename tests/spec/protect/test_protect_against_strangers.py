"""A stranger with all that is shown, over tables of invented children: nothing small follows, at once or over time."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from tests.spec.protect.region import (
    MONTHS,
    Ask,
    Child,
    Tables,
    domain,
    is_shown,
    regions_alike,
    shown,
    small_differences,
    tables,
    worked_out,
)

from kenspeckle.ground.terms import KenError, PeriodKind, Test
from kenspeckle.protect import LedgerCopy, seal_forms

WIDTH = 3
"""Least distance between the bounds of a hidden cell, as the attacker has it."""


def children(chance, n, timed):
    found = []
    for _ in range(n):
        months = MONTHS if timed else MONTHS[:1]
        if timed and chance.random() < 0.3:
            months = tuple(sorted(chance.sample(MONTHS, chance.randint(1, 4))))
        school = chance.choice(["a1"] * 4 + ["a2"] * 3 + ["b1"] * 2 + ["b2"])
        fifth = chance.choice("111222345")
        found.append(Child(school, chance.choice("fm"), fifth, chance.choice(["no", "no", "yes"]), months))
    return found


def conditions(chance):
    kind = chance.random()
    if kind < 0.35:
        return (Test("fifth", chance.choice(["<=", "<", ">", ">=", "<>"]), (chance.choice("12345"),)),)
    if kind < 0.5:
        return (Test("fifth", "in", tuple(sorted(chance.sample("12345", 2)))),)
    return (Test("sex", "=", (chance.choice("fm"),)),) if kind < 0.6 else ()


def ask(chance, timed):
    where = conditions(chance)
    free = [d for d in ("school", "council", "sex", "fifth") if d not in {t.dimension for t in where}]
    by = tuple(sorted(chance.sample(free, chance.choice([0, 1, 1, 2]))))
    kinds = [PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.SPLIT_YEAR] if timed else [PeriodKind.SPLIT_YEAR]
    by = ("school",) if {"school", "council"} <= set(by) else by
    return Ask(by, where, chance.choice(kinds), chance.choice(["all", "all", "meals"]))


def one_release(seed, timed):
    chance = random.Random(seed)
    here = children(chance, chance.randint(20, 90), timed)
    k = chance.choice([5, 7, 10])
    atoms = domain(here)
    made = tables(here, [ask(chance, timed) for _ in range(chance.randint(1, 4))], atoms)
    told = shown(made, k) if made.cells else {}
    assert worked_out(made, told, atoms, k) == [], seed
    open_sets = {key: members for key, members in made.sets.items() if is_shown(told[key])}
    if len(open_sets) < 30:
        assert small_differences(here, open_sets, atoms, k) == [], seed


@pytest.mark.parametrize("timed", [False, True], ids=["one year", "months, quarters and the year"])
def test_nothing_small_follows_from_one_release(timed):
    """By linear algebra over every kind of child there could be, and by every sum of up to three shown cells."""
    for seed in range(25 if timed else 100):
        one_release(seed, timed)


def releases(seed, timed):
    """Three releases of other tables of the same children, one after the other; returns how many were refused."""
    chance = random.Random(seed)
    here = children(chance, chance.randint(30, 90), timed)
    k = chance.choice([5, 7])
    atoms, ledger, every, out, refused = domain(here), LedgerCopy(), Tables(), {}, 0
    for n in range(3):
        made = tables(here, [ask(chance, timed) for _ in range(2)], atoms)
        try:
            told = shown(made, k, ledger)
        except KenError:
            refused += 1
            continue
        ledger.append([seal_forms(f"r{n}", "rule", "public", told, ["snapshot"])], datetime(2026, 1, 1, tzinfo=UTC))
        every.sets.update(made.sets)
        every.cells.update(made.cells)
        for key, cell in told.items():
            assert is_shown(cell) or not is_shown(out.get(key)), "what is out cannot be taken back"
            out[key] = cell if is_shown(cell) else out.get(key, cell)
    assert worked_out(every, out, atoms, k) == [], seed
    return refused


def test_nothing_small_follows_from_releases_one_after_the_other():
    refused = sum(releases(seed, timed=False) for seed in range(40))
    assert refused <= 6, "of 120 releases few are refused"


def test_no_hidden_cell_falls_into_fewer_values_than_the_rule_allows():
    """Every region of children that would have given the same tables is tried: whole tables, counted one by one."""
    attacked = 0
    for seed in range(40):
        chance = random.Random(seed)
        here = [
            Child(chance.choice(["a1", "a2", "b1"]), chance.choice("fm"), "1", "no", MONTHS[:1])
            for _ in range(chance.randint(8, 26))
        ]
        asks = [Ask(by) for by in chance.sample([(), ("school",), ("sex",), ("school", "sex"), ("council",)], 4)]
        atoms = [a for a in domain(here) if a[2] == "1" and a[3] == "no"]
        made = tables(here, asks, atoms)
        told = shown(made, 5)
        for key, values in regions_alike(made, told, atoms).items():
            if 0 < made.cells[key].children < 5:
                attacked += 1
                assert max(values) - min(values) >= WIDTH, (seed, str(key))
                assert len(values) > WIDTH, (seed, str(key))
    assert attacked > 40


@pytest.mark.evidence
@pytest.mark.parametrize("block", range(6))
def test_a_long_search_finds_nothing_small(block):
    for seed in range(1000 + block * 400, 1400 + block * 400):
        one_release(seed, timed=False)
    for seed in range(1000 + block * 120, 1120 + block * 120):
        one_release(seed, timed=True)
    assert sum(releases(seed, timed=block % 2 == 1) for seed in range(1000 + block * 100, 1100 + block * 100)) < 60
