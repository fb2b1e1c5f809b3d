"""A webhook's form: where it is told, and of what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from articles.admin.common.told_forms import CHOSEN, ToldForm
from articles.lib.outside import posting
from articles.models import Webhook
from articles.models.common.texts import LineField
from articles.models.webhooks.webhook import Event, judged


class WebhookForm(ToldForm):
    """Whom it tells of what."""

    address = LineField(
        label=gettext_lazy("Address"),
        max_length=posting.LONGEST_ADDRESS,
        widget=forms.URLInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "dir": "ltr",
                "class": "vTextField",
            }
        ),
        help_text=gettext_lazy("The program’s address, beginning with https://."),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"),
        choices=Event.choices,
        widget=forms.CheckboxSelectMultiple(attrs=CHOSEN),
    )

    class Meta:
        model = Webhook
        fields = ("name", "address", "events", "sections", "is_on")

    def judge(self, address: str) -> None:
        """By the networks that the operator has named."""
        judged(address)

    def save(self, commit: bool = True) -> Any:
        """Keep it. What failed at another address, or before it was switched on, is over."""
        if {"address", "is_on"} & set(self.changed_data):
            one = self.instance
            one.failures, one.failing_since, one.error, one.given_up = 0, None, "", 0
            one.resting_until = None
        return super().save(commit)
