"""deploy/nginx.conf in a real nginx: files from here, pages from the portal, patience with all."""

from __future__ import annotations

import gzip
import re
import socket
from pathlib import Path

import pytest
from django.conf import settings

from articles.lib.access.content_policy import BARE
from tests.delivery.servers import ROOT, Nginx, Origin, Reply, ask, trusting
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.xdist_group("nginx"), pytest.mark.usefixtures("origin")]
FILE = (ROOT / "deploy" / "nginx.conf").read_text()
PICTURE = f"media/pictures/0a/{'0a' * 16}-12345678/800.avif"


def get(nginx: Nginx, path: str, method: str = "GET", **headers: str) -> Reply:
    """One request with TLS."""
    return ask(nginx.https, path, method, body=None, tls=True, **headers)


def put(nginx: Nginx, name: str, content: bytes) -> Path:
    """A file in what would be VAR_DIR."""
    file = nginx.var / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def test_it_works(nginx: Nginx, origin: Origin) -> None:
    reply = get(nginx, "/politics/?page=2")
    assert (reply.status, reply.text) == (200, "page 1")
    ((method, path, headers),) = origin.asked
    assert (method, path) == ("GET", "/politics/?page=2")
    assert headers["host"] == "news.example"
    assert headers["x-forwarded-proto"] == "https"


def test_http_is_sent_to_https(nginx: Nginx) -> None:
    reply = ask(nginx.http, "/politics/?page=2")
    assert reply.status == 301
    assert reply.headers["location"] == "https://news.example/politics/?page=2"


def test_what_readers_claim_of_themselves_is_not_passed_on(nginx: Nginx, origin: Origin) -> None:
    get(nginx, "/", x_forwarded_for="203.0.113.9", x_forwarded_proto="gopher")
    headers = origin.asked[0][2]
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"]) == ("127.0.0.1", "https")


def test_a_form_goes_through(nginx: Nginx, origin: Origin) -> None:
    reply = ask(nginx.https, "/admin/login/", "POST", body=b"a=1", tls=True, cookie="csrftoken=1")
    assert reply.text == "page 1"
    assert origin.asked[0][2]["cookie"] == "csrftoken=1"


def test_who_tries_passwords_is_slowed_down(nginx: Nginx, origin: Origin) -> None:
    replies = [
        ask(nginx.https, "/admin/login/", "POST", body=b"a=1", tls=True) for _one in range(30)
    ]
    assert {reply.status for reply in replies[:20]} == {200}
    refused = [reply for reply in replies if reply.status == 429]
    assert refused and "Try again" in refused[0].text and refused[0].headers["retry-after"]
    assert len(origin.asked) == 30 - len(refused)
    assert get(nginx, "/admin/login/").status == 200, "the form, and readers, are not limited"
    large = {"content_length": "70000"}
    assert ask(nginx.https, "/admin/login/", "POST", tls=True, body=b"", **large).status == 413


