"""/.well-known/security.txt: as RFC 9116 has it, where somebody is to be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from newsportal import environment

FILE = "/.well-known/security.txt"


def test_there_is_none_without_a_contact(client: Client, db: None) -> None:
    assert client.get(FILE).status_code == 404


def test_it_works(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@news.example"
    settings.SECURITY_POLICY_URL = "https://news.example/about/security"
    answer = client.get(FILE)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == "mailto:security@news.example"
    assert told["Policy"] == "https://news.example/about/security"
    assert told["Canonical"] == f"http://testserver{FILE}"
    expires = parse_datetime(told["Expires"])
    assert expires is not None
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("value", ["security@news.example", "http://news.example", "mailto:x"])
def test_a_contact_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", value)
    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
        environment.contact("SECURITY_CONTACT")
