"""Fronts, their editions and launches, how important a story is, and who may lay out fronts."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = ["Editor", "Managing editor"]


def give_right(apps, schema_editor):
    """Let editors and managing editors, as far as these roles are there, lay out fronts."""
    using = schema_editor.connection.alias
    # Django makes permissions only after all migrations.
    config = apps.get_app_config("articles")
    config.models_module = True  # A migration's apps have none, which would mean no models.
    create_permissions(config, apps=apps, verbosity=0, using=using)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    (right,) = permissions.filter(content_type__app_label="articles", codename="lay_out_fronts")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0031_breaking_news"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("saved", "saved"),
                            ("merged", "merged"),
                            ("restored", "restored"),
                            ("placed", "placed with one click"),
                        ],
                        default="saved",
                        max_length=8,
                    ),
                ),
                ("layout", models.JSONField()),
                ("last_end", models.DateTimeField(editable=False, null=True)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("why", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
                "ordering": ["-number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Front",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=40, unique=True)),
            ],
            options={
                "verbose_name": "front",
                "verbose_name_plural": "fronts",
                "ordering": ["pk"],
                "permissions": [("lay_out_fronts", "Can lay out fronts")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Launch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="live from")),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "launch",
                "verbose_name_plural": "launches",
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="article",
            name="importance",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="importance"
            ),
        ),
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
                    ("weigh", "set the importance"),
                    ("front_save", "saved a front"),
                    ("front_publish", "published a front"),
                    ("front_schedule", "scheduled a front"),
                    ("front_cancel", "unscheduled a front"),
                    ("front_roll_back", "rolled back a front"),
                    ("front_place", "placed on a front"),
                    ("front_take_off", "took off a front"),
                    ("factor", "changed a second factor"),
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="based_on",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.edition",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="section",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="front",
                to="articles.category",
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="topic",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="front",
                to="articles.topic",
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="working",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.edition",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="front",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="editions",
                to="articles.front",
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="launches",
                to="articles.edition",
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="front",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="launches",
                to="articles.front",
            ),
        ),
        migrations.AddConstraint(
            model_name="front",
            constraint=models.CheckConstraint(
                condition=models.Q(("section", None), ("topic", None), _connector="OR"),
                name="front_of_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                models.F("last_end"),
                condition=models.Q(("last_end__isnull", False)),
                name="edition_ending",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("front", "number"), name="edition_numbered"),
        ),
        migrations.AddIndex(
            model_name="launch",
            index=models.Index(
                models.F("front"),
                models.OrderBy(models.F("at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("cancelled_at", None)),
                name="launch_live",
            ),
        ),
        migrations.AddIndex(
            model_name="launch",
            index=models.Index(
                models.F("at"), condition=models.Q(("cancelled_at", None)), name="launch_coming"
            ),
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
