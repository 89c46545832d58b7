"""A seed is a region: the same on every machine, whatever is made of it first, and whatever lies beside a council."""

import hashlib
from itertools import pairwise

import numpy as np
import pytest
from tests.spec.region.references import check_references

from kenspeckle.region import model, places
from kenspeckle.region.schema import FORMS
from kenspeckle.region.table import rows_of


@pytest.mark.parametrize("seed", [0, 2**31])
def test_the_same_seed_makes_the_same_region_and_another_seed_another(seed):
    first, again, other = (model.region(s, 600).council(0) for s in (seed, seed, seed + 1))
    for name, held in first.tables.items():
        for column, values in held.columns.items():
            assert np.array_equal(values, again.tables[name][column], equal_nan=values.dtype.kind in "fM")
    assert not np.array_equal(first.children["surname"][:50], other.children["surname"][:50])


@pytest.fixture(scope="module")
def country():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "PUPILS_PER_COUNCIL", 2_000)  # a twelfth of the usual, so that two are quickly made
        region = model.region(7, 4_000, daily=False)
        return region, [*region.councils()]


def test_every_reference_leads_to_something_there_where_families_move_between_councils(country):
    region, councils = country
    for council in councils:
        check_references(region, council)


def test_a_child_who_moves_between_councils_is_the_same_child_in_both(country):
    _, (first, second) = country
    both = np.intersect1d(first.children["child"], second.children["child"])
    assert len(both) > 50
    one, other = (council.children.take(rows_of(council.children["child"], both)) for council in (first, second))
    for column in FORMS["children"].columns:
        assert one[column.name].tolist() == other[column.name].tolist(), column.name


def test_a_child_who_moves_between_councils_is_never_at_school_in_both(country):
    _, councils = country
    spells = [
        row
        for council in councils
        for row in zip(*(council.enrolments[name].tolist() for name in ("child", "first", "last")))
    ]
    spells.sort(key=lambda row: row[:2])
    crossing = 0
    for (child, _, last), (next_child, first, _) in pairwise(spells):
        if child == next_child:
            assert last is not None
            assert last < first
            crossing += 1
    assert crossing > 25


def test_a_council_is_the_same_whatever_is_made_beside_it(country):
    region, (_, second) = country
    alone = region.council(1)
    assert alone.children["forename"].tolist() == second.children["forename"].tolist()
    assert np.array_equal(alone.attendance_terms["present"], second.attendance_terms["present"])


def test_seed_1_is_the_same_region_on_every_machine():
    """Change the digest with the model, and only then: each seed's region is another from that day."""
    region = model.region(1, 600)
    council = region.council(0)
    digest = hashlib.sha256()
    for name, held in {"zones": region.zones, "schools": region.schools, **council.tables}.items():
        for column, values in held.columns.items():
            digest.update(f"{name}.{column}:{len(values)}".encode())
            plain = values.dtype.kind == "O"
            digest.update(
                "\n".join(values.tolist()).encode()
                if plain
                else values.astype(values.dtype.newbyteorder("<")).tobytes()
            )
    for register in council.openings:
        digest.update(register.am.tobytes() + register.pm.tobytes())
    assert digest.hexdigest() == "05f9f1297fbf9e9d588e6dbcf83e2d4491f2578d9ec63c0152db821177161858"
