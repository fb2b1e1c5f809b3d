"""A picture's page on the desk: edit, replace the file, restore a former one, delete."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.pictures.forms import STILL, PictureForm, ReplaceForm
from articles.lib.imaging import NotAPicture, Upload
from articles.models import Article, Entry, Front, NotAllowed, Page, Picture, Right, may
from articles.models.pictures import renditions
from articles.models.pictures.places import Place, places_of
from articles.models.pictures.replacing import bring_back, replace
from articles.models.pictures.rights import (
    amend,
    bring_back_words,
    former_words,
    log_added,
    log_deleted,
    why_not,
)
from articles.models.pictures.sources import Source

#: A number that a row can have.
MAX_ID = 2**63 - 1


class PicturePage(AllowedLookupsAdmin[Picture]):
    """The change-form half of the library's admin."""

    form = PictureForm
    readonly_fields = ("preview",)

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """The file first when it is added, the picture itself afterwards."""
        words = ["alt_text", "decorative", "caption", "headline", "people", "tags"]
        rights = ["credit", "creator", "copyright", "licence", "licence_url", "terms"]
        rights += ["use", "licence_expires_on", *(["source_type"] if obj else [])]
        return [
            (None, {"fields": ["preview" if obj else "upload"]}),
            (_("Words"), {"fields": words}),
            (_("Rights"), {"fields": rights}),
            (_("Focal point"), {"fields": [("focal_x", "focal_y")], "classes": ["focal-numbers"]}),
        ]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form's own list of fields stands; it knows who fills it in."""
        kwargs["fields"] = PictureForm.Meta.fields
        return type(
            "PictureFormOfPerson",
            (super().get_form(request, *args, **kwargs),),
            {"person": request.user},
        )

    def save_model(
        self, request: HttpRequest, obj: Picture, form: PictureForm, change: bool
    ) -> None:
        """Save it; of one that is there, only what was changed here."""
        if not change:
            obj.uploaded_by_id = request.user.pk
            with transaction.atomic():
                obj.save()
                log_added(obj, request.user)
            self._tell_of_still(request, form.cleaned_data["upload"])
        elif form.changed_data:
            amend(obj.pk, {name: getattr(obj, name) for name in form.changed_data}, request.user)

    def _tell_of_still(self, request: HttpRequest, upload: Upload) -> None:
        """Say so where what was uploaded moved."""
        if upload.picture.moving:
            self.message_user(request, str(STILL), messages.INFO)

    @admin.display(description=_("picture"))
    def preview(self, picture: Picture) -> SafeString:
        """The picture, large, with its size."""
        return format_html(
            '<img class="picture-preview" src="{}" alt="{}" width="{}" height="{}">',
            picture.url_for(800),
            picture.alt_text,
            picture.width,
            picture.height,
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page, with what is known of the picture; a store that is away is said plainly.

        Adding one is no transaction: its file is stored in the midst of it, and nobody else is to
        wait for that. What is saved is one row.
        """
        whole = super().changeform_view
        change = whole if object_id else self._changeform_view  # type: ignore[attr-defined]
        try:
            return change(request, object_id, form_url, extra_context)
        except OSError:
            said = _(
                "The picture could not be stored, so nothing was saved. Try again in a moment."
            )
            self.message_user(request, str(said), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With facts, places and former files."""
        context["show_save_and_add_another"] = False
        picture = context.get("original")
        if isinstance(picture, Picture):
            context |= self._about(request, picture)
        return super().render_change_form(request, context, *args, **kwargs)

    def _about(self, request: HttpRequest, picture: Picture) -> dict[str, Any]:
        shown, others = self._places(request, picture)
        return {
            "lacking": picture.lacks(),
            "said": (told := picture.provenance or {}),
            "said_source": dict(Source.choices).get(told.get("source", ""), ""),
            "held": picture.use == Picture.Use.NONE,
            "places": shown,
            "other_places": others,
            "former_files": list(picture.former_files.select_related("picture")[:20]),
            "made": picture.made == picture.recipe,
            "may_replace": self.may_replace(request, picture),
            "refused": why_not(request.user, picture),
            "former_words": former_words(picture),
        }

    def _places(self, request: HttpRequest, picture: Picture) -> tuple[list[Place], int]:
        """Where it is shown, as far as this person may know; and how many other places."""
        places = places_of(picture)
        shown = [place for place in places if self._may_know(request, place)]
        return shown, len(places) - len(shown)

    @staticmethod
    def _may_know(request: HttpRequest, place: Place) -> bool:
        """What readers see there, all may know; anything else, those who reach it."""
        what = place.what
        if isinstance(what, Article):
            return (what.is_visible and place.is_public) or may(request.user, Right.VIEW, what)
        if isinstance(what, Front):
            return place.is_public or what.may_be_edited_by(request.user)
        if isinstance(what, Page):
            return what.is_published or request.user.has_perm("articles.view_page")
        return True

    # --- Another file in its place ---------------------------------------------------

    def may_replace(self, request: HttpRequest, picture: Picture) -> bool:
        """Those who look after the library may; others, of their own pictures, before readers
        have them."""
        if not self.has_change_permission(request, picture):
            return False
        if super().has_delete_permission(request, picture):
            return True
        mine = picture.uploaded_by_id == request.user.pk
        return mine and not why_not(request.user, picture)

    def replace_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the new file; once it is there, put it in the picture's place everywhere."""
        picture = self._replaceable(request, pk)
        form = ReplaceForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                replace(
                    picture, form.cleaned_data["upload"], request.user, form.cleaned_data["note"]
                )
            except NotAllowed as reason:
                form.add_error("upload", str(reason))
            except OSError:
                form.add_error(
                    "upload", gettext("The file could not be stored. Try again in a moment.")
                )
            else:
                self.log_change(request, picture, [{"changed": {"fields": [gettext("file")]}}])
                said = gettext("Every story now shows the new file.")
                self.message_user(request, said, messages.SUCCESS)
                self._tell_of_still(request, form.cleaned_data["upload"])
                return self._back_to(picture)
        shown, others = self._places(request, picture)
        number = len(shown) + others
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Replace the file"),
            "opts": self.model._meta,
            "picture": picture,
            "form": form,
            "means": ngettext(
                "%(n)d place shows the new file at once.",
                "%(n)d places show the new file at once.",
                number,
            )
            % {"n": number},
        }
        return TemplateResponse(request, "admin/articles/picture/replace.html", context)

    def bring_back_file(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Give the picture a former file again."""
        picture = self._replaceable(request, pk)
        if request.method != "POST":
            return self._back_to(picture)
        former = picture.former_files.filter(pk=number).first() if number <= MAX_ID else None
        if former is None:
            raise Http404(_("This former file no longer exists."))
        try:
            bring_back(former, request.user)
        except (NotAllowed, NotAPicture) as reason:
            self.message_user(request, str(reason), messages.ERROR)
        except OSError:
            said = gettext("The former file can’t be read right now. Try again in a moment.")
            self.message_user(request, said, messages.ERROR)
        else:
            self.message_user(
                request, gettext("The former file has been restored."), messages.SUCCESS
            )
        return self._back_to(picture)

    def bring_back_words(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Give the picture the words and rights again that it had before a change."""
        picture = self._changeable(request, pk)
        if request.method != "POST":
            return self._back_to(picture)
        entry = Entry.objects.filter(
            pk=min(number, MAX_ID), verb=Entry.Verb.EDIT_PICTURE, details__picture=pk
        ).first()
        if entry is None:
            raise Http404(_("This version no longer exists."))
        try:
            bring_back_words(picture, entry, request.user)
        except (NotAllowed, PermissionDenied) as reason:
            self.message_user(request, str(reason), messages.ERROR)
        else:
            self.message_user(
                request, gettext("The former details have been restored."), messages.SUCCESS
            )
        return self._back_to(picture)

    def make_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have renditions that failed be made now."""
        picture = self._changeable(request, pk)
        if request.method == "POST":
            renditions.want(picture.pk)
            renditions.ask_for(picture.pk)
            self.message_user(request, gettext("The sizes are being processed."), messages.SUCCESS)
        return self._back_to(picture)

    def _changeable(self, request: HttpRequest, pk: int) -> Picture:
        if not self.has_change_permission(request):
            raise PermissionDenied
        picture = Picture.objects.filter(pk=pk).first() if pk <= MAX_ID else None
        if picture is None:
            raise Http404(_("No such picture."))
        return picture

    def _replaceable(self, request: HttpRequest, pk: int) -> Picture:
        picture = self._changeable(request, pk)
        if not self.may_replace(request, picture):
            raise PermissionDenied(gettext("This picture is live: ask the picture desk."))
        return picture

    def _back_to(self, picture: Picture) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:articles_picture_change", args=[picture.pk]))

    # --- Its end ---------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask; or say where it is shown, and that it stays as long as it is."""
        picture = self.get_object(request, object_id)
        if picture is None or not super().has_delete_permission(request, picture):
            raise PermissionDenied if picture else Http404(_("No such picture."))
        places, others = self._places(request, picture)
        if request.method == "POST" and not places and not others:
            if self._delete(request, picture):
                self.message_user(request, gettext("Picture deleted."), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:articles_picture_changelist"))
            places, others = self._places(request, picture)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Delete a picture"),
            "opts": self.model._meta,
            "picture": picture,
            "places": places,
            "other_places": others,
        }
        return TemplateResponse(request, "admin/articles/picture/delete.html", context)

    def _delete(self, request: HttpRequest, picture: Picture) -> bool:
        """Delete it with its files; whether it could be. A story may have taken it up meanwhile."""
        files = [
            picture.original.name,
            *(former_path(one.sha256) for one in picture.former_files.all()),
        ]
        try:
            with transaction.atomic():
                self.log_deletions(request, Picture.objects.filter(pk=picture.pk))
                log_deleted(picture, request.user)
                folder = picture.folder
                picture.delete()
                transaction.on_commit(lambda: _remove(files, folder), robust=True)
        except ProtectedError:
            return False
        return True


def former_path(sha256: str) -> str:
    """Where the upload with that hash is kept."""
    return f"{sha256[:2]}/{sha256}"


def _remove(originals: list[Any], folder: str) -> None:
    """Remove a deleted picture's files; what is left of other editions, the tidying removes."""
    for name in originals:
        storages["originals"].delete(str(name))
    store = storages["default"]
    for name in store.listdir(folder)[1]:
        store.delete(f"{folder}/{name}")
