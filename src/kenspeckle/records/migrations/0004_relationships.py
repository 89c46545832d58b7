"""Who is responsible for which children."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_audiences")]

    operations = [
        migrations.CreateModel(
            name="RelationshipRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=255)),
                ("dimension", models.CharField(max_length=255)),
                ("value", models.CharField(max_length=255)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("said_by", models.CharField(max_length=255)),
            ],
        ),
    ]
