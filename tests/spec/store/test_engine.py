"""An engine sees the files of its relations and nothing else, and answers exactly."""

import os
from datetime import date
from decimal import Decimal

import duckdb
import pytest
import sqlglot

from kenspeckle.store import DuckEngine, NotAllowed, TooLarge


def parquet(path, select: str):
    with duckdb.connect() as duck:
        duck.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    return path


@pytest.fixture
def folder(tmp_path):
    parquet(tmp_path / "secret.parquet", "SELECT 'Ailsa' AS forename")
    return tmp_path


@pytest.fixture
def engine(folder):
    old = parquet(folder / "1.parquet", "SELECT 'a' AS school, 3::BIGINT AS roll, 1.50::DECIMAL(18,2) AS cost")
    new = parquet(folder / "2.parquet", "SELECT 'b' AS school, 4::BIGINT AS roll, DATE '2026-08-19' AS counted")
    engine = DuckEngine({"school-rolls": [old, new]}, folder)
    yield engine
    engine.close()


def ask(engine, sql: str):
    return engine.run(sqlglot.parse_one(sql, read="duckdb"))


def test_parts_are_read_as_one_relation_by_the_names_of_their_columns(engine):
    """A part that lacks a column has NULL there."""
    assert list(engine.columns("school-rolls")) == ["school", "roll", "cost", "counted"]
    assert ask(engine, 'SELECT school, roll, cost, counted FROM "school-rolls" ORDER BY school') == [
        ("a", 3, Decimal("1.50"), None),
        ("b", 4, None, date(2026, 8, 19)),
    ]


def test_sums_are_exact(engine):
    answer = ask(engine, 'SELECT sum(roll), sum(cost), bool_or(roll > 3), count(*) FROM "school-rolls"')
    assert answer == [(7, Decimal("1.50"), True, 2)]
    assert [type(value) for value in answer[0]] == [int, Decimal, bool, int]


@pytest.mark.parametrize("sql", ["avg(roll)", "roll / 2", "roll::DOUBLE", "list_value(roll)", "TIMESTAMP '2026-01-01'"])
def test_an_answer_that_is_not_exact_is_an_error(engine, sql):
    with pytest.raises(TypeError, match="exact values only"):
        ask(engine, f'SELECT {sql} FROM "school-rolls" GROUP BY roll')


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM '{secret}'",
        "SELECT * FROM read_parquet('{secret}')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM information_schema.tables",
        'SELECT * FROM main."school-rolls"',
        "SELECT * FROM query('SELECT 1')",
        "SELECT query_table('secret')",
        "SELECT current_setting('temp_directory')",
        "SELECT getenv('HOME')",
        "SELECT random()",
        "SELECT current_date",
        "SELECT now()",
        "SELECT current_user",
        "SELECT * FROM \"school-rolls\" WHERE roll IN (SELECT forename FROM '{secret}')",
        "WITH s AS (SELECT * FROM secret) SELECT * FROM s",
        "CREATE TABLE t (a INT)",
        "INSERT INTO \"school-rolls\" VALUES ('x')",
        'DELETE FROM "school-rolls"',
        "COPY (SELECT 1) TO 'x.parquet'",
        "ATTACH 'x.db'",
        "SET memory_limit = '8GB'",
        "PRAGMA database_list",
        "INSTALL httpfs",
    ],
)
def test_a_query_for_anything_but_the_relations_is_not_allowed(engine, folder, sql):
    with pytest.raises(NotAllowed):
        ask(engine, sql.format(secret=folder / "secret.parquet"))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM '{folder}/secret.parquet'",
        "SELECT * FROM read_parquet('{folder}/*.parquet')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('{folder}/*')",
        "COPY (SELECT 1) TO '{folder}/1.parquet'",
        "COPY (SELECT 1) TO '{folder}/new.parquet'",
        "ATTACH '{folder}/new.db'",
        "SET enable_external_access = true",
        "SET allowed_paths = ['{folder}/secret.parquet']",
        "RESET allowed_paths",
        "SET memory_limit = '8GB'",
        "INSTALL httpfs",
        "LOAD httpfs",
    ],
)
def test_the_engine_is_locked_even_for_text_that_was_never_checked(engine, folder, sql):
    """The second line: should a query slip past the list, there is still nothing to be had."""
    with pytest.raises(duckdb.Error):
        engine._duck.execute(sql.format(folder=folder)).fetchall()
    assert ask(engine, 'SELECT count(*) FROM "school-rolls"') == [(2,)]


def test_a_question_larger_than_memory_spills_to_its_folder_which_is_then_removed(folder):
    big = parquet(folder / "big.parquet", "SELECT md5(i::VARCHAR) AS pupil, i % 7 AS grade FROM range(500000) t(i)")
    scratch = folder / "scratch"
    scratch.mkdir()
    engine = DuckEngine({"marks": [big]}, scratch, memory="48MB", threads=1)
    sql = "SELECT count(*), sum(n) FROM (SELECT pupil, count(*) AS n FROM marks GROUP BY pupil ORDER BY pupil)"
    assert ask(engine, sql) == [(500000, 500000)]
    engine.close()
    assert os.listdir(scratch) == []


@pytest.mark.parametrize("name", ["it's", 'a "name"', "a;b", "x, y", "SELECT", "Ärzte", "a--b"])
def test_any_name_of_a_source_is_only_a_name(folder, name):
    """A quotation mark in it does not end it."""
    engine = DuckEngine({name: [parquet(folder / "1.parquet", "SELECT 1 AS one")]}, folder, threads=1)
    table = sqlglot.exp.Table(this=sqlglot.exp.to_identifier(name, quoted=True))
    assert engine.run(sqlglot.exp.select("one").from_(table)) == [(1,)]
    engine.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT CAST('Ailsa' AS BIGINT) FROM \"school-rolls\"",
        'SELECT CAST(roll AS DECIMAL(38, 37)) * 12345 FROM "school-rolls"',
    ],
)
def test_a_number_that_does_not_fit_is_told_without_its_value(engine, sql):
    """The engine's own message would quote it, and it may be a child's."""
    with pytest.raises(TooLarge) as told:
        ask(engine, sql)
    assert "school-rolls" in str(told.value)
    assert "Ailsa" not in str(told.value)
    assert "12345" not in str(told.value)
