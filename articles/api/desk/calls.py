"""A call by a token: who it is for, that it is done once, and that it is in the log."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from hashlib import sha256
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.security import HttpBearer

from articles.api.answers import read_whole
from articles.api.document import KEY_FORM
from articles.lib.problems import SHARED, Wrong, problem
from articles.models import ApiAnswer, ApiToken, Entry, NotAllowed
from articles.models.access.tokens import Scope
from articles.models.changes.log import record

View = Callable[..., HttpResponse]
_KEY: Final = re.compile(KEY_FORM)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a call: the answer, and the number of the story's revision (None: no story)."""

    said: dict[str, Any]
    status: int = 200
    revision: int | None = None
    location: str = ""
    #: What it was done to, for the log.
    title: str = ""
    details: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """A call that is refused by a problem document of its own."""

    def __init__(self, status: int, detail: str, errors: list[Wrong] | None = None, **more: Any):
        super().__init__(detail)
        self.status, self.detail, self.errors, self.more = status, detail, errors or [], more

    def answer(self) -> HttpResponse:
        """Its document."""
        return problem(self.status, self.detail, self.errors, **self.more)


class Token(HttpBearer):
    """`Authorization: Bearer np_…`. A session is none, so that no page of others can call."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token that was sent, if it holds."""
        found = ApiToken.find(token)
        if found is not None:
            found.note_use()
        return found


def called(
    request: Any, scope: Scope, what: str, deed: Callable[[Any], Done], *parts: object
) -> HttpResponse:
    """Do `deed` for the token's account, in one transaction with its entry in the log and its
    answer. The same key with the same request (`parts` of it) is answered the same again."""
    token: ApiToken = request.auth
    digest = sha256(repr((request.method, request.path, *parts)).encode()).hexdigest()
    try:
        if not token.has(scope):
            raise Refused(403, f"This token lacks the scope “{scope.value}”.")
        key = _key(request)
        with transaction.atomic():
            kept, is_new = _answer(token, key, digest) if key else (None, True)
            if kept is not None and not is_new:
                return _again(kept)
            done = deed(token.account)
            _log(token, what, done.title, **done.details)
            answer = {"said": done.said, "revision": done.revision, "location": done.location}
            if kept is not None:
                kept.status, kept.answer = done.status, answer
                kept.save(update_fields=["status", "answer"])
    except (NotAllowed, PermissionDenied, Refused, Http404) as refusal:
        _log(token, f"{what} – refused: {refusal}"[:500])
        raise
    return _response(done.status, answer)


def _key(request: HttpRequest) -> str:
    said = request.headers.get("Idempotency-Key")
    if said is None:
        return ""
    if not (found := _KEY.fullmatch(said)):
        raise Refused(
            400,
            "The idempotency key is invalid.",
            [Wrong("Idempotency-Key", "Give 1 to 100 letters.")],
        )
    return found[1]


def _answer(token: ApiToken, key: str, digest: str) -> tuple[ApiAnswer, bool]:
    """The row of the key, and whether this call has made it. Whoever comes at the same moment waits
    for the other one's transaction."""
    try:
        with transaction.atomic():
            return ApiAnswer.objects.create(token=token, key=key, digest=digest), True
    except IntegrityError:
        kept = ApiAnswer.objects.get(token=token, key=key)
    if kept.digest != digest:
        raise Refused(
            422,
            "This key was used for a different request.",
            [Wrong("Idempotency-Key", "Use a new key for each request.")],
        )
    return kept, False


def _again(kept: ApiAnswer) -> HttpResponse:
    response = _response(kept.status, kept.answer)
    response["Idempotency-Replayed"] = "true"
    return response


def _response(status: int, answer: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(answer["said"], status=status)
    if answer["revision"] is not None:
        response["ETag"] = f'"{answer["revision"]}"'
    if answer["location"]:
        response["Location"] = answer["location"]
    return response


def _log(token: ApiToken, what: str, title: str = "", **details: Any) -> None:
    record(
        Entry.Verb.API,
        token.account,
        title=title or token.name,
        note=f"{token.name}: {what}",
        token=token.pk,
        **details,
    )


def private(view: View) -> View:
    """A view for one program alone: nobody keeps its answer, and no page of others reads it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with read_whole(request):
            response = view(request, *args, **kwargs)
        for name in SHARED:
            response.headers.pop(name, None)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def unknown(_request: HttpRequest, _error: Any) -> HttpResponse:
    """401: no token, or none that holds."""
    response = problem(401, "Send a token that holds: Authorization: Bearer np_…")
    response["WWW-Authenticate"] = "Bearer"
    return response


def refused(_request: HttpRequest, refusal: Any) -> HttpResponse:
    """What says itself what it is."""
    answer: HttpResponse = refusal.answer()
    return answer


def not_allowed(_request: HttpRequest, error: Any) -> HttpResponse:
    """409: the story does not stand so that it can be done; warnings each by itself."""
    warnings = [Wrong("reason", one) for one in getattr(error, "warnings", ())]
    return problem(409, str(error), warnings)


def forbidden(_request: HttpRequest, error: Any) -> HttpResponse:
    """403: the account may not."""
    return problem(403, str(error) or "This account may not do that.")
