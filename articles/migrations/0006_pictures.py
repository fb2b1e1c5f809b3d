"""Pictures with the words and rights of their files, in editions of three formats."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def files_of_widths(apps, schema_editor):
    """What was there: WebP files of some widths, and a card."""
    pictures = apps.get_model("articles", "Picture").objects.all()
    for picture in pictures.iterator(chunk_size=500):
        files = [f"{width}.webp" for width in picture.widths]
        picture.files = [*files, "social.jpg"] if files else []
        picture.save(update_fields=["files"])


def widths_of_files(apps, schema_editor):
    """Only what lies in the old folder is known to the old code; the rest is made again."""
    pictures = apps.get_model("articles", "Picture").objects.all()
    for picture in pictures.iterator(chunk_size=500):
        stems = [name.removesuffix(".webp") for name in picture.files if name.endswith(".webp")]
        picture.widths = [] if picture.edition else sorted(map(int, stems))
        picture.save(update_fields=["widths"])


def lacking_nothing(apps, schema_editor):
    """The old rules ask for words and a credit from every row."""
    pictures = apps.get_model("articles", "Picture").objects.all()
    pictures.filter(alt_text="", decorative=False).update(decorative=True)
    pictures.filter(credit="").update(credit="?")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="picture",
            name="picture_alt_or_decorative",
        ),
        migrations.RemoveConstraint(
            model_name="picture",
            name="picture_credited",
        ),
        migrations.RunPython(migrations.RunPython.noop, lacking_nothing),
        migrations.CreateModel(
            name="FormerFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("details", models.JSONField()),
                ("replaced_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="why")),
            ],
            options={
                "ordering": ["-replaced_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PictureUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RemoveIndex(
            model_name="picture",
            name="picture_newest",
        ),
        migrations.AddField(
            model_name="picture",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="picture",
            name="file_size",
            field=models.PositiveBigIntegerField(default=0, editable=False, verbose_name="size"),
        ),
        migrations.AddField(
            model_name="picture",
            name="copyright",
            field=models.CharField(blank=True, max_length=200, verbose_name="copyright"),
        ),
        migrations.AddField(
            model_name="picture",
            name="creator",
            field=models.CharField(blank=True, max_length=200, verbose_name="made by"),
        ),
        migrations.AddField(
            model_name="picture",
            name="edition",
            field=models.CharField(blank=True, editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name="picture",
            name="files",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name="picture",
            name="headline",
            field=models.CharField(
                blank=True,
                help_text="For the library; readers don't see it.",
                max_length=300,
                verbose_name="title",
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="kind",
            field=models.CharField(blank=True, editable=False, max_length=8, verbose_name="format"),
        ),
        migrations.AddField(
            model_name="picture",
            name="licence_url",
            field=models.URLField(
                blank=True, max_length=500, verbose_name="address of the licence"
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="made",
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name="picture",
            name="people",
            field=models.JSONField(blank=True, default=list, verbose_name="people"),
        ),
        migrations.AddField(
            model_name="picture",
            name="renditions_due",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="picture",
            name="renditions_error",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="picture",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="picture",
            name="tags",
            field=models.JSONField(blank=True, default=list, verbose_name="tags"),
        ),
        migrations.AddField(
            model_name="picture",
            name="taken_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken"),
        ),
        migrations.AddField(
            model_name="picture",
            name="terms",
            field=models.CharField(
                blank=True,
                help_text="What the licence asks for, in words.",
                max_length=1000,
                verbose_name="terms",
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="use",
            field=models.CharField(
                choices=[
                    ("any", "Any story"),
                    ("once", "One story only"),
                    ("none", "Nothing: it must not be published"),
                ],
                default="any",
                max_length=8,
                verbose_name="may be used for",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="verb",
            field=models.CharField(
                choices=[
                    ("create", "began"),
                    ("edit", "saved"),
                    ("merge", "merged"),
                    ("set_aside", "set aside"),
                    ("bring_back", "brought back"),
                    ("submit", "submitted"),
                    ("return", "returned to draft"),
                    ("approve", "approved"),
                    ("unapprove", "needs approval again"),
                    ("schedule", "scheduled"),
                    ("publish", "published"),
                    ("publish_changes", "published changes"),
                    ("plan_changes", "planned changes"),
                    ("cancel_plan", "took back planned changes"),
                    ("try_again", "tried again"),
                    ("take_back", "took back what had failed"),
                    ("correct", "corrected"),
                    ("withdraw", "withdrew"),
                    ("restore", "restored"),
                    ("delete", "deleted"),
                    ("assign", "assigned"),
                    ("comment", "commented"),
                    ("resolve", "resolved a comment"),
                    ("share", "shared a preview"),
                    ("revoke", "revoked a preview"),
                    ("topic_rename", "renamed a topic"),
                    ("topic_merge", "merged topics"),
                    ("topic_delete", "deleted a topic"),
                    ("topic_undo", "undid a change of topics"),
                    ("replace_picture", "replaced a picture"),
                    ("delete_picture", "deleted a picture"),
                    ("account", "changed an account"),
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="alt_text",
            field=models.CharField(
                blank=True,
                help_text="What is to be seen, for readers who can't see it. Not the caption again.",
                max_length=1000,
                verbose_name="alt text",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="caption",
            field=models.TextField(blank=True, max_length=2000, verbose_name="caption"),
        ),
        migrations.AlterField(
            model_name="picture",
            name="credit",
            field=models.CharField(
                blank=True,
                help_text="Photographer or source, as it will be printed.",
                max_length=200,
                verbose_name="credit",
            ),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="picture_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(
                models.F("licence_expires_on"),
                condition=models.Q(("licence_expires_on__isnull", False)),
                name="picture_lapsing",
            ),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    models.Q(("alt_text", ""), ("decorative", False)),
                    ("credit", ""),
                    _connector="OR",
                ),
                name="picture_lacking",
            ),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(
                models.F("renditions_due"),
                condition=models.Q(("renditions_due__isnull", False)),
                name="picture_waiting",
            ),
        ),
        migrations.AddField(
            model_name="formerfile",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="formerfile",
            name="picture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_files",
                to="articles.picture",
            ),
        ),
        migrations.AddField(
            model_name="pictureuse",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="picture_uses",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="pictureuse",
            name="picture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="articles.picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="pictureuse",
            constraint=models.UniqueConstraint(
                fields=("article", "picture"), name="picture_use_once"
            ),
        ),
        migrations.RunPython(files_of_widths, widths_of_files),
        migrations.RemoveField(
            model_name="picture",
            name="widths",
        ),
    ]
