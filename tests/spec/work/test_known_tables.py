"""What others have published is read as it is written, and nothing of it is overlooked in silence."""

import pytest
from openpyxl import Workbook
from tests.spec.work.running import children, setting

from kenspeckle.govern import Purpose
from kenspeckle.ground.terms import CellKey, Complaints, Period, group
from kenspeckle.work.elsewhere import known_cells
from kenspeckle.work.ingest import ingest
from kenspeckle.work.sources import delivered
from kenspeckle.work.telling import look

YEAR = Period.parse("2024/25")
HEAD = """\
statistics:
  title: Pupils in schools
  publisher: The government
  date: 2025-03-18
  reference: https://example.org/pupils
  measure: lates
"""


def known(tmp_path, text, files=None):
    """The cells that are known in a workspace of invented children, with this text in known/."""
    root = children(tmp_path / "w", {"Northside": 30, "Eastfield": 12, "Westbrook": 4})
    (root / "known").mkdir()
    (root / "known" / "one.yaml").write_text(HEAD + text)
    for name, content in (files or {}).items():
        (root / name).write_text(content)
    run = setting(root)
    ingest(run)
    sources = delivered(run.workspace, run.door)
    with run.door.read(sources, Purpose.TELL) as capsule:
        return known_cells(run.workspace, look(run, sources, capsule).facts)


def complaints(tmp_path, text, files=None):
    with pytest.raises(Complaints) as refused:
        known(tmp_path, text, files)
    return [str(c) for c in refused.value.complaints]


def at(school=""):
    return CellKey("lates", YEAR, group(school=school) if school else ())


def test_rows_in_the_definition_are_cells_of_the_measure(tmp_path):
    found = known(
        tmp_path,
        "  columns: {by: {school: School}, children: Pupils}\n  in: 2024/25\n"
        "  rows: [{School: Northside, Pupils: 30}, {School: Total, Pupils: '1,046'}]\n",
    )
    assert {key: cell.children for key, cell in found.items()} == {at("Northside"): 30, at(): 1046}
    assert found[at()].origin.startswith("known/one.yaml:")


@pytest.mark.parametrize("written", ["2024/25", "2024-25", "2024/2025", "202425", " 2024-2025 "])
def test_a_period_is_read_however_it_is_written(tmp_path, written):
    table = {"known/t.csv": f"School,Year,Pupils\nNorthside,{written},30\n"}
    text = "  table: known/t.csv\n  columns: {by: {school: School}, period: Year, children: Pupils}\n"
    assert list(known(tmp_path, text, table)) == [at("Northside")]


