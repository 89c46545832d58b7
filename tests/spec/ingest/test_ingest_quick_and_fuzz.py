"""Two ways of reading a clean file agree, and no file at all makes a reader fail in another way than by refusing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from itertools import islice
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kenspeckle.ground.workspace.definitions import DeliverySpec
from kenspeckle.inside.ingest import DeliveryRefused, suggest
from kenspeckle.inside.ingest.opening import opened
from kenspeckle.inside.ingest.quick import quick
from kenspeckle.inside.ingest.readers import READERS
from kenspeckle.inside.ingest.reading import Delivered
from kenspeckle.inside.ingest.spool import spool

bounded = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# Everything that is special to some CSV engine, beside plain text.
cells = st.text(st.sampled_from("ab1 ,;|\t\"'=\n\r\\#.-éÀ\u00a0\u2028"), max_size=6)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


def patient(file: Delivered, spec: DeliverySpec, path: Path) -> list[tuple[object, ...]]:
    path.unlink(missing_ok=True)
    delivery = spool(READERS["csv"](file, spec), path, file.label)
    rows = duckdb.sql(delivery.sql).fetchall()
    return [(h.name for h in delivery.header), *[tuple(c or "" for c in r) for r in rows]][1:]


def fast(file: Delivered, spec: DeliverySpec) -> list[tuple[object, ...]] | None:
    delivery = quick(file, spec, "csv")
    if delivery is None:
        return None
    try:
        return [tuple(c or "" for c in r) for r in duckdb.sql(delivery.sql).fetchall()]
    except duckdb.Error:
        return None  # the ingest falls back to the patient way


@bounded
@given(tables, st.sampled_from(["\n", "\r\n"]), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_the_quick_way_and_the_patient_way_read_the_same_rows(tmp_path, table, end, delimiter, marked):
    out = io.StringIO()
    csv.writer(out, lineterminator=end, delimiter=delimiter).writerows([["id", "x", "y", "z"][: len(table[0])], *table])
    path = tmp_path / "a.csv"
    path.write_bytes((b"\xef\xbb\xbf" if marked else b"") + out.getvalue().encode())
    file, spec = Delivered("a.csv", path, "a.csv"), DeliverySpec("a.csv", options={"delimiter": delimiter})
    quickly = fast(file, spec)
    if quickly:  # neither None nor without a row, which is refused
        assert quickly == patient(file, spec, tmp_path / "spool.csv")


@bounded
@given(st.text(st.sampled_from('ab1,"\n\r ='), max_size=60))
def test_for_any_text_the_quick_way_is_the_patient_way_or_stands_back(tmp_path, body):
    path = tmp_path / "a.csv"
    path.write_bytes(("id,x\n" + body).encode())
    file, spec = Delivered("a.csv", path, "a.csv"), DeliverySpec("a.csv", options={"delimiter": ","})
    try:
        quickly = fast(file, spec)
        if quickly is None:
            return
        patiently = patient(file, spec, tmp_path / "spool.csv")
    except DeliveryRefused:
        return
    assert quickly == patiently


def test_the_quick_way_is_taken_for_a_clean_file_and_not_for_an_odd_one(tmp_path):
    path = tmp_path / "a.csv"
    file, spec = Delivered("a.csv", path, "a.csv"), DeliverySpec("a.csv")
    for content, taken in [
        (b"id,x\n1,2\n", True),
        (b'id,x\r\n"1","2, 3"\r\n', True),
        (b"id,x\n1,2\n\n3,4\n", False),
        (b"id,x\r\n1,2\n", False),
        ("id,x\né,2\n".encode("cp1252"), False),
        (b'"i\nd",x\n1,2\n', False),
        (b"id\n1\n", False),
    ]:
        path.write_bytes(content)
        assert (quick(file, spec, "csv") is not None) == taken, content
    path.write_bytes(b"id,x\n1,2\n")
    assert quick(file, DeliverySpec("a.csv", skip=1), "csv") is None


def seeds() -> dict[str, tuple[bytes, DeliverySpec]]:
    """One small sound file of each kind, to be damaged."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (("id", "x"), ("1", 2.5), ("3", "=1")):
        book.active.append(row)
    excel, bundle, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    book.save(excel)
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.orgs,bulk\n")
        out.writestr("orgs.csv", "sourcedId,name\n1,A\n")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.csv", "id,x\n1,2\n")
    xml = b'<?xml version="1.0"?><r a="1"><p i="2"><x>3</x><y><z>4</z></y></p><p i="5"/></r>'
    return {
        "csv": (b'id,x\n1,"2"\n3,4\n', DeliverySpec("a.csv")),
        "tsv": ("id\tx\n1\té\n".encode("utf-16"), DeliverySpec("a.csv")),
        "excel": (excel.getvalue(), DeliverySpec("a.xlsx", format="excel")),
        "json": (
            json.dumps({"a": [{"b": 1, "c": {"d": [2]}}]}).encode(),
            DeliverySpec("a.json", format="json", options={"rows": "a"}),
        ),
        "xml": (xml, DeliverySpec("a.xml", format="xml", options={"rows": "r/p"})),
        "report": (b"Title,\nid,x\n1,2\nTotal,2\nid,x\n3,4\n", DeliverySpec("a.csv", format="report", skip=1)),
        "oneroster": (bundle.getvalue(), DeliverySpec("a.zip", format="oneroster", member="orgs")),
        "zip": (packed.getvalue(), DeliverySpec("a.zip", member="*")),
    }


