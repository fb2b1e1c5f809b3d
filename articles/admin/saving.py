"""What becomes of a posted story: saved into the working copy, then the verb that was pressed.

Nothing posted is refused with the text gone: what can't be saved comes back in the form and
stays in the autosave; what overlaps with another save is kept and shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from articles.admin import autosaving
from articles.admin.doors import wants_json
from articles.admin.forms import StoryForm
from articles.admin.showing import publication_moment, state_of
from articles.models import (
    Article,
    Change,
    Move,
    NeedsReason,
    NotAllowed,
)
from articles.models.working_copy import Written

Again = Callable[[], HttpResponse]


def no_such_story(request: HttpRequest, again: Again) -> HttpResponse:
    """The story is not there, or not within this person's reach."""
    if wants_json(request):
        return JsonResponse({"ok": False, "error": _("There is no such story.")}, status=404)
    return again()


def save(
    request: HttpRequest, story: Article | None, form_class: type[StoryForm], again: Again
) -> HttpResponse:
    """Save what was posted and make the move that was pressed.

    `story` is None for a new one. `again` shows the form with what is wrong.
    """
    key = form_key(request)
    if story is None and key is not None:
        # The same form, posted twice.
        story = Article.objects.filter(form_key=key, created_by=request.user.pk).first()
    form = form_class(request.POST, instance=story or Article())
    if not form.is_valid():
        autosaving.keep(request, key, story)
        if not wants_json(request):
            return again()
        errors = {field: [str(one) for one in found] for field, found in form.errors.items()}
        return JsonResponse({"ok": False, "errors": errors}, status=422)
    if story is None:
        begun = Article.begin(form.content(), request.user, key=key)
        assert begun.working is not None
        written = Written(begun.working)
        story = begun
    else:
        written = story.write(
            form.content(), request.user, based_on=base_number(request), key=str(key or "")
        )
    if "assignee" in request.POST or "due_at" in request.POST:
        story.assign(request.user, form.cleaned_data["assignee"], form.cleaned_data["due_at"])
    if written.aside is not None:
        return _conflict(request, story, written.aside.number)
    return _answer(request, story, written)


def form_key(request: HttpRequest) -> UUID | None:
    """The key that the form was given."""
    try:
        return UUID(request.POST.get("_key", ""))
    except ValueError:
        return None


def base_number(request: HttpRequest) -> int | None:
    """The revision that the form began from; None (the newest) where it does not say."""
    text = request.POST.get("_base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _conflict(request: HttpRequest, story: Article, number: int) -> HttpResponse:
    address = reverse("admin:articles_article_conflict", args=[story.pk, number])
    if wants_json(request):
        return JsonResponse({"ok": False, "conflict": address}, status=409)
    messages.warning(request, _("Somebody else changed the same passage. Both are kept; choose."))
    return HttpResponseRedirect(address)


# --- The verb that was pressed ----------------------------------------------------


def _answer(request: HttpRequest, story: Article, written: Written) -> HttpResponse:
    move = request.POST.get("_move", "")
    answer: dict[str, Any] = {"ok": True}
    status = 200
    said: tuple[int, Any] = (messages.SUCCESS, _("Saved."))
    if move and written.merged:
        said = (
            messages.WARNING,
            _("Saved, together with what others changed meanwhile. Please look, and press again."),
        )
    elif move == "cancel_plan" or move in Move.values:
        try:
            _make(request, story, move)
            said = (messages.SUCCESS, done(story))
        except NeedsReason as wanting:
            status, answer = 409, {"ok": False, "saved": True, "warnings": wanting.warnings}
            said = (messages.ERROR, f"{_('Saved, but:')} {wanting}")
        except (NotAllowed, PermissionDenied) as refusal:
            status, answer = 409, {"ok": False, "saved": True}
            said = (messages.ERROR, f"{_('Saved, but:')} {refusal}")
    if not wants_json(request):
        messages.add_message(request, *said)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
    level = messages.DEFAULT_TAGS[said[0]]
    answer["said"] = [{"level": level, "html": conditional_escape(said[1])}]
    return JsonResponse(answer | state_of(request, story, written), status=status)


def _make(request: HttpRequest, story: Article, move: str) -> None:
    """Make the move with what the form says about it; raises NotAllowed, PermissionDenied."""
    by, post = request.user, request.POST
    note, reason = _typed(request, "_note"), _typed(request, "_reason")
    override = bool(post.get("_override"))
    verbs: dict[str, Callable[[], None]] = {
        Move.SUBMIT: lambda: story.submit(by, note),
        Move.RETURN: lambda: story.return_to_draft(by, note),
        Move.APPROVE: lambda: story.approve(by, note),
        Move.PUBLISH: lambda: story.publish(
            by,
            publication_moment(story, post.get("_at", "")),
            change=post.get("_change") or Change.MINOR,
            note=note,
            reason=reason,
            override=override,
        ),
        Move.WITHDRAW: lambda: story.withdraw(by, reason),
        Move.RESTORE: lambda: story.restore(by, reason=reason, override=override),
        Move.UNSCHEDULE: lambda: story.unschedule(by, note),
        "cancel_plan": lambda: story.cancel_plan(by),
    }
    verbs[move]()


def _typed(request: HttpRequest, field: str) -> str:
    """What was typed: without a script the empty fields of the other pop-ups are posted too."""
    return next((text for text in request.POST.getlist(field) if text.strip()), "")


def done(story: Article) -> Any:
    """What the story is now, with the way to it where readers can go there."""
    if story.is_visible and not story.has_changes:
        return format_html(
            '{} <a href="{}">{}</a>', _("Live."), story.get_absolute_url(), _("See it on the site")
        )
    return _("Saved; now: %(state)s.") % {"state": story.status_label}
