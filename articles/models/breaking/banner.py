"""A banner: a line over every page that is up from one moment to another, and its verbs.

Nobody takes it down: it is up while its time is, which every look at it asks of the clock. There is
one at a time. Others wait behind it with their moments written down already, each beginning when
the one before ends; whatever moves one of them moves those behind it (`queue.arrange`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.dependencies import note
from articles.lib.text import visible
from articles.models.breaking import queue
from articles.models.breaking.rights import may_break
from articles.models.changes.log import Entry, name_of, record
from articles.models.changes.outbox import announce
from articles.models.chats.hook import Event
from articles.models.chats.saying import say
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Line
from articles.models.lifecycle.workflow import NotAllowed, seen
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Category
from articles.models.webhooks import telling as webhooks
from articles.models.webhooks.webhook import Event as Outside

#: The surrogate key of what shows the banner.
KEY = "banner:1"
#: Minutes that a banner is up: unless chosen, at a time, and at most.
USUAL, STEP, MOST = 20, 20, 120
#: What can be chosen.
CHOICES = (10, 20, 30, 60, 120)
#: For so long after it went up, it can be taken back with all that went with it.
UNDO = timedelta(seconds=60)
#: Banners that wait at most: what stands behind more of them is no news when it is up.
MAX_WAITING = 5


class Banners(models.QuerySet["Banner"]):
    """Some of the banners."""

    def open(self, now: datetime | None = None) -> Self:
        """What is up or waits, the first first."""
        left = self.filter(taken_down_at=None, ends_at__gt=now or timezone.now())
        return left.order_by("starts_at", "pk")

    def up(self, now: datetime | None = None) -> Self:
        """What readers see: nothing, or one."""
        now = now or timezone.now()
        live = Q(story=None) | seen(now, "story__")
        return self.open(now).filter(live, starts_at__lte=now)


class Banner(models.Model):
    """What is said over every page, from when on and until when.

    `by` in the verbs is the person; None is the house itself. They raise PermissionDenied, and
    NotAllowed with a sentence for the desk.
    """

    class Look(models.TextChoices):
        """How loud it is."""

        BREAKING = "breaking", gettext_lazy("Breaking")
        DEVELOPING = "developing", gettext_lazy("Developing")

    words = Line(gettext_lazy("headline"), max_length=200)
    look = models.CharField(
        gettext_lazy("form"), max_length=10, choices=Look.choices, default=Look.BREAKING
    )
    section = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, verbose_name=gettext_lazy("section")
    )
    #: What it leads to; none while there is nothing but the words.
    story = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, related_name="banners",
        verbose_name=gettext_lazy("story"),
    )  # fmt: skip
    #: Whether the story began with it: then undoing takes the story back too.
    is_stub = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(default=USUAL)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)
    #: How often it was shown again to those who had closed it.
    shown_again = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    #: Whether caches in front were told that its time is over.
    is_end_told = models.BooleanField(default=False)
    #: The form that it was begun with: posting it twice puts up one banner.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    by = account(editable=False)
    by_name = Line(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = Banners.as_manager()

    class Meta:
        verbose_name = gettext_lazy("banner")
        verbose_name_plural = gettext_lazy("banners")
        default_permissions = ()
        permissions = [("break_news", "Can put up breaking news")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="banner_has_end"),
        ]
        indexes = [
            # Few are open, whatever there was: what is looked for at each change of the clock.
            models.Index("ends_at", name="banner_open", condition=Q(taken_down_at=None)),
            models.Index("ends_at", name="banner_untold", condition=Q(is_end_told=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words

    # --- What there is -----------------------------------------------------------------

    @classmethod
    def current(cls, now: datetime | None = None) -> Banner | None:
        """The one that readers see, with its story; the page that asks depends on it. One query."""
        note(KEY)
        return cls.objects.up(now).select_related("story__section").first()

    @property
    def mark(self) -> str:
        """What a browser remembers of it that has closed it."""
        return f"{self.pk}.{self.shown_again}" if self.shown_again else str(self.pk)

    def is_up(self, now: datetime | None = None) -> bool:
        """Whether its time is now."""
        return (
            self.taken_down_at is None and self.starts_at <= (now or timezone.now()) < self.ends_at
        )

    def undo_until(self) -> datetime:
        """Until when it can be taken back with all that went with it: a minute after readers got
        its story, or itself."""
        return (self.at if self.is_stub else max(self.at, self.starts_at)) + UNDO

    def can_be_undone(self, now: datetime | None = None) -> bool:
        """Whether it still can."""
        now = now or timezone.now()
        return self.taken_down_at is None and now < min(self.undo_until(), self.ends_at)

    # --- Verbs -------------------------------------------------------------------------

    @classmethod
    def put_up(
        cls,
        words: str,
        by: Actor,
        *,
        section: Category | None = None,
        story: Article | None = None,
        minutes: int = USUAL,
        look: str = Look.BREAKING,
        key: UUID | None = None,
        is_stub: bool = False,
    ) -> Banner:
        """Put a banner over every page: at once, or behind those that are there. It leads to
        `story`, which readers have; without one, it is words alone, of a `section`."""
        section = story.section if story is not None else section
        cls._ask(by, section)
        fits(words, minutes, look)
        with queue.alone(cls):
            if key and (there := cls.objects.filter(form_key=key).first()):
                return there
            ask_for_place(cls, story)
            now = timezone.now()
            banner = cls.objects.create(
                words=words, look=look, section=section, story=story, is_stub=is_stub,
                minutes=minutes, form_key=key, starts_at=now + timedelta(days=1),
                ends_at=now + timedelta(days=2), at=now, by_name=name_of(by),
                by_id=by.pk if by is not None and by.is_authenticated else None,
            )  # fmt: skip
            queue.arrange(cls, now)
            banner.refresh_from_db()
            until = timezone.localtime(banner.ends_at)
            banner.done(Entry.Verb.BREAK_NEWS, by, _("until %(end)s") % {"end": f"{until:%H:%M}"})
        return banner

    def extend(self, by: Actor, minutes: int = STEP) -> None:
        """Leave it up for longer: never for more than two hours from now, or of its own."""
        with self._locked(by) as now:
            self._ask_open(now)
            if minutes < 1:
                raise NotAllowed(_("The banner would end before it does now. Choose a later end."))
            ends_at = self.ends_at + timedelta(minutes=minutes)
            if ends_at - max(now, self.starts_at) > timedelta(minutes=MOST):
                said = _("A banner is up for %(most)d minutes at most, counted from now.")
                raise NotAllowed(said % {"most": MOST})
            if self.story and self.story.expires_at and ends_at > self.story.expires_at:
                raise NotAllowed(_("The story ends before that, and the banner with it."))
            self.minutes, self.ends_at = self.minutes + minutes, ends_at
            self.save(update_fields=["minutes", "ends_at"])
            queue.arrange(type(self), now)
            until = timezone.localtime(self.ends_at)
            self.done(Entry.Verb.EXTEND_BANNER, by, _("until %(end)s") % {"end": f"{until:%H:%M}"})

    def end(self, by: Actor, why: str = "") -> None:
        """Take it down now, or out of the queue; the next one follows at once."""
        with self._locked(by) as now:
            if self.is_over(now):
                return
            self._take_down(now)
            self.done(Entry.Verb.END_BANNER, by, why)

    def undo(self, by: Actor) -> bool:
        """Take all of it back, within a minute: the banner, and the story that began with it, which
        is withdrawn, as somebody may have read it. False where that was done already."""
        story = self.story if self.is_stub else None
        with transaction.atomic():
            if story is not None:
                # In the order of all verbs: the story is locked before the queue.
                story.lock()
            with self._locked(by) as now:
                if self.taken_down_at is not None:
                    return False
                if not self.can_be_undone(now):
                    raise NotAllowed(_("It is too late to undo this. End the banner instead."))
                self._take_down(now)
                self.done(Entry.Verb.UNDO_BANNER, by)
            if story is not None and story.is_visible:
                # Whoever may break news in the section may take back what they broke.
                reason = _("Taken back by %(name)s within a minute of breaking it.")
                story.withdraw(None, reason % {"name": name_of(by) or _("the system")})
        return True

    def move_up(self, by: Actor) -> None:
        """Let it go before the one that it waits behind; nothing goes before what is up."""
        with self._locked(by) as now:
            self._ask_open(now)
            waiting = [one for one in queue.waiting(type(self), now) if one.starts_at > now]
            place = next((n for n, one in enumerate(waiting) if one.pk == self.pk), 0)
            if place == 0:
                return
            waiting[place - 1 : place + 1] = reversed(waiting[place - 1 : place + 1])
            queue.arrange(type(self), now, waiting)
            self.refresh_from_db()
            self.done(Entry.Verb.CHANGE_BANNER, by, _("moved up in the queue"))

    def reword(self, words: str, by: Actor, *, again: bool = False) -> None:
        """Say something else over every page. Who has closed it does not see it again, unless
        `again`. The story keeps its own headline, and the minute of undo goes on."""
        with self._locked(by) as now:
            self._ask_open(now)
            fits(words, self.minutes, self.look, extended=True)
            was, self.words = self.words, visible.line(words).strip()
            if was == self.words and not again:
                return
            self.shown_again += again
            self.save(update_fields=["words", "shown_again"])
            told = [f"{was} → {self.words}"] if was != self.words else []
            told += [_("shown again to those who closed it")] if again else []
            self.done(Entry.Verb.CHANGE_BANNER, by, "; ".join(told))

    def link(self, story: Article, by: Actor) -> None:
        """Let it lead to a story that readers have, which is in a section of theirs."""
        with self._locked(by) as now:
            self._ask_open(now)
            self._ask(by, story.section)
            ask_for_place(type(self), story, but=self.pk)
            self.story, self.section = story, story.section
            self.save(update_fields=["story", "section"])
            queue.arrange(type(self), now)
            self.done(Entry.Verb.CHANGE_BANNER, by, _("now leads to the story"))

    # --- What is asked, and what is written --------------------------------------------

    @staticmethod
    def _ask(by: Actor, section: Category | None) -> None:
        if not may_break(by, section.pk if section else None):
            raise PermissionDenied(_("You may not break news in this section."))

    def _ask_open(self, now: datetime) -> None:
        if self.is_over(now):
            raise NotAllowed(_("This banner is over already. Put up a new one."))

    def is_over(self, now: datetime) -> bool:
        """Whether it was taken down, or its time is over."""
        return self.taken_down_at is not None or self.ends_at <= now

    def _locked(self, by: Actor) -> Any:
        """Alone with the queue, this row read anew and the right asked."""
        return queue.held(self, lambda: self._ask(by, self.section))

    def _take_down(self, now: datetime) -> None:
        self.taken_down_at, self.is_end_told = now, True
        self.save(update_fields=["taken_down_at", "is_end_told"])
        queue.arrange(type(self), now)

    def done(self, verb: Entry.Verb, by: Actor, note: str = "") -> None:
        """Log what was done, by the story where there is one, and tell readers' pages."""
        if self.story is not None:
            self.story.log(verb, by, note=note, banner=self.pk, words=self.words)
        else:
            record(verb, by, title=self.words, note=note, banner=self.pk)
            if verb == Entry.Verb.BREAK_NEWS:
                say(Event.BREAKING, section=self.section_id, by=self.by_id, title=self.words)
                webhooks.say(Outside.BREAKING, {self.section_id}, banner=self.words)
        announce({KEY})


