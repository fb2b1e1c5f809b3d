"""A partner feed's form: which stories, how they are written, for whom."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.common.told_forms import CHOSEN
from articles.lib.text.slugs import slug_for
from articles.models import Article, Author, Category, PartnerFeed, Topic
from articles.models.common.texts import LineField

LONGEST_NAMES: Final = 1_000
MOST_NAMES: Final = 50


class NamesField(LineField):
    """Names with commas between them; cleans to the numbers of the rows that have them."""

    def __init__(self, model: type[Model], **options: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_NAMES, **options)
        self.model = model

    def prepare_value(self, value: Any) -> Any:
        """Numbers as names; what was typed stays as it was."""
        if not isinstance(value, list):
            return value
        rows: dict[Any, Any] = self.model._default_manager.in_bulk(value)
        return ", ".join(rows[pk].name for pk in value if pk in rows)

    def clean(self, value: Any) -> Any:
        """The numbers. Raises ValidationError for a name that nobody has."""
        names = [one.strip() for one in super().clean(value).split(",") if one.strip()]
        if len(names) > MOST_NAMES:
            raise ValidationError(_("At most %(n)d names, please.") % {"n": MOST_NAMES})
        numbers = []
        for name in dict.fromkeys(names):
            found = self.model._default_manager.filter(name__iexact=name).order_by("pk")
            number = found.values_list("pk", flat=True).first()
            if number is None:
                raise ValidationError(_("There is no “%(name)s”.") % {"name": name})
            numbers.append(number)
        return numbers


class PartnerForm(forms.ModelForm[PartnerFeed]):
    """What one partner gets."""

    sections = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=gettext_lazy("Sections"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHOSEN),
        help_text=gettext_lazy("None selected means all sections."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds"),
        choices=Article.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHOSEN),
        help_text=gettext_lazy("None selected means all types."),
    )
    topics = NamesField(
        Topic,
        label=gettext_lazy("Topics"),
        help_text=gettext_lazy("Separated by commas: stories with any of these."),
    )
    authors = NamesField(
        Author,
        label=gettext_lazy("Authors"),
        help_text=gettext_lazy("Separated by commas: stories by any of these."),
    )

    class Meta:
        model = PartnerFeed
        fields = (
            "name", "slug", "is_on", "sections", "kinds", "topics", "authors", "words", "delay",
            "most", "form", "is_full", "has_pictures", "attribution", "campaign", "needs_token",
        )  # fmt: skip
        widgets = {"attribution": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = gettext_lazy(
            "The last part of its address, made from the name when left empty. After a change, "
            "the old address is gone."
        )

    def clean_sections(self) -> list[int]:
        """Their numbers."""
        return sorted(one.pk for one in self.cleaned_data["sections"])

    def clean(self) -> dict[str, Any]:
        """With an address, made from the name where none was typed."""
        cleaned = super().clean() or {}
        if cleaned.get("name") and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = slug_for(cleaned["name"])[:60]
        return cleaned
