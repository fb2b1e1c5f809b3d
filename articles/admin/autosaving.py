"""What is typed and not saved yet, kept every few seconds; and who else has the story open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from articles.admin.forms import name
from articles.admin.showing import OPEN, fields_of, findings_context, moved_since
from articles.models import Article, Autosave, Right, bounds, checks, may
from articles.models import content as contents
from articles.models.refusals import refusals
from articles.models.slices import without_waiting

#: Somebody whose browser has not been heard of for so long has left.
GONE = timedelta(seconds=30)
#: Who was heard of within this time is not put down again: browsers say it every ten seconds.
HEARD = timedelta(seconds=15)
#: Forms that were opened and left without a word are forgotten after this time.
FORGOTTEN = timedelta(days=1)
SHOWN = 5

View = Callable[..., HttpResponse]


def urls(desk: Any) -> list[URLPattern]:
    """The doors, for the stories' admin."""
    return [
        path("autosave/", for_writers(autosave), name="articles_article_autosave"),
        path("presence/", for_writers(presence), name="articles_article_presence"),
        path("autosave/discard/", for_writers(discard), name="articles_article_discard"),
        path("autosave/<uuid:key>/", for_writers(read), name="articles_article_unsaved"),
    ]


def for_writers(view: View) -> View:
    """For those logged in at the desk who may write; in JSON, whoever asks."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return JsonResponse({"error": _("You were logged out.")}, status=401)
        if not (may(user, Right.EDIT) or user.has_perm("articles.add_article")):
            return JsonResponse({"error": _("You may not write stories.")}, status=403)
        return view(request, *args, **kwargs)

    return guarded


@require_POST
def autosave(request: HttpRequest) -> HttpResponse:
    """Keep what the form holds; answers what the checks say of it, and who else is there."""
    return _seen(request, with_text=True)


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """Say that somebody still has the form open."""
    return _seen(request, with_text=False)


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Let the unsaved text of a form go."""
    key = key_of(request)
    gone = Autosave.objects.filter(key=key, by_id=request.user.pk) if key else None
    return JsonResponse({"discarded": gone.delete()[0] if gone is not None else 0})


@require_GET
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """The unsaved text of a form, for the one who typed it."""
    found = Autosave.objects.filter(key=key, by_id=request.user.pk, content__isnull=False).first()
    if found is None or (found.article and not may(request.user, Right.EDIT, found.article)):
        return JsonResponse({"error": _("There is no such text.")}, status=404)
    known = fields_of(contents.posted(found.content or {}))
    return JsonResponse(
        {
            "fields": known["fields"] | (found.content or {}),
            "labels": known["labels"],
            "base": found.based_on,
            "saved_at": found.saved_at.isoformat() if found.saved_at else None,
        }
    )


def key_of(request: HttpRequest) -> UUID | None:
    """The key that the form was given; None where it has none."""
    try:
        return UUID(request.POST.get("_key", ""))
    except ValueError:
        return None


