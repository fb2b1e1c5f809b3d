"""Deadlines of the calendar, found among all stories."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations, models

AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar = [("articles", "0059_sections_in_order")]

    operations: ClassVar = [
        AddIndexLive(
            model_name="article",
            index=models.Index(
                models.F("due_at"),
                condition=models.Q(due_at__isnull=False),
                name="article_due",
            ),
        ),
    ]
