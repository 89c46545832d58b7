"""Feeds: a real HTTP server, and a real PostgreSQL server that the test starts."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kenspeckle.inside.ingest import DeliveryRefused, refusals
from kenspeckle.inside.ingest.feeds.database import reading_query


@dataclass
class Served:
    """What the server answers, and what it was asked."""

    url: str = ""
    content: bytes = b"id,x\n1,2\n"
    status: int = 200
    location: str = ""
    promise: int | None = None
    tagged: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def served() -> Iterator[Served]:
    answer = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer.asked.append(dict(self.headers))
            tag = f'"{hashlib.sha256(answer.content).hexdigest()[:8]}"'
            if answer.location and not self.path.startswith("/there"):
                self.send_response(302)
                self.send_header("Location", answer.location)
                self.end_headers()
                return
            if answer.status == 200 and answer.tagged and self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.content) if answer.promise is None else answer.promise))
            if answer.tagged:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    answer.url = f"http://127.0.0.1:{server.server_port}/open/data.csv"
    yield answer
    server.shutdown()
    server.server_close()


@pytest.fixture
def from_web(make, served):
    return make.contract([make.field("id", key=1), make.field("x", "integer")], make.spec(served.url))


def test_an_address_is_fetched_once_and_then_only_asked_about(place, served, from_web):
    assert place.take_in(from_web).outcome == "taken in"
    assert place.rows("id", "x", "_delivery") == [("1", 2, served.url)]
    assert place.take_in(from_web).outcome == "unchanged"
    assert [h.get("If-None-Match") for h in served.asked] == [
        None,
        '"' + hashlib.sha256(served.content).hexdigest()[:8] + '"',
    ]


def test_a_changed_address_is_a_new_snapshot(place, served, from_web):
    place.take_in(from_web)
    served.content = b"id,x\n1,3\n"
    done = place.take_in(from_web)
    assert done.outcome == "taken in"
    assert place.rows("x") == [(3,)]
    assert len(list((place.root / ".ken/fetched").iterdir())) == 2  # one copy, one card


def test_the_same_bytes_from_a_server_without_tags_do_nothing(place, served, from_web):
    served.tagged = False
    place.take_in(from_web)
    assert place.take_in(from_web).outcome == "unchanged"
    assert len(served.asked) == 2


@pytest.mark.parametrize(("status", "said"), [(404, "404 (Not Found)"), (500, "500 (Internal Server Error)")])
def test_a_server_that_says_no_leaves_the_last_snapshot(place, served, from_web, status, said):
    place.take_in(from_web)
    served.status = status
    done = place.take_in(from_web)
    assert done.outcome == "refused"
    assert f"its server answered {said}" in done.refusals[0]
    assert "the last good snapshot stays" in done.sentence


def test_a_server_that_is_gone(place, make):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = place.take_in(make.contract([make.field("id")], make.spec(f"http://127.0.0.1:{port}/a.csv")))
    assert "it cannot be reached (Connection refused). Try again later." in done.refusals[0]


def test_a_download_that_stops_half_way_is_not_a_delivery(place, served, from_web):
    served.promise = 5_000
    assert "of 5,000 bytes came, then the line broke" in place.take_in(from_web).refusals[0]


def test_a_download_that_is_too_large_is_stopped(place, served, from_web, monkeypatch):
    monkeypatch.setattr(refusals, "MAX_DOCUMENT", 1_000)
    served.content = b"id,x\n" + b"1,2\n" * 1_000
    assert "larger than the 1,000 bytes" in place.take_in(from_web).refusals[0]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/a.csv", "gopher://x/"])
def test_an_address_never_leads_to_another_scheme(place, served, from_web, location):
    served.location = location
    told = place.take_in(from_web).refusals[0]
    assert "which is not followed" in told or "302" in told


def test_a_redirect_to_another_page_is_followed(place, served, from_web):
    served.location = served.url.replace("/open/", "/there/")
    assert place.take_in(from_web).outcome == "taken in"


def test_a_password_in_an_address_is_refused_and_not_repeated(place, make):
    for path in ("https://me:hunter2@example.org/a.csv", "postgresql://me:hunter2@127.0.0.1/db"):
        told = place.take_in(make.contract([make.field("id")], make.spec(path))).refusals[0]
        assert "a contract is no place for one" in told
        assert "hunter2" not in told


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM pupils",
        "SELECT 1; DROP TABLE pupils",
        "WITH gone AS (DELETE FROM pupils RETURNING *) SELECT * FROM gone",
        "SELECT * INTO copy FROM pupils",
        "SELECT * FROM pupils FOR UPDATE",
        "COPY pupils TO '/tmp/x'",
        "SELEC * FORM pupils",
        "",
    ],
)
def test_a_query_may_only_read(query):
    with pytest.raises(DeliveryRefused):
        reading_query(query, "database")


def test_a_query_is_said_again_by_the_parser():
    assert reading_query("select a /* x */ from p where b = 'it''s' -- y", "d") == "SELECT a FROM p WHERE b = 'it''s'"


def binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Iterator[str]:
    """The address of a database with a table `pupils`, on a server of its own."""
    tools = binaries()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    user = None
    if os.getuid() == 0:  # a server does not run as root
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("there is no user postgres to run the server as")
        user = "postgres"
    import tempfile

    home = Path(tempfile.mkdtemp(prefix="ken-pg-", dir="/tmp"))
    if user:
        shutil.chown(home, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd=home, user=user, check=False)
        assert done.returncode == 0, done.stderr

    run(str(tools / "initdb"), "-D", str(home / "data"), "-A", "trust", "-U", "ken", "-E", "UTF8", "--no-locale", "-N")
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(str(tools / "pg_ctl"), "-D", str(home / "data"), "-l", str(home / "log"), "-o", options, "-w", "start")
    try:
        address = f"postgresql://ken@127.0.0.1:{port}/postgres"
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE pupils (id int, name text, born date, share numeric(9,3), asn boolean, score float8)"
            )
            connection.execute(
                "INSERT INTO pupils SELECT i, 'Pupil, ' || i || E'\\n\"q\"', date '2015-01-01' + i, i / 8.0, i % 2 = 0,"
                " 0.1 * i FROM generate_series(12000, 1, -1) i"
            )
            connection.execute("INSERT INTO pupils VALUES (0, NULL, NULL, NULL, NULL, NULL)")
        yield address
    finally:
        subprocess.run(
            [str(tools / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "-w", "stop"],
            capture_output=True,
            cwd="/",
            user=user,
            check=False,
        )
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def of_pupils(make, database):
    fields = [
        make.field("id", "integer", required=True, key=1),
        make.field("name"),
        make.field("born", "date"),
        make.field("share", "number", scale=3),
        make.field("asn", "boolean"),
        make.field("score", "number", scale=1),
    ]

    def of(**options):
        return make.contract(fields, make.spec(database, format="database", options=options))

    return of


@pytest.mark.postgres
def test_a_table_is_a_delivery(place, of_pupils, database):
    done = place.take_in(of_pupils(table="public.pupils"))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 12_001
    assert place.one("count(*)", "name IS NULL AND name__absent = 1 AND asn__absent = 1") == 1
    assert place.rows(
        "name", "CAST(born AS VARCHAR)", "CAST(share AS VARCHAR)", "asn", "CAST(score AS VARCHAR)", where="id = 3"
    ) == [('Pupil, 3\n"q"', "2015-01-04", "0.375", False, "0.3")]
    assert "ken@" not in place.rows("DISTINCT _delivery", order="1")[0][0]


@pytest.mark.postgres
def test_the_same_rows_in_another_order_are_the_same_delivery(place, of_pupils, database):
    import psycopg

    assert place.take_in(of_pupils(table="pupils")).outcome == "taken in"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE pupils SET id = id")  # moves every row
        connection.execute("VACUUM pupils")
    assert place.take_in(of_pupils(table="pupils")).outcome == "unchanged"


@pytest.mark.postgres
def test_a_query_is_a_delivery(place, of_pupils):
    done = place.take_in(of_pupils(query="SELECT * FROM pupils WHERE id BETWEEN 1 AND 5"))
    assert done.outcome == "taken in", done.refusals
    assert place.one("sum(id)") == 15


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"table": "pupil"}, 'relation "pupil" does not exist'),
        ({"query": "SELECT nme FROM pupils"}, 'column "nme" does not exist'),
        ({"query": "SELECT CAST(name AS int) AS id FROM pupils"}, "InvalidTextRepresentation"),
        ({"query": "SELECT set_config('a.b', 'x', false), nextval('s')"}, "does not exist"),
        ({"query": "SELECT id, id FROM pupils"}, "two of its columns have one name"),
        ({}, "either a `table` or a `query`"),
    ],
)
def test_what_a_database_refuses_is_told_without_a_value(place, of_pupils, options, why):
    done = place.take_in(of_pupils(**options))
    assert done.outcome == "refused"
    assert why in done.refusals[0]
    assert "Pupil, " not in done.refusals[0]


@pytest.mark.postgres
def test_nothing_can_be_written_even_by_a_function(place, of_pupils, database):
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION sly() RETURNS int LANGUAGE sql AS 'DELETE FROM pupils; SELECT 1'"
        )
    assert "ReadOnlySqlTransaction" in place.take_in(of_pupils(query="SELECT sly() AS id")).refusals[0]


def test_a_database_that_is_gone(place, make):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    spec = make.spec(f"postgresql://ken@127.0.0.1:{port}/db", options={"table": "pupils"})
    assert "the database cannot be reached" in place.take_in(make.contract([make.field("id")], spec)).refusals[0]
