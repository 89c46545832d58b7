"""Snapshots are named by what they hold, and nothing that was kept changes unseen."""

import contextlib
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kenspeckle.ground.terms import KenError
from kenspeckle.store import FreshPart, MemoryBook, Part, SnapshotDraft, Store
from kenspeckle.store.snapshot import BLOCK, merkle_root, snapshot

DAY = datetime(2026, 8, 19, 9, 30, tzinfo=UTC)


def test_a_file_is_stored_under_the_sha256_of_its_bytes(store, draft, objects):
    kept = store.add(draft(store, {"a.csv": b"rows"}))
    assert kept.parts[0].address == hashlib.sha256(b"rows").hexdigest()
    assert objects(store)[kept.parts[0].address].read_bytes() == b"rows"


def test_the_same_content_has_the_same_name_in_another_store_at_another_time(store, draft, tmp_path):
    other = Store(tmp_path / "other", MemoryBook())
    here = store.add(draft(store, {"a.csv": b"1", "b.csv": b"2"}))
    there = other.add(draft(other, {"a.csv": b"1", "b.csv": b"2"}, taken=DAY + timedelta(days=400)))
    assert (here.name, here.digest, here.root) == (there.name, there.digest, there.root)
    assert here.name == f"rolls-{here.digest[:16]}"


@pytest.mark.parametrize(
    "change",
    [{"address": "e" * 64}, {"rows": 9}, {"delivery": "z.csv"}, {"delivery_digest": "e" * 64}, {"writer": "hand 2"}],
)
def test_whatever_the_manifest_says_changes_the_name_and_the_root(change):
    part = Part("a" * 64, 5, 100, "a.csv", "d" * 64, "c" * 64, "hand 1", ("b" * 64,))
    before, after = (snapshot("rolls", [p], DAY) for p in (part, replace(part, **change)))
    assert before.digest != after.digest
    assert before.root != after.root


def test_the_order_of_the_parts_and_the_source_are_part_of_the_name():
    one, two = (Part(letter * 64, 5, 100, letter, "d" * 64, "c" * 64, "hand 1") for letter in "ab")
    names = {snapshot(s, p, DAY).digest for s in ("rolls", "meals") for p in ([one, two], [two, one])}
    assert len(names) == 4


def test_no_inner_node_of_the_merkle_tree_can_pass_for_a_leaf():
    """Otherwise two parts could be presented as one that nobody ever kept."""
    left, right = (bytes.fromhex(merkle_root([leaf])) for leaf in (b"1", b"2"))
    assert merkle_root([b"1", b"2"]) != merkle_root([left + right])
    assert len({merkle_root([b"%d" % i for i in range(n)]) for n in range(9)}) == 9


def test_a_merkle_root_splits_at_the_largest_power_of_two():
    """As in RFC 9162, so that any library for its inclusion proofs can be used."""
    leaf, node = b"\x00kenspeckle/snapshot/1\x00", b"\x01kenspeckle/snapshot/1\x00"
    a, b, c = (hashlib.sha256(leaf + x).digest() for x in (b"a", b"b", b"c"))
    ab = hashlib.sha256(node + a + b).digest()
    assert merkle_root([b"a", b"b", b"c"]) == hashlib.sha256(node + ab + c).hexdigest()


def test_a_second_add_of_the_same_content_does_nothing(store, draft, objects):
    first = store.add(draft(store, {"a.csv": b"1"}))
    again = store.add(draft(store, {"a.csv": b"1"}, taken=DAY + timedelta(days=1)))
    assert again == first
    assert store.history("rolls") == (first,)
    assert len(objects(store)) == 1


def test_a_new_delivery_stands_beside_the_parts_already_kept(store, draft, objects):
    first = store.add(draft(store, {"a.csv": b"1"}))
    fresh = draft(store, {"b.csv": b"2"})
    second = store.add(SnapshotDraft("rolls", (*first.parts, *fresh.parts), DAY + timedelta(days=1)))
    assert [part.delivery for part in second.parts] == ["a.csv", "b.csv"]
    assert store.latest("rolls") == second
    assert store.history("rolls") == (first, second)
    assert len(objects(store)) == 2


def test_old_snapshots_can_be_opened_by_name(store, draft):
    first = store.add(draft(store, {"a.csv": b"1"}))
    store.add(draft(store, {"a.csv": b"2"}, taken=DAY + timedelta(days=1)))
    assert store.open(first.name) == first
    assert [path.read_bytes() for path in store.paths(store.open(first.name))] == [b"1"]


