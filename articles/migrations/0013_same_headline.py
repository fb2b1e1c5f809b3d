"""Others with the same headline are found by an index, however many stories there are."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Lower

AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive


class Migration(migrations.Migration):
    """An index."""

    atomic = False  # as an index that is made beside the writers asks for

    dependencies: ClassVar = [("articles", "0012_log_of_corrections_and_pictures")]

    operations: ClassVar = [
        AddIndexLive(
            "article",
            models.Index(Lower("headline"), models.F("publish_at"), name="article_headline"),
        ),
    ]
