"""Rules of house style, marks that stories say to ignore, and words of the newsroom's own."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import articles.models.style.rules

RULES = ["view_stylerule", "add_stylerule", "change_stylerule", "delete_stylerule"]
WORDS = ["view_ownword", "add_ownword", "change_ownword", "delete_ownword"]
READ = ["view_stylerule", "view_ownword"]
ROLES = {
    "Managing editor": [*RULES, *WORDS],
    "Operator": [*RULES, *WORDS],
    "Editor": [*READ, *WORDS],
    "Reporter": READ,
    "Picture editor": READ,
}


def give_rights(apps, schema_editor):
    """Give the newsroom's roles, as far as they are there, what they may do with rules and words."""
    using = schema_editor.connection.alias
    # Django makes permissions only after all migrations.
    config = apps.get_app_config("articles")
    config.models_module = True  # A migration's apps have none, which would mean no models.
    create_permissions(config, apps=apps, verbosity=0, using=using)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(
            *permissions.filter(content_type__app_label="articles", codename__in=ROLES[group.name])
        )


class Migration(migrations.Migration):
    """Three tables, two verbs of the log, and rights."""

    dependencies: ClassVar = [
        ("articles", "0041_planning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
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
                    ("style", "changed house style"),
                    ("style_delete", "deleted a style rule"),
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
                    ("plan_make", "planned coverage"),
                    ("plan_change", "changed a plan"),
                    ("plan_assign", "assigned coverage"),
                    ("plan_answer", "answered an assignment"),
                    ("plan_start", "started a story from a plan"),
                    ("plan_archive", "archived a plan"),
                    ("plan_bring_back", "restored a plan"),
                    ("saved_filter", "changed a saved filter"),
                    ("calendar_feed", "changed a calendar address"),
                    ("factor", "changed a second factor"),
                    ("restore_backup", "restored a backup"),
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="IgnoredMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=120)),
                ("words", models.CharField(max_length=300)),
                ("before", models.CharField(blank=True, max_length=300)),
                ("after", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ignored_marks",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "ignored mark",
                "verbose_name_plural": "ignored marks",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OwnWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=100, unique=True, verbose_name="word")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "word of our own",
                "verbose_name_plural": "dictionary",
                "ordering": ["word"],
            },
        ),
        migrations.CreateModel(
            name="StyleRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pattern",
                    models.CharField(
                        help_text="* letters within a word · ? one letter · # a number · (a|b) one of these, one may be empty · a|b one of several.",
                        max_length=200,
                        validators=[articles.models.style.rules.valid_pattern],
                        verbose_name="word or pattern",
                    ),
                ),
                (
                    "proposal",
                    models.CharField(
                        blank=True,
                        help_text="What to write instead; several with | between. *, # and (x|y) take over.",
                        max_length=200,
                        verbose_name="proposal",
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        help_text="Shown to whoever writes.", max_length=500, verbose_name="why"
                    ),
                ),
                ("exact", models.BooleanField(default=False, verbose_name="match case")),
                ("of_word", models.BooleanField(default=True, verbose_name="whole words")),
                (
                    "outside_quotations",
                    models.BooleanField(default=False, verbose_name="not in quotations"),
                ),
                (
                    "exceptions",
                    models.TextField(
                        blank=True,
                        help_text="Names and phrases that it is right in, one a line.",
                        max_length=2000,
                        validators=[articles.models.style.rules.valid_exceptions],
                        verbose_name="exceptions",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Of the stories that it is for; empty for all.",
                        max_length=35,
                        verbose_name="language",
                    ),
                ),
                (
                    "asks_reason",
                    models.BooleanField(
                        default=False,
                        help_text="Publishing a story against this rule asks for a reason.",
                        verbose_name="ask for a reason",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "since",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="since"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for all.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.category",
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name": "style rule",
                "verbose_name_plural": "house style",
                "ordering": ["pattern", "pk"],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
