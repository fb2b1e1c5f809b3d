"""What machines may do: all that is told them says the same, for every crawler and every switch."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.lib.machines import telling
from articles.lib.machines.crawlers import Use, added, released
from articles.lib.machines.files import lapses_at, wrong_lines
from articles.lib.machines.policy import MIXED, Policy
from tests.syndication import robots_reader

SITE = "https://paper.example"
SECTIONS = [(1, "Politics", "/politics/"), (2, "Reise", "/%E6%97%85/"), (3, "Feed", "/feedback/")]
PATHS = {
    None: ["/", "/latest/", "/by/ottoline/", "/topic/ports/", "/about/", "/corrections/feed/"],
    "mixed": [
        "/feed/",
        "/feed.atom",
        "/feed.json",
        "/by/o/feed/",
        "/topic/x/feed/json/",
        "/search/feed/",
    ],
    1: ["/politics/", "/politics/a-7/", "/politics.json", "/politics/a-7.md", "/politics/feed/"],
    2: ["/%E6%97%85/", "/%E6%97%85/a-8/"],
    3: ["/feedback/", "/feedback/b-9/"],
}
RSL = {"rsl": telling.NAMESPACE}
READING = {use: next(one for one in released() if one.use == use) for use in Use}


def stored(
    site: dict[Use, bool], sections: dict[int, dict[Use, bool]], **more: Any
) -> dict[str, Any]:
    """As the desk stores it."""
    return {
        "site": {use.value: on for use, on in site.items()},
        "sections": {str(pk): {use.value: on for use, on in ons.items()}
                     for pk, ons in sections.items()},
        **more,
    }  # fmt: skip


def signalled(policy: Policy, path: str) -> dict[Use, bool]:
    """What the headers of a page say of each use."""
    said = dict(
        part.split("=")
        for part in telling.headers(policy, path, SITE)["Content-Signal"].split(", ")
    )
    return {use: said[telling.SIGNALS[use]] == "yes" for use in Use}


def reserved(policy: Policy, path: str) -> dict[str, Any]:
    """The first rule of tdmrep.json that matches."""
    for rule in telling.tdmrep(policy, SITE):
        if robots_reader._matches(robots_reader._octets(rule["location"]), path):
            return rule
    raise AssertionError(path)


def licensed(policy: Policy, path: str) -> set[str]:
    """What the licence permits at a path: that of the closest pattern."""
    root = ElementTree.fromstring(telling.rsl(policy, SITE, "A & <b>", "a@b.example"))
    found = {one.attrib["url"].removeprefix(SITE): one for one in root}
    best = max((url for url in found if robots_reader._matches(url, path)), key=len)
    said = found[best].find("rsl:license/rsl:permits", RSL)
    return set((said.text or "").split()) if said is not None else set()


def agree(policy: Policy, *, is_plain: bool = False) -> None:
    """All that is said of every path is the same."""
    text = telling.robots_txt(policy, SITE, ["/sitemap.xml"])
    naive = RobotFileParser()
    naive.parse(text.splitlines())
    for where, paths in PATHS.items():
        for path in paths:
            allowed = policy.allowed(path)
            assert signalled(policy, path) == {use: use in allowed for use in Use}, path
            headers = telling.headers(policy, path, SITE)
            mined = headers["tdm-reservation"] == "0"
            assert mined == (Use.AI_TRAINING in allowed), path
            rule = reserved(policy, path)
            assert rule["tdm-reservation"] == int(headers["tdm-reservation"]), path
            assert rule.get("tdm-policy") == headers.get("tdm-policy")
            words = {word for use in allowed for word in telling.LICENSED[use]}
            assert licensed(policy, path) == words, path
            named = telling.robots_of(policy, path)
            for one in policy.crawlers:
                may = policy.may(one, path)
                assert robots_reader.may(text, one.name, path) == may, (one, path, text)
                # It knows no patterns with a star, and is slow.
                if where != "mixed" and path == paths[-1]:
                    assert naive.can_fetch(one.name, SITE + path) == may, (one, path, text)
                if one.name not in policy.exceptions:
                    assert may == (one.use in allowed)
                if one.use == Use.SEARCH:
                    here = named.get(one.name.lower(), named["robots"])
                    assert (here != "noindex" and named["robots"] != "noindex") == may, (one, path)


@pytest.mark.parametrize("site", list(product([True, False], repeat=3)))
def test_every_switch_says_the_same_everywhere(site: tuple[bool, ...]) -> None:
    whole = dict(zip(Use, site, strict=True))
    for use, on in product(Use, [True, False]):
        policy = Policy.read(stored(whole, {1: {use: on}}), SECTIONS)
        assert (use in policy.allowed("/politics/a-7/")) is on
        assert (use in policy.allowed("/feedback/b-9/")) is whole[use]
        agree(policy)


SWITCHES = st.dictionaries(st.sampled_from(Use), st.booleans())


@settings(max_examples=15)
@given(
    site=SWITCHES,
    sections=st.dictionaries(st.sampled_from([1, 2, 3, 99]), SWITCHES),
    crawlers=st.dictionaries(
        st.sampled_from([one.name for one in released()] + ["NewsBot", "Gone"]), st.booleans(),
        max_size=6,
    ),
)  # fmt: skip
def test_exceptions_and_all_say_the_same_everywhere(
    site: dict[Use, bool], sections: dict[int, dict[Use, bool]], crawlers: dict[str, bool]
) -> None:
    said = stored(site, sections, crawlers=crawlers, added="NewsBot ai-search Example Ltd")
    policy = Policy.read(json.loads(json.dumps(said)), SECTIONS)
    agree(policy)
    for one in policy.crawlers:
        whole, names = policy.reach(one)
        assert policy.may(one, "/latest/") is whole
        for _pk, name, path in SECTIONS:
            assert policy.may(one, f"{path}x-1/") is (whole != (name in names))


@pytest.mark.parametrize(
    "stored", [None, [], "x", {"site": 3, "sections": [1], "crawlers": "x", "added": None}]
)
def test_what_is_not_understood_says_nothing(stored: Any) -> None:
    policy = Policy.read(stored, SECTIONS)
    assert policy.site == {Use.SEARCH, Use.AI_SEARCH}
    agree(policy)


def test_nobody_asks_for_the_desk_and_all_may_read_the_terms() -> None:
    for said in ({}, {"crawlers": {one.name: False for one in released()}}):
        policy = Policy.read(said, SECTIONS)
        text = telling.robots_txt(policy, SITE, [])
        for one in released():
            assert not robots_reader.may(text, one.name, "/admin/login/")
            assert not robots_reader.may(text, one.name, "/search/?q=x")
            assert robots_reader.may(text, one.name, "/.well-known/tdmrep.json")
            assert robots_reader.may(text, one.name, "/license.xml")


def test_whole_texts_of_a_closed_section_are_in_no_open_feed() -> None:
    policy = Policy.read(
        {"site": {"ai-training": True}, "sections": {"1": {"ai-training": False}}}, SECTIONS
    )
    gpt = READING[Use.AI_TRAINING]
    assert policy.may(gpt, "/feedback/feed/") and not policy.may(gpt, "/politics/feed/")
    assert not any(policy.may(gpt, path) for path in PATHS["mixed"])
    assert all(not one.endswith("*") for one in MIXED)


def test_directives_are_comments_unless_they_are_wanted() -> None:
    text = telling.robots_txt(Policy.read({"directives": True}, SECTIONS), SITE, [])
    assert "\nContent-Signal: search=yes, ai-input=yes, ai-train=no\n" in text
    assert text.startswith(f"License: {SITE}/license.xml\n")


def test_the_list_of_crawlers_is_one_and_can_be_added_to() -> None:
    names = [one.name.lower() for one in released()]
    assert len(names) == len(set(names)) and {one.use for one in released()} == set(Use)
    found, wrong = added(
        "NewsBot ai-search Example & Co\n\n  GPTBOT search x\nA:b search\nTwo ai-searching\n"
        "newsbot search again\nBare ai-training"
    )
    assert [(one.name, one.use, one.operator) for one in found] == [
        ("NewsBot", Use.AI_SEARCH, "Example & Co"), ("Bare", Use.AI_TRAINING, "")
    ]  # fmt: skip
    assert len(wrong) == 4


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "ads.txt",
            (
                "# ours\n\ngoogle.com, pub-1, DIRECT, f08c47 # video\nx.example,2,reseller\n"
                "CONTACT=ads@x.example\nSUBDOMAIN=a.x.example\nMANAGERDOMAIN=x.example, DE"
            ),
            ["google.com", "google, pub-1, DIRECT", "a.example, 1, SELLER", "OWNER=x.example",
             "SUBDOMAIN=not a domain", "a.example,,DIRECT", "a.example, 1, DIRECT, x, y"],
        ),
        (
            "trust.txt",
            "# ours\nbelongto=https://a.example/\nsocial=https://b.example/x\ncontact=me@a.example",
            ["belongto", "belongto=a.example", "datatrainingallowed=yes", "friend=https://a.example"],
        ),
        (
            "security.txt",
            "Contact: mailto:a@b.example\nContact: https://a.example/x\nExpires: {soon}",
            ["Contact a@b", "Contact: a@b.example", "Policy: http://a.example/", "Expires: soon",
             "Expires: 2001-01-01T00:00:00Z", "Expires: {late}", "Nonsense: x",
             "Expires: 2030-13-45T00:00:00Z"],
        ),
    ],
)  # fmt: skip
def test_bad_lines_of_files_are_named(name: str, good: str, bad: list[str]) -> None:
    now = timezone.now()
    dates = {
        "soon": f"{now + timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}",
        "late": f"{now + timedelta(days=500):%Y-%m-%dT%H:%M:%SZ}",
    }
    good = good.format(**dates)
    assert wrong_lines(name, good) == []
    assert wrong_lines(name, "") == wrong_lines(name, " \n") == []
    for line in bad:
        text = good.partition("\nExpires")[0] + "\n" + line.format(**dates)
        (said,) = wrong_lines(name, text)
        assert said.startswith(f"Line {len(text.splitlines())}: "), said


def test_a_security_txt_needs_a_contact_and_one_end() -> None:
    ends = f"Expires: {timezone.now() + timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}"
    assert len(wrong_lines("security.txt", ends)) == 1
    text = f"Contact: tel:+1-201-555-0123\n{ends}\n{ends}"
    assert len(wrong_lines("security.txt", text)) == 1
    assert lapses_at(text) is not None and lapses_at("Contact: x") is None
