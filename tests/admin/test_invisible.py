"""Names, headlines and alt texts that nobody can see are not there."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Article, Author, Category, NotAllowed, Picture
from tests import cast

pytestmark = pytest.mark.django_db
NOTHING = ["\u200b", "\u00ad", "\u2061", "\u3164", "\u2800"]


@pytest.mark.parametrize("nothing", NOTHING)
def test_a_story_without_a_headline_that_shows_is_not_published(nothing: str) -> None:
    story = cast.draft()
    story.write({**story.content(), "headline": nothing}, None)
    assert story.content()["headline"] == ""
    with pytest.raises(NotAllowed):
        Article.objects.get(pk=story.pk).publish(None)


@pytest.mark.every_database
@pytest.mark.parametrize("nothing", NOTHING)
def test_sections_and_authors_need_a_name_that_shows(client: Client, nothing: str) -> None:
    client.force_login(cast.managing_editor())
    section = {"name": nothing, "slug": "new-one", "colour": "teal", "order": 1}
    for noun, fields in (("category", section), ("author", {"name": nothing})):
        answer = client.post(f"/admin/articles/{noun}/add/", fields)
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors["name"]
    assert not Category.objects.filter(slug="new-one") and not Author.objects.exists()


@pytest.mark.every_database
def test_control_characters_are_left_out_at_every_door() -> None:
    story = cast.draft("Bells\x07 ring\u202e loud", agency="AP\x0b")
    assert (story.headline, story.agency) == ("Bells ring loud", "AP")
    story.write({**story.content(), "headline": "More\x07 bells", "teaser": "One\x0btwo"}, None)
    assert story.content()["headline"] == "More bells"
    Article.objects.filter(pk=story.pk).update(headline="Past\x07 them all")
    assert Article.objects.get(pk=story.pk).headline == "Past them all"
    picture = cast.picture()
    Picture.objects.filter(pk=picture.pk).update(credit="P.\x00 Gannet", alt_text="\u2800")
    picture.refresh_from_db()
    assert (picture.credit, picture.alt_text) == ("P. Gannet", "")
