"""Bad deliveries: each gets one clear message, and nothing is lost."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from kenspeckle.inside.ingest import DeliveryRefused, refusals
from kenspeckle.inside.ingest.readers import delimited


@pytest.fixture
def ids(make):
    """A contract that asks for one field, `id`."""
    return make.contract([make.field("id")])


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/"), data)
    return content.getvalue()


def test_an_empty_file(place, ids, refusal):
    place.deliver("a.csv", b"")
    assert refusal(ids) == "deliveries/a.csv: it is empty (0 bytes). Ask its provider to send it again."


@pytest.mark.parametrize("content", ["\n\n\n", "id\n", "id\n\n \n"])
def test_a_file_without_a_row(place, ids, refusal, content):
    place.deliver("a.csv", content)
    assert "Ask its provider to send it again." in refusal(ids)


def test_a_truncated_zip(place, ids, refusal):
    place.deliver("a.zip", zipped(**{"a.csv": b"id\n" + bytes(range(256)) * 400})[:-300])
    assert "it cannot be opened as a zip file; it may be damaged or cut short." in refusal(ids)


def test_a_zip_with_a_byte_changed_inside(place, ids, refusal):
    data = bytearray(zipped(**{"a.csv": b"id\n" + b"".join(b"%d\n" % i for i in range(2000))}))
    data[200] ^= 0xFF
    place.deliver("a.zip", bytes(data))
    assert "damaged or cut short" in refusal(ids)


def test_a_zip_bomb(place, ids, refusal):
    place.deliver("a.zip", zipped(**{"a.csv": b"0" * (20 << 20)}))
    assert "it unpacks to far more than it holds" in refusal(ids)


def test_a_zip_bomb_that_lies_about_its_size(place, ids, refusal):
    data = zipped(**{"a.csv": b"0" * (20 << 20)})
    place.deliver("a.zip", data.replace((20 << 20).to_bytes(4, "little"), (2000).to_bytes(4, "little")))
    assert "unpacks to far more" in refusal(ids) or "damaged" in refusal(ids)


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a\\..\\..\\evil.csv"])
def test_a_zip_whose_names_climb_out(place, ids, refusal, name):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr(zipfile.ZipInfo(name), b"id\n1\n")
    place.deliver("a.zip", content.getvalue())
    assert "a file whose name climbs out" in refusal(ids)


def test_a_zip_with_a_link_in_it(place, ids, refusal):
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = 0o120777 << 16
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr(info, b"/etc/passwd")
    place.deliver("a.zip", content.getvalue())
    assert "a link instead of a file" in refusal(ids)


def test_a_zip_of_several_files_is_not_guessed_at(place, ids, refusal):
    place.deliver("a.zip", zipped(**{"a.csv": b"id\n1\n", "b.csv": b"id\n2\n"}))
    assert "it holds 2 files: 'a.csv', 'b.csv'. Name them in `member`." in refusal(ids)


def test_the_members_of_a_zip_that_match_are_a_part_each(place, make):
    place.deliver("a.zip", zipped(**{"x__2021.csv": b"id\n1\n", "x__2022.csv": b"id\n2\n", "readme.txt": b"hello"}))
    contract = make.contract(
        [make.field("id"), make.field("year")],
        make.spec("deliveries/a.zip", member="*.csv", from_name=r"(?P<year>\d{4})"),
    )
    assert place.take_in(contract).outcome == "taken in"
    assert place.rows("id", "year", "_delivery") == [
        ("1", "2021", "deliveries/a.zip!x/2021.csv"),
        ("2", "2022", "deliveries/a.zip!x/2022.csv"),
    ]
    assert place.take_in(contract).outcome == "unchanged"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info.filename))
        new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.xlsm", "a.xlsx"])
def test_a_workbook_with_macros(place, ids, refusal, name):
    place.deliver(name, with_part(workbook(("id",), (1,)), "xl/vbaProject.bin", b"Attribute VB_Name"))
    assert "it carries macros, and a delivery is data, not a program." in refusal(ids)


def test_a_workbook_whose_formulas_were_saved_without_values(place, ids, refusal):
    place.deliver("a.xlsx", workbook(("id",), ("=1+1",)))
    assert "cell A2 of sheet 'Sheet' holds a formula that was saved without its value" in refusal(ids)


def test_a_workbook_whose_formulas_have_values_is_read_and_it_says_so(place, ids):
    data = workbook(("id",), ("=1+1",))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    sheet = sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
    place.deliver("a.xlsx", with_part(data, "xl/worksheets/sheet1.xml", sheet))
    done = place.take_in(ids)
    assert done.outcome == "taken in", done.refusals
    assert place.rows("id") == [("2",)]
    assert done.deliveries[0].notes[0].startswith("1 cell holds a formula; the values saved with the file were read")


def test_an_error_in_a_workbook_is_no_missing_value(place, make):
    place.deliver("a.xlsx", workbook(("id", "x"), ("a", 1), ("b", "#DIV/0!")))
    done = place.take_in(make.contract([make.field("id"), make.field("x", "integer")]))
    assert "field 'x' is not a whole number (1 row, first row 3)" in done.refusals[0]


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.xls"])
def test_a_workbook_cut_short(place, ids, refusal, make, name):
    whole = (make.data / "la_code_list.xlsx").read_bytes()
    if name.endswith("xls"):
        with zipfile.ZipFile(make.data / "pupil_census_2014_xls.zip") as packed:
            whole = packed.read("2014.xls")[:5000]
    place.deliver(name, whole[: len(whole) // 2])
    assert "damaged or cut short" in refusal(ids)


def test_a_nul_byte(place, ids, refusal):
    place.deliver("a.csv", b"id\n1\0\n")
    assert "it holds a NUL byte (number 5)" in refusal(ids)


def test_ten_thousand_columns(place, ids, refusal):
    names = ",".join(f"c{i}" for i in range(10_000))
    place.deliver("a.csv", f"{names}\n{names}\n")
    assert "it has 10,000 columns, and at most 2,000 are read." in refusal(ids)


def test_a_cell_of_three_hundred_megabytes(place, ids, refusal):
    path = place.deliver("a.csv", b'id,x\n1,"')
    with path.open("ab") as out:
        for _ in range(300):
            out.write(b"x" * 1_000_000)
        out.write(b'"\n')
    assert "it has a line or cell of more than 32,000,000 bytes" in refusal(ids)


def test_a_line_without_an_end(place, ids, refusal, monkeypatch):
    monkeypatch.setattr(delimited, "MAX_LINE", 3_000_000)
    place.deliver("a.csv", b'id,x\n1,"' + b"x" * 5_000_000)
    assert "it has a line or cell of more than 3,000,000 bytes" in refusal(ids)


def test_a_quotation_mark_that_is_never_closed(place, ids, refusal):
    place.deliver("a.csv", 'id,x\n1,"' + "2,3\n" * 400_000)
    told = refusal(ids)
    assert "row 2 has a cell of more than 1,000,000 characters" in told
    assert "quotation mark that is never closed" in told


def test_a_file_too_large_to_be_read_whole(place, ids, refusal, monkeypatch):
    from kenspeckle.inside.ingest.readers import documents

    monkeypatch.setattr(documents, "MAX_DOCUMENT", 1000)
    place.deliver("a.json", "[" + '{"id": 1},' * 200 + '{"id": 1}]')
    assert "Deliver one record on each line (NDJSON)." in refusal(ids)


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/passwd", "deliveries/../../outside.csv", "C:/a.csv"])
def test_a_path_that_climbs_out_of_the_workspace(place, make, refusal, path):
    (place.root.parent / "outside.csv").write_text("id\n1\n")
    assert "it climbs out of the workspace" in refusal(make.contract([make.field("id")], make.spec(path)))


def test_a_link_that_leads_out_of_the_workspace(place, ids, refusal):
    (place.root.parent / "outside.csv").write_text("id\n1\n")
    (place.root / "deliveries/a.csv").symlink_to(place.root.parent / "outside.csv")
    assert "deliveries/a.csv: it is a link that leads out of the workspace" in refusal(ids)


def test_a_folder_that_is_a_link_out_of_the_workspace(place, make, refusal):
    (place.root.parent / "elsewhere").mkdir()
    (place.root.parent / "elsewhere/a.csv").write_text("id\n1\n")
    (place.root / "linked").symlink_to(place.root.parent / "elsewhere")
    contract = make.contract([make.field("id")], make.spec("linked/*.csv"))
    assert "leads out of the workspace" in refusal(contract)


def test_dates_in_two_orders(place, make, refusal):
    place.deliver("a.csv", "id,day\n1,03/04/2024\n2,25/12/2024\n3,12/25/2024\n")
    told = refusal(make.contract([make.field("id"), make.field("day", "date", formats=("%d/%m/%Y",))], tolerance="0.9"))
    assert "written in two orders: day first in row 3, month first in row 4" in told


def test_dates_without_a_declared_format(place, make, refusal):
    place.deliver("a.csv", "id,day\n1,03/04/2024\n2,25/12/2024\n")
    told = refusal(make.contract([make.field("id"), make.field("day", "date")]))
    assert "the contract declares no format" in told
    assert "such as %d/%m/%Y" in told


def test_formats_that_read_one_text_as_two_days(place, make, refusal):
    place.deliver("a.csv", "id,day\n1,03/04/2024\n")
    told = refusal(make.contract([make.field("day", "date", formats=("%d/%m/%Y", "%m/%d/%Y"))]))
    assert "read one text as two days" in told


def test_a_pattern_that_is_none(place, make, refusal):
    place.deliver("a.csv", "id\n1\n")
    assert "the pattern of field 'id' is not a regular expression" in refusal(
        make.contract([make.field("id", pattern="(")])
    )


def test_a_file_that_is_not_what_its_name_says(place, make, ids):
    place.deliver("a.csv", workbook(("id",), (1,)))
    assert place.take_in(ids).outcome == "taken in"
    assert place.rows("id") == [("1",)]


def test_nothing_delivered_is_no_refusal(place, ids):
    done = place.take_in(ids)
    assert done.outcome == "nothing delivered"
    assert done.sentence == "source: nothing was delivered at deliveries/*."


def test_all_refused_deliveries_are_named_at_once_and_none_is_half_kept(place, ids):
    place.deliver("a.csv", "id\n1\n")
    place.deliver("b.csv", b"")
    place.deliver("c.csv", b"id\n\0\n")
    done = place.take_in(ids)
    assert done.outcome == "refused"
    assert [r.split(":")[0] for r in done.refusals] == ["deliveries/b.csv", "deliveries/c.csv"]
    assert not place.shelf.drafts


def test_no_refusal_holds_a_value_of_a_row(place, make):
    secret = "Ailsa Carswell"
    place.deliver("a.csv", f"id,x,day\n{secret},{secret},{secret}\n{secret},1,03/04/2024,{secret}\n")
    fields = [
        make.field("id", key=1, pattern="[0-9]+", allowed=("1",)),
        make.field("x", "integer", required=True),
        make.field("day", "date"),
    ]
    done = place.take_in(make.contract(fields))
    assert done.outcome == "refused"
    assert "Carswell" not in repr(done)


def test_what_is_left_on_the_desk_after_an_ingest_is_nothing(place, ids):
    place.deliver("a.csv", "id\n1\n")
    place.deliver("b.csv", b"")
    place.take_in(ids)
    assert list((place.root / ".ken/scratch").iterdir()) == []


def test_every_limit_is_a_number_that_a_person_can_find():
    assert refusals.MAX_COLUMNS == 2_000
    assert issubclass(DeliveryRefused, Exception)
    assert DeliveryRefused("a", "b.").exit_code == 2


def test_a_return_that_names_an_encoding_there_is_none_of_is_refused(place, make, refusal):
    place.deliver("x.xml", '<?xml version="1.0" encoding="UT--8"?><a><b><c>1</c></b></a>')
    spec = make.spec("deliveries/x.xml", format="xml", options={"rows": "a/b"})
    assert "an encoding that there is none of" in refusal(make.contract([make.field("c")], spec))
