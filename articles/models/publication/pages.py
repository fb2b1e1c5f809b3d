"""Pages that are no stories: about the paper, how it works, how it is reached."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.addresses import path_to
from articles.lib.dependencies import note
from articles.lib.html import canonical, sanitiser
from articles.lib.text.slugs import slug_for
from articles.models.changes.invalidation import Announcing, Public
from articles.models.common.readdressed import FormerSlug, Readdressed
from articles.models.common.texts import Line, Slug
from articles.models.common.tracked import Tracked
from articles.models.pictures.picture import Picture
from articles.models.publication.paper import Paper

#: The slug of the page that stands at /about/ itself.
FIRST = "about"
language_tag = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", _("Write a language as en or pt-BR.")
)


class PageQuerySet(Announcing["Page"]):
    """Lists of pages."""

    def visible(self) -> Self:
        """Those that readers see."""
        note("pages:1")
        return self.filter(is_published=True)

    def update(self, **values: Any) -> int:
        """Update them, and tell the footer."""
        with transaction.atomic(using=self.db):
            number = super().update(**values)
            tell_footer()
        return number

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Page]:
        """Make them, and tell the footer."""
        with transaction.atomic(using=self.db):
            made = super().bulk_create(*args, **kwargs)
            tell_footer()
        return made


class Page(Readdressed, Tracked):
    """A page of the paper's own. Readers see it once it is published."""

    noted_as = "page"

    title = Line(_("title"), max_length=120)
    slug = Slug(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_(
            "Made from the title when left empty; “about” is at /about/ itself. "
            "After a change, the old address redirects to the new one."
        ),
    )
    description = Line(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences for search engines and social cards."),
    )
    body = models.TextField(_("text"), blank=True)
    with_people = models.BooleanField(
        _("show staff list"),
        default=False,
        help_text=_("Below the text: every author who has a role."),
    )
    is_published = models.BooleanField(
        _("published"), default=False, help_text=_("Until then only the desk sees it.")
    )
    in_footer = models.BooleanField(_("in the footer"), default=True)
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Pages with lower numbers come first.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        validators=[language_tag],
        help_text=_("If it isn’t the site’s language."),
    )
    #: The pictures in its text, which the library keeps as long as they are here.
    pictures = models.ManyToManyField(Picture, related_name="pages", editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    #: How often it was saved: a form that shows an older one is told so.
    version = models.PositiveIntegerField(default=0, editable=False)

    public = Public(
        fields=frozenset({
            "title", "slug", "description", "body", "with_people", "is_published", "in_footer",
            "order", "language",
        }),
        keys=("page:{pk}", "pages:1"),
        new=("pages:1",),
    )  # fmt: skip

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["order", "title"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="page_titled"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="page_has_address"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its address."""
        return path_to("about") if self.slug == FIRST else path_to("page", self.slug)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it sanitised and with an address; note its pictures, and tell the footer."""
        self.body = sanitiser.sanitise(self.body)
        self.slug = self.slug or self.free_slug()
        with transaction.atomic():
            super().save(*args, **kwargs)
            there = Picture.objects.filter(pk__in=canonical.picture_ids(self.body))
            self.pictures.set(there)
            tell_footer()

    def free_slug(self) -> str:
        """An address made from the title that no other page has or had."""
        return self.free_slug_like(slug_for(self.title, fallback="page"))


class FormerPage(FormerSlug):
    """An address that a page had."""

    owner = "page"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former")

    @classmethod
    def leading(cls) -> models.QuerySet[Self]:
        """Those of pages that readers see: an address says what a draft is about."""
        return super().leading().filter(page__is_published=True)


def tell_footer(**_kwargs: Any) -> None:
    """Have the footer name the pages that are there now, in their order."""
    with transaction.atomic():
        paper, _made = Paper.objects.select_for_update().get_or_create(pk=1)
        paper.footer_pages = [
            {"title": page.title, "url": page.get_absolute_url(), "language": page.language}
            for page in Page.objects.visible().filter(in_footer=True)
        ]
        paper.save(update_fields=["footer_pages"])
