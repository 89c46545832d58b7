"""Whatever moment the power goes: the previous snapshot or the next one, whole, and a log that says so."""

import hashlib
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.spec.records.syscalls import can_watch, watch

from kenspeckle.govern import Door, FreshPart, Purpose, SnapshotDraft, verify_log
from kenspeckle.records import open_records
from kenspeckle.store import Store

pytestmark = pytest.mark.skipif(not can_watch(), reason="needs Linux on x86-64 or aarch64 to watch system calls")

START = datetime(2026, 8, 1, tzinfo=UTC)
CONTRACTS = {"rolls": SimpleNamespace(public=True, licence="OGL v3.0", provider="a council")}
YEARS = ["2021", "2022", "2023", "2024"]


def open_door(state: Path):
    records = open_records(state)
    store = Store(state / "store", records.book)
    return records, store, Door(store, records.audit, CONTRACTS, person="ken", clock=lambda: START)


def deliver(door, year: int, revised: str = "") -> SnapshotDraft:
    """Write one more delivery beside those already kept, the first one revised if it says so."""
    latest = door.latest("rolls")
    kept = {part.delivery: part for part in latest.parts} if latest else {}
    fresh = {YEARS[year]: f"roll of {YEARS[year]}"} | ({YEARS[0]: revised} if revised else {})
    for delivery, text in fresh.items():
        path = door.new_part()
        path.write_bytes((text * 2000).encode())
        digest = hashlib.sha256(text.encode()).hexdigest()
        kept[delivery] = FreshPart(path, 2000, delivery, digest, "c" * 64, "hand")
    parts = tuple(kept[delivery] for delivery in sorted(kept))
    return SnapshotDraft("rolls", parts, START + timedelta(days=year))


def live(state: Path, say=lambda _: None) -> None:
    """A small life: four deliveries, a revision, a read, an old snapshot let go, a sweep. It may be lived again."""
    records, _, door = open_door(state)
    for year in range(len(YEARS)):
        if len(door.history("rolls")) <= year:
            with records.transaction():
                door.keep(deliver(door, year, revised="as corrected" if year == 2 else ""))
                records.ledger.append([f"release after {year}".encode()], START)
            say(f"kept {year}\n")
    door.read(["rolls"], Purpose.TELL)
    first = door.history("rolls")[0].name
    door.prune([first], sealed={"first-story": [first]}, why="kept for one year")
    say("pruned\n")
    door.sweep()
    records.close()


def outcome(state: Path):
    """What a life has left: the snapshots in order, and the files."""
    records, _, door = open_door(state)
    files = {path.name: path.read_bytes() for path in (state / "store" / "objects").rglob("*.parquet")}
    names = [snapshot.name for snapshot in door.history("rolls")]
    records.close()
    return names, files


def look_around(state: Path, said: str) -> None:
    """Check what a killed process has left behind."""
    records, store, door = open_door(state)
    history = door.history("rolls")
    kept = said.count("kept")
    assert len(history) in (kept, kept + 1), "neither the previous snapshot nor the next"
    for snapshot in history[1:]:
        assert store.verify(snapshot.name).exact
    if history:
        first = store.verify(history[0].name)
        assert first.exact or "exact until 2026-08-01" in str(first)
    for path in (state / "store" / "objects").rglob("*.parquet"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.stem
    log = list(records.audit.entries())
    assert verify_log(log) == ()
    assert [entry.act.snapshots[0] for entry in log if entry.act.action == "keep"] == [s.name for s in history]
    assert len(list(records.ledger.entries())) == len(history), "the ledger and the book are not one commit"
    records.close()


@pytest.fixture(scope="module")
def empty_state(tmp_path_factory):
    """A state folder whose tables exist, and nothing else."""
    state = tmp_path_factory.mktemp("empty") / "state"
    records = open_records(state)
    records.close()
    return state


def killed_at(moment: int, empty: Path, folder: Path):
    state = folder / f"killed-{moment}"
    shutil.copytree(empty, state)
    return state, watch(lambda say: live(state, say), state, kill_at=moment)


def test_a_kill_at_any_write_leaves_the_previous_snapshot_or_the_next(empty_state, tmp_path):
    """Real processes, real files, SIGKILL before each write in turn; then the work is done again and completes."""
    whole = tmp_path / "whole"
    shutil.copytree(empty_state, whole)
    writes = watch(lambda say: live(whole, say), whole).writes
    assert len(writes) >= 200
    expected = outcome(whole)
    for moment in range(len(writes)):
        state, watched = killed_at(moment, empty_state, tmp_path)
        assert watched.killed, f"the life ended before write {moment}"
        look_around(state, watched.said)
        live(state)
        assert outcome(state) == expected, f"after a kill at {writes[moment]}"
        shutil.rmtree(state)


def test_bytes_are_on_disk_before_the_book_speaks_of_them(empty_state, tmp_path):
    """A kill keeps what the system had in memory; a power cut does not, so the order of forcing to disk counts."""
    state = tmp_path / "state"
    shutil.copytree(empty_state, state)
    writes = watch(lambda say: live(state, say), state).writes
    moves = [i for i, write in enumerate(writes) if write.call == "rename"]
    assert len(moves) >= 4
    for move in moves:
        fresh = writes[move].path
        assert any(w.call == "fsync" and w.path == fresh for w in writes[:move]), "renamed before it was on disk"
        after = writes[move + 1]
        assert after.call == "fsync", "the new name was not forced to disk at once"
        assert Path(after.path).parent == state / "store" / "objects"
    commits = [i for i, w in enumerate(writes) if w.path.endswith("-wal") and w.call in ("fsync", "fdatasync")]
    assert len(commits) >= 5, "a commit was not forced to disk"
