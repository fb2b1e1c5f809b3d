"""A front's row: whose page it is, which edition is being worked on, and who may lay it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.addresses import path_to
from articles.models.common.actors import Actor
from articles.models.common.texts import Line
from articles.models.fronts.edition import Edition, Launch
from articles.models.story.rights import ALL, OF_SECTIONS, is_at_desk, know, sections_of
from articles.models.topics.taxonomy import Category, Topic

LAY_OUT = "articles.lay_out_fronts"
HOME = "home"
#: Characters of the keys that a front had.
LONGEST_KEYS = 400


def key_of(section: int | None = None, topic: int | None = None) -> str:
    """What a front is known by: "home", "section:2", "topic:9"."""
    return f"section:{section}" if section else f"topic:{topic}" if topic else HOME


def noted_as(key: str) -> str:
    """The surrogate key of what shows that front's layout."""
    return f"layout:{key}"


class FrontRow(models.Model):
    """One for `/`, one for a section, one for a topic that an editor made a front of."""

    key = models.CharField(max_length=40, unique=True, editable=False)
    section = models.OneToOneField(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="front"
    )
    topic = models.OneToOneField(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="front"
    )
    #: Since when its section or topic is gone: it is kept then, and nobody works on it.
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: What that was called.
    name = Line(max_length=100, blank=True, db_default="", default="", editable=False)
    #: The keys that it had before its topics were merged, with spaces between, the last one last.
    former_keys = models.CharField(
        max_length=LONGEST_KEYS, blank=True, db_default="", default="", editable=False
    )
    #: The newest edition: the draft, where readers don't have it.
    working = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    #: Made by the keys of `Edition` and `Launch`.
    editions: Any
    launches: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        if self.section is not None:
            return str(self.section.name)
        if self.topic is not None:
            return str(self.topic.name)
        return str(self.name) if self.is_archived else str(_("Home page"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with its key, which an archived one keeps."""
        if self.archived_at is None:
            self.key = key_of(self.section_id, self.topic_id)
        super().save(*args, **kwargs)

    @property
    def is_archived(self) -> bool:
        """Whether its section or topic is gone."""
        return self.archived_at is not None

    @property
    def slug(self) -> str:
        """What it is called in the desk's addresses: "home", "section-2", "topic-9"."""
        return self.key.replace(":", "-")

    def get_absolute_url(self) -> str:
        """The page that it is the front of; "" where that is gone."""
        if self.is_archived:
            return ""
        if self.section is not None:
            return self.section.get_absolute_url()
        return self.topic.get_absolute_url() if self.topic is not None else path_to("front")

    def live(self, now: datetime | None = None) -> Launch | None:
        """What readers have; None while nobody has published an edition. One query."""
        rows = Launch.objects.filter(front=self.pk).out(now) if self.pk else Launch.objects.none()
        return rows.select_related("edition").first()

    def scheduled(self, now: datetime | None = None) -> list[Launch]:
        """The launches to come, the next one first."""
        rows = Launch.objects.filter(front=self.pk).coming(now)
        return list(rows.select_related("edition")) if self.pk else []

    def may_be_edited_by(self, person: Any) -> bool:
        """Whether `person` (None: the house itself) may lay it out."""
        if person is None:
            return True
        know(person)
        if not (is_at_desk(person) and person.has_perm(LAY_OUT)):
            return False
        if person.has_perm(ALL):
            return True
        return person.has_perm(OF_SECTIONS) and self.section_id in sections_of(person)

    def ask(self, by: Actor) -> None:
        """Raise PermissionDenied where `by` may not lay it out, or read it where it is archived."""
        if not self.may_be_edited_by(by):
            raise PermissionDenied(
                gettext("You may not lay out the front “%(front)s”.") % {"front": self}
            )


def reach(person: Any) -> Q:
    """The fronts that `person` may lay out, as a condition."""
    if person is None:
        return Q(archived_at=None)
    know(person)
    if not (is_at_desk(person) and person.has_perm(LAY_OUT)):
        return Q(pk__in=[])
    if person.has_perm(ALL):
        return Q(archived_at=None)
    return Q(section__in=sections_of(person)) if person.has_perm(OF_SECTIONS) else Q(pk__in=[])
