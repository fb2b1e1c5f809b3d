"""/.well-known/security.txt: whom to tell of a weakness, as RFC 9116 has it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url

#: For so long the file may be believed; the RFC asks for less than a year.
HOLDS = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The file, where the operator has set SECURITY_CONTACT; without one there is nothing here."""
    if not settings.SECURITY_CONTACT:
        raise Http404("No contact is set.")
    until = datetime.combine(timezone.now().date() + HOLDS, time.min, UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE.partition('-')[0]}",
        f"Canonical: {site_url(request)}{reverse('security-txt')}",
    ]
    if settings.SECURITY_POLICY_URL:
        lines.append(f"Policy: {settings.SECURITY_POLICY_URL}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