SEEDS = seeds()
DATA = Path(__file__).parents[2] / "data" / "ingest"
damages = st.lists(
    st.tuples(st.sampled_from(["set", "cut", "drop", "repeat", "insert"]), st.floats(0, 1), st.integers(0, 255)),
    min_size=1,
    max_size=6,
)


def damaged(whole: bytes, how: list[tuple[str, float, int]]) -> bytes:
    data = bytearray(whole)
    for kind, where, byte in how:
        at = int(where * max(len(data) - 1, 0))
        if kind == "set" and data:
            data[at] = byte
        elif kind == "cut":
            del data[at:]
        elif kind == "drop":
            del data[at : at + byte % 9]
        elif kind == "repeat":
            data[at:at] = data[at : at + byte]
        else:
            data[at:at] = bytes([byte])
    return bytes(data)


def told(path: Path, spec: DeliverySpec, scratch: Path) -> str:
    """Read everything in a file; return the message with which it is refused, or an empty text."""
    for left in scratch.glob("member-*"):
        left.unlink()
    try:
        for one, kind in opened(Delivered(path.name, path, path.name), spec, scratch):
            for _, row in islice(READERS[kind](one, spec).rows, 1_000):
                assert all(isinstance(c, str) for c in row)
    except DeliveryRefused as refused:
        return str(refused)
    return ""


def check_damaged(kind: str, how: list[tuple[str, float, int]], folder: Path) -> None:
    whole, spec = SEEDS[kind]
    path = folder / spec.path
    path.write_bytes(damaged(whole, how))
    message = told(path, spec, folder)
    assert not message or (message.startswith(spec.path) and len(message) < 600)


@pytest.mark.parametrize("kind", SEEDS)
@settings(bounded, max_examples=50)
@given(how=damages)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path, kind, how):
    check_damaged(kind, how, tmp_path)


INSIDES = [
    ("la_code_list.xlsx", part)
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels")
] + [("data2023_persistent.ods", "content.xml")]


@pytest.mark.parametrize(("name", "part"), INSIDES)
@settings(bounded, max_examples=15)
@given(how=damages)
def test_a_workbook_damaged_inside_its_zip_is_read_or_refused(tmp_path, name, part, how):
    """The checksums of a zip hide most damage from the parsers behind it; here they are right again."""
    path = tmp_path / name
    with zipfile.ZipFile(DATA / name) as old, zipfile.ZipFile(path, "w") as new:
        for inside in old.namelist():
            whole = old.read(inside)
            new.writestr(inside, damaged(whole, how) if inside == part else whole)
    message = told(path, DeliverySpec(name, format="excel", sheet="2" if name.endswith(".ods") else ""), tmp_path)
    assert not message or message.startswith(name)


@settings(bounded, max_examples=10)
@given(how=damages)
def test_a_damaged_old_workbook_is_read_or_refused(tmp_path, how):
    path = tmp_path / "a.xls"
    with zipfile.ZipFile(DATA / "pupil_census_2014_xls.zip") as packed:
        path.write_bytes(damaged(packed.read("2014.xls"), how))
    message = told(path, DeliverySpec("a.xls", format="excel", sheet="Table 1.1"), tmp_path)
    assert not message or message.startswith("a.xls")


@pytest.mark.evidence
@pytest.mark.parametrize("kind", SEEDS)
@settings(bounded, max_examples=3_000)
@given(how=damages)
def test_thousands_of_damaged_files_are_read_or_refused(tmp_path, kind, how):
    check_damaged(kind, how, tmp_path)


@settings(bounded, max_examples=30)
@given(st.sampled_from(sorted(SEEDS)), damages)
def test_a_draft_is_made_of_any_file_or_refused(tmp_path, kind, how):
    whole, spec = SEEDS[kind]
    path = tmp_path / spec.path
    path.write_bytes(damaged(whole, how))
    try:
        assert suggest(path).startswith("# A first contract for ")
    except DeliveryRefused:
        pass
