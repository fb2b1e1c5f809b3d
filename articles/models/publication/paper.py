"""The paper itself: its name, its look and its footer, edited on one page of the desk."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib.branding import brand
from articles.lib.branding import footer as footers
from articles.lib.dependencies import Dependencies, note
from articles.lib.text.visible import for_xml
from articles.models.changes.invalidation import Announcing, Public
from articles.models.common.texts import Line, Lines
from articles.models.common.tracked import Tracked
from articles.models.people.authors import one_address_a_line

#: Who sees to what stands around the stories: names, redirects, chats, webhooks.
MANAGE = "articles.change_paper"
colour = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Write a colour as # and six digits: #b4532a."))


def links_with_labels(value: str) -> None:
    """Refuse a link of the footer without a label, and what looks like an address that is none."""
    for line in value.splitlines():
        label, address = footers.parts(line)
        if address and not label:
            raise ValidationError(
                _("“%(line)s” needs a text before the address: About us /about/"),
                params={"line": address},
            )
        if not address and ("://" in line or line.strip().startswith(("www.", "mailto:"))):
            raise ValidationError(
                _("“%(line)s” can’t be read. Write the text, then the address, with https://."),
                params={"line": line.strip()},
            )


class Paper(Tracked):
    """What is said of the paper around every page: one row, or none until something is set.

    What is empty falls back to the settings and to the design.
    """

    class Typeface(models.TextChoices):
        """Families of letters that readers' devices have; nothing is loaded for them."""

        DESIGN = "", _("Default")
        OLD_STYLE = "old-style", _("Old style: Palatino and similar")
        MODERN = "modern", _("Transitional: Charter, Cambria")
        CONTRAST = "contrast", _("High contrast: Didot, Bodoni")
        SLAB = "slab", _("Slab: Rockwell")
        HUMANIST = "humanist", _("Humanist sans: Gill, Seravek, Calibri")
        GEOMETRIC = "geometric", _("Geometric sans: Avenir, Century Gothic")
        GROTESQUE = "grotesque", _("Grotesque sans: Helvetica, Arial")
        SYSTEM = "system", _("System font")

    class AIPictures(models.TextChoices):
        """What the checks say of pictures that were made or edited with AI."""

        ALLOW = "allow", _("Publish them; readers are told")
        WARN = "warn", _("Ask for a reason")
        REFUSE = "refuse", _("Refuse them")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = Line(_("name"), max_length=60, blank=True)
    tagline = Line(_("tagline"), max_length=120, blank=True)
    # Names of files that `lib/brand` made; the file never changes under its name.
    logo = models.CharField(_("logo"), max_length=60, blank=True)
    logo_night = models.CharField(_("logo, dark mode"), max_length=60, blank=True)
    icon = models.CharField(_("icon"), max_length=60, blank=True)
    card = models.CharField(_("card"), max_length=60, blank=True)
    accent = models.CharField(_("accent"), max_length=7, blank=True, validators=[colour])
    accent_night = models.CharField(
        _("accent, dark mode"), max_length=7, blank=True, validators=[colour]
    )
    band = models.CharField(_("footer background"), max_length=7, blank=True, validators=[colour])
    headline_face = models.CharField(
        _("headlines"), max_length=10, blank=True, choices=Typeface.choices, default=""
    )
    text_face = models.CharField(
        _("labels and small text"), max_length=10, blank=True, choices=Typeface.choices, default=""
    )
    footer = Lines(_("text"), max_length=600, blank=True)
    links = Lines(_("links"), max_length=4_000, blank=True, validators=[links_with_labels])
    profiles = Lines(_("profiles"), max_length=1_500, blank=True, validators=[one_address_a_line])
    contact = models.EmailField(_("e-mail for readers"), blank=True)
    ai_pictures = models.CharField(
        _("pictures made with AI"),
        max_length=10,
        choices=AIPictures.choices,
        default=AIPictures.ALLOW,
        db_default=AIPictures.ALLOW,
        help_text=_("In the checks before a story is published."),
    )
    tells_of_ai = models.BooleanField(
        _("tell readers of AI"),
        default=True,
        db_default=True,
        help_text=_("Under stories that are marked as made with the help of AI."),
    )
    ai_words = Line(
        _("in these words"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Leave empty for “Made with the help of AI.” in the readers’ language."),
    )
    #: What a language model is told besides, by the newsroom.
    model_rules = Lines(
        _("house rules for the language model"),
        max_length=4_000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Sent with every question: how you write, what you never write."),
    )
    #: Title, address and language of the pages in the footer, repeated here so that no page
    #: asks for them. Written by `Page`.
    footer_pages = models.JSONField(default=list, editable=False)
    #: What machines may do (`lib/machines/policy.py` reads it); null as long as nobody has said.
    policy = models.JSONField(null=True, editable=False)
    #: How often it was saved: a form that shows an older one is told so.
    version = models.PositiveIntegerField(default=0, editable=False)

    public = Public(
        fields=frozenset({
            "name", "tagline", "logo", "logo_night", "icon", "card", "accent", "accent_night",
            "band", "headline_face", "text_face", "footer", "links", "profiles", "contact",
            "footer_pages", "tells_of_ai", "ai_words", "policy",
        }),
        keys=("chrome",),
        new=("chrome",),
    )  # fmt: skip

    objects = Announcing["Paper"].as_manager()

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        default_permissions = ("change", "view")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="paper_is_one")]

    def __str__(self) -> str:
        return self.called

    def note_on(self, page: Dependencies) -> None:
        """It stands around every page."""
        page.note("chrome")

    @classmethod
    def current(cls) -> Paper:
        """The paper; one query."""
        # While it has no row, a page depends on the one to come.
        note("chrome")
        return cls.objects.filter(pk=1).first() or cls()

    @classmethod
    def named(cls) -> Paper:
        """The paper as far as its name, which it has had in every release; one query."""
        return cls.objects.only("name").filter(pk=1).first() or cls()

    @property
    def called(self) -> str:
        """Its name, else the one in the settings."""
        return for_xml(self.name) or settings.SITE_NAME

    @property
    def motto(self) -> str:
        """Its tagline, else the one in the settings."""
        return for_xml(self.tagline) or settings.SITE_TAGLINE

    @cached_property
    def columns(self) -> list[footers.Column]:
        """The links of the footer, in columns."""
        return footers.columns(self.links)

    @cached_property
    def elsewhere(self) -> list[tuple[str, str]]:
        """Names and addresses of its profiles."""
        return [footers.profile(address) for address in self.profiles.split()]

    @staticmethod
    def keep(name: str, content: bytes) -> None:
        """Store a file of its look under `name`, which says what is in it."""
        store, path = storages["default"], f"paper/{name}"
        if not store.exists(path):
            store.save(path, ContentFile(content))

    @staticmethod
    def url_of(name: str) -> str:
        """The address of one of its files; "" where there is none."""
        return storages["default"].url(f"paper/{name}") if name else ""

    @property
    def logo_url(self) -> str:
        """The address of the logo."""
        return self.url_of(self.logo)

    @property
    def logo_night_url(self) -> str:
        """The address of the logo for night."""
        return self.url_of(self.logo_night)

    @property
    def icon_url(self) -> str:
        """The address of the small icon."""
        return self.url_of(brand.small(self.icon))

    @property
    def icon_large_url(self) -> str:
        """The address of the large icon."""
        return self.url_of(self.icon)

    @property
    def card_url(self) -> str:
        """The address of the card that other sites show for what has no picture."""
        return self.url_of(self.card)

    @property
    def logo_size(self) -> tuple[int, int]:
        """The logo's width and height on a page."""
        return brand.shown_size(self.logo)

    @property
    def logo_night_size(self) -> tuple[int, int]:
        """Those of the logo for night."""
        return brand.shown_size(self.logo_night)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the one row that there is."""
        self.pk = 1
        super().save(*args, **kwargs)
