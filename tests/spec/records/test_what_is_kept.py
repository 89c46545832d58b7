"""Snapshots, deliveries, approvals and releases come back as they were put in, on every database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kenspeckle.ground.terms.release import Approval, Release, ReleasedStory
from kenspeckle.inside.ingest.memory import Held
from kenspeckle.store import Part, Pruning
from kenspeckle.store.snapshot import snapshot

NOW = datetime(2026, 8, 19, 9, 30, 15, 123456, tzinfo=UTC)


def taken(*letters: str, at=NOW, source="rolls"):
    parts = [
        Part(c * 64, 5, 2**40, f"deliveries/{c}.csv", "d" * 64, "c" * 64, "DuckDB 1.5.5", ("e" * 64, "f" * 64))
        for c in letters
    ]
    return snapshot(source, parts, at)


def test_a_manifest_comes_back_whole_and_in_order(records):
    kept = taken("b", "a", "c")
    records.book.enter(kept)
    assert records.book.latest("rolls") == records.book.find(kept.name) == kept


def test_a_history_is_in_the_order_of_taking(records):
    first, second = taken("a"), taken("a", "b", at=NOW + timedelta(days=1))
    again = taken("a", at=NOW + timedelta(days=2))
    for each in (first, second, again):
        records.book.enter(each)
    assert records.book.history("rolls") == (first, second, again)
    assert records.book.addresses() == {"a" * 64, "b" * 64}


def test_a_pruned_snapshot_needs_no_bytes_until_it_is_taken_again(records):
    old, new = taken("a", "b"), taken("b", "c")
    records.book.enter(old)
    records.book.enter(new)
    note = Pruning(old.name, NOW, "ken", "kept for one year", ("attendance@2026-08",))
    records.book.let_go([note])
    assert records.book.pruning(old.name) == note
    assert records.book.addresses() == {"b" * 64, "c" * 64}
    records.book.enter(old)
    assert records.book.pruning(old.name) is None
    assert records.book.addresses() == {"a" * 64, "b" * 64, "c" * 64}


def test_what_was_delivered_is_remembered_exactly(records):
    held = [
        Held("b.csv", "1" * 64, "2" * 64, "3" * 64, 10, 1, "stamp", {"roll": Decimal("12.50")}, {"etag": '"x"'}),
        Held("a.csv", "4" * 64, "5" * 64, "6" * 64, 0, 0),
    ]
    records.deliveries.remember("rolls", held, NOW)
    assert list(records.deliveries.recall("rolls")) == held
    records.deliveries.remember("rolls", held[1:], NOW)
    assert list(records.deliveries.recall("rolls")) == held[1:]
    assert list(records.deliveries.recall("meals")) == []


def approval(digest="a" * 64, key="key-1", at=NOW):
    return Approval("attendance", digest, "Fife", key, "c2lnbmVk", at)


def test_an_approval_is_for_one_version_of_a_story(records):
    records.releases.approve(approval(), approval(digest="b" * 64))
    assert records.releases.approvals(["attendance"]) == (approval(), approval(digest="b" * 64))
    assert records.releases.approvals(["meals"]) == ()


def test_approving_the_same_version_twice_counts_once(records):
    records.releases.approve(approval())
    records.releases.approve(approval(at=NOW + timedelta(days=1)))
    assert records.releases.approvals(["attendance"]) == (approval(),)


def release(name, at, **texts):
    stories = [ReleasedStory(s, "a" * 64, text, "b" * 64, (f"rolls-{name}",)) for s, text in sorted(texts.items())]
    return Release(name, at, "f" * 64, tuple(stories))


def test_the_last_approved_text_of_a_story_is_found_again(records):
    first = release("2026-08", NOW, attendance="It rose.", meals="It fell.")
    second = release("2026-09", NOW + timedelta(days=31), attendance="It rose again.")
    records.releases.add(first)
    records.releases.add(second)
    assert records.releases.all() == (first, second)
    assert records.releases.newest()["attendance"] == (second, second.stories[0])
    assert records.releases.newest()["meals"] == (first, first.stories[1])
    assert "nothing" not in records.releases.newest()


def test_a_release_cannot_be_replaced(records):
    records.releases.add(release("2026-08", NOW, attendance="It rose."))
    with pytest.raises(ValueError, match="2026-08 already"):
        records.releases.add(release("2026-08", NOW, attendance="It fell."))
    assert records.releases.all()[0].stories[0].text == "It rose."


def test_sealed_bundles_name_the_snapshots_they_rest_on(records):
    records.releases.add(release("2026-08", NOW, attendance="It rose."))
    assert records.releases.sealed() == {"attendance@2026-08": ("rolls-2026-08",)}


def test_what_is_written_in_one_transaction_is_kept_whole_or_not_at_all(records):
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(records)
    assert records.book.latest("rolls") is None
    assert records.deliveries.recall("rolls") == ()
    assert list(records.ledger.entries()) == []


def _write_and_fail(records):
    with records.transaction():
        records.book.enter(taken("a"))
        records.deliveries.remember("rolls", [], NOW)
        records.ledger.append([b"one"], NOW)
        records.releases.add(release("2026-08", NOW, attendance="It rose."))
        _ = 1 / 0
