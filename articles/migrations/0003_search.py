"""The full-text index, on whichever database this is."""

from django.db import migrations

from articles.search import postgresql, sqlite

BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}


def install(apps, schema_editor):
    """Make the index."""
    BACKENDS[schema_editor.connection.vendor].install(schema_editor.connection)


def remove(apps, schema_editor):
    """Take it away."""
    BACKENDS[schema_editor.connection.vendor].remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_sections")]

    operations = [migrations.RunPython(install, remove)]
