"""The publication's settings form: name, look and footer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from articles.lib import imaging
from articles.lib.branding import brand, colours
from articles.models import Paper
from articles.models.publication.paper import colour

#: What is uploaded, what it is for, and what makes its files.
FILES: dict[str, tuple[Any, Any, Callable[[bytes, imaging.Limits], brand.Files]]] = {
    "logo": (
        _("Logo"),
        _("Replaces the name. A PNG with a transparent background, at least 80 pixels high."),
        brand.logo,
    ),
    "logo_night": (
        _("Logo, dark mode"),
        _("For dark mode. Without one, the logo is shown on a light background."),
        brand.logo,
    ),
    "icon": (
        _("Icon"),
        _("For tabs, bookmarks and the app on a phone; square, at least 192 pixels wide."),
        brand.icon,
    ),
    "card": (
        _("Card"),
        _("Shown by other sites for pages without a picture; at least 1200 × 675 pixels."),
        brand.card,
    ),
}
TEXTS = ("name", "tagline", "accent", "accent_night", "band", "headline_face", "text_face")
FOOTER = ("footer", "links", "profiles", "contact")
RULES = ("ai_pictures", "tells_of_ai", "ai_words", "model_rules")
#: What the log keeps of a change, and what can be put back.
EDITED = (*TEXTS, *FILES, *FOOTER, *RULES)


class ColourField(forms.CharField):
    """A colour; AB3D09 becomes #ab3d09."""

    default_validators = [colour]

    def to_python(self, value: Any) -> str:
        """As it is kept."""
        typed = (super().to_python(value) or "").lower()
        return f"#{typed}" if typed and not typed.startswith("#") else typed


class PaperForm(forms.ModelForm[Paper]):
    """All that is said of the paper. What somebody else has changed meanwhile is not lost without
    a word: it is named, and only a second save goes over it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Paper
        fields = [*TEXTS, *FOOTER, *RULES]
        field_classes = dict.fromkeys(("accent", "accent_night", "band"), ColourField)
        labels = {
            "accent": _("Accent"),
            "accent_night": _("Accent, dark mode"),
            "band": _("Footer background"),
            "headline_face": _("Headlines"),
            "text_face": _("Labels and small text"),
            "footer": _("Text"),
            "links": _("Links"),
            "profiles": _("Profiles elsewhere"),
            "contact": _("E-mail for readers"),
        }
        help_texts = {
            "accent": _("#rrggbb. Links and the line over the name; sections have their own."),
            "accent_night": _("Leave empty to derive it from the accent."),
            "band": _("#rrggbb. The footer’s background, under light text."),
            "footer": _("Your address, the publisher, legal notices."),
            "links": _(
                "One per line: the text, then the address. A line without an address starts a "
                "new column. Your own pages are included already."
            ),
            "profiles": _("One address per line."),
        }
        widgets = {
            "footer": forms.Textarea(attrs={"rows": 3}),
            "links": forms.Textarea(attrs={"rows": 6, "placeholder": "About us /about/"}),
            "profiles": forms.Textarea(attrs={"rows": 3}),
            "model_rules": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["placeholder"] = settings.SITE_NAME
        self.fields["tagline"].widget.attrs["placeholder"] = settings.SITE_TAGLINE
        self.initial["version"] = self.instance.version
        # What a page without it posts leaves it as it is.
        self.fields["ai_pictures"].required = False
        for name, (label, help_text, _make) in FILES.items():
            self.fields[f"new_{name}"] = forms.FileField(
                label=label,
                help_text=help_text,
                required=False,
                widget=forms.FileInput(attrs={"accept": "image/*"}),
            )
            self.fields[f"no_{name}"] = forms.BooleanField(label=_("Remove"), required=False)

    def clean_ai_pictures(self) -> str:
        """As it is, where nothing is said of it."""
        return self.cleaned_data["ai_pictures"] or self.instance.ai_pictures

    # --- Colours ------------------------------------------------------------------

    def clean_accent(self) -> str:
        """An accent is read on paper, by day."""
        return _readable(self.cleaned_data["accent"], colours.DAY)

    def clean_accent_night(self) -> str:
        """By night it is read on the dark paper."""
        return _readable(self.cleaned_data["accent_night"], colours.NIGHT)

    def clean_band(self) -> str:
        """Light words are read on a band."""
        value: str = self.cleaned_data["band"]
        if value and (sentence := band_sentence(value)):
            raise ValidationError(sentence)
        return value

    # --- Files ----------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Make the files; name what somebody else has changed since the form was opened."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.made: dict[str, list[str]] = {}
        for name in FILES:
            if (file := given.get(f"new_{name}")) is not None:
                try:
                    self.made[name] = kept(name, file)
                except ValidationError as refusal:
                    self.add_error(f"new_{name}", refusal)
        self._ask_version(given.get("version"))
        return given

    def _ask_version(self, shown: int | None) -> None:
        now = Paper.objects.select_for_update().filter(pk=1).first() or Paper()
        if shown is None or shown == now.version:
            return
        edited = {name: getattr(now, name) for name in (*TEXTS, *FOOTER, *RULES)}
        theirs = [
            said("%(field)s is now “%(value)s”")
            % {"field": self.fields[name].label, "value": value}
            for name, value in edited.items()
            if value != self.cleaned_data.get(name, value)
        ]
        # Shown again, the form is one of the present version.
        self.data = {**self.data.dict(), "version": str(now.version)}  # type: ignore[attr-defined]
        self.add_error(
            None,
            said(
                "Someone saved this page while you were writing. %(theirs)s "
                "Save again to replace their version with yours."
            )
            % {"theirs": "; ".join(theirs) + "." if theirs else ""},
        )

    def put_files(self) -> None:
        """Let the paper have what was uploaded."""
        for name in FILES:
            if name in self.made:
                setattr(self.instance, name, self.made[name][0])
            elif self.cleaned_data.get(f"no_{name}"):
                setattr(self.instance, name, "")


def keep_files(files: MultiValueDict[str, UploadedFile[Any]]) -> None:
    """Store what was uploaded, before the transaction of the save: a store may be far away. What
    can't be taken is said by the form."""
    for name in FILES:
        if (file := files.get(f"new_{name}")) is not None:
            with suppress(ValidationError):
                kept(name, file)


