"""The desk itself: Django's admin with a start page of ours."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import start
from articles.models import Entry, Paper
from articles.models.audit import record


class Desk(AdminSite):
    """The editors' desk."""

    site_title = _("Desk")
    index_title = _("Desk")
    empty_value_display = "–"
    # The header of every page names what there is.
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk shows."""
        return super().each_context(request) | {
            "site_header": SimpleLazyObject(lambda: Paper.current().called)
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The start page: what is mine, what waits, what is to come, what went wrong."""
        desk = SimpleLazyObject(lambda: start.desk_of(request.user))
        return super().index(request, {**(extra_context or {}), "desk": desk})

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log in, and go on to where one came from: to the start page where that is elsewhere, or
        would end the session again."""
        return self._within(super().login(request, extra_context))

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log out; an address elsewhere leads to the desk's door."""
        return self._within(super().logout(request, extra_context))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One's own new password; the log knows of it."""
        answer = super().password_change(request, extra_context)
        if isinstance(answer, HttpResponseRedirect) and request.method == "POST":
            note, name = gettext("own password changed"), request.user.get_username()
            record(Entry.Verb.ACCOUNT, request.user, title=name, note=note)
        return answer

    def _within(self, answer: HttpResponse) -> HttpResponse:
        doors = (reverse("admin:login"), reverse("admin:logout"))
        if isinstance(answer, HttpResponseRedirect) and answer.url.startswith(doors):
            return HttpResponseRedirect(reverse("admin:index"))
        return answer
