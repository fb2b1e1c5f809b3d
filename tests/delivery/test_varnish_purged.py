"""What a real Varnish forgets, and what it serves while the portal is down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.delivery.servers import ask
from tests.delivery.varnish_reader import AT_ONCE_STALE, Cache
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("varnish")


# --- It forgets -------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["article:7", "front:1"])
def test_a_purge_drops_what_has_the_key(cache: Cache, key: str) -> None:
    cache.get()
    cache.purger.purge(["article:8", key], soft=False)
    assert cache.get().text == "page 2"


def test_a_purge_leaves_what_has_another_key(cache: Cache) -> None:
    cache.get()
    cache.purger.purge(["article:70", "article:", "section:1", "~article:7"], soft=False)
    assert cache.get().cache == "hit"


def test_more_keys_than_fit_into_a_line_are_purged(cache: Cache) -> None:
    cache.get()
    keys = [f"article:{number}" for number in range(1_000, 2_000)]
    cache.purger.purge([*keys, "front:1"], soft=False)
    assert cache.get().text == "page 2"


def test_a_page_with_very_many_keys_is_kept_and_purged(cache: Cache) -> None:
    cache.origin.headers["xkey"] = " ".join(f"picture:{n}" for n in range(10_000, 10_430))
    cache.origin.headers["Surrogate-Key"] = cache.origin.headers["xkey"]
    assert (cache.get().cache, cache.get().cache) == ("miss", "hit")
    cache.purger.purge(["picture:10429"], soft=False)
    assert cache.get().cache == "miss"


def test_a_soft_purge_shows_the_old_page_while_one_new_is_fetched(cache: Cache) -> None:
    cache.get()
    cache.purger.purge(["article:7"], soft=True)
    cache.origin.may_answer.clear()
    with ThreadPoolExecutor(20) as crowd:
        replies = list(crowd.map(lambda _: cache.get(), range(20)))
    assert {(reply.text, reply.cache) for reply in replies} == {("page 1", "stale")}
    until(lambda: cache.fetched() > 1)
    assert cache.fetched() == 2
    cache.origin.may_answer.set()
    until(lambda: cache.get().text == "page 2")
    assert cache.fetched() == 2


@pytest.mark.parametrize("method", ["PURGE", "SOFTPURGE"])
def test_nobody_else_may_purge(cache: Cache, method: str) -> None:
    cache.get()
    stranger = ask(cache.port, "/", method, source="127.0.0.2", xkey="article:7")
    proxied = ask(cache.port, "/", method, x_forwarded_for="203.0.113.9", xkey="article:7")
    assert (stranger.status, proxied.status) == (403, 403)
    assert (cache.get().cache, cache.fetched()) == ("hit", 1)


def test_a_purge_has_to_name_keys(cache: Cache) -> None:
    assert ask(cache.port, "/", "PURGE").status == 400
    assert ask(cache.port, "/", "PURGE", xkey="article:7").status == 200


# --- When the portal is down ------------------------------------------------------------


def test_a_page_is_shown_while_the_portal_is_down(cache: Cache) -> None:
    cache.origin.headers["Surrogate-Control"] = AT_ONCE_STALE.format(0)
    cache.get()
    cache.origin.stop()
    # Also in the moment in which it has not been noticed yet.
    for _ in range(5):
        reply = cache.get_aged()
        assert (reply.status, reply.text, reply.cache) == (200, "page 1", "stale")
    until(lambda: ask(cache.port, "/nobody-was-here/").status == 503)
    assert cache.get().text == "page 1"
    cache.origin.start()
    until(lambda: cache.get_aged().text != "page 1")


def test_a_page_is_shown_while_the_portal_stumbles(cache: Cache) -> None:
    cache.origin.headers["Surrogate-Control"] = AT_ONCE_STALE.format(0)
    cache.get()
    cache.origin.status, cache.origin.page = 500, "broken"
    reply = cache.get_aged()
    assert (reply.status, reply.text, reply.cache) == (200, "page 1", "stale")
    cache.origin.status, cache.origin.page = 200, "well again"
    assert cache.get_aged().text == "well again"


def test_a_stumble_in_the_background_leaves_the_good_page(cache: Cache) -> None:
    cache.get()
    cache.origin.status = 503
    cache.purger.purge(["article:7"], soft=True)
    assert cache.get().text == "page 1"
    until(lambda: cache.fetched() == 2)
    assert cache.get().text == "page 1"


def test_what_was_purged_is_gone_while_the_portal_is_down_too(cache: Cache) -> None:
    cache.get()
    cache.origin.stop()
    cache.purger.purge(["article:7"], soft=False)
    reply = cache.get()
    assert reply.status == 503
    assert "page 1" not in reply.text
    assert "try again" in reply.text
    assert (reply.headers["cache-control"], reply.headers["retry-after"]) == ("no-store", "10")


def test_too_old_a_page_is_not_shown_while_the_portal_is_well(cache: Cache) -> None:
    cache.origin.headers["Surrogate-Control"] = AT_ONCE_STALE.format(0)
    assert [cache.get().text, cache.get_aged().text] == ["page 1", "page 2"]


def test_one_that_is_a_little_old_is_shown_at_once(cache: Cache) -> None:
    cache.origin.headers["Surrogate-Control"] = AT_ONCE_STALE.format(30)
    cache.get()
    reply = cache.get_aged()
    assert (reply.text, reply.cache) == ("page 1", "stale")
    until(lambda: cache.get().text != "page 1")


def test_a_crowd_on_too_old_a_page_is_one_request(cache: Cache) -> None:
    cache.get()
    cache.purger.purge(["front:1"], soft=False)
    cache.origin.may_answer.clear()
    with ThreadPoolExecutor(20) as crowd:
        readers = [crowd.submit(cache.get) for _ in range(20)]
        until(lambda: cache.fetched() > 1)
        cache.origin.may_answer.set()
        assert {reader.result().text for reader in readers} == {"page 2"}
    assert cache.fetched() == 2
