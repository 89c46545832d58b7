"""An answer is kept by what it is an answer to, whole or not at all, and goes when rows go."""

import os
from datetime import date
from decimal import Decimal

import pytest

from kenspeckle.ground.versions import code_digest
from kenspeckle.store import Kept, key_of

ROWS = [
    ("cell", ("m", None, (("council", "S1"),), ""), (87, Decimal("1.50"), None, True)),
    (date(2024, 8, 14), -(10**30)),
]


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path / "answers", most=3)


def test_an_answer_comes_back_exactly(kept):
    kept.keep("k", ROWS)
    found = kept.find("k")
    assert found == ROWS
    assert [type(v) for v in found[0][2]] == [int, Decimal, type(None), bool]
    assert str(found[0][2][1]) == "1.50"


def test_only_its_owner_may_read_it(kept, tmp_path):
    kept.keep("k", ROWS)
    (file,) = (tmp_path / "answers").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "answers").stat().st_mode & 0o777 == 0o700


def test_what_was_changed_cut_or_put_under_another_name_is_not_there(kept, tmp_path):
    kept.keep("k", ROWS)
    (file,) = (tmp_path / "answers").iterdir()
    whole = file.read_bytes()
    for data in (whole.replace(b"87", b"88"), whole[:-1], whole[:70], b"", b"\xff\n[]"):
        file.write_bytes(data)
        assert kept.find("k") is None
    (tmp_path / "answers" / "other.json").write_bytes(whole)
    assert kept.find("other") is None
    assert kept.find("never") is None


def test_no_float_is_ever_kept(kept):
    with pytest.raises(TypeError, match="exact"):
        kept.keep("k", [(0.1,)])


def test_the_longest_unused_goes_first(kept, tmp_path):
    for age, key in enumerate(("a", "b", "c")):
        kept.keep(key, ROWS)
        os.utime(tmp_path / "answers" / f"{key}.json", (1000 + age, 1000 + age))
    assert kept.find("a") == ROWS
    kept.keep("d", ROWS)
    assert [key for key in "abcd" if kept.find(key) is not None] == ["a", "c", "d"]


def test_a_folder_that_takes_nothing_stops_nobody(tmp_path):
    (tmp_path / "answers").write_text("a file where the folder should be")
    kept = Kept(tmp_path / "answers")
    kept.keep("k", ROWS)
    assert kept.find("k") is None


def test_a_key_tells_its_parts_apart():
    assert key_of("ab", "c") != key_of("a", "bc") != key_of("a", b"bc", "")


def test_other_code_gives_another_digest(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "a.py").write_text("x = 1")
    (tmp_path / "two" / "a.py").write_text("x = 2")
    assert code_digest(tmp_path / "one") != code_digest(tmp_path / "two")
