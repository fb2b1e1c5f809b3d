"""Handle the story form's POST: save the working copy, then do the verb that was pressed.

Nothing posted is refused with the text gone: what can't be saved comes back in the form and
stays in the autosave; what overlaps with another save is kept and shown beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from articles.admin.common.json_views import wants_json
from articles.admin.story.form import StoryForm
from articles.admin.story.form_state import now_known, publication_moment, state_of
from articles.admin.unsaved import autosaving, login_recovery
from articles.models import (
    Article,
    Autosave,
    Change,
    Move,
    NeedsReason,
    NotAllowed,
)
from articles.models.lifecycle.working_copy import Written
from articles.models.story.checks import Finding
from articles.models.story.content import CHOICES
from articles.models.translations.verbs import LanguageTaken

Again = Callable[[], HttpResponse]


def gone(request: HttpRequest, number: str) -> HttpResponse:
    """The story is not there any more, or not within this person's reach: what was typed is kept,
    and may be saved as a new one."""
    answer = autosaving.gone(request, number)
    if wants_json(request):
        return answer
    return login_recovery.of_gone_story(request, answer)


def begin(request: HttpRequest, again: Again) -> HttpResponse:
    """Save what was posted as a new story; the same form, posted again, goes on with that one."""
    key = autosaving.key_of(request)
    story = _begun(key)
    if story and story.created_by_id != request.user.pk:
        return login_recovery.begun_by_another(request)
    story = story or _begun_elsewhere(request)
    try:
        return save(request, story, again)
    except Article.DoesNotExist:
        if story is None:
            raise
        # It was deleted since.
        return gone(request, str(story.pk))


def save(request: HttpRequest, story: Article | None, again: Again) -> HttpResponse:
    """Save what was posted and make the move that was pressed.

    `story` is None for a new one. `again` shows the form with what is wrong.
    """
    key = autosaving.key_of(request)
    story = story or Article(form_key=_key_of_new(request, key))
    form = StoryForm(request.POST, instance=story, person=request.user)
    if not form.is_valid():
        return _not_saved(request, story, form, again)
    try:
        written, outcome = _save(request, story, form, key)
    except LanguageTaken as refused:
        form.add_error("language", str(refused))
        return _not_saved(request, story, form, again)
    except IntegrityError:
        if story.pk or not (_begun(key) or _begun_elsewhere(request)):
            raise
        # At the same moment, and the other one has begun the story.
        return begin(request, again)
    if written.aside is not None:
        return _conflict(request, story, written.aside.number)
    if outcome.failure is not None:
        raise outcome.failure
    return _answer(request, story, written, outcome)


def _not_saved(request: HttpRequest, story: Article, form: StoryForm, again: Again) -> HttpResponse:
    autosaving.keep(request, autosaving.key_of(request), story if story.pk else None)
    return _with_errors(form) if wants_json(request) else again()


def _with_errors(form: StoryForm) -> HttpResponse:
    errors = {field: [str(one) for one in found] for field, found in form.errors.items()}
    return JsonResponse({"ok": False, "errors": errors}, status=422)


def _begun(key: UUID | None) -> Article | None:
    """The story that a form with this key has begun already."""
    return Article.objects.filter(form_key=key).first() if key else None


def _key_of_new(request: HttpRequest, key: UUID | None) -> UUID | None:
    """The key that a new story is begun with: of the form that its text was first typed into, so
    that this form, if it is still open elsewhere, does not begin it a second time."""
    keys = autosaving.taken_over(request)
    typed = Autosave.objects.filter(key__in=keys, by_id=request.user.pk, story_number=None)
    return (typed.values_list("key", flat=True).first() if keys else None) or key


def _begun_elsewhere(request: HttpRequest) -> Article | None:
    """The story that this person has begun with the text that the form goes on with."""
    keys = autosaving.taken_over(request)
    mine = Article.objects.filter(form_key__in=keys, created_by=request.user.pk)
    return mine.order_by("-pk").first() if keys else None


def _save(
    request: HttpRequest, story: Article, form: StoryForm, key: UUID | None
) -> tuple[Written, Outcome]:
    """Write what the form says and make the move, in one transaction with one lock."""
    by, content = request.user, form.content()
    with story.locked() as edit:
        if story.pk:
            # First, for it may be moved to a section that is not theirs.
            _assign(request, story, form)
            number = base_number(request)
            decided = _decided(request)
            written = story.write(content, by, based_on=number, key=str(key or ""), decided=decided)
        else:
            # The form has just read them.
            story.section, story.picture = (form.cleaned_data[name] for name in CHOICES)
            written = story.start(content, by)
            _assign(request, story, form)
        if others := autosaving.taken_over(request):
            Autosave.objects.filter(key__in=[*others, key], by_id=by.pk).delete()
        outcome = Outcome() if written.aside else _press(request, story, written)
        now_known(story, edit)
    return written, outcome


def _assign(request: HttpRequest, story: Article, form: StoryForm) -> None:
    """Say whose it is, as the form does."""
    if "assignee" in request.POST or "due_at" in request.POST:
        cleaned = form.cleaned_data
        story.assign(request.user, cleaned["assignee"], cleaned["due_at"])


def base_number(request: HttpRequest) -> int | None:
    """The revision that the form began from; None (the newest) where it does not say."""
    text = request.POST.get("_base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _decided(request: HttpRequest) -> dict[str, str]:
    """What became of suggestions in the form, by their keys."""
    try:
        found = json.loads(request.POST.get("_decided") or "{}")
        return {str(key): str(how) for key, how in found.items()}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _conflict(request: HttpRequest, story: Article, number: int) -> HttpResponse:
    address = reverse("admin:articles_article_conflict", args=[story.pk, number])
    if wants_json(request):
        return JsonResponse({"ok": False, "conflict": address}, status=409)
    messages.warning(
        request, _("Someone else changed the same passage. Both versions are kept; choose one.")
    )
    return HttpResponseRedirect(address)


# --- The verb that was pressed ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of the verb."""

    level: int = messages.SUCCESS
    #: What is said of it; None where the verb was made, and the story says it.
    sentence: str | None = None
    #: What else the answer to the form's script says.
    answer: dict[str, Any] = field(default_factory=lambda: {"ok": True})
    #: What nobody has foreseen: raised once the text is safe.
    failure: Exception | None = None
    #: What the checks have just said of the story.
    found: list[Finding] | None = None

    @property
    def status(self) -> int:
        """The answer's status."""
        return 200 if self.answer["ok"] else 409


