"""Text files at the site's root: ads.txt, trust.txt and humans.txt as they were written, and
security.txt (RFC 9116), which the operator's settings make where nobody has written one."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.lib.dependencies import delivered, recorded
from articles.lib.machines.crawlers import Use
from articles.lib.machines.files import TRAINING, has_field
from articles.models import SiteFile
from articles.models.publication.policies import current

#: For so long the file may be believed; the RFC asks for less than a year.
HOLDS = timedelta(days=180)


@require_safe
@delivered("page")
def site_file(request: HttpRequest, name: str) -> HttpResponse:
    """One of the files, 404 while nothing is in it. trust.txt also says what the policy does of
    training."""
    text = SiteFile.said(name)
    if not text.strip():
        raise Http404("Nothing is written there.")
    if name == SiteFile.Name.TRUST:
        _paper, policy = current()
        text = (
            f"{text.rstrip()}\n{TRAINING}={'yes' if Use.AI_TRAINING in policy.everywhere else 'no'}"
        )
    return _plain(text.rstrip().splitlines())


@require_safe
@delivered("page")
def security_txt(request: HttpRequest) -> HttpResponse:
    """The file that was written, else the one of the settings; without either nothing is here."""
    lines = SiteFile.said(SiteFile.Name.SECURITY).strip().splitlines() or _of_settings()
    if not lines:
        raise Http404("No contact is set.")
    text = "\n".join(lines)
    if not has_field(text, "expires"):
        lines.append(f"Expires: {_until():%Y-%m-%dT%H:%M:%SZ}")
    if not has_field(text, "canonical"):
        lines.append(f"Canonical: {site_url(request)}{reverse('security-txt')}")
    return _plain(lines)


def _of_settings() -> list[str]:
    if not settings.SECURITY_CONTACT:
        return []
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE.partition('-')[0]}",
    ]
    policy = settings.SECURITY_POLICY_URL
    return [*lines, f"Policy: {policy}"] if policy else lines


def _until() -> datetime:
    today = datetime.combine(timezone.now().date(), time.min, UTC)
    if (page := recorded()) is not None:
        page.say_until(today + timedelta(days=1))
    return today + HOLDS


def _plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
