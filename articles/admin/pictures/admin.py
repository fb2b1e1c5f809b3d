"""The picture library on the desk."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin.common.json_views import json_view, refusal
from articles.admin.pictures.forms import BoxForm
from articles.admin.pictures.library import LibraryList, search_pictures
from articles.admin.pictures.page import MAX_ID, PicturePage
from articles.admin.pictures.uploads import card_of, upload
from articles.models import Picture
from articles.models.pictures.rights import amend, refusals

PER_DIALOG_PAGE = 24


@admin.register(Picture)
class PictureAdmin(LibraryList, PicturePage):
    """The picture library: the grid, a picture's page, and what a story's form asks for."""

    # --- What the dialogs of the story's form ask for ---------------------------

    def get_urls(self) -> list[URLPattern]:
        """The library's addresses, and those of the dialogs and of the box in a story's form."""

        def at(view: Any) -> Any:
            return json_view(self.admin_site, view)

        return [
            path("choose/", at(self.choose), name="articles_picture_choose"),
            path("upload/", at(partial(upload, self)), name="articles_picture_upload"),
            path("edit/", at(self.edit_page), name="articles_picture_edit_many"),
            path("<int:pk>/replace/", at(self.replace_page), name="articles_picture_replace"),
            path(
                "<int:pk>/former/<int:number>/",
                at(self.bring_back_file),
                name="articles_picture_bring_back",
            ),
            path(
                "<int:pk>/words/<int:number>/",
                at(self.bring_back_words),
                name="articles_picture_bring_back_words",
            ),
            path("<int:pk>/make/", at(self.make_again), name="articles_picture_make"),
            path("<int:pk>/card/", at(self.card), name="articles_picture_card"),
            path("<int:pk>/card/save/", at(self.save_card), name="articles_picture_save_card"),
            *super().get_urls(),
        ]

    def choose(self, request: HttpRequest) -> HttpResponse:
        """A page of pictures whose words match `q`, newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("page", "1")
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
        start = max(page - 1, 0) * PER_DIALOG_PAGE
        matches = search_pictures(Picture.objects.all(), request.GET.get("q", ""))
        found = list(matches[start : start + PER_DIALOG_PAGE + 1])
        refused = refusals(request.user, [picture.pk for picture in found[:PER_DIALOG_PAGE]])
        cards = [
            card_of(request, picture, refused.get(picture.pk, ""))
            for picture in found[:PER_DIALOG_PAGE]
        ]
        return JsonResponse({"pictures": cards, "more": len(found) > PER_DIALOG_PAGE})

    def card(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One picture, as the dialogs and the box show it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = Picture.objects.filter(pk=pk).first() if pk <= MAX_ID else None
        if picture is None:
            raise Http404(_("No such picture."))
        return JsonResponse(card_of(request, picture))

    def save_card(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what the box changed: any of the fields of BoxForm, each with `was_…`, which is
        what it had before. The last one wins, and is told whose change it went over; with
        `gently`, words that somebody else has written meanwhile stay, and are named as `kept`."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return refusal(str(_("This address accepts POST requests only.")), 405)
        with transaction.atomic():
            rows = Picture.objects.select_for_update()
            picture = rows.filter(pk=pk).first() if pk <= MAX_ID else None
            if picture is None:
                raise Http404(_("No such picture."))
            before = model_to_dict(picture, BoxForm.Meta.fields)
            posted = {name: request.POST[name] for name in before if name in request.POST}
            kept = _kept(request, before, posted) if "gently" in request.POST else []
            posted = {name: value for name, value in posted.items() if name not in kept}
            if posted.get("alt_text", "").strip():
                # What has words for those who can't see it is no decoration.
                posted.setdefault("decorative", "")
            form = BoxForm({**before, **posted}, instance=picture)
            if not form.is_valid():
                return JsonResponse({"ok": False, "errors": _errors(form)}, status=422)
            changed = [name for name in form.changed_data if name in posted]
            if changed:
                values = {name: form.cleaned_data[name] for name in changed}
                picture = amend(pk, values, request.user)
                self.log_change(request, picture, [{"changed": {"fields": changed}}])
        card, said = card_of(request, picture), _overtaken(before, changed, request)
        return JsonResponse({"ok": True, "card": card, "overtook": said, "kept": kept})


def _errors(form: BoxForm) -> dict[str, list[str]]:
    """What is wrong, at its field: the alt text is what a picture is asked for as a whole."""
    return {
        "alt_text" if name == "__all__" else name: [str(one) for one in found]
        for name, found in form.errors.items()
    }


def _kept(request: HttpRequest, before: dict[str, Any], posted: dict[str, str]) -> list[str]:
    """Which of the words that were posted would go over others than those they were typed upon."""
    return [
        name
        for name in posted
        if before[name]
        and not _same(before[name], posted[name])
        and not _same(before[name], request.POST.get(f"was_{name}", ""))
    ]


def _same(value: Any, was: str) -> bool:
    """Whether the row still had what the box showed."""
    if isinstance(value, float):
        return f"{round(value, 2):g}" == _rounded(was)
    return " ".join(str(value).split()) == " ".join(was.split())


def _rounded(text: str) -> str:
    try:
        return f"{round(float(text), 2):g}"
    except ValueError:
        return text


def _overtaken(before: dict[str, Any], changed: list[str], request: HttpRequest) -> str:
    """What somebody else had changed meanwhile, so that it is not lost without a word."""
    said: list[Any] = []
    was = {name: request.POST.get(f"was_{name}") for name in changed}
    names = [
        name for name, text in was.items() if text is not None and not _same(before[name], text)
    ]
    if {"focal_x", "focal_y"} & set(names):
        said.append(_("Someone else had moved the focal point; yours has replaced it."))
    labels = {"alt_text": _("alt text"), "credit": _("credit"), "caption": _("caption")}
    for name in names:
        if name in labels:
            told = _("Someone else had changed the %(field)s to “%(text)s”; yours has replaced it.")
            said.append(told % {"field": labels[name], "text": before[name]})
    return " ".join(map(str, said))
