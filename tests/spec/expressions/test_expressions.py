"""Expressions: the small, safe part of SQL that definitions may use."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.ground.expressions import Expression, parse_row, parse_sums
from kenspeckle.ground.terms import Complaints, Spot

FIELDS = {
    "present": "integer",
    "possible": "integer",
    "rate": "number",
    "sex": "string",
    "year": "period",
    "day": "date",
    "late": "boolean",
    "first language": "string",
}
HERE = Spot("measures/m.yaml", 7, 12)


def sql(expression: Expression) -> str:
    return expression.tree.sql(dialect="duckdb")


def complaint(parse, text: str) -> str:
    with pytest.raises(Complaints) as refused:
        parse(text, FIELDS, HERE)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "becomes", "kind"),
    [
        ("present > 0 and sex = 'F'", '"present" > 0 AND "sex" = \'F\'', "boolean"),
        ("sex = 'F' and (late or rate > 1)", '"sex" = \'F\' AND ("late" OR "rate" > 1)', "boolean"),
        ("not late", 'NOT ("late")', "boolean"),
        ("sex in ('F', 'M')", "\"sex\" IN ('F', 'M')", "boolean"),
        ("year between '2020/21' and '2022/23'", "\"year\" BETWEEN '2020/21' AND '2022/23'", "boolean"),
        ("sex is not null", 'NOT ("sex" IS NULL)', "boolean"),
        ("\"first language\" like 'G%'", "\"first language\" LIKE 'G%'", "boolean"),
        ("day >= '2024-08-19'", "\"day\" >= CAST('2024-08-19' AS DATE)", "boolean"),
        ("coalesce(present, 0)", 'COALESCE("present", 0)', "integer"),
        ("round(rate, 1)", 'ROUND("rate", 1)', "number"),
        ("abs(present - possible)", 'ABS("present" - "possible")', "integer"),
        ("upper(trim(sex)) = 'F'", "UPPER(TRIM(\"sex\")) = 'F'", "boolean"),
        ("substring(sex, 1, 1)", 'SUBSTRING("sex", 1, 1)', "string"),
        ("cast(sex as integer)", 'TRY_CAST("sex" AS BIGINT)', "integer"),
        ("case when late then 1 else 0 end", 'CASE WHEN "late" THEN 1 ELSE 0 END', "integer"),
        ("1e2 * rate -- a comment", '100 * "rate"', "number"),
    ],
)
def test_what_one_row_may_be_asked(text, becomes, kind):
    """The tree is built anew: names are quoted, comments are gone, dates are dates."""
    expression = parse_row(text, FIELDS, HERE)
    assert (sql(expression), expression.type) == (becomes, kind)


def test_an_expression_knows_its_fields():
    assert parse_sums("sum(present) - sum(case when late then possible end)", FIELDS, HERE).fields == {
        "present",
        "late",
        "possible",
    }


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("sum(present)", [(1, '"present"')]),
        ("count()", [(1, "1")]),
        ("count(*) - sum(present)", [(1, "1"), (-1, '"present"')]),
        ("-(sum(present) - 2 * (count() + sum(rate)))", [(-1, '"present"'), (2, "1"), (2, '"rate"')]),
        ("sum(present) + sum(present) * 3", [(4, '"present"')]),
        ("sum(late)", [(1, 'CASE WHEN "late" THEN 1 WHEN NOT ("late") THEN 0 END')]),
    ],
)
def test_sums_are_a_linear_form(text, terms):
    """Because only a linear form of sums rolls up exactly from small groups to large ones."""
    expression = parse_sums(text, FIELDS, HERE)
    assert [(factor, row.sql(dialect="duckdb")) for factor, row in expression.terms] == terms


def test_division_is_by_constants_and_exact():
    """Engines divide into floats, and a published number must not be one."""
    assert sql(parse_row("rate * present / 100", FIELDS, HERE)) == '"rate" * "present" * 0.01'
    assert "would not be exact" in complaint(parse_row, "rate / 3")
    assert "would not be exact" in complaint(parse_row, "rate / possible")
    assert "sums that are divided" in complaint(parse_sums, "sum(present) / sum(possible)")


@pytest.mark.parametrize("text", ["rate / 0", "rate / (1 - 1)", "rate / 0.0"])
def test_division_by_a_literal_zero_is_refused(text):
    assert "this divides by zero" in complaint(parse_row, text)


@pytest.mark.parametrize("text", ["sum(0)", "0 * sum(present)", "sum(present) - sum(present)", "sum(0 * present)"])
def test_sums_that_are_zero_whatever_the_data_are_refused(text):
    """Below the line they would divide by zero, above it they would say nothing."""
    assert "this is zero whatever the data" in complaint(parse_sums, text)


@pytest.mark.parametrize(
    ("parse", "text", "said"),
    [
        (parse_row, "presnt > 0", "measures/m.yaml:7:12: `presnt` is not a field of the source; expected one of"),
        (parse_row, "presnt > 0", "(did you mean present?)"),
        (parse_row, "rate > 0 and PRESENT > 0", "measures/m.yaml:7:25: `PRESENT` is not a field"),
        (parse_row, "late and\n  presnt > 0", "measures/m.yaml:8:14: `presnt` is not a field"),
        (parse_row, "school.present > 0", "a name with a dot"),
        (parse_row, "sex = 1", "this compares text with a number"),
        (parse_row, "sex = null", "a comparison with null is never true; expected `is null`"),
        (parse_row, "day > '2024-13-01'", "'2024-13-01' is not a date"),
        (parse_row, "sex + 1", "text where a number is needed"),
        (parse_row, "sum(present)", "sum() works on many rows"),
        (parse_row, "read_csv('/etc/passwd')", "the function read_csv() is not allowed here"),
        (parse_row, "rate > 0 and getenv('HOME') = 'x'", "m.yaml:7:25: the function getenv() is not allowed here"),
        (parse_row, "current_date > day", "is not allowed"),
        (parse_row, "present in (select 1)", "`in` without a list of values"),
        (parse_row, "(select 1) = present", "is not allowed"),
        (parse_row, "select 1", "cannot be read here"),
        (parse_row, "drop table attendance", "cannot be read here"),
        (parse_row, "present; drop table attendance", "cannot be read"),
        (parse_row, "case sex when 'F' then 1 end", "`case FIELD when`"),
        (parse_row, "case when late then 1 else 'x' end", "a case whose answers are of several types"),
        (parse_row, "rate * 1e99", "a number of more than 18 digits"),
        (parse_row, "present > ", "cannot be read"),
        (parse_row, "", "an empty expression"),
        (parse_sums, "present", "`present` stands outside `sum(...)`"),
        (parse_sums, "sum(present", "1 bracket(s) without a partner"),
        (parse_sums, "0.5 * sum(present)", "a factor of 0.5; expected a whole number, or `sum(0.5 * FIELD)`"),
        (parse_sums, "sum(present) + 5", "the number 5 stands beside the sums"),
        (parse_sums, "sum(present) * sum(possible)", "sums that are multiplied with each other"),
        (parse_sums, "sum(distinct present)", "sum(distinct ...) is not allowed"),
        (parse_sums, "sum(sex)", "text where a number or a condition is needed"),
        (parse_sums, "avg(rate)", "avg() is not allowed here"),
        (parse_sums, "median(rate)", "median() is not allowed here"),
        (parse_sums, "sum(present) over ()", "is not allowed outside"),
        (parse_sums, "sum(present) filter (where late)", "is not allowed outside"),
        (parse_sums, "count(present)", "count() of something"),
    ],
)
def test_everything_else_is_refused_with_its_place(parse, text, said):
    assert said in complaint(parse, text)


@pytest.mark.parametrize(
    "text", ["(" * 200 + "present" + ")" * 200, "not " * 300 + "late", "1+" * 900 + "1", "-" * 350 + "1", "case " * 100]
)
def test_huge_and_deep_expressions_are_refused(text):
    """Before they are parsed, for a parser's stack is finite."""
    assert "measures/m.yaml:7:12" in complaint(parse_row, text)


