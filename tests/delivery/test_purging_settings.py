"""Which caches in front are told is what the settings say, and what they lack is a sentence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles.delivery.purging import purge_everywhere, purgers
from articles.delivery.purging.base import PurgeFailed
from articles.delivery.purging.dummy import Dummy
from tests.delivery.test_purging import SERVICE
from tests.delivery.vendors import Vendor
from tests.newsportal.other_settings import settings_with

# --- The settings choose -----------------------------------------------------------------


def test_nothing_set_is_the_dummy() -> None:
    (only,) = purgers()
    assert isinstance(only, Dummy)
    purge_everywhere(["article:7"], soft=False)


def test_several_are_told_even_where_one_fails(
    settings: Any, varnish: Vendor, fastly: Vendor
) -> None:
    settings.PURGE_BACKENDS = ["varnish", "fastly"]
    settings.PURGE_VARNISH_URLS = [varnish.url, "http://127.0.0.1:9", varnish.url]
    settings.FASTLY_SERVICE_ID, settings.FASTLY_API_TOKEN = SERVICE, "right"
    settings.FASTLY_API_URL = fastly.url
    assert list(map(str, purgers())) == ["varnish-1", "varnish-2", "varnish-3", "fastly"]
    with pytest.raises(PurgeFailed, match=r"^Varnish at http://127\.0\.0\.1:9 does not answer"):
        purge_everywhere(["article:7"], soft=False)
    assert (len(varnish.asked), len(fastly.asked)) == (2, 1)


def test_each_can_be_chosen(settings: Any) -> None:
    settings.PURGE_BACKENDS = ["varnish", "fastly", "cloudflare", "cloudfront"]
    settings.PURGE_VARNISH_URLS = ["http://127.0.0.1:6081"]
    settings.CLOUDFRONT_ACCESS_KEY_ID = settings.CLOUDFRONT_SECRET_ACCESS_KEY = "word"
    assert list(map(str, purgers())) == ["varnish", "fastly", "cloudflare", "cloudfront"]


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"PURGE_BACKENDS": "akamai"}, "but it accepts one or several of varnish, fastly"),
        ({"PURGE_BACKENDS": "varnish"}, "names varnish, which needs PURGE_VARNISH_URLS: set it"),
        (
            {"PURGE_BACKENDS": "fastly"},
            "needs FASTLY_SERVICE_ID and FASTLY_API_TOKEN: set them, or remove fastly from it.",
        ),
        (
            {"PURGE_BACKENDS": "cloudflare", "CLOUDFLARE_ZONE_ID": "1"},
            "needs CLOUDFLARE_API_TOKEN: set it",
        ),
        ({"PURGE_BACKENDS": "cloudfront"}, "needs CLOUDFRONT_DISTRIBUTION_ID"),
        ({"PURGE_VARNISH_URLS": "http://10.0.0.2:6081"}, "does not name varnish"),
        ({"PURGE_VARNISH_URLS": "10.0.0.2:6081"}, "PURGE_VARNISH_URLS is '10.0.0.2:6081', but it"),
        ({"CLOUDFRONT_ACCESS_KEY_ID": "1"}, "belong together"),
    ],
)
def test_what_is_missing_stops_the_start(variables: dict[str, str], says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(says)):
        settings_with("caches.py", **variables)


def test_what_is_set_is_taken_over() -> None:
    assert settings_with("caches.py")["PURGE_BACKENDS"] == []
    chosen = {"PURGE_BACKENDS": "varnish", "PURGE_VARNISH_URLS": "http://10.0.0.2:6081"}
    assert settings_with("caches.py", **chosen)["PURGE_BACKENDS"] == ["varnish"]
