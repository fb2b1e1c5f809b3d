"""Spelling and grammar for a story's editor, asked of the newsroom's server through ours."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.common.json_views import json_view, refusal
from articles.models import Entry, OwnWord, Right, may
from articles.models.changes.log import record
from articles.models.style.own_words import MOST_WORDS, look_of
from articles.proofing import languagetool

#: Paragraphs and characters that are asked about at once.
MOST_TEXTS, MOST_CHARACTERS = 60, 40_000


def urls(desk: Any) -> list[URLPattern]:
    """The doors, for the stories' admin."""
    site: AdminSite = desk.admin_site

    def door(view: Any) -> Any:
        return json_view(site, never_cache(require_POST(view)))

    return [
        path("style/spelling/", door(spelling), name="articles_article_spelling"),
        path("style/word/", door(add_word), name="articles_article_own_word"),
    ]


def spelling(request: HttpRequest) -> HttpResponse:
    """What the server says of each `text`, but for the newsroom's own words."""
    if not (may(request.user, Right.EDIT) or request.user.has_perm("articles.add_article")):
        raise PermissionDenied
    if not languagetool.is_on():
        raise Http404
    texts, language = request.POST.getlist("text"), request.POST.get("language", "")[:35]
    if len(texts) > MOST_TEXTS or sum(map(len, texts)) > MOST_CHARACTERS:
        return refusal(_("That is too much text at once."), 400)
    try:
        found = languagetool.check(texts, language)
    except languagetool.Away:
        return refusal(_("The spelling server is not responding."), 503)
    words = {
        _word(text, mark)
        for text, marks in zip(texts, found, strict=True)
        for mark in marks
        if mark.is_word
    }
    own = own_words(words)
    return JsonResponse(
        {
            "marks": [
                [
                    mark._asdict()
                    for mark in marks
                    if not (mark.is_word and _word(text, mark) in own)
                ]
                for text, marks in zip(texts, found, strict=True)
            ]
        }
    )


def _word(text: str, mark: languagetool.Mark) -> str:
    units = text.encode("utf-16-le")[2 * mark.start : 2 * mark.end]
    return look_of(units.decode("utf-16-le", "replace"))


def own_words(words: set[str]) -> set[str]:
    """Those that the dictionary has: one that is written small there may be written large. One
    query, where there are any."""
    if not words:
        return set()
    wanted = words | {word.lower() for word in words}
    there = set(OwnWord.objects.filter(word__in=wanted).values_list("word", flat=True))
    return {word for word in words if word in there or word.lower() in there}


def add_word(request: HttpRequest) -> HttpResponse:
    """Put a word into the newsroom's dictionary."""
    if not request.user.has_perm("articles.add_ownword"):
        raise PermissionDenied(_("You may not add words to the dictionary. Ask an editor."))
    word = OwnWord(word=look_of(request.POST.get("word", "").replace("\0", "")))
    word.by_id = request.user.pk
    if OwnWord.objects.count() >= MOST_WORDS:
        return refusal(_("The dictionary is full. Delete some words first."), 400)
    try:
        word.full_clean(validate_unique=False)
        with transaction.atomic():
            word.save()
            title = str(word)
            record(Entry.Verb.STYLE, request.user, title=title, note=_("added to the dictionary"))
    except ValidationError:
        return refusal(_("That is not a word."), 400)
    except IntegrityError:
        pass  # Somebody has added it already.
    return JsonResponse({"word": word.word})