def story_of(request: HttpRequest) -> Article | None:
    """The story that the form is of; raises Article.DoesNotExist outside the person's reach."""
    number = request.POST.get("_pk", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Article.DoesNotExist
    story = next(iter(OPEN(int(number))), None)
    if story is None or not may(request.user, Right.EDIT, story):
        raise Article.DoesNotExist
    return story


def _seen(request: HttpRequest, *, with_text: bool) -> HttpResponse:
    key = key_of(request)
    if key is None:
        return JsonResponse({"error": _("The form has lost its key.")}, status=400)
    try:
        story = story_of(request)
    except Article.DoesNotExist:
        return JsonResponse({"error": _("There is no such story.")}, status=404)
    kept = keep(request, key, story) if with_text else note_presence(request, key, story)
    if not kept:
        return JsonResponse({"error": _("This text was begun by somebody else.")}, status=409)
    answer: dict[str, Any] = {"newest": 0, "newest_by": "", "others": []}
    if story is not None:
        answer |= {
            "newest": story.base_number(),
            "newest_by": story.working.by_name if story.working else "",
            "others": _others(request, key, story),
            "moved": moved_since(request, story, request.POST.get("_stamp", "")),
        }
    if with_text:
        answer |= {"saved_at": timezone.now().isoformat(), **_looked_at(request, story)}
    return JsonResponse(answer)


def note_presence(request: HttpRequest, key: UUID, story: Article | None) -> bool:
    """Put down that the form is open, now and then, and never by waiting for whoever writes at
    this moment: it is said again soon. False if the key is somebody else's."""
    there = Autosave.objects.filter(key=key).only("by_id", "article_id", "seen_at").first()
    if there and there.by_id != request.user.pk:
        return False
    heard = there and timezone.now() - there.seen_at < HEARD
    if heard and there and there.article_id == (story.pk if story else None):
        return True
    try:
        with without_waiting():
            return keep(request, key, story, with_text=False)
    except OperationalError:
        return True


def keep(
    request: HttpRequest,
    key: UUID | None,
    story: Article | None,
    *,
    with_text: bool = True,
    by: int | None = None,
) -> bool:
    """Keep the posted form under its key, for the account `by` where it is not one's own; False if
    the key is somebody else's."""
    if key is None:
        return True
    now, by = timezone.now(), by or request.user.pk
    assert by is not None
    base = request.POST.get("_base", "")
    details: dict[str, Any] = {"article": story, "seen_at": now}
    if base.isdigit() and len(base) < 10:
        details["based_on"] = int(base)
    if with_text:
        details |= {"content": _typed(request), "saved_at": now}
    if Autosave.objects.filter(key=key, by_id=by).update(**details):
        return True
    old = Autosave.objects.filter(by_id=by, content__isnull=True, seen_at__lt=now - FORGOTTEN)
    old.delete()
    try:
        with transaction.atomic():
            Autosave.objects.create(key=key, by_id=by, **details)
    except IntegrityError:
        return False
    return True


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    """The posted fields of the story; PostgreSQL can't keep the character zero."""
    return {
        field: [text.replace("\0", "") for text in texts]
        for field, texts in request.POST.lists()
        if field in contents.FIELDS
    }


def _others(request: HttpRequest, key: UUID, story: Article) -> list[dict[str, str]]:
    """Who else has the story open, each once."""
    there = story.autosaves.filter(seen_at__gte=timezone.now() - GONE).exclude(key=key)
    others: dict[int, dict[str, str]] = {}
    for one in there.exclude(by_id=request.user.pk).select_related("by").defer("content"):
        since = one.opened_at.isoformat()
        others.setdefault(one.by_id, {"name": name(one.by), "since": since})
    return list(others.values())


def _looked_at(request: HttpRequest, story: Article | None) -> dict[str, Any]:
    """What the checks say of what is typed, and what would be refused."""
    fields = _typed(request)
    # The checks sanitise it, which of a long text takes longer than all the rest.
    body = fields.pop("body", [""])[-1]
    content = contents.posted(fields) | {"body": body}
    moment = contents.moment(content["publish_at"])
    if said := bounds.too_long(body):
        found = [checks.Finding("too-long", "error", said, "body")]
    else:
        found = checks.look(story or Article(), content, moment, request.user)
    template = "admin/articles/article/checks.html"
    return {
        "checks": render_to_string(template, {"story": story, **findings_context(found)}, request),
        "refusals": _refusals(request, story, content),
    }


def _refusals(request: HttpRequest, story: Article | None, content: contents.Content) -> Any:
    story, by = story or Article(created_by_id=request.user.pk), request.user
    found = refusals(story, by, content, unsaved=True)
    if found and story.working and content == story.working.content:
        # What is typed comes to the same as what is saved.
        return refusals(story, by, content)
    return found


def left(request: HttpRequest) -> QuerySet[Autosave]:
    """What this person typed into forms that are open no more."""
    mine = Autosave.objects.filter(by_id=request.user.pk, content__isnull=False)
    return mine.filter(seen_at__lt=timezone.now() - GONE)


def unsaved(request: HttpRequest, story: Article | None) -> list[dict[str, Any]]:
    """What this person typed into the story's form some time and never saved, newest first.

    Not what a form that is open elsewhere holds, and not what says the same as the story. Asks
    nothing of a story that knows from `any_unsaved` that there is none.
    """
    if story and not getattr(story, "any_unsaved", True):
        return []
    kept = left(request).filter(article=story)
    now = story.content() if story else contents.blank()
    return [
        {
            "key": str(one.key),
            "at": one.saved_at,
            "pk": story.pk if story else None,
            "base": one.based_on,
            "url": reverse("admin:articles_article_unsaved", args=[one.key]),
        }
        for one in kept.order_by("-saved_at")[:SHOWN]
        if contents.posted(one.content or {}) != now
    ]
