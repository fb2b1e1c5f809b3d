"""Forms of what is told of things elsewhere, chats and webhooks: at which address, and of what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.outside import posting
from articles.models import Category

CHOSEN = {"class": "chat-choices"}


class ToldForm(forms.ModelForm[Any]):
    """With sections, and an `address` that is judged."""

    sections = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=gettext_lazy("Sections"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHOSEN),
        help_text=gettext_lazy("None selected means all sections."),
    )

    def judge(self, address: str) -> None:
        """Raise posting.NotAllowed where nothing may be told there."""
        raise NotImplementedError

    def clean_address(self) -> str:
        """One that may be written to."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            if address:
                self.judge(address)
        except posting.NotAllowed as why:
            said = _("This address can’t be used: %(why)s.") % {"why": why}
            raise ValidationError(said) from why
        return address

    def clean_sections(self) -> list[int]:
        """Their numbers."""
        return sorted(one.pk for one in self.cleaned_data["sections"])
