"""One suite for all readers: the same table, in whatever file it comes, is read as the same text."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import duckdb
import openpyxl
import pytest

from kenspeckle.ground.workspace.definitions import DeliverySpec
from kenspeckle.inside.ingest import DeliveryRefused
from kenspeckle.inside.ingest.readers import READERS
from kenspeckle.inside.ingest.readers.report import PAGES, SUBTOTALS
from kenspeckle.inside.ingest.reading import Delivered

HEADER = ("sourcedId", "name", "roll", "share")
ROWS = [
    ("001", "St Mary's, Leith", "214", "0.125"),
    ("002", 'The "Royal" High', "1402", ""),
    ("003", "Àird", "c", "8.1"),
]


def csv_text() -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    return "\r\n".join(",".join(map(cell, row)) for row in (HEADER, *ROWS)) + "\r\n"


def as_csv(path: Path) -> DeliverySpec:
    path.write_text(csv_text(), encoding="utf-8", newline="")
    return DeliverySpec(path.name)


def as_excel(path: Path) -> DeliverySpec:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for code, name, roll, share in ROWS:
        sheet.append([code, name, int(roll) if roll.isdigit() else roll, float(share) if share else None])
    book.save(path)
    return DeliverySpec(path.name)


def as_parquet(path: Path) -> DeliverySpec:
    listed = ", ".join("(" + ", ".join("'" + c.replace("'", "''") + "'" for c in row) + ")" for row in ROWS)
    duckdb.sql(f"SELECT * FROM (VALUES {listed}) t({', '.join(HEADER)})").write_parquet(str(path))
    return DeliverySpec(path.name)


def as_json(path: Path) -> DeliverySpec:
    records = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    text = json.dumps({"data": {"schools": records}}, ensure_ascii=False).replace('"0.125"', "0.125")
    path.write_text(text.replace('"214"', "214"), encoding="utf-8")
    return DeliverySpec(path.name, options={"rows": "data.schools"})


def as_xml(path: Path) -> DeliverySpec:
    from xml.sax.saxutils import escape

    records = "".join(
        "<School>" + "".join(f"<{h}>{escape(c)}</{h}>" for h, c in zip(HEADER, row, strict=True)) + "</School>"
        for row in ROWS
    )
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?><Return>{records}</Return>', encoding="utf-8")
    return DeliverySpec(path.name, options={"rows": "Return/School"})


def as_report(path: Path) -> DeliverySpec:
    lines = csv_text().split("\r\n")
    pages = [
        "Roll by school,,,",
        "",
        *lines[:3],
        ",Total,1616,",
        "Page 1 of 2,,,",
        "",
        "Roll by school,,,",
        "",
        lines[0],
        lines[3],
    ]
    path.write_text("\r\n".join([*pages, "Grand total,,1616,", "Page 2 of 2,,,"]), encoding="utf-8", newline="")
    # The title comes again on the second page, so it is declared as belonging to the page.
    return DeliverySpec(
        path.name,
        skip=2,
        options={"drop": f"Roll by school|{PAGES}", "subtotals": SUBTOTALS},
    )


def as_oneroster(path: Path) -> DeliverySpec:
    manifest = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.orgs,bulk\nfile.users,delta\n"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("manifest.csv", manifest)
        packed.writestr("orgs.csv", csv_text())
        packed.writestr("users.csv", "sourcedId\n")
    return DeliverySpec(path.name, member="orgs")


WRITERS = {
    "csv": as_csv,
    "excel": as_excel,
    "parquet": as_parquet,
    "json": as_json,
    "xml": as_xml,
    "report": as_report,
    "oneroster": as_oneroster,
}


def read(kind: str, path: Path, spec: DeliverySpec):
    reading = READERS[kind](Delivered(path.name, path, path.name), spec)
    rows = list(reading.rows)
    return reading, rows


def test_every_reader_is_in_this_suite():
    assert set(WRITERS) == set(READERS)


@pytest.mark.parametrize("kind", READERS)
def test_the_same_table_is_the_same_text(kind, tmp_path):
    path = tmp_path / f"table.{kind}"
    reading, rows = read(kind, path, WRITERS[kind](path))
    assert tuple(h.name for h in reading.header) == HEADER
    assert [tuple(cells) for _, cells in rows] == ROWS


@pytest.mark.parametrize("kind", READERS)
def test_row_numbers_rise(kind, tmp_path):
    path = tmp_path / f"table.{kind}"
    _, rows = read(kind, path, WRITERS[kind](path))
    numbers = [n for n, _ in rows]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1


@pytest.mark.parametrize("kind", READERS)
def test_an_empty_file_is_refused_in_one_sentence(kind, tmp_path):
    path = tmp_path / f"table.{kind}"
    spec = WRITERS[kind](path)
    path.write_bytes(b"")
    with pytest.raises(DeliveryRefused, match=r"^table\.") as refused:
        read(kind, path, spec)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kind", READERS)
def test_half_a_file_is_refused_or_read_as_far_as_it_goes_and_never_fails_otherwise(kind, tmp_path):
    path = tmp_path / f"table.{kind}"
    spec = WRITERS[kind](path)
    whole = path.read_bytes()
    for length in {1, len(whole) // 3, len(whole) // 2, len(whole) - 5}:
        path.write_bytes(whole[:length])
        if kind in ("csv", "report"):  # half of a text is a text
            with suppress(DeliveryRefused):
                read(kind, path, spec)
        else:
            with pytest.raises(DeliveryRefused, match=r"^table\."):
                read(kind, path, spec)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_text_file_in_any_usual_encoding_and_delimiter(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    lines = [delimiter.join(("School", "Roll", "Town")), delimiter.join(("Àird", "12", "Dùn Èideann"))]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    reading, rows = read("csv", path, DeliverySpec("a.csv"))
    assert [h.name for h in reading.header] == ["School", "Roll", "Town"]
    assert rows == [(2, ["Àird", "12", "Dùn Èideann"])]
    assert any("cp1252" in n for n in reading.notes) == (encoding == "cp1252")


def test_a_declared_encoding_that_does_not_fit_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\n1,é\n".encode("latin-1"))
    with pytest.raises(DeliveryRefused, match="byte 7 is not utf-8"):
        read("csv", path, DeliverySpec("a.csv", options={"encoding": "utf-8"}))


def test_a_letter_split_between_two_blocks_of_bytes_is_still_utf_8(tmp_path):
    path = tmp_path / "a.csv"
    before = b"a,b\n" + b"1234,67\n" * 131_071
    path.write_bytes(before + b"1" * ((1 << 20) - 1 - len(before)) + "é,1\n".encode())
    reading, rows = read("csv", path, DeliverySpec("a.csv"))
    assert reading.notes == []
    assert rows[-1][1][0].endswith("é")


def test_two_header_rows_become_one_name_for_each_column(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"Title"\n\n"",,"Chronically Absent",,Other\nDistrict,Code,Count,%,Code\nA,1,2,3,4\n')
    reading, rows = read("csv", path, DeliverySpec("a.csv", skip=1, header_rows=2))
    assert [h.name for h in reading.header] == [
        "District",
        "Code",
        "Chronically Absent Count",
        "Chronically Absent %",
        "Other Code",
    ]
    assert reading.header[3].also == ("%",)
    assert reading.header[4].also == ()  # two columns are called Code
    assert rows == [(5, ["A", "1", "2", "3", "4"])]


def test_a_table_below_another_ends_where_the_contract_says(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Table 1a: Schools\nYear,N\n2022,5\nTable 1b: Pupils\nYear,N\n2022,700\n2023,705\nNotes\nn,m\n")
    _, rows = read("csv", path, DeliverySpec("a.csv", after="Table 1b", until="Notes"))
    assert [cells for _, cells in rows] == [["2022", "700"], ["2023", "705"]]
    with pytest.raises(DeliveryRefused, match=r"The nearest text is 'table 1[ab]: "):
        read("csv", path, DeliverySpec("a.csv", after="Table 1c"))


def test_a_blank_row_ends_a_table_when_the_contract_says_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n\n3,4\n")
    _, rows = read("csv", path, DeliverySpec("a.csv"))
    assert len(rows) == 2
    _, rows = read("csv", path, DeliverySpec("a.csv", options={"ends": "blank-row"}))
    assert len(rows) == 1


def test_a_file_without_a_header_gets_its_names_from_the_contract(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1,2\n3,4\n")
    reading, rows = read("csv", path, DeliverySpec("a.csv", header_rows=0, columns=("a", "b")))
    assert [h.name for h in reading.header] == ["a", "b"]
    assert [n for n, _ in rows] == [1, 2]


def test_ragged_rows_break_the_contract_in_their_own_row(place, make):
    place.deliver("a.csv", "id,x,y\n1,2,3\n2,3\n3,4,5,6\n4,5,6,,\n")
    fields = [make.field("id"), make.field("x", "integer"), make.field("y", "integer")]
    done = place.take_in(make.contract(fields, tolerance="0.5"))
    assert place.rows("id", "_row") == [("1", 2), ("4", 5)]
    assert "the row has another number of cells than the header (2 rows, first row 3)" in done.deliveries[0].notes[-1]


def test_a_range_of_cells_and_a_sheet_with_a_space_nobody_sees(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Table 1.14 ")
    for row in (
        [None] * 4,
        [None, "Year", "N", "side note"],
        [None, 2023, 5.5, "x"],
        [None, 2024, 6, "x"],
        [None, "end"],
    ):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    reading, rows = read("excel", path, DeliverySpec("a.xlsx", sheet="table 1.14", range="B2:C4"))
    assert [h.name for h in reading.header] == ["Year", "N"]
    assert rows == [(3, ["2023", "5.5"]), (4, ["2024", "6"])]
    with pytest.raises(DeliveryRefused, match=r"no sheet is called 'Table 1.4'.* The nearest is 'Table 1.14 '"):
        read("excel", path, DeliverySpec("a.xlsx", sheet="Table 1.4"))
    with pytest.raises(DeliveryRefused, match=r"2 sheets: 'Notes', 'Table 1.14 '\. Name one"):
        read("excel", path, DeliverySpec("a.xlsx"))


def test_merged_header_cells_reach_over_their_columns_and_merged_rows_do_not(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["", "Roll", None, "Rate"])
    sheet.append(["School", "Female", "Male", "Rate"])
    sheet.append(["A", 5, None, 1])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("B3:C3")
    path = tmp_path / "a.xlsx"
    book.save(path)
    reading, rows = read("excel", path, DeliverySpec("a.xlsx", header_rows=2))
    assert [h.name for h in reading.header] == ["School", "Roll Female", "Roll Male", "Rate"]
    assert rows == [(3, ["A", "5", "", "1"])]


def test_numbers_in_a_workbook_keep_their_digits(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a"] * 6)
    book.active.append([5237521, 0.1, 1234567.25, 1e-7, 100.0, 123456789012345])
    path = tmp_path / "a.xlsx"
    book.save(path)
    _, rows = read("excel", path, DeliverySpec("a.xlsx"))
    assert rows[0][1] == ["5237521", "0.1", "1234567.25", "0.0000001", "100", "123456789012345"]


def test_records_below_a_path_take_what_stands_around_them(tmp_path):
    path = tmp_path / "return.xml"
    path.write_text(
        '<ScotXed xmlns="urn:x"><School code="A1"><SeedCode>5237521</SeedCode>'
        '<Pupil id="1"><Name><Forename>Ailsa</Forename></Name><Stage>P1</Stage></Pupil>'
        '<Pupil id="2"><Name><Forename>Rory</Forename></Name><Stage>P2</Stage><Asn/></Pupil></School>'
        '<School code="B2"><SeedCode>5237629</SeedCode><Pupil id="3"><Stage>P3</Stage></Pupil></School></ScotXed>'
    )
    reading, rows = read("xml", path, DeliverySpec("return.xml", options={"rows": "/ScotXed/School/Pupil"}))
    assert [h.name for h in reading.header] == ["../@code", "../SeedCode", "@id", "Name/Forename", "Stage", "Asn"]
    assert rows == [
        (1, ["A1", "5237521", "1", "Ailsa", "P1", ""]),
        (2, ["A1", "5237521", "2", "Rory", "P2", ""]),
        (3, ["B2", "5237629", "3", "", "P3", ""]),
    ]


def test_an_element_that_comes_twice_in_a_record_is_not_chosen_from(tmp_path):
    path = tmp_path / "return.xml"
    path.write_text("<R><P><Need>1</Need><Need>2</Need></P></R>")
    with pytest.raises(DeliveryRefused, match="record 1 has the element Need more than once"):
        read("xml", path, DeliverySpec("return.xml", options={"rows": "R/P"}))


def test_an_xml_file_that_asks_for_the_moon_is_refused(tmp_path):
    path = tmp_path / "a.xml"
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    path.write_text(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x><y>&l9;</y></x>')
    with pytest.raises(DeliveryRefused, match="declares a document type or entities"):
        read("xml", path, DeliverySpec("a.xml", options={"rows": "x/y"}))


def test_numbers_in_json_keep_their_digits_and_ndjson_is_one_record_a_line(tmp_path):
    path = tmp_path / "a.ndjson"
    path.write_text('{"a": 0.10, "b": {"c": 12345678901234567890}}\n\n{"a": true, "d": null, "e": [1, 2]}\n')
    reading, rows = read("json", path, DeliverySpec("a.ndjson"))
    assert [h.name for h in reading.header] == ["a", "b.c", "d", "e"]
    assert rows == [(1, ["0.10", "12345678901234567890", "", ""]), (3, ["true", "", "", '["1", "2"]'])]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('{"a": [1]', "it is not JSON"),
        ('[{"a": 1, "a": 2}]', "names the field 'a' twice"),
        ("[NaN]", "is no JSON number"),
        ("[1, 2]", "record 1 is not an object"),
        ('{"pupils": [{"a": 1}]}', "Lists in it: 'pupils'"),
        ("[]", "its list of records is empty"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_is_no_list_of_records_is_refused(tmp_path, written, why):
    path = tmp_path / "a.json"
    path.write_text(written)
    with pytest.raises(DeliveryRefused, match=why):
        read("json", path, DeliverySpec("a.json"))


def test_a_report_with_groups_continued_cells_and_pages_becomes_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Attendance by class,,,\nPrinted: 01/09/2026 09:12,,,\nTeacher,Pupil,Possible,Present\n"
        "Class: 3B,,,\nMs Weir,One,100,90\n,Two,100,95\nSub-total,,200,185\n"
        "Page 1 of 2,,,\nTeacher,Pupil,Possible,Present\n"
        "Class: 4A,,,\nMr Rae,Three,98,98\nTotal for class,,98,98\nGrand Total,,298,283\nPage 2 of 2,,,\n"
    )
    spec = DeliverySpec("a.csv", format="report", skip=2, options={"group": "Class", "fill": "Teacher"})
    reading, rows = read("report", path, spec)
    assert [h.name for h in reading.header] == ["Teacher", "Pupil", "Possible", "Present", "Class"]
    assert [cells for _, cells in rows] == [
        ["Ms Weir", "One", "100", "90", "3B"],
        ["Ms Weir", "Two", "100", "95", "3B"],
        ["Mr Rae", "Three", "98", "98", "4A"],
    ]
    assert reading.notes == ["left out 1 repeated headings", "left out 3 subtotals", "left out 2 lines of the page"]


def test_a_printed_report_in_columns_of_fixed_width(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "SCHOOL ROLL      PAGE 1\nSchool      Roll\nNorthside    214\nEastfield     12\n\f\n"
        "School      Roll\nWestbrook     40\n"
    )
    spec = DeliverySpec("a.txt", format="report", skip=1, options={"widths": "1, 13"})
    _, rows = read("report", path, spec)
    assert [cells for _, cells in rows] == [["Northside", "214"], ["Eastfield", "12"], ["Westbrook", "40"]]


@pytest.mark.parametrize("group", ["School", "School:"])
def test_a_group_in_a_printed_report_runs_over_its_columns(tmp_path, group):
    path = tmp_path / "a.txt"
    path.write_text(
        "Class     Teacher   Roll\nSchool: Northside Primary School, Eastfield (SX01)\nP1        Ms Weir     24\n"
        "Total               24\nSchool:   Westbrook\nP2        Mr Rae      19\n\fClass     Teacher   Roll\n"
        "School 3  Ms Ure      12\nPrinted on: 27/06/2025 by the office\nEnd of report\n"
    )
    _, rows = read(
        "report", path, DeliverySpec("a.txt", format="report", options={"widths": "1, 11, 21", "group": group})
    )
    assert [cells for _, cells in rows] == [
        ["P1", "Ms Weir", "24", "Northside Primary School, Eastfield (SX01)"],
        ["P2", "Mr Rae", "19", "Westbrook"],
        ["School 3", "Ms Ure", "12", "Westbrook"],
    ]


@pytest.mark.parametrize(
    ("member", "manifest", "why"),
    [
        ("user", "", "'user' is no file of OneRoster 1.2. The nearest is 'users'"),
        ("users", "oneroster.version,1.2\nfile.users,delta", "holds only changes"),
        ("users", "oneroster.version,1.2\nfile.users,absent", "does not hold users"),
        ("users", "oneroster.version,1.2\nfile.users,bulk", "promises users.csv, which is not there"),
        ("users", "oneroster.version,2.0\nfile.users,bulk", "OneRoster version '2.0'"),
    ],
)
def test_a_oneroster_bundle_is_held_to_its_manifest(tmp_path, member, manifest, why):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("manifest.csv", f"propertyName,value\n{manifest}\n")
    path = tmp_path / "bundle.zip"
    path.write_bytes(content.getvalue())
    with pytest.raises(DeliveryRefused, match=why):
        read("oneroster", path, DeliverySpec("bundle.zip", member=member))


def test_a_oneroster_folder_is_a_bundle_too(place, make):
    place.deliver("roster/manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.orgs,bulk\n")
    place.deliver("roster/orgs.csv", "sourcedId,name\n1,Northside\n")
    fields = [make.field("id", "string", "sourcedId", key=1), make.field("name")]
    contract = make.contract(fields, make.spec("deliveries/roster", format="oneroster", member="orgs"))
    assert place.take_in(contract).outcome == "taken in"
    assert place.rows("id", "name", "_delivery") == [("1", "Northside", "deliveries/roster")]
    assert place.take_in(contract).outcome == "unchanged"


def test_a_workbook_can_be_a_report(place, make):
    """A year that is one merged cell stands beside its first row only, and totals stand between the years."""
    book = openpyxl.Workbook()
    for row in [["Attendance"], ["Year", "School", "Pupils"], ["2022/23", "A", 10], [None, "B", 20],
                [None, "All schools total", 30], ["2023/24", "A", 11]]:  # fmt: skip
        book.active.append(row)
    place.deliver("a.xlsx", "")
    book.save(place.root / "deliveries" / "a.xlsx")
    spec = DeliverySpec("deliveries/a.xlsx", format="report", skip=1, options={"fill": "Year"})
    fields = [make.field("year", "string", "Year"), make.field("pupils", "integer", "Pupils")]
    done = place.take_in(make.contract(fields, spec))
    assert done.outcome == "taken in", done.refusals
    assert place.rows("year", "pupils") == [("2022/23", 10), ("2022/23", 20), ("2023/24", 11)]
