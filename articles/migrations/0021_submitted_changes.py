"""Changes of stories that are out, submitted to the editors."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_claimed_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    ("submit_changes", "submitted changes"),
                    ("take_back_changes", "took back submitted changes"),
                    ("return_changes", "returned changes"),
                    ("close_changes", "closed submitted changes"),
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
                    ("amend_correction", "changed a correction"),
                    ("remove_correction", "removed a correction"),
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
                    ("edit_picture", "changed a picture"),
                    ("replace_picture", "replaced a picture"),
                    ("delete_picture", "deleted a picture"),
                    ("paper", "changed the paper"),
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
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.TextField(blank=True)),
                ("returned_by_name", models.CharField(blank=True, max_length=150)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("return_note", models.TextField(blank=True)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submission",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "submitted changes",
                "verbose_name_plural": "submitted changes",
                "default_permissions": (),
            },
        ),
    ]
