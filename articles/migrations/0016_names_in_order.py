"""Authors and topics in the order of the site's language; authors found whatever their accents."""

from django.conf import settings
from django.db import migrations, models

from articles.lib.ordering import sort_key
from articles.lib.searching import fold

AT_ONCE = 500


def fill(apps, schema_editor):
    """Give the rows that are there their keys; few tables are smaller."""
    for name in ("Author", "Topic"):
        rows = apps.get_model("articles", name).objects.order_by()
        some, fields = [], ["sort_key"]
        for row in rows.iterator(chunk_size=AT_ONCE):
            row.sort_key = sort_key(row.name, settings.LANGUAGE_CODE)
            if name == "Author":
                fields = ["sort_key", "search_text"]
                row.search_text = "".join(
                    f" {word}" for word in fold(f"{row.name} {row.role}").split()
                )
            some.append(row)
            if len(some) == AT_ONCE:
                rows.bulk_update(some, fields)
                some = []
        if some:
            rows.bulk_update(some, fields)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_sitemap_dates"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="author",
            options={
                "ordering": ["sort_key", "pk"],
                "verbose_name": "author",
                "verbose_name_plural": "authors",
            },
        ),
        migrations.AlterModelOptions(
            name="topic",
            options={
                "ordering": ["sort_key", "pk"],
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
            },
        ),
        migrations.AddField(
            model_name="author",
            name="search_text",
            field=models.CharField(default="", editable=False, max_length=700),
        ),
        migrations.AddField(
            model_name="author",
            name="sort_key",
            field=models.BinaryField(db_index=True, default=b""),
        ),
        migrations.AddField(
            model_name="topic",
            name="sort_key",
            field=models.BinaryField(db_index=True, default=b""),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
