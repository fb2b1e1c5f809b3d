"""What caches are told, the log of announcements, and an index on the ends of stories."""

import django.utils.timezone
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.models import AddIndex


class AddIndexLive(AddIndexConcurrently):
    """An index that keeps nobody from writing meanwhile, on databases that need that said."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    atomic = False  # as an index that is made beside the writers asks for

    dependencies = [
        ("articles", "0008_paper_and_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="delivered_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("keys", models.JSONField()),
                ("soft", models.BooleanField(default=False)),
                ("backend", models.CharField(max_length=20)),
                (
                    "asked_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("done_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("error", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["next_try_at"],
                        name="purge_due",
                    )
                ],
            },
        ),
        AddIndexLive(
            model_name="article",
            index=models.Index(
                models.F("expires_at"),
                condition=models.Q(("expires_at__isnull", False)),
                name="article_ending",
            ),
        ),
    ]
