"""What the nouns hold, and what the database itself refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import Article, Author, Byline, Category, Picture, State, Tagging, Topic
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.every_database
def test_the_four_sections_are_there() -> None:
    names = Category.objects.values_list("name", flat=True)
    assert list(names) == ["Politics", "Sports", "Entertainment", "Travel"]


def test_a_story_is_saved_clean() -> None:
    story = cast.draft("Größte Brücke", slug="", body="<p>Hello<script>alert(1)</script></p>")
    assert story.body == "<p>Hello</p>"
    assert story.slug == "grosste-brucke"
    assert story.trail_text == "Hello"
    assert "grosste brucke hello" in story.search_text


@pytest.mark.every_database
def test_a_partial_save_keeps_what_is_derived_in_step() -> None:
    story = cast.draft()
    story.body = "<p>Two words</p>"
    story.save(update_fields=["body"])
    assert Article.objects.get(pk=story.pk).word_count == 2


@pytest.mark.every_database
@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": State.PUBLISHED, "publish_at": None},
        {"section": None},
        {"headline": ""},
        {"slug": ""},
        {"expires_at": timezone.now() - timedelta(days=3)},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_the_database_refuses(broken: dict[str, object]) -> None:
    story = cast.live()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=story.pk).update(**broken)


@pytest.mark.every_database
@pytest.mark.parametrize("slug", ["search", "admin", "by"])
def test_no_section_may_shadow_an_address(slug: str) -> None:
    with pytest.raises(ValidationError, match="address of the site"):
        Category(name="Mine", slug=slug).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(name="Mine", slug=slug)


def test_topics_are_one_whatever_their_case() -> None:
    story = cast.draft(topics=["Fog", "fog", "FOG"])
    assert [topic.name for topic in story.topics.all()] == ["Fog"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(name="fOG")


@pytest.mark.every_database
def test_topics_of_the_same_sound_get_addresses_of_their_own() -> None:
    cast.draft(topics=["Café", "Cafe"])
    assert set(Topic.objects.values_list("slug", flat=True)) == {"cafe", "cafe-1"}


def test_bylines_keep_their_order() -> None:
    story = cast.draft(authors=[cast.barnaby(), cast.ottoline(), cast.barnaby()])
    assert story.names() == ["Barnaby Quill", "Ottoline Marsh"]
    story.set_authors([cast.ottoline(), cast.barnaby()])
    assert Article.objects.get(pk=story.pk).names() == ["Ottoline Marsh", "Barnaby Quill"]


@pytest.mark.every_database
def test_lists_follow_a_storys_date() -> None:
    story = cast.live(topics=["Fog"])
    for model in (Byline, Tagging):
        assert model.objects.get().listed_at == story.publish_at
    story.withdraw(None, "A mistake.")
    for model in (Byline, Tagging):
        assert model.objects.get().listed_at is None
    Byline.objects.get().save()
    assert Byline.objects.get().listed_at is None


def test_authors_of_one_name_get_addresses_of_their_own() -> None:
    slugs = [Author.objects.create(name="Ada Wren").slug for _each in range(3)]
    assert slugs == ["ada-wren", "ada-wren-2", "ada-wren-3"]


def test_an_authors_links_are_checked_one_by_one() -> None:
    author = Author(name="Ada", slug="ada", links="https://example.org/ada\njavascript:alert(1)")
    with pytest.raises(ValidationError, match="javascript:alert"):
        author.full_clean()
    author.links = "https://example.org/ada https://example.com/"
    author.full_clean()
    assert author.link_list == ["https://example.org/ada", "https://example.com/"]


def test_what_a_story_shows_cannot_be_deleted_under_it() -> None:
    story = cast.live(picture=cast.picture())
    for thing in (story.picture, story.section, cast.ottoline()):
        assert thing is not None
        with pytest.raises(ProtectedError):
            thing.delete()


@pytest.mark.every_database
def test_a_picture_needs_a_size_and_a_focus_inside() -> None:
    picture = cast.picture()
    for broken in ({"focal_x": 1.5}, {"focal_y": -0.1}, {"width": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Picture.objects.filter(pk=picture.pk).update(**broken)


def test_a_picture_says_what_it_lacks() -> None:
    assert cast.picture().lacks() == []
    assert Picture(credit=" ").lacks() == ["alt text", "credit"]
    assert Picture(decorative=True, credit="P. Gannet").lacks() == []


def test_nouns_say_their_names() -> None:
    story = cast.live(topics=["Fog"])
    assert str(Article()) == "Untitled story"
    assert str(Byline.objects.get()) == f"Ottoline Marsh – {story}"
    assert str(Tagging.objects.get()) == f"Fog – {story}"
    assert str(cast.picture("navy", caption="word " * 40)).endswith("word…")
    assert Article(headline="No section").get_absolute_url() == ""
