"""A new newsroom's tables, made at once: what the migrations up to this one come to.

A database that has some of them goes on with the rest, one by one; one that has all of them knows
this one as done. tests/test_migrations.py compares where both ways lead to.
"""

import datetime
import uuid
from importlib import import_module

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import articles.models.desk.preview_links
import articles.models.partners.feed
import articles.models.people.authors
import articles.models.pictures.picture
import articles.models.publication.paper
import articles.models.search.document
import articles.models.style.rules
import articles.models.topics.taxonomy

#: What this stands for, in their order.
REPLACED = [
    "0001_initial",
    "0002_sections",
    "0003_search",
    "0004_newsroom",
    "0005_roles",
    "0006_pictures",
    "0007_picture_uses",
    "0008_paper_and_pages",
    "0009_delivery",
    "0010_log_of_settings",
    "0011_former_addresses",
    "0012_log_of_corrections_and_pictures",
    "0013_same_headline",
    "0014_passwords_set",
    "0015_sitemap_dates",
    "0016_names_in_order",
    "0018_topic_look",
    "0019_topic_look_filled",
    "0020_claimed_work",
    "0021_submitted_changes",
    "0022_unsaved_texts_stay",
    "0023_words",
    "0024_second_factor_log",
    "0025_outside_logins",
    "0026_backups",
    "0027_mail",
    "0028_sessions",
    "0029_sealed_log",
    "0030_password_links",
    "0031_breaking_news",
    "0032_fronts",
    "0033_of_kind",
    "0034_log_of_restores",
    "0035_front_visits",
    "0036_bin",
    "0037_kept_fronts",
    "0038_notices",
    "0039_story_language",
    "0040_story_templates",
    "0041_planning",
    "0042_house_style",
    "0043_translations",
    "0044_story_links",
    "0045_suggestions",
    "0046_notices_sent",
    "0047_provenance",
    "0048_ai_mark",
    "0049_proposals",
    "0050_machine_policies",
    "0051_chats",
    "0052_redirects",
    "0053_webhooks",
    "0054_api_tokens",
    "0055_social_cards",
    "0056_partner_feeds",
    "0057_search_documents",
    "0058_lists_of_the_desk",
]


def former(name):
    """A migration that this one stands for, by its number."""
    (found,) = (one for one in REPLACED if one.startswith(name))
    return import_module(f"articles.migrations.{found}")


#: What those do beside making tables, as far as a new database wants it, and how it is undone.
AFTERWARDS = [
    (former("0003").install, former("0003").remove),
    (former("0002").open_sections, migrations.RunPython.noop),
    (former("0005").make_roles, migrations.RunPython.noop),
    (former("0008").give_rights, migrations.RunPython.noop),
    (former("0014").give_rights, migrations.RunPython.noop),
    (former("0031").give_rights, migrations.RunPython.noop),
    (former("0032").give_right, migrations.RunPython.noop),
    (former("0040").give_right, migrations.RunPython.noop),
    (former("0041").give_right, migrations.RunPython.noop),
    (former("0042").give_rights, migrations.RunPython.noop),
    (former("0057").make_search_index, former("0057").remove),
]


class MakeTables(Operation):
    """Tables of a state in which all of them are there: rendering it anew for each takes the time
    of a start."""

    def __init__(self, tables):
        self.tables = tables

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "Make the tables"


