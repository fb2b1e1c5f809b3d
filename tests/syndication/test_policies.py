"""What machines are told by a running paper: each page by its headers, robots.txt, the terms."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from articles.lib.dependencies import recording
from articles.lib.machines import telling
from articles.models import Announcement, Entry, Paper, SiteFile
from articles.models.publication.policies import set_policies
from tests import cast
from tests.syndication import robots_reader

pytestmark = pytest.mark.django_db

TEXTS = {
    "humans.txt": "We\n",
    "ads.txt": "a.example, 1, DIRECT",
    "trust.txt": "contact=x@y.example",
}


def policy(**said: Any) -> None:
    set_policies(None, said, {})


def head(client: Client, path: str) -> tuple[Any, str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.headers, answer.content.decode().partition("</head>")[0]


@pytest.mark.every_database
def test_a_section_may_be_closed_to_training_and_all_says_so(client: Client) -> None:
    open_one, closed = cast.live("Open"), cast.live("Closed", section=cast.section("travel"))
    policy(
        site={"search": True, "ai-search": True, "ai-training": True},
        sections={str(cast.section("travel").pk): {"ai-training": False}},
        licence="https://paper.example/licences?a=1&b=2",
    )
    for path, training in ((open_one.get_absolute_url(), "yes"), (closed.get_absolute_url(), "no"),
                           ("/travel/", "no"), ("/travel/feed/", "no"), ("/feed/", "no"),
                           ("/", "yes")):  # fmt: skip
        headers, text = head(client, path)
        assert headers["Content-Signal"].endswith(f"ai-train={training}"), path
        assert headers["tdm-reservation"] == str(int(training == "no")), path
        assert 'rel="license"' in headers["Link"] and "X-Robots-Tag" not in headers
        if not path.endswith("/feed/"):
            assert f'<meta name="tdm-reservation" content="{headers["tdm-reservation"]}">' in text
            assert '<link rel="license" type="application/rsl+xml" href="/license.xml">' in text
    text = client.get("/robots.txt").text
    assert not robots_reader.may(text, "GPTBot", closed.get_absolute_url())
    assert robots_reader.may(text, "GPTBot", open_one.get_absolute_url())
    assert robots_reader.may(text, "Googlebot", closed.get_absolute_url())
    rules = {rule["location"]: rule for rule in client.get("/.well-known/tdmrep.json").json()}
    assert rules["/travel/"]["tdm-reservation"] == 1 and rules["/"]["tdm-reservation"] == 0
    terms = client.get("/tdm-policy.json")
    assert terms["Content-Type"] == "application/ld+json"
    assert terms.json()["uid"] == rules["/travel/"]["tdm-policy"]
    licence = client.get("/license.xml")
    assert licence["Content-Type"] == "application/rsl+xml"
    assert ElementTree.fromstring(licence.content).tag == f"{{{telling.NAMESPACE}}}rsl"


def test_what_is_closed_to_search_is_not_indexed(client: Client) -> None:
    cast.live()
    policy(site={"search": False}, crawlers={})
    headers, text = head(client, "/politics/")
    assert headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in text
    policy(site={"search": False}, crawlers={"Bingbot": True})
    headers, text = head(client, "/politics/")
    assert "googlebot: noindex" in headers["X-Robots-Tag"]
    assert '<meta name="googlebot" content="noindex">' in text and "bingbot" not in text


def test_a_policy_that_is_withdrawn_shows_at_once_on_pages_that_are_kept(client: Client) -> None:
    story = cast.live()
    policy(site={"ai-training": True})
    seen = {}
    for path in ("/", story.get_absolute_url(), "/feed/", "/robots.txt", "/license.xml",
                 "/.well-known/tdmrep.json", "/tdm-policy.json"):  # fmt: skip
        with recording() as page:
            assert client.get(path).status_code == 200
        assert page.kind
        seen[path] = page.hard | page.soft
    assert all("chrome" in keys for keys in seen.values()), seen
    Announcement.objects.all().delete()
    policy(site={"ai-training": False})
    assert "chrome" in Announcement.objects.get().keys


@pytest.mark.every_database
def test_files_are_there_once_something_is_written(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    paths = {
        "/humans.txt": "We", "/ads.txt": "DIRECT", "/trust.txt": "datatrainingallowed=no",
        "/.well-known/trust.txt": "datatrainingallowed=no",
    }  # fmt: skip
    for path in (*paths, "/.well-known/security.txt", "/.well-known/gpc.json"):
        assert client.get(path).status_code == 404, path
    set_policies(None, {"gpc": {"heeded": True, "since": "2026-01-02"}}, TEXTS)
    for path, word in paths.items():
        answer = client.get(path)
        assert answer["Content-Type"].startswith("text/plain") and word in answer.text
        assert "Set-Cookie" not in answer.headers
    assert client.get("/.well-known/gpc.json").json() == {"gpc": True, "lastUpdate": "2026-01-02"}
    with recording() as page:
        client.get("/ads.txt")
    assert "file:ads.txt" in page.hard
    set_policies(None, Paper.current().policy or {}, {"ads.txt": ""})
    assert client.get("/ads.txt").status_code == 404


def test_a_security_txt_that_was_written_goes_before_the_settings(
    client: Client, settings: Any
) -> None:
    settings.SECURITY_CONTACT = "mailto:operator@paper.example"
    set_policies(None, {}, {"security.txt": "Contact: mailto:desk@paper.example"})
    text = client.get("/.well-known/security.txt").text
    assert "desk@" in text and "operator@" not in text
    assert text.count("Expires: ") == text.count("Canonical: ") == 1
    ends = f"{timezone.now() + timedelta(days=4):%Y-%m-%dT%H:%M:%SZ}"
    set_policies(None, {}, {"security.txt": f"Contact: tel:+1\nExpires: {ends}"})
    assert client.get("/.well-known/security.txt").text.count("Expires: ") == 1


def test_the_log_keeps_what_was_there(client: Client) -> None:
    section = cast.section("travel")
    policy(site={"ai-training": False})
    policy(site={"ai-training": True}, sections={str(section.pk): {"search": False}})
    policy(site={"ai-training": True}, sections={str(section.pk): {"search": False}})
    assert Entry.objects.filter(verb=Entry.Verb.POLICIES).count() == 2
    entry = Entry.objects.filter(verb=Entry.Verb.POLICIES).latest("pk")
    assert entry.details["before"]["policy"] == {"site": {"ai-training": False}}
    assert (
        "AI training: refused → allowed" in entry.note and "Travel: Search: refused" in entry.note
    )
    assert json.dumps(entry.details)
    assert not SiteFile.objects.exists()
