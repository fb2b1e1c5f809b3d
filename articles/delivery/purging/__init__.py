"""Purge the caches in front of the portal: one file per vendor.

    for purger in purgers():
        purger.purge(["article:7", "front:1"], soft=False)

What has to survive a failure goes through `queue` instead, which keeps it and tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings

from articles.delivery.purging.base import PurgeFailed, Purger
from articles.delivery.purging.cloudflare import Cloudflare
from articles.delivery.purging.dummy import Dummy
from articles.delivery.purging.fastly import Fastly
from articles.delivery.purging.varnish import Varnish

__all__ = ["PurgeFailed", "Purger", "purge_everywhere", "purgers"]


def _varnish() -> list[Purger]:
    urls = settings.PURGE_VARNISH_URLS
    if len(urls) == 1:
        return [Varnish(urls[0])]
    return [Varnish(url, f"varnish-{number}") for number, url in enumerate(urls, 1)]


def _fastly() -> list[Purger]:
    return [Fastly(settings.FASTLY_SERVICE_ID, settings.FASTLY_API_TOKEN, settings.FASTLY_API_URL)]


def _cloudflare() -> list[Purger]:
    return [
        Cloudflare(
            settings.CLOUDFLARE_ZONE_ID,
            settings.CLOUDFLARE_API_TOKEN,
            settings.CLOUDFLARE_API_URL,
            settings.CLOUDFLARE_KEYS_AT_ONCE,
        )
    ]


def _cloudfront() -> list[Purger]:
    # Its packages are there only where it is used.
    from articles.delivery.purging.cloudfront import CloudFront

    keys = (settings.CLOUDFRONT_ACCESS_KEY_ID, settings.CLOUDFRONT_SECRET_ACCESS_KEY)
    credentials = keys if all(keys) else None
    api = settings.CLOUDFRONT_API_URL
    return [CloudFront(settings.CLOUDFRONT_DISTRIBUTION_ID, credentials, api)]


MAKERS: dict[str, Callable[[], list[Purger]]] = {
    "varnish": _varnish,
    "fastly": _fastly,
    "cloudflare": _cloudflare,
    "cloudfront": _cloudfront,
}


def purgers() -> list[Purger]:
    """The caches that the settings name; the dummy where they name none."""
    real = [one for backend in settings.PURGE_BACKENDS for one in MAKERS[backend]()]
    return real or [Dummy()]


def purge_everywhere(keys: Sequence[str], *, soft: bool) -> None:
    """Purge every cache once, now. Raises PurgeFailed with all that failed, after all were told."""
    failed = []
    for purger in purgers():
        try:
            purger.purge(keys, soft=soft)
        except PurgeFailed as failure:
            failed.append(str(failure))
    if failed:
        raise PurgeFailed(" ".join(failed))
