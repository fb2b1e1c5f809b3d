"""The place of the banner of breaking news, which every page has."""

from __future__ import annotations

from django import template
from django.db import DatabaseError
from django.utils.safestring import SafeString

from articles.delivery.pages import banner
from articles.delivery.pages.place import CLOSE, OPEN, PLACE
from articles.delivery.services import services
from articles.lib.dependencies import recorded

register = template.Library()


@register.simple_tag(takes_context=True)
def banner_place(context: template.Context) -> SafeString:
    """Where the banner goes: empty in a page that is kept, whose banner comes and goes while it
    stays; filled in one that is made for this request."""
    page, request = recorded(), context.get("request")
    if page is not None and page.kind:
        return SafeString(PLACE)
    said = request.META if request is not None else {}
    if said.get(banner.IS_UP) is False:
        return SafeString(PLACE)
    try:
        # A process with a front door hears of each change, unless it is alone.
        hears = banner.BEHIND_THE_DOOR in said and not services().ledger.alone
        html = services().banners.current().html if hears else banner.shown().html
    except DatabaseError:
        html = b""
    return SafeString(f"{OPEN}{html.decode()}{CLOSE}")
