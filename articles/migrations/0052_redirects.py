"""Redirects that editors keep, and what the log says of them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0051_chats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Redirect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "came_from",
                    models.CharField(
                        help_text="The old address on this site: /2019/05/harbour/, or all of it.",
                        max_length=500,
                        unique=True,
                        verbose_name="from",
                    ),
                ),
                (
                    "leads_to",
                    models.CharField(
                        help_text="An address on this site, or one elsewhere with https://.",
                        max_length=500,
                        verbose_name="to",
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                (
                    "hits",
                    models.PositiveBigIntegerField(default=0, editable=False, verbose_name="hits"),
                ),
                (
                    "last_hit_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last hit"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "redirect",
                "verbose_name_plural": "redirects",
                "ordering": ["came_from"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("hits"), descending=True),
                        models.F("id"),
                        name="redirect_hits",
                    ),
                ],
            },
        ),
    ]
