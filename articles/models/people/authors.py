"""The people whose names stand over the stories."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib import searching
from articles.lib.addresses import path_to
from articles.lib.dependencies import note
from articles.lib.searching.query import parse
from articles.lib.text.slugs import slug_for
from articles.models.changes.invalidation import Announcing, Public
from articles.models.common.named import Named
from articles.models.common.readdressed import FormerSlug, Readdressed
from articles.models.common.texts import Line, Lines, Slug
from articles.models.common.tracked import Tracked
from articles.models.lifecycle.workflow import seen

#: Of the words of name and role, however many their folding makes of them.
LONGEST_SEARCHED = 700


def one_address_a_line(value: str) -> None:
    """Refuse a line that is not a web address, naming it."""
    check = URLValidator(schemes=["http", "https"])
    for line in value.split():
        try:
            check(line)
        except ValidationError:
            raise ValidationError(
                _("“%(line)s” is not a web address. Write one per line, with https://."),
                params={"line": line},
            ) from None


class AuthorQuerySet(Announcing["Author"]):
    """Lists of authors."""

    def with_roles(self) -> Self:
        """The people that the paper names, with their pictures, in their order."""
        note("people:1")
        return self.exclude(role="").select_related("picture").order_by("rank", "sort_key")

    def called(self, typed: str) -> Self:
        """Those whose name or role has all the words that were typed, or what they begin."""
        found = self
        for term in parse(typed).terms:
            ways = (" ".join(way) for way in (term.words, *term.others))
            found = found.filter(
                reduce(or_, (models.Q(search_text__contains=f" {way}") for way in ways))
            )
        return found


class Author(Named, Readdressed, Tracked):
    """A writer, whether or not they have an account here."""

    noted_as = "byline"

    name = Line(_("name"), max_length=120)
    slug = Slug(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_(
            "Made from the name when left empty: /by/name/. "
            "After a change, the old address redirects to the new one."
        ),
    )
    role = Line(_("role"), max_length=120, blank=True, help_text=_("Such as “Political editor”."))
    rank = models.PositiveSmallIntegerField(
        _("masthead order"),
        default=100,
        help_text=_("Lower numbers come first on the staff page."),
    )
    biography = Lines(_("biography"), blank=True)
    expertise = Line(
        _("expertise"),
        max_length=200,
        blank=True,
        help_text=_("What they write about, such as “Courts, prisons and the police”."),
    )
    contact = models.EmailField(
        _("e-mail for readers"),
        blank=True,
        help_text=_("Shown on their page; not the account’s address."),
    )
    picture = models.ForeignKey(
        "articles.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="portrait_of",
        verbose_name=_("picture"),
    )
    links = Lines(
        _("links"),
        blank=True,
        validators=[one_address_a_line],
        help_text=_("Profiles elsewhere, one address per line."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
        help_text=_("The account this author logs in with, if any."),
    )

    #: Their words, each with a blank before it.
    search_text = models.CharField(max_length=LONGEST_SEARCHED, default="", editable=False)

    public = Public(
        fields=frozenset({
            "name", "slug", "role", "rank", "biography", "expertise", "contact", "links",
            "picture_id",
        }),
        keys=("author:{pk}", "byline:{pk}", "people:1"),
        new=("people:1",),
    )  # fmt: skip

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="author_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with an address of their own where none was given."""
        self.search_text = self.folded()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        if not self.slug:
            self.slug = self.free_slug_like(slug_for(self.name, fallback="author"))
        super().save(*args, **kwargs)

    def folded(self) -> str:
        """The words of name and role, each with a blank before it."""
        words = searching.fold(f"{self.name} {self.role}").split()
        return "".join(f" {word}" for word in words)[:LONGEST_SEARCHED]

    def get_absolute_url(self) -> str:
        """The author's page."""
        return path_to("author", self.slug)

    @property
    def link_list(self) -> list[str]:
        """The addresses in `links`."""
        return self.links.split()


class FormerAuthor(FormerSlug):
    """An address that an author had."""

    owner = "author"

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="former")

    @classmethod
    def leading(cls) -> models.QuerySet[Self]:
        """Those of authors whom readers know: by a role in the house, or a story."""
        writers = Author.objects.order_by().filter(seen(path="articles__"))
        known = ~models.Q(author__role="")
        known |= models.Q(models.Exists(writers.filter(pk=models.OuterRef("author"))))
        return super().leading().filter(known)
