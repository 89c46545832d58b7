"""A drafted contract loads, takes its own file in, and points at what a person must check."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kenspeckle.ground.workspace import load, new
from kenspeckle.ground.workspace.definitions import Contract
from kenspeckle.inside.ingest import DeliveryRefused, suggest

DATA = Path(__file__).parents[2] / "data" / "ingest"


@pytest.fixture
def drafted(tmp_path) -> Callable[[Path | str, bytes], tuple[str, Contract]]:
    """drafted(file) or drafted(name, content): the text, and the contract that the workspace makes of it."""

    def of(file: Path | str, content: bytes = b"") -> tuple[str, Contract]:
        path = file if isinstance(file, Path) else tmp_path / file
        if content:
            path.write_bytes(content)
        text = suggest(path)
        root = tmp_path / "loaded"
        new(root, "Test")
        before = set(load(root).contracts)
        (root / "sources/drafted.yaml").write_text(text, encoding="utf-8")
        contracts = load(root).contracts
        (name,) = set(contracts) - before
        return text, contracts[name]

    return of


FILES = sorted(p for p in DATA.iterdir() if p.suffix != ".txt")


def test_there_are_enough_real_files():
    assert len(FILES) >= 16
    assert {p.suffix for p in FILES} >= {".csv", ".xlsx", ".ods", ".zip", ".json", ".geojson", ".parquet"}


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.name)
def test_a_draft_of_a_real_file_loads_and_takes_that_file_in(place, drafted, file):
    _, contract = drafted(file)
    place.deliver(file.name, file)
    done = place.take_in(contract)
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") > 1


def of(contract: Contract, name: str):
    return contract.field(name)


def test_types_keys_codes_and_required_fields(drafted):
    lines = "\n".join(
        f"S{i:03d},{'PS'[i % 2]}1,{i * 7},{i / 3:.2f},{2010 + i % 9}/{(11 + i % 9):02d}" for i in range(60)
    )
    _, contract = drafted("a.csv", f"Seed,Stage,Pupil roll,Rate,School year\n{lines}\n".encode())
    assert [(f.name, str(f.type), f.key) for f in contract.fields] == [
        ("seed", "string", 1),
        ("stage", "string", 0),
        ("pupil_roll", "integer", 0),
        ("rate", "number", 0),
        ("school_year", "period", 0),
    ]
    assert of(contract, "stage").allowed == ("P1", "S1")
    assert of(contract, "school_year").period == "split-year"
    assert of(contract, "rate").scale == 2
    assert all(f.required for f in contract.fields)
    assert of(contract, "pupil_roll").headers == ("Pupil roll", "pupil_roll")


def test_marks_of_absence_and_bands(drafted):
    text, contract = drafted("a.csv", b"id,roll,share\nA,10,12.5\nB,c,90-100%\nC,z,[x]\nD,,10%\nE,1,c\nF,22,3\n")
    assert {m: a.word for m, a in contract.marks.items()} == {
        "c": "suppressed",
        "z": "not applicable",
        "[x]": "missing",
    }
    assert of(contract, "share").bands is not None
    assert of(contract, "share").percent
    assert not of(contract, "roll").required
    assert "# Check what each of these means in this source." in text


def test_a_number_that_stands_for_absence_is_a_mark_only_among_positive_numbers(drafted):
    _, contract = drafted("a.csv", b"id,x,y\nA,-9999,-9999\nB,5,-5\nC,6,6\nD,-6666,1\n")
    assert set(contract.marks) == {"-9999", "-6666"}
    assert str(of(contract, "y").type) == "integer"


def test_fields_that_may_point_to_a_child_are_flagged(drafted):
    header = "Forename,Date of birth,UPN,School Name,Home postcode,Pupil roll,Contact,studentId"
    rows = "".join(
        f"Name{i},{1 + i % 28:02d}/0{1 + i % 9}/2015,A{i:011d}B,Northside,EH1 1A{'ABCD'[i % 4]},7,x{i}@example.org,"
        f"{i}\n"
        for i in range(30)
    )
    text, contract = drafted("a.csv", f"{header}\n{rows}".encode())
    flagged = {f.name for f in contract.fields if f.identifying}
    assert flagged == {"forename", "date_of_birth", "upn", "home_postcode", "contact", "student_id"}
    assert all(of(contract, name).classification == "restricted" for name in flagged)
    assert not contract.public
    assert "It may point to children:" in text
    assert of(contract, "date_of_birth").formats == ("%d/%m/%Y",)
    assert "Name1" not in text
    assert "example.org" not in text


@pytest.mark.parametrize(
    ("days", "formats", "said"),
    [
        ("25/12/2024 03/04/2024", ("%d/%m/%Y",), ""),
        ("12/25/2024 03/04/2024", ("%m/%d/%Y",), ""),
        ("03/04/2024 05/06/2024", ("%d/%m/%Y",), "no date says whether day or month comes first"),
        ("25/12/2024 12/25/2024", ("%d/%m/%Y",), "dates are written in two orders"),
        ("25.12.24 03.04.24", ("%d.%m.%y",), ""),
        ("2024-12-25 2024-04-03", (), ""),
    ],
)
def test_the_order_of_day_and_month(drafted, days, formats, said):
    one, other = days.split()
    text, contract = drafted("a.csv", f"id,day\nA,{one}\nB,{other}\n".encode())
    assert of(contract, "day").formats == formats
    assert str(of(contract, "day").type) == "date"
    assert said in text


def test_titles_and_a_second_header_row(drafted):
    _, contract = drafted(DATA / "ct_absence_2019-20.csv")
    (spec,) = contract.deliveries
    assert (spec.skip, spec.header_rows) == (3, 2)
    assert "Chronically Absent %" in of(contract, "chronically_absent_percent").headers


def test_several_tables_on_one_sheet(drafted):
    text, contract = drafted(DATA / "pupil_census_2023_excerpt.xlsx")
    (spec,) = contract.deliveries
    assert spec.sheet == "Table 1.1"
    assert (spec.after, spec.until) == ("Table 1.1a:", "Table 1.1b:")
    assert "several tables stand below each other" in text


def test_another_encoding_and_delimiter(drafted):
    content = "Zone;Name\n" + "".join(f"S{i};Dùn Èideann {i}\n" for i in range(20))
    _, contract = drafted("a.txt", content.encode("cp1252"))
    (spec,) = contract.deliveries
    assert spec.options == {"encoding": "cp1252", "delimiter": ";"}


def test_a_band_that_became_a_date_is_put_back(drafted):
    text, contract = drafted(DATA / "oulad_student_info_excerpt.csv")
    assert of(contract, "imd_band").codes == {"20-Oct": "10-20%"}
    assert "turned into a date by a spreadsheet" in text
    assert of(contract, "id_student").identifying


def test_records_in_xml_and_a_oneroster_bundle(drafted):
    pupils = "".join(f'<Pupil id="{i}"><Stage>P{i % 7 + 1}</Stage></Pupil>' for i in range(30))
    _, contract = drafted("a.xml", f"<Return><School><Seed>1</Seed>{pupils}</School></Return>".encode())
    assert contract.deliveries[0].options == {"rows": "Return/School/Pupil"}
    assert [f.name for f in contract.fields] == ["seed", "id", "stage"]


def test_a_oneroster_bundle_is_known_by_its_manifest(drafted):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.users,bulk\n")
        packed.writestr("users.csv", "sourcedId,givenName,familyName,role\n1,Ailsa,Weir,student\n2,Rory,Rae,student\n")
    _, contract = drafted("a.zip", content.getvalue())
    assert (contract.deliveries[0].format, contract.deliveries[0].member) == ("oneroster", "users")
    assert of(contract, "given_name").identifying


def test_cells_beside_a_table_are_left_out(drafted, place):
    book = openpyxl.Workbook()
    for row in (("id", "x"), (1, 2, "a note"), (2, 3), (3, 4)):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    _, contract = drafted("a.xlsx", content.getvalue())
    assert contract.deliveries[0].range == "A1:B"
    place.deliver("a.xlsx", content.getvalue())
    assert place.take_in(replace(contract)).outcome == "taken in"


def test_a_file_in_the_workspace_is_named_by_its_path_there(tmp_path):
    path = tmp_path / "arrivals" / "a.csv"
    path.parent.mkdir()
    path.write_text("id,x\n1,2\n3,4\n")
    assert '- path: "arrivals/a.csv"' in suggest(path, tmp_path)
    assert '- path: "deliveries/a.csv"' in suggest(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"only one line", b"\0\0\0"])
def test_nothing_is_drafted_of_nothing(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(DeliveryRefused):
        suggest(path)


def test_a_count_is_no_key_though_each_is_there_once(drafted):
    """In a short file every number of pupils is there once; school and year are what make a row one of a kind."""
    rows = b"School,Year,Pupils,Meals taken\nNorth,2023,120,80\nNorth,2024,118,81\nSouth,2023,60,44\nSouth,2024,63,40\n"
    _, contract = drafted("meals.csv", rows)
    assert {f.name for f in contract.fields if f.key} == {"school", "year"}
