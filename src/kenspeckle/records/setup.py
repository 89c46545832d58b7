"""Where Django is configured: once in a process, from one place, for the records and for whoever adds apps.

A place is a state folder, which gets a SQLite file, or the address of a PostgreSQL database. The place that
`configure` was last given is Django's `default`; a process may open records in several places, each under an
alias of its own. Migrations run only when some are missing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from kenspeckle.ground.terms import KenError

FILE = "records.sqlite3"
BUSY_SECONDS = 60
"""How long a process waits for another one that is writing."""

_PLACE = "KEN_PLACE"  # the place, kept among the settings of its connection


def configure(
    place: Path | str, extra_apps: Sequence[str] = (), extra_settings: Mapping[str, Any] | None = None
) -> None:
    """Configure Django with `place` as its default database; call again to add apps or settings, or to move it.

    Raises KenError when the place cannot be used.
    """
    from django.apps import apps
    from django.conf import settings

    database = _database(place)
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["kenspeckle.records", *extra_apps],
            DATABASES={"default": database},
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            USE_TZ=True,
            TIME_ZONE="UTC",
            LOGGING_CONFIG=None,
            **(extra_settings or {}),
        )
        # What django.setup() does beside this, for log and addresses, is a server's: it brings mail and requests.
        apps.populate(settings.INSTALLED_APPS)
        return
    for name, value in (extra_settings or {}).items():
        setattr(settings, name, value)
    missing = [app for app in extra_apps if app not in settings.INSTALLED_APPS]
    if missing:
        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, *missing]
        apps.set_installed_apps(settings.INSTALLED_APPS)
    _make_default(database)


def _make_default(database: dict[str, Any]) -> None:
    from django.db import connections

    if connections.databases["default"].get(_PLACE) == database[_PLACE]:
        return
    connections["default"].close()
    del connections["default"]
    connections.databases["default"] = _completed(database)


def alias(place: Path | str) -> str:
    """Return the alias of the connection to `place`, and know it from now on."""
    from django.conf import settings
    from django.db import connections

    database = _database(place)
    if not settings.configured:
        configure(place)
    for name, known in connections.databases.items():
        if known.get(_PLACE) == database[_PLACE]:
            return str(name)
    name = "place-" + hashlib.sha256(database[_PLACE].encode()).hexdigest()[:12]
    connections.databases[name] = _completed(database)
    return name


def _completed(database: dict[str, Any]) -> Any:
    from django.db import connections

    return connections.configure_settings({"default": database})["default"]


def is_server(place: Path | str) -> bool:
    """Whether `place` is a PostgreSQL database, not a folder."""
    return str(place).startswith(("postgresql://", "postgres://"))


def _database(place: Path | str) -> dict[str, Any]:
    if is_server(place):
        return _server(str(place))
    folder = Path(place).resolve()
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / FILE),
        "OPTIONS": {
            "timeout": BUSY_SECONDS,
            # A transaction takes the right to write when it begins, so none has to give up half way.
            "transaction_mode": "IMMEDIATE",
            # With FULL, what is committed is on disk: the default of WAL may lose the last commits in a power cut.
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
        },
        _PLACE: str(folder),
    }


def _server(address: str) -> dict[str, Any]:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = {key: value for key, value in conninfo_to_dict(address).items() if value is not None}
    except psycopg.ProgrammingError:
        # The address may hold a password, so it is not printed.
        raise KenError(
            "The address of the records' PostgreSQL database cannot be read.\n"
            "Expected: postgresql://user@host:port/database"
        ) from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.pop("dbname", ""),
        "USER": found.pop("user", ""),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": str(found.pop("port", "")),
        "OPTIONS": found,
        _PLACE: address,
    }


def prepare(place: Path | str) -> str:
    """Make `place` ready: folder and file for their owner alone, tables as this version needs them; return its alias.

    Raises KenError when the records were written by a newer version, or the place cannot be written.
    """
    if not is_server(place):
        _make_private(Path(place).resolve())
    name = alias(place)
    if _missing(name):
        with _one_migrates(place, name):
            # Somebody else may have done it while we waited.
            if _missing(name):
                from django.core.management import call_command

                call_command("migrate", database=name, verbosity=0, interactive=False)
    return name


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        # SQLite gives the mode of this file to those that it makes beside it.
        os.close(os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise KenError(
            f"The state folder {folder} cannot be written: {error.strerror}.\n"
            "Choose another one with `state:` in ken.yaml, or change its permissions."
        ) from error


def _missing(name: str) -> bool:
    """Whether a migration of an installed app has not been applied yet; raises KenError for one from the future."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    applied = set(MigrationRecorder(connections[name]).applied_migrations())
    wanted = set(_migrations())
    unknown = sorted(migration for app, migration in applied - wanted if app == "records")
    if unknown:
        raise KenError(
            f"These records were written by a newer version of kenspeckle ({unknown[-1]}).\n"
            "Install that version, or restore the records from a backup made before the upgrade."
        )
    return not wanted <= applied


def _migrations() -> Iterator[tuple[str, str]]:
    """Give app and name of every migration there is; reading the names is enough, nothing is imported."""
    from django.apps import apps

    for app in apps.get_app_configs():
        folder = os.path.join(app.path, "migrations")
        for module in iter_modules([folder]):
            if module.name[0] not in "_~":
                yield app.label, module.name


@contextmanager
def _one_migrates(place: Path | str, name: str) -> Iterator[None]:
    """Let one process change the tables; the others wait."""
    from django.db import connections

    if is_server(place):
        with connections[name].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('kenspeckle migrations'))")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('kenspeckle migrations'))")
        return
    handle = os.open(Path(place).resolve() / "migrating", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
