"""The picture library on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.lib import images
from articles.models import Article, Picture

IN_DIALOG = 24


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
            "focal_x",
            "focal_y",
        ]
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 3}),
            "focal_x": forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1"}),
            "focal_y": forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("upload", None)

    def clean_upload(self) -> images.Upload:
        """The upload, verified; a file that is in the library already is said so."""
        file: UploadedFile[Any] = self.cleaned_data["upload"]
        if file.size and file.size > settings.PICTURE_MAX_BYTES:
            data = b"\0" * (settings.PICTURE_MAX_BYTES + 1)
        else:
            data = file.read()
        try:
            upload = images.verify(
                data,
                max_bytes=settings.PICTURE_MAX_BYTES,
                max_pixels=settings.PICTURE_MAX_PIXELS,
            )
        except images.NotAPicture as refusal:
            raise ValidationError(str(refusal)) from None
        if there := Picture.objects.filter(sha256=upload.sha256).first():
            raise ValidationError(
                _("This picture is in the library already: “%(picture)s” (number %(number)s)."),
                params={"picture": str(there), "number": there.pk},
            )
        return upload


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin[Picture]):
    """The picture library."""

    form = PictureForm
    list_display = ("thumbnail", "words", "credit", "licence", "size", "created_at")
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
            (_("Rights"), {"fields": ["credit", "licence"]}),
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
        """The library's addresses, and those of the dialogs."""
        view = self.admin_site.admin_view
        return [
            path("choose/", view(self.choose), name="articles_picture_choose"),
            path("<int:pk>/card/", view(self.card), name="articles_picture_card"),
            *super().get_urls(),
        ]

    def choose(self, request: HttpRequest) -> JsonResponse:
        """A page of pictures whose words match `q`, newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("page", "1")
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
        start = max(page - 1, 0) * IN_DIALOG
        found = list(_matching(request.GET.get("q", ""))[start : start + IN_DIALOG + 1])
        cards = [_card(picture) for picture in found[:IN_DIALOG]]
        return JsonResponse({"pictures": cards, "more": len(found) > IN_DIALOG})

    def card(self, request: HttpRequest, pk: int) -> JsonResponse:
        """One picture, as the dialogs show it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = Picture.objects.filter(pk=pk).first()
        if picture is None:
            raise Http404("No such picture.")
        return JsonResponse(_card(picture))


def _matching(query: str) -> QuerySet[Picture]:
    pictures = Picture.objects.all()
    for word in query.replace("\0", "").split()[:6]:
        pictures = pictures.filter(
            Q(caption__icontains=word) | Q(credit__icontains=word) | Q(alt_text__icontains=word)
        )
    return pictures


def _card(picture: Picture) -> dict[str, Any]:
    return {
        "id": picture.pk,
        "title": str(picture),
        "thumb": picture.url_for(320),
        "src": picture.src,
        "alt": picture.alt_text,
        "credit": picture.credit,
    }


def _in_use(picture: Picture) -> bool:
    in_body = f'data-picture="{picture.pk}"'
    return picture.articles.exists() or Article.objects.filter(body__contains=in_body).exists()
