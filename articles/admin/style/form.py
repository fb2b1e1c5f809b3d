"""A rule's form, and the text that it is tried out on before it is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.languages.known import language
from articles.lib.languages.known import languages as known_languages
from articles.models import StyleRule
from articles.models.common.texts import LinesField
from articles.models.style.rules import MOST_RULES

FIELDS = (
    "pattern", "proposal", "why", "exact", "of_word", "outside_quotations", "exceptions",
    "section", "language", "asks_reason", "is_active", "since",
)  # fmt: skip
MAX_TRIED = 20_000


class StyleRuleForm(forms.ModelForm[StyleRule]):
    """A rule's form."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Of the stories that it is for; empty for all."),
    )
    #: Not kept: what the rule is tried out on.
    sample = LinesField(
        label=_("Try it on a text"),
        required=False,
        max_length=MAX_TRIED,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )

    class Meta:
        model = StyleRule
        fields = FIELDS
        widgets = {
            "pattern": forms.TextInput({"dir": "auto", "spellcheck": "false"}),
            "proposal": forms.TextInput({"dir": "auto", "spellcheck": "false"}),
            "why": forms.Textarea({"rows": 2, "dir": "auto"}),
            "exceptions": forms.Textarea({"rows": 3, "dir": "auto"}),
            "since": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            self.fields["language"].choices = languages(self.instance.language)  # type: ignore[attr-defined]
        if "section" in self.fields:
            section: Any = self.fields["section"]
            section.empty_label = _("All sections")
            # Without the icons that open sections in other windows.
            section.widget = getattr(section.widget, "widget", section.widget)

    def clean(self) -> dict[str, Any]:
        """As many as a newsroom may keep."""
        if self.instance._state.adding and StyleRule.objects.count() >= MOST_RULES:
            said = gettext("There are %(most)d rules already. Delete some first.")
            raise ValidationError(said % {"most": MOST_RULES})
        return super().clean() or self.cleaned_data


def languages(known: str = "") -> list[tuple[str, Any]]:
    """The languages that a rule can be for."""
    there = {tag: one.label for tag, one in known_languages().items()}
    more = {known: language(known).label} if known and known not in there else {}
    return [("", _("All languages")), *(there | more).items()]
