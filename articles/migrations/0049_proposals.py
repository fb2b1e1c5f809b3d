"""Proposals of a language model."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table, and the verbs of the log."""

    dependencies: ClassVar = [
        ("articles", "0048_ai_mark"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="entry",
            name="verb",
            field=models.CharField(max_length=20, verbose_name="what"),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("title", "Titles for search engines"),
                            ("teaser", "Teasers"),
                            ("topics", "Topics"),
                            ("points", "Key points"),
                            ("alt", "Alt text"),
                            ("translation", "First translation"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("answered", "answered"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                            ("taken", "taken"),
                            ("refused", "refused"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("model", models.CharField(max_length=200)),
                ("host", models.CharField(max_length=255)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
                ("tokens", models.PositiveIntegerField(default=0)),
                ("answer", models.JSONField(default=list)),
                ("said", models.CharField(blank=True, max_length=300)),
                ("taken", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.picture",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("by"),
                        models.OrderBy(models.F("asked_at"), descending=True),
                        name="proposal_of_person",
                    ),
                    models.Index(models.F("asked_at"), name="proposal_by_date"),
                ],
            },
        ),
    ]
