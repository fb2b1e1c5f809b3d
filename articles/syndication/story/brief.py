"""A story in short, for programs that are told what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from articles.models import Article, Correction
from articles.models.webhooks.webhook import Event
from articles.syndication.story import told
from articles.syndication.story.told import Place, Told


def wanted(story: int, event: str, **_more: Any) -> dict[str, Any]:
    """What is said of the story of that number as the transaction has it; at most five queries. Of
    one that was withdrawn only which it is: its words are nobody's any more."""
    row = Article.objects.for_reading().defer("search_text", "body").get(pk=story)
    with translation.override(settings.LANGUAGE_CODE):
        if event == Event.WITHDRAWN:
            return _which(told.facts(row, site=settings.SITE_URL, topics=()))
        found = told.facts(
            row,
            site=settings.SITE_URL,
            topics=told.topics_of(row),
            corrections=Correction.objects.filter(article=story),
        )
        return _which(found) | _words(found)


def _which(found: Told) -> dict[str, Any]:
    return {
        "id": found.id,
        "number": found.pk,
        "address": found.address,
        "language": found.language,
        "section": _place(found.section) if found.section else None,
        "published": _moment(found.published),
    }


def _words(found: Told) -> dict[str, Any]:
    return {
        "headline": found.headline,
        "summary": found.summary,
        "kind": found.kind,
        "names": [
            {"name": one.name, "address": one.address, "role": one.role, "is_agency": one.is_agency}
            for one in found.names
        ],
        "topics": [_place(one) for one in found.topics],
        "updated": _moment(found.updated),
        "corrections": [
            {"id": one.id, "kind": one.kind, "text": one.text, "at": _moment(one.at)}
            for one in found.corrections
        ],
    }


def _place(place: Place) -> dict[str, str]:
    return {"name": place.name, "address": place.address}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
