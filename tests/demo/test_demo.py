"""The demo newsroom and the archive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles.demo import newsroom, sources
from articles.lib.html import canonical, sanitiser
from articles.lib.text import plain as text
from articles.models import (
    Article,
    Author,
    Category,
    Front,
    Page,
    Picture,
    Status,
    Submission,
    Topic,
    Translation,
)
from tests import cast

pytestmark = pytest.mark.django_db


def test_there_is_a_newsroom_to_play_with(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("demo")
    assert f"Created {Article.objects.count()} stories" in capsys.readouterr().out
    there_is_enough_of_everything()
    the_fronts_are_laid_out(client)
    the_paper_has_pages(client)
    the_stories_are_whole()
    assert Submission.objects.count() == 1
    assert Translation.objects.get(is_behind=True).story.language == "es"
    for story in Article.objects.visible():
        assert client.get(story.get_absolute_url()).status_code == 200

    before = list(Article.objects.order_by("pk").values_list("pk", "modified_at"))
    pictures = Picture.objects.count()
    call_command("demo")
    assert "Nothing to do" in capsys.readouterr().out
    assert list(Article.objects.order_by("pk").values_list("pk", "modified_at")) == before
    assert Picture.objects.count() == pictures


def there_is_enough_of_everything() -> None:
    assert Article.objects.count() >= 60
    for section in Category.objects.all():
        assert Article.objects.visible().in_section(section).count() >= 12
    assert Author.objects.count() >= 8
    assert Topic.objects.count() >= 30
    assert Picture.objects.count() >= 24
    assert not Picture.objects.filter(width__lt=1600).exists()
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED):
        assert Article.objects.with_status(status).exists()
    newest = Article.objects.visible().newest_first()[0].publish_at
    assert newest is not None
    assert timezone.now() - newest < timedelta(minutes=30)


def the_fronts_are_laid_out(client: Client) -> None:
    keys = [front.key.partition(":")[0] for front in Front.objects.order_by("key")]
    assert keys == ["home", "section", "topic"]
    assert all(front.live() for front in Front.objects.all())
    for front in Front.objects.all():
        assert client.get(front.get_absolute_url()).status_code == 200


def the_paper_has_pages(client: Client) -> None:
    assert Page.objects.visible().count() == 6
    for page in Page.objects.all():
        assert sanitiser.sanitise(page.body) == page.body
        assert page.description
        seen = client.get(page.get_absolute_url()).content.decode()
        assert page.body.partition("<table>")[0][:200] in seen
    people = client.get("/about/masthead/").content.decode()
    assert people.index("Ottoline Marsh") < people.index("Barnaby Quill") < people.index("Dev M")
    assert "barnaby.quill@example.org" in people
    front = client.get("/").content.decode()
    for page in Page.objects.all():
        assert f'<a href="{page.get_absolute_url()}">{page.title}</a>' in front


def the_stories_are_whole() -> None:
    for story in Article.objects.all():
        assert 240 <= story.word_count <= 950, story
        assert 30 <= len(story.headline) <= 110, story
        assert 60 <= len(story.trail_text) <= 165, story
        assert sanitiser.sanitise(story.body) == story.body
    bodies = " ".join(Article.objects.values_list("body", flat=True))
    for mark in ("<h2>", "<blockquote>", "<ul>", "<table>", "<figure data-picture="):
        assert bodies.count(mark) >= 12
    long_one = Article.objects.get(headline__contains="Lukashenko", authors__name="Saif Nasser")
    assert long_one.word_count > 400


@pytest.mark.every_database
def test_a_real_newsroom_is_left_alone() -> None:
    story = cast.draft()
    for arguments in ([], ["--stories=100"]):
        with pytest.raises(CommandError, match="did not make"):
            call_command("demo", *arguments)
    assert list(Article.objects.all()) == [story]


def test_an_archive_is_made(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--stories=200")
    assert "a second" in capsys.readouterr().out
    assert Article.objects.count() == 200
    call_command("demo", "--stories=200")
    assert "Nothing to do" in capsys.readouterr().out
    story = Article.objects.visible().order_by("publish_at")[0]
    assert timezone.now() - story.publish_at > timedelta(days=3000)  # type: ignore[operator]
    assert client.get(story.get_absolute_url()).status_code == 200
    # What was written in bulk is what a save would have worked out.
    stored = (story.trail_text, story.word_count, story.slug, story.body)
    story.save()
    assert (story.trail_text, story.word_count, story.slug, story.body) == stored
    assert story.byline_list[0].listed_at == story.publish_at
    # New stories go on behind the archive's numbers.
    assert cast.draft().pk > 200


def test_a_number_of_stories_below_one_is_refused() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("demo", "--stories=0")


def test_nobody_can_log_in_as_the_demo() -> None:
    newsroom.owner()
    user = get_user_model().objects.get(username=newsroom.OWNER)
    assert not user.is_active
    assert not user.has_usable_password()


def test_ages_are_read() -> None:
    assert sources.age("25m") == -timedelta(minutes=25)
    assert sources.age("in 2d") == timedelta(days=2)
    with pytest.raises(ValueError, match="not an age"):
        sources.age("soon")


def test_teasers_end_on_a_word_or_a_sentence() -> None:
    for source in sources.stories():
        teaser = text.teaser("", source.body)
        plain = " ".join(canonical.paragraphs(source.body))
        assert plain.startswith(teaser.removesuffix("…"))
        assert plain[len(teaser.removesuffix("…")) :][:1] in {"", " ", ",", ";", ":", "–", "—"}
