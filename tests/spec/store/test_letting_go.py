"""Old snapshots are let go on purpose, in writing, and a bundle that rests on one is told until when it was exact."""

import os
import select
import signal
from datetime import UTC, datetime, timedelta

import pytest

from kenspeckle.ground.terms import KenError
from kenspeckle.store import Retention, Store

DAY = datetime(2026, 8, 19, 9, 30, tzinfo=UTC)


@pytest.fixture
def three(store, draft):
    """Three snapshots a month apart; the delivery a.csv is in all of them, b.csv is revised each time."""
    return [
        store.add(draft(store, {"a.csv": b"same", "b.csv": b"%d" % i}, taken=DAY + timedelta(days=30 * i)))
        for i in range(3)
    ]


def prune(store, *snapshots, sealed=None, why="kept for one year"):
    return store.prune([s.name for s in snapshots], sealed=sealed or {}, person="ken", why=why, at=DAY)


def test_only_files_that_no_other_snapshot_needs_are_deleted(store, three, objects):
    cleared = prune(store, three[0])
    assert (cleared.files, cleared.bytes) == (1, 1)
    assert len(objects(store)) == 3
    assert store.verify(three[1].name).exact


def test_a_bundle_on_a_pruned_snapshot_is_told_until_when_it_was_exact(store, three):
    sealed = {"attendance@2026-08": [three[0].name], "meals@2026-08": [three[2].name]}
    (pruning,) = prune(store, three[0], sealed=sealed).prunings
    assert pruning.bundles == ("attendance@2026-08",)
    examined = store.verify(three[0].name)
    assert not examined.exact
    assert str(examined) == (f"{three[0].name} was exact until 2026-08-19, when ken let its rows go: kept for one year")


def test_opening_a_pruned_snapshot_says_why_it_is_gone(store, three):
    prune(store, three[0])
    with pytest.raises(KenError, match="exact until 2026-08-19"):
        store.open(three[0].name)
    assert store.history("rolls")[0].name == three[0].name


def test_the_latest_snapshot_cannot_be_pruned(store, three, objects):
    before = set(objects(store))
    with pytest.raises(KenError, match="is the latest snapshot of rolls"):
        prune(store, *three)
    assert set(objects(store)) == before
    assert store.book.pruning(three[0].name) is None


def test_pruning_what_was_never_here_is_refused(store, three):
    with pytest.raises(KenError, match="no snapshot rolls-x"):
        store.prune(["rolls-x"], sealed={}, person="ken", why="", at=DAY)


def test_a_pruned_snapshot_that_is_delivered_again_is_exact_again(store, three, draft):
    prune(store, three[0])
    store.add(draft(store, {"a.csv": b"same", "b.csv": b"0"}, taken=DAY + timedelta(days=99)))
    assert store.verify(three[0].name).exact
    assert store.latest("rolls").name == three[0].name
    assert "exact:" not in str(store.book.pruning(three[0].name))


def test_files_of_no_snapshot_are_harmless_and_swept(store, three, draft, objects):
    """Such as those of a process that died between the file and the manifest."""
    store.shelve(draft(store, {"c.csv": b"orphan"}))
    assert len(objects(store)) == 5
    assert store.latest("rolls") == three[2]
    assert store.sweep().files == 1
    assert all(store.verify(s.name).exact for s in three)


def test_fresh_files_of_a_dead_process_are_swept_and_those_of_a_living_one_stay(store, tmp_path):
    mine = store.new_part()
    mine.write_bytes(b"being written")
    child = os.fork()
    if child == 0:
        Store(store.root, store.book).new_part().write_bytes(b"left behind")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert len(list((store.root / "fresh").iterdir())) == 2
    store.sweep()
    assert [folder.name for folder in (store.root / "fresh").iterdir()] == [mine.parent.name]
    assert mine.read_bytes() == b"being written"


def test_nobody_deletes_while_somebody_reads(store):
    """Another process that sweeps waits until the reader has done."""
    go, start = os.pipe()
    heard, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(go, 1)
        store.sweep()
        os.write(mouth, b"swept")
        os._exit(0)
    with store.in_use():
        os.write(start, b"!")
        assert select.select([heard], [], [], 0.4)[0] == []
    assert select.select([heard], [], [], 20)[0] == [heard]
    os.waitpid(child, 0)
    for handle in (go, start, heard, mouth):
        os.close(handle)


def test_retention_keeps_the_newest_and_those_in_force_since_a_day(store, three):
    old, middle = (s.name for s in three[:2])
    history = store.history("rolls")
    assert Retention(newest=1).expired(history) == (old, middle)
    assert Retention(newest=2).expired(history) == (old,)
    assert Retention(newest=0).expired(history) == (old, middle)
    assert Retention(newest=1, since=DAY + timedelta(days=45)).expired(history) == (old,)
    assert Retention(newest=1, since=DAY).expired(history) == ()
    assert Retention().expired(()) == ()
