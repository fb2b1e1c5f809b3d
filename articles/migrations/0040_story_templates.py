"""Templates for stories, and who may manage them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = ["Editor", "Managing editor"]


def give_right(apps, schema_editor):
    """Let editors and managing editors, as far as these roles are there, manage templates."""
    using = schema_editor.connection.alias
    # Django makes permissions only after all migrations.
    config = apps.get_app_config("articles")
    config.models_module = True  # A migration's apps have none, which would mean no models.
    create_permissions(config, apps=apps, verbosity=0, using=using)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    (right,) = permissions.filter(content_type__app_label="articles", codename="manage_templates")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0039_story_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="verb",
            field=models.CharField(
                choices=[
                    ("create", "created"),
                    ("edit", "saved"),
                    ("merge", "merged"),
                    ("set_aside", "set aside"),
                    ("bring_back", "restored a version"),
                    ("submit", "submitted"),
                    ("return", "returned to draft"),
                    ("submit_changes", "submitted changes"),
                    ("take_back_changes", "cancelled a submission of changes"),
                    ("return_changes", "returned changes"),
                    ("close_changes", "closed submitted changes"),
                    ("approve", "approved"),
                    ("unapprove", "needs approval again"),
                    ("schedule", "scheduled"),
                    ("publish", "published"),
                    ("publish_changes", "published changes"),
                    ("plan_changes", "scheduled changes"),
                    ("cancel_plan", "unscheduled changes"),
                    ("try_again", "retried"),
                    ("take_back", "cancelled a failed action"),
                    ("correct", "corrected"),
                    ("amend_correction", "changed a correction"),
                    ("remove_correction", "removed a correction"),
                    ("withdraw", "withdrew"),
                    ("restore", "restored"),
                    ("delete", "deleted"),
                    ("bin", "moved to the bin"),
                    ("restore_from_bin", "restored from the bin"),
                    ("assign", "assigned"),
                    ("comment", "commented"),
                    ("resolve", "resolved a comment"),
                    ("break_news", "put up a banner"),
                    ("extend_banner", "extended a banner"),
                    ("change_banner", "changed a banner"),
                    ("end_banner", "ended a banner"),
                    ("undo_banner", "took breaking news back"),
                    ("share", "shared a preview"),
                    ("revoke", "revoked a preview"),
                    ("topic_rename", "renamed a topic"),
                    ("topic_merge", "merged topics"),
                    ("topic_delete", "deleted a topic"),
                    ("topic_undo", "undid a topic change"),
                    ("topic_add", "added a topic"),
                    ("topic_edit", "changed a topic"),
                    ("add_picture", "added a picture"),
                    ("edit_picture", "changed a picture"),
                    ("replace_picture", "replaced a picture"),
                    ("delete_picture", "deleted a picture"),
                    ("paper", "changed the site settings"),
                    ("page", "changed a page"),
                    ("page_delete", "deleted a page"),
                    ("author", "changed an author"),
                    ("author_delete", "deleted an author"),
                    ("section", "changed a section"),
                    ("section_delete", "deleted a section"),
                    ("account", "changed an account"),
                    ("role", "changed a role"),
                    ("login", "logged in"),
                    ("login_failed", "failed to log in"),
                    ("logout", "logged out"),
                    ("weigh", "set the importance"),
                    ("front_save", "saved a front"),
                    ("front_publish", "published a front"),
                    ("front_schedule", "scheduled a front"),
                    ("front_cancel", "unscheduled a front"),
                    ("front_roll_back", "rolled back a front"),
                    ("front_place", "placed on a front"),
                    ("front_take_off", "took off a front"),
                    ("front_move", "moved a front"),
                    ("front_archive", "archived a front"),
                    ("front_bring_back", "restored a front"),
                    ("template", "changed a template"),
                    ("factor", "changed a second factor"),
                    ("restore_backup", "restored a backup"),
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="StoryTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        help_text="When to use it, for those who choose.",
                        max_length=200,
                        verbose_name="description",
                    ),
                ),
                ("content", models.JSONField(default=dict, editable=False)),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="Where it stands among the others; low numbers first.",
                        verbose_name="order",
                    ),
                ),
                (
                    "is_retired",
                    models.BooleanField(
                        default=False,
                        help_text="No longer offered. Stories that were begun from it stay as they are.",
                        verbose_name="retired",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("error", "Refuse publishing"), ("warning", "Warn")],
                        default="error",
                        max_length=10,
                        verbose_name="if a check fails",
                    ),
                ),
                (
                    "needs_standfirst",
                    models.BooleanField(default=False, verbose_name="needs a standfirst"),
                ),
                (
                    "needs_picture",
                    models.BooleanField(default=False, verbose_name="needs a picture"),
                ),
                (
                    "needs_fact_box",
                    models.BooleanField(default=False, verbose_name="needs a fact box"),
                ),
                ("needs_topic", models.BooleanField(default=False, verbose_name="needs a topic")),
                (
                    "least_words",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Of the text, without captions.",
                        null=True,
                        verbose_name="minimum words",
                    ),
                ),
                (
                    "most_words",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="maximum words"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        help_text="Offered to those who write there. Without one, to everybody.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.category",
                        verbose_name="section",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.topic",
                        verbose_name="needs this topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "template",
                "verbose_name_plural": "templates",
                "ordering": ["order", "name", "pk"],
                "permissions": [("manage_templates", "Can manage templates for stories")],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="article",
            name="template",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.storytemplate",
            ),
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
