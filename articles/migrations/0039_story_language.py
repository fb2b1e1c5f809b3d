"""The language that a story is written in, where it is not the site's."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations, models
from django.db.models import F

AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive


class Migration(migrations.Migration):
    """A column, and an index of it."""

    atomic = False  # as an index that is made beside the writers asks for

    dependencies: ClassVar = [("articles", "0038_notices")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="article",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="If it isn’t the site’s language.",
                max_length=35,
                verbose_name="language",
            ),
        ),
        AddIndexLive(
            model_name="article",
            index=models.Index(
                F("language"),
                F("modified_at").desc(),
                F("id").desc(),
                name="article_of_language",
            ),
        ),
    ]
