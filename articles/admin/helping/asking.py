"""Ask the newsroom's language model for a proposal: by a press each time, of what is typed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.common.json_views import refusal
from articles.admin.helping.proposals import language_of
from articles.admin.unsaved.autosaving import for_writers, story_of
from articles.helping import answers, prompts, topics, work
from articles.helping.client import NoAnswer
from articles.helping.service import Service, service
from articles.lib.gist.names import telling_words
from articles.lib.html import canonical
from articles.lib.languages.known import language
from articles.models import Article, NotAllowed, Paper, Picture, Proposal
from articles.models.desk.proposals import Kind
from articles.models.pictures.rights import CHANGE, why_not
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.topics.names import topics_known
from articles.search.alike import alike

PARTS = ("headline", "standfirst", "body", "topics", "language")
#: A picture that is sent: so wide, and at most so many bytes.
WIDTH, MAX_IMAGE_BYTES = 640, 400_000
_KINDS = {"jpg": "image/jpeg", "webp": "image/webp"}


def urls(desk: Any) -> list[URLPattern]:
    """The doors, for the stories' admin."""
    return [
        path("proposals/ask/", for_writers(ask), name="articles_proposal_ask"),
        path("proposals/<int:pk>/", for_writers(one), name="articles_proposal"),
    ]


def about_model() -> dict[str, Any] | None:
    """What the form says of the model; None while there is none."""
    there = service()
    if there is None:
        return None
    return {"host": there.host, "model": there.model, "takes_pictures": there.takes_pictures}


class Refused(Exception):
    """It is not asked: with a sentence, and the status of the answer."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Begin to ask for a proposal; answers where it can be looked for."""
    try:
        return _begun(request, *_asked(request))
    except Refused as reason:
        return refusal(str(reason), reason.status)
    except NotAllowed as reason:
        return refusal(str(reason), 429)
    except PermissionDenied as reason:
        return refusal(str(reason), 403)


def _asked(request: HttpRequest) -> tuple[Service, Kind, Article | None, Content]:
    """What is asked for, and of what. Raises Refused."""
    there, kind = service(), request.POST.get("kind", "")
    if there is None:
        raise Refused(_("No language model is set up. Ask your operator."), 404)
    if kind not in _PREPARED:
        raise Refused(_("There are no proposals of this kind."), 400)
    if said := bounds.unreadable(request.POST.get("body", "")):
        raise Refused(said, 413)
    try:
        story = story_of(request)
    except Article.DoesNotExist:
        raise Refused(_("This story no longer exists."), 404) from None
    fields = {name: request.POST.getlist(name) for name in PARTS if name in request.POST}
    content = contents.posted(fields)
    if not (content["headline"] or canonical.plain_text(content["body"])):
        raise Refused(_("Write something first: a proposal is made from the text."), 400)
    return there, Kind(kind), story, content


def _begun(
    request: HttpRequest, there: Service, kind: Kind, story: Article | None, content: Content
) -> HttpResponse:
    picture = _picture(request) if kind == Kind.ALT else None
    given, read = _PREPARED[kind](there, content, story, picture)
    told = prompts.Story(
        content["headline"],
        content["standfirst"],
        canonical.plain_text(content["body"]),
        language(language_of(content)).name,
    )
    messages = prompts.messages(kind, told, rules=Paper.current().model_rules, **given)
    made = started(request, work.QUESTIONS, kind, there, story, picture)
    work.QUESTIONS.begin(partial(work.answer, made, there, messages, prompts.MOST_ANSWERED, read))
    return JsonResponse({"url": url_of(made)}, status=202)


def started(
    request: HttpRequest,
    threads: work.Threads,
    kind: Kind,
    there: Service,
    story: Article | None,
    picture: Picture | None = None,
) -> Proposal:
    """The row of a question, with one of `threads` reserved for it. Raises NotAllowed."""
    threads.reserve()
    try:
        return Proposal.ask(
            request.user, kind, model=there.model, host=there.host, article=story, picture=picture
        )
    except BaseException:
        threads.release()
        raise


