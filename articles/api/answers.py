"""How the API answers: shapes as JSON, errors as problem documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel

from articles.api.shapes import Overtaken, Problem
from articles.delivery.door.addresses import PARAMETERS, PASSED_OVER
from articles.delivery.limits.turns import ASK_AGAIN, NoTurn
from articles.lib.addresses import moved
from articles.lib.problems import SHARED, Wrong, problem
from articles.lib.text.visible import for_xml

View = Callable[..., HttpResponse]
#: Where a value stood, which is no name of a field.
_AROUND: Final = {"query", "path", "body", "form", "file_", "asked", "draft", "said", "words"}
#: Of parameters that are not known so many are named.
MOST_NAMED: Final = 10
#: What pydantic puts before the words of a rule of ours.
_OURS: Final = "Value error, "


class Gone(Exception):
    """What readers had, and may not see any more."""


class Moved(Exception):
    """What has another slug now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def documented(
    shape: type[BaseModel], *errors: int, done: tuple[int, ...] = (200,)
) -> dict[str, Any]:
    """What an operation answers, for its document: `shape`, or an error; 301 says nothing."""
    others: dict[int, type[BaseModel] | None] = {
        one: Problem if one >= 400 else None for one in (*errors, 422, 429)
    }
    if 412 in others:
        others[412] = Overtaken
    return {"response": {**dict.fromkeys(done, shape), **others}}


def answered(shape: BaseModel, include: Any = None) -> HttpResponse:
    """The shape as JSON; of it only what `include` says."""
    text = shape.model_dump_json(include=include)
    return HttpResponse(text, content_type="application/json")


def hear(api: NinjaAPI) -> None:
    """Have the API's errors said as problem documents."""
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(Gone, _gone)
    api.add_exception_handler(Moved, _elsewhere)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(NoTurn, _busy)


@contextmanager
def read_whole(request: HttpRequest) -> Iterator[None]:
    """In this block HEAD is asked as GET is; the server leaves the text out."""
    method = request.method
    request.method = "GET" if method == "HEAD" else method
    try:
        yield
    finally:
        request.method = method


def served(view: View) -> View:
    """A view of the API as an address has it: with HEAD, a tag, and open to pages of others."""
    whole = conditional_page(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if twice := _said_twice(request):
            return problem(422, "A parameter was given twice.", [Wrong(twice, "Give one value.")])
        with read_whole(request):
            response = whole(request, *args, **kwargs)
        # The pages are for search engines; this says the same again.
        for name, value in {**SHARED, "X-Robots-Tag": "noindex"}.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def strict(view: View) -> View:
    """The view, for requests whose parameters are known there: one that is passed over widens what
    was asked for, and nobody sees it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wrong := _misspelt(request):
            return problem(422, "A parameter is not known.", wrong)
        return view(request, *args, **kwargs)

    return answer


def _misspelt(request: HttpRequest) -> list[Wrong]:
    known = _known(request)
    there = f"There are: {', '.join(known)}." if known else "There is none here."
    strange = [one for one in request.GET if one not in known and not PASSED_OVER.fullmatch(one)]
    return [Wrong(for_xml(one)[:60], there) for one in strange[:MOST_NAMED]]


def _said_twice(request: HttpRequest) -> str:
    """A parameter with two values; "" for none."""
    return next((name for name in _known(request) if len(request.GET.getlist(name)) > 1), "")


def _known(request: HttpRequest) -> tuple[str, ...]:
    """The parameters of an address."""
    match = request.resolver_match
    return PARAMETERS.get(match.view_name, ()) if match else ()


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    wrong = [_wrong(one) for one in error.errors]
    return problem(422, "A value can’t be used.", wrong)


def _wrong(error: Mapping[str, Any]) -> Wrong:
    named = [str(part) for part in error["loc"] if part not in _AROUND]
    return Wrong(".".join(named) or "request", str(error["msg"]).removeprefix(_OURS))


def _missing(_request: HttpRequest, error: Any) -> HttpResponse:
    noun = str(error)
    return problem(
        404,
        f"There is no such {noun}.",
        [Wrong(noun, "Readers have nothing of that name or number.")],
    )


def _unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, str(error))


def _busy(_request: HttpRequest, _error: Any) -> HttpResponse:
    response = problem(503, "Too many searches at once. Try again in a few seconds.")
    response["Retry-After"] = str(ASK_AGAIN)
    return response


def _elsewhere(request: HttpRequest, error: Any) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    return moved(request, reverse(match.view_name, kwargs={**match.kwargs, "slug": error.slug}))


def _gone(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(410, f"This story is gone. {error}")
