"""The picture library on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.doors import door, refusal
from articles.lib import imaging
from articles.models import Article, Picture
from articles.models.outbox import announce

IN_DIALOG = 24
#: A number that a row can have.
LARGEST = 2**63 - 1


class PictureForm(forms.ModelForm[Picture]):
    """A picture's words and rights; its file is chosen once, when it is added."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG, WebP, AVIF, TIFF or GIF."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )

    class Meta:
        model = Picture
        fields = [
            "alt_text",
            "decorative",
            "caption",
            "credit",
            "licence",
            "licence_expires_on",
            "focal_x",
            "focal_y",
        ]
        widgets = {
            "licence_expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "caption": forms.Textarea(attrs={"rows": 3}),
            "focal_x": forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1"}),
            "focal_y": forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("upload", None)

    def clean_upload(self) -> imaging.Upload:
        """The upload, verified; a file that is in the library already is said so."""
        file: UploadedFile[Any] = self.cleaned_data["upload"]
        most = limits()
        try:
            # One byte more than is taken: what is larger is refused by its size, unread.
            upload = imaging.receive(file.read(most.bytes + 1), most)
        except imaging.NotAPicture as refusal:
            raise ValidationError(str(refusal)) from None
        if there := Picture.objects.filter(sha256=upload.sha256).first():
            raise ValidationError(
                _("This picture is in the library already: “%(picture)s” (number %(number)s)."),
                params={"picture": str(there), "number": there.pk},
            )
        return upload


def limits() -> imaging.Limits:
    """The most that is taken of one file, by the settings."""
    return imaging.Limits(bytes=settings.PICTURE_MAX_BYTES, pixels=settings.PICTURE_MAX_PIXELS)


class BoxForm(forms.ModelForm[Picture]):
    """What the box under a story's lead picture changes."""

    class Meta:
        model = Picture
        fields = ["alt_text", "credit", "focal_x", "focal_y", "decorative"]

    def clean_alt_text(self) -> str:
        """One line, however it was pasted."""
        return " ".join(self.cleaned_data["alt_text"].split())

    def clean_credit(self) -> str:
        """One line, however it was pasted."""
        return " ".join(self.cleaned_data["credit"].split())


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin[Picture]):
    """The picture library."""

    form = PictureForm
    list_display = ("thumbnail", "words", "credit", "terms", "size", "created_at")
    list_display_links = ("words",)
    list_filter = ("licence", ("created_at", admin.DateFieldListFilter))
    list_per_page = 48
    search_fields = ("caption", "credit", "alt_text")
    show_full_result_count = False
    actions = None
    readonly_fields = ("preview",)

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """The file first when it is added, the picture itself afterwards."""
        first = ["preview"] if obj else ["upload"]
        return [
            (None, {"fields": [*first, "alt_text", "decorative", "caption"]}),
            (_("Rights"), {"fields": ["credit", "licence", "licence_expires_on"]}),
            (_("Focal point"), {"fields": [("focal_x", "focal_y")]}),
        ]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form's own list of fields stands."""
        kwargs["fields"] = PictureForm.Meta.fields
        return super().get_form(request, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Picture, form: PictureForm, change: bool
    ) -> None:
        """Take the upload in."""
        if not change:
            obj.uploaded_by_id = request.user.pk
            obj.take(form.cleaned_data["upload"])
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """A picture that a story shows stays; the deletion page of others names what it touches."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not _in_use(obj))

    @admin.display(description=_("thumbnail"))
    def thumbnail(self, picture: Picture) -> SafeString:
        """The picture, small."""
        return format_html(
            '<img class="thumb" src="{}" alt="" width="96" height="64" loading="lazy"'
            ' data-focal="{}">',
            picture.url_for(320),
            picture.focal_class,
        )

    @admin.display(description=_("picture"), ordering="caption")
    def words(self, picture: Picture) -> str:
        """Its caption, or what is to be seen."""
        return str(picture)

    @admin.display(description=_("licence"), ordering="licence")
    def terms(self, picture: Picture) -> SafeString | str:
        """The licence, and when it lapses."""
        note = lapse(picture)
        if not note:
            return picture.get_licence_display()
        return format_html("{}<br><b>{}</b>", picture.get_licence_display(), note)

    @admin.display(description=_("size"), ordering="width")
    def size(self, picture: Picture) -> str:
        """Width and height in pixels."""
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("picture"))
    def preview(self, picture: Picture) -> SafeString:
        """The picture, large, with its size."""
        return format_html(
            '<img class="picture-preview" src="{}" alt="{}" width="{}" height="{}">',
            picture.url_for(960),
            picture.alt_text,
            picture.width,
            picture.height,
        )

    # --- What the dialogs of the story's form ask for ---------------------------

    def get_urls(self) -> list[URLPattern]:
        """The library's addresses, and those of the dialogs and of the box in a story's form."""

        def at(view: Any) -> Any:
            return door(self.admin_site, view)

        return [
            path("choose/", at(self.choose), name="articles_picture_choose"),
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
        start = max(page - 1, 0) * IN_DIALOG
        found = list(_matching(request.GET.get("q", ""))[start : start + IN_DIALOG + 1])
        cards = [self._card(request, picture) for picture in found[:IN_DIALOG]]
        return JsonResponse({"pictures": cards, "more": len(found) > IN_DIALOG})

    def card(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One picture, as the dialogs and the box show it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = Picture.objects.filter(pk=pk).first() if pk <= LARGEST else None
        if picture is None:
            raise Http404(_("No such picture."))
        return JsonResponse(self._card(request, picture))

    def save_card(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what the box changed: any of the fields of BoxForm, each with `was_…`, which is
        what it had before. The last one wins, and is told whose change it went over."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return refusal(str(_("This has to be posted.")), 405)
        with transaction.atomic():
            rows = Picture.objects.select_for_update()
            picture = rows.filter(pk=pk).first() if pk <= LARGEST else None
            if picture is None:
                raise Http404(_("No such picture."))
            before = model_to_dict(picture, BoxForm.Meta.fields)
            posted = {name: request.POST[name] for name in before if name in request.POST}
            if posted.get("alt_text", "").strip():
                # What has words for those who can't see it is no decoration.
                posted.setdefault("decorative", "")
            form = BoxForm({**before, **posted}, instance=picture)
            if not form.is_valid():
                return JsonResponse({"ok": False, "errors": _errors(form)}, status=422)
            changed = [name for name in form.changed_data if name in posted]
            if changed:
                picture.save(update_fields=changed)
                announce({f"picture:{picture.pk}"})
                self.log_change(request, picture, [{"changed": {"fields": changed}}])
        overtook = [
            name
            for name in changed
            if f"was_{name}" in request.POST
            and not _same(before[name], request.POST[f"was_{name}"])
        ]
        card = self._card(request, picture)
        said = _overtaken(before, overtook)
        return JsonResponse({"ok": True, "card": card, "overtook": said})

    def _card(self, request: HttpRequest, picture: Picture) -> dict[str, Any]:
        return {
            "id": picture.pk,
            "title": str(picture),
            "thumb": picture.url_for(320),
            "src": picture.src,
            "alt": picture.alt_text,
            "credit": picture.credit,
            "decorative": picture.decorative,
            "focal": [round(picture.focal_x, 2), round(picture.focal_y, 2)],
            "lapses": lapse(picture),
            "lapsed": picture.lapsed_by(timezone.now()),
            "may_change": self.has_change_permission(request),
            "page": reverse("admin:articles_picture_change", args=[picture.pk]),
        }


def lapse(picture: Picture) -> str:
    """Until when it may be published, where its licence ends some day: "lapses 3 Dec", "lapsed"."""
    last = picture.licence_expires_on
    if last is None:
        return ""
    if picture.lapsed_by(timezone.now()):
        return str(_("Licence lapsed"))
    today = timezone.localdate()
    said = formats.date_format(last, "j M" if last.year == today.year else "j M Y")
    return str(_("Licence lapses %(day)s") % {"day": said})


def _errors(form: BoxForm) -> dict[str, list[str]]:
    """What is wrong, at its field: the alt text is what a picture is asked for as a whole."""
    return {
        "alt_text" if name == "__all__" else name: [str(one) for one in found]
        for name, found in form.errors.items()
    }


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


def _overtaken(before: dict[str, Any], names: list[str]) -> str:
    """What somebody else had changed meanwhile, so that it is not lost without a word."""
    said: list[Any] = []
    if {"focal_x", "focal_y"} & set(names):
        said.append(_("Somebody else had moved the focal point; yours stands now."))
    labels = {"alt_text": _("alt text"), "credit": _("credit")}
    for name in names:
        if name in labels:
            told = _("Somebody else had changed the %(field)s to “%(text)s”; yours stands now.")
            said.append(told % {"field": labels[name], "text": before[name]})
    return " ".join(map(str, said))


def _matching(query: str) -> QuerySet[Picture]:
    pictures = Picture.objects.all()
    for word in query.replace("\0", "").split()[:6]:
        pictures = pictures.filter(
            Q(caption__icontains=word) | Q(credit__icontains=word) | Q(alt_text__icontains=word)
        )
    return pictures


def _in_use(picture: Picture) -> bool:
    in_body = f'data-picture="{picture.pk}"'
    return picture.articles.exists() or Article.objects.filter(body__contains=in_body).exists()
