"""Each person chooses: by which ways they are told of what, when a digest comes, when it is
quiet."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.admin.notices.devices import told_of
from articles.models import NoticeChoices
from articles.models.notices.choices import ByMail
from articles.models.notices.notice import Kind
from articles.notifying import push

BAD_ZONE = gettext_lazy("Unknown time zone. Enter one such as Europe/London.")
HALF_QUIET = gettext_lazy("Quiet hours need a start and an end: fill in both, or neither.")


class WaysForm(forms.ModelForm[NoticeChoices]):
    """All of it, a row of three for each kind."""

    class Meta:
        model = NoticeChoices
        fields = ("pace", "digest_at", "quiet_from", "quiet_until", "zone", "language")
        widgets: ClassVar = {
            "zone": forms.TextInput({"list": "zones", "autocomplete": "off"}),
            **{
                name: forms.TimeInput({"type": "time"}, format="%H:%M")
                for name in ("digest_at", "quiet_from", "quiet_until")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].help_text = _("Leave empty for the site’s: %(zone)s.") % {
            "zone": settings.TIME_ZONE
        }
        for kind in Kind:
            ways = self.instance.of(kind)
            self.fields[f"{kind}_bell"] = forms.BooleanField(required=False, initial=ways.bell)
            self.fields[f"{kind}_mail"] = forms.ChoiceField(
                choices=ByMail.choices, initial=ways.mail
            )
            self.fields[f"{kind}_push"] = forms.BooleanField(required=False, initial=ways.push)

    def kinds(self) -> list[tuple[Any, ...]]:
        """The rows: name, label, and the fields of the ways."""
        return [
            (kind.value, capfirst(str(kind.label)), *[self[f"{kind}_{way}"] for way in WAYS])
            for kind in Kind
        ]

    def clean_zone(self) -> str:
        """One that there is."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone and zone not in available_timezones():
            raise ValidationError(BAD_ZONE)
        return zone

    def clean(self) -> dict[str, Any]:
        """Quiet hours as a pair."""
        cleaned = super().clean() or self.cleaned_data
        hours = [cleaned.get("quiet_from"), cleaned.get("quiet_until")]
        if "quiet_until" in cleaned and "quiet_from" in cleaned and hours.count(None) == 1:
            self.add_error("quiet_until", HALF_QUIET)
        return cleaned

    def save(self, commit: bool = True) -> NoticeChoices:
        """Keep it."""
        for kind in Kind:
            self.instance.choose(kind, **{way: self.cleaned_data[f"{kind}_{way}"] for way in WAYS})
        return super().save(commit)


WAYS = ("bell", "mail", "push")


@never_cache
def ways(request: HttpRequest) -> HttpResponse:
    """One's own."""
    there = NoticeChoices.of_account(request.user)
    form = WaysForm(request.POST or None, instance=there)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It applies from now on."))
        return HttpResponseRedirect(request.path)
    context = {
        **admin.site.each_context(request),
        "title": _("Notification settings"),
        "form": form,
        "zones": sorted(available_timezones()),
        "devices": told_of(request.user),
        "push_key": push.public_key(),
        "has_mail": settings.HAS_MAIL,
        "address": request.user.email,  # type: ignore[union-attr]
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/notices/ways.html", context)
