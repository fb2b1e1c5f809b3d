"""Which story links to which, filled from the texts that are there, some hundred at a time."""

import re
from urllib.parse import urlsplit

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models, transaction

from articles.models.common.slices import Turn

AT_ONCE = 500
LINK = re.compile(
    r'<a href="(?P<site>https?://[^/"?#]+)?/(?!(?:by|topic|media|static)/)'
    r'[^/"?#]+/[^/"?#]*-(?P<pk>[0-9]{1,18})/?(?:[?#][^"]*)?">'
)


def fill_links(apps, schema_editor):
    """Note the links of the rows in short transactions; begun again, it goes on."""
    using = schema_editor.connection.alias
    stories = apps.get_model("articles", "Article").objects.using(using)
    links = apps.get_model("articles", "StoryLink").objects.using(using)
    texts = stories.filter(body__contains='<a href="').order_by("pk").values_list("pk", "body")
    turn, last = Turn(), 0
    while True:
        with transaction.atomic(using=using):
            some = list(texts.filter(pk__gt=last)[:AT_ONCE])
            found = {pk: numbers for pk, body in some if (numbers := linked(body))}
            wanted = set().union(*found.values())
            there = stories.filter(pk__in=wanted, state="published")
            hours = {pk: at for pk, *at in there.values_list("pk", "publish_at", "expires_at")}
            rows = [
                links.model(article_id=pk, target=target, opens_at=opens_at, closes_at=closes_at)
                for pk, numbers in found.items()
                for target in sorted(numbers)
                for opens_at, closes_at in (hours.get(target, (None, None)),)
            ]
            links.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
        if len(some) < AT_ONCE:
            return
        last = some[-1][0]
        turn.over()


def linked(body):
    """The numbers of the stories that a text links to."""
    own = urlsplit(settings.SITE_URL or "").netloc
    found = LINK.finditer(body)
    return {
        int(one["pk"]) for one in found if not one["site"] or urlsplit(one["site"]).netloc == own
    }


class Migration(migrations.Migration):
    atomic = False  # so that it holds up nobody who writes meanwhile

    dependencies = [
        ("articles", "0043_translations"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoryLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target", models.BigIntegerField(db_index=True)),
                ("opens_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story_links",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("article", "target"), name="story_link_once")
                ],
            },
        ),
        migrations.RunPython(fill_links, migrations.RunPython.noop, elidable=True),
    ]
