"""A story in a language of its own, wherever it stands."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.models.translations.languages import languages_used
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled

pytestmark = pytest.mark.django_db

#: It begins with letters of the other direction.
ARABIC = "BBC: المجلس يُبقي على الرافعة القديمة"
BODY = "<p>The BBC.</p><p>اجتمع المجلس مساء الإثنين، واستغرق الاجتماع وقتًا طويلًا جدًا.</p>"
JSON = {"accept": "application/json"}


def text(client: Client, path: str) -> str:
    """What is at `path`."""
    return client.get(path).content.decode()


def arabic(**fields: Any) -> Article:
    return cast.live(ARABIC, language="ar", body=BODY, standfirst="تسعة أعضاء", **fields)


def test_its_page_says_so(client: Client) -> None:
    page = text(client, arabic().get_absolute_url())
    assert '<html lang="ar" dir="ltr">' in page
    assert '<body class="inner story-page" lang="en-GB"' in page
    assert f'<h1 class="story__headline" dir="rtl" lang="ar">{ARABIC}</h1>' in page
    assert '<p class="story__standfirst" dir="rtl" lang="ar">' in page
    assert '<div class="story__body article-body" dir="rtl" lang="ar">' in page
    assert '<p dir="ltr">The BBC.</p>' in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found and json.loads(found[1])[0]["inLanguage"] == "ar"
    assert '<meta property="og:locale" content="ar">' in page


def test_a_story_in_the_sites_language_is_as_it_was(client: Client) -> None:
    page = text(client, cast.live(language="en-gb").get_absolute_url())
    assert '<html lang="en-GB" dir="ltr">' in page
    assert '<body class="inner story-page" data-colour' in page
    page = text(client, cast.live().get_absolute_url())
    assert '<html lang="en-GB" dir="ltr">' in page
    assert '<h1 class="story__headline" dir="auto">' in page
    assert '"inLanguage":"en-GB"' in page
    assert '<meta property="og:locale" content="en_GB">' in page


def test_lists_search_and_feeds_say_so(client: Client) -> None:
    story = arabic()
    other = cast.live("Der Rat behält seinen Kran", language="de")
    for path in ("/", "/latest/", "/politics/", "/search/?q=BBC"):
        assert f'dir="rtl" lang="ar"><a\nhref="{story.get_absolute_url()}">' in text(client, path)
    assert 'dir="ltr" lang="de"><a' in text(client, "/latest/")
    assert other.pk
    feed = text(client, "/feed/")
    assert "<language>en-gb</language>" in feed
    assert feed.count("<dc:language>") == 2
    assert "<dc:language>ar</dc:language>" in feed


def test_the_working_copy_carries_it_and_readers_get_it_when_it_is_published(
    client: Client,
) -> None:
    story = cast.live()
    story.write(story.content() | {"language": "de"}, None)
    assert (Article.objects.get().language, story.content()["language"]) == ("", "de")
    story.publish(None)
    assert Article.objects.get().language_code == "de"
    assert 'lang="de"' in text(client, story.get_absolute_url())
    copy = story.duplicate(cast.chief())
    assert copy.language == "de"


def test_what_names_no_language_is_the_sites() -> None:
    story = cast.draft()
    story.write(story.content() | {"language": "Klingon"}, None)
    assert (story.language, story.language_code, story.direction) == ("", "en-GB", "ltr")


def test_two_who_chose_other_languages_are_asked(client: Client) -> None:
    client.force_login(cast.editor())
    story = cast.draft()
    base = str(story.write(story.content(), None).revision.number)
    one = client.post(change(story), filled(_base=base, language="German – Deutsch"), headers=JSON)
    two = client.post(change(story), filled(_base=base, language="fr"), headers=JSON)
    assert one.json()["ok"]
    page = text(client, two.json()["conflict"])
    assert "German – Deutsch" in page
    assert "French – français" in page
    assert 'value="both"' not in page


# --- At the desk --------------------------------------------------------------------


def test_the_form_takes_it_by_its_names_and_shows_it(client: Client) -> None:
    client.force_login(cast.editor())
    answer = client.post(ADD, filled(headline=ARABIC, language="العربية"), headers=JSON)
    assert answer.status_code == 200, answer.content
    story = Article.objects.get()
    assert story.language == "ar"
    page = text(client, change(story))
    assert 'value="Arabic – العربية"' in page
    assert re.search(r'<textarea name="headline"[^>]* lang="ar" dir="rtl"', page)
    assert re.search(r'<textarea name="teaser"[^>]* lang="ar" dir="rtl"', page)
    wrong = client.post(change(story), filled(language="Klingon", _base="1"), headers=JSON)
    assert wrong.status_code == 422
    assert list(wrong.json()["errors"]) == ["language"]
    shell = text(client, f"{change(story).removesuffix('change/')}preview/?as=search")
    assert '<p class="result-title" dir="rtl" lang="ar">' in shell


def test_history_says_which_language_was_chosen_and_which_its_words_are_in(
    client: Client,
) -> None:
    client.force_login(cast.editor())
    story = cast.draft()
    story.write(story.content() | {"language": "ar", "headline": ARABIC}, None)
    page = text(client, f"{change(story).removesuffix('change/')}history/")
    assert "Arabic – العربية" in page
    assert '<div class="changed-rows" lang="ar">' in page


def test_the_list_can_be_of_one_language(client: Client) -> None:
    client.force_login(cast.editor())
    cast.draft("Plain")
    page = text(client, "/admin/articles/article/")
    assert "?language=" not in page
    arabic()
    cast.draft("Rat", language="de")
    cast.draft("British", language="en-GB")
    assert languages_used() == ["ar", "de", "en-GB"]
    page = text(client, "/admin/articles/article/")
    assert "?language=ar" in page
    assert 'class="row-headline" dir="rtl" lang="ar"' in page
    german = text(client, "/admin/articles/article/?language=de")
    assert "Rat" in german
    assert "Plain" not in german
    own = text(client, "/admin/articles/article/?language=en-GB")
    assert "Plain" in own
    assert "British" in own
    assert ARABIC not in own
    assert client.get("/admin/articles/article/?language=%00").status_code == 200
