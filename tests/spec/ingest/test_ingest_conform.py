"""What the contract makes of text: values, the four absences, and rows that break it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from kenspeckle.ground.terms import PeriodKind
from kenspeckle.ground.workspace.definitions import Unpivot


def test_zero_missing_not_applicable_and_suppressed_are_four_things(place, make):
    place.deliver("a.csv", "school,roll\nA,0\nB,\nC,z\nD,c\n")
    fields = [make.field("school", required=True), make.field("roll", "integer")]
    done = place.take_in(make.contract(fields, marks={"z": "not-applicable", "c": "suppressed"}))
    assert done.outcome == "taken in", done.refusals
    assert place.rows("school", "roll", "roll__absent") == [
        ("A", 0, None),
        ("B", None, 1),
        ("C", None, 2),
        ("D", None, 3),
    ]


def test_a_required_field_has_no_column_beside_it(place, make):
    place.deliver("a.csv", "school,roll\nA,7\n")
    fields = [make.field("school", required=True), make.field("roll", "integer")]
    place.take_in(make.contract(fields))
    import duckdb

    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{place.shelf.parts[0]}'").fetchall()
    assert [(c[0], c[1]) for c in described] == [
        ("school", "VARCHAR"),
        ("roll", "BIGINT"),
        ("roll__absent", "UTINYINT"),
        ("_delivery", "VARCHAR"),
        ("_row", "BIGINT"),
    ]
    assert place.rows("_delivery", "_row") == [("deliveries/a.csv", 2)]


@pytest.mark.parametrize(
    ("kind", "more", "written", "value"),
    [
        ("integer", {}, "1,234", 1234),
        ("integer", {}, "5237521.0", 5237521),
        ("integer", {}, " 12 ", 12),
        ("integer", {}, "1 234 567", 1234567),
        ("integer", {}, "12 [Note 3]", 12),
        ("integer", {}, "-7", -7),
        ("integer", {}, "\u22127", -7),
        ("integer", {"percent": True}, "8%", 8),
        ("number", {"scale": 2}, "8.126", Decimal("8.13")),
        ("number", {"scale": 2}, "1,234.5", Decimal("1234.50")),
        ("number", {"scale": 1, "percent": True}, "7.9 %", Decimal("7.9")),
        ("number", {"scale": 6}, "1e-3", Decimal("0.001000")),
        ("number", {"scale": 8}, "87.01298701", Decimal("87.01298701")),
        ("boolean", {}, "Yes", True),
        ("boolean", {}, "0", False),
        ("date", {}, "2024-08-19", date(2024, 8, 19)),
        ("date", {}, "2024-08-19T00:00:00", date(2024, 8, 19)),
        ("date", {"formats": ("%d/%m/%Y",)}, "19/08/2024", date(2024, 8, 19)),
        ("date", {"formats": ("%d %B %Y", "%d-%b-%Y")}, "19-Aug-2024", date(2024, 8, 19)),
        ("period", {"period": PeriodKind.SPLIT_YEAR}, "2021/2022", "2021/22"),
        ("period", {"period": PeriodKind.SPLIT_YEAR}, "202122", "2021/22"),
        ("period", {"period": PeriodKind.YEAR}, "2011 [Note 1]", "2011"),
        ("period", {"period": PeriodKind.MONTH, "formats": ("%b %Y",)}, "Aug 2024", "2024-08"),
        ("string", {}, '="0012"', "0012"),
        ("string", {}, " Perth  and Kinross ", "Perth  and Kinross"),
        ("string", {"codes": {"Eilean Siar": "Na h-Eileanan Siar"}}, "Eilean Siar", "Na h-Eileanan Siar"),
        ("string", {"codes": {"20-Oct": "10-20%"}, "allowed": ("10-20%",)}, "20-Oct", "10-20%"),
    ],
)
def test_text_becomes_a_value(place, make, kind, more, written, value):
    quoted = '"' + written.replace('"', '""') + '"'
    place.deliver("a.csv", f"id,x\n1,{quoted}\n")
    done = place.take_in(make.contract([make.field("id"), make.field("x", kind, **more)]))
    assert done.outcome == "taken in", done.refusals
    assert place.rows("x") == [(value,)]


@pytest.mark.parametrize(
    ("kind", "more", "written", "reason"),
    [
        ("integer", {}, "12.5", "is not a whole number"),
        ("integer", {}, "1,23", "is not a whole number"),
        ("integer", {}, "twelve", "is not a whole number"),
        ("integer", {}, "99999999999999999999", "is not a whole number"),
        ("integer", {}, "90-100%", "is not a whole number"),
        ("integer", {"minimum": Decimal(1)}, "0", "is less than 1"),
        ("integer", {"maximum": Decimal(5)}, "6", "is more than 5"),
        ("number", {}, "8%", "is a percentage, and the contract does not say `percent: true`"),
        ("number", {"scale": 2}, "12345678901234567890", "is not a number"),
        ("number", {}, "#DIV/0!", "is not a number"),
        ("boolean", {}, "perhaps", "is not yes or no"),
        ("date", {}, "2024-02-30", "is not a date"),
        ("date", {"formats": ("%d/%m/%Y",)}, "19/08/24", "is not a date"),
        ("period", {"period": PeriodKind.SPLIT_YEAR}, "2021/23", "is not a split-year"),
        ("string", {"required": True}, "", "is required and has no value"),
        ("string", {"required": True}, "c", "is required and has no value"),
        ("string", {"pattern": r"S\d{8}"}, "S0100650", r"does not have the form S\d{8}"),
        ("string", {"allowed": ("P1", "P2")}, "P3", "is not one of the values that the contract allows"),
        ("string", {"allowed": ("10-20%",)}, "20-Oct", "spreadsheet turned into a date"),
        ("string", {"identifying": True}, "1.23E+11", "spreadsheet turned into a date or a short number"),
    ],
)
def test_a_row_that_breaks_the_contract_is_quarantined_with_its_reason_and_never_its_value(
    place, make, kind, more, written, reason
):
    place.deliver("a.csv", f'id,x\n1,"{written}"\n')
    contract = make.contract([make.field("id"), make.field("x", kind, **more)], marks={"c": "suppressed"})
    done = place.take_in(contract)
    assert done.outcome == "refused"
    assert "field 'x'" in done.refusals[0]
    assert reason in done.refusals[0]
    assert "first row 2" in done.refusals[0]
    (aside,) = (place.root / ".ken/quarantine/source").iterdir()
    assert aside.stat().st_mode & 0o777 == 0o600
    line = json.loads(aside.read_text())
    assert line["row"] == 2
    assert line["text"] == {"id": "1", "x": written}
    if len(written) > 2 and written not in reason:
        assert written not in done.refusals[0]


def test_broken_rows_within_the_tolerance_go_aside_and_the_rest_is_kept(place, make):
    place.deliver("a.csv", "id,x\n" + "".join(f"{i},{i}\n" for i in range(99)) + "99,many\n")
    done = place.take_in(make.contract([make.field("id"), make.field("x", "integer")], tolerance="0.01"))
    assert done.outcome == "taken in"
    assert place.one("count(*)") == 99
    assert done.deliveries[0].quarantined == 1
    assert "1 more are in quarantine" in done.sentence


def test_beyond_the_tolerance_the_delivery_is_refused_whole_and_the_last_snapshot_stays(place, make):
    contract = make.contract([make.field("id"), make.field("x", "integer")], tolerance="0.01")
    place.deliver("a.csv", "id,x\n1,1\n")
    assert place.take_in(contract).outcome == "taken in"
    place.deliver("a.csv", "id,x\n" + "".join(f"{i},{i}\n" for i in range(98)) + "98,many\n99,few\n")
    done = place.take_in(contract)
    assert done.outcome == "refused"
    assert "2 of 100 rows break the contract (tolerance 1%)" in done.refusals[0]
    assert "the last good snapshot stays" in done.sentence
    assert len(place.shelf.drafts) == 1


def test_years_of_one_feed_with_other_headers_codes_and_bands_are_one_source(place, make):
    place.deliver("2021.csv", "Council,Pupil roll,Urban\nEdinburgh City,10,90-100%\n")
    place.deliver("2022.csv", 'Local authority,"Pupil\nroll [Note 2]",Urban\nCity of Edinburgh,11,85\n')
    fields = [
        make.field("council", "string", "Local Authority", "Council", codes={"Edinburgh City": "City of Edinburgh"}),
        make.field("roll", "integer", "Pupil roll"),
        make.field("urban", "number", "Urban", bands="not-applicable", scale=1),
        make.field("year", "period", period=PeriodKind.YEAR, required=True),
    ]
    spec = make.spec("deliveries/*.csv", from_name=r"^(?P<year>\d{4})")
    assert place.take_in(make.contract(fields, spec)).outcome == "taken in"
    assert place.rows("year", "council", "roll", "urban", "urban__absent") == [
        ("2021", "City of Edinburgh", 10, None, 2),
        ("2022", "City of Edinburgh", 11, Decimal("85.0"), None),
    ]


@pytest.mark.parametrize("band", ["97-100%", "5 - <10%", ">20%", "<5", "10\u201320%", "fewer than 5", "10 or more"])
def test_a_band_is_the_absence_that_the_contract_says(place, make, band):
    place.deliver("a.csv", f'id,x\n1,"{band}"\n')
    place.take_in(make.contract([make.field("id"), make.field("x", "number", bands="suppressed")]))
    assert place.rows("x", "x__absent") == [(None, 3)]


def test_the_same_mark_means_different_things_in_different_fields(place, make):
    place.deliver("a.csv", "x,y\n-,-\n")
    fields = [make.field("x", "integer", marks={"-": "not-applicable"}), make.field("y", "integer")]
    place.take_in(make.contract(fields, marks={"-": "missing"}))
    assert place.rows("x__absent", "y__absent") == [(2, 1)]


def test_columns_that_are_values_become_rows(place, make):
    place.deliver("a.csv", "Group,1994/95,1995/96,2020/21\nChildren,0.301,0.319,[x]\n")
    fields = [
        make.field("group", "string", "Group"),
        make.field("year", "period", period=PeriodKind.SPLIT_YEAR, required=True),
        make.field("share", "number", scale=3),
    ]
    spec = make.spec("deliveries/a.csv", unpivot=Unpivot((r"/\d{4}/\d{2}/",), "year", "share"))
    done = place.take_in(make.contract(fields, spec, marks={"[x]": "missing"}))
    assert done.outcome == "taken in", done.refusals
    assert place.rows("year", "share", "share__absent", "_row", order="year") == [
        ("1994/95", Decimal("0.301"), None, 2),
        ("1995/96", Decimal("0.319"), None, 2),
        ("2020/21", None, 1, 2),
    ]


def test_one_group_of_the_expression_is_the_name_that_is_kept(place, make):
    place.deliver("a.csv", "school,SIMD Quintile 1,SIMD Quintile 2\nA,10,c\n")
    fields = [make.field("school"), make.field("quintile"), make.field("children", "integer")]
    spec = make.spec("deliveries/a.csv", unpivot=Unpivot((r"/SIMD Quintile (\d)/",), "quintile", "children"))
    place.take_in(make.contract(fields, spec, marks={"c": "suppressed"}))
    assert place.rows("quintile", "children", "children__absent", order="quintile") == [("1", 10, None), ("2", None, 3)]


def test_rows_that_repeat_each_other_stay_once(place, make):
    place.deliver("a.csv", "id,x\n1,5\n2,6\n1,5\n")
    fields = [make.field("id", key=1), make.field("x", "integer")]
    done = place.take_in(make.contract(fields, tolerance="0.5"))
    assert done.outcome == "taken in"
    assert place.rows("id", "x", "_row") == [("1", 5, 2), ("2", 6, 3)]


def test_of_rows_that_share_a_key_and_disagree_neither_stays(place, make):
    place.deliver("a.csv", "id,x\n1,5\n2,6\n1,7\n")
    done = place.take_in(make.contract([make.field("id", key=1), make.field("x", "integer")], tolerance="0.9"))
    assert place.rows("id") == [("2",)]
    assert done.deliveries[0].quarantined == 2


def test_a_field_without_a_column_refuses_the_delivery_and_names_the_nearest_header(place, make, refusal):
    place.deliver("a.csv", "School name,Pupil rol\nA,7\n")
    fields = [make.field("school", "string", "School name"), make.field("roll", "integer", "Pupil roll")]
    told = refusal(make.contract(fields))
    assert "'roll' (header 'Pupil roll'; the nearest is 'Pupil rol')" in told


def test_a_column_that_some_years_lack_is_declared_empty_for_them(place, make):
    place.deliver("2012.csv", "District,Percent\nA,8.1\n")
    place.deliver("2020.csv", "District,Count,Percent\nA,61,8.9\n")
    fields = [make.field("district", "string", "District"), make.field("count", "integer", "Count")]
    done = place.take_in(
        make.contract(fields, make.spec("deliveries/2012.csv", adds={"count": ""}), make.spec("deliveries/2020.csv"))
    )
    assert place.rows("count", "count__absent") == [(None, 1), (61, None)]
    assert "1 column is not in the contract and left out: 'Percent'" in done.deliveries[0].notes


def test_what_an_author_or_a_provider_writes_never_reaches_the_engine_as_sql(place, make):
    nasty = "x'); DROP TABLE labels_0; --"
    place.deliver("o'clock\".csv", f'"{nasty}","b""c"\n{nasty},1\n')
    fields = [
        make.field("a", "string", nasty, codes={nasty: "y\"'; --"}, allowed=("y\"'; --",)),
        make.field("b", "integer", 'b"c', marks={"'": "missing"}),
    ]
    done = place.take_in(make.contract(fields, marks={"';": "missing"}))
    assert done.outcome == "taken in", done.refusals
    assert place.rows("a", "b", "_delivery") == [("y\"'; --", 1, "deliveries/o'clock\".csv")]
