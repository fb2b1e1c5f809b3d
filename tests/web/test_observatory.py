"""A portal behind TLS, as the HTTP Observatory's rules see it: an A+ for each answer there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.contrib.staticfiles import finders
from django.core import signing
from django.db import OperationalError, connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.delivery.door import response_headers
from articles.delivery.door.thread_limit import REFUSED
from articles.delivery.limits.kinds import SEARCH
from articles.delivery.limits.limiter import Limiter
from articles.models import Page, PreviewLink
from articles.models.notices.unsubscribing import DIGEST, SALT
from articles.models.planning.feeds import CalendarFeed
from articles.web.sitewide import policy
from newsportal.reception import refusals
from tests import cast
from tests.newsportal.other_settings import settings_with
from tests.newsportal.reception.test_bodies import Proto
from tests.web.observatory import Seen, grade, policy_of, results, score

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


#: The settings that are others with TLS.
WITH_TLS = ("SECURE_", "SESSION_", "CSRF_", "CONTENT_SECURITY_", "DESK_SECURITY_")


@pytest.fixture
def secure(settings: Any) -> Iterator[Client]:
    """A reader of a portal behind TLS and a proxy on its own machine."""
    behind_tls = settings_with(SITE_URL="https://testserver")
    for name, value in behind_tls.items():
        if name == "HTTPS" or name.startswith(WITH_TLS):
            setattr(settings, name, value)
    _forget()
    yield Client(raise_request_exception=False, HTTP_X_FORWARDED_PROTO="https")
    _forget()


def _forget() -> None:
    for one in (response_headers.always, response_headers.secured, policy._plain):
        one.cache_clear()


@pytest.fixture
def public() -> dict[str, str]:
    """An address for every public pattern, by its name."""
    story = cast.live(picture=cast.picture(), topics=["Ports"], authors=[cast.ottoline()])
    page = Page.objects.create(title="Ethics", slug="ethics", is_published=True)
    link = PreviewLink.objects.create(article=cast.draft(), by=cast.managing_editor())
    picture = f"pictures/{story.picture.folder.partition('pictures/')[2]}" if story.picture else ""
    reporter = cast.reporter()
    told = signing.Signer(salt=SALT).sign_object([reporter.pk, DIGEST])
    by_name = {
        "planning-feed": f"/calendar/{CalendarFeed.make(reporter)}.ics",
        "notices-off": f"/.well-known/notices/{told}/",
        "sitemap-part": "/sitemap-1.xml",
        "sitemap-month": cast.sitemap(story),
        "media": f"/media/{picture}/none.jpg",
        "preview-story": f"/preview/story/{story.pk}/",
        "preview-new": "/preview/new/",
        "preview-shared": f"/preview/{link.token}/",
        "page": f"/about/{page.slug}/",
        "author": "/by/ottoline-marsh/",
        "author-feed": "/by/ottoline-marsh/feed/",
        "topic": "/topic/ports/",
        "topic-feed": "/topic/ports/feed/",
        "section": "/politics/",
        "months": "/politics/archive/",
        "section-feed": "/politics/feed/",
        "archive": f"/politics/{story.publish_at:%Y/%m}/",
        "article": story.get_absolute_url(),
        "feed": "/feed/atom/",
        "corrections-feed": "/corrections/feed/atom/",
        "search-feed": "/search/feed/atom/?q=crane",
        "front-twin": "/index.json",
        "latest-twin": "/latest.md",
        "first-page-twin": "/about.md",
        "page-twin": f"/about/{page.slug}.json",
        "author-twin": "/by/ottoline-marsh.json",
        "topic-twin": "/topic/ports.md",
        "section-twin": "/politics.json",
        "article-twin": f"{story.get_absolute_url().removesuffix('/')}.md",
        "api-missing": "/api/nothing",
        "embed": f"/embed/{story.pk}/",
        "social-card": f"/media/cards/{story.pk}-{'0' * 32}.png",
        "partner-feed": "/feed/partners/nobody/",
        "partner-feed-secret": "/feed/partners/nobody/no-token/",
        "oembed": f"/embed/oembed/?url={story.get_absolute_url()}",
    }
    found = {}
    for prefix, one in _patterns(get_resolver()):
        assert one.name, "a public address without a name"
        path = by_name.get(one.name, "") if not prefix else ""
        path = path or f"/{prefix}{one.pattern}"
        if prefix:  # of the API: what is not there is answered by the same rules
            path = re.sub(r"<(?:\w+:)?number>", str(story.pk), path)
            path = re.sub(r"<(?:\w+:)?\w+>", "politics", path)
        assert "<" not in path, f"{one.name} needs an address here"
        found[one.name] = path
    return found


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield prefix, one
        elif not str(one.pattern).startswith("admin/"):
            yield from _patterns(one, f"{prefix}{one.pattern}")


def seen(answer: Any) -> Seen:
    """An answer of the client, as the rules see it."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    text = answer.content.decode(errors="replace") if not answer.streaming else ""
    return Seen(headers, answer.cookies, text)


