"""Sections, too, stand in the order of the site's language. Their keys, and those of authors and
topics by new rules, are made after the migration (`models/common/named.py`)."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("articles", "0058_lists_of_the_desk")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="category",
            name="sort_key",
            field=models.BinaryField(db_default=b"", db_index=True, default=b"", editable=False),
        ),
        migrations.AlterModelOptions(
            name="category",
            options={
                "ordering": ["order", "sort_key", "pk"],
                "verbose_name": "section",
                "verbose_name_plural": "sections",
            },
        ),
    ]
