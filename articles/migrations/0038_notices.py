"""What people at the desk are told, and by which ways."""

import datetime
from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables."""

    dependencies: ClassVar = [
        ("articles", "0037_kept_fronts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="NoticeChoices",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_choices",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ways", models.JSONField(blank=True, default=dict)),
                ("zone", models.CharField(blank=True, max_length=64, verbose_name="time zone")),
                (
                    "pace",
                    models.CharField(
                        choices=[("hourly", "every hour"), ("daily", "once a day")],
                        default="daily",
                        max_length=6,
                        verbose_name="digest",
                    ),
                ),
                (
                    "digest_at",
                    models.TimeField(default=datetime.time(8, 0), verbose_name="digest at"),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
                (
                    "quiet_until",
                    models.TimeField(blank=True, null=True, verbose_name="quiet until"),
                ),
            ],
            options={
                "verbose_name": "choice of notices",
                "verbose_name_plural": "choices of notices",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                            ("mention", "mentions of you"),
                            ("comment", "comments on your stories and replies"),
                            ("returned", "your stories returned"),
                            ("changes_returned", "your changes returned"),
                            ("assigned", "assignments"),
                            ("approval", "stories waiting for approval"),
                            ("failed", "scheduled actions that failed"),
                            ("live", "your stories gone live"),
                            ("suggested", "suggestions for your stories"),
                            ("settled", "your suggestions accepted or declined"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.CharField(max_length=60)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("count", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("on_bell", models.BooleanField(default=True)),
                ("mail_at", models.DateTimeField(blank=True, null=True)),
                ("push_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
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
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("to"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="notice_of_person",
                    ),
                    models.Index(
                        condition=models.Q(("seen_at", None)),
                        fields=["to", "kind"],
                        name="notice_unseen",
                    ),
                    models.Index(
                        condition=models.Q(("mail_at__isnull", False)),
                        fields=["mail_at"],
                        name="notice_mail_due",
                    ),
                    models.Index(
                        condition=models.Q(("push_at__isnull", False)),
                        fields=["push_at"],
                        name="notice_push_due",
                    ),
                    models.Index(fields=["seen_at"], name="notice_seen"),
                ],
            },
        ),
    ]