def fits(words: str, minutes: int, look: str, *, extended: bool = False) -> None:
    """Raise NotAllowed where a banner can't say this, or not for so long; one that was `extended`
    may have been up for longer."""
    if not visible.line(words).strip():
        raise NotAllowed(_("Write the headline."))
    most = Banner._meta.get_field("words").max_length or 0
    if len(visible.line(words)) > most:
        said = _("The headline has %(count)d characters; at most %(most)d fit.")
        raise NotAllowed(said % {"count": len(words), "most": most})
    if not extended and not 1 <= minutes <= MOST:
        said = _("Choose an end: after a minute at least, and %(most)d at most.")
        raise NotAllowed(said % {"most": MOST})
    if look not in Banner.Look.values:
        raise NotAllowed(_("Choose the banner’s level."))


def ask_for_place(banners: type[Banner], story: Article | None, but: int | None = None) -> None:
    """Raise NotAllowed where readers don't have the story, or there is a banner for it, or too many
    wait."""
    left = banners.objects.open()
    left = left.exclude(pk=but) if but else left
    if story is not None:
        if not Article.objects.visible().filter(pk=story.pk).exists():
            raise NotAllowed(_("The story is not live. Publish it first."))
        if left.filter(story=story.pk).exists():
            raise NotAllowed(_("There is a banner for this story already. Extend that one."))
    if but is None and left.count() > MAX_WAITING:
        said = _("%(count)d banners are already waiting. End one of them first.")
        raise NotAllowed(said % {"count": left.count() - 1})
