"""Each version of a story knows whether its source says something in another way than it does, so
that these are found and told without reading all there is."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

NOT_TRANSLATED = {
    "kind", "language", "slug", "agency", "section", "authors", "topics", "publish_at",
    "expires_at", "sensitive", "ai_helped", "drawn_card", "not_for_partners",
}  # fmt: skip


def find_those_behind(apps, _editor):
    rows = apps.get_model("articles", "Translation").objects
    revisions = apps.get_model("articles", "Revision").objects
    later = rows.filter(source__working__number__gt=F("source_number"))
    for row in later.select_related("source__working").iterator(chunk_size=100):
        known = revisions.filter(article=row.source_id, number=max(row.source_number, 1)).first()
        if known is not None and differ(known.content, row.source.working.content):
            rows.filter(pk=row.pk).update(is_behind=True)


def differ(before, now):
    names = {*before, *now} - NOT_TRANSLATED
    return any((before.get(name) or None) != (now.get(name) or None) for name in names)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("articles", "0061_reserved_names")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="translation",
            name="is_behind",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "mentions of you"),
                    ("comment", "comments on your stories and replies"),
                    ("returned", "your stories returned"),
                    ("changes_returned", "your changes returned"),
                    ("assigned", "assignments"),
                    ("approval", "stories waiting for approval"),
                    ("failed", "scheduled actions that failed"),
                    ("live", "your stories gone live"),
                    ("suggested", "suggestions for your stories"),
                    ("settled", "your suggestions accepted or declined"),
                    ("source_changed", "changes in what your translations are made from"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(find_those_behind, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="translation",
            index=models.Index(
                condition=Q(is_behind=True), fields=["story"], name="translation_behind"
            ),
        ),
    ]
