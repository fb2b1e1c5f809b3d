"""Feeds for partners, how often they are fetched, and which stories are in none of them."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.models.partners.feed


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0055_social_cards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="not_for_partners",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="In no partner feed, such as where an agency’s contract rules it out.",
                verbose_name="not for partners",
            ),
        ),
        migrations.CreateModel(
            name="PartnerFeed",
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
                        help_text="Of the partner, or the feed.",
                        max_length=80,
                        unique=True,
                        verbose_name="name",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. After a change, the old address is gone.",
                        max_length=60,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
                ("sections", models.JSONField(blank=True, default=list, verbose_name="sections")),
                ("topics", models.JSONField(blank=True, default=list, verbose_name="topics")),
                ("authors", models.JSONField(blank=True, default=list, verbose_name="authors")),
                ("kinds", models.JSONField(blank=True, default=list, verbose_name="kinds")),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="Only stories with all of these words.",
                        max_length=200,
                        verbose_name="words",
                    ),
                ),
                (
                    "delay",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Minutes after publishing. What is withdrawn goes at once.",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="delay",
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="number of stories",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("rss", "RSS 2.0"),
                            ("atom", "Atom 1.0"),
                            ("json", "JSON Feed 1.1"),
                            ("ninjs", "ninjs 3 (IPTC)"),
                        ],
                        default="rss",
                        max_length=5,
                        verbose_name="format",
                    ),
                ),
                (
                    "is_full",
                    models.BooleanField(
                        default=True,
                        help_text="Otherwise the standfirst.",
                        verbose_name="full text",
                    ),
                ),
                (
                    "has_pictures",
                    models.BooleanField(
                        default=True,
                        help_text="Tick it only where the partner may show them.",
                        verbose_name="pictures",
                    ),
                ),
                (
                    "attribution",
                    models.TextField(
                        blank=True,
                        help_text="Stands under each story, before a link to it: “First published in”.",
                        max_length=300,
                        verbose_name="attribution",
                    ),
                ),
                (
                    "campaign",
                    models.CharField(
                        blank=True,
                        help_text="Behind the address of each story: utm_source=radio&utm_medium=feed",
                        max_length=200,
                        validators=[articles.models.partners.feed.parameters],
                        verbose_name="campaign parameters",
                    ),
                ),
                (
                    "needs_token",
                    models.BooleanField(
                        default=False,
                        help_text="Only whoever has it reads the feed.",
                        verbose_name="with a token",
                    ),
                ),
                ("digest", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("token_made_at", models.DateTimeField(editable=False, null=True)),
                ("former", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("former_until", models.DateTimeField(editable=False, null=True)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
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
                "verbose_name": "partner feed",
                "verbose_name_plural": "partner feeds",
                "ordering": ["name"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PartnerUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("times", models.PositiveBigIntegerField(default=0)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="articles.partnerfeed",
                    ),
                ),
            ],
            options={
                "ordering": ["-day"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "day"), name="partner_use_once_a_day")
                ],
            },
        ),
    ]
