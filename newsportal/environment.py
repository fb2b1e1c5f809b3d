"""Typed reads of the environment.

A setting that cannot be understood stops the start with one sentence that names
the variable, says what it holds and what it accepts. Every read is remembered in
`READ`, so that a test can hold the documentation against it.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from datetime import time
from email.utils import formataddr, parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from articles.lib.text import visible

READ: dict[str, str] = {}

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


def _refuse(name: str, value: str, accepts: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {value!r}, but it accepts {accepts}.")


def _read(name: str, accepts: str) -> str:
    READ[name] = accepts
    return os.environ.get(name, "").strip()


def text(name: str, default: str = "") -> str:
    """The text in variable `name`, else `default`."""
    return _read(name, "text") or default


def line(name: str, default: str) -> str:
    """One line that readers see, in variable `name`: what of it can be seen, else `default`."""
    return visible.line(_read(name, "text")) or default


def boolean(name: str, default: bool) -> bool:
    """True or False from `name`; raises ImproperlyConfigured for anything else."""
    value = _read(name, accepts := "one of 1, true, yes, on, 0, false, no, off")
    if not value:
        return default
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise _refuse(name, value, accepts)


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`, both included."""
    value = _read(name, accepts := f"a whole number from {least} to {most}")
    if not value:
        return default
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise _refuse(name, value, accepts)


def names(name: str, default: list[str]) -> list[str]:
    """Names separated by commas; blanks around them are dropped."""
    value = _read(name, "names separated by commas")
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks separated by commas, such as 127.0.0.1, 10.0.0.0/8."""
    value = _read(name, accepts := "addresses or networks such as 127.0.0.1, 10.0.0.0/8")
    try:
        return [ip_network(part.strip()) for part in value.split(",") if part.strip()]
    except ValueError as error:
        raise _refuse(name, value, accepts) from error


def folder(name: str, default: Path) -> Path:
    """A folder's path; a relative one is taken from the working directory."""
    value = _read(name, "the path of a folder")
    path = Path(value).expanduser().resolve() if value else default
    if path.exists() and not path.is_dir():
        raise _refuse(name, str(path), "the path of a folder, and there is a file at that place")
    return path


def file(name: str) -> Path | None:
    """A file that can be read; a relative path is taken from the working directory."""
    value = _read(name, accepts := "the path of a file")
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if not os.access(path, os.R_OK) or not path.is_file():
        raise _refuse(name, str(path), f"{accepts}, and none can be read there")
    return path


def group(name: str) -> int | None:
    """The number of a group of this machine; None where none is named."""
    from grp import getgrnam

    value = _read(name, accepts := "the name of a group of this machine")
    if not value:
        return None
    try:
        return getgrnam(value).gr_gid
    except (KeyError, ValueError) as error:
        raise _refuse(name, value, accepts) from error


def origin(name: str, default: str = "") -> str:
    """Scheme and host of a site, such as https://news.example, without a slash at the end."""
    value = _read(name, accepts := "an address such as https://news.example, without a path")
    if not value:
        return default
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise _refuse(name, value, accepts)
    return value.rstrip("/")


def address(name: str, default: str = "") -> str:
    """An address such as https://cdn.example/pictures, without a slash at the end."""
    value = _read(name, accepts := "an address such as https://cdn.example/pictures")
    return _address(name, value, accepts) if value else default


def contact(name: str) -> str:
    """Where people write to, as an address of its own kind: mailto:, https: or tel:."""
    value = _read(name, accepts := "an address such as mailto:security@news.example")
    if value and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://\S+|tel:\+[\d-]+", value):
        raise _refuse(name, value, accepts)
    return value


def addresses(name: str) -> list[str]:
    """Addresses separated by commas, each as `address` has it."""
    value = _read(name, accepts := "addresses such as http://10.0.0.2:6081, separated by commas")
    parts = [part.strip() for part in value.split(",") if part.strip()]
    return [_address(name, part, accepts) for part in parts]


