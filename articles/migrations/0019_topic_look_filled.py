"""What the names of the topics look like that are there, some hundred at a time; and its index."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations, models, transaction

from articles.lib.naming import LONGEST, look_of
from articles.models.slices import Turn

AT_ONCE = 500
AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive


def fill(apps, schema_editor):
    """Fill the column in short transactions; begun again, it goes on."""
    topics, turn, last = apps.get_model("articles", "Topic").objects, Turn(), 0
    while True:
        with transaction.atomic(using=schema_editor.connection.alias):
            rows = topics.filter(pk__gt=last).order_by("pk").only("name")
            some = list(rows.select_for_update()[:AT_ONCE])
            for row in some:
                row.look = look_of(row.name)[:LONGEST]
            topics.bulk_update(some, ["look"])
        if len(some) < AT_ONCE:
            return
        last = some[-1].pk
        turn.over()


class Migration(migrations.Migration):
    """Beside those who write."""

    atomic = False

    dependencies: ClassVar = [("articles", "0018_topic_look")]

    operations: ClassVar = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        AddIndexLive("topic", models.Index("look", name="topic_look")),
    ]
