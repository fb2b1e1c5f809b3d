"""Migrations say what the models say, and every one of them can be taken back."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Category, Picture, PictureUse
from tests import cast


@pytest.mark.django_db
def test_there_is_no_drift() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_all_can_be_taken_back_and_made_again() -> None:
    before = set(connection.introspection.table_names())
    call_command("migrate", "articles", "zero", verbosity=0)
    left = connection.introspection.table_names()
    assert not [table for table in left if table.startswith("articles_")]
    call_command("migrate", verbosity=0)
    assert set(connection.introspection.table_names()) == before
    assert Category.objects.count() == 4


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pictures_of_an_earlier_version_come_along() -> None:
    inside, lead, bare = cast.picture(), cast.picture("navy"), cast.picture("olive", alt_text="")
    story = cast.live(body=f'{cast.BODY}<figure data-picture="{inside.pk}"></figure>')
    story.write(story.content() | {"picture": lead.pk}, None)
    uses = set(PictureUse.objects.values_list("article", "picture"))
    call_command("migrate", "articles", "0005", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_picture SET widths = '[320, 640]'")
    call_command("migrate", verbosity=0)
    assert uses == {(story.pk, inside.pk), (story.pk, lead.pk)}
    assert set(PictureUse.objects.values_list("article", "picture")) == uses
    for picture in Picture.objects.all():
        assert picture.files == ["320.webp", "640.webp", "social.jpg"]
        assert picture.src.endswith(f"/{picture.sha256}/640.webp")
        assert "gannet" in picture.search_text
    # The earlier version asked each picture for an alt text, or for being a decoration.
    assert Picture.objects.get(pk=bare.pk).decorative
