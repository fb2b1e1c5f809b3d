"""Banners of breaking news, what the log says of them, and who may put them up."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = ("Editor", "Managing editor")


def give_rights(apps, schema_editor):
    """Let those who publish break news, as far as the newsroom's roles are there."""
    using = schema_editor.connection.alias
    # Django makes permissions only after all migrations.
    config = apps.get_app_config("articles")
    config.models_module = True  # A migration's apps have none, which would mean no models.
    create_permissions(config, apps=apps, verbosity=0, using=using)
    config.models_module = None
    right = apps.get_model("auth", "Permission").objects.using(using)
    right = right.get(content_type__app_label="articles", codename="break_news")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0030_password_links"),
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
                    ("factor", "changed a second factor"),
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="Banner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=200, verbose_name="headline")),
                (
                    "look",
                    models.CharField(
                        choices=[("breaking", "Breaking"), ("developing", "Developing")],
                        default="breaking",
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                ("is_stub", models.BooleanField(default=False)),
                ("minutes", models.PositiveSmallIntegerField(default=20)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("taken_down_at", models.DateTimeField(null=True)),
                ("is_end_told", models.BooleanField(default=False)),
                ("form_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
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
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="articles.category",
                        verbose_name="section",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="banners",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "banner",
                "verbose_name_plural": "banners",
                "permissions": [("break_news", "Can put up breaking news")],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("ends_at"),
                        condition=models.Q(("taken_down_at", None)),
                        name="banner_open",
                    ),
                    models.Index(
                        models.F("ends_at"),
                        condition=models.Q(("is_end_told", False)),
                        name="banner_untold",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("starts_at"))),
                        name="banner_has_end",
                    )
                ],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
