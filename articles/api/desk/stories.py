"""Write, submit, publish, correct and withdraw stories: each by the verb that the desk calls."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Router

from articles.api import values
from articles.api.answers import documented
from articles.api.desk import drafts
from articles.api.desk.calls import Done, Refused, called
from articles.api.desk.drafts import Amendment, Draft, Note, Release, Withdrawal
from articles.api.document import IF_MATCH, TAG_FORM
from articles.api.shapes import Shape
from articles.lib.addresses import site_url
from articles.lib.problems import Wrong
from articles.models import Article, Move, Right, State, may
from articles.models.access.tokens import Scope
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.story.revision import Revision

router = Router(tags=["desk"])
_TAG: Final = re.compile(TAG_FORM)
Number = Annotated[values.Number, Path()]
Deed = Callable[[Article, Any], object]


class DeskStory(Shape):
    """A story as it is written; `revision` is what `If-Match` says."""

    id: int
    revision: int
    status: str
    has_changes: bool
    #: The move that the account may make now.
    moves: list[str]
    url: str
    merged: bool = False
    story: Draft


AT_ALL: Final = (400, 401, 403)
ERRORS: Final = (*AT_ALL, 404, 409, 412)


@router.post(
    "/stories", url_name="desk-stories", **documented(DeskStory, *AT_ALL, 409, done=(201,))
)
def create(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Begin a story, with what is there of it."""

    def deed(account: Any) -> Done:
        if not (may(account, Right.VIEW) and account.has_perm("articles.add_article")):
            raise Refused(403, "This account may not create stories.")
        story = Article.begin(drafts.content_of(draft, contents.blank()), account)
        done = _done(request, story, account)
        location = site_url(request) + reverse("api:desk-story", args=[story.pk])
        return Done(done.said, 201, done.revision, location, done.title, done.details)

    return called(request, Scope.WRITE, "create", deed, draft.model_dump_json())


@router.get("/stories/{number}", url_name="desk-story", **documented(DeskStory, *AT_ALL, 404))
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """The story as it is written now, with its revision."""
    account = request.auth.account  # type: ignore[attr-defined]
    return called(
        request, Scope.WRITE, "read", lambda _by: _done(request, _story(number, account), account)
    )


@router.patch(
    "/stories/{number}",
    url_name="desk-story",
    openapi_extra={"parameters": [IF_MATCH | {"required": True}]},
    **documented(DeskStory, *ERRORS, 428),
)
def update(request: HttpRequest, number: Number, draft: Draft) -> HttpResponse:
    """Save what is given of it, based on the revision in `If-Match`. What somebody else has saved
    meanwhile is merged; where both changed the same passage nothing is saved (412)."""

    def deed(account: Any) -> Done:
        story = _story(number, account)
        based_on = _asked(request)
        if based_on is None:
            raise Refused(428, "Say in If-Match which revision your changes are based on.")
        with story.locked():
            content = drafts.content_of(draft, _based(request, story, account, based_on))
            written = story.write(content, account, based_on=based_on)
            if written.aside is not None:
                raise _changed(request, story, account)
        return _done(request, story, account, merged=written.merged)

    return called(request, Scope.WRITE, "update", deed, draft.model_dump_json(), _tag(request))


@router.post("/stories/{number}/submit", url_name="desk-submit", **documented(DeskStory, *ERRORS))
def submit(request: HttpRequest, number: Number, said: Note) -> HttpResponse:
    """Hand it, or the changes to what is out, to the editors."""

    def deed(story: Article, account: Any) -> None:
        verb = story.submit_changes if story.state == State.PUBLISHED else story.submit
        verb(account, said.note)

    return _moved(request, number, Scope.WRITE, "submit", deed, said)