def url_of(made: Proposal) -> str:
    """Where is said what became of it."""
    return reverse("admin:articles_proposal", args=[made.pk])


def _picture(request: HttpRequest) -> Picture:
    """The picture that is described; only whose it is to change is answered."""
    number = request.POST.get("picture", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    picture = Picture.objects.filter(pk=int(number)).first() if known else None
    if picture is None:
        raise PermissionDenied(_("Choose a picture first."))
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied(_("You may not change pictures."))
    if why := why_not(request.user, picture):
        raise PermissionDenied(why)
    return picture


# --- What each kind is asked with, and how its answer is read ------------------------------------

_Prepared = tuple[dict[str, Any], work.Reader]


def _words(kind: Kind, _there: Service, _content: Content, _story: Any, _picture: Any) -> _Prepared:
    return {}, partial(answers.texts, most=prompts.COUNTS[kind], longest=prompts.LENGTHS[kind])


def _topics(_there: Service, content: Content, story: Article | None, _picture: Any) -> _Prepared:
    """The list to choose from: what the archive proposes, and what the paper wrote of last."""
    body = canonical.plain_text(content["body"])
    texts = (content["headline"], content["standfirst"], body)
    like = alike(telling_words(texts[0], texts[1:]), story.pk if story else None)
    has = {topic.pk for topic in topics_known(content["topics"]).values()}
    return {"names": topics.to_choose_from(texts, like)}, partial(_known, has)


def _known(has: set[int], said: str) -> Sequence[Any]:
    """Topics that there are, and that the story does not have; anything else is dropped."""
    named = answers.texts(said, answers.MOST, prompts.LENGTHS[Kind.TOPICS])
    found = {topic.pk: topic.name for topic in topics_known(named[:50]).values()}
    kept = [{"pk": pk, "name": name} for pk, name in found.items() if pk not in has]
    if not kept:
        raise NoAnswer(_("The language model suggested no topic that exists here."))
    return kept[: prompts.COUNTS[Kind.TOPICS]]


def _alt(there: Service, _content: Content, _story: Any, picture: Picture) -> _Prepared:
    told = (picture.caption, picture.headline, ", ".join(picture.people))
    given = {"words": " / ".join(filter(None, told))}
    if there.takes_pictures:
        given["image"] = _image(picture)
    return given, partial(
        answers.texts, most=prompts.COUNTS[Kind.ALT], longest=prompts.LENGTHS[Kind.ALT]
    )


def _image(picture: Picture) -> str:
    """A small rendition as a data URL; "" where there is none yet."""
    name = picture.name_for(WIDTH, ("jpg", "webp"))
    if not name:
        return ""
    try:
        with storages["default"].open(f"{picture.folder}/{name}") as file:
            content = file.read(MAX_IMAGE_BYTES + 1)
    except OSError:
        return ""
    if len(content) > MAX_IMAGE_BYTES:
        return ""
    kind = _KINDS[name.rpartition(".")[2]]
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


_PREPARED: dict[str, Any] = {
    Kind.TITLE.value: partial(_words, Kind.TITLE),
    Kind.TEASER.value: partial(_words, Kind.TEASER),
    Kind.POINTS.value: partial(_words, Kind.POINTS),
    Kind.TOPICS.value: _topics,
    Kind.ALT.value: _alt,
}

# --- What came back ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one's own question is; a POST cancels it, or says that its proposal was taken or
    refused (`do`)."""
    found = Proposal.objects.of(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        if request.method == "POST" or "application/json" in request.headers.get("Accept", ""):
            return refusal(_("It no longer exists."), 404)
        raise Http404
    if request.method == "POST":
        does = request.POST.get("do", "")
        if does == "cancel":
            found.cancel()
        elif does in {"take", "refuse"}:
            found.settle(taken=does == "take", text=request.POST.get("text", ""))
        else:
            return refusal(_("Unknown action."), 400)
        found.refresh_from_db()
    found = found.look()
    since = request.GET.get("from", "")
    known = int(since) if since.isascii() and since.isdigit() and len(since) < 6 else 0
    told = {"state": found.state, "proposals": found.answer[known:], "said": found.said}
    return JsonResponse(told)
