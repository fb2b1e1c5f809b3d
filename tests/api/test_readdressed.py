"""What has another slug now, as its page has it: its own address redirects, and a list that is
asked for by a former name answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Author, Topic
from articles.models.topics.changes import rename
from tests import cast
from tests.api.test_desk import STORIES, Program, refused

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
V1 = "/api/v1/"


def move(noun: Any, *slugs: str) -> None:
    for slug in slugs:
        noun.slug = slug
        noun.save()


def led(client: Client, path: str) -> str:
    """Where the address leads, which any page may follow, and nobody keeps for ever."""
    answer = client.get(f"{V1}{path}")
    assert answer.status_code == 301, answer.text
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(answer["Location"]).status_code == 200
    return str(answer["Location"].removeprefix(V1))


def test_its_own_address_leads_on(client: Client) -> None:
    cast.live(topics=["Ports"], authors=[cast.barnaby()])
    move(cast.section(), "public-affairs", "state")
    move(cast.barnaby(), "barnaby-pell")
    rename(Topic.objects.get(), "Harbours", None)
    assert led(client, "sections/politics?utm_source=radio") == "sections/state?utm_source=radio"
    assert led(client, "sections/public-affairs") == "sections/state"
    assert led(client, "fronts/sections/politics") == "fronts/sections/state"
    assert led(client, "authors/barnaby-quill") == "authors/barnaby-pell"
    assert led(client, "topics/ports") == "topics/harbours"


def test_a_list_answers_by_a_former_name(client: Client) -> None:
    cast.live("Crane", topics=["Ports"], authors=[cast.barnaby()])
    move(cast.section(), "public-affairs")
    move(cast.barnaby(), "barnaby-pell")
    rename(Topic.objects.get(), "Harbours", None)
    for asked in ("section=politics", "author=barnaby-quill", "topic=ports"):
        (found,) = client.get(f"{V1}stories?{asked}").json()["items"]
        assert found["headline"] == "Crane", asked


def test_who_has_the_name_now_has_it_alone(client: Client) -> None:
    cast.live("Crane", authors=[cast.barnaby()])
    move(cast.barnaby(), "barnaby-pell")
    namesake = Author.objects.create(name="Barnaby Quill", slug="barnaby-quill", role="Critic")
    assert client.get(f"{V1}authors/barnaby-quill").json()["id"] == namesake.pk
    assert client.get(f"{V1}stories?author=barnaby-quill").json()["items"] == []


def test_nothing_is_told_of_whom_readers_don_t_know(client: Client) -> None:
    cast.draft(topics=["Secret"], authors=[cast.barnaby()])
    move(cast.barnaby(), "barnaby-pell")
    rename(Topic.objects.get(), "Still secret", None)
    for path in ("authors/barnaby-quill", "topics/secret", "fronts/topics/secret"):
        assert client.get(f"{V1}{path}").status_code == 404
    for asked in ("author=barnaby-quill", "topic=secret"):
        assert client.get(f"{V1}stories?{asked}").status_code == 404


def test_a_program_that_writes_may_go_on_with_the_names_it_knows() -> None:
    author = cast.ottoline()
    program = Program(cast.editor())
    move(cast.section(), "public-affairs")
    move(author, "ottoline-pell")
    given = {"section": "politics", "authors": ["ottoline-marsh", "ottoline-pell"]}
    said = program.post(STORIES, given).json()["story"]
    assert (said["section"], said["authors"]) == ("public-affairs", ["ottoline-pell"])
    refused(program.post(STORIES, {"authors": ["nobody"]}), 422, "authors")
