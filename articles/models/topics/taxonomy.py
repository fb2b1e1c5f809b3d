"""Where a story belongs: its section, and the topics it is about."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from articles.lib.addresses import path_to
from articles.lib.dependencies import Dependencies, note
from articles.lib.text.naming import LONGEST, look_of
from articles.lib.text.slugs import RESERVED_SECTION_SLUGS, slug_for
from articles.models.changes.invalidation import Announcing, Public
from articles.models.common.named import Named
from articles.models.common.readdressed import FormerSlug, Readdressed
from articles.models.common.texts import Line, Slug, keep_seen
from articles.models.common.tracked import Tracked


def not_reserved(slug: str) -> None:
    """Refuse a section's slug that another public address uses."""
    if slug.lower() in RESERVED_SECTION_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself; please choose another one."),
            params={"slug": slug},
        )


class Category(Named, Readdressed, Tracked):
    """A section of the paper, such as Politics."""

    class Colour(models.TextChoices):
        """Accents whose contrast holds in both colour schemes."""

        CRIMSON = "crimson", _("Crimson")
        TEAL = "teal", _("Teal")
        PLUM = "plum", _("Plum")
        AMBER = "amber", _("Amber")
        COBALT = "cobalt", _("Cobalt")
        MOSS = "moss", _("Moss")
        ROSE = "rose", _("Rose")
        SLATE = "slate", _("Slate")

    name = Line(_("name"), max_length=60, unique=True)
    slug = Slug(
        _("address"),
        max_length=60,
        unique=True,
        validators=[not_reserved],
        help_text=_(
            "The part of the address that names the section: /politics/. "
            "After a change, the old address redirects to the new one."
        ),
    )
    description = Line(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("One sentence under the section's name, also shown by search engines."),
    )
    colour = models.CharField(
        _("colour"), max_length=10, choices=Colour.choices, default=Colour.SLATE
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Sections with lower numbers come first.")
    )
    #: Processes of before know no such column.
    sort_key = models.BinaryField(default=b"", db_default=b"", editable=False, db_index=True)
    changed_at = models.DateTimeField(auto_now=True)
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="sections_given",
        verbose_name=_("editors"),
        help_text=_("Editors work on all stories in their assigned sections."),
    )

    public = Public(
        fields=frozenset({"name", "slug", "description", "colour", "order"}),
        keys=("chrome", "section:{pk}"),
        new=("chrome",),
    )

    objects = Announcing["Category"].as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SECTION_SLUGS)),
                name="category_slug_free",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="category_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def note_on(self, page: Dependencies) -> None:
        """Sections stand around every page."""
        page.note("chrome")

    @classmethod
    def in_order(cls) -> list[Category]:
        """All of them; one query."""
        # While there is none, a page depends on the first one to come.
        note("chrome")
        return list(cls.objects.all())

    def get_absolute_url(self) -> str:
        """The section's front."""
        return path_to("section", self.slug)


class FormerSection(FormerSlug):
    """An address that a section had."""

    owner = "section"

    section = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="former")


class Topic(Named, TagBase):  # type: ignore[django-manager-missing]
    """What a story is about. Names are unique whatever their case."""

    description = Line(_("description"), max_length=300, blank=True)
    #: What it has in common with names that look like it. Processes of before know no such column.
    look = models.CharField(max_length=100, default="", db_default="", editable=False)

    public = Public(
        fields=frozenset({"name", "slug", "description"}), keys=("topic:{pk}", "tag:{pk}")
    )

    objects = Announcing["Topic"].as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_any_case",
                violation_error_message=_("There is a topic of this name already."),
            )
        ]
        indexes = [models.Index("look", name="topic_look")]

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """The topic, noted on the page that is being made, as `Tracked` does it for the others."""
        topic = super().from_db(*args, **kwargs)
        note(f"tag:{topic.pk}")
        return topic

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with what it looks like."""
        self.look = look_of(self.name)[:LONGEST]
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "look"}
        super().save(*args, **kwargs)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """The topic's address: transliterated, with a number behind it where it is taken."""
        slug = slug_for(tag, fallback="topic")
        return slug if i is None else f"{slug}-{i}"

    def get_absolute_url(self) -> str:
        """The topic's page."""
        return path_to("topic", self.slug)


keep_seen(Topic, name=Line)


class Tagging(ItemBase):
    """A topic of a story. `listed_at` repeats the story's date, so that a topic's newest
    stories are read off an index, however many there are."""

    tag = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="taggings", verbose_name=_("topic")
    )
    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="taggings"
    )
    listed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("topic of a story")
        verbose_name_plural = _("topics of stories")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="topic_once_a_story")
        ]
        indexes = [
            # A topic's page: its newest stories.
            models.Index(
                "tag",
                models.F("listed_at").desc(),
                models.F("content_object").desc(),
                name="tagging_by_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tag} – {self.content_object}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with the story's date."""
        self.listed_at = self.content_object.listed_at
        super().save(*args, **kwargs)
