"""Whatever moment the power goes: the previous snapshot or the next one, whole, and a log that says so."""

import hashlib
import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from tests.spec.records.syscalls import can_watch, watch

from kenspeckle.govern import Door, FreshPart, Purpose, SnapshotDraft, verify_log
from kenspeckle.inside.ingest.memory import Held
from kenspeckle.records import open_records
from kenspeckle.records.unbroken import verify_ledger
from kenspeckle.store import Store

pytestmark = pytest.mark.skipif(not can_watch(), reason="needs Linux on x86-64 or aarch64 to watch system calls")

START = datetime(2026, 8, 1, tzinfo=UTC)
CONTRACTS = {"rolls": SimpleNamespace(public=True, licence="OGL v3.0", provider="a council")}
YEARS = ["2023", "2024"]


def open_door(state: Path):
    records = open_records(state)
    store = Store(state / "store", records.book)
    return records, store, Door(store, records.audit, CONTRACTS, person="ken", clock=lambda: START)


def deliver(year: int, state: Path, say) -> None:
    """Take one more delivery in, in the last year with a correction of the first, and release something on it."""
    records, _, door = open_door(state)
    if len(door.history("rolls")) <= year:
        latest = door.latest("rolls")
        parts = {part.delivery: part for part in latest.parts} if latest else {}
        texts = {YEARS[year]: f"roll of {YEARS[year]}"}
        if year == len(YEARS) - 1:
            texts[YEARS[0]] = "as corrected"
        for delivery, text in texts.items():
            path = door.new_part()
            path.write_bytes((text * 2000).encode())
            parts[delivery] = FreshPart(path, 2000, delivery, "d" * 64, "c" * 64, "hand")
        draft = SnapshotDraft("rolls", tuple(parts[name] for name in sorted(parts)), START + timedelta(days=year))
        with records.transaction():
            door.keep(draft)
            records.ledger.append([f"release of {YEARS[year]}".encode()], START)
            records.deliveries.remember("rolls", [held(name) for name in sorted(parts)], START)
        say("kept")
    records.close()


def held(delivery: str) -> Held:
    return Held(delivery, "d" * 64, "c" * 64, "a" * 64, 2000, 0)


def read_and_let_go(state: Path, say) -> None:
    """Read once, let the oldest snapshot go, sweep."""
    records, _, door = open_door(state)
    door.read(["rolls"], Purpose.TELL)
    oldest = door.history("rolls")[0].name
    door.prune([oldest], sealed={"first-story": [oldest]}, why="kept for one year")
    say("pruned")
    door.sweep()
    records.close()


STEPS = (*(partial(deliver, year) for year in range(len(YEARS))), read_and_let_go)


def outcome(state: Path):
    """What has been kept so far: the snapshots in order, and the files."""
    records, _, door = open_door(state)
    files = {path.name: path.read_bytes() for path in (state / "store" / "objects").rglob("*.parquet")}
    names = [snapshot.name for snapshot in door.history("rolls")]
    records.close()
    return names, files


def look_around(state: Path, before: int, said: str) -> None:
    """Check what a killed process has left behind; `before` is how many snapshots there were when it began."""
    records, store, door = open_door(state)
    history = door.history("rolls")
    assert len(history) == before + 1 if "kept" in said else len(history) in (before, before + 1)
    for i, snapshot in enumerate(history):
        examined = store.verify(snapshot.name)
        assert examined.exact or (i == 0 and "exact until 2026-08-01" in str(examined))
        assert examined.exact or "pruned" in said or store.book.pruning(snapshot.name)
    for path in (state / "store" / "objects").rglob("*.parquet"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.stem
    log = list(records.audit.entries())
    assert verify_log(log) == ()
    assert [entry.act.snapshots[0] for entry in log if entry.act.action == "keep"] == [s.name for s in history]
    assert verify_ledger(records.ledger.entries()) == ()
    assert len(list(records.ledger.entries())) == len(history), "the ledger and the book are not one commit"
    remembered = [h.delivery for h in records.deliveries.recall("rolls")]
    assert remembered == ([part.delivery for part in history[-1].parts] if history else [])
    records.close()


@pytest.fixture(scope="module")
def folder():
    """In memory where there is such a place: a kill is as sudden there, and nobody waits for the disk."""
    with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def life(folder):
    """The state before each step of an undisturbed life, and after the last; and what each step wrote."""
    states, wrote = [folder / "0"], []
    open_records(states[0]).close()
    for number, step in enumerate(STEPS, start=1):
        state = folder / "now"
        shutil.copytree(states[-1], state)
        wrote.append(watch(partial(step, state), state).writes)
        states.append(state.rename(folder / str(number)))
    return states, wrote


def test_a_kill_at_any_write_leaves_the_previous_snapshot_or_the_next(life, folder):
    """Real processes, real files, SIGKILL before each write in turn; then the step is done again and completes."""
    states, wrote = life
    moments = [(number, moment) for number, writes in enumerate(wrote) for moment in range(len(writes))]
    assert len(moments) >= 200
    expected = [outcome(state) for state in states]
    for number, moment in moments:
        state = folder / f"{number}-{moment}"
        shutil.copytree(states[number], state)
        watched = watch(partial(STEPS[number], state), state, kill_at=moment)
        assert watched.killed, f"step {number} ended before its write {moment}"
        look_around(state, len(expected[number][0]), watched.said)
        STEPS[number](state, lambda _: None)
        assert outcome(state) == expected[number + 1], f"after a kill at {wrote[number][moment]}"
        shutil.rmtree(state)


def test_bytes_are_on_disk_before_the_book_speaks_of_them(life):
    """A kill keeps what the system had in memory; a power cut does not, so the order of forcing to disk counts."""
    _, wrote = life
    moves = 0
    for writes in wrote[:-1]:
        commit = next(i for i, w in enumerate(writes) if w.path.endswith("-wal") and w.call in ("fsync", "fdatasync"))
        for i, write in enumerate(writes):
            if write.call != "rename":
                continue
            moves += 1
            assert any(w.call == "fsync" and w.path == write.path for w in writes[:i]), "renamed before it was on disk"
            assert writes[i + 1].call == "fsync", "the new name was not forced to disk at once"
            assert Path(writes[i + 1].path).parent.name == "objects"
            assert i + 1 < commit, "the manifest was on disk before the bytes"
    assert moves == len(YEARS) + 1
