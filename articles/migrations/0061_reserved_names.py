"""Two more names that no section may have: the twins of its pages stood at other addresses of the
site. One that has such a name gets a number behind it, and the former address leads there."""

from itertools import count
from typing import ClassVar

from django.db import migrations, models

RESERVED = [
    ".well-known", "about", "account", "admin", "api", "by", "corrections", "embed", "feed",
    "feed.atom", "feed.json", "healthz", "index", "latest", "live", "media", "metrics",
    "newsletters", "offline", "page", "preview", "readyz", "robots.txt", "search", "sitemap",
    "sitemap.xml", "static", "sw.js", "tdm-policy", "theme", "topic",
]  # fmt: skip
NEW = ("index", "tdm-policy")


def move_away(apps, _editor):
    sections = apps.get_model("articles", "Category").objects
    former = apps.get_model("articles", "FormerSection").objects
    for section in sections.filter(slug__in=NEW):
        was = section.slug
        names = (f"{was}-{number}" for number in count(2))
        section.slug = next(
            name
            for name in names
            if not sections.filter(slug=name).exists() and not former.filter(slug=name).exists()
        )
        section.save(update_fields=["slug"])
        former.update_or_create(slug=was, defaults={"section": section})


class Migration(migrations.Migration):
    dependencies: ClassVar = [("articles", "0060_deadlines")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="category", name="category_slug_free"),
        migrations.RunPython(move_away, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", RESERVED), _negated=True),
                name="category_slug_free",
            ),
        ),
    ]
