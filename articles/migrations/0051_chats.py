"""Chats of the newsroom, and what waits to be told to them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0050_machine_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChatHook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What the newsroom calls it: #newsdesk.",
                        max_length=80,
                        verbose_name="name",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("slack", "Slack"),
                            ("teams", "Microsoft Teams (workflow)"),
                            ("mattermost", "Mattermost"),
                        ],
                        max_length=12,
                        verbose_name="service",
                    ),
                ),
                ("sealed", models.TextField(editable=False)),
                ("hint", models.CharField(editable=False, max_length=300, verbose_name="webhook")),
                ("events", models.JSONField(default=list, verbose_name="told of")),
                ("sections", models.JSONField(blank=True, default=list, verbose_name="sections")),
                ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "told_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last told"),
                ),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                ("error", models.CharField(blank=True, editable=False, max_length=300)),
                ("given_up", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "chat",
                "verbose_name_plural": "chats",
                "ordering": ["name", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ChatMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("claimed_until", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("published", "stories published"),
                            ("breaking", "breaking news"),
                            ("corrected", "corrections and clarifications"),
                            ("withdrawn", "stories withdrawn"),
                            ("submitted", "stories waiting for approval"),
                            ("returned", "stories and changes returned"),
                            ("failed", "scheduled actions that failed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "next_try_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chat_messages",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="articles.chathook",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
