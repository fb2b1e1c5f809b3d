"""The address of one's calendar: made, made anew, revoked. It is shown once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.planning.common import answer
from articles.models import CalendarFeed


def feed(request: HttpRequest) -> HttpResponse:
    """The page; a button makes a new address, in the place of the former one, or revokes it."""
    person: Any = request.user
    address = ""
    if request.method == "POST" and "revoke" in request.POST:
        CalendarFeed.revoke(person)
        messages.success(request, _("The address is revoked and no longer works."))
        return HttpResponseRedirect(reverse("admin:planning-feed-page"))
    if request.method == "POST":
        secret = CalendarFeed.make(person)
        address = request.build_absolute_uri(reverse("planning-feed", args=[secret]))
    there = CalendarFeed.objects.filter(account=person.pk).first()
    title = _("Your planning calendar")
    return answer(request, "feed", title, feed=there, address=address)
