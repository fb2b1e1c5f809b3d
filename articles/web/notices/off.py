"""The page at which mails of a kind end. Looking ends nothing, as whatever looks at links in mails
for somebody would; posting does, also a mailbox's own button (RFC 8058)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from articles.models.notices import unsubscribing


@csrf_exempt
@never_cache
def off(request: HttpRequest, token: str) -> HttpResponse:
    """What would end, and once it is posted, that it did."""
    found = unsubscribing.read(token)
    if found is None:
        raise Http404(_("This link is incomplete: copy all of it from the message."))
    account, what = found
    is_done = request.method == "POST"
    if is_done:
        unsubscribing.end(account, what)
    context = {"what": unsubscribing.label_of(what), "is_done": is_done, "robots": "noindex"}
    return render(request, "notices/off.html", context)
