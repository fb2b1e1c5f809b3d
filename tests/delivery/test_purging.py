"""Caches in front are purged by their vendors' own rules, and a failure says what to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from articles.delivery.purging import requests
from articles.delivery.purging.base import PurgeFailed, Purger
from articles.delivery.purging.cloudflare import Cloudflare
from articles.delivery.purging.cloudfront import CloudFront
from articles.delivery.purging.fastly import Fastly
from articles.delivery.purging.varnish import Varnish
from tests.delivery import vendors
from tests.delivery.vendors import Answer, Asked, Vendor
from tests.s3 import Server, running_s3

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICE, ZONE = "SU1Z0isxPaozGVKXdv0eY", "023e105f"
MANY = [f"article:{number}" for number in range(600)]


def purger_of(vendor: Vendor) -> Purger:
    """The one that speaks to it."""
    if vendor.answer is vendors.fastly:
        return Fastly(SERVICE, "right", vendor.url)
    if vendor.answer is vendors.cloudflare:
        return Cloudflare(ZONE, "right", vendor.url, 100)
    return Varnish(vendor.url)


@pytest.fixture(params=["fastly", "cloudflare", "varnish"])
def any_vendor(request: pytest.FixtureRequest) -> Any:
    """Each of them."""
    return request.getfixturevalue(request.param)


# --- Each vendor ------------------------------------------------------------------------


def test_fastly_works(fastly: Vendor) -> None:
    purger_of(fastly).purge(["article:7", "front:1"], soft=False)
    assert fastly.asked[0].body == {"surrogate_keys": ["article:7", "front:1"]}
    assert "fastly-soft-purge" not in fastly.asked[0].headers


def test_fastly_knows_a_soft_purge(fastly: Vendor) -> None:
    purger_of(fastly).purge(["front:1"], soft=True)
    assert fastly.asked[0].headers["fastly-soft-purge"] == "1"


@pytest.mark.parametrize("soft", [False, True])
def test_cloudflare_works_and_drops_in_both_cases(cloudflare: Vendor, soft: bool) -> None:
    purger_of(cloudflare).purge(["article:7", "front:1"], soft=soft)
    assert cloudflare.asked[0].body == {"tags": ["article:7", "front:1"]}


@pytest.mark.parametrize(("soft", "method"), [(False, "PURGE"), (True, "SOFTPURGE")])
def test_varnish_works(varnish: Vendor, soft: bool, method: str) -> None:
    purger_of(varnish).purge(["article:7", "front:1"], soft=soft)
    (asked,) = varnish.asked
    assert (asked.method, asked.path) == (method, "/")
    assert asked.headers["xkey"] == "article:7 front:1"


def test_varnish_is_asked_past_a_proxy(varnish: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    purger_of(varnish).purge(["article:7"], soft=False)
    assert varnish.asked


def test_many_keys_go_in_batches(any_vendor: Vendor) -> None:
    purger_of(any_vendor).purge(MANY, soft=False)
    expected: dict[Any, int] = {vendors.fastly: 3, vendors.cloudflare: 6, vendors.varnish: 3}
    assert len(any_vendor.asked) == expected[any_vendor.answer]
    said = " ".join(one.text + one.headers.get("xkey", "") for one in any_vendor.asked)
    assert all(f"{key}" in said for key in MANY)


def test_no_keys_are_no_request(any_vendor: Vendor) -> None:
    purger_of(any_vendor).purge([], soft=False)
    assert any_vendor.asked == []


# --- What goes wrong ---------------------------------------------------------------------


def test_a_wrong_token_is_named(fastly: Vendor, cloudflare: Vendor) -> None:
    with pytest.raises(
        PurgeFailed, match=r"^Fastly refused the purge \(401: .*invalid\).*FASTLY_API_TOKEN"
    ):
        Fastly(SERVICE, "wrong", fastly.url).purge(["front:1"], soft=False)
    with pytest.raises(
        PurgeFailed, match=r"refused the purge \(403: Authentication error\).*API_TOKEN"
    ):
        Cloudflare(ZONE, "wrong", cloudflare.url, 100).purge(["front:1"], soft=False)


def test_a_wrong_name_is_named(fastly: Vendor, cloudflare: Vendor) -> None:
    with pytest.raises(PurgeFailed, match=r"404: Cannot load service\).*FASTLY_SERVICE_ID"):
        Fastly("other", "right", fastly.url).purge(["front:1"], soft=False)
    with pytest.raises(PurgeFailed, match=r"404: Could not route.*CLOUDFLARE_ZONE_ID"):
        Cloudflare("other", "right", cloudflare.url, 100).purge(["front:1"], soft=False)


def test_a_varnish_that_does_not_know_us_says_where_to_look(varnish: Vendor) -> None:
    varnish.troubles.append((403, {}, b"Forbidden\n"))
    with pytest.raises(
        PurgeFailed, match=r"refused the purge \(403: Forbidden\)\. .*`purgers` of the VCL"
    ):
        purger_of(varnish).purge(["front:1"], soft=False)


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        ((429, {"Retry-After": "17"}, b""), 17),
        ((429, {"Retry-After": "99999"}, b""), requests.LONGEST_WAIT),
        ((429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b""), None),
        ((429, {}, b""), None),
        ((503, {"Retry-After": "3"}, b""), 3),
    ],
)
def test_who_asks_for_time_gets_it(any_vendor: Vendor, answer: Answer, wait: float | None) -> None:
    any_vendor.troubles.append(answer)
    with pytest.raises(PurgeFailed, match=r"limits how often|an error of its own") as failure:
        purger_of(any_vendor).purge(["front:1"], soft=False)
    assert failure.value.wait == wait


def test_fastlys_moment_is_understood(fastly: Vendor) -> None:
    fastly.troubles.append((429, {"Fastly-RateLimit-Reset": str(int(time.time()) + 40)}, b""))
    with pytest.raises(PurgeFailed) as failure:
        purger_of(fastly).purge(["front:1"], soft=False)
    assert 0 < (failure.value.wait or 0) <= 40


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}, b"<h1>Oops</h1>"),
        (301, {"Location": "/elsewhere"}, b""),
        (400, {}, b"\xff\xfe no JSON"),
    ],
)
def test_any_other_answer_is_a_failure(any_vendor: Vendor, answer: Answer) -> None:
    any_vendor.troubles.append(answer)
    with pytest.raises(PurgeFailed, match=str(answer[0])):
        purger_of(any_vendor).purge(["front:1"], soft=False)
    assert len(any_vendor.asked) == 1, "nothing is followed elsewhere"


@pytest.mark.parametrize("content", [b"fine", {"success": False, "errors": []}, []])
def test_cloudflare_has_to_say_that_it_did(cloudflare: Vendor, content: Any) -> None:
    cloudflare.troubles.append((200, {}, content))
    with pytest.raises(PurgeFailed, match="not that it has purged"):
        purger_of(cloudflare).purge(["front:1"], soft=False)


def test_one_that_is_away_is_said_to_be(any_vendor: Vendor) -> None:
    any_vendor.url = "http://127.0.0.1:9"
    with pytest.raises(PurgeFailed, match=r"does not answer \(.*refused.*\)"):
        purger_of(any_vendor).purge(["front:1"], soft=False)


def test_one_that_hangs_is_not_waited_for(
    any_vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "TIMEOUT", 0.2)
    any_vendor.hold = threading.Event()
    with pytest.raises(PurgeFailed, match="does not answer"):
        purger_of(any_vendor).purge(["front:1"], soft=False)


def test_a_token_is_never_said(fastly: Vendor, cloudflare: Vendor) -> None:
    for purger in (
        Fastly(SERVICE, "secret-word", fastly.url),
        Cloudflare(ZONE, "secret-word", cloudflare.url, 100),
    ):
        with pytest.raises(PurgeFailed) as failure:
            purger.purge(["front:1"], soft=False)
        assert "secret-word" not in str(failure.value)


# --- CloudFront --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def amazon() -> Iterator[Server]:
    """A server of Amazon's APIs."""
    with running_s3() as found:
        yield found