def _address(name: str, value: str, accepts: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or parts.username:
        raise _refuse(name, _without_password(value), accepts)
    return value.rstrip("/")


def choice(name: str, default: str, of: list[str]) -> str:
    """One of the words in `of`."""
    value = _read(name, accepts := f"one of {', '.join(of)}") or default
    if value not in of:
        raise _refuse(name, value, accepts)
    return value


def choices(name: str, of: list[str]) -> list[str]:
    """Words of those in `of`, separated by commas, each once; none where it is empty."""
    value = _read(name, accepts := f"one or several of {', '.join(of)}, separated by commas")
    chosen = [part.strip() for part in value.split(",") if part.strip()]
    if not set(chosen) <= set(of) or len(set(chosen)) < len(chosen):
        raise _refuse(name, value, accepts)
    return chosen


def time_zone(name: str, default: str) -> str:
    """A zone of the IANA database, such as Europe/London."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    value = _read(name, accepts := "a zone of the IANA database, such as Europe/London")
    try:
        return ZoneInfo(value or default).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _refuse(name, value, accepts) from error


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings for the database that a URL names.

    Accepts `sqlite:///path/to/file` (four slashes for an absolute path) and
    `postgres://user:password@host:port/name`.
    """
    accepts = "sqlite:///path/of/file or postgres://user:password@host:port/name"
    value = _read(name, accepts) or default
    scheme = value.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise _refuse(name, _without_password(value), accepts)
    try:
        config = dict(environ.Env.db_url_config(value))
    except (ValueError, ImproperlyConfigured) as error:
        raise _refuse(name, _without_password(value), accepts) from error
    if not config.get("NAME"):
        raise _refuse(name, _without_password(value), accepts)
    return config


def time_of_day(name: str) -> time | None:
    """An hour and a minute, such as 03:30; None where it is empty."""
    value = _read(name, accepts := "a time of day such as 03:30")
    if not value:
        return None
    try:
        return time.fromisoformat(f"{value}:00")
    except ValueError as error:
        raise _refuse(name, value, accepts) from error


def redis(name: str) -> str:
    """The address of a Redis, such as redis://:password@host:6379/0; rediss:// for TLS."""
    accepts = "redis://:password@host:6379/0, rediss:// for TLS, or unix:///path/of/socket"
    value = _read(name, accepts)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        network = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
        number = parts.path.strip("/")
        good = network and (not number or number.isdigit())
        good = good or (parts.scheme == "unix" and bool(number))
    except ValueError:
        good = False
    if not good:
        raise _refuse(name, _without_password(value), accepts)
    return value


def search_engine(name: str) -> tuple[str, str]:
    """Where a search engine is, with what its indexes are called as the path, and the header that
    says who we are; both "" where none is named."""
    accepts = (
        "https://user:password@host:9200/name, where the name of its indexes is of small letters, "
        "digits, - and _, and begins with a letter; http:// without TLS"
    )
    value = _read(name, accepts)
    if not value:
        return "", ""
    try:
        parts = urlsplit(value)
        called = parts.path.strip("/") or "newsportal"
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        good = good and re.fullmatch(r"[a-z][a-z0-9_-]{0,79}", called) is not None
        good = good and bool(parts.username) == bool(parts.password)
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment:
        raise _refuse(name, _without_password(value), accepts)
    known = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    header = f"Basic {b64encode(known.encode()).decode()}" if parts.username else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/{called}", header


def mail_server(name: str) -> dict[str, Any]:
    """The server that takes our mail; {} where none is named.

    Without TLS only on this machine: what is sent holds links that open accounts.
    """
    accepts = (
        "smtps://user:password@host:465 (TLS), smtp+tls://user:password@host:587 (STARTTLS), "
        "smtp://localhost:25 for a server of this machine, consolemail:// or "
        "filemail:///path/of/folder"
    )
    value = _read(name, accepts)
    if not value:
        return {}
    try:
        parts = urlsplit(value)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise _refuse(name, _without_password(value), accepts) from error
    backends = "django.core.mail.backends"
    if parts.scheme == "consolemail" and not parts.netloc + parts.path:
        return {"backend": f"{backends}.console.EmailBackend"}
    if parts.scheme == "filemail" and not parts.netloc and len(parts.path) > 1:
        return {"backend": f"{backends}.filebased.EmailBackend", "folder": parts.path}
    usual = {"smtps": 465, "smtp+tls": 587, "smtp": 25}
    is_near = host in {"localhost", "127.0.0.1", "::1"}
    whole = host and port != 0 and not parts.path.strip("/") and not parts.query + parts.fragment
    if parts.scheme not in usual or not whole or (parts.scheme == "smtp" and not is_near):
        raise _refuse(name, _without_password(value), accepts)
    return {
        "backend": f"{backends}.smtp.EmailBackend",
        "host": host,
        "port": port or usual[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "starttls": parts.scheme == "smtp+tls",
        "tls": parts.scheme == "smtps",
    }


def sender(name: str) -> str:
    """Whom mails are from, such as `Desk <desk@news.example>`."""
    value = _read(
        name, accepts := "an address such as desk@news.example or Desk <desk@news.example>"
    )
    if not value:
        return ""
    called, at = parseaddr(value)
    try:
        validate_email(at)
    except ValidationError as error:
        raise _refuse(name, value, accepts) from error
    if visible.line(value) != value:
        raise _refuse(name, value, accepts)
    return formataddr((called, at)) if called else at


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    scheme, slashes, _ = head.partition("://")
    return f"{scheme}{slashes}…{at}{tail}" if at else url