def test_its_own_answers_say_what_the_portal_s_do(nginx: Nginx, origin: Origin) -> None:
    put(nginx, "static/css/site.1234.css", b"p { color: red }")
    large = {"content_length": "70000"}
    own = {
        200: get(nginx, "/static/css/site.1234.css"),
        404: get(nginx, "/static/none.css"),
        405: get(nginx, "/", "PURGE"),
        413: ask(nginx.https, "/admin/login/", "POST", tls=True, body=b"", **large),
    }
    for status, reply in own.items():
        assert (reply.status, reply.headers["x-content-type-options"]) == (status, "nosniff")
        assert reply.headers["strict-transport-security"] == "max-age=31536000", status
        assert reply.headers["content-security-policy"] == BARE, status
        assert reply.headers["referrer-policy"] == "strict-origin-when-cross-origin", status
    origin.headers |= {
        "Strict-Transport-Security": "max-age=1; preload",
        "Content-Security-Policy": "default-src 'self'",
        "X-Content-Type-Options": "nosniff",
    }
    for _made_then_asked_again in range(2):
        said = get(nginx, "/").headers
        assert said["strict-transport-security"] == "max-age=1; preload"
        assert said["content-security-policy"] == "default-src 'self'"
        assert said["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["PURGE", "SOFTPURGE", "PUT", "DELETE", "TRACE"])
def test_nobody_purges_by_this_way(nginx: Nginx, origin: Origin, method: str) -> None:
    assert get(nginx, "/", method, xkey="article:7").status == 405
    assert origin.asked == []


def test_static_files_are_not_the_portals_work(nginx: Nginx, origin: Origin) -> None:
    file = put(nginx, "static/css/site.1234.css", b"p { color: red } " * 99)
    file.with_suffix(".css.gz").write_bytes(gzip.compress(file.read_bytes()))
    plain = get(nginx, "/static/css/site.1234.css")
    assert (plain.body, plain.headers["content-type"]) == (file.read_bytes(), "text/css")
    assert "immutable" in plain.headers["cache-control"]
    packed = get(nginx, "/static/css/site.1234.css", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert get(nginx, "/static/none.css").status == 404
    assert origin.asked == []


def test_static_files_are_sent_in_brotli_where_nginx_can(nginx: Nginx) -> None:
    put(nginx, "static/js/site.1234.js", b"1")
    put(nginx, "static/js/site.1234.js.br", b"packed")
    reply = get(nginx, "/static/js/site.1234.js", accept_encoding="gzip, br")
    got = reply.body, reply.headers.get("content-encoding")
    assert got == ((b"packed", "br") if nginx.has_brotli else (b"1", None))


def test_pictures_are_asked_for_once_and_by_the_desk_each_time(
    nginx: Nginx, origin: Origin
) -> None:
    put(nginx, PICTURE, b"taken away with its story")
    origin.headers |= {"Cache-Control": "public, max-age=31536000, s-maxage=300, immutable"}
    first, again = (get(nginx, f"/{PICTURE}") for _time in range(2))
    assert first.text == again.text == "page 1"
    assert "immutable" in again.headers["cache-control"]
    assert get(nginx, f"/{PICTURE}", cookie="sessionid=1").text == "page 2"
    assert get(nginx, f"/{PICTURE}", cookie="a=1; __Host-sessionid=1").text == "page 3"
    assert get(nginx, f"/{PICTURE}", cookie="oldsessionid=1").text == "page 1"
    assert get(nginx, f"/{PICTURE}").text == "page 1"
    assert len(origin.asked) == 3


def test_a_picture_that_is_gone_is_asked_for_anew(nginx: Nginx, origin: Origin) -> None:
    origin.status = 410
    origin.headers |= {"Cache-Control": "no-cache"}
    other = PICTURE.replace("800", "640")
    assert [get(nginx, f"/{other}").status for _time in range(2)] == [410, 410]
    assert len(origin.asked) == 2


@pytest.mark.parametrize(
    "name",
    ["secret-key", "originals/pictures/a.jpg", "media/letter.html", "newsportal.sqlite3"],
)
def test_nothing_else_of_the_folder_is_given_out(nginx: Nginx, name: str) -> None:
    put(nginx, name, b"for nobody")
    for path in (f"/{name}", f"/static/../{name}", f"/static/%2e%2e/{name}", f"/static../{name}"):
        assert b"for nobody" not in get(nginx, path).body


def test_a_page_that_names_very_many_keys_gets_through(nginx: Nginx, origin: Origin) -> None:
    keys = " ".join(f"picture:{number}" for number in range(10_000, 10_500))
    origin.headers |= {"xkey": keys, "Surrogate-Key": keys, "Cache-Tag": keys}
    assert get(nginx, "/").status == 200


def test_a_picture_as_large_as_is_allowed_gets_through() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", FILE)
    assert found
    # What stands around it in a form is a few hundred bytes.
    assert int(found[1]) * 1024 * 1024 > settings.PICTURE_MAX_BYTES + 100_000


def test_a_larger_one_is_refused_before_it_is_sent(nginx: Nginx, origin: Origin) -> None:
    reply = ask(nginx.https, "/", "POST", tls=True, body=b"", content_length=str(42 * 1024 * 1024))
    assert reply.status == 413
    assert origin.asked == []


@pytest.mark.parametrize("sizes", [[9_000], [7_000] * 6])
def test_a_bomb_of_a_head_is_refused(nginx: Nginx, origin: Origin, sizes: list[int]) -> None:
    bomb = {f"x_{number}": "a" * size for number, size in enumerate(sizes)}
    assert get(nginx, "/", **bomb).status == 400
    assert origin.asked == []


def test_who_never_comes_to_an_end_is_let_go(nginx: Nginx, origin: Origin) -> None:
    plain = socket.create_connection(("127.0.0.1", nginx.https), timeout=PATIENCE)
    with trusting().wrap_socket(plain) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: news.example\r\nX-A: ")
        assert get(nginx, "/").status == 200, "others are answered meanwhile"
        try:
            said = slow.recv(1_000)
        except ConnectionError:
            said = b""
        assert said == b"" or said.startswith(b"HTTP/1.1 408")
    assert len(origin.asked) == 1