@router.post("/stories/{number}/publish", url_name="desk-publish", **documented(DeskStory, *ERRORS))
def publish(request: HttpRequest, number: Number, said: Release) -> HttpResponse:
    """Show it, or its changes, to readers; now or later."""

    def deed(story: Article, account: Any) -> None:
        how = {"change": said.change, "note": said.note, "reason": said.reason}
        story.publish(account, said.at, **how, override=said.override)

    return _moved(request, number, Scope.PUBLISH, "publish", deed, said)


@router.post("/stories/{number}/correct", url_name="desk-correct", **documented(DeskStory, *ERRORS))
def correct(request: HttpRequest, number: Number, said: Amendment) -> HttpResponse:
    """Publish its changes, and tell readers what was wrong."""

    def deed(story: Article, account: Any) -> None:
        if not story.is_out:
            raise Refused(409, "Readers don’t have this story yet: publish it.")
        how = {"change": said.kind, "note": said.text, "reason": said.reason}
        story.publish(account, **how, override=said.override)  # type: ignore[arg-type]

    return _moved(request, number, Scope.PUBLISH, "correct", deed, said)


@router.post(
    "/stories/{number}/withdraw", url_name="desk-withdraw", **documented(DeskStory, *ERRORS)
)
def withdraw(request: HttpRequest, number: Number, said: Withdrawal) -> HttpResponse:
    """Take it away from readers."""

    def deed(story: Article, account: Any) -> None:
        story.withdraw(account, said.reason)

    return _moved(request, number, Scope.PUBLISH, "withdraw", deed, said)


def _moved(
    request: HttpRequest, number: int, scope: Scope, what: str, make: Deed, said: drafts.Strict
) -> HttpResponse:
    """Make a move; of the revision in `If-Match`, where it is there."""

    def deed(account: Any) -> Done:
        story = _story(number, account)
        with story.locked():
            asked = _asked(request)
            if asked is not None and asked != story.base_number():
                raise _changed(request, story, account)
            make(story, account)
        return _done(request, story, account)

    return called(request, scope, what, deed, said.model_dump_json(), _tag(request))


def _story(number: int, account: Any) -> Article:
    """The story, within the account's reach. Raises Http404."""
    found = Article.objects.not_binned().within_reach_of(account).filter(pk=number)
    story = found.select_related("section", "working").first()
    if story is None or not may(account, Right.VIEW, story):
        raise Http404("story")
    return story


def _tag(request: HttpRequest) -> str:
    return request.headers.get("If-Match", "").strip()


def _asked(request: HttpRequest) -> int | None:
    """The revision that `If-Match` names. Raises Refused for what names none."""
    if not (tag := _tag(request)):
        return None
    found = _TAG.fullmatch(tag)
    if found is None:
        wrong = Wrong("If-Match", "Give the ETag of the story as it came.")
        raise Refused(400, "The revision can’t be read.", [wrong])
    return int(found[1])


def _based(request: HttpRequest, story: Article, account: Any, number: int) -> Content:
    """What the revision of that number holds."""
    if number == story.base_number():
        return story.content()
    revision = Revision.objects.filter(article=story.pk, number=number).first()
    if revision is None:
        raise _changed(request, story, account)
    content: Content = contents.blank() | revision.content
    return content


def _changed(request: HttpRequest, story: Article, account: Any) -> Refused:
    """What is there now, for whoever began from something else."""
    now = _done(request, _story(story.pk, account), account).said
    return Refused(412, "Someone has saved this story meanwhile. Nothing was changed.", current=now)


def _done(request: HttpRequest, story: Article, account: Any, *, merged: bool = False) -> Done:
    number = story.base_number()
    said = {
        "id": story.pk,
        "revision": number,
        "status": story.status.value,
        "has_changes": story.has_changes,
        "moves": [Move(one).value for one in story.moves_for(account)],
        "url": site_url(request) + story.get_absolute_url() if story.section else "",
        "merged": merged,
        "story": drafts.shown(story.content()),
    }
    return Done(said, revision=number, title=story.headline, details={"story": story.pk})
