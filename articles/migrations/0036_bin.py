"""Where deleted drafts lie: since when, and by whom."""

from importlib import import_module
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive


class Migration(migrations.Migration):
    """Two columns, an index, and two verbs of the log."""

    atomic = False  # as an index that is made beside the writers asks for

    dependencies: ClassVar = [
        ("articles", "0035_front_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="article",
            name="binned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="binned_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
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
                    ("factor", "changed a second factor"),
                    ("restore_backup", "restored a backup"),
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        AddIndexLive(
            model_name="article",
            index=models.Index(
                models.OrderBy(models.F("binned_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("binned_at__isnull", False)),
                name="article_binned",
            ),
        ),
    ]
