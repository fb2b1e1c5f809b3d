"""A named feed for a partner or an aggregator: which stories, how they are written, for whom.

feed, token = PartnerFeed(name="Harbour Radio"), ""
token = feed.new_token()            # shown once; the caller saves
feed.lets_in(token)
feed.stories()[:30]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import compare_digest
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from articles.models.changes.invalidation import Announcing, Public
from articles.models.common.actors import account
from articles.models.common.texts import Line, Lines, Slug
from articles.models.common.tracked import Tracked
from articles.models.lifecycle.workflow import State
from articles.models.people.bylines import Byline
from articles.models.story.article import Article, ArticleQuerySet
from articles.models.topics.taxonomy import Tagging

TOKEN_LENGTH: Final = 43  # letters and digits: 256 bits
#: What it begins with, so that programs that look for lost secrets know one of ours.
PREFIX: Final = "npf_"
#: Its columns where none opens it.
NO_TOKEN: dict[str, Any] = {
    "digest": "", "former": "", "former_until": None, "token_made_at": None,
}  # fmt: skip
#: So long is a former token good for, too, while the partner takes the new one.
FORMER_KEPT: Final = timedelta(hours=24)
#: No feed goes further back, so that it costs the same however long the archive is.
WINDOW: Final = timedelta(days=30)
#: What was withdrawn is told of for so long, at most so many.
TOLD_OF: Final = timedelta(days=14)
MOST_GONE: Final = 50
_PARAMETER: Final = re.compile(r"(?:(?:^|&)[\w.~-]+=[\w.~-]*)+", re.ASCII)
#: Longest delay, in minutes: a week.
MOST_DELAY: Final = 7 * 24 * 60


def parameters(value: str) -> None:
    """Refuse what can't stand behind a question mark as it is."""
    if not _PARAMETER.fullmatch(value):
        raise ValidationError(_("Write names and values: utm_source=radio&utm_medium=feed"))


