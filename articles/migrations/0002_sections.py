"""The four sections that the paper opens with."""

from django.db import migrations

SECTIONS = [
    ("politics", "Politics", "crimson", 10, "Power, and what is done with it, at home and abroad."),
    ("sports", "Sports", "moss", 20, "Games, those who play them, and those who can’t look."),
    (
        "entertainment",
        "Entertainment",
        "plum",
        30,
        "Film, music, stage and everything to wear to them.",
    ),
    ("travel", "Travel", "cobalt", 40, "How to get there, and whether to."),
]


def open_sections(apps, schema_editor):
    """Make the sections that are missing; one of that address already there stays as it is."""
    category = apps.get_model("articles", "Category")
    for slug, name, colour, order, description in SECTIONS:
        category.objects.using(schema_editor.connection.alias).get_or_create(
            slug=slug,
            defaults={"name": name, "colour": colour, "order": order, "description": description},
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(open_sections, migrations.RunPython.noop)]
