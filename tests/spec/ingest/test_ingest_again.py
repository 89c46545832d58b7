"""Taking in again: the same bytes do nothing, changed bytes are a new snapshot, and the change is told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kenspeckle.inside.ingest import scratch


@pytest.fixture
def rolls(make):
    """A contract for school,roll with the key school."""
    fields = [make.field("school", required=True, key=1), make.field("roll", "integer")]

    def of(**more):
        return make.contract(fields, marks={"c": "suppressed"}, **more)

    return of


def test_the_same_bytes_a_second_time_do_nothing(place, rolls):
    path = place.deliver("a.csv", "school,roll\nA,10\n")
    assert place.take_in(rolls()).outcome == "taken in"
    done = place.take_in(rolls())
    assert (done.outcome, done.sentence) == ("unchanged", "source: nothing new.")
    path.write_bytes(path.read_bytes())  # touched, and the same
    assert place.take_in(rolls()).outcome == "unchanged"
    assert len(place.shelf.drafts) == 1


def test_nothing_new_is_known_without_opening_an_engine(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\n")
    place.take_in(rolls())
    code = (
        "import sys, kenspeckle.inside.ingest; print(*({'duckdb', 'psycopg', 'sqlglot', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"\n"


def test_a_new_file_is_read_and_the_old_ones_are_not(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\n")
    place.take_in(rolls())
    place.deliver("b.csv", "school,roll\nB,11\n")
    done = place.take_in(rolls())
    assert [(t.delivery, t.outcome) for t in done.deliveries] == [
        ("deliveries/a.csv", "unchanged"),
        ("deliveries/b.csv", "taken in"),
    ]
    assert place.rows("school", "roll") == [("A", 10), ("B", 11)]


def test_a_late_revision_is_a_new_snapshot_and_its_headline_is_told(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\nB,20\n")
    first = place.take_in(rolls())
    place.deliver("a.csv", "school,roll\nA,12\nB,20\nC,5\n")
    second = place.take_in(rolls())
    assert second.outcome == "taken in"
    assert second.snapshot != first.snapshot
    assert second.sentence == (
        "source: 3 rows from 1 delivery. Rows went from 2 to 3."
        " In deliveries/a.csv the total of roll went from 30 to 37."
    )


def test_totals_of_a_source_about_children_are_not_told(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\n")
    place.take_in(rolls(public=False))
    place.deliver("a.csv", "school,roll\nA,11\n")
    assert place.take_in(rolls(public=False)).changes == ()


def test_a_delivery_that_went_away_is_told(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\n")
    path = place.deliver("b.csv", "school,roll\nB,11\n")
    place.take_in(rolls())
    path.unlink()
    assert "deliveries/b.csv is no longer there, and its 1 rows went with it." in place.take_in(rolls()).sentence


def test_when_all_deliveries_went_away_the_last_snapshot_stays(place, rolls):
    path = place.deliver("a.csv", "school,roll\nA,10\n")
    place.take_in(rolls())
    path.unlink()
    done = place.take_in(rolls())
    assert done.outcome == "nothing delivered"
    assert "The last good snapshot stays." in done.sentence


def test_a_changed_contract_reads_the_same_file_again(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\n")
    place.take_in(rolls())
    assert place.take_in(rolls(digest="second")).outcome == "taken in"


def test_the_same_delivery_and_contract_give_the_same_bytes(place, rolls, tmp_path):
    place.deliver("a.csv", "school,roll\n" + "".join(f"S{i},{i}\n" for i in range(3000)))
    first = place.take_in(rolls()).snapshot
    place.shelf.held.clear()
    time.sleep(0.01)
    assert place.take_in(rolls()).snapshot == first


def test_two_files_with_the_same_bytes_are_two_parts(place, make):
    place.deliver("a.csv", "id\n1\n")
    place.deliver("b.csv", "id\n1\n")
    assert place.take_in(make.contract([make.field("id")])).outcome == "taken in"
    assert place.rows("_delivery") == [("deliveries/a.csv",), ("deliveries/b.csv",)]


def test_a_row_that_two_files_state_is_in_neither_quarantine_nor_silence(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\nB,20\n")
    assert place.take_in(rolls()).outcome == "taken in"
    place.deliver("a_revised.csv", "school,roll\nA,11\nB,20\n")
    done = place.take_in(rolls())
    assert done.outcome == "refused"
    assert done.refusals == (
        "deliveries/a_revised.csv: 2 of its rows have a key (school) that deliveries/a.csv has too, so both would"
        " be counted. Take the older file away, or narrow the path in `deliveries`.",
    )


@pytest.mark.parametrize(
    ("rows", "twice"),
    [
        (["2022,1\n2022,2", "2023,1\n2023,2", "2024,1"], ()),  # apart in one field is enough
        (["2022,1\n2024,9", "2023,1\n2023,2", "2025,1"], ()),  # one year lies between two of another file
        (["2022,1\n2023,1", "2024,1", "2022,1\n2023,2"], (("c", "a", 1),)),
        (["2022,1", "2022,1", "2022,1"], (("c", "a", 1),)),
        ([",1\n2022,2", ",1\n2023,2", "2024,1"], (("b", "a", 1),)),  # what is not known is no less a key
    ],
)
def test_files_that_state_a_row_twice_are_found_however_their_keys_lie(place, make, rows, twice):
    fields = [make.field("year", "integer", key=1), make.field("pupil", "integer", required=True, key=2)]
    for label, text in zip("abc", rows, strict=False):
        place.deliver(f"{label}.csv", f"year,pupil\n{text}\n")
    done = place.take_in(make.contract(fields))
    assert done.refusals == tuple(
        f"deliveries/{other}.csv: {n} of its rows have a key (year, pupil) that"
        f" deliveries/{one}.csv has too, so both would be counted. Take the older file away, or narrow the path in"
        " `deliveries`."
        for other, one, n in twice
    )


def test_half_copied_and_lock_files_are_no_deliveries(place, rolls):
    place.deliver("a.csv", "school,roll\nA,10\n")
    place.deliver(".a.csv.swp", "half")
    place.deliver("~$a.xlsx", "lock")
    assert place.take_in(rolls()).outcome == "taken in"


def test_two_specs_of_one_file_are_two_parts_told_apart_by_their_titles(place, make):
    place.deliver("a.csv", "Table 1a: schools\nYear,N\n2022,5\nTable 1b: pupils\nYear,N\n2022,700\n")
    fields = [make.field("year", "string", "Year", key=1), make.field("n", "integer", "N"), make.field("of", key=2)]
    contract = make.contract(
        fields,
        make.spec("deliveries/a.csv", after="Table 1a", until="Table 1b", adds={"of": "schools"}),
        make.spec("deliveries/a.csv", after="Table 1b", adds={"of": "pupils"}),
    )
    assert place.take_in(contract).outcome == "taken in"
    assert place.rows("of", "n", "_delivery") == [
        ("schools", 5, "deliveries/a.csv#Table 1a"),
        ("pupils", 700, "deliveries/a.csv#Table 1b"),
    ]
    assert place.take_in(contract).outcome == "unchanged"


def test_what_a_killed_ingest_left_on_its_desk_goes_with_the_next(tmp_path):
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from kenspeckle.inside.ingest.scratch import scratch_folder\n"
        "with scratch_folder(Path(sys.argv[1])) as s:\n"
        "    (s / 'rows.csv').write_text('a child'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert len(list(tmp_path.glob("scratch/*/rows.csv"))) == 1
    with scratch.scratch_folder(tmp_path) as own:
        assert list((tmp_path / "scratch").iterdir()) == [own]
        with scratch.scratch_folder(tmp_path) as other:
            assert own.is_dir()
            assert (other.stat().st_mode & 0o777) == 0o700


def test_a_quarantine_that_is_no_longer_needed_goes(place, rolls):
    place.deliver("a.csv", "school,roll\nA,ten\n")
    assert place.take_in(rolls()).outcome == "refused"
    assert len(list(Path(place.root / ".ken/quarantine/source").iterdir())) == 1
    place.deliver("a.csv", "school,roll\nA,10\n")
    assert place.take_in(rolls()).outcome == "taken in"
    assert os.listdir(place.root / ".ken/quarantine/source") == []


def test_an_ingest_that_died_between_keeping_and_remembering_ends_where_it_would_have(place, rolls, monkeypatch):
    place.deliver("a.csv", "school,roll\nA,10\n")
    with monkeypatch.context() as broken:
        broken.setattr(place.shelf, "remember", lambda *_: (_ for _ in ()).throw(OSError("power")))
        with pytest.raises(OSError, match="power"):
            place.take_in(rolls())
    assert place.take_in(rolls()).outcome == "taken in"
    first, second = place.shelf.drafts
    assert [p.delivery_digest for p in first.parts] == [p.delivery_digest for p in second.parts]
    assert len(list(place.shelf.folder.iterdir())) == 1  # the same bytes under the same address


def test_an_address_that_no_reader_knows(place, make):
    done = place.take_in(make.contract([make.field("id")], make.spec("mysql://me@host/db")))
    assert done.refusals[0].startswith("mysql://...: there is no reader for such an address.")