def test_content_that_comes_back_is_the_latest_again_under_its_old_name(store, draft):
    times = [DAY + timedelta(days=i) for i in range(3)]
    names = [store.add(draft(store, {"a.csv": text}, taken=t)).name for text, t in zip([b"1", b"2", b"1"], times)]
    assert names[0] == names[2] == store.latest("rolls").name
    assert [s.taken for s in store.history("rolls")] == times


def test_sources_do_not_share_a_history(store, draft):
    store.add(draft(store, {"a.csv": b"1"}))
    meals = store.add(draft(store, {"a.csv": b"1"}, source="meals"))
    assert store.history("meals") == (meals,)
    assert store.latest("exclusions") is None
    assert store.book.sources() == ("meals", "rolls")


def test_an_unknown_name_is_refused_with_the_name(store):
    with pytest.raises(KenError, match="no snapshot rolls-0000"):
        store.open("rolls-0000")


def test_a_snapshot_without_files_is_refused(store):
    with pytest.raises(KenError, match="rolls would have no rows and no files"):
        store.add(SnapshotDraft("rolls", (), DAY))


def test_a_part_that_the_store_does_not_hold_is_refused(store, draft, objects):
    """A draft may build on parts that are kept, not on a promise that they are."""
    first = store.add(draft(store, {"a.csv": b"1"}))
    for path in objects(store).values():
        path.unlink()
    with pytest.raises(KenError, match=r"Take a\.csv in again"):
        store.add(SnapshotDraft("rolls", first.parts, DAY))
    assert store.history("rolls") == (first,)


def test_a_book_that_fails_leaves_the_previous_snapshot(store, draft):
    first = store.add(draft(store, {"a.csv": b"1"}))
    with contextlib.suppress(ZeroDivisionError), store.book.transaction():
        store.add(draft(store, {"a.csv": b"2"}))
        _ = 1 / 0
    assert store.latest("rolls") == first
    assert store.open(first.name) == first


def test_every_flipped_bit_is_found(store, draft, objects):
    text = bytes(range(256))
    kept = store.add(draft(store, {"a.csv": text}))
    (path,) = objects(store).values()
    path.chmod(0o600)
    for bit in range(0, len(text) * 8, 37):
        changed = bytearray(text)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        assert not store.verify(kept.name).exact
    path.write_bytes(text)
    assert store.verify(kept.name).exact


def test_a_check_says_which_delivery_and_which_bytes_were_changed(store, draft, objects):
    text = bytes(BLOCK) + b"1" * BLOCK + b"2" * BLOCK + b"3" * 10
    kept = store.add(draft(store, {"a.csv": text, "b.csv": b"whole"}))
    path = objects(store)[kept.parts[0].address]
    path.chmod(0o600)
    path.write_bytes(bytes(BLOCK) + b"x" + text[BLOCK + 1 : -1] + b"x")
    (damage,) = store.verify(kept.name).damage
    assert (damage.delivery, damage.found) == ("a.csv", "changed")
    assert damage.ranges == ((BLOCK, 2 * BLOCK - 1), (3 * BLOCK, 3 * BLOCK + 9))
    assert "262,144 to 524,287" in str(store.verify(kept.name))


@pytest.mark.parametrize(("left", "found"), [(b"12", "cut short"), (b"12345", "grown"), (None, "gone")])
def test_a_check_says_how_a_file_was_spoilt(store, draft, objects, left, found):
    kept = store.add(draft(store, {"a.csv": b"1234"}))
    (path,) = objects(store).values()
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    assert [damage.found for damage in store.verify(kept.name).damage] == [found]


def test_taking_the_same_delivery_in_again_heals_a_damaged_copy(store, draft, objects):
    kept = store.add(draft(store, {"a.csv": b"1234"}))
    (path,) = objects(store).values()
    path.chmod(0o600)
    path.write_bytes(b"12x4")
    assert store.add(draft(store, {"a.csv": b"1234"})) == kept
    assert store.verify(kept.name).exact


def test_what_is_kept_is_for_its_owner_alone_and_not_to_be_written(store, draft, objects):
    store.add(draft(store, {"a.csv": b"1"}))
    (path,) = objects(store).values()
    assert path.stat().st_mode & 0o777 == 0o400
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, path.parent.parent)} == {0o700}


def test_a_fresh_part_is_written_on_the_same_disk_and_moved(store):
    """A rename within one disk is all or nothing; a copy is not."""
    path = store.new_part()
    path.write_bytes(b"1")
    number = path.stat().st_ino
    kept = store.add(SnapshotDraft("rolls", (FreshPart(path, 1, "a.csv", "d" * 64, "c" * 64, "hand 1"),), DAY))
    assert not path.exists()
    assert store.paths(kept)[0].stat().st_ino == number
