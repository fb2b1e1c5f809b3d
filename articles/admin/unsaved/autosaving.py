"""Autosave what is typed every few seconds, and show who else has the story open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.admin.common.json_views import wants_json
from articles.admin.notices import bell
from articles.admin.story.form import name
from articles.admin.story.form_state import OPEN, fields_of, findings_context, moved_since
from articles.models import Article, Autosave, Right, may
from articles.models.common.slices import without_waiting
from articles.models.desk.gone import in_bin_of, what_became
from articles.models.lifecycle.refusals import refusals
from articles.models.story import bounds, checks
from articles.models.story import content as contents
from articles.models.story.rights import ALL, sections_of

#: Somebody whose browser has not been heard of for so long has left.
CLOSED_AFTER = timedelta(seconds=30)
#: Who was heard of within this time is not put down again: browsers say it every ten seconds.
PRESENCE_UPDATED_EVERY = timedelta(seconds=15)
#: Forms that were opened and left without a word are forgotten after this time.
EMPTY_FORMS_KEPT_FOR = timedelta(days=1)

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
            refused = {"error": _("You may not write stories."), "gone": ways(user)}
            return JsonResponse(refused, status=403)
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
    """Let the unsaved text of a form go; with `_undo`, have it back."""
    key = key_of(request)
    if key is None:
        number = 0
    elif "_undo" in request.POST:
        number = Autosave.objects.had_back(key, request.user)
    else:
        number = Autosave.objects.let_go([key], request.user)
    if not wants_json(request):
        return HttpResponseRedirect(reverse("admin:articles_article_unsaved_list"))
    return JsonResponse({"discarded": number})


@require_safe
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """The unsaved text of a form, for the one who typed it, whatever became of its story."""
    found = Autosave.objects.filter(key=key, by_id=request.user.pk, content__isnull=False).first()
    if found is None:
        return JsonResponse({"error": _("This text no longer exists.")}, status=404)
    known = fields_of(contents.posted(found.content or {}))
    return JsonResponse(
        {
            "fields": known["fields"] | (found.content or {}),
            "labels": known["labels"],
            "base": found.based_on,
            "pk": found.story_number,
            "saved_at": found.saved_at.isoformat() if found.saved_at else None,
        }
    )


def key_of(request: HttpRequest) -> UUID | None:
    """The key that the form was given; None where it has none."""
    return _key(request.POST.get("_key", ""))


def taken_over(request: HttpRequest) -> list[UUID]:
    """The keys of the forms whose unsaved texts this one goes on with."""
    return [key for text in request.POST.getlist("_took") if (key := _key(text))]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(text: str) -> int:
    """The number that `text` is; raises Article.DoesNotExist where no story can have it."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Article.DoesNotExist
    return int(text)


def story_of(request: HttpRequest) -> Article | None:
    """The story that the form is of; raises Article.DoesNotExist outside the person's reach."""
    text = request.POST.get("_pk", "")
    if not text:
        return None
    story = next(iter(OPEN(number_of(text))), None)
    if story is None or not may(request.user, Right.EDIT, story):
        raise Article.DoesNotExist
    return story


def gone(request: HttpRequest, number: str, *, with_text: bool = True) -> JsonResponse:
    """The answer to a form whose story is not there any more, or out of reach: what became of it,
    and where its text can be saved. The text is kept all the same."""
    said, kept, person = _("This story no longer exists."), False, request.user
    binned = None
    with suppress(Article.DoesNotExist):
        said = what_became(number_of(number), person)
        # What is typed into a story in the bin stays with it.
        binned = in_bin_of(person, number_of(number))
        kept = with_text and keep(request, key_of(request), binned, number=number_of(number))
    gone = ways(person, kept=kept, binned=binned)
    return JsonResponse({"ok": False, "error": said, "gone": gone}, status=404)


