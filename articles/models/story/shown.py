"""Where a story stands and when: what readers see of it, as far as its state and hour let them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.lib.addresses import path_to
from articles.lib.dependencies import Dependencies
from articles.lib.html import canonical
from articles.models.common.texts import Lines
from articles.models.lifecycle.workflow import State, Status
from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.pictures.picture import Picture
from articles.models.story.words import Words
from articles.models.topics.taxonomy import Category, Tagging


class Shown(Words):
    """Section, names, topics and lead picture, the state and its moments."""

    #: What a card asks of any story, and only those on a front (`models/fronts/page.py`) or among
    #: what was searched for have. Said here, because a template looks long for what isn't there.
    slot: ClassVar[None] = None
    kicker: ClassVar[str] = ""
    size: ClassVar[str] = ""
    snippet = ""
    marked_headline = ""

    section = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # `article_in_section` begins with it
        related_name="articles",
        verbose_name=_("section"),
    )
    authors = models.ManyToManyField(
        Author, through=Byline, related_name="articles", verbose_name=_("bylines")
    )
    topics = TaggableManager(
        _("topics"), through=Tagging, blank=True, help_text=_("What the story is about.")
    )
    picture = models.ForeignKey(
        Picture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # `article_of_picture` begins with it
        related_name="articles",
        verbose_name=_("lead picture"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_("When readers can see it. A future time schedules the story."),
    )
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(
        _("updated"),
        null=True,
        blank=True,
        help_text=_("Only for changes of substance; readers see this time."),
    )
    expires_at = models.DateTimeField(
        _("expires at"),
        null=True,
        blank=True,
        help_text=_("Readers stop seeing it at this time."),
    )
    #: What an editor said of it, 1 to 5, for fronts that nobody lays out; None counts as 3.
    importance = models.PositiveSmallIntegerField(
        _("importance"), null=True, blank=True, editable=False
    )
    withdrawal_reason = Lines(_("reason for the withdrawal"), blank=True, editable=False)

    #: Made by the key of `Byline`.
    byline_set: Any

    class Meta:
        abstract = True

    def note_on(self, page: Dependencies) -> None:
        """Let `page` depend on this story: that it was recalled is seen at once wherever it is."""
        page.note(f"article:{self.pk}")
        page.hard.add(f"recall:{self.pk}")
        if (end := self.__dict__.get("expires_at")) is not None:
            page.end_at(end)

    def get_absolute_url(self) -> str:
        """The story's address; empty while it has no section."""
        if self.section_id is None or not self.pk:
            return ""
        assert self.section is not None
        return path_to("article", self.section.slug, self.slug, self.pk)

    @property
    def listed_at(self) -> datetime | None:
        """Its place in lists by date: none while it is not published."""
        return self.publish_at if self.state == State.PUBLISHED else None

    def status_at(self, moment: datetime) -> Status:
        """The state as it shows at `moment`."""
        if self.state != State.PUBLISHED:
            return Status(self.state)
        if self.publish_at is None or self.publish_at > moment:
            return Status.SCHEDULED
        expired = self.expires_at is not None and self.expires_at <= moment
        return Status.EXPIRED if expired else Status.LIVE

    @property
    def status(self) -> Status:
        """The state as it shows now."""
        return self.status_at(timezone.now())

    @property
    def status_label(self) -> str:
        """The state in words."""
        return str(self.status.label)

    @property
    def is_visible(self) -> bool:
        """Whether readers see it now; `visible()` says the same of many."""
        return self.status == Status.LIVE

    @property
    def is_out(self) -> bool:
        """Whether its hour has come at some time: readers had it."""
        first = self.first_published_at
        return first is not None and first <= timezone.now()

    @property
    def caption(self) -> str:
        """The words under the lead picture in this story."""
        return self.picture_caption or (self.picture.caption if self.picture else "")

    @property
    def shows_card(self) -> bool:
        """Whether others are shown a drawn card of it: it has no picture, or an editor chose so."""
        return self.drawn_card or self.picture_id is None

    @property
    def card_url(self) -> str:
        """The path of its drawn card; "" while there is none."""
        return path_to("social-card", self.pk, self.card) if self.card else ""

    def shown_pictures(self) -> set[int]:
        """The numbers of the pictures that the row shows: what readers have of it."""
        lead = {self.picture_id} if self.picture_id else set()
        return lead | set(canonical.picture_ids(self.body))

    @property
    def byline_list(self) -> list[Byline]:
        """Its bylines in order; a list fetches them with `for_cards()`."""
        return list(self.byline_set.all())

    def names(self) -> list[str]:
        """The names over the story, in order, and the agency behind them."""
        agency = [self.agency] if self.agency else []
        return [byline.author.name for byline in self.byline_list] + agency