def kept(name: str, file: UploadedFile[Any]) -> list[str]:
    """The names of the files that were made of an upload for `name` and stored; once for each.
    Raises ValidationError."""
    done: list[str] | ValidationError | None = getattr(file, "kept", None)
    if done is None:
        try:
            made = FILES[name][2](_read(file), _limits())
            for path, content in made:
                Paper.keep(path, content)
            done = [path for path, _content in made]
        except (imaging.NotAPicture, brand.TooSmall) as refusal:
            done = ValidationError(str(refusal))
        except OSError:
            done = ValidationError(said("It could not be saved; please try again."))
        file.kept = done  # type: ignore[attr-defined]
    if isinstance(done, ValidationError):
        raise done
    return done


def _limits() -> imaging.Limits:
    return imaging.Limits(bytes=settings.PICTURE_MAX_BYTES, pixels=settings.PICTURE_MAX_PIXELS)


def _read(file: UploadedFile[Any]) -> bytes:
    """The file, where it is not too large to be read. Raises NotAPicture."""
    most = settings.PICTURE_MAX_BYTES
    if file.size and file.size > most:
        have = f"{file.size / 2**20:.1f}"
        raise imaging.NotAPicture(imaging.Reason.BYTES, have=have, most=f"{most / 2**20:.0f}")
    return bytes(file.read())


def _readable(value: str, grounds: tuple[str, ...]) -> str:
    if value and (sentence := accent_sentence(value, grounds)):
        raise ValidationError(sentence)
    return value


def accent_sentence(value: str, grounds: tuple[str, ...]) -> str:
    """What is to be done about an accent that can't be read on `grounds`; "" where it can."""
    have = colours.least(value, grounds)
    if have >= colours.ENOUGH:
        return ""
    return said(
        "Text in this colour is hard to read: the contrast is %(have).1f : 1, and 4.5 : 1 is "
        "needed. The nearest colour of its kind that has it is %(nearest)s."
    ) % {"have": have, "nearest": colours.readable(value, grounds)}


def band_sentence(value: str) -> str:
    """What is to be done about a band on which light words can't be read; "" where they can."""
    have = colours.contrast(value, colours.ON_BAND)
    if have >= colours.ENOUGH:
        return ""
    return said(
        "Light text is hard to read on this background: the contrast is %(have).1f : 1, and "
        "4.5 : 1 is needed. The nearest colour of its kind that has it is %(nearest)s."
    ) % {"have": have, "nearest": colours.readable(value, [colours.ON_BAND])}
