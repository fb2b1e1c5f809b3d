"""Translating at the desk: the form's box, the page of versions, and the source beside the text."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from articles.models import Article, Translation
from tests import cast
from tests.admin.test_story_desk import change, filled

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


def at(story: Article, page: str) -> str:
    return f"/admin/articles/article/{story.pk}/{page}/"


def shown(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def test_a_press_begins_one_translation_and_opens_it(desk: Client) -> None:
    source = cast.live()
    assert 'form="translate-form"' in shown(desk, change(source))
    posted = {"language": "Arabic – العربية", "_key": str(uuid4())}
    answers = [desk.post(at(source, "translate"), posted) for _press in range(2)]
    story = Article.objects.get(language="ar")
    assert {one.headers["Location"] for one in answers} == {change(story)}
    page = shown(desk, change(story))
    assert "This is a translation of" in page
    assert "data-source-toggle" in page
    assert 'lang="ar" dir="rtl">العربية</span>' in page
    assert "data-source-toggle" not in shown(desk, change(source))
    again = desk.post(at(source, "translate"), {"language": "Klingon"}, follow=True)
    assert "Choose a language from the list." in again.content.decode()
    again = desk.post(at(source, "translate"), {"language": "ar"}, follow=True)
    assert "There is a version in Arabic already" in again.content.decode()


def test_stories_are_found_linked_and_unlinked(desk: Client) -> None:
    source, other = cast.live(), cast.live("Der Rat behält seinen Kran", language="de")
    page = shown(desk, f"{at(source, 'versions')}?q=Kran")
    assert "Link “Der Rat behält seinen Kran” as a translation" in page
    assert "as the source" in page
    answer = desk.post(at(source, "versions"), {"do": "link", "other": other.pk}, follow=True)
    assert "Linked: “Der Rat" in answer.content.decode()
    assert Translation.objects.get().source_id == source.pk
    assert "No story found that could be linked." in shown(desk, f"{at(source, 'versions')}?q=Kran")
    desk.post(at(other, "versions"), {"do": "unlink", "other": other.pk})
    assert not Translation.objects.exists()
    desk.post(at(source, "versions"), {"do": "link_source", "other": other.pk})
    assert Translation.objects.get().source_id == other.pk
    for odd in ({"do": "link", "other": source.pk}, {"do": "x", "other": other.pk}):
        assert desk.post(at(source, "versions"), odd).status_code == 302
    for nothing in ("", "x", "9" * 30, str(source.pk + 999)):
        odd = {"do": "link", "other": nothing}
        assert desk.post(at(source, "versions"), odd).status_code == 404


def test_the_source_stands_beside_with_what_has_changed(desk: Client) -> None:
    source = cast.live()
    story = source.translate("ar", None)
    page = shown(desk, at(story, "source"))
    assert '<div class="pair-source pair-headline" lang="en-GB" dir="ltr">' in page
    assert re.search(r'<div class="pair-own pair-headline" lang="ar"\s+dir="rtl">', page)
    assert "Mark as up to date" not in page
    source.write(source.content() | {"headline": "Council sells its old crane"}, None)
    for address in (change(story), at(story, "source")):
        assert "The source has changed" in shown(desk, address)
    listed = shown(desk, "/admin/articles/article/?changes=source")
    assert "1 story" in listed
    assert f'href="{at(story, "source")}">Source has changed</a>' in listed
    part = desk.get(at(story, "source"), headers=JSON).json()["html"]
    assert "<del>" in part
    assert "pair-own" not in part
    number = Article.objects.get(pk=source.pk).base_number()
    answer = desk.post(at(story, "source"), {"number": number}, headers=JSON)
    assert answer.json() == {"said": "Marked as up to date."}
    assert "The source has changed" not in shown(desk, change(story))
    assert "0 stories" in shown(desk, "/admin/articles/article/?changes=source")
    for odd in ("", "x", "9" * 30):
        assert desk.post(at(story, "source"), {"number": odd}).status_code == 302
    assert "no source that you may read" in shown(desk, at(source, "source"))


def test_what_is_out_of_reach_is_not_told(client: Client) -> None:
    reporter = cast.reporter()
    source = cast.draft("A secret crane")
    story = source.translate("ar", None)
    story.write(story.content() | {"headline": "المجلس"}, None)
    story.assign(None, reporter, None)
    client.force_login(reporter)
    for address in (change(story), at(story, "versions"), at(story, "source")):
        page = shown(client, address)
        assert "secret" not in page
        assert source.get_absolute_url() not in page
    assert client.get(at(source, "versions")).status_code == 404
    assert client.post(at(source, "translate"), {"language": "fr"}).status_code == 404
    secret = {"do": "link", "other": source.pk}
    assert client.post(at(story, "versions"), secret).status_code == 404


def test_a_language_that_another_version_has_is_refused_with_the_text_kept(desk: Client) -> None:
    source = cast.draft()
    source.translate("ar", None)
    story = source.translate("fr", None)
    posted = filled(headline="Le conseil", language="ar", _base="1", _key=str(uuid4()))
    answer = desk.post(change(story), posted, headers=JSON)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["language"]


def test_the_list_shows_the_versions_within_reach_with_their_state(client: Client) -> None:
    source = cast.live()
    story = source.translate("ar", None)
    client.force_login(cast.editor())
    listed = shown(client, "/admin/articles/article/")
    assert f'<a href="{change(story)}" title="{story}">Arabic <small>draft</small></a>' in listed
    assert f'<a href="{change(source)}" title="{source}">British English <small>live' in listed
    reporter = cast.reporter()
    source.assign(None, reporter, None)
    client.force_login(reporter)
    assert "Arabic" not in shown(client, "/admin/articles/article/").partition("<tbody>")[2]
