"""The audit log and the ledger only ever grow, one entry after the other, however many write at once."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from kenspeckle.govern import verify_log
from kenspeckle.protect.ledger import EMPTY, LedgerCopy, link
from kenspeckle.records import open_records
from kenspeckle.records.unbroken import verify_ledger

NOW = datetime(2026, 8, 19, 9, 30, 15, 123456, tzinfo=UTC)

WRITER = """
import sys
from datetime import UTC, datetime
from kenspeckle.govern import Act
from kenspeckle.records import open_records

place, name = sys.argv[1:]
records = open_records(place)
now = datetime(2026, 8, 19, tzinfo=UTC)
for i in range(15):
    records.ledger.append([f"{name} {i} first".encode(), f"{name} {i} second".encode()], now)
    records.audit.append(Act(now, name, "keeper", "tell stories", "read", (), (), True, "rule", str(i)), durable=True)
"""


def execute(records, sql: str):
    with connections[records.alias].cursor() as cursor:
        cursor.execute(sql)


def test_a_ledger_begins_with_sixty_four_zeros(records):
    assert records.ledger.head() == EMPTY
    assert list(records.ledger.entries()) == []


def test_what_was_appended_is_read_again_in_order(records):
    head = records.ledger.append([b"one", b"\x00two"], NOW)
    records.ledger.append([b"three"], NOW + timedelta(days=1))
    entries = list(records.ledger.entries())
    assert [(e.index, e.payload) for e in entries] == [(0, b"one"), (1, b"\x00two"), (2, b"three")]
    assert [e.at for e in entries] == [NOW, NOW, NOW + timedelta(days=1)]
    assert entries[1].hash == head == link(entries[0].hash, b"\x00two")
    assert verify_ledger(entries) == ()


def test_a_copy_for_a_build_gives_the_same_hashes_and_leaves_the_ledger_alone(records):
    records.ledger.append([b"one"], NOW)
    copy = LedgerCopy(records.ledger)
    head = copy.append([b"two"], NOW)
    assert records.ledger.head() != head
    assert records.ledger.append([b"two"], NOW) == head


def test_all_payloads_are_appended_or_none(records):
    with pytest.raises(TypeError):
        records.ledger.append([b"one", "not bytes"], NOW)
    assert list(records.ledger.entries()) == []


def test_processes_that_write_at_once_never_fork_a_chain(records, place):
    """Four real processes, each with entries that belong together."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(place), name]) for name in "abcd"]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    entries = list(records.ledger.entries())
    assert len(entries) == 120
    assert verify_ledger(entries) == ()
    texts = [entry.payload.decode() for entry in entries]
    assert all(second == first.replace("first", "second") for first, second in zip(texts[::2], texts[1::2]))
    log = list(records.audit.entries())
    assert len(log) == 60
    assert verify_log(log) == ()


def test_processes_that_open_an_empty_place_at_once_all_succeed(place):
    """One makes the tables, the others wait."""
    line = "import sys; from kenspeckle.records import open_records; print(open_records(sys.argv[1]).ledger.head())"
    openers = [
        subprocess.Popen([sys.executable, "-c", line, str(place)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert [opener.communicate(timeout=60)[0].strip() for opener in openers] == [EMPTY] * 4


@pytest.mark.parametrize("table", ["records_ledgerrow", "records_auditrow"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_chain(records, table, statement):
    append_to_both(records)
    with pytest.raises(DatabaseError, match="only grow"), transaction.atomic(using=records.alias):
        execute(records, statement.format(table))
    assert len(list(records.ledger.entries())) == len(list(records.audit.entries())) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_chain_cannot_be_emptied_at_once(records):
    append_to_both(records)
    with pytest.raises(DatabaseError, match="only grow"), transaction.atomic(using=records.alias):
        execute(records, "TRUNCATE records_ledgerrow")


def append_to_both(records):
    from kenspeckle.govern import Act

    records.ledger.append([b"one"], NOW)
    records.audit.append(Act(NOW, "ken", "keeper", "tell stories", "read", (), (), True, "rule", "reason"))


def test_a_second_entry_after_the_same_one_is_refused(records):
    """Should the locks ever fail, the tables still cannot hold a fork."""
    append_to_both(records)
    fork = "INSERT INTO records_ledgerrow SELECT 7, payload, previous, 'other', at FROM records_ledgerrow"
    columns = "INSERT INTO records_ledgerrow (index, payload, previous, hash, at)"
    quoted = columns.replace("index", '"index"') + fork.removeprefix("INSERT INTO records_ledgerrow")
    with pytest.raises(DatabaseError), transaction.atomic(using=records.alias):
        execute(records, quoted)


def test_an_administrator_who_removes_the_guard_is_found_by_the_chain(tmp_path):
    records = open_records(tmp_path / "state")
    append_to_both(records)
    append_to_both(records)
    execute(records, "DROP TRIGGER records_auditrow_no_update")
    execute(records, "DROP TRIGGER records_ledgerrow_no_update")
    text = json.loads(next(iter(records.audit.entries())).text) | {"person": "somebody else"}
    with connections[records.alias].cursor() as cursor:
        cursor.execute('UPDATE records_auditrow SET payload = %s WHERE "index" = 0', [json.dumps(text).encode()])
        cursor.execute('UPDATE records_ledgerrow SET hash = %s WHERE "index" = 0', ["not a hash"])
    assert verify_log(records.audit.entries()) == ("entry 0 of the log was changed after it was written",)
    assert verify_ledger(records.ledger.entries()) == ("entry 0 of the ledger was changed after it was written",)