def _press(request: HttpRequest, story: Article, written: Written) -> Outcome:
    """Make the move that was pressed, in the save's transaction: the verb undoes what it has
    done itself where it fails, and the text stays saved whatever becomes of it."""
    move = request.POST.get("_move", "")
    if move and written.merged:
        sentence = _("Saved and merged with others’ changes. Check the result, then press again.")
        return Outcome(messages.WARNING, sentence, {"ok": True, "to_press_again": True})
    if move != "cancel_plan" and move not in Move.values:
        return Outcome(sentence=_("Saved."))
    refused: dict[str, Any] = {"ok": False, "saved": True}
    try:
        found = _make(request, story, move)
    except NeedsReason as wanting:
        sentence = f"{_('Saved, but:')} {wanting}"
        return Outcome(messages.ERROR, sentence, refused | {"warnings": wanting.warnings})
    except (NotAllowed, PermissionDenied) as refusal:
        return Outcome(messages.ERROR, f"{_('Saved, but:')} {refusal}", refused)
    except Exception as failure:  # noqa: BLE001 - raised again after the commit.
        return Outcome(failure=failure)
    return Outcome(sentence=_said_of(move), found=found)


def _answer(
    request: HttpRequest, story: Article, written: Written, outcome: Outcome
) -> HttpResponse:
    if not wants_json(request):
        said = outcome.sentence if outcome.sentence is not None else done(story)
        messages.add_message(request, outcome.level, said)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
    said = outcome.sentence if outcome.sentence is not None else done(story)
    level = messages.DEFAULT_TAGS[outcome.level]
    said = {"said": [{"level": level, "html": conditional_escape(said)}]}
    answer = outcome.answer | said | state_of(request, story, written, outcome.found)
    return JsonResponse(answer, status=outcome.status)


def _make(request: HttpRequest, story: Article, move: str) -> list[Finding] | None:
    """Make the move with what the form says about it; raises NotAllowed, PermissionDenied.
    Returns what the checks said of the story, if they were asked."""
    by, post = request.user, request.POST
    note, reason = _typed(request, "_note"), _typed(request, "_reason")
    override = bool(post.get("_override"))
    verbs: dict[str, Callable[[], list[Finding] | None]] = {
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
        Move.SUBMIT_CHANGES: lambda: story.submit_changes(by, note),
        Move.TAKE_BACK_CHANGES: lambda: story.take_back_changes(by, note),
        Move.RETURN_CHANGES: lambda: story.return_changes(by, note),
        "cancel_plan": lambda: story.cancel_plan(by),
    }
    return verbs[move]()


def _typed(request: HttpRequest, field: str) -> str:
    """What was typed: without a script the empty fields of the other pop-ups are posted too."""
    return next((text for text in request.POST.getlist(field) if text.strip()), "")


def _said_of(move: str) -> str | None:
    """What is said of a move that leaves the story in its state."""
    if move == Move.SUBMIT_CHANGES:
        return _("Changes submitted. Readers keep the story as it is until they are published.")
    if move == Move.TAKE_BACK_CHANGES:
        return _("Submission cancelled. The changes are kept.")
    return _("Changes returned.") if move == Move.RETURN_CHANGES else None


def done(story: Article) -> Any:
    """What the story is now, with the way to it where readers can go there."""
    if story.is_visible and not story.has_changes:
        return format_html(
            '{} <a href="{}">{}</a>', _("Live."), story.get_absolute_url(), _("View on site")
        )
    return _("Saved; now: %(state)s.") % {"state": story.status_label}
