"""Social cards that are drawn: that an editor wants one, its file, and the work on it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0054_api_tokens")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="card",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=60
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="drawn_card",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Social networks show the headline on the section’s colour.",
                verbose_name="drawn card instead of the picture",
            ),
        ),
        migrations.CreateModel(
            name="SocialCard",
            fields=[
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "claimed_until",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("next_try_at", models.DateTimeField(editable=False, null=True)),
                (
                    "recipe",
                    models.CharField(blank=True, default="", editable=False, max_length=16),
                ),
                (
                    "error",
                    models.CharField(blank=True, default="", editable=False, max_length=500),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("next_try_at"),
                        condition=models.Q(("next_try_at__isnull", False)),
                        name="card_waiting",
                    )
                ],
            },
        ),
    ]
