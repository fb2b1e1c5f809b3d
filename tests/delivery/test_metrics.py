"""What Prometheus reads."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


TOKEN = {"HTTP_AUTHORIZATION": "Bearer secret"}


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = "secret"


def read(portal: Portal) -> dict[str, int]:
    answer = portal.get("/metrics", **TOKEN)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/plain")
    return {
        name: int(value)
        for name, value in re.findall(r"^newsportal_(\w+) (\d+)$", answer.text, re.MULTILINE)
    }


def test_each_answer_is_counted_as_what_it_was(portal: Portal) -> None:
    path = cast.live().get_absolute_url()
    before = read(portal)
    tag = portal.get(path).headers["ETag"]
    portal.get(path)
    portal.get(path, HTTP_IF_NONE_MATCH=tag)
    portal.get("/search/")
    after = read(portal)
    grown = {name: after[name] - before[name] for name in after}
    assert (grown["renders_total"], grown["hits_total"], grown["not_modified_total"]) == (1, 1, 1)
    assert grown["passed_total"] == 2, "the search, and the question itself"
    assert after["store_pages"] == 1 and after["store_bytes"] > 1_000


def test_the_database_is_not_asked(portal: Portal, django_assert_num_queries: object) -> None:
    portal.get("/metrics", **TOKEN)
    with django_assert_num_queries(0):  # type: ignore[operator]
        read(portal)


def test_nobody_else_reads_it(portal: Portal, settings: Any) -> None:
    for header in ("", "Bearer wrong", "Bearer ", "Bearer secrets"):
        assert portal.get("/metrics", HTTP_AUTHORIZATION=header).status == 404
    settings.METRICS_TOKEN = ""
    assert portal.get("/metrics", **TOKEN).status == 404
    assert portal.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status == 404
