"""When sections were changed, and an index on the dates of changes: for sitemaps."""

from importlib import import_module

from django.db import migrations, models

AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive


class Migration(migrations.Migration):
    atomic = False  # as an index that is made beside the writers asks for

    dependencies = [
        ("articles", "0014_passwords_set"),
    ]

    operations = [
        migrations.AddField(
            model_name="category",
            name="changed_at",
            field=models.DateTimeField(auto_now=True),
        ),
        AddIndexLive(
            model_name="article",
            index=models.Index(
                "updated_at",
                "id",
                condition=models.Q(("updated_at__isnull", False)),
                name="article_updated",
            ),
        ),
    ]
