"""A chat's form: its address is written and never read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.common.told_forms import CHOSEN, ToldForm
from articles.lib.outside import posting
from articles.models import ChatHook
from articles.models.chats.hook import Event
from articles.models.common.texts import LineField


class ChatForm(ToldForm):
    """Whom it tells of what."""

    address = LineField(
        label=gettext_lazy("Webhook address"),
        max_length=posting.LONGEST_ADDRESS,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "dir": "ltr",
                "class": "vTextField",
            }
        ),
        help_text=gettext_lazy("As the service gives it. It is secret, and not shown again."),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"),
        choices=Event.choices,
        widget=forms.CheckboxSelectMultiple(attrs=CHOSEN),
        help_text=gettext_lazy(
            "Everyone in the chat, and the service itself, sees headlines, sections, names and "
            "notes, including those of unpublished stories."
        ),
    )

    class Meta:
        model = ChatHook
        fields = ("name", "kind", "events", "sections", "is_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "address" in self.fields:
            field = self.fields["address"]
            field.required = False
            field.help_text = _("Currently %(hint)s. Leave empty to keep it.") % {
                "hint": self.instance.hint
            }

    def judge(self, address: str) -> None:
        """By the networks that the operator has named."""
        posting.parts_of(address, settings.CHAT_NETWORKS)

    def clean(self) -> dict[str, Any] | None:
        """Whoever saves once more would keep the former address without knowing."""
        cleaned = super().clean()
        if self.errors and self.cleaned_data.get("address"):
            self.add_error("address", _("Enter the address again: it is not shown."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Keep it."""
        if address := self.cleaned_data.get("address"):
            self.instance.put_address(address)
        return super().save(commit)
