"""A release has an audience, and may be withdrawn. What was released before was released to the public."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_append_only")]

    operations = [
        migrations.AddField("releaserow", "audience", models.CharField(default="public", max_length=64)),
        migrations.CreateModel(
            name="WithdrawalRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("why", models.TextField()),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="records.releaserow",
                    ),
                ),
            ],
        ),
    ]
