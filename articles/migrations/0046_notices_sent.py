"""Notices on their way: by mail, to devices and into chats."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns of mails and choices, and the tables of what is sent."""

    dependencies: ClassVar = [
        ("articles", "0045_suggestions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="mail",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="mail",
            name="unsubscribe",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="noticechoices",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("en-gb", "English"),
                    ("hi", "हिन्दी"),
                    ("ar", "العربية"),
                    ("es", "Español"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subscription", models.TextField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="articles.desksession",
                    ),
                ),
            ],
            options={
                "verbose_name": "device that is told",
                "verbose_name_plural": "devices that are told",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PushMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("claimed_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "next_try_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="articles.pushdevice",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="articles.notice",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