class PartnerFeed(Tracked):
    """One feed. Of `sections`, `authors` and `topics` it has numbers; none narrow nothing."""

    noted_as = "partner"

    class Form(models.TextChoices):
        """How it is written."""

        RSS = "rss", _("RSS 2.0")
        ATOM = "atom", _("Atom 1.0")
        JSON = "json", _("JSON Feed 1.1")
        NINJS = "ninjs", _("ninjs 3 (IPTC)")

    name = Line(_("name"), max_length=80, unique=True, help_text=_("Of the partner, or the feed."))
    slug = Slug(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The last part of its address. After a change, the old address is gone."),
    )
    is_on = models.BooleanField(_("switched on"), default=True)
    # --- Which stories
    sections = models.JSONField(_("sections"), default=list, blank=True)
    topics = models.JSONField(_("topics"), default=list, blank=True)
    authors = models.JSONField(_("authors"), default=list, blank=True)
    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    words = Line(
        _("words"), max_length=200, blank=True, help_text=_("Only stories with all of these words.")
    )
    delay = models.PositiveIntegerField(
        _("delay"),
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_DELAY)],
        help_text=_("Minutes after publishing. What is withdrawn goes at once."),
    )
    most = models.PositiveSmallIntegerField(
        _("number of stories"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # --- How they are written
    form = models.CharField(_("format"), max_length=5, choices=Form.choices, default=Form.RSS)
    is_full = models.BooleanField(
        _("full text"), default=True, help_text=_("Otherwise the standfirst.")
    )
    has_pictures = models.BooleanField(
        _("pictures"),
        default=True,
        help_text=_("Tick it only where the partner may show them."),
    )
    attribution = Lines(
        _("attribution"),
        max_length=300,
        blank=True,
        help_text=_("Stands under each story, before a link to it: “First published in”."),
    )
    campaign = Line(
        _("campaign parameters"),
        max_length=200,
        blank=True,
        validators=[parameters],
        help_text=_("Behind the address of each story: utm_source=radio&utm_medium=feed"),
    )
    # --- For whom
    needs_token = models.BooleanField(
        _("with a token"), default=False, help_text=_("Only whoever has it reads the feed.")
    )
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    token_made_at = models.DateTimeField(null=True, editable=False)
    former = models.CharField(max_length=64, blank=True, default="", editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    by = account(editable=False, verbose_name=_("who"))
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    public = Public(
        fields=frozenset({
            "name", "slug", "is_on", "sections", "topics", "authors", "kinds", "words", "delay",
            "most", "form", "is_full", "has_pictures", "attribution", "campaign", "needs_token",
        }),
        keys=("partner:{pk}",),
    )  # fmt: skip

    objects = Announcing["PartnerFeed"].as_manager()

    class Meta:
        verbose_name = _("partner feed")
        verbose_name_plural = _("partner feeds")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    # --- Its token ------------------------------------------------------------------------

    def new_token(self, now: datetime | None = None) -> str:
        """Let in whoever has this from now on, and for a day whoever has the one before; it is
        read here and nowhere else. The caller saves."""
        now = now or timezone.now()
        if self.digest:
            self.former, self.former_until = self.digest, now + FORMER_KEPT
        token = PREFIX + get_random_string(TOKEN_LENGTH)
        self.digest, self.token_made_at = _digest(token), now
        return token

    def revoke(self) -> None:
        """Let in nobody, until there is another token. The caller saves."""
        for name, empty in NO_TOKEN.items():
            setattr(self, name, empty)

    @classmethod
    def revoke_all(cls) -> None:
        """The same for each of them, at once."""
        cls.objects.exclude(digest="").update(**NO_TOKEN)

    def lets_in(self, token: str, now: datetime | None = None) -> bool:
        """Whether a token opens it; one that needs none takes none."""
        if not self.needs_token:
            return not token
        good = [self.digest] if self.digest else []
        if self.former and self.former_until and self.former_until > (now or timezone.now()):
            good.append(self.former)
        given = _digest(token)
        return any(compare_digest(given, one) for one in good)

    # --- Its stories ----------------------------------------------------------------------

    def stories(self, now: datetime | None = None) -> ArticleQuerySet:
        """What readers have and this partner gets by now, newest first; words are not looked for
        here."""
        now = now or timezone.now()
        last = now - timedelta(minutes=self.delay)
        found = Article.objects.visible(now).filter(publish_at__gt=last - WINDOW)
        return self._narrowed(found.newest_first()).filter(publish_at__lte=last)

    @property
    def keys(self) -> set[str]:
        """The surrogate keys of what it lists: whatever is published or taken back may be in it,
        and who is named over a story or what that is about may change by itself."""
        named = {f"author:{pk}" for pk in self.authors} | {f"topic:{pk}" for pk in self.topics}
        return {"front:1"} | named

    def next_one(self, now: datetime | None = None) -> datetime | None:
        """When the next story that readers have already comes to this partner; one query, or none
        where it gets them at once."""
        if not self.delay:
            return None
        now, delay = now or timezone.now(), timedelta(minutes=self.delay)
        waiting = self._narrowed(Article.objects.visible(now)).filter(publish_at__gt=now - delay)
        first = waiting.order_by("publish_at").values_list("publish_at", flat=True).first()
        return first + delay if first else None

    def gone(self, now: datetime | None = None) -> list[Article]:
        """What this partner may have had and readers lost of late: withdrawn or ended."""
        now = now or timezone.now()
        since, had = now - TOLD_OF, now - timedelta(minutes=self.delay)
        withdrawn = Q(state=State.WITHDRAWN, modified_at__gte=since, publish_at__lte=had)
        ended = Q(state=State.PUBLISHED, expires_at__gt=since, expires_at__lte=now,
                  publish_at__lte=had)  # fmt: skip
        rows: list[Article] = []
        for lost in (withdrawn, ended):
            found = self._narrowed(Article.objects.filter(lost, first_published_at__lte=now))
            rows += found.order_by("-modified_at").only(*_OF_GONE)[:MOST_GONE]
        return rows

    def _narrowed(self, stories: ArticleQuerySet) -> ArticleQuerySet:
        stories = stories.filter(not_for_partners=False)
        if self.sections:
            stories = stories.filter(section__in=self.sections)
        if self.kinds:
            stories = stories.filter(kind__in=self.kinds)
        if self.authors:
            named = Byline.objects.filter(author__in=self.authors).order_by().values("article")
            stories = stories.filter(pk__in=named)
        if self.topics:
            about = Tagging.objects.filter(tag__in=self.topics).order_by().values("content_object")
            stories = stories.filter(pk__in=about)
        return stories


_OF_GONE: Final = ("created_at", "modified_at", "state", "expires_at", "publish_at")


class PartnerUse(models.Model):
    """How often a feed was fetched on one day, by the newsroom's calendar."""

    feed = models.ForeignKey(PartnerFeed, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    times = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "day"], name="partner_use_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}, {self.day}: {self.times}"


def old() -> Iterable[models.QuerySet[Any]]:
    """Counts that nobody looks at any more."""
    yield PartnerUse.objects.filter(day__lt=timezone.localdate() - timedelta(days=400))


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
