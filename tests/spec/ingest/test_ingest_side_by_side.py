"""Deliveries of one source are read side by side, and nobody can tell: not from a byte, a message or an order."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from kenspeckle.inside.ingest import engine, several


@pytest.fixture
def at_once(monkeypatch):
    """Say how many deliveries are read side by side, however small they are."""

    def of(number):
        monkeypatch.setattr(several, "SMALL", 0)
        monkeypatch.setattr(several, "side_by_side", lambda: number)

    return of


@pytest.fixture
def rolls(make):
    fields = [make.field("year", required=True, key=1), make.field("school", required=True, key=2)]
    fields.append(make.field("roll", "integer", required=True))
    return make.contract(fields, tolerance="0.1")


def deliver(place, *, refused=False):
    """Five years: the first longest, so that it is done last; one as Parquet would not be, in another encoding."""
    for year in range(5):
        rows = "".join(f"{2020 + year},S{n},{n % 700}\n" for n in range(40_000 if year == 0 else 500))
        broken = "" if year != 3 else f"{2020 + year},S9000,many\n" * (400 if refused else 1)
        text = "year,school,roll\n" + rows + broken
        place.deliver(f"{2020 + year}.csv", text.encode("utf-16" if year == 2 else "utf-8"))


@pytest.mark.parametrize("refused", [False, True])
def test_side_by_side_gives_what_one_after_the_other_gives(place, rolls, at_once, refused):
    deliver(place, refused=refused)
    found = []
    for number in (1, 2, 5):
        at_once(number)
        place.shelf.held.clear()
        found.append(place.take_in(rolls))
    assert found[0].outcome == ("refused" if refused else "taken in")
    assert found[0].deliveries
    assert found[1] == found[2] == found[0]


def test_several_deliveries_are_refused_in_their_order(place, rolls, at_once):
    for name in ("a", "b", "c", "d"):
        place.deliver(f"{name}.csv", "year,school\n2020,S1\n" if name != "c" else "year,school,roll\n2020,S1,3\n")
    at_once(2)
    done = place.take_in(rolls)
    assert [t.delivery for t in done.deliveries] == [f"deliveries/{name}.csv" for name in ("a", "b", "d")]


def test_what_has_not_enough_memory_beside_others_is_read_again_alone(place, rolls, at_once, monkeypatch):
    deliver(place)
    shares = []

    @contextmanager
    def opened(scratch, share=1):
        shares.append(share)
        with engine.engine(scratch, share) as db:
            if share > 1:
                db.execute("SET memory_limit = '100KB'")
            yield db

    at_once(1)
    wanted = place.take_in(rolls)
    place.shelf.held.clear()
    monkeypatch.setattr(several, "engine", opened)
    at_once(2)
    assert place.take_in(rolls) == wanted
    assert 1 in shares
    assert 2 in shares


def test_engines_share_the_memory_of_one(tmp_path):
    limits = []
    for share in (1, 2):
        (tmp_path / str(share)).mkdir()
        with engine.engine(tmp_path / str(share), share) as db:
            limits.append(db.execute("SELECT current_setting('memory_limit')").fetchall()[0][0])
    whole, half = (float(limit.split()[0]) for limit in limits)
    assert half == pytest.approx(whole / 2, rel=0.01)
    assert 1 <= engine.side_by_side() <= engine.MEMORY // engine.LEAST