def distribution(amazon: Server) -> tuple[Any, str]:
    """A client of CloudFront, and the number of a distribution that keeps our tags."""
    client = boto3.client(
        "cloudfront",
        region_name="us-east-1",
        endpoint_url=amazon.url,
        aws_access_key_id="tests",
        aws_secret_access_key="a secret",
    )
    origin = {"Id": "us", "DomainName": "news.example"}
    config = {
        "CallerReference": str(time.time_ns()),
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": {"TargetOriginId": "us", "ViewerProtocolPolicy": "allow-all"},
        "CacheTagConfig": {"HeaderName": "Cache-Tag"},
        "Comment": "",
        "Enabled": True,
    }
    return client, client.create_distribution(DistributionConfig=config)["Distribution"]["Id"]


@pytest.mark.xdist_group("s3")
def test_cloudfront_works(amazon: Server) -> None:
    client, number = distribution(amazon)
    purger = CloudFront(number, ("tests", "a secret"), amazon.url)
    purger.purge(["article:7", "front:1"], soft=True)
    (one,) = client.list_invalidations(DistributionId=number)["InvalidationList"]["Items"]
    kept = client.get_invalidation(DistributionId=number, Id=one["Id"])["Invalidation"]
    assert kept["InvalidationBatch"]["Paths"]["Items"] == ["#article:7", "#front:1"]


@pytest.mark.xdist_group("s3")
def test_a_distribution_that_is_not_there_is_named(amazon: Server) -> None:
    with pytest.raises(PurgeFailed, match=r"NoSuchDistribution.*CLOUDFRONT_DISTRIBUTION_ID"):
        CloudFront("E000", ("tests", "a secret"), amazon.url).purge(["front:1"], soft=False)


@pytest.mark.parametrize(
    ("answer", "says", "wait"),
    [
        (vendors.cloudfront_error(400, "TooManyInvalidationsInProgress"), "more slowly", 25),
        (vendors.cloudfront_error(400, "Throttling"), "more slowly", 25),
        (vendors.cloudfront_error(403, "AccessDenied"), "cloudfront:CreateInvalidation", None),
        (vendors.cloudfront_error(503, "ServiceUnavailable"), r"in trouble \(503\)", None),
    ],
)
def test_cloudfronts_troubles(answer: Answer, says: str, wait: float | None) -> None:
    def always(_asked: Asked) -> Answer:
        return answer

    with vendors.running(always) as vendor:
        purger = CloudFront("E1", ("tests", "a secret"), vendor.url)
        with pytest.raises(PurgeFailed, match=says) as failure:
            purger.purge(["front:1"], soft=False)
    assert failure.value.wait == wait
    assert len(vendor.asked) == 1, "the queue tries again, not the client"


def test_cloudfront_that_is_away_is_said_to_be() -> None:
    purger = CloudFront("E1", ("tests", "a secret"), "http://127.0.0.1:9")
    with pytest.raises(PurgeFailed, match="CloudFront does not answer"):
        purger.purge(["front:1"], soft=False)