def test_a_workbook_is_read_from_the_sheet_that_is_named(tmp_path):
    book = Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Table 1")
    for row in (["Pupils in schools"], [], ["Name of school", "Times late", "Pupils"], ["NORTHSIDE", 60, 30]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    root = tmp_path / "w"
    text = (
        "  table: known/t.xlsx\n  sheet: Table 1\n  skip: 2\n  in: 2024/25\n"
        "  columns: {by: {school: Name of school}, children: Pupils, numerator: Times late}\n"
    )
    root.mkdir()
    (root / "known").mkdir()
    (tmp_path / "t.xlsx").rename(root / "known" / "t.xlsx")
    found = known_of_existing(root, text)
    assert [(c.children, c.numerator) for c in found.values()] == [(30, 60)]


def known_of_existing(root, text):
    """The same, in a folder that has a table already."""
    kept = root.parent / "kept"
    (root / "known").rename(kept)
    root.rmdir()
    children(root, {"Northside": 30, "Eastfield": 12, "Westbrook": 4})
    kept.rename(root / "known")
    (root / "known" / "one.yaml").write_text(HEAD + text)
    run = setting(root)
    ingest(run)
    sources = delivered(run.workspace, run.door)
    with run.door.read(sources, Purpose.TELL) as capsule:
        return known_cells(run.workspace, look(run, sources, capsule).facts)


def test_what_they_hid_is_not_known(tmp_path):
    table = {"known/t.csv": "School,Pupils\nNorthside,30\nEastfield,c\nWestbrook,under 5\n"}
    text = (
        "  table: known/t.csv\n  in: 2024/25\n  marks: [under 5]\n  columns: {by: {school: School}, children: Pupils}\n"
    )
    assert list(known(tmp_path, text, table)) == [at("Northside")]


def test_of_two_tables_the_finer_one_is_kept(tmp_path):
    text = "  columns: {children: Pupils}\n  in: 2024/25\n  rounded: 10\n  rows: [{Pupils: 50}]\n" + HEAD.replace(
        "statistics", "reply"
    )
    text += "  columns: {children: Pupils}\n  in: 2024/25\n  rows: [{Pupils: 46}]\n"
    assert [(c.children, c.rounded) for c in known(tmp_path, text).values()] == [(46, 1)]


def test_a_number_that_cannot_be_read_is_complained_of_with_its_row(tmp_path):
    table = {"known/t.csv": "School,Pupils\nNorthside,30\nEastfield,about 12\n"}
    text = "  table: known/t.csv\n  in: 2024/25\n  columns: {by: {school: School}, children: Pupils}\n"
    (said,) = complaints(tmp_path, text, table)
    assert said.startswith(
        "known/t.csv:3: `about 12` in the column `Pupils`; expected a whole number, or one of `marks`"
    )


def test_a_value_that_nobody_knows_is_complained_of_with_the_nearest(tmp_path):
    text = (
        "  columns: {by: {school: School}, children: Pupils}\n  in: 2024/25\n"
        "  rows:\n    - {School: Northsid, Pupils: 30}\n"
    )
    (said,) = complaints(tmp_path, text)
    assert said.startswith("known/one.yaml:10:8: `Northsid` is no school that we know")
    assert "did you mean Northside?" in said


def test_a_column_that_is_not_there_is_named(tmp_path):
    table = {"known/t.csv": "School,Roll\nNorthside,30\n"}
    text = "  table: known/t.csv\n  in: 2024/25\n  columns: {by: {school: School}, children: Pupils}\n"
    with pytest.raises(Exception, match=r"known/t.csv: it has no column 'Pupils'"):
        known(tmp_path, text, table)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  columns: {children: P}\n  in: 2024/25\n", "neither a table nor rows"),
        ("  columns: {by: {school: S}}\n  in: 2024/25\n  rows: [{S: Northside}]\n", "columns without a number"),
        ("  columns: {children: P}\n  rows: [{P: 1}]\n", "a table that does not say when"),
        (
            "  columns: {by: {skool: S}, children: P}\n  in: 2024/25\n  rows: [{S: a, P: 1}]\n",
            "known/one.yaml:7:18: `skool` is not a dimension of the measure `lates`; expected one of school "
            "(did you mean school?)",
        ),
        ("  columns: {children: P}\n  in: 2024/25\n  rows: [{Q: 1}]\n", "a row without the column `P`"),
        ("  columns: {children: P}\n  in: 2024/25\n  table: known/none.csv\n", "there is no file known/none.csv"),
        ("  columns: {children: P}\n  in: 2024/25\n  table: ../none.csv\n", "climbs out"),
        (
            "  columns: {children: P}\n  in: soon\n  rows: [{P: 1}]\n",
            "`soon` is no period; expected one such as 2024/25",
        ),
    ],
)
def test_a_definition_that_says_too_little_is_complained_of_where_it_stands(tmp_path, text, said):
    assert any(said in one for one in complaints(tmp_path, text))


def test_a_known_table_of_a_measure_that_is_public_already_is_refused(tmp_path):
    root = children(tmp_path / "w", {"Northside": 30})
    contract = root / "sources" / "rolls.yaml"
    contract.write_text(contract.read_text().replace("provider: Nobody\n", "provider: Nobody\n      public: true\n"))
    (root / "known").mkdir()
    (root / "known" / "one.yaml").write_text(HEAD + "  columns: {children: P}\n  in: 2024/25\n  rows: [{P: 30}]\n")
    with pytest.raises(Complaints, match="which is public already: nothing of it is hidden"):
        setting(root)
