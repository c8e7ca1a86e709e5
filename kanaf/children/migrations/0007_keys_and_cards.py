"""Name keys are pairs of a number and a card from now on. The old ones cannot be turned into them: a keyed hash is not read back."""

import django.db.models.deletion
from django.db import migrations, models

import kanaf.children.models.recognition


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_who_coordinates"),
        ("children", "0006_birth_in_another_calendar"),
    ]

    operations = [
        migrations.DeleteModel(name="NameKey"),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "number",
                    models.BigIntegerField(
                        default=kanaf.children.models.recognition.new_number, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("version", models.PositiveSmallIntegerField()),
                ("written_at", models.DateTimeField()),
                (
                    "child",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="children.child"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version", "organisation"], name="cards_by_version")],
            },
        ),
        migrations.CreateModel(
            name="NameKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey("key", "card", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.BigIntegerField()),
                ("card", models.BigIntegerField()),
                (
                    "child",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="children.child",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "key", "card"], name="keys_of_organisation"),
                    models.Index(fields=["child", "key"], name="keys_of_child"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyCount",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("records", models.PositiveIntegerField()),
                ("counted_at", models.DateTimeField()),
            ],
        ),
    ]