def test_all_complaints_of_an_expression_come_at_once():
    text = complaint(parse_row, "presnt > 0 and posible > 0")
    assert "present" in text
    assert "possible" in text
    assert text.count("\n") == 1


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_a_complaint(text):
    for parse in (parse_row, parse_sums):
        try:
            parse(text, FIELDS, HERE)
        except Complaints:
            continue


_NUMBERS = st.recursive(
    st.sampled_from(["present", "possible", "rate", "2", "0.25", "cast(sex as integer)"]),
    lambda part: st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from("+-"), part),
        st.builds("({} * 3)".format, part),
        st.builds("{} / 8".format, part),
        st.builds("(-{})".format, part),
        st.builds("round({}, 1)".format, part),
        st.builds("{}({}, {})".format, st.sampled_from(["coalesce", "greatest", "least"]), part, part),
        st.builds("case when {} > {} then {} end".format, part, part, part),
    ),
    max_leaves=5,
)
NUMBERS = st.deferred(lambda: _NUMBERS)
CONDITIONS = st.recursive(
    st.one_of(
        st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["=", "<>", "<", ">="]), NUMBERS),
        st.sampled_from(["late", "sex in ('F', 'M')", "sex is null", "day < '2025-01-01'", "year like '2024%'"]),
        st.builds("{} between {} and {}".format, NUMBERS, NUMBERS, NUMBERS),
    ),
    lambda part: st.one_of(
        st.builds("({} or {})".format, part, part),
        st.builds("{} and {}".format, part, part),
        st.builds("not ({})".format, part),
    ),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(st.deferred(lambda: NUMBERS | CONDITIONS))
def test_what_is_accepted_runs_and_says_the_same_as_the_author_wrote(text):
    """The rebuilt tree is compared with the author's own text, and nothing in it becomes a float."""
    import duckdb

    columns = """SELECT 3::BIGINT AS present, 4::BIGINT AS possible, 1.5::DECIMAL(18,6) AS rate, 'F' AS sex,
        '2024/25' AS year, DATE '2024-08-19' AS day, true AS late"""
    tree = sql(parse_row(text, FIELDS, HERE))
    same_text = text.replace("cast(sex as integer)", "NULL").replace("coalesce", "COALESCE")
    told, kind = duckdb.sql(f"SELECT x, typeof(x) FROM (SELECT {tree} AS x FROM ({columns}))").fetchone()
    assert kind != "DOUBLE"
    if "greatest" not in text and "least" not in text:
        meant = duckdb.sql(f"SELECT {same_text} FROM ({columns})").fetchone()[0]
        assert told == meant or abs(float(told) - float(meant)) < 1e-9


def test_greatest_of_something_and_nothing_is_unknown():
    """Engines differ here, so the tree says it."""
    import duckdb

    tree = sql(parse_row("greatest(present, rate)", FIELDS, HERE))
    source = "SELECT 3::BIGINT AS present, {}::DECIMAL(18,6) AS rate"
    assert duckdb.sql(f"SELECT {tree} FROM ({source.format('1.5')})").fetchone() == (Decimal(3),)
    assert duckdb.sql(f"SELECT {tree} FROM ({source.format('NULL')})").fetchone() == (None,)


def test_the_type_is_imported_without_the_parser():
    """The parser takes longer to import than `ken --help` may take."""
    code = "import sys, kenspeckle.ground.expressions, kenspeckle.ground.workspace; print('sqlglot' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
