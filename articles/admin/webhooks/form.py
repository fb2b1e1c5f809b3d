"""A webhook's form: where it is told, and of what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.outside import posting
from articles.models import Category, Webhook
from articles.models.common.texts import LineField
from articles.models.webhooks.webhook import Event, judged

CHOSEN = {"class": "chat-choices"}


class WebhookForm(forms.ModelForm[Webhook]):
    """Whom it tells of what."""

    address = LineField(
        label=gettext_lazy("Address"),
        max_length=posting.LONGEST_ADDRESS,
        widget=forms.URLInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "class": "vURLField"}
        ),
        help_text=gettext_lazy("Where the program listens; it begins with https://."),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"),
        choices=Event.choices,
        widget=forms.CheckboxSelectMultiple(attrs=CHOSEN),
    )
    sections = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=gettext_lazy("Sections"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHOSEN),
        help_text=gettext_lazy("None chosen: all sections."),
    )

    class Meta:
        model = Webhook
        fields = ("name", "address", "events", "sections", "is_on")

    def clean_address(self) -> str:
        """One that may be written to."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            judged(address)
        except posting.NotAllowed as why:
            said = _("This address can’t be used: %(why)s.") % {"why": why}
            raise ValidationError(said) from why
        return address

    def clean_sections(self) -> list[int]:
        """Their numbers."""
        return sorted(one.pk for one in self.cleaned_data["sections"])

    def save(self, commit: bool = True) -> Any:
        """Keep it. What failed at another address, or before it was switched on, is over."""
        if {"address", "is_on"} & set(self.changed_data):
            one = self.instance
            one.failures, one.failing_since, one.error, one.given_up = 0, None, "", 0
            one.resting_until = None
        return super().save(commit)
