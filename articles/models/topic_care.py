"""Topics looked after: renamed, merged, deleted, and all of it undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.taxonomy import Topic


class FormerTopic(models.Model):
    """A name that a topic had, or of a topic that went into another one: its address leads on,
    and a text that still says it means the new one."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(Lower("name"), name="former_topic_name_any_case")]

    def __str__(self) -> str:
        return f"{self.name} → {self.topic}"


class TopicChange(models.Model):
    """What was done to topics, with all that undoing it needs."""

    class Verb(models.TextChoices):
        """What was done."""

        RENAME = "rename", _("renamed")
        MERGE = "merge", _("merged")
        DELETE = "delete", _("deleted")

    verb = models.CharField(max_length=6, choices=Verb.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    summary = models.CharField(max_length=300)
    details = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of topics")
        verbose_name_plural = _("changes of topics")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.summary


def topics_named(names: list[str]) -> list[Topic]:
    """The topics of these names, whatever their case, made where there are none.

    A name that a topic had before means that topic.
    """
    wanted = {name.lower(): name for name in names if name.strip()}
    known = Topic.objects.annotate(lower=Lower("name")).filter(lower__in=wanted)
    found = {topic.lower: topic for topic in known}  # type: ignore[attr-defined]
    missing = wanted.keys() - found.keys()
    if missing:
        former = FormerTopic.objects.select_related("topic").annotate(lower=Lower("name"))
        found |= {one.lower: one.topic for one in former.filter(lower__in=missing)}  # type: ignore[attr-defined]
    for key in sorted(wanted.keys() - found.keys()):
        found[key] = Topic.objects.get_or_create(name=wanted[key])[0]
    return list(dict.fromkeys(found[key] for key in wanted))
