"""The story: what it holds. Its verbs are in `desk`, its listings in `listing`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.lib.addresses import path_to
from articles.lib.dependencies import Dependencies
from articles.lib.html import canonical, sanitiser
from articles.lib.text import plain as text
from articles.lib.text import searching
from articles.lib.text.slugs import slug_for
from articles.models.changes.outbox import announce, keys_of
from articles.models.common.texts import Line, Lines, Slug
from articles.models.common.tracked import Tracked
from articles.models.lifecycle.locking import Locking
from articles.models.lifecycle.verbs import Verbs
from articles.models.lifecycle.workflow import State, Status
from articles.models.lifecycle.working_copy import WorkingCopy
from articles.models.people.authors import Author
from articles.models.pictures.picture import Picture
from articles.models.story.bylines import Byline
from articles.models.story.listing import INDEXES, ArticleQuerySet
from articles.models.topics.taxonomy import Category, Tagging, Topic

#: Stored beside the words, and worked out from them at every save.
DERIVED = ("trail_text", "search_text", "word_count")


class Article(Verbs, WorkingCopy, Locking, Tracked):  # type: ignore[django-manager-missing]
    """A story. The row is what readers see, as far as `visible()` lets them; what is being
    written is its newest revision. Content is changed by `write()`, states by the verbs."""

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
    section = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("section"),
    )
    authors = models.ManyToManyField(
        Author, through="Byline", related_name="articles", verbose_name=_("bylines")
    )
    agency = Line(
        _("agency credit"),
        max_length=100,
        blank=True,
        help_text=_("Printed with the byline, or instead of it."),
    )
    topics = TaggableManager(
        _("topics"), through=Tagging, blank=True, help_text=_("What the story is about.")
    )
    picture = models.ForeignKey(
        Picture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("lead picture"),
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
    social_title = Line(_("title for social cards"), max_length=120, blank=True)
    social_description = Line(_("description for social cards"), max_length=300, blank=True)
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
    withdrawal_reason = Lines(_("reason for the withdrawal"), blank=True, editable=False)
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Must be published by someone other than its last writer."),
    )
    #: The newest revision; none before the first save at the desk.
    working = models.ForeignKey(
        "articles.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    #: The revision that the row holds, for a story that was published.
    released = models.ForeignKey(
        "articles.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved = models.ForeignKey(
        "articles.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_stories",
        verbose_name=_("assigned to"),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    #: The form that the story was begun with, so that posting it twice begins one story.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-modified_at", "-pk"]
        permissions = [
            ("publish_article", "Can approve and publish stories"),
            ("withdraw_article", "Can withdraw and restore stories"),
            ("override_checks", "Can publish in spite of a check's error"),
            ("edit_section_articles", "Works on all stories of the sections given"),
            ("edit_all_articles", "Works on all stories"),
        ]
        indexes = INDEXES
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="article_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | (
                    Q(publish_at__isnull=False, section__isnull=False)
                    & ~Q(headline="")
                    & ~Q(slug="")
                ),
                name="article_published_complete",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(expires_at__gt=F("publish_at")),
                name="article_expires_later",
                violation_error_message=_("A story can't expire before it is published."),
            ),
        ]

    def __str__(self) -> str:
        return self.headline or str(_("Untitled story"))

    def save(self, *args: Any, told: bool = False, **kwargs: Any) -> None:
        """Save the story clean: its body sanitised, its plain text and its lists in step.

        The verbs announce what they change and say so by `told`; whoever saves a story that
        readers have without one, such as a script, has it announced here.
        """
        self.body = sanitiser.sanitise(self.body)
        self.derive()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "body", "slug", "modified_at", *DERIVED}
        begun = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if not begun and self._listed_since_lock != (self.listed_at,):
                self._date_lists()
            if fields is None:
                self._row_saved()
                self.note_uses()
                if self.state == State.PUBLISHED and not told:
                    announce(keys_of(self))

    def note_on(self, page: Dependencies) -> None:
        """Let `page` depend on this story: that it was recalled is seen at once wherever it is."""
        page.note(f"article:{self.pk}")
        page.hard.add(f"recall:{self.pk}")
        if (end := self.__dict__.get("expires_at")) is not None:
            page.end_at(end)

    def _date_lists(self) -> None:
        """Let the names and topics be listed by the date that the story has now."""
        there = self.beside() if self.is_locked else None
        for listed, known in ((self.taggings, "topics"), (self.byline_set, "authors")):
            if there is None or getattr(there, known):
                listed.exclude(listed_at=self.listed_at).update(listed_at=self.listed_at)
        self._listed_since_lock = None

    def derive(self) -> None:
        """Work out what is stored beside the words: teaser, length, what search looks in."""
        story = canonical.plain_text(self.body)
        self.trail_text = text.teaser(self.teaser, self.body)
        self.word_count = text.word_count(story)
        self.search_text = searching.fold(f"{self.headline} {self.standfirst} {story}")
        self.slug = self.slug or slug_for(self.headline, among=f"{self.standfirst} {story}")

    def get_absolute_url(self) -> str:
        """The story's address; empty while it has no section."""
        if self.section_id is None or not self.pk:
            return ""
        assert self.section is not None
        return path_to("article", self.section.slug, self.slug, self.pk)

    def set_authors(self, authors: list[Author]) -> None:
        """Put these names over the story, in this order; those there in their place stay."""
        with transaction.atomic(savepoint=False):
            there, wanted = self.beside(), list(dict.fromkeys(author.pk for author in authors))
            if there.authors == wanted:
                return
            if there.authors:
                self.byline_set.all().delete()
            Byline.objects.bulk_create(
                Byline(article=self, author_id=pk, order=place, listed_at=self.listed_at)
                for place, pk in enumerate(wanted)
            )
            there.authors = wanted

    def set_topics(self, topics: list[Topic]) -> None:
        """Put the story under these topics; those that it has stay as they are."""
        with transaction.atomic(savepoint=False):
            there, wanted = self.beside(), {topic.pk: topic.name for topic in topics}
            if gone := there.topics.keys() - wanted.keys():
                self.taggings.filter(tag__in=gone).delete()
            Tagging.objects.bulk_create(
                [
                    Tagging(tag_id=pk, content_object=self, listed_at=self.listed_at)
                    for pk in wanted
                    if pk not in there.topics
                ],
                ignore_conflicts=True,
            )
            there.topics = wanted

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
    def caption(self) -> str:
        """The words under the lead picture in this story."""
        return self.picture_caption or (self.picture.caption if self.picture else "")

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read, in whole minutes."""
        return text.reading_minutes(self.word_count)

    @property
    def byline_list(self) -> list[Byline]:
        """Its bylines in order; a list fetches them with `for_cards()`."""
        return list(self.byline_set.all())

    def names(self) -> list[str]:
        """The names over the story, in order, and the agency behind them."""
        agency = [self.agency] if self.agency else []
        return [byline.author.name for byline in self.byline_list] + agency
