"""The newest stories of a kind are found by an index, however rare the kind is."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations, models

AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive


class Migration(migrations.Migration):
    """An index."""

    atomic = False  # as an index that is made beside the writers asks for

    dependencies: ClassVar = [("articles", "0032_fronts")]

    operations: ClassVar = [
        AddIndexLive(
            "article",
            models.Index(
                models.F("kind"),
                models.F("state"),
                models.OrderBy(models.F("publish_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="article_of_kind",
            ),
        ),
    ]
