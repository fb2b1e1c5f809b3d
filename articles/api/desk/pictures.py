"""Add a picture to the library."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, Final

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from articles.api.answers import MOST_NAMED, documented
from articles.api.desk.calls import Done, Refused, called
from articles.api.desk.drafts import Strict
from articles.api.shapes import Shape
from articles.lib import imaging
from articles.lib.problems import Wrong
from articles.lib.text import visible
from articles.lib.text.visible import for_xml
from articles.models import Picture
from articles.models.access.tokens import Scope
from articles.models.pictures.receiving import received
from articles.models.pictures.replacing import twin_of
from articles.models.pictures.rights import log_added

router = Router(tags=["desk"])
OF_FILE: Final = {
    "file": {"contentType": "image/jpeg, image/png, image/webp, image/avif, image/tiff, image/gif"}
}


class Words(Strict):
    """What is said of it; else what the file itself says."""

    alt_text: Annotated[str, Field(max_length=300)] = ""
    caption: Annotated[str, Field(max_length=500)] = ""
    credit: Annotated[str, Field(max_length=120)] = ""


class Added(Shape):
    """The picture's number, and whether the library had the file before."""

    id: int
    known: bool
    alt_text: str
    caption: str
    credit: str
    width: int
    height: int


@router.post(
    "/pictures",
    url_name="desk-pictures",
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"encoding": OF_FILE}}}},
    **documented(Added, 400, 401, 403, 409, 503, done=(200, 201)),
)
def add(request: HttpRequest, file: File[UploadedFile], words: Form[Words]) -> HttpResponse:
    """Take a file into the library, with its words."""
    account = request.auth.account  # type: ignore[attr-defined]
    if not account.has_perm("articles.add_picture"):
        raise Refused(403, "This account may not add pictures.")
    _refuse_unknown({*request.POST, *request.FILES})
    try:
        # Before anything is locked: it takes a while.
        taken = received(file)
    except imaging.Busy as reason:
        raise Refused(503, str(reason)) from None
    except imaging.NotAPicture as reason:
        raise Refused(422, "The file can’t be used.", [Wrong("file", str(reason))]) from None
    digest = sha256(taken.sha256.encode()).hexdigest()

    def deed(by: Any) -> Done:
        there = twin_of(taken.sha256)
        picture = there or _added(taken, words, by)
        return Done(
            _said(picture, known=there is not None), 200 if there else 201, title=str(picture)
        )

    return called(request, Scope.PICTURES, "picture", deed, digest, words.model_dump_json())


def _refuse_unknown(names: set[str]) -> None:
    """Of a form the library looks at what it knows alone: a misspelt field would get lost."""
    known = ("file", *Words.model_fields)
    if strange := sorted(names.difference(known)):
        there = f"There are: {', '.join(known)}."
        wrong = [Wrong(for_xml(one)[:60], there) for one in strange[:MOST_NAMED]]
        raise Refused(422, "A field is not known.", wrong)


def _added(taken: imaging.Upload, words: Words, by: Any) -> Picture:
    picture = Picture(uploaded_by_id=by.pk)
    picture.fill_from(taken.picture.words)
    for name in words.model_fields_set:
        setattr(picture, name, visible.lines(getattr(words, name)))
    try:
        picture.take(taken)
        with transaction.atomic():
            picture.save()
            log_added(picture, by)
    except OSError:
        raise Refused(503, "The picture could not be stored. Try again in a moment.") from None
    except IntegrityError:
        # The same file, sent twice at once.
        raise Refused(409, "This file is being added at this moment. Try again.") from None
    return picture


def _said(picture: Picture, *, known: bool) -> dict[str, Any]:
    names = ("alt_text", "caption", "credit", "width", "height")
    return {name: getattr(picture, name) for name in names} | {"id": picture.pk, "known": known}
