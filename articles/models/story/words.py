"""The words of a story, and what is worked out from them: the bottom of the chain that `Article`
is. Each class of it owns the columns that it works with, and knows only those below."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib import searching
from articles.lib.html import canonical
from articles.lib.languages.known import direction_of, language, site_tag
from articles.lib.text import plain as text
from articles.lib.text.slugs import slug_for
from articles.models.common.texts import Line, Lines, Slug
from articles.models.common.tracked import Tracked

#: Stored beside the words, and worked out from them at every save.
DERIVED = ("trail_text", "search_text", "word_count")


class Words(Tracked):
    """What a story says, here, in lists, and in what others show of it."""

    class Kind(models.TextChoices):
        """What sort of journalism it is."""

        NEWS = "news", _("News")
        ANALYSIS = "analysis", _("Analysis")
        OPINION = "opinion", _("Opinion")
        FEATURE = "feature", _("Feature")

    headline = Line(_("headline"), max_length=200, blank=True)
    slug = Slug(
        _("address"),
        max_length=100,
        blank=True,
        help_text=_("Made from the headline when left empty."),
    )
    standfirst = Lines(
        _("standfirst"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences under the headline."),
    )
    body = models.TextField(_("story"), blank=True)
    trail_text = models.CharField(max_length=310, editable=False, blank=True, default="")
    search_text = models.TextField(editable=False, blank=True, default="")
    word_count = models.PositiveIntegerField(editable=False, default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NEWS)
    #: Its tag; "" is the site's. `language_code` is what to ask for.
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        default="",
        db_default="",
        help_text=_("If it isn’t the site’s language."),
    )
    agency = Line(
        _("agency credit"),
        max_length=100,
        blank=True,
        help_text=_("Printed with the byline, or instead of it."),
    )
    picture_caption = Lines(
        _("caption for this story"),
        max_length=1000,
        blank=True,
        help_text=_("Replaces the picture’s own caption in this story."),
    )
    teaser = Lines(
        _("teaser"),
        max_length=300,
        blank=True,
        help_text=_("For lists; made from the first sentences when left empty."),
    )
    search_title = Line(_("title for search engines"), max_length=120, blank=True)
    search_description = Line(_("description for search engines"), max_length=300, blank=True)
    ai_helped = models.BooleanField(
        _("made with the help of AI"),
        default=False,
        db_default=False,
        help_text=_("Readers are told so. Set when a text of the language model is taken."),
    )
    drawn_card = models.BooleanField(
        _("drawn card instead of the picture"),
        default=False,
        db_default=False,
        help_text=_("Social networks show the headline on the section’s colour."),
    )
    #: The file of the card that is drawn (`models/cards`); "" as long as there is none.
    card = models.CharField(max_length=60, editable=False, blank=True, default="", db_default="")
    not_for_partners = models.BooleanField(
        _("not for partners"),
        default=False,
        db_default=False,
        help_text=_("In no partner feed, such as where an agency’s contract rules it out."),
    )
    social_title = Line(_("title for social cards"), max_length=120, blank=True)
    social_description = Line(_("description for social cards"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.headline or str(_("Untitled story"))

    def derive(self) -> None:
        """Work out what is stored beside the words: teaser, length, what search looks in."""
        story = canonical.plain_text(self.body)
        self.trail_text = text.teaser(self.teaser, self.body)
        self.word_count = text.word_count(story)
        self.search_text = self.folded(story)
        self.slug = self.slug or slug_for(self.headline, among=f"{self.standfirst} {story}")

    def folded(self, story: str) -> str:
        """All its words as search compares them; `story` is its body as plain text."""
        return searching.fold(f"{self.headline} {self.standfirst} {story}")

    @property
    def language_code(self) -> str:
        """The language that it is written in, as HTML says it (en-GB): its own, or the site's."""
        return self.language or site_tag()

    @property
    def language_name(self) -> str:
        """Its language by its own name."""
        return language(self.language_code).own_name

    @property
    def direction(self) -> str:
        """Which way its language runs: ltr or rtl."""
        return direction_of(self.language_code)

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read, in whole minutes."""
        return text.reading_minutes(self.word_count)