class Migration(migrations.Migration):
    replaces = [("articles", name) for name in REPLACED]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        MakeTables(
            [
                migrations.CreateModel(
                    name="Announcement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("keys", models.JSONField()),
                        (
                            "at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        ("delivered_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, editable=False
                            ),
                        ),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Article",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "headline",
                            models.CharField(blank=True, max_length=200, verbose_name="headline"),
                        ),
                        (
                            "slug",
                            models.SlugField(
                                blank=True,
                                help_text="Made from the headline when left empty.",
                                max_length=100,
                                verbose_name="address",
                            ),
                        ),
                        (
                            "standfirst",
                            models.TextField(
                                blank=True,
                                help_text="One or two sentences under the headline.",
                                max_length=500,
                                verbose_name="standfirst",
                            ),
                        ),
                        ("body", models.TextField(blank=True, verbose_name="story")),
                        (
                            "trail_text",
                            models.CharField(
                                blank=True, default="", editable=False, max_length=310
                            ),
                        ),
                        ("search_text", models.TextField(blank=True, default="", editable=False)),
                        ("word_count", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("news", "News"),
                                    ("analysis", "Analysis"),
                                    ("opinion", "Opinion"),
                                    ("feature", "Feature"),
                                ],
                                default="news",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "agency",
                            models.CharField(
                                blank=True,
                                help_text="Printed with the byline, or instead of it.",
                                max_length=100,
                                verbose_name="agency credit",
                            ),
                        ),
                        (
                            "picture_caption",
                            models.TextField(
                                blank=True,
                                help_text="Replaces the picture’s own caption in this story.",
                                max_length=1000,
                                verbose_name="caption for this story",
                            ),
                        ),
                        (
                            "teaser",
                            models.TextField(
                                blank=True,
                                help_text="For lists; made from the first sentences when left empty.",
                                max_length=300,
                                verbose_name="teaser",
                            ),
                        ),
                        (
                            "search_title",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="title for search engines"
                            ),
                        ),
                        (
                            "search_description",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                verbose_name="description for search engines",
                            ),
                        ),
                        (
                            "social_title",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="title for social cards"
                            ),
                        ),
                        (
                            "social_description",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                verbose_name="description for social cards",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("ready", "Ready"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "publish_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="When readers can see it. A future time schedules the story.",
                                null=True,
                                verbose_name="publish at",
                            ),
                        ),
                        (
                            "first_published_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "updated_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Only for changes of substance; readers see this time.",
                                null=True,
                                verbose_name="updated",
                            ),
                        ),
                        (
                            "expires_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Readers stop seeing it at this time.",
                                null=True,
                                verbose_name="expires at",
                            ),
                        ),
                        (
                            "withdrawal_reason",
                            models.TextField(
                                blank=True, editable=False, verbose_name="reason for the withdrawal"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        (
                            "modified_at",
                            models.DateTimeField(auto_now=True, verbose_name="last saved"),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "authors",
                            models.ManyToManyField(
                                related_name="articles",
                                through="articles.Byline",
                                to="articles.author",
                                verbose_name="bylines",
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="articles",
                                to="articles.category",
                                verbose_name="section",
                            ),
                        ),
                        (
                            "picture",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="articles",
                                to="articles.picture",
                                verbose_name="lead picture",
                            ),
                        ),
                        (
                            "topics",
                            taggit.managers.TaggableManager(
                                blank=True,
                                help_text="What the story is about.",
                                through="articles.Tagging",
                                to="articles.Topic",
                                verbose_name="topics",
                            ),
                        ),
                        (
                            "approved_by",
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
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="assigned_stories",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="assigned to",
                            ),
                        ),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                        ("form_key", models.UUIDField(editable=False, null=True, unique=True)),
                        (
                            "sensitive",
                            models.BooleanField(
                                default=False,
                                help_text="Must be published by someone other than its last writer.",
                                verbose_name="sensitive",
                            ),
                        ),
                        (
                            "approved",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.revision",
                            ),
                        ),
                        (
                            "released",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.revision",
                            ),
                        ),
                        (
                            "working",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.revision",
                            ),
                        ),
                        (
                            "importance",
                            models.PositiveSmallIntegerField(
                                blank=True, editable=False, null=True, verbose_name="importance"
                            ),
                        ),
                        ("binned_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "binned_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="If it isn’t the site’s language.",
                                max_length=35,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.storytemplate",
                            ),
                        ),
                        (
                            "ai_helped",
                            models.BooleanField(
                                db_default=False,
                                default=False,
                                help_text="Readers are told so. Set when a text of the language model is taken.",
                                verbose_name="made with the help of AI",
                            ),
                        ),
                        (
                            "card",
                            models.CharField(
                                blank=True, db_default="", default="", editable=False, max_length=60
                            ),
                        ),
                        (
                            "drawn_card",
                            models.BooleanField(
                                db_default=False,
                                default=False,
                                help_text="Social networks show the headline on the section’s colour.",
                                verbose_name="drawn card instead of the picture",
                            ),
                        ),
                        (
                            "not_for_partners",
                            models.BooleanField(
                                db_default=False,
                                default=False,
                                help_text="In no partner feed, such as where an agency’s contract rules it out.",
                                verbose_name="not for partners",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "story",
                        "verbose_name_plural": "stories",
                        "ordering": ["-modified_at", "-pk"],
                        "permissions": [
                            ("publish_article", "Can approve and publish stories"),
                            ("withdraw_article", "Can withdraw and restore stories"),
                            ("override_checks", "Can publish in spite of a check's error"),
                            ("edit_section_articles", "Works on all stories of the sections given"),
                            ("edit_all_articles", "Works on all stories"),
                        ],
                        "indexes": [
                            models.Index(
                                models.F("state"),
                                models.OrderBy(models.F("publish_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                models.F("expires_at"),
                                name="article_latest",
                            ),
                            models.Index(
                                models.F("section"),
                                models.F("state"),
                                models.OrderBy(models.F("publish_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                models.F("expires_at"),
                                name="article_in_section",
                            ),
                            models.Index(
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(
                                    ("released__isnull", False),
                                    models.Q(("working", models.F("released")), _negated=True),
                                ),
                                name="article_changed",
                            ),
                            models.Index(
                                models.F("expires_at"),
                                condition=models.Q(("expires_at__isnull", False)),
                                name="article_ending",
                            ),
                            models.Index(
                                django.db.models.functions.text.Lower("headline"),
                                models.F("publish_at"),
                                name="article_headline",
                            ),
                            models.Index(
                                models.F("updated_at"),
                                models.F("id"),
                                condition=models.Q(("updated_at__isnull", False)),
                                name="article_updated",
                            ),
                            models.Index(
                                models.F("kind"),
                                models.F("state"),
                                models.OrderBy(models.F("publish_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="article_of_kind",
                            ),
                            models.Index(
                                models.OrderBy(models.F("binned_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(("binned_at__isnull", False)),
                                name="article_binned",
                            ),
                            models.Index(
                                models.F("language"),
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="article_of_language",
                            ),
                            models.Index(
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(("binned_at__isnull", True)),
                                name="article_desk_saved",
                            ),
                            models.Index(
                                models.F("state"),
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(("binned_at__isnull", True)),
                                name="article_desk_status",
                            ),
                            models.Index(
                                models.F("section"),
                                models.F("state"),
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(("binned_at__isnull", True)),
                                name="article_desk_section",
                            ),
                            models.Index(
                                models.F("created_by"),
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="article_begun",
                            ),
                            models.Index(
                                models.F("assignee"),
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="article_assigned",
                            ),
                            models.Index(
                                models.F("picture"),
                                models.OrderBy(models.F("modified_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="article_of_picture",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["draft", "in_review", "ready", "published", "withdrawn"],
                                    )
                                ),
                                name="article_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    models.Q(
                                        ("publish_at__isnull", False),
                                        ("section__isnull", False),
                                        models.Q(("headline", ""), _negated=True),
                                        models.Q(("slug", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="article_published_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_at__isnull", True),
                                    ("publish_at__isnull", True),
                                    ("expires_at__gt", models.F("publish_at")),
                                    _connector="OR",
                                ),
                                name="article_expires_later",
                                violation_error_message="A story can't expire before it is published.",
                            ),
                        ],
                    },
                    bases=(articles.migrations.Verbs, models.Model),
                ),
                migrations.CreateModel(
                    name="Backup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("night", models.DateField(editable=False, null=True, unique=True)),
                        (
                            "asked_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        (
                            "next_try_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        (
                            "finished_at",
                            models.DateTimeField(db_index=True, editable=False, null=True),
                        ),
                        ("name", models.CharField(blank=True, editable=False, max_length=40)),
                        ("place", models.CharField(blank=True, editable=False, max_length=500)),
                        ("error", models.CharField(blank=True, editable=False, max_length=500)),
                        ("missing", models.PositiveIntegerField(default=0, editable=False)),
                    ],
                    options={
                        "verbose_name": "backup",
                        "verbose_name_plural": "backups",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Heartbeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=40, unique=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="HubPing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("hub", models.CharField(max_length=1000)),
                        ("keys", models.JSONField(default=list)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "next_try_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        ("error", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="NoticeChoices",
                    fields=[
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="notice_choices",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("ways", models.JSONField(blank=True, default=dict)),
                        (
                            "zone",
                            models.CharField(blank=True, max_length=64, verbose_name="time zone"),
                        ),
                        (
                            "pace",
                            models.CharField(
                                choices=[("hourly", "every hour"), ("daily", "once a day")],
                                default="daily",
                                max_length=6,
                                verbose_name="digest",
                            ),
                        ),
                        (
                            "digest_at",
                            models.TimeField(default=datetime.time(8, 0), verbose_name="digest at"),
                        ),
                        (
                            "quiet_from",
                            models.TimeField(blank=True, null=True, verbose_name="quiet from"),
                        ),
                        (
                            "quiet_until",
                            models.TimeField(blank=True, null=True, verbose_name="quiet until"),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("en-gb", "English"),
                                    ("hi", "हिन्दी"),
                                    ("ar", "العربية"),
                                    ("es", "Español"),
                                ],
                                db_default="",
                                default="",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "choice of notices",
                        "verbose_name_plural": "choices of notices",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Page",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "slug",
                            models.SlugField(
                                blank=True,
                                help_text="Made from the title when left empty; “about” is at /about/ itself. After a change, the old address redirects to the new one.",
                                max_length=80,
                                unique=True,
                                verbose_name="address",
                            ),
                        ),
                        (
                            "description",
                            models.CharField(
                                blank=True,
                                help_text="One or two sentences for search engines and social cards.",
                                max_length=300,
                                verbose_name="description",
                            ),
                        ),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        (
                            "with_people",
                            models.BooleanField(
                                default=False,
                                help_text="Below the text: every author who has a role.",
                                verbose_name="show staff list",
                            ),
                        ),
                        (
                            "is_published",
                            models.BooleanField(
                                default=False,
                                help_text="Until then only the desk sees it.",
                                verbose_name="published",
                            ),
                        ),
                        (
                            "in_footer",
                            models.BooleanField(default=True, verbose_name="in the footer"),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=100,
                                help_text="Pages with lower numbers come first.",
                                verbose_name="order",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                help_text="If it isn’t the site’s language.",
                                max_length=12,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z",
                                        "Write a language as en or pt-BR.",
                                    )
                                ],
                                verbose_name="language",
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="changed",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "pictures",
                            models.ManyToManyField(
                                editable=False, related_name="pages", to="articles.picture"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "page",
                        "verbose_name_plural": "pages",
                        "ordering": ["order", "title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="page_titled"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("slug", ""), _negated=True),
                                name="page_has_address",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PasswordRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("typed", models.CharField(blank=True, max_length=254)),
                        ("site", models.CharField(max_length=300)),
                        (
                            "asked_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("done_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Restoration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("life", models.BigIntegerField(editable=False)),
                        (
                            "at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        ("backup", models.CharField(editable=False, max_length=200)),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ranges", models.JSONField(default=list)),
                        ("count", models.PositiveIntegerField()),
                        ("until", models.DateTimeField()),
                        ("is_passing", models.BooleanField(default=False)),
                        ("previous", models.CharField(blank=True, max_length=64)),
                        ("digest", models.CharField(max_length=64)),
                    ],
                    options={
                        "verbose_name": "seal of the log",
                        "verbose_name_plural": "seals of the log",
                        "ordering": ["pk"],
                        "default_permissions": (),
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="SearchDue",
                    fields=[
                        ("story", models.BigIntegerField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="SiteFile",
                    fields=[
                        (
                            "name",
                            models.CharField(
                                choices=[
                                    ("ads.txt", "ads.txt"),
                                    ("trust.txt", "trust.txt"),
                                    ("humans.txt", "humans.txt"),
                                    ("security.txt", "security.txt"),
                                ],
                                max_length=20,
                                primary_key=True,
                                serialize=False,
                                verbose_name="name",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(blank=True, max_length=100000, verbose_name="text"),
                        ),
                    ],
                    options={
                        "verbose_name": "text file",
                        "verbose_name_plural": "text files",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="AddressSetBy",
                    fields=[
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
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
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("scopes", models.CharField(max_length=100)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "ends_at",
                            models.DateTimeField(db_index=True, verbose_name="valid until"),
                        ),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "API token",
                        "verbose_name_plural": "API tokens",
                        "ordering": ["-made_at", "-pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Author",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "slug",
                            models.SlugField(
                                blank=True,
                                help_text="Made from the name when left empty: /by/name/. After a change, the old address redirects to the new one.",
                                max_length=100,
                                unique=True,
                                verbose_name="address",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                blank=True,
                                help_text="Such as “Political editor”.",
                                max_length=120,
                                verbose_name="role",
                            ),
                        ),
                        ("biography", models.TextField(blank=True, verbose_name="biography")),
                        (
                            "links",
                            models.TextField(
                                blank=True,
                                help_text="Profiles elsewhere, one address per line.",
                                validators=[articles.models.people.authors.one_address_a_line],
                                verbose_name="links",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                blank=True,
                                help_text="The account this author logs in with, if any.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="author",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        (
                            "picture",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="portrait_of",
                                to="articles.picture",
                                verbose_name="picture",
                            ),
                        ),
                        (
                            "contact",
                            models.EmailField(
                                blank=True,
                                help_text="Shown on their page; not the account’s address.",
                                max_length=254,
                                verbose_name="e-mail for readers",
                            ),
                        ),
                        (
                            "expertise",
                            models.CharField(
                                blank=True,
                                help_text="What they write about, such as “Courts, prisons and the police”.",
                                max_length=200,
                                verbose_name="expertise",
                            ),
                        ),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(
                                default=100,
                                help_text="Lower numbers come first on the staff page.",
                                verbose_name="masthead order",
                            ),
                        ),
                        (
                            "search_text",
                            models.CharField(default="", editable=False, max_length=700),
                        ),
                        ("sort_key", models.BinaryField(db_index=True, default=b"")),
                    ],
                    options={
                        "verbose_name": "author",
                        "verbose_name_plural": "authors",
                        "ordering": ["sort_key", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="author_named"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkJob",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("verb", models.CharField(max_length=20)),
                        (
                            "stories",
                            models.JSONField(help_text="The numbers of the stories, in order."),
                        ),
                        ("options", models.JSONField(blank=True, default=dict)),
                        ("results", models.JSONField(blank=True, default=list)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, editable=False
                            ),
                        ),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "next_try_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                default=django.utils.timezone.now,
                                editable=False,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bulk job",
                        "verbose_name_plural": "bulk jobs",
                        "ordering": ["-made_at", "-pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Byline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                        ),
                        ("listed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="articles.article"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bylines",
                                to="articles.author",
                                verbose_name="author",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "byline",
                        "verbose_name_plural": "bylines",
                        "ordering": ["order", "pk"],
                        "indexes": [
                            models.Index(
                                models.F("author"),
                                models.OrderBy(models.F("listed_at"), descending=True),
                                models.OrderBy(models.F("article"), descending=True),
                                name="byline_by_date",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("article", "author"), name="byline_once_a_story"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calendar_feed",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "calendar address",
                        "verbose_name_plural": "calendar addresses",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                        (
                            "slug",
                            models.SlugField(
                                help_text="The part of the address that names the section: /politics/. After a change, the old address redirects to the new one.",
                                max_length=60,
                                unique=True,
                                validators=[articles.models.topics.taxonomy.not_reserved],
                                verbose_name="address",
                            ),
                        ),
                        (
                            "description",
                            models.CharField(
                                blank=True,
                                help_text="One sentence under the section's name, also shown by search engines.",
                                max_length=300,
                                verbose_name="description",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                choices=[
                                    ("crimson", "Crimson"),
                                    ("teal", "Teal"),
                                    ("plum", "Plum"),
                                    ("amber", "Amber"),
                                    ("cobalt", "Cobalt"),
                                    ("moss", "Moss"),
                                    ("rose", "Rose"),
                                    ("slate", "Slate"),
                                ],
                                default="slate",
                                max_length=10,
                                verbose_name="colour",
                            ),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=100,
                                help_text="Sections with lower numbers come first.",
                                verbose_name="order",
                            ),
                        ),
                        (
                            "editors",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Editors work on all stories in their assigned sections.",
                                related_name="sections_given",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="editors",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "verbose_name": "section",
                        "verbose_name_plural": "sections",
                        "ordering": ["order", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "slug__in",
                                        [
                                            ".well-known",
                                            "about",
                                            "account",
                                            "admin",
                                            "api",
                                            "by",
                                            "corrections",
                                            "embed",
                                            "feed",
                                            "feed.atom",
                                            "feed.json",
                                            "healthz",
                                            "latest",
                                            "live",
                                            "media",
                                            "metrics",
                                            "newsletters",
                                            "offline",
                                            "page",
                                            "preview",
                                            "readyz",
                                            "robots.txt",
                                            "search",
                                            "sitemap",
                                            "sitemap.xml",
                                            "static",
                                            "sw.js",
                                            "theme",
                                            "topic",
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                name="category_slug_free",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="category_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Banner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
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
                        (
                            "shown_again",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, editable=False
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
                migrations.CreateModel(
                    name="ChatHook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="What the newsroom calls it: #newsdesk.",
                                max_length=80,
                                verbose_name="name",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("slack", "Slack"),
                                    ("teams", "Microsoft Teams (workflow)"),
                                    ("mattermost", "Mattermost"),
                                ],
                                max_length=12,
                                verbose_name="service",
                            ),
                        ),
                        ("sealed", models.TextField(editable=False)),
                        (
                            "hint",
                            models.CharField(
                                editable=False, max_length=300, verbose_name="webhook"
                            ),
                        ),
                        ("events", models.JSONField(default=list, verbose_name="told of")),
                        (
                            "sections",
                            models.JSONField(blank=True, default=list, verbose_name="sections"),
                        ),
                        ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
                        (
                            "made_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        (
                            "told_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="last told"
                            ),
                        ),
                        ("failing_since", models.DateTimeField(editable=False, null=True)),
                        ("error", models.CharField(blank=True, editable=False, max_length=300)),
                        ("given_up", models.PositiveIntegerField(default=0, editable=False)),
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
                        "verbose_name": "chat",
                        "verbose_name_plural": "chats",
                        "ordering": ["name", "pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ChatMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "event",
                            models.CharField(
                                choices=[
                                    ("published", "stories published"),
                                    ("breaking", "breaking news"),
                                    ("corrected", "corrections and clarifications"),
                                    ("withdrawn", "stories withdrawn"),
                                    ("submitted", "stories waiting for approval"),
                                    ("returned", "stories and changes returned"),
                                    ("failed", "scheduled actions that failed"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=300)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "next_try_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        ("error", models.CharField(blank=True, max_length=300)),
                        (
                            "article",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="chat_messages",
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
                            ),
                        ),
                        (
                            "hook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="articles.chathook",
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("by_name", models.CharField(blank=True, max_length=150)),
                        ("text", models.TextField(max_length=2000, verbose_name="comment")),
                        ("quote", models.TextField(blank=True)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("resolved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
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
                            ),
                        ),
                        (
                            "mentions",
                            models.ManyToManyField(
                                blank=True, related_name="mentioned_in", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="articles.comment",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("passage", models.TextField(blank=True, db_default="", default="")),
                        ("passage_at", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "proposal",
                            models.TextField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=2000,
                                verbose_name="proposed wording",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "comment",
                        "verbose_name_plural": "comments",
                        "ordering": ["at", "pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("clarification", "Clarification"),
                                    ("correction", "Correction"),
                                ],
                                max_length=13,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="text")),
                        (
                            "published_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="published"
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
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
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "correction",
                        "verbose_name_plural": "corrections",
                        "ordering": ["-published_at", "-pk"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.OrderBy(models.F("published_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="correction_newest",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeskSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.CharField(max_length=40, unique=True)),
                        ("address", models.CharField(blank=True, max_length=45)),
                        ("agent", models.CharField(blank=True, max_length=300)),
                        ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "used_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="desk_sessions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "login",
                        "verbose_name_plural": "logins",
                        "ordering": ["-used_at", "-pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Device",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("device", models.CharField(max_length=80)),
                        ("address", models.CharField(blank=True, max_length=45)),
                        (
                            "used_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="devices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "device",
                        "verbose_name_plural": "devices",
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "digest"), name="device_of_account"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
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
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.edition",
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
                            ),
                        ),
                        (
                            "front",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="editions",
                                to="articles.front",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "edition",
                        "verbose_name_plural": "editions",
                        "ordering": ["-number"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("last_end"),
                                condition=models.Q(("last_end__isnull", False)),
                                name="edition_ending",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("front", "number"), name="edition_numbered"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="when"
                            ),
                        ),
                        (
                            "by_name",
                            models.CharField(blank=True, max_length=150, verbose_name="who"),
                        ),
                        ("verb", models.CharField(max_length=20, verbose_name="what")),
                        (
                            "title",
                            models.CharField(blank=True, max_length=300, verbose_name="title"),
                        ),
                        ("from_state", models.CharField(blank=True, max_length=12)),
                        ("to_state", models.CharField(blank=True, max_length=12)),
                        (
                            "revision",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="revision"
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("details", models.JSONField(blank=True, default=dict)),
                        (
                            "article",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="entries",
                                to="articles.article",
                                verbose_name="story",
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
                                verbose_name="account",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "log entry",
                        "verbose_name_plural": "log",
                        "ordering": ["-at", "-pk"],
                        "default_permissions": ("view",),
                        "indexes": [
                            models.Index(
                                models.OrderBy(models.F("at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="entry_newest",
                            ),
                            models.Index(
                                models.F("article"),
                                models.OrderBy(models.F("at"), descending=True),
                                name="entry_of_story",
                            ),
                            models.Index(
                                models.F("by"),
                                models.OrderBy(models.F("at"), descending=True),
                                name="entry_of_person",
                            ),
                            models.Index(
                                models.F("verb"),
                                models.OrderBy(models.F("at"), descending=True),
                                name="entry_of_verb",
                            ),
                        ],
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="FormerAuthor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former",
                                to="articles.author",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="FormerSection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former",
                                to="articles.category",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Front",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.CharField(editable=False, max_length=40, unique=True)),
                        (
                            "section",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="front",
                                to="articles.category",
                            ),
                        ),
                        (
                            "topic",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="front",
                                to="articles.topic",
                            ),
                        ),
                        (
                            "working",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.edition",
                            ),
                        ),
                        (
                            "archived_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "former_keys",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                editable=False,
                                max_length=400,
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                editable=False,
                                max_length=100,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "front",
                        "verbose_name_plural": "fronts",
                        "ordering": ["pk"],
                        "permissions": [("lay_out_fronts", "Can lay out fronts")],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("section", None), ("topic", None), _connector="OR"
                                ),
                                name="front_of_one_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FrontVisit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.UUIDField(unique=True)),
                        ("front", models.CharField(max_length=40)),
                        ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "visit to a front",
                        "verbose_name_plural": "visits to fronts",
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["front", "seen_at"], name="front_presence")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IgnoredMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
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
                    name="Launch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="live from")),
                        ("by_name", models.CharField(blank=True, max_length=150)),
                        ("why", models.CharField(blank=True, max_length=300)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cancelled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="launches",
                                to="articles.edition",
                            ),
                        ),
                        (
                            "front",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="launches",
                                to="articles.front",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "launch",
                        "verbose_name_plural": "launches",
                        "ordering": ["-at", "-pk"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("front"),
                                models.OrderBy(models.F("at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(("cancelled_at", None)),
                                name="launch_live",
                            ),
                            models.Index(
                                models.F("at"),
                                condition=models.Q(("cancelled_at", None)),
                                name="launch_coming",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LinkSent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Mail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("to", models.CharField(max_length=254)),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField(blank=True)),
                        ("message_id", models.CharField(max_length=200)),
                        (
                            "asked_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("was_given_up", models.BooleanField(default=False)),
                        ("error", models.CharField(blank=True, max_length=500)),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(blank=True, db_default="", default="", max_length=10),
                        ),
                        (
                            "unsubscribe",
                            models.CharField(blank=True, db_default="", default="", max_length=500),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None)),
                                fields=["next_try_at"],
                                name="mail_due",
                            ),
                            models.Index(
                                condition=models.Q(("was_given_up", True)),
                                fields=["done_at"],
                                name="mail_given_up",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
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
                                ],
                                max_length=20,
                            ),
                        ),
                        ("about", models.CharField(max_length=60)),
                        ("place", models.CharField(blank=True, max_length=60)),
                        ("by_name", models.CharField(blank=True, max_length=150)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("count", models.PositiveIntegerField(default=1)),
                        ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        ("on_bell", models.BooleanField(default=True)),
                        ("mail_at", models.DateTimeField(blank=True, null=True)),
                        ("push_at", models.DateTimeField(blank=True, null=True)),
                        ("mailed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "article",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
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
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice",
                        "verbose_name_plural": "notices",
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("to"),
                                models.OrderBy(models.F("at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="notice_of_person",
                            ),
                            models.Index(
                                condition=models.Q(("seen_at", None)),
                                fields=["to", "kind"],
                                name="notice_unseen",
                            ),
                            models.Index(
                                condition=models.Q(("mail_at__isnull", False)),
                                fields=["mail_at"],
                                name="notice_mail_due",
                            ),
                            models.Index(
                                condition=models.Q(("push_at__isnull", False)),
                                fields=["push_at"],
                                name="notice_push_due",
                            ),
                            models.Index(fields=["seen_at"], name="notice_seen"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideLogin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("issuer", models.CharField(max_length=255, verbose_name="provider")),
                        ("subject", models.CharField(max_length=255, verbose_name="number there")),
                        (
                            "since",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="since"
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "login elsewhere",
                        "verbose_name_plural": "logins elsewhere",
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("issuer", "subject"), name="outside_login_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "word",
                            models.CharField(max_length=100, unique=True, verbose_name="word"),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="since",
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
                    name="FormerPage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "page",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former",
                                to="articles.page",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                        (
                            "tagline",
                            models.CharField(blank=True, max_length=120, verbose_name="tagline"),
                        ),
                        ("logo", models.CharField(blank=True, max_length=60, verbose_name="logo")),
                        (
                            "logo_night",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="logo, dark mode"
                            ),
                        ),
                        ("icon", models.CharField(blank=True, max_length=60, verbose_name="icon")),
                        ("card", models.CharField(blank=True, max_length=60, verbose_name="card")),
                        (
                            "accent",
                            models.CharField(
                                blank=True,
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-f]{6}\\Z",
                                        "Write a colour as # and six digits: #b4532a.",
                                    )
                                ],
                                verbose_name="accent",
                            ),
                        ),
                        (
                            "accent_night",
                            models.CharField(
                                blank=True,
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-f]{6}\\Z",
                                        "Write a colour as # and six digits: #b4532a.",
                                    )
                                ],
                                verbose_name="accent, dark mode",
                            ),
                        ),
                        (
                            "band",
                            models.CharField(
                                blank=True,
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-f]{6}\\Z",
                                        "Write a colour as # and six digits: #b4532a.",
                                    )
                                ],
                                verbose_name="footer background",
                            ),
                        ),
                        (
                            "headline_face",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Default"),
                                    ("old-style", "Old style: Palatino and similar"),
                                    ("modern", "Transitional: Charter, Cambria"),
                                    ("contrast", "High contrast: Didot, Bodoni"),
                                    ("slab", "Slab: Rockwell"),
                                    ("humanist", "Humanist sans: Gill, Seravek, Calibri"),
                                    ("geometric", "Geometric sans: Avenir, Century Gothic"),
                                    ("grotesque", "Grotesque sans: Helvetica, Arial"),
                                    ("system", "System font"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="headlines",
                            ),
                        ),
                        (
                            "text_face",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Default"),
                                    ("old-style", "Old style: Palatino and similar"),
                                    ("modern", "Transitional: Charter, Cambria"),
                                    ("contrast", "High contrast: Didot, Bodoni"),
                                    ("slab", "Slab: Rockwell"),
                                    ("humanist", "Humanist sans: Gill, Seravek, Calibri"),
                                    ("geometric", "Geometric sans: Avenir, Century Gothic"),
                                    ("grotesque", "Grotesque sans: Helvetica, Arial"),
                                    ("system", "System font"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="labels and small text",
                            ),
                        ),
                        (
                            "footer",
                            models.TextField(blank=True, max_length=600, verbose_name="text"),
                        ),
                        (
                            "links",
                            models.TextField(
                                blank=True,
                                max_length=4000,
                                validators=[articles.models.publication.paper.links_with_labels],
                                verbose_name="links",
                            ),
                        ),
                        (
                            "profiles",
                            models.TextField(
                                blank=True,
                                max_length=1500,
                                validators=[articles.models.people.authors.one_address_a_line],
                                verbose_name="profiles",
                            ),
                        ),
                        (
                            "contact",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="e-mail for readers"
                            ),
                        ),
                        ("footer_pages", models.JSONField(default=list, editable=False)),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "ai_pictures",
                            models.CharField(
                                choices=[
                                    ("allow", "Publish them; readers are told"),
                                    ("warn", "Ask for a reason"),
                                    ("refuse", "Refuse them"),
                                ],
                                db_default="allow",
                                default="allow",
                                help_text="In the checks before a story is published.",
                                max_length=10,
                                verbose_name="pictures made with AI",
                            ),
                        ),
                        (
                            "ai_words",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="Leave empty for “Made with the help of AI.” in the readers’ language.",
                                max_length=200,
                                verbose_name="in these words",
                            ),
                        ),
                        (
                            "model_rules",
                            models.TextField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="Sent with every question: how you write, what you never write.",
                                max_length=4000,
                                verbose_name="house rules for the language model",
                            ),
                        ),
                        (
                            "tells_of_ai",
                            models.BooleanField(
                                db_default=True,
                                default=True,
                                help_text="Under stories that are marked as made with the help of AI.",
                                verbose_name="tell readers of AI",
                            ),
                        ),
                        ("policy", models.JSONField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "site settings",
                        "verbose_name_plural": "site settings",
                        "default_permissions": ("change", "view"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="paper_is_one"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnerFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Of the partner, or the feed.",
                                max_length=80,
                                unique=True,
                                verbose_name="name",
                            ),
                        ),
                        (
                            "slug",
                            models.SlugField(
                                help_text="The last part of its address. After a change, the old address is gone.",
                                max_length=60,
                                unique=True,
                                verbose_name="address",
                            ),
                        ),
                        ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
                        (
                            "sections",
                            models.JSONField(blank=True, default=list, verbose_name="sections"),
                        ),
                        (
                            "topics",
                            models.JSONField(blank=True, default=list, verbose_name="topics"),
                        ),
                        (
                            "authors",
                            models.JSONField(blank=True, default=list, verbose_name="authors"),
                        ),
                        ("kinds", models.JSONField(blank=True, default=list, verbose_name="kinds")),
                        (
                            "words",
                            models.CharField(
                                blank=True,
                                help_text="Only stories with all of these words.",
                                max_length=200,
                                verbose_name="words",
                            ),
                        ),
                        (
                            "delay",
                            models.PositiveIntegerField(
                                default=0,
                                help_text="Minutes after publishing. What is withdrawn goes at once.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(10080),
                                ],
                                verbose_name="delay",
                            ),
                        ),
                        (
                            "most",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="number of stories",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("rss", "RSS 2.0"),
                                    ("atom", "Atom 1.0"),
                                    ("json", "JSON Feed 1.1"),
                                    ("ninjs", "ninjs 3 (IPTC)"),
                                ],
                                default="rss",
                                max_length=5,
                                verbose_name="format",
                            ),
                        ),
                        (
                            "is_full",
                            models.BooleanField(
                                default=True,
                                help_text="Otherwise the standfirst.",
                                verbose_name="full text",
                            ),
                        ),
                        (
                            "has_pictures",
                            models.BooleanField(
                                default=True,
                                help_text="Tick it only where the partner may show them.",
                                verbose_name="pictures",
                            ),
                        ),
                        (
                            "attribution",
                            models.TextField(
                                blank=True,
                                help_text="Stands under each story, before a link to it: “First published in”.",
                                max_length=300,
                                verbose_name="attribution",
                            ),
                        ),
                        (
                            "campaign",
                            models.CharField(
                                blank=True,
                                help_text="Behind the address of each story: utm_source=radio&utm_medium=feed",
                                max_length=200,
                                validators=[articles.models.partners.feed.parameters],
                                verbose_name="campaign parameters",
                            ),
                        ),
                        (
                            "needs_token",
                            models.BooleanField(
                                default=False,
                                help_text="Only whoever has it reads the feed.",
                                verbose_name="with a token",
                            ),
                        ),
                        (
                            "digest",
                            models.CharField(blank=True, default="", editable=False, max_length=64),
                        ),
                        ("token_made_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "former",
                            models.CharField(blank=True, default="", editable=False, max_length=64),
                        ),
                        ("former_until", models.DateTimeField(editable=False, null=True)),
                        (
                            "made_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
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
                        "verbose_name": "partner feed",
                        "verbose_name_plural": "partner feeds",
                        "ordering": ["name"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="PartnerUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("times", models.PositiveBigIntegerField(default=0)),
                        (
                            "feed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="uses",
                                to="articles.partnerfeed",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-day"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("feed", "day"), name="partner_use_once_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PasswordLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("is_invitation", models.BooleanField()),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "ends_at",
                            models.DateTimeField(db_index=True, verbose_name="valid until"),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="password_links",
                                to=settings.AUTH_USER_MODEL,
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
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "password link",
                        "verbose_name_plural": "password links",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="PasswordSetBy",
                    fields=[
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="set by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "password set for someone",
                        "verbose_name_plural": "passwords set for someone",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Picture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "original",
                            models.FileField(
                                max_length=200,
                                storage=articles.models.pictures.picture.originals,
                                upload_to=articles.models.pictures.picture.original_path,
                                verbose_name="file",
                            ),
                        ),
                        ("sha256", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "width",
                            models.PositiveIntegerField(editable=False, verbose_name="width"),
                        ),
                        (
                            "height",
                            models.PositiveIntegerField(editable=False, verbose_name="height"),
                        ),
                        ("tone", models.CharField(default="#cccccc", editable=False, max_length=7)),
                        (
                            "alt_text",
                            models.CharField(
                                blank=True,
                                help_text="Describes the picture for readers who can’t see it. Don’t repeat the caption.",
                                max_length=1000,
                                verbose_name="alt text",
                            ),
                        ),
                        (
                            "decorative",
                            models.BooleanField(
                                default=False,
                                help_text="Adds nothing to the text; screen readers skip it.",
                                verbose_name="decorative",
                            ),
                        ),
                        (
                            "caption",
                            models.TextField(blank=True, max_length=2000, verbose_name="caption"),
                        ),
                        (
                            "credit",
                            models.CharField(
                                blank=True,
                                help_text="Photographer or source, as printed.",
                                max_length=200,
                                verbose_name="credit",
                            ),
                        ),
                        (
                            "licence",
                            models.CharField(
                                choices=[
                                    ("own", "Our own"),
                                    ("agency", "Agency, by contract"),
                                    ("handout", "Handout"),
                                    ("cc-by", "Creative Commons BY"),
                                    ("cc-by-sa", "Creative Commons BY-SA"),
                                    ("public-domain", "Public domain"),
                                ],
                                default="own",
                                max_length=20,
                                verbose_name="licence",
                            ),
                        ),
                        (
                            "focal_x",
                            models.FloatField(
                                default=0.5,
                                help_text="0 is the left edge, 1 the right one.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                                verbose_name="focal point, across",
                            ),
                        ),
                        (
                            "focal_y",
                            models.FloatField(
                                default=0.5,
                                help_text="0 is the top edge, 1 the bottom.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                                verbose_name="focal point, down",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="added"),
                        ),
                        (
                            "uploaded_by",
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
                            "licence_expires_on",
                            models.DateField(
                                blank=True,
                                help_text="The last day on which it may be published.",
                                null=True,
                                verbose_name="licence expires after",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "file_size",
                            models.PositiveBigIntegerField(
                                default=0, editable=False, verbose_name="size"
                            ),
                        ),
                        (
                            "copyright",
                            models.CharField(blank=True, max_length=200, verbose_name="copyright"),
                        ),
                        (
                            "creator",
                            models.CharField(blank=True, max_length=200, verbose_name="creator"),
                        ),
                        ("edition", models.CharField(blank=True, editable=False, max_length=8)),
                        ("files", models.JSONField(default=list, editable=False)),
                        (
                            "headline",
                            models.CharField(
                                blank=True,
                                help_text="For the library; readers don't see it.",
                                max_length=300,
                                verbose_name="title",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True, editable=False, max_length=8, verbose_name="format"
                            ),
                        ),
                        (
                            "licence_url",
                            models.URLField(
                                blank=True, max_length=500, verbose_name="address of the licence"
                            ),
                        ),
                        ("made", models.CharField(blank=True, editable=False, max_length=16)),
                        (
                            "people",
                            models.JSONField(blank=True, default=list, verbose_name="people"),
                        ),
                        ("renditions_due", models.DateTimeField(editable=False, null=True)),
                        (
                            "renditions_error",
                            models.CharField(blank=True, editable=False, max_length=500),
                        ),
                        ("search_text", models.TextField(default="", editable=False)),
                        ("tags", models.JSONField(blank=True, default=list, verbose_name="tags")),
                        (
                            "taken_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken"),
                        ),
                        (
                            "terms",
                            models.CharField(
                                blank=True,
                                help_text="What the licence asks for, in words.",
                                max_length=1000,
                                verbose_name="terms",
                            ),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("any", "Any story"),
                                    ("once", "One story only"),
                                    ("none", "Not for publication"),
                                ],
                                default="any",
                                max_length=8,
                                verbose_name="may be used for",
                            ),
                        ),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("provenance", models.JSONField(editable=False, null=True)),
                        (
                            "source_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Unknown"),
                                    ("digitalCapture", "Camera original"),
                                    ("computationalCapture", "Camera, computed from several shots"),
                                    ("negativeFilm", "Scan of a negative"),
                                    ("positiveFilm", "Scan of a slide"),
                                    ("print", "Scan of a print"),
                                    ("humanEdits", "Edited by a person"),
                                    ("composite", "Composite"),
                                    ("compositeCapture", "Composite of photographs"),
                                    ("compositeSynthetic", "Composite with synthetic parts"),
                                    ("digitalCreation", "Drawn or made by a person"),
                                    ("screenCapture", "Screenshot"),
                                    ("virtualRecording", "Recorded in a virtual world"),
                                    ("dataDrivenMedia", "Made from data"),
                                    ("algorithmicallyEnhanced", "Enhanced by software"),
                                    ("algorithmicMedia", "Made by software, without AI"),
                                    ("trainedAlgorithmicMedia", "Made with AI"),
                                    ("compositeWithTrainedAlgorithmicMedia", "Edited with AI"),
                                ],
                                db_default="",
                                default="",
                                help_text="How it came about. Readers are told of AI, composites and camera originals.",
                                max_length=40,
                                verbose_name="origin",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "picture",
                        "verbose_name_plural": "pictures",
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(
                                models.OrderBy(models.F("created_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="picture_latest",
                            ),
                            models.Index(
                                models.F("licence_expires_on"),
                                condition=models.Q(("licence_expires_on__isnull", False)),
                                name="picture_lapsing",
                            ),
                            models.Index(
                                models.OrderBy(models.F("created_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(
                                    models.Q(("alt_text", ""), ("decorative", False)),
                                    ("credit", ""),
                                    _connector="OR",
                                ),
                                name="picture_lacking",
                            ),
                            models.Index(
                                models.F("renditions_due"),
                                condition=models.Q(("renditions_due__isnull", False)),
                                name="picture_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("focal_x__range", (0, 1)), ("focal_y__range", (0, 1))
                                ),
                                name="picture_focus_inside",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("height__gt", 0), ("width__gt", 0)),
                                name="picture_has_size",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        ("details", models.JSONField()),
                        ("replaced_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("by_name", models.CharField(blank=True, max_length=150)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="why")),
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
                            "picture",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_files",
                                to="articles.picture",
                            ),
                        ),
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
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="picture_uses",
                                to="articles.article",
                            ),
                        ),
                        (
                            "picture",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="articles.picture",
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("picture"),
                                models.OrderBy(models.F("article"), descending=True),
                                name="picture_use_by_story",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("article", "picture"), name="picture_use_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "place",
                            models.CharField(blank=True, max_length=200, verbose_name="place"),
                        ),
                        (
                            "starts_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="begins"),
                        ),
                        (
                            "ends_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="ends"),
                        ),
                        (
                            "deadline",
                            models.DateTimeField(blank=True, null=True, verbose_name="deadline"),
                        ),
                        (
                            "words",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="wanted words"
                            ),
                        ),
                        (
                            "pictures",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="wanted pictures"
                            ),
                        ),
                        (
                            "archived_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("form_key", models.UUIDField(editable=False, null=True, unique=True)),
                        (
                            "archived_by",
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
                            "created_by",
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="plans",
                                to="articles.category",
                                verbose_name="section",
                            ),
                        ),
                        (
                            "story",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="coverage",
                                to="articles.article",
                                verbose_name="story",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plan",
                        "verbose_name_plural": "plans",
                        "permissions": [("plan_coverage", "Can plan coverage")],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("starts_at"),
                                condition=models.Q(("archived_at", None)),
                                name="plan_begins",
                            ),
                            models.Index(
                                models.F("deadline"),
                                condition=models.Q(("archived_at", None)),
                                name="plan_deadline",
                            ),
                            models.Index(
                                models.OrderBy(models.F("archived_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="plan_archived",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_at", None),
                                    ("ends_at", None),
                                    ("ends_at__gte", models.F("starts_at")),
                                    _connector="OR",
                                ),
                                name="plan_ends_later",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("writer", "Writer"), ("photographer", "Photographer")],
                                default="writer",
                                max_length=12,
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                ],
                                default="asked",
                                max_length=8,
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="coverage_assignments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assignments",
                                to="articles.plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "coverage assignment",
                        "verbose_name_plural": "coverage assignments",
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "person", "role"), name="asked_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("title", "Titles for search engines"),
                                    ("teaser", "Teasers"),
                                    ("topics", "Topics"),
                                    ("points", "Key points"),
                                    ("alt", "Alt text"),
                                    ("translation", "First translation"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "asked"),
                                    ("answered", "answered"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                    ("taken", "taken"),
                                    ("refused", "refused"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("model", models.CharField(max_length=200)),
                        ("host", models.CharField(max_length=255)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("until", models.DateTimeField()),
                        ("tokens", models.PositiveIntegerField(default=0)),
                        ("answer", models.JSONField(default=list)),
                        ("said", models.CharField(blank=True, max_length=300)),
                        ("taken", models.BooleanField(default=False)),
                        (
                            "article",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="articles.article",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "picture",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="articles.picture",
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("by"),
                                models.OrderBy(models.F("asked_at"), descending=True),
                                name="proposal_of_person",
                            ),
                            models.Index(models.F("asked_at"), name="proposal_by_date"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Purge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("keys", models.JSONField()),
                        ("soft", models.BooleanField(default=False)),
                        ("backend", models.CharField(max_length=20)),
                        (
                            "asked_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        ("done_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("error", models.CharField(blank=True, max_length=500)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None)),
                                fields=["next_try_at"],
                                name="purge_due",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PushDevice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("subscription", models.TextField()),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("error", models.CharField(blank=True, max_length=200)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="push_devices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="devices",
                                to="articles.desksession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "device that is told",
                        "verbose_name_plural": "devices that are told",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="PushMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "next_try_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        ("error", models.CharField(blank=True, max_length=200)),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="articles.pushdevice",
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="articles.notice",
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Redirect",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "came_from",
                            models.CharField(
                                help_text="The old address on this site: /2019/05/harbour/, or all of it.",
                                max_length=500,
                                unique=True,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "leads_to",
                            models.CharField(
                                help_text="An address on this site, or one elsewhere with https://.",
                                max_length=500,
                                verbose_name="to",
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="made",
                            ),
                        ),
                        (
                            "hits",
                            models.PositiveBigIntegerField(
                                default=0, editable=False, verbose_name="hits"
                            ),
                        ),
                        (
                            "last_hit_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="last hit"
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
                                verbose_name="made by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "redirect",
                        "verbose_name_plural": "redirects",
                        "ordering": ["came_from"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.OrderBy(models.F("hits"), descending=True),
                                models.F("id"),
                                name="redirect_hits",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("baseline", "before the first save here"),
                                    ("saved", "saved"),
                                    ("merged", "merged"),
                                    ("restored", "restored"),
                                    ("aside", "set aside"),
                                ],
                                default="saved",
                                max_length=8,
                            ),
                        ),
                        ("content", models.JSONField()),
                        ("by_name", models.CharField(blank=True, max_length=150)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("why", models.CharField(blank=True, max_length=300)),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="revisions",
                                to="articles.article",
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.revision",
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
                            ),
                        ),
                        (
                            "settles",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="settled_by",
                                to="articles.revision",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "revision",
                        "verbose_name_plural": "revisions",
                        "ordering": ["-number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("article", "number"), name="revision_numbered"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreviewLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "label",
                            models.CharField(blank=True, max_length=100, verbose_name="for whom"),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "expires_at",
                            models.DateTimeField(
                                default=articles.models.desk.preview_links._in_a_week,
                                verbose_name="valid until",
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="preview_links",
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
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="articles.revision",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "preview link",
                        "verbose_name_plural": "preview links",
                        "ordering": ["-made_at", "-pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "verb",
                            models.CharField(
                                choices=[
                                    ("go_live", "goes live"),
                                    ("expire", "expires"),
                                    ("changes", "changes are published"),
                                ],
                                max_length=8,
                                verbose_name="what",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="due")),
                        (
                            "change",
                            models.CharField(
                                choices=[
                                    ("minor", "Minor: a typo or similar"),
                                    ("update", "Update: new developments"),
                                    ("clarification", "Clarification: it could be misunderstood"),
                                    ("correction", "Correction: it was wrong"),
                                ],
                                default="minor",
                                max_length=13,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("reason", models.TextField(blank=True)),
                        ("override", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "due"),
                                    ("done", "done"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="due",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
                        ),
                        ("next_try_at", models.DateTimeField()),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("error", models.TextField(blank=True, verbose_name="why it failed")),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "done_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="done"),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appointments",
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
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="articles.revision",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "scheduled action",
                        "verbose_name_plural": "scheduled actions",
                        "ordering": ["at", "pk"],
                        "default_permissions": ("view",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "due")),
                                fields=["next_try_at"],
                                name="appointment_due",
                            ),
                            models.Index(
                                condition=models.Q(("state", "failed")),
                                fields=["at"],
                                name="appointment_failed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedFilter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "page",
                            models.CharField(
                                choices=[
                                    ("stories", "Stories"),
                                    ("calendar", "Calendar"),
                                    ("budget", "Budget"),
                                    ("board", "Board"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("query", models.CharField(blank=True, max_length=1000)),
                        (
                            "is_shared",
                            models.BooleanField(default=False, verbose_name="for everyone"),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "default_for",
                            models.ManyToManyField(
                                blank=True,
                                related_name="default_filters",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="saved_filters",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved filter",
                        "verbose_name_plural": "saved filters",
                        "ordering": ["name", "pk"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("page"), models.F("is_shared"), name="filter_of_page"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchDocument",
                    fields=[
                        (
                            "place",
                            articles.models.search.document.Place(
                                primary_key=True, serialize=False
                            ),
                        ),
                        ("title", models.TextField()),
                        ("lead", models.TextField()),
                        ("names", models.TextField()),
                        ("text", models.TextField()),
                        ("title_key", models.BigIntegerField()),
                        ("is_public", models.BooleanField()),
                        (
                            "learnt",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "Not"), (1, "Yes"), (2, "Changed")], default=0
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(db_index=True)),
                        (
                            "story",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="articles.article",
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("title_key"),
                                models.OrderBy(models.F("place"), descending=True),
                                name="search_document_headline",
                            ),
                            models.Index(
                                models.F("place"),
                                condition=models.Q(
                                    ("is_public", True), models.Q(("learnt", 1), _negated=True)
                                ),
                                name="search_document_to_learn",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("word", models.CharField(db_index=True, max_length=60)),
                        ("language", models.CharField(max_length=3)),
                        ("stem", models.CharField(max_length=60)),
                        ("stories", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("language"), models.F("stem"), name="search_word_stem"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("language", "word"), name="search_word_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoryLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
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
                            models.UniqueConstraint(
                                fields=("article", "target"), name="story_link_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoryTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
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
                        (
                            "needs_topic",
                            models.BooleanField(default=False, verbose_name="needs a topic"),
                        ),
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
                migrations.CreateModel(
                    name="StyleRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
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
                                help_text="Shown to whoever writes.",
                                max_length=500,
                                verbose_name="why",
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
                            models.DateField(
                                default=django.utils.timezone.localdate, verbose_name="since"
                            ),
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
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
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
                migrations.CreateModel(
                    name="Suggestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.CharField(max_length=24)),
                        ("by_name", models.CharField(blank=True, max_length=150)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("words", models.JSONField(default=dict)),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="suggestions",
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
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "suggestion",
                        "verbose_name_plural": "suggestions",
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("article", "key"), name="suggestion_of_story"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Topic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(max_length=100, unique=True, verbose_name="name"),
                        ),
                        (
                            "slug",
                            models.SlugField(
                                allow_unicode=True, max_length=100, unique=True, verbose_name="slug"
                            ),
                        ),
                        (
                            "description",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="description"
                            ),
                        ),
                        ("sort_key", models.BinaryField(db_index=True, default=b"")),
                        (
                            "look",
                            models.CharField(
                                db_default="", default="", editable=False, max_length=100
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "topic",
                        "verbose_name_plural": "topics",
                        "ordering": ["sort_key", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("name"),
                                name="topic_name_any_case",
                                violation_error_message="There is a topic of this name already.",
                            )
                        ],
                        "indexes": [models.Index(models.F("look"), name="topic_look")],
                    },
                ),
                migrations.CreateModel(
                    name="Tagging",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("listed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "content_object",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taggings",
                                to="articles.article",
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taggings",
                                to="articles.topic",
                                verbose_name="topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "topic of a story",
                        "verbose_name_plural": "topics of stories",
                        "indexes": [
                            models.Index(
                                models.F("tag"),
                                models.OrderBy(models.F("listed_at"), descending=True),
                                models.OrderBy(models.F("content_object"), descending=True),
                                name="tagging_by_date",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("content_object", "tag"), name="topic_once_a_story"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former",
                                to="articles.topic",
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("name"),
                                name="former_topic_name_any_case",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TopicChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "verb",
                            models.CharField(
                                choices=[
                                    ("rename", "renamed"),
                                    ("merge", "merged"),
                                    ("delete", "deleted"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("summary", models.CharField(max_length=300)),
                        ("details", models.JSONField(default=dict)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "topic change",
                        "verbose_name_plural": "topic changes",
                        "ordering": ["-at", "-pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Translation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("source_number", models.PositiveIntegerField(default=0)),
                        ("checked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="translations",
                                to="articles.article",
                            ),
                        ),
                        (
                            "story",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="translation",
                                to="articles.article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "translation",
                        "verbose_name_plural": "translations",
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("story", models.F("source")), _negated=True),
                                name="translation_of_another_story",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Webhook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Whose program it is.", max_length=80, verbose_name="name"
                            ),
                        ),
                        ("address", models.CharField(max_length=1000, verbose_name="address")),
                        ("events", models.JSONField(default=list, verbose_name="told of")),
                        (
                            "sections",
                            models.JSONField(blank=True, default=list, verbose_name="sections"),
                        ),
                        ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
                        (
                            "made_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        ("sealed", models.TextField(editable=False)),
                        ("former", models.TextField(blank=True, default="", editable=False)),
                        ("former_until", models.DateTimeField(editable=False, null=True)),
                        (
                            "told_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="last delivered"
                            ),
                        ),
                        ("failures", models.PositiveIntegerField(default=0, editable=False)),
                        ("failing_since", models.DateTimeField(editable=False, null=True)),
                        ("error", models.CharField(blank=True, editable=False, max_length=300)),
                        ("given_up", models.PositiveIntegerField(default=0, editable=False)),
                        ("resting_until", models.DateTimeField(editable=False, null=True)),
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
                        "verbose_name": "webhook",
                        "verbose_name_plural": "webhooks",
                        "ordering": ["name", "pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "event",
                            models.CharField(
                                choices=[
                                    ("story.published", "stories published"),
                                    ("story.changed", "published stories changed"),
                                    ("story.corrected", "corrections and clarifications"),
                                    ("story.withdrawn", "stories withdrawn or expired"),
                                    ("story.breaking", "breaking news"),
                                    ("test", "test"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="type",
                            ),
                        ),
                        ("story", models.BigIntegerField(editable=False, null=True)),
                        (
                            "title",
                            models.CharField(blank=True, max_length=300, verbose_name="story"),
                        ),
                        ("body", models.TextField(editable=False)),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="when",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        (
                            "next_try_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="next try"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("delivered", "delivered"),
                                    ("given_up", "given up"),
                                ],
                                default="waiting",
                                editable=False,
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("done_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "status",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="status"
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(blank=True, max_length=300, verbose_name="answer"),
                        ),
                        (
                            "error",
                            models.CharField(blank=True, max_length=300, verbose_name="problem"),
                        ),
                        (
                            "webhook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="articles.webhook",
                                verbose_name="webhook",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delivery",
                        "verbose_name_plural": "deliveries",
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["next_try_at"],
                                name="delivery_due",
                            ),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["webhook", "story"],
                                name="delivery_in_turn",
                            ),
                            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
                            models.Index(fields=["made_at"], name="delivery_made"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.CharField(max_length=100)),
                        ("digest", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(default=0)),
                        ("answer", models.JSONField(default=dict)),
                        (
                            "made_at",
                            models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                        ),
                        (
                            "token",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="articles.apitoken",
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("token", "key"), name="api_answer_once_a_key"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SocialCard",
                    fields=[
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "claimed_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "story",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="articles.article",
                            ),
                        ),
                        ("next_try_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "recipe",
                            models.CharField(blank=True, default="", editable=False, max_length=16),
                        ),
                        (
                            "error",
                            models.CharField(
                                blank=True, default="", editable=False, max_length=500
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                models.F("next_try_at"),
                                condition=models.Q(("next_try_at__isnull", False)),
                                name="card_waiting",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Autosave",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.UUIDField(unique=True)),
                        ("based_on", models.PositiveIntegerField(default=0)),
                        ("content", models.JSONField(blank=True, null=True)),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("saved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "article",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="autosaves",
                                to="articles.article",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        ("story_number", models.PositiveBigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "unsaved text",
                        "verbose_name_plural": "unsaved texts",
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["article", "seen_at"], name="autosave_presence"),
                            models.Index(fields=["by", "saved_at"], name="autosave_of_person"),
                        ],
                    },
                ),
            ]
        ),
        *(migrations.RunPython(do, undo) for do, undo in AFTERWARDS),
    ]
