"""What the library searches in, and where its pictures are shown, for all that is there."""

from django.db import migrations
from django.db.models import F, Q

from articles.lib import html
from articles.lib.searching import fold


def searched(apps, schema_editor):
    """All words of each picture."""
    pictures = apps.get_model("articles", "Picture").objects.all()
    for picture in pictures.iterator(chunk_size=500):
        picture.search_text = fold(f"{picture.caption} {picture.credit} {picture.alt_text}")
        picture.save(update_fields=["search_text"])


def used(apps, schema_editor):
    """Pictures in texts, and in changes that are not published yet."""
    use = apps.get_model("articles", "PictureUse")
    there = set(apps.get_model("articles", "Picture").objects.values_list("pk", flat=True))
    shows = Q(body__contains="<figure data-picture=")
    changed = Q(released__isnull=False) & ~Q(working=F("released"))
    stories = apps.get_model("articles", "Article").objects.filter(shows | changed)
    for story in stories.select_related("working").order_by("pk").iterator(chunk_size=200):
        wanted = set(html.picture_ids(story.body))
        if story.released_id and story.working_id != story.released_id:
            content = story.working.content
            wanted |= set(html.picture_ids(content.get("body") or ""))
            wanted |= {content["picture"]} if content.get("picture") else set()
        use.objects.bulk_create(
            [use(article_id=story.pk, picture_id=pk) for pk in sorted(wanted & there)],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_pictures")]

    operations = [
        migrations.RunPython(searched, migrations.RunPython.noop),
        migrations.RunPython(used, migrations.RunPython.noop),
    ]
