"""Upload one picture: scripts send several of these requests side by side."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.common.json_views import refusal
from articles.admin.pictures.forms import STILL
from articles.lib import imaging
from articles.lib.gist.described import alt_text
from articles.models import Picture
from articles.models.pictures.receiving import received
from articles.models.pictures.replacing import twin_of
from articles.models.pictures.rights import log_added, why_not

#: Seconds after which a script sends a picture again whose turn it was not.
RETRY_AFTER_SECONDS = 2


def upload(admin: ModelAdmin[Picture], request: HttpRequest) -> HttpResponse:
    """Take the file posted as `file` into the library, with the words that it brings.

    A file that is there already is no mistake: its picture is answered, and said to be that.
    """
    if not admin.has_add_permission(request):
        raise PermissionDenied(_("You may not add pictures."))
    if request.method != "POST":
        return refusal(_("This has to be posted."), 405)
    file = request.FILES.get("file")
    if file is None:
        return refusal(_("No file was received. Upload it again."), 400)
    try:
        taken = received(file)
    except imaging.Busy as reason:
        again = refusal(str(reason), 503)
        again["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return again
    except imaging.NotAPicture as reason:
        return refusal(str(reason), 422)
    if there := twin_of(taken.sha256):
        return _answer(request, there, taken, known=True)
    return _added(admin, request, taken, file)


def _added(
    admin: ModelAdmin[Picture], request: HttpRequest, taken: imaging.Upload, file: UploadedFile[Any]
) -> HttpResponse:
    picture = Picture(uploaded_by_id=request.user.pk)
    picture.fill_from(taken.picture.words)
    try:
        picture.take(taken)
    except OSError:
        return refusal(_("The picture could not be stored. Try again in a moment."), 503)
    try:
        with transaction.atomic():
            picture.save()
            admin.log_addition(request, picture, [{"added": {}}])
            log_added(picture, request.user)
    except IntegrityError:
        # The same file, sent twice at once: the other one was first.
        there = twin_of(taken.sha256)
        if there is None:
            raise
        return _answer(request, there, taken, known=True)
    return _answer(request, picture, taken, known=False)


def _answer(
    request: HttpRequest, picture: Picture, taken: imaging.Upload, *, known: bool
) -> JsonResponse:
    said = _("It is already in the library.") if known else ""
    note = str(STILL) if taken.picture.moving else ""
    card = card_of(request, picture)
    return JsonResponse({"ok": True, "card": card, "known": known, "said": said, "note": note})


def card_of(request: HttpRequest, picture: Picture, refused: str | None = None) -> dict[str, Any]:
    """The picture as scripts show it; `refused` is why this person may not change what readers
    see of it, where that is known already."""
    if refused is None:
        refused = why_not(request.user, picture)
    return {
        "id": picture.pk,
        "title": str(picture),
        "thumb": picture.url_for(320),
        "src": picture.src,
        "alt": picture.alt_text,
        "credit": picture.credit,
        "caption": picture.caption,
        "described": _described(picture),
        "lacks": picture.lacks(),
        "decorative": picture.decorative,
        "focal": [round(picture.focal_x, 2), round(picture.focal_y, 2)],
        "lapses": picture.licence_note,
        "origin": picture.source_told,
        "lapsed": picture.has_lapsed,
        "may_change": not refused,
        "why_not": refused,
        "page": reverse("admin:articles_picture_change", args=[picture.pk]),
    }


def _described(picture: Picture) -> str:
    """An alt text out of the picture's own words, to be proposed where it has none."""
    if picture.alt_text or picture.decorative:
        return ""
    return alt_text(picture.caption, picture.headline, picture.people)
