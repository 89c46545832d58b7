"""Rows leave the store through one door, for a purpose, after it was written down."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import duckdb
import pytest
import sqlglot

from kenspeckle.govern import Door, FreshPart, NotAllowed, Purpose, Refused, SnapshotDraft, verify_log
from kenspeckle.govern.decide import NEXT_STEP
from kenspeckle.ground.terms import KenError
from kenspeckle.records import open_records
from kenspeckle.store import DuckEngine, Store

NOW = datetime(2026, 8, 19, 9, 30, tzinfo=UTC)
CONTRACTS = {
    "rolls": SimpleNamespace(public=True, licence="OGL v3.0", provider="Scottish Government"),
    "meals": SimpleNamespace(public=True, licence="OGL v3.0", provider="Fife"),
    "notes": SimpleNamespace(public=False, licence="", provider="Northside School"),
}


@pytest.fixture
def records(tmp_path):
    return open_records(tmp_path / "state")


@pytest.fixture
def store(records, tmp_path):
    return Store(tmp_path / "state" / "store", records.book)


@pytest.fixture
def door(store, records):
    return Door(store, records.audit, CONTRACTS, person="ken", clock=lambda: NOW)


@pytest.fixture
def inventing(store, records):
    """The door of a workspace that declares its data invented."""
    return Door(store, records.audit, CONTRACTS, person="ken", clock=lambda: NOW, invented=True)


def delivery(door, source="rolls", pupils=(210, 45), taken=NOW):
    path = door.new_part()
    rows = ", ".join(f"('school {i}', {n})" for i, n in enumerate(pupils))
    with duckdb.connect() as duck:
        duck.execute(f"COPY (SELECT * FROM (VALUES {rows}) t(school, roll)) TO '{path}' (FORMAT parquet)")
    part = FreshPart(path, len(pupils), f"{source}.csv", "d" * 64, "c" * 64, "DuckDB 1.5.5")
    return SnapshotDraft(source, (part,), taken)


def select(sql):
    return sqlglot.parse_one(sql, read="duckdb")


def log(records):
    return [(e.act.action, e.act.allowed, e.act.sources, e.act.snapshots) for e in records.audit.entries()]


def test_what_is_kept_can_be_read_for_a_purpose(door):
    kept = door.keep(delivery(door))
    with door.read(["rolls"], Purpose.TELL) as capsule:
        assert capsule.snapshots == {"rolls": kept}
        assert capsule.engine.startswith("DuckDB ")
        assert list(capsule.columns("rolls")) == ["school", "roll"]
        assert capsule.run(select("SELECT sum(roll), count(*) FROM rolls")) == [(255, 2)]


def test_a_read_is_on_disk_in_the_log_before_a_row_leaves(door, records):
    """Another process sees it, before the capsule is opened."""
    kept = door.keep(delivery(door))
    door.read(["rolls"], "check quality", NOW + timedelta(days=1))
    entry = list(open_records(records.place).audit.entries())[-1]
    said = entry.act
    assert (said.person, said.role, said.purpose, said.action) == ("ken", "keeper", "check quality", "read")
    assert (said.sources, said.snapshots) == (("rolls",), (kept.name,))
    assert said.reason == "rolls is already published under OGL v3.0"
    assert said.at == NOW + timedelta(days=1)


def test_a_log_that_cannot_be_written_lets_no_row_out(door, records):
    door.keep(delivery(door))
    with records.transaction(), pytest.raises(RuntimeError, match="before a row leaves"):
        door.read(["rolls"], Purpose.TELL)


def test_a_refusal_is_written_down_too(door, inventing, records):
    inventing.keep(delivery(door, "notes"))
    with pytest.raises(Refused) as refusal:
        door.read(["notes"], Purpose.TELL)
    assert str(refusal.value) == (
        "No agreement covers notes, and it is not public.\nAsked for: notes, to tell stories." + NEXT_STEP
    )
    assert log(records)[-1] == ("read", False, ("notes",), ())


def test_what_may_not_be_read_may_not_be_taken_in_either(door, records):
    with pytest.raises(Refused):
        door.keep(delivery(door, "notes"))
    assert door.latest("notes") is None
    assert log(records) == [("keep", False, ("notes",), ())]


def test_invented_data_is_read_like_any_other(inventing):
    inventing.keep(delivery(inventing, "notes"))
    with inventing.read(["notes"], Purpose.TELL) as capsule:
        assert capsule.run(select("SELECT count(*) FROM notes")) == [(2,)]


def test_a_capsule_holds_the_sources_that_were_asked_for_and_no_other(door):
    door.keep(delivery(door))
    door.keep(delivery(door, "meals"))
    with door.read(["rolls"], Purpose.TELL) as capsule, pytest.raises(NotAllowed, match="no relation meals"):
        capsule.run(select("SELECT * FROM rolls JOIN meals USING (school)"))


def test_a_capsule_is_closed_when_its_block_ends(door):
    door.keep(delivery(door))
    with door.read(["rolls"], Purpose.TELL) as capsule:
        pass
    with pytest.raises(RuntimeError, match="inside its `with` block"):
        capsule.run(select("SELECT 1 FROM rolls"))


def test_an_older_snapshot_is_read_by_its_name(door):
    first = door.keep(delivery(door, pupils=(1, 2)))
    door.keep(delivery(door, pupils=(3, 4), taken=NOW + timedelta(days=1)))
    with door.read(["rolls"], Purpose.VERIFY, snapshots={"rolls": first.name}) as capsule:
        assert capsule.run(select("SELECT sum(roll) FROM rolls")) == [(3,)]


def test_a_name_cannot_be_used_to_read_another_source(door, inventing, records):
    secret = inventing.keep(delivery(inventing, "notes"))
    with pytest.raises(KenError, match="is a snapshot of notes, not of rolls"):
        door.read(["rolls"], Purpose.VERIFY, snapshots={"rolls": secret.name})


def test_a_source_that_was_never_delivered_says_so(door):
    with pytest.raises(KenError, match="meals has no snapshot yet"):
        door.read(["meals"], Purpose.TELL)


def test_manifest_and_audit_entry_are_one_commit(door, records):
    """Neither stays when what belongs to them fails."""
    with pytest.raises(ZeroDivisionError):
        _keep_and_fail(door, records)
    assert door.latest("rolls") is None
    assert log(records) == []
    kept = door.keep(delivery(door))
    assert log(records) == [("keep", True, ("rolls",), (kept.name,))]


def _keep_and_fail(door, records):
    with records.transaction():
        door.keep(delivery(door))
        _ = 1 / 0


def test_keeping_the_same_again_is_not_written_down(door, records):
    door.keep(delivery(door))
    door.keep(delivery(door, taken=NOW + timedelta(days=1)))
    assert len(log(records)) == 1


def test_examining_and_letting_go_are_written_down(door, records):
    first = door.keep(delivery(door, pupils=(1, 2)))
    door.keep(delivery(door, pupils=(3, 4), taken=NOW + timedelta(days=1)))
    assert door.verify(first.name).exact
    cleared = door.prune([first.name], sealed={"a-story": [first.name]}, why="kept for one year")
    assert cleared.files == 1
    assert "was exact until 2026-08-19, when ken let its rows go" in str(door.verify(first.name))
    said = [entry.act for entry in records.audit.entries()]
    assert [act.action for act in said] == ["keep", "keep", "verify", "prune", "verify"]
    assert (said[3].reason, said[3].detail) == ("kept for one year", "bundles that rest on them: a-story")
    assert verify_log(records.audit.entries()) == ()


def test_an_unknown_snapshot_cannot_be_examined(door):
    with pytest.raises(KenError, match="no snapshot rolls-0"):
        door.verify("rolls-0")


def test_deciding_alone_writes_nothing(door, records):
    assert door.decide(["rolls"], Purpose.TELL)
    assert not door.decide(["notes"], Purpose.TELL)
    assert log(records) == []


# -- answers that are kept -------------------------------------------------------------------------------------


class Counting:
    """Opens engines and counts them."""

    def __init__(self):
        self.opened = 0

    def __call__(self, relations, scratch):
        self.opened += 1
        return DuckEngine(relations, scratch)

    def installed(self):
        return "counted"


@pytest.fixture
def counted(store, records):
    opens = Counting()
    return opens, Door(store, records.audit, CONTRACTS, person="ken", clock=lambda: NOW, opens=opens)


def total(door, purpose=Purpose.TELL, about=b"total"):
    with door.read(["rolls"], purpose) as capsule:
        return capsule.ask(("rolls",), about, lambda: capsule.run(select("SELECT sum(roll) FROM rolls")))


def test_what_was_asked_before_of_the_same_rows_wakes_no_engine(counted):
    opens, door = counted
    door.keep(delivery(door))
    assert [total(door), total(door)] == [[(255,)], [(255,)]]
    assert opens.opened == 1


def test_a_kept_answer_is_a_use_and_is_written_down_each_time(counted, records):
    _, door = counted
    kept = door.keep(delivery(door))
    total(door)
    total(door)
    assert log(records)[-2:] == [("read", True, ("rolls",), (kept.name,))] * 2


def test_who_may_not_read_gets_no_kept_answer_either(counted, store, records):
    _, door = counted
    door.keep(delivery(door))
    total(door)
    stricter = {**CONTRACTS, "rolls": SimpleNamespace(public=False, licence="", provider="Northside School")}
    with pytest.raises(Refused):
        total(Door(store, records.audit, stricter, person="ken", clock=lambda: NOW))


def test_other_rows_or_another_question_are_counted(counted):
    opens, door = counted
    door.keep(delivery(door))
    total(door)
    total(door, about=b"another")
    door.keep(delivery(door, pupils=(1, 2), taken=NOW + timedelta(days=1)))
    assert total(door) == [(3,)]
    assert opens.opened == 3


def test_who_verifies_has_the_rows_read_again(counted):
    opens, door = counted
    door.keep(delivery(door))
    total(door)
    total(door, Purpose.VERIFY)
    assert opens.opened == 2


def test_letting_rows_go_lets_the_answers_go_that_were_counted_from_them(counted):
    _, door = counted
    old = door.keep(delivery(door))
    total(door)
    door.keep(delivery(door, pupils=(1, 2), taken=NOW + timedelta(days=1)))
    door.prune([old.name], why="no longer needed", sealed={})
    assert not list(door._store.root.glob("answers/*"))


def test_a_kept_answer_is_given_inside_the_block_only(counted):
    _, door = counted
    door.keep(delivery(door))
    total(door)
    capsule = door.read(["rolls"], Purpose.TELL)
    with pytest.raises(RuntimeError, match="`with` block"):
        capsule.ask(("rolls",), b"total", list)