def ways(person: Any, *, kept: bool = False, binned: Article | None = None) -> dict[str, Any]:
    """What can be done with the text of a story that is gone: whether it was kept here, where one
    that is `binned` is restored, where `person` begins a new one, and in which sections (None: in
    any)."""
    may_begin = person.has_perm("articles.add_article")
    told = {"restore": restore_address(person, binned)} if binned else {}
    return told | {
        "kept_at": timezone.now().isoformat() if kept else None,
        "add": reverse("admin:articles_article_add") if may_begin else "",
        "sections": None if person.has_perm(ALL) else sorted(sections_of(person)) or None,
    }


def restore_address(person: Any, binned: Article) -> str:
    """Where `person` restores the story from the bin; empty where they may not."""
    if not may(person, Right.EDIT, binned, in_bin=True):
        return ""
    return reverse("admin:articles_article_unbin", args=[binned.pk])


def _seen(request: HttpRequest, *, with_text: bool) -> HttpResponse:
    key = key_of(request)
    if key is None:
        return JsonResponse(
            {"error": _("This form is incomplete. Please reload the page.")}, status=400
        )
    try:
        story = story_of(request)
    except Article.DoesNotExist:
        return gone(request, request.POST["_pk"], with_text=with_text)
    kept = keep(request, key, story) if with_text else note_presence(request, key, story)
    if not kept:
        return JsonResponse({"error": _("Someone else started this text.")}, status=409)
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
    else:
        answer["bell"] = bell.state_of(request.user)
    return JsonResponse(answer)


def note_presence(request: HttpRequest, key: UUID, story: Article | None) -> bool:
    """Put down that the form is open, now and then, and never by waiting for whoever writes at
    this moment: it is said again soon. False if the key is somebody else's."""
    there = Autosave.objects.filter(key=key).only("by_id", "article_id", "seen_at").first()
    if there and there.by_id != request.user.pk:
        return False
    heard = there and timezone.now() - there.seen_at < PRESENCE_UPDATED_EVERY
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
    number: int | None = None,
) -> bool:
    """Keep the posted form under its key, for the account `by` where it is not one's own; False if
    the key is somebody else's. `number` is that of a story that is gone."""
    if key is None:
        return True
    now, by = timezone.now(), by or request.user.pk
    assert by is not None
    details: dict[str, Any] = {"article": story, "seen_at": now}
    details["story_number"] = story.pk if story else _known(number, by)
    base = request.POST.get("_base", "")
    if base.isdigit() and len(base) < 10:
        details["based_on"] = int(base)
    if with_text:
        details |= {"content": _typed(request), "saved_at": now, "discarded_at": None}
    try:
        if not Autosave.objects.filter(key=key, by_id=by).update(**details):
            _put_down(key, by, details)
    except IntegrityError:
        if story is None or Article.objects.filter(pk=story.pk).exists():
            return False
        # It was deleted at this moment.
        return keep(request, key, None, with_text=with_text, by=by, number=story.pk)
    if with_text and (others := taken_over(request)):
        Autosave.objects.let_go(set(others) - {key}, request.user)
    return True


def _known(number: int | None, by: int) -> int | None:
    """The number of a story that is gone, if the account had it open."""
    there = Autosave.objects.filter(by_id=by, story_number=number) if number else None
    return number if there is not None and there.exists() else None


def _put_down(key: UUID, by: int, details: dict[str, Any]) -> None:
    """The first row of a form. Raises IntegrityError where the key is somebody else's."""
    before = details["seen_at"] - EMPTY_FORMS_KEPT_FOR
    Autosave.objects.filter(by_id=by, content__isnull=True, seen_at__lt=before).delete()
    with transaction.atomic():
        Autosave.objects.create(key=key, by_id=by, **details)


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    """The posted fields of the story; PostgreSQL can't keep the character zero."""
    return {
        field: [text.replace("\0", "") for text in texts]
        for field, texts in request.POST.lists()
        if field in contents.FIELDS
    }


def _others(request: HttpRequest, key: UUID, story: Article) -> list[dict[str, str]]:
    """Who else has the story open, each once."""
    there = story.autosaves.filter(seen_at__gte=timezone.now() - CLOSED_AFTER).exclude(key=key)
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
