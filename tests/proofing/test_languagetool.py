"""The newsroom's spelling server: asked through ours, believed in nothing, waited for by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from articles.models import Entry, OwnWord
from articles.proofing import languagetool
from tests import cast
from tests.proofing.server import SpellingServer, spelling_server

JSON = {"Accept": "application/json"}
DOOR = "/admin/articles/article/style/"


@pytest.fixture
def server(settings: Any) -> Iterator[SpellingServer]:
    languagetool._known.clear()
    languagetool._away.clear()
    with spelling_server() as there:
        settings.LANGUAGETOOL_URL = there.url
        yield there
    languagetool._known.clear()
    languagetool._away.clear()


def said(texts: list[str], language: str = "en") -> list[list[tuple[int, int, tuple[str, ...]]]]:
    found = languagetool.check(texts, language)
    return [[(one.start, one.end, one.proposals) for one in marks] for marks in found]


def test_each_paragraph_has_its_marks_counted_as_browsers_do(server: SpellingServer) -> None:
    texts = ["😀 teh harbuor", "", "fine", "teh"]
    assert said(texts) == [[(3, 6, ("the",)), (7, 14, ("harbour",))], [], [], [(0, 3, ("the",))]]
    assert server.paths == ["/v2/check"]
    assert server.asked[0]["language"] == ["en-GB"]


def test_only_what_was_changed_is_sent(server: SpellingServer) -> None:
    said(["teh one", "another"])
    said(["teh one", "another", "new"])
    said(["teh one"])
    assert [one["text"][0] for one in server.asked] == ["teh one\n\nanother", "new"]
    said(["teh one"], "en-us")
    assert server.asked[-1]["language"] == ["en-US"]


def test_a_country_may_be_chosen(server: SpellingServer, settings: Any) -> None:
    settings.LANGUAGETOOL_VARIANTS = ["en-US"]
    assert [languagetool.variant_of(one) for one in ("en", "de", "fr", "pt-BR", "ar")] == [
        "en-US", "de-DE", "fr", "pt-BR", "ar",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "way", ["redirects", "500", "404", "no JSON", "another's", "long", "deep", "hangs"]
)
def test_a_server_that_misbehaves_is_away_and_left_alone(
    server: SpellingServer, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languagetool, "TIMEOUT", 0.3)
    server.way = way
    for _ in range(2):
        with pytest.raises(languagetool.Away):
            languagetool.check(["teh"], "en")
    assert server.paths == ["/v2/check"]


def test_a_language_that_it_does_not_know_has_no_marks(server: SpellingServer) -> None:
    server.way = "400"
    assert said(["teh"], "xx") == [[]]


def test_what_it_makes_up_is_left_out(server: SpellingServer) -> None:
    server.way = "lies"
    (marks,) = languagetool.check(["0123456789"], "en")
    assert [(one.start, one.end) for one in marks] == [(2, 6)]
    assert len(marks[0].why) == languagetool.MOST_WORDS


@pytest.mark.django_db
@pytest.mark.every_database
def test_the_desk_asks_and_knows_the_newsrooms_own_words(
    client: Client, server: SpellingServer
) -> None:
    client.force_login(cast.editor())

    def ask(*texts: str) -> Any:
        return client.post(f"{DOOR}spelling/", {"text": texts, "language": "en"}, headers=JSON)

    (first,), second = ask("😀 teh", "harbuor").json()["marks"]
    assert (first["start"], first["end"], first["proposals"]) == (3, 6, ["the"])
    assert len(second) == 1
    for _ in range(2):
        assert client.post(f"{DOOR}word/", {"word": "harbuor"}, headers=JSON).status_code == 200
    assert OwnWord.objects.get().by == cast.editor()
    assert Entry.objects.filter(verb="style", title="harbuor").count() == 1
    assert [len(marks) for marks in ask("😀 teh", "harbuor").json()["marks"]] == [1, 0]
    assert client.post(f"{DOOR}word/", {"word": " "}, headers=JSON).status_code == 400
    assert ask(*["x"] * 61).status_code == 400
    assert ask("x" * 40_001).status_code == 400
    server.way = "500"
    assert ask("something new").status_code == 503
    client.force_login(cast.reporter())
    assert ask("fine").status_code == 503
    assert client.post(f"{DOOR}word/", {"word": "x"}, headers=JSON).status_code == 403
    client.force_login(cast.reader())
    assert ask("fine").status_code in (401, 403)


@pytest.mark.django_db
def test_without_a_server_nothing_is_asked(client: Client, settings: Any) -> None:
    assert settings.LANGUAGETOOL_URL == ""
    client.force_login(cast.editor())
    assert client.post(f"{DOOR}spelling/", {"text": "teh"}, headers=JSON).status_code == 404
    assert client.get(DOOR, headers=JSON).json()["spelling"] is False
