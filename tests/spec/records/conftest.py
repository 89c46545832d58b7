"""Records on SQLite and, where its programs are installed, on a PostgreSQL server that the tests start."""

import os
import shutil
import socket
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kenspeckle.records import open_records


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def server():
    """The address of a real PostgreSQL server without the database name; only this machine can reach it."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed (Debian: postgresql)")
    # Not below pytest's own folder, which nobody else may enter: PostgreSQL refuses to run as root, so root
    # lets the user that comes with it run it.
    with TemporaryDirectory(prefix="ken-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user = None
        if os.geteuid() == 0:
            user = "postgres"
            shutil.chown(folder, user)
        options = {"user": user, "check": True, "capture_output": True, "cwd": folder}
        data = folder / "data"
        subprocess.run([programs / "initdb", "-D", data, "-U", "ken", "-A", "trust", "--no-sync"], **options)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [programs / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-l", folder / "log", "-o", settings, "start"], **options)
        yield f"postgresql://ken@127.0.0.1:{port}"
        subprocess.run([*control, "-m", "immediate", "stop"], **options)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request, tmp_path):
    """A fresh place for records, of each kind."""
    if request.param == "sqlite":
        return tmp_path / "state"
    import psycopg

    address = request.getfixturevalue("server")
    name = "db" + os.urandom(6).hex()
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"


@pytest.fixture
def records(place):
    opened = open_records(place)
    yield opened
    opened.close()
