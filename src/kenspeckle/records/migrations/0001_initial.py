"""The first tables of the records."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="AuditRow",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("payload", models.BinaryField()),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerRow",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("payload", models.BinaryField()),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Manifest",
            fields=[
                ("name", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("root", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="PruningNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=255)),
                ("at", models.DateTimeField()),
                ("person", models.CharField(max_length=255)),
                ("why", models.TextField()),
                ("bundles", models.JSONField()),
                ("restored", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="ReleaseRow",
            fields=[
                ("name", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("ledger", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ApprovalRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("story", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("partner", models.CharField(max_length=255)),
                ("key", models.CharField(max_length=255)),
                ("signature", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("story", "digest", "key"), name="one_approval_a_version_and_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveriesRow",
            fields=[
                ("source", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("held", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Taking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(db_index=True, max_length=255)),
                ("taken", models.DateTimeField()),
                (
                    "manifest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="takings", to="records.manifest"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ManifestPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("address", models.CharField(db_index=True, max_length=64)),
                ("rows", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("delivery", models.TextField()),
                ("delivery_digest", models.CharField(max_length=64)),
                ("contract_digest", models.CharField(max_length=64)),
                ("writer", models.CharField(max_length=255)),
                ("blocks", models.TextField()),
                (
                    "manifest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="records.manifest"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("manifest", "position"), name="one_part_a_position")],
            },
        ),
        migrations.CreateModel(
            name="ReleasedStoryRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("story", models.CharField(db_index=True, max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("bundle", models.CharField(max_length=64)),
                ("snapshots", models.JSONField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stories", to="records.releaserow"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("release", "story"), name="one_version_a_release")],
            },
        ),
    ]
