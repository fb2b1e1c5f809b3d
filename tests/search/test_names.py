"""After another folding names are found as before, once they were written anew."""

from __future__ import annotations

import pytest

from articles.models import Author, Topic
from articles.search.names import renewed
from tests import cast

pytestmark = pytest.mark.django_db


def test_names_are_written_anew_where_they_differ() -> None:
    author, topic, picture = cast.ottoline(), Topic.objects.create(name="José"), cast.picture()
    words = picture.search_text
    Author.objects.filter(pk=author.pk).update(search_text="of another folding")
    Topic.objects.filter(pk=topic.pk).update(look="josé")
    type(picture).objects.filter(pk=picture.pk).update(search_text="of another folding")
    assert list(renewed())[-1] == 3
    assert Author.objects.called("marsh").get() == author
    assert Topic.objects.get(look="jose") == topic
    picture.refresh_from_db()
    assert picture.search_text == words
    assert list(renewed())[-1] == 0
