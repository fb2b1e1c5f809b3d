"""Purges that wait are worked off in the background, and forgotten when they are old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from articles.delivery.purging import queue
from articles.delivery.purging.background import Background
from articles.models import Purge
from tests.delivery import vendors
from tests.delivery.test_queue import REAL
from tests.delivery.vendors import Vendor
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def varnish(settings: Any) -> Iterator[Vendor]:
    """The one cache in front."""
    with vendors.running(vendors.varnish) as vendor:
        settings.PURGE_BACKENDS = ["varnish"]
        settings.PURGE_VARNISH_URLS = [vendor.url]
        yield vendor


# --- In the background ------------------------------------------------------------------


@REAL
def test_it_is_told_in_the_background(varnish: Vendor) -> None:
    ours = Background()
    for number in range(3):
        queue.enqueue([f"article:{number}"], soft=False)
        ours.call()
    ours.wait(PATIENCE)
    assert not Purge.objects.filter(done_at=None, backend="varnish").exists()


@REAL
def test_the_background_outlives_a_database_that_fails(
    varnish: Vendor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ours = Background()

    def fail() -> int:
        raise OperationalError("It sleeps.")

    with monkeypatch.context() as patch:
        patch.setattr(queue, "work", fail)
        ours.call()
        ours.wait(PATIENCE)
    assert "It sleeps." in caplog.text
    queue.enqueue(["article:7"], soft=False)
    ours.call()
    ours.wait(PATIENCE)
    assert Purge.objects.get(backend="varnish").done_at


# --- Forgotten --------------------------------------------------------------------------


def test_what_is_long_done_is_forgotten(varnish: Vendor, settings: Any) -> None:
    now = timezone.now()
    for days, done in ((13, True), (15, True), (15, False), (31, False)):
        at = now - timedelta(days=days)
        Purge.objects.create(
            keys=[f"article:{days}"], backend="varnish", asked_at=at, done_at=at if done else None
        )
    Purge.objects.create(keys=["article:0"], backend="fastly")
    assert queue.forget_old() == 3
    left = [row.keys[0] for row in Purge.objects.order_by("asked_at")]
    assert left == ["article:15", "article:13"]
    assert Purge.objects.filter(done_at=None).count() == 1
