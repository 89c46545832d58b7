"""Writers of agencies' files: what they write, another library reads back, and the bytes are the same each time."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import duckdb
import numpy as np
import openpyxl
import pytest

from kenspeckle.region.files import (
    Bundle,
    Delimited,
    Dialect,
    Lines,
    Printout,
    Return,
    Sheet,
    write_openings,
    write_workbook,
)

DIALECTS = [
    Dialect(),
    Dialect("cp1252", "\t", "\r\n"),
    Dialect(delimiter="|"),
    Dialect(delimiter=";", bom=True, newline="\r\n"),
    Dialect(quoted=True),
]
AWKWARD = ["O'Neil", 'said "no"', "one, two; three | four\tfive", "two\nlines", "café – naïve", ""]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_written_in_a_dialect_is_read_back(tmp_path, dialect):
    with Delimited(tmp_path / "a.csv", ["Name", "Note; it"], dialect) as out:
        out.write([np.array(AWKWARD, dtype=object), [str(n) for n in range(len(AWKWARD))]])
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig" if dialect.bom else dialect.encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))
    assert rows == [["Name", "Note; it"], *([name, str(n)] for n, name in enumerate(AWKWARD))]


def test_line_ends_and_marks_are_those_of_the_dialect(tmp_path):
    with Delimited(tmp_path / "a.csv", ["A"], Dialect(bom=True, newline="\r\n"), ["Title"], ["", "Notes"]) as out:
        assert out.write([["1", "2"]]) == 3
        assert out.write([["3"]]) == 5
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbfTitle\r\nA\r\n1\r\n2\r\n3\r\n\r\nNotes\r\n"


def test_a_block_that_lacks_a_column_is_refused(tmp_path):
    with Delimited(tmp_path / "a.csv", ["A", "B"], Dialect()) as out, pytest.raises(ValueError, match="1 columns"):
        out.write([["1"]])


def test_nothing_is_written_over_a_file(tmp_path):
    (tmp_path / "a.csv").write_text("kept")
    with pytest.raises(FileExistsError):
        Delimited(tmp_path / "a.csv", ["A"], Dialect())
    assert (tmp_path / "a.csv").read_text() == "kept"


def _book(path):
    merged = []

    def rows():
        yield ["Invented", None, "a & b <c>"]
        merged.append("A2:A3")
        yield ["2024/25", 1, date(2024, 8, 14)]
        yield [None, Decimal("2.50"), " kept "]

    write_workbook(path, "A title", [Sheet("Table 1", rows(), merged), Sheet("Notes", [["only this"]])])


def test_a_workbook_has_its_text_numbers_dates_and_merged_cells(tmp_path):
    _book(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book["Table 1"]
    assert [[c.value for c in row] for row in sheet.iter_rows()] == [
        ["Invented", None, "a & b <c>"],
        ["2024/25", 1, sheet["C2"].value],
        [None, 2.5, " kept "],
    ]
    assert sheet["C2"].value.date() == date(2024, 8, 14)
    assert [str(r) for r in sheet.merged_cells.ranges] == ["A2:A3"]
    assert book["Notes"]["A1"].value == "only this"
    assert (book.properties.title, book.properties.subject) == ("A title", "Invented data")


def test_a_workbook_and_a_bundle_have_the_same_bytes_each_time(tmp_path):
    seen = set()
    for name in ("a", "b"):
        _book(tmp_path / f"{name}.xlsx")
        bundle = Bundle(tmp_path / f"{name}.zip", {"orgs": ["sourcedId", "name"]}, ("Invented", "X"))
        bundle.write("orgs", [["1", "2"], ["One", "Two, the second"]])
        bundle.close()
        for kind in ("xlsx", "zip"):
            seen.add(hashlib.sha256((tmp_path / f"{name}.{kind}").read_bytes()).hexdigest())
    assert len(seen) == 2
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert {(i.date_time, i.compress_type) for i in packed.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        manifest = dict(csv.reader(io.StringIO(packed.read("manifest.csv").decode())))
        orgs = list(csv.DictReader(io.StringIO(packed.read("orgs.csv").decode())))
    assert (manifest["file.orgs"], manifest["file.users"]) == ("bulk", "absent")
    assert orgs[1] == {"sourcedId": "2", "name": "Two, the second"}


def test_a_return_is_sound_xml_with_its_records_in_groups(tmp_path):
    out = Return(tmp_path / "a.xml", "Reports", {"notice": 'about "nobody"'})
    out.open_group("Division", {"code": "SX01"})
    assert out.write("Report", {"@id": "1", "Child": {"@ref": "N1", "Surname": "A & B", "Sex": ""}, "Zone": "<x>"}) == 1
    out.close_group("Division")
    out.close()
    root = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert root.get("notice") == 'about "nobody"'
    report = root.find("Division/Report")
    assert (report.get("id"), report.find("Child").get("ref")) == ("1", "N1")
    assert (report.findtext("Child/Surname"), report.findtext("Child/Sex"), report.findtext("Zone")) == (
        "A & B",
        "",
        "<x>",
    )


def test_a_print_out_repeats_its_heading_on_every_page(tmp_path):
    out = Printout(tmp_path / "a.txt", ["Title", ""], "27/06/2025", ["Class", "Pupils"], [1, 10])
    for school in range(4):
        out.group(f"School: {school}")
        for number in range(40):
            out.write([f"P{number}", str(number)])
    out.close()
    text = (tmp_path / "a.txt").read_bytes().decode("cp1252")
    pages = text.split("\f")
    assert len(pages) == 3
    assert all("Class    Pupils\r\n" in page for page in pages)
    assert all(len(page.splitlines()) <= 61 for page in pages)
    rows = [line for line in text.splitlines() if line.startswith("P") and line[1].isdigit()]
    assert rows == [f"P{n}".ljust(9) + str(n) for n in range(40)] * 4


def test_a_cell_that_runs_into_the_next_column_is_refused(tmp_path):
    out = Printout(tmp_path / "a.txt", [], "27/06/2025", ["A", "B"], [1, 5])
    with pytest.raises(ValueError, match="too long"):
        out.write(["12345", "6"])


def test_records_are_one_on_a_line(tmp_path):
    out = Lines(tmp_path / "a.jsonl")
    assert out.write([{"id": "1", "words": "two\nlines"}, {"id": "2", "words": None}]) == 1
    out.close()
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [{"id": "1", "words": "two\nlines"}, {"id": "2", "words": None}]


def test_openings_have_a_row_for_a_pupil_and_day_on_the_roll(tmp_path):
    days = np.array(["2024-08-14", "2024-08-15"], dtype="datetime64[D]")
    written = write_openings(
        tmp_path / "a.parquet",
        {"scn": np.array(["B", "A"], dtype=object), "seed_code": np.array(["S1", "S2"], dtype=object)},
        {"day": days, "weekday": np.array(["Wed", "Thu"], dtype=object)},
        np.array([[1, 2], [0, 1]], dtype="uint8"),
        np.array([[1, 1], [0, 2]], dtype="uint8"),
        ["", "10", "30"],
    )
    rows = duckdb.sql(f"SELECT * FROM '{tmp_path / 'a.parquet'}'").fetchall()
    assert written == 3
    assert rows == [
        ("B", date(2024, 8, 14), "Wed", "S1", "10", "10"),
        ("B", date(2024, 8, 15), "Thu", "S1", "30", "10"),
        ("A", date(2024, 8, 15), "Thu", "S2", "10", "30"),
    ]
