"""The log cannot be changed unseen."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from kenspeckle.govern import Act, MemoryLog, verify_log
from kenspeckle.govern.audit import START, AuditEntry, link
from kenspeckle.records import open_records

NOW = datetime(2026, 8, 19, 9, 30, tzinfo=UTC)


def act(number: int = 0, **fields) -> Act:
    said = {
        "at": NOW + timedelta(minutes=number),
        "person": "ken",
        "role": "keeper",
        "purpose": "tell stories",
        "action": "read",
        "sources": ("rolls", "meals"),
        "snapshots": ("rolls-1", "meals-2"),
        "allowed": True,
        "rule": "already published",
        "reason": "rolls is already published",
    }
    return Act(**(said | fields))


@pytest.fixture(params=["memory", "records"])
def log(request, tmp_path):
    return MemoryLog() if request.param == "memory" else open_records(tmp_path / "state").audit


@pytest.fixture
def entries(log):
    for number in range(5):
        log.append(act(number))
    return list(log.entries())


def rechained(entries):
    """What somebody does who may write everywhere: all hashes made anew."""
    previous, made = START, []
    for i, entry in enumerate(entries):
        made.append(AuditEntry(i, entry.text, previous, link(previous, entry.text)))
        previous = made[-1].hash
    return made


def test_what_was_written_is_read_again_word_for_word(log):
    written = act(3, detail="two deliveries", allowed=False)
    assert log.append(written).act == written
    assert [entry.act for entry in log.entries()] == [written]


def test_a_time_in_another_zone_is_the_same_time(log):
    log.append(act(at=NOW.astimezone(timezone(timedelta(hours=2)))))
    assert next(iter(log.entries())).act.at == NOW


def test_a_log_that_nobody_touched_is_whole(entries):
    assert verify_log(entries) == ()
    assert verify_log([]) == ()


@pytest.mark.parametrize("place", range(5))
def test_one_changed_word_is_found_at_its_place(entries, place):
    fields = json.loads(entries[place].text) | {"person": "somebody else"}
    entries[place] = replace(entries[place], text=json.dumps(fields).encode())
    assert f"entry {place} of the log was changed after it was written" in verify_log(entries)


@pytest.mark.parametrize("place", range(4))
def test_a_removed_entry_is_found(entries, place):
    del entries[place]
    assert verify_log(entries)[0] == f"entry {place} of the log is gone: the next one is number {place + 1}"


def test_an_entry_moved_or_put_in_is_found(entries):
    moved = [entries[0], replace(entries[2], index=1), replace(entries[1], index=2), *entries[3:]]
    assert verify_log(moved)
    text = act(9).text()
    put_in = AuditEntry(5, text, entries[3].hash, link(entries[3].hash, text))
    assert verify_log([*entries, put_in]) == (
        "entry 5 of the log does not follow the one before it",
        "entry 5 of the log was changed after it was written",
    )


def test_an_administrator_who_makes_all_hashes_anew_is_found_by_one_that_was_witnessed(entries):
    witnessed = {3: entries[3].hash}
    forged = rechained([*entries[:2], replace(entries[2], text=act(99).text()), *entries[3:]])
    assert verify_log(forged) == ()
    assert verify_log(forged, witnessed)[0].startswith("entry 3 of the log is not the one that was witnessed")


def test_a_log_cut_off_at_its_end_is_found_by_a_witnessed_hash(entries):
    assert verify_log(entries[:3], {4: entries[4].hash}) == ("entry 4 of the log was witnessed and is gone",)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"at": 5}', b"\xff", b'{"at":"2026-08-19","sources":[],"snapshots":[],"x":1}']
)
def test_a_text_that_is_no_act_is_a_finding_not_a_crash(text):
    entry = AuditEntry(0, text, START, "0" * 64)
    assert verify_log([entry]) == ("entry 0 of the log was changed after it was written",)
    with pytest.raises(ValueError):
        _ = entry.act
