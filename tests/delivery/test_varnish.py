"""deploy/varnish.vcl in a real Varnish: what it keeps, what it forgets, whom it lets do so."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.delivery.servers import PUBLIC, Reply, ask
from tests.delivery.varnish_reader import Cache
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("varnish")


# --- It keeps ---------------------------------------------------------------------------


def test_it_works(cache: Cache) -> None:
    first, second = cache.get(), cache.get()
    assert (first.text, first.cache) == ("page 1", "miss")
    assert (second.text, second.cache) == ("page 1", "hit")
    assert cache.fetched() == 1
    assert cache.get(method="HEAD").cache == "hit"


def test_a_crowd_on_a_new_page_is_one_request(cache: Cache) -> None:
    cache.origin.may_answer.clear()
    with ThreadPoolExecutor(30) as crowd:
        readers = [crowd.submit(cache.get) for _ in range(30)]
        until(lambda: cache.fetched() > 0)
        cache.origin.may_answer.set()
        assert {reader.result().text for reader in readers} == {"page 1"}
    assert cache.fetched() == 1


def test_what_is_only_between_us_does_not_go_out(cache: Cache) -> None:
    cache.origin.headers |= {"Surrogate-Key": "article:7", "Cache-Tag": "article:7"}
    for reply in (cache.get(), cache.get()):
        assert reply.headers["cache-control"] == PUBLIC["Cache-Control"]
        ours = {"surrogate-control", "surrogate-key", "xkey", "cache-tag", "age", "via"}
        assert not ours & set(reply.headers)
        assert not [name for name in reply.headers if name.startswith("x-portal")]


def test_browsers_are_told_the_age_that_their_header_speaks_of(cache: Cache) -> None:
    del cache.origin.headers["Surrogate-Control"]
    cache.origin.headers["Cache-Control"] = "public, max-age=600"
    cache.get()
    assert int(cache.get().headers["age"]) >= 0


def test_compressed_or_not_it_is_one_page(cache: Cache) -> None:
    cache.origin.headers |= {"Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    page = gzip.compress(b"all of the page " * 100)
    headers = cache.origin.headers
    cache.origin.instead = lambda *_asked: Reply(200, headers, page)
    packed = cache.get(accept_encoding="gzip, br;q=0.5")
    plain = cache.get()
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body == b"all of the page " * 100
    assert (plain.cache, cache.fetched()) == ("hit", 1)


def test_a_condition_is_answered_from_here(cache: Cache) -> None:
    cache.origin.headers["ETag"] = '"one"'
    cache.get()
    assert cache.get(if_none_match='"one"').status == 304
    assert cache.fetched() == 1


@pytest.mark.parametrize("status", [301, 404, 410])
def test_what_else_the_portal_lets_be_kept_is(cache: Cache, status: int) -> None:
    cache.origin.status = status
    cache.origin.headers["Location"] = "/elsewhere/"
    assert [cache.get().status, cache.get().status] == [status, status]
    assert cache.fetched() == 1


# --- It does not keep -------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Set-Cookie": "sessionid=1"},
        {"Cache-Control": "private, max-age=600"},
        {"Cache-Control": "no-store"},
        {"Surrogate-Control": "no-store"},
        {"Surrogate-Control": "private"},
        {"Surrogate-Control": "", "Cache-Control": ""},
        {"Surrogate-Control": "", "Cache-Control": "no-cache, max-age=60"},
        {"Vary": "*"},
    ],
)
def test_what_is_nobody_elses_is_not_kept(cache: Cache, headers: dict[str, str]) -> None:
    merged = cache.origin.headers | headers
    cache.origin.headers = {name: value for name, value in merged.items() if value}
    assert [cache.get().text, cache.get().text] == ["page 1", "page 2"]


@pytest.mark.parametrize("status", [500, 502, 503, 302 + 98])
def test_an_error_is_shown_and_never_kept(cache: Cache, status: int) -> None:
    cache.origin.status = status
    assert cache.get().status == status
    cache.origin.status = 200
    assert (cache.get().status, cache.fetched()) == (200, 2)


@pytest.mark.parametrize("path", ["/admin/", "/preview/story/7/", "/admin/login/?next=/"])
def test_the_desk_goes_through_with_its_cookies(cache: Cache, path: str) -> None:
    cache.path = path
    for number in (1, 2):
        reply = cache.get(cookie="sessionid=abc; csrftoken=def")
        assert (reply.text, reply.cache) == (f"page {number}", "pass")
    assert cache.asked[0][2]["cookie"] == "sessionid=abc; csrftoken=def"


@pytest.mark.parametrize(
    "cookie",
    ["sessionid=abc", "a=1; sessionid=abc", "a=1; __Host-sessionid=a"],
)
def test_who_is_logged_in_gets_pages_of_their_own(cache: Cache, cookie: str) -> None:
    cache.get()
    reply = cache.get(cookie=cookie)
    assert (reply.text, reply.cache) == ("page 2", "pass")
    assert cache.asked[1][2]["cookie"] == cookie
    assert cache.get().text == "page 1", "and nobody else gets them"


def test_other_cookies_do_not_reach_the_portal(cache: Cache) -> None:
    cache.get(cookie="_ga=GA1.2.3; oldsessionid=4")
    assert "cookie" not in cache.asked[0][2]
    assert cache.get(cookie="_ga=other").cache == "hit"


def test_files_are_the_same_for_who_is_logged_in(cache: Cache) -> None:
    cache.path = "/static/css/site.1234.css"
    cache.get(cookie="sessionid=abc")
    assert cache.get(cookie="sessionid=def").cache == "hit"


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_what_is_sent_goes_through(cache: Cache, method: str) -> None:
    cache.get()
    assert ask(cache.port, cache.path, method, body=b"a=1", cookie="csrftoken=1").text == "page 2"
    assert cache.asked[1][0] == method
    assert cache.asked[1][2]["cookie"] == "csrftoken=1"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "BREW"])
def test_other_methods_are_refused(cache: Cache, method: str) -> None:
    assert cache.get(method=method).status == 405
    assert cache.fetched() == 0


# --- Addresses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "gets"),
    [
        ("?utm_source=letter&utm_medium=mail", ""),
        ("?utm_source=letter&page=2", "?page=2"),
        ("?page=2&fbclid=IwAR&gclid=1", "?page=2"),
        ("?q=utm_source&page=2", "?page=2&q=utm_source"),
        ("?gclid", ""),
        ("?UTM_Source=a&&b=1", "?b=1"),
        ("?", ""),
        ("?b=2&a=1", "?a=1&b=2"),
        ("?at_campaign=64&formula=x", "?formula=x"),
    ],
)
def test_how_one_came_here_makes_no_other_page(cache: Cache, asked: str, gets: str) -> None:
    cache.get(asked)
    assert cache.asked[0][1] == cache.path + gets
    assert cache.get(gets).cache == "hit"


def test_https_is_another_page_than_http(cache: Cache) -> None:
    cache.get(x_forwarded_proto="https")
    assert cache.get().cache == "miss"
    assert cache.get(x_forwarded_proto="gopher").cache == "hit"
    assert cache.asked[0][2]["x-forwarded-proto"] == "https"


def test_a_host_is_the_same_in_capitals_and_no_other_is(cache: Cache) -> None:
    cache.get(host="News.Example")
    assert cache.get(host="news.example").cache == "hit"
    assert cache.get(host="evil.example").cache == "miss"
    cache.get("?other", x_forwarded_host="evil.example")
    assert "x-forwarded-host" not in cache.asked[-1][2]
