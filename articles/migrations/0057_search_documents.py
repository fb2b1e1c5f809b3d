"""A document for each story, which search looks in, and the words that all of them have.

No story is read here: all are noted to be written into documents in the background.
"""

import django.db.models.deletion
from django.db import migrations, models

import articles.models.search.document
from articles.search.engines import postgresql, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


def make_search_index(apps, schema_editor):
    """Make the index, and note the stories that are there."""
    ENGINES[schema_editor.connection.vendor].install(schema_editor.connection)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_searchdue (story) SELECT id FROM articles_article")


def remove(apps, schema_editor):
    """Take the index away."""
    ENGINES[schema_editor.connection.vendor].remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0056_partner_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDue",
            fields=[
                ("story", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(db_index=True, max_length=60)),
                ("language", models.CharField(max_length=3)),
                ("stem", models.CharField(max_length=60)),
                ("stories", models.PositiveIntegerField(default=1)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(models.F("language"), models.F("stem"), name="search_word_stem")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("language", "word"), name="search_word_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("place", articles.models.search.document.Place(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("lead", models.TextField()),
                ("names", models.TextField()),
                ("text", models.TextField()),
                ("title_key", models.BigIntegerField()),
                ("is_public", models.BooleanField()),
                (
                    "learnt",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Not"), (1, "Yes"), (2, "Changed")], default=0
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(db_index=True)),
                (
                    "story",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("title_key"),
                        models.OrderBy(models.F("place"), descending=True),
                        name="search_document_headline",
                    ),
                    models.Index(
                        models.F("place"),
                        condition=models.Q(
                            ("is_public", True), models.Q(("learnt", 1), _negated=True)
                        ),
                        name="search_document_to_learn",
                    ),
                ],
            },
        ),
        migrations.RunPython(make_search_index, remove),
    ]
