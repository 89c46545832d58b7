"""Records are opened in a folder or on a server, made ready once, and kept from other eyes."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.db import connections

from kenspeckle.ground.terms import KenError
from kenspeckle.records import open_records
from kenspeckle.records.setup import configure

NOW = datetime(2026, 8, 19, tzinfo=UTC)


def test_the_state_folder_and_its_files_are_for_their_owner_alone(tmp_path):
    os.umask(os.umask(0o000))  # whatever the user's habit is
    records = open_records(tmp_path / "work" / ".ken")
    records.ledger.append([b"one"], NOW)
    folder = tmp_path / "work" / ".ken"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "records.sqlite3": 0o600,
        "records.sqlite3-wal": 0o600,
        "records.sqlite3-shm": 0o600,
        "migrating": 0o600,
    }


def test_a_folder_that_others_could_read_is_shut(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    open_records(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_is_committed_is_on_disk(tmp_path):
    """WAL with synchronous=FULL: the default of WAL may lose the last commits in a power cut."""
    with connections[open_records(tmp_path / "state").alias].cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        assert found == {"journal_mode": "wal", "synchronous": 2}
        assert cursor.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] >= 30_000


def test_two_places_in_one_process_do_not_mix(tmp_path):
    here, there = open_records(tmp_path / "here"), open_records(tmp_path / "there")
    here.ledger.append([b"one"], NOW)
    assert here.ledger.head() != there.ledger.head()
    assert open_records(tmp_path / "here").ledger.head() == here.ledger.head()


def test_a_place_opened_again_runs_no_migration(tmp_path):
    state = tmp_path / "state"
    open_records(state).close()
    before = (state / "records.sqlite3").stat().st_mtime_ns
    (state / "migrating").unlink()
    open_records(state)
    assert not (state / "migrating").exists()
    assert (state / "records.sqlite3").stat().st_mtime_ns == before


def test_the_models_and_their_migrations_agree(tmp_path):
    from django.core.management import call_command

    open_records(tmp_path / "state")
    call_command("makemigrations", "records", check=True, dry_run=True, verbosity=0)


def test_records_of_a_newer_version_are_refused_with_what_to_do(tmp_path):
    records = open_records(tmp_path / "state")
    records.close()
    with sqlite3.connect(tmp_path / "state" / "records.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '0999_later', '2030-01-01')"
        )
    with pytest.raises(KenError, match=r"newer version of kenspeckle \(0999_later\)"):
        open_records(tmp_path / "state")


def test_a_place_that_cannot_be_written_is_refused_with_its_path(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KenError, match=r"state folder .*file/state cannot be written"):
        open_records(tmp_path / "file" / "state")


def test_the_address_of_a_server_is_never_printed():
    """It may hold a password."""
    with pytest.raises(KenError) as refusal:
        open_records("postgresql://ken:s3cret@host:port:5/ken?x")
    assert "s3cret" not in str(refusal.value)
    assert refusal.value.__suppress_context__


def test_apps_can_be_added_and_the_default_moved_after_records_were_opened(tmp_path):
    """As the portal does: its tables are made in the same database, beside the records."""
    line = """
import sys
from kenspeckle.records import open_records
from kenspeckle.records.setup import configure
first = open_records(sys.argv[1])
first.ledger.append([b"one"], __import__("datetime").datetime.now(__import__("datetime").UTC))
configure(sys.argv[2], ["django.contrib.contenttypes", "django.contrib.auth"], {"SECRET_KEY": "invented"})
second = open_records(sys.argv[2])
from django.contrib.auth.models import User
User.objects.create_user("ailsa")
print(second.alias, User.objects.count(), open_records(sys.argv[1]).ledger.head() != second.ledger.head())
"""
    run = subprocess.run(
        [sys.executable, "-c", line, str(tmp_path / "a"), str(tmp_path / "b")], capture_output=True, text=True
    )
    assert run.stdout.split() == ["default", "1", "True"], run.stderr


def test_nothing_of_django_is_loaded_before_records_are_opened():
    line = "import sys, kenspeckle.records; print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", line], capture_output=True, text=True).stdout.strip() == "False"


def test_configuring_for_the_same_place_again_changes_nothing(tmp_path):
    records = open_records(tmp_path / "state")
    configure(tmp_path / "state")
    configure(tmp_path / "state")
    assert open_records(tmp_path / "state").ledger.head() == records.ledger.head()
