"""Unsaved texts stay when their story goes, and for some days when they are let go."""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """Give each its story's number; there is a row a form that is open or was left unsaved."""
    rows = apps.get_model("articles", "Autosave").objects.order_by()
    rows.filter(article__isnull=False).update(story_number=models.F("article_id"))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_submitted_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="autosave",
            name="discarded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="autosave",
            name="story_number",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="autosave",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="autosaves",
                to="articles.article",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
