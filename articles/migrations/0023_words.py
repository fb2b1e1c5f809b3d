"""Labels and help texts of the desk, in a newsroom’s words; no column changes."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import articles.models.desk.preview_links
import articles.models.people.authors
import articles.models.topics.taxonomy


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_unsaved_texts_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="appointment",
            options={
                "default_permissions": ("view",),
                "ordering": ["at", "pk"],
                "verbose_name": "scheduled action",
                "verbose_name_plural": "scheduled actions",
            },
        ),
        migrations.AlterModelOptions(
            name="paper",
            options={
                "default_permissions": ("change", "view"),
                "verbose_name": "site settings",
                "verbose_name_plural": "site settings",
            },
        ),
        migrations.AlterModelOptions(
            name="passwordsetby",
            options={
                "default_permissions": (),
                "verbose_name": "password set for someone",
                "verbose_name_plural": "passwords set for someone",
            },
        ),
        migrations.AlterModelOptions(
            name="topicchange",
            options={
                "default_permissions": (),
                "ordering": ["-at", "-pk"],
                "verbose_name": "topic change",
                "verbose_name_plural": "topic changes",
            },
        ),
        migrations.AlterField(
            model_name="appointment",
            name="change",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="appointment",
            name="state",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="article",
            name="agency",
            field=models.CharField(
                blank=True,
                help_text="Printed with the byline, or instead of it.",
                max_length=100,
                verbose_name="agency credit",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="article",
            name="expires_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Readers stop seeing it at this time.",
                null=True,
                verbose_name="expires at",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="picture_caption",
            field=models.TextField(
                blank=True,
                help_text="Replaces the picture’s own caption in this story.",
                max_length=1000,
                verbose_name="caption for this story",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="publish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When readers can see it. A future time schedules the story.",
                null=True,
                verbose_name="publish at",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="sensitive",
            field=models.BooleanField(
                default=False,
                help_text="Must be published by someone other than its last writer.",
                verbose_name="sensitive",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="updated_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Only for changes of substance; readers see this time.",
                null=True,
                verbose_name="updated",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="contact",
            field=models.EmailField(
                blank=True,
                help_text="Shown on their page; not the account’s address.",
                max_length=254,
                verbose_name="e-mail for readers",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="links",
            field=models.TextField(
                blank=True,
                help_text="Profiles elsewhere, one address per line.",
                validators=[articles.models.people.authors.one_address_a_line],
                verbose_name="links",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="rank",
            field=models.PositiveSmallIntegerField(
                default=100,
                help_text="Lower numbers come first on the staff page.",
                verbose_name="masthead order",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="slug",
            field=models.SlugField(
                blank=True,
                help_text="Made from the name when left empty: /by/name/. After a change, the old address redirects to the new one.",
                max_length=100,
                unique=True,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="user",
            field=models.OneToOneField(
                blank=True,
                help_text="The account this author logs in with, if any.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="author",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="editors",
            field=models.ManyToManyField(
                blank=True,
                help_text="Editors work on all stories in their assigned sections.",
                related_name="sections_given",
                to=settings.AUTH_USER_MODEL,
                verbose_name="editors",
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="slug",
            field=models.SlugField(
                help_text="The part of the address that names the section: /politics/. After a change, the old address redirects to the new one.",
                max_length=60,
                unique=True,
                validators=[articles.models.topics.taxonomy.not_reserved],
                verbose_name="address",
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
                    ("share", "shared a preview"),
                    ("revoke", "revoked a preview"),
                    ("topic_rename", "renamed a topic"),
                    ("topic_merge", "merged topics"),
                    ("topic_delete", "deleted a topic"),
                    ("topic_undo", "undid a topic change"),
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
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="is_published",
            field=models.BooleanField(
                default=False,
                help_text="Until then only the desk sees it.",
                verbose_name="published",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="language",
            field=models.CharField(
                blank=True,
                help_text="If it isn’t the site’s language.",
                max_length=12,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z", "Write a language as en or pt-BR."
                    )
                ],
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="slug",
            field=models.SlugField(
                blank=True,
                help_text="Made from the title when left empty; “about” is at /about/ itself. After a change, the old address redirects to the new one.",
                max_length=80,
                unique=True,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="with_people",
            field=models.BooleanField(
                default=False,
                help_text="Below the text: every author who has a role.",
                verbose_name="show staff list",
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="accent_night",
            field=models.CharField(
                blank=True,
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator(
                        "^#[0-9a-f]{6}\\Z", "Write a colour as # and six digits: #b4532a."
                    )
                ],
                verbose_name="accent, dark mode",
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="band",
            field=models.CharField(
                blank=True,
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator(
                        "^#[0-9a-f]{6}\\Z", "Write a colour as # and six digits: #b4532a."
                    )
                ],
                verbose_name="footer background",
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="headline_face",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="paper",
            name="logo_night",
            field=models.CharField(blank=True, max_length=60, verbose_name="logo, dark mode"),
        ),
        migrations.AlterField(
            model_name="paper",
            name="text_face",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="picture",
            name="alt_text",
            field=models.CharField(
                blank=True,
                help_text="Describes the picture for readers who can’t see it. Don’t repeat the caption.",
                max_length=1000,
                verbose_name="alt text",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="creator",
            field=models.CharField(blank=True, max_length=200, verbose_name="creator"),
        ),
        migrations.AlterField(
            model_name="picture",
            name="credit",
            field=models.CharField(
                blank=True,
                help_text="Photographer or source, as printed.",
                max_length=200,
                verbose_name="credit",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="decorative",
            field=models.BooleanField(
                default=False,
                help_text="Adds nothing to the text; screen readers skip it.",
                verbose_name="decorative",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="licence_expires_on",
            field=models.DateField(
                blank=True,
                help_text="The last day on which it may be published.",
                null=True,
                verbose_name="licence expires after",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="use",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="previewlink",
            name="expires_at",
            field=models.DateTimeField(
                default=articles.models.desk.preview_links._in_a_week, verbose_name="valid until"
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="kind",
            field=models.CharField(
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
    ]
