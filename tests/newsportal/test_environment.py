"""Settings out of the environment: each reader works, and each refusal names its variable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsportal import environment as env
from tests.newsportal.other_settings import settings_with

READERS: dict[str, Callable[[], Any]] = {
    "text": lambda: env.text("X", "some"),
    "boolean": lambda: env.boolean("X", False),
    "integer": lambda: env.integer("X", 5, least=1, most=9),
    "names": lambda: env.names("X", ["a"]),
    "folder": lambda: env.folder("X", Path("/tmp")),
    "origin": lambda: env.origin("X", "http://default.example"),
    "address": lambda: env.address("X"),
    "addresses": lambda: env.addresses("X"),
    "choice": lambda: env.choice("X", "a", ["a", "b"]),
    "choices": lambda: env.choices("X", ["a", "b"]),
    "time_zone": lambda: env.time_zone("X", "UTC"),
    "redis": lambda: env.redis("X"),
    "search_engine": lambda: env.search_engine("X"),
    "database": lambda: env.database("X", "sqlite:////tmp/default.sqlite3"),
}


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading "X" is no setting of the portal's."""
    monkeypatch.setattr(env, "READ", {})
    monkeypatch.delenv("X", raising=False)


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        ("text", " news ", "news"),
        ("boolean", "1", True),
        ("boolean", "Yes", True),
        ("boolean", "on", True),
        ("boolean", "true", True),
        ("boolean", "0", False),
        ("boolean", "NO", False),
        ("boolean", "off", False),
        ("boolean", "false", False),
        ("integer", "1", 1),
        ("integer", "9", 9),
        ("names", "a.example, b.example,,", ["a.example", "b.example"]),
        ("folder", "/", Path("/")),
        ("folder", "/no/such/folder", Path("/no/such/folder")),
        ("origin", "https://news.example/", "https://news.example"),
        ("origin", "http://localhost:8000", "http://localhost:8000"),
        ("time_zone", "Europe/London", "Europe/London"),
        ("address", "https://cdn.example/news/", "https://cdn.example/news"),
        (
            "addresses",
            "http://a.example:6081, http://b.example/",
            ["http://a.example:6081", "http://b.example"],
        ),
        ("redis", "redis://:word@cache.example:6379/0", "redis://:word@cache.example:6379/0"),
        ("redis", "rediss://cache.example", "rediss://cache.example"),
        ("redis", "unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("choice", "b", "b"),
        ("choices", "b", ["b"]),
        ("choices", "b, a", ["b", "a"]),
    ],
)
def test_it_works(
    reader: str, value: str, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", value)
    assert READERS[reader]() == expected
    assert "X" in env.READ


@pytest.mark.parametrize(
    ("reader", "default"),
    [
        ("text", "some"),
        ("boolean", False),
        ("integer", 5),
        ("names", ["a"]),
        ("folder", Path("/tmp")),
        ("origin", "http://default.example"),
        ("time_zone", "UTC"),
        ("redis", ""),
    ],
)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_is_the_default(
    reader: str, default: object, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is not None:
        monkeypatch.setenv("X", value)
    assert READERS[reader]() == default


@pytest.mark.parametrize(
    ("value", "engine", "name"),
    [
        ("sqlite:////srv/news.sqlite3", "sqlite3", "/srv/news.sqlite3"),
        ("postgres://me:word@db.example:5433/news", "postgresql", "news"),
        ("postgresql://me:word@db.example/news", "postgresql", "news"),
    ],
)
def test_databases(value: str, engine: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    config = READERS["database"]()
    assert config["ENGINE"] == f"django.db.backends.{engine}"
    assert config["NAME"] == name


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("boolean", "maybe"),
        ("boolean", "2"),
        ("integer", "0"),
        ("integer", "10"),
        ("integer", "-3"),
        ("integer", "five"),
        ("integer", "5.0"),
        ("integer", "٥"),
        ("origin", "news.example"),
        ("origin", "ftp://news.example"),
        ("origin", "https://"),
        ("origin", "https://news.example/path"),
        ("origin", "https://news.example?q"),
        ("origin", "https://me@news.example"),
        ("origin", "https://news.example:port"),
        ("origin", "http://["),
        ("addresses", "http://a.example, b.example"),
        ("choices", "a, c"),
        ("choices", "a,a"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("redis", "cache.example:6379"),
        ("redis", "redis://"),
        ("redis", "redis://cache.example/news"),
        ("redis", "redis://cache.example:port"),
        ("redis", "unix://"),
        ("database", "mysql://me@db.example/news"),
        ("database", "news.sqlite3"),
        ("database", "postgres://me@db.example/"),
        ("database", "postgres://me@db.example:port/news"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(
    reader: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X is '.*', but it accepts .+\.$"):
        READERS[reader]()


def test_a_file_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("X", str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match=r"^X is .* a file at that place\.$"):
        READERS["folder"]()


@pytest.mark.parametrize(
    ("value", "at", "header"),
    [
        ("https://search.example", "https://search.example/newsportal", ""),
        ("http://10.0.0.7:9200/news/", "http://10.0.0.7:9200/news", ""),
        (
            "https://us%40news:a%2Fb@search.example:9200/news-2",
            "https://search.example:9200/news-2",
            "Basic dXNAbmV3czphL2I=",
        ),
    ],
)
def test_a_search_engine(monkeypatch: pytest.MonkeyPatch, value: str, at: str, header: str) -> None:
    monkeypatch.setenv("X", value)
    assert env.search_engine("X") == (at, header)
    monkeypatch.delenv("X")
    assert env.search_engine("X") == ("", "")


@pytest.mark.parametrize(
    "value",
    [
        "search.example:9200/news",
        "ftp://search.example/news",
        "https://search.example/News",
        "https://search.example/_news",
        "https://search.example/a/b",
        "https://search.example/news.next",
        "https://search.example/news?q=1",
        "https://user@search.example/news",
        "https://search.example:port/news",
        "https:///news",
    ],
)
def test_what_is_no_search_engine(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X is '.*', but it accepts https://user"):
        env.search_engine("X")


def test_a_file_that_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.file("X") is None
    monkeypatch.setenv("X", str(tmp_path / "ca.pem"))
    with pytest.raises(ImproperlyConfigured, match=r"^X is .* none can be read there\.$"):
        env.file("X")
    (tmp_path / "ca.pem").touch()
    assert env.file("X") == tmp_path / "ca.pem"


@pytest.mark.parametrize("reader", ["database", "redis", "search_engine"])
def test_a_password_is_never_said(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "mysql://me:hunter2@db.example/news")
    with pytest.raises(ImproperlyConfigured) as refusal:
        READERS[reader]()
    assert "hunter2" not in str(refusal.value)
    assert "db.example" in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "host", "port", "starttls", "tls"),
    [
        ("smtps://mail.example", "mail.example", 465, False, True),
        ("smtp+tls://d%40news.example:a%2Fb@mail.example", "mail.example", 587, True, False),
        ("smtp://localhost:2525", "localhost", 2525, False, False),
    ],
)
def test_a_mail_server(
    monkeypatch: pytest.MonkeyPatch, value: str, host: str, port: int, starttls: bool, tls: bool
) -> None:
    monkeypatch.setenv("X", value)
    found = env.mail_server("X")
    assert (found["host"], found["port"]) == (host, port)
    assert (found["starttls"], found["tls"]) == (starttls, tls)
    if "@" in value:
        assert (found["user"], found["password"]) == ("d@news.example", "a/b")


def test_mails_of_a_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.mail_server("X") == {}
    assert env.sender("X") == ""
    monkeypatch.setenv("X", "filemail:///tmp/mails")
    assert env.mail_server("X")["folder"] == "/tmp/mails"
    monkeypatch.setenv("X", "consolemail://")
    assert "console" in env.mail_server("X")["backend"]


@pytest.mark.parametrize(
    "value",
    [
        "mail.example",
        "https://mail.example",
        "smtp://mail.example",  # without TLS, elsewhere
        "smtps://",
        "smtps://mail.example:0",
        "smtps://mail.example:x",
        "smtps://mail.example/path",
        "smtps://user:secret@mail.example?x=1",
        "filemail://folder",
    ],
)
def test_a_mail_server_that_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X is") as refused:
        env.mail_server("X")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["desk", "a@b", "Desk <desk>", "a@news.example\nBcc: x@y.example"]
)
def test_a_sender_that_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X is"):
        env.sender("X")


def test_a_mail_server_needs_an_address_of_the_site() -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        settings_with("outlets/mail.py", EMAIL_URL="smtps://mail.example")
    with pytest.raises(ImproperlyConfigured, match="MAIL_FROM"):
        settings_with(
            "outlets/mail.py", EMAIL_URL="smtps://mail.example", SITE_URL="http://localhost"
        )
    told = settings_with(
        "outlets/mail.py", EMAIL_URL="smtps://mail.example", SITE_URL="https://news.example"
    )
    assert told["DEFAULT_FROM_EMAIL"] == "no-reply@news.example"
    assert told["HAS_MAIL"]
    assert not settings_with("outlets/mail.py")["HAS_MAIL"]


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({"HSTS_SUBDOMAINS": "1"}, "HTTPS"),
        ({"HTTPS": "1", "HSTS_PRELOAD": "1"}, "HSTS_SUBDOMAINS"),
    ],
)
def test_what_is_hard_to_take_back_is_asked_for_as_a_whole(
    variables: dict[str, str], names: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=names):
        settings_with(**variables)


def test_with_tls_cookies_are_the_host_s_alone() -> None:
    plain, secure = settings_with(), settings_with(HTTPS="1", HSTS_SUBDOMAINS="1")
    assert (plain["SESSION_COOKIE_NAME"], plain["CSRF_COOKIE_NAME"]) == ("sessionid", "csrftoken")
    assert secure["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert secure["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert secure["SESSION_COOKIE_SECURE"] and secure["CSRF_COOKIE_SECURE"]
    assert secure["SECURE_HSTS_INCLUDE_SUBDOMAINS"] and not secure["SECURE_HSTS_PRELOAD"]
