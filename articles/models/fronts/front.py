"""The front itself: the last of a chain of classes. From the bottom: its row and whose it is
(`rows`), its draft (`writing`), how it comes before readers (`launching`), and stories placed by
one click (`placing`)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.fronts.placing import Placing
from articles.models.fronts.rows import HOME, key_of, reach
from articles.models.topics.taxonomy import Category, Topic


class Fronts(models.QuerySet["Front"]):
    """Lists of fronts."""

    def within_reach_of(self, person: Any) -> Fronts:
        """Those that `person` may lay out."""
        return self.filter(reach(person))


class Front(Placing):
    """A page that editors lay out. Readers' pages work without a row: one is made when somebody
    first saves, publishes or places something."""

    objects = Fronts.as_manager()

    class Meta:
        verbose_name = _("front")
        verbose_name_plural = _("fronts")
        ordering = ["pk"]
        default_permissions = ()
        permissions = [("lay_out_fronts", "Can lay out fronts")]
        constraints = [
            models.CheckConstraint(
                condition=Q(section=None) | Q(topic=None), name="front_of_one_thing"
            ),
        ]

    @classmethod
    def of_home(cls) -> Front:
        """The front of `/`; not saved where it has no row yet, as with the two below."""
        return cls._known(HOME) or cls(key=HOME)

    @classmethod
    def of_section(cls, section: Category) -> Front:
        """The section's front."""
        key = key_of(section=section.pk)
        front = cls._known(key) or cls(key=key)
        front.section = section
        return front

    @classmethod
    def of_topic(cls, topic: Topic) -> Front:
        """The topic's front."""
        key = key_of(topic=topic.pk)
        front = cls._known(key) or cls(key=key)
        front.topic = topic
        return front

    @classmethod
    def _known(cls, key: str) -> Front | None:
        known = cls.objects.select_related("working", "section", "topic")
        return known.filter(key=key).first()
