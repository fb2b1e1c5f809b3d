"""The paper and its pages, what readers may know of authors, and who may change all that."""

import django.core.validators
import django.utils.timezone
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import articles.models.paper
import articles.models.people

LOOKS_AFTER = [
    "change_paper",
    "view_paper",
    "add_page",
    "change_page",
    "delete_page",
    "view_page",
]
ROLES = {"Managing editor": LOOKS_AFTER, "Operator": LOOKS_AFTER, "Editor": ["view_page"]}


def give_rights(apps, schema_editor):
    """Give the newsroom's roles, as far as they are there, what they may do with the new nouns."""
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
    dependencies = [
        ("articles", "0007_picture_uses"),
    ]

    operations = [
        migrations.AddField(
            model_name="author",
            name="contact",
            field=models.EmailField(
                blank=True,
                help_text="Shown on their page; not the account’s.",
                max_length=254,
                verbose_name="e-mail for readers",
            ),
        ),
        migrations.AddField(
            model_name="author",
            name="expertise",
            field=models.CharField(
                blank=True,
                help_text="What they write about, such as “Courts, prisons and the police”.",
                max_length=200,
                verbose_name="expertise",
            ),
        ),
        migrations.AddField(
            model_name="author",
            name="rank",
            field=models.PositiveSmallIntegerField(
                default=100,
                help_text="On the page of the people, those with lower numbers come first.",
                verbose_name="place among the people",
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
                    ("paper", "changed the paper"),
                    ("page", "changed a page"),
                    ("page_delete", "deleted a page"),
                    ("account", "changed an account"),
                    ("failed", "failed"),
                ],
                max_length=20,
                verbose_name="what",
            ),
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
                ("tagline", models.CharField(blank=True, max_length=120, verbose_name="tagline")),
                ("logo", models.CharField(blank=True, max_length=60, verbose_name="logo")),
                (
                    "logo_night",
                    models.CharField(blank=True, max_length=60, verbose_name="logo for night"),
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
                                "^#[0-9a-f]{6}\\Z", "Write a colour as # and six digits: #b4532a."
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
                                "^#[0-9a-f]{6}\\Z", "Write a colour as # and six digits: #b4532a."
                            )
                        ],
                        verbose_name="accent by night",
                    ),
                ),
                (
                    "band",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-f]{6}\\Z", "Write a colour as # and six digits: #b4532a."
                            )
                        ],
                        verbose_name="band",
                    ),
                ),
                (
                    "headline_face",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "As designed"),
                            ("old-style", "Old style: Palatino and its like"),
                            ("modern", "Transitional: Charter, Cambria"),
                            ("contrast", "High contrast: Didot, Bodoni"),
                            ("slab", "Slab: Rockwell"),
                            ("humanist", "Humanist sans: Gill, Seravek, Calibri"),
                            ("geometric", "Geometric sans: Avenir, Century Gothic"),
                            ("grotesque", "Grotesque sans: Helvetica, Arial"),
                            ("system", "The device’s own"),
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
                            ("", "As designed"),
                            ("old-style", "Old style: Palatino and its like"),
                            ("modern", "Transitional: Charter, Cambria"),
                            ("contrast", "High contrast: Didot, Bodoni"),
                            ("slab", "Slab: Rockwell"),
                            ("humanist", "Humanist sans: Gill, Seravek, Calibri"),
                            ("geometric", "Geometric sans: Avenir, Century Gothic"),
                            ("grotesque", "Grotesque sans: Helvetica, Arial"),
                            ("system", "The device’s own"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="labels and small text",
                    ),
                ),
                ("footer", models.TextField(blank=True, max_length=600, verbose_name="text")),
                (
                    "links",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        validators=[articles.models.paper.links_with_labels],
                        verbose_name="links",
                    ),
                ),
                (
                    "profiles",
                    models.TextField(
                        blank=True,
                        max_length=1500,
                        validators=[articles.models.people.one_address_a_line],
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
            ],
            options={
                "verbose_name": "paper",
                "verbose_name_plural": "paper",
                "default_permissions": ("change", "view"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="paper_is_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Made from the title when left empty; “about” stands at /about/ itself.",
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
                        help_text="Under the text: everyone among the authors who has a role.",
                        verbose_name="names the people",
                    ),
                ),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text="Until then nobody but the desk sees it.",
                        verbose_name="published",
                    ),
                ),
                ("in_footer", models.BooleanField(default=True, verbose_name="in the footer")),
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
                        help_text="Where it is not the site’s own.",
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
                        default=django.utils.timezone.now, editable=False, verbose_name="changed"
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
                        condition=models.Q(("slug", ""), _negated=True), name="page_has_address"
                    ),
                ],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
