"""The two chains can only grow: the database refuses to change or delete a row of theirs, whoever asks."""

from collections.abc import Iterator
from typing import Any

from django.db import NotSupportedError, migrations

CHAINS = ("records_auditrow", "records_ledgerrow")
REFUSAL = "this table can only grow: its rows are never changed or deleted"


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        for table in CHAINS:
            for act in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
    elif vendor == "postgresql":
        yield (
            "CREATE FUNCTION records_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        for table in CHAINS:
            yield (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION records_append_only()"
            )
    else:
        raise NotSupportedError(f"the records are kept on SQLite or PostgreSQL, not on {vendor}")


def shut(apps: Any, schema_editor: Any) -> None:
    for statement in _statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [migrations.RunPython(shut)]