def test_the_rules_can_tell_good_from_bad() -> None:
    # Without any header: 25, 20, 5 and 20 points are missing.
    assert (score(Seen({})), grade(Seen({}))) == (30, "D")
    good = {
        "content-security-policy": "default-src 'none'; frame-ancestors 'self'",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    assert (score(Seen(good)), grade(Seen(good))) == (130, "A+")
    framed = "frame-ancestors 'self'"
    for name, worse, expected in (
        ("content-security-policy", f"script-src 'unsafe-inline'; {framed}", 80),
        ("content-security-policy", f"default-src 'none'; style-src data:; {framed}", 120),
        ("content-security-policy", f"default-src 'none'; img-src http:; {framed}", 110),
        ("content-security-policy", "default-src 'none'", 80),
        ("strict-transport-security", "max-age=3600", 120),
        ("x-content-type-options", "", 125),
        ("cross-origin-resource-policy", "cross-origin", 120),
    ):
        assert score(Seen({**good, name: worse})) == expected, worse
    assert score(Seen(good, SimpleCookie("sessionid=1; Path=/"))) == 70
    assert score(Seen(good, SimpleCookie("a=1; Secure; SameSite=None"))) == 80
    assert score(Seen(good, SimpleCookie("a=1; Secure; SameSite=Lax"))) == 135


def test_every_public_address_has_an_a_plus_and_no_cookie(
    secure: Client, public: dict[str, str]
) -> None:
    wrong = {}
    for name, path in public.items():
        answer = secure.get(path, follow=False)
        found = seen(answer)
        if grade(found) != "A+":
            wrong[name] = results(found)
        assert not answer.cookies, name
        if not name.startswith("preview-"):
            assert "cookie" not in answer.get("Vary", "").lower(), name
    assert wrong == {}


def test_pages_have_all_the_points_there_are(secure: Client, public: dict[str, str]) -> None:
    for name in ("front", "article", "section", "search", "offline", "page", "corrections"):
        answer = secure.get(public[name])
        assert (answer.status_code, score(seen(answer))) == (200, 130), name


def test_the_desk_has_an_a_plus_and_its_cookies_are_the_host_s(secure: Client) -> None:
    story, boss = cast.live(picture=cast.picture()), cast.managing_editor()
    boss.is_superuser = True
    boss.save()
    login = secure.get("/admin/login/")
    assert set(login.cookies) == {"__Host-csrftoken"}
    boss.set_password("a long one of its own")
    boss.save()
    secure.handler.enforce_csrf_checks = True
    form = {"username": boss.username, "password": "a long one of its own"}
    form["csrfmiddlewaretoken"] = login.cookies["__Host-csrftoken"].value
    inside = secure.post("/admin/login/", form, HTTP_REFERER="https://testserver/admin/login/")
    assert inside.status_code == 302
    assert "__Host-sessionid" in inside.cookies
    for cookie in (*login.cookies.values(), *inside.cookies.values()):
        assert cookie["secure"] and cookie["samesite"] in {"Lax", "Strict"}
        # Others are the desk's alone.
        assert cookie["path"] == ("/" if cookie.key.startswith("__Host-") else "/admin/")
        assert not cookie["domain"]
    assert inside.cookies["__Host-sessionid"]["httponly"]
    for path in (
        "",
        "password_change/",
        "articles/article/",
        "articles/article/add/",
        f"articles/article/{story.pk}/change/",
        f"articles/article/{story.pk}/history/",
        "articles/picture/",
        "articles/paper/1/change/",
        "auth/user/",
        "no/such/page/",
    ):
        answer = secure.get(f"/admin/{path}")
        assert (grade(seen(answer)), answer.status_code) in {("A+", 200), ("A+", 404)}, path
        if answer.status_code == 200:
            assert score(seen(answer)) >= 130, path


def test_files_have_an_a_plus(secure: Client, public: dict[str, str]) -> None:
    assert finders.find("css/desk.css")
    for path in ("/static/css/desk.css", "/static/js/site.js", "/static/none.css"):
        answer = secure.get(path)
        assert grade(seen(answer)) == "A+", path
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    for name in ("feed", "section-feed", "corrections-feed", "media"):
        assert secure.get(public[name])["Cross-Origin-Resource-Policy"] == "cross-origin", name


def test_errors_have_an_a_plus(secure: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limiter, "wait", lambda _limits, kind, **_who: 5.0 * (kind == SEARCH))
    gone = cast.live()
    gone.withdraw(None, reason="It was wrong.")

    def away(*_args: object) -> None:
        raise OperationalError("The database is away.")

    def failing(path: str) -> Any:
        with connection.execute_wrapper(away):
            return secure.get(path)

    answers: list[tuple[int, Any]] = [
        (404, secure.get("/no/such/page/")),
        (410, secure.get(gone.get_absolute_url())),
        (405, secure.post("/")),
        (405, secure.get("/.well-known/csp-reports")),
        (400, secure.post("/.well-known/csp-reports", "{", content_type="application/json")),
        (400, secure.get("/", headers={"host": "elsewhere.example"})),
        (503, failing("/")),
        (503, failing("/sitemap.xml")),
        (503, _refused(secure)),
        (301, secure.get("/politics")),
        (429, secure.get("/search/?q=crane")),
    ]
    for status, answer in answers:
        assert (answer.status_code, grade(seen(answer))) == (status, "A+"), status


def _refused(secure: Client) -> Any:
    """What somebody gets for whom there is no place in front of Django."""
    crowded: dict[str, Any] = {REFUSED: "1"}
    return secure.get("/search/", **crowded)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_refusals_before_django_have_an_a_plus(secure: Client, accept: str) -> None:
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/admin/x/", "HTTP_ACCEPT": accept}
    for refusal in (
        refusals.not_here(),
        refusals.too_large(1),
        refusals.too_slow(),
        refusals.too_many(),
        refusals.busy(),
        refusals.too_many_logins(),
        refusals.logged_out(environ),
    ):
        proto = Proto()
        refusal.send(proto, environ)
        headers = {name.lower(): value for name, value in proto.said.items()}
        assert grade(Seen(headers, body=proto.body.decode())) == "A+", refusal.status
        for name in ("cross-origin-opener-policy", "permissions-policy"):
            assert headers[name], refusal.status


def test_no_policy_lets_in_what_stands_in_the_page(secure: Client, public: dict[str, str]) -> None:
    """Nothing inline, no address that holds what it names; a nonce and pictures of one's own only
    at the desk."""
    secure.force_login(cast.managing_editor())
    for path in (*public.values(), "/admin/", "/admin/articles/article/add/"):
        answer = secure.get(path)
        said = answer.headers["Content-Security-Policy"]
        directives = policy_of(said)
        assert "'unsafe" not in said and "http:" not in said, path
        assert directives["default-src"] == {"'none'"} and directives["base-uri"] == {"'none'"}
        at_the_desk = path.startswith("/admin/")
        assert ("data:" in said) is at_the_desk and ("blob:" in said) is at_the_desk, path
        assert {"data:", "blob:"}.isdisjoint(directives.get("style-src", set())), path
        if not at_the_desk:
            assert "nonce-" not in said, path
        if "script-src" in directives:
            assert directives["require-trusted-types-for"] == {"'script'"}
            assert directives["report-uri"] == {"/.well-known/csp-reports"}
            assert directives["report-to"] == {"csp"}
            assert answer.headers["Reporting-Endpoints"] == 'csp="/.well-known/csp-reports"'


def test_in_a_portal_without_tls_nothing_is_said_of_it(client: Client) -> None:
    assert portal_settings.SESSION_COOKIE_NAME == "sessionid"
    assert "Strict-Transport-Security" not in client.get("/").headers
