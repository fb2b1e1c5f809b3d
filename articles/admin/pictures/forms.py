"""The forms of the picture library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.lib import imaging
from articles.lib.text import visible
from articles.models import Picture
from articles.models.common.texts import LineField
from articles.models.pictures.receiving import received
from articles.models.pictures.replacing import twin_of
from articles.models.pictures.rights import SEEN, why_not
from articles.models.pictures.sources import Source

TAKEN = _("JPEG, PNG, WebP, AVIF, TIFF or GIF.")

STILL = _("This is an animation. Readers see one still picture of it; nothing moves.")


class NamesField(forms.CharField):
    """Names with commas between them; the value is a list, each name once."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=2_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The list of what was typed."""
        names = (visible.line(part) for part in (super().to_python(value) or "").split(","))
        return list(dict.fromkeys(name for name in names if name))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other names were typed."""
        return bool(self.to_python(data or "") != (initial or []))

    def run_validators(self, value: Any) -> None:
        """The length is that of all names together."""
        super().run_validators(", ".join(value))


class RequiredOnceUsedForm(forms.ModelForm[Picture]):
    """Refuse to empty alt text or credit once they were given: the picture may be live."""

    #: Who fills it in, where the form itself is to say whom to ask.
    person: Any = None

    def clean(self) -> dict[str, Any]:
        """Refuse to take away the alt text or the credit, and what is others' to change."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        asked = self.person is not None and SEEN.intersection(self.changed_data)
        if asked and (refused := why_not(self.person, self.instance)):
            raise ValidationError(refused)
        before = Picture.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        if before is None:
            return given
        silent = not given.get("alt_text", before.alt_text).strip()
        if silent and before.alt_text and not given.get("decorative", before.decorative):
            message = _("Enter an alt text, or mark the picture as decorative.")
            self.add_error("alt_text", ValidationError(message))
        if not given.get("credit", before.credit).strip() and before.credit:
            self.add_error("credit", ValidationError(_("Enter a credit.")))
        return given


class PictureForm(RequiredOnceUsedForm):
    """A picture's words and rights; its file is chosen when it is added."""

    upload = forms.FileField(
        label=_("File"),
        help_text=TAKEN,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
    licence_url = forms.URLField(
        label=_("Address of the licence"), required=False, max_length=500, assume_scheme="https"
    )
    people = NamesField(
        label=_("People"), help_text=_("Who is in the picture, separated by commas.")
    )
    tags = NamesField(label=_("Tags"), help_text=_("To find it again, separated by commas."))

    class Meta:
        model = Picture
        fields = [
            "headline",
            "alt_text",
            "decorative",
            "caption",
            "people",
            "tags",
            "credit",
            "creator",
            "copyright",
            "licence",
            "licence_url",
            "terms",
            "use",
            "licence_expires_on",
            "source_type",
            "focal_x",
            "focal_y",
        ]
        widgets = {
            "licence_expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "alt_text": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 3}),
            "focal_x": forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1"}),
            "focal_y": forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("upload", None)
        else:
            # The file says it.
            self.fields.pop("source_type", None)

    def clean_alt_text(self) -> str:
        """One line, however it was pasted."""
        return " ".join(self.cleaned_data["alt_text"].split())

    def clean_upload(self) -> imaging.Upload:
        """The upload, verified; a file that is in the library already is said so."""
        try:
            upload = received(self.cleaned_data["upload"])
        except imaging.NotAPicture as refusal:
            raise ValidationError(str(refusal)) from None
        if there := twin_of(upload.sha256):
            raise ValidationError(
                _("This picture is in the library already: “%(picture)s” (number %(number)s)."),
                params={"picture": str(there), "number": there.pk},
            )
        return upload

    def _post_clean(self) -> None:
        """Take the upload in once all is right, so that a store that is away is said at its field
        and nothing that was typed is lost."""
        super()._post_clean()  # type: ignore[misc]
        upload = self.cleaned_data.get("upload")
        if upload is None or self.errors:
            return
        try:
            self.instance.fill_from(upload.picture.words)
            self.instance.take(upload)
        except OSError:
            message = _("The file could not be stored. Choose it again in a moment.")
            self.add_error("upload", ValidationError(message))


class BoxForm(RequiredOnceUsedForm):
    """Edit a picture in place: under a story's lead picture, or just uploaded."""

    class Meta:
        model = Picture
        fields = ["alt_text", "credit", "caption", "focal_x", "focal_y", "decorative"]

    def clean_alt_text(self) -> str:
        """One line, however it was pasted."""
        return " ".join(self.cleaned_data["alt_text"].split())

    def clean_credit(self) -> str:
        """One line, however it was pasted."""
        return " ".join(self.cleaned_data["credit"].split())


class ReplaceForm(forms.Form):
    """Replace a picture's file, with a reason."""

    upload = forms.FileField(
        label=_("The new file"),
        help_text=TAKEN,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
    note = LineField(label=_("Why"), max_length=300, required=False)

    def clean_upload(self) -> imaging.Upload:
        """The upload, verified."""
        try:
            return received(self.cleaned_data["upload"])
        except imaging.NotAPicture as refusal:
            raise ValidationError(str(refusal)) from None


class BulkForm(forms.Form):
    """Edit many pictures; empty fields leave each picture's own value."""

    credit = LineField(label=_("Credit"), max_length=200, required=False)
    licence = forms.ChoiceField(
        label=_("Licence"),
        choices=[("", _("Leave as it is")), *Picture.Licence.choices],
        required=False,
    )
    licence_expires_on = forms.DateField(
        label=_("Licence expires after"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source_type = forms.ChoiceField(
        label=_("Origin"),
        choices=[("", _("Leave as it is")), *Source.choices[1:]],
        required=False,
    )
    use = forms.ChoiceField(
        label=_("May be used for"),
        choices=[("", _("Leave as it is")), *Picture.Use.choices],
        required=False,
    )
    add_tags = NamesField(label=_("Add tags"))
    remove_tags = NamesField(label=_("Remove tags"))
    add_people = NamesField(label=_("Add people"))

    def clean(self) -> dict[str, Any]:
        """Something has to be asked for."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(given.values()):
            raise ValidationError(_("Fill in at least one field."))
        return given

    def put_into(self, picture: Picture) -> list[str]:
        """Put it into a picture, unsaved; the names of the fields that it changes."""
        given = self.cleaned_data
        before = {name: getattr(picture, name) for name in (*_PLAIN, "tags", "people")}
        for name in _PLAIN:
            if given[name]:
                setattr(picture, name, given[name])
        gone = {tag.casefold() for tag in given["remove_tags"]}
        kept = [tag for tag in picture.tags if tag.casefold() not in gone]
        picture.tags = _with(kept, given["add_tags"])
        picture.people = _with(picture.people, given["add_people"])
        return [name for name, value in before.items() if getattr(picture, name) != value]


_PLAIN = ("credit", "licence", "licence_expires_on", "use", "source_type")


def _with(names: list[str], more: list[str]) -> list[str]:
    """The names, and those of `more` that are not there in any spelling."""
    there = {name.casefold() for name in names}
    return names + [name for name in more if name.casefold() not in there]
