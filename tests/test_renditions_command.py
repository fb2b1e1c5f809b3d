"""`manage.py renditions`."""

from __future__ import annotations

import io
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command

from articles.models import Picture
from tests import cast

pytestmark = pytest.mark.django_db


def renditions(*arguments: str) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command("renditions", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_it_works() -> None:
    teal, navy = cast.picture(), cast.picture("navy")
    assert renditions("--check") == "2 pictures with missing renditions.\n"
    assert Picture.objects.get(pk=teal.pk).widths("avif") == []
    assert renditions() == "Created the renditions of 2 pictures.\n"
    assert Picture.objects.get(pk=navy.pk).widths("avif")
    assert renditions() == "No renditions are missing.\n"


def test_after_a_change_of_widths_the_new_ones_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = cast.picture()
    renditions()
    for module in ("articles.lib.imaging", "articles.lib.imaging.renditions"):
        monkeypatch.setattr(import_module(module), "WIDTHS", (240, 1000))
    assert renditions("--check") == "1 picture with missing renditions.\n"
    renditions()
    assert Picture.objects.get(pk=picture.pk).widths("avif") == [240, 1000]


def test_one_that_fails_does_not_keep_the_others_from_being_done() -> None:
    broken, whole = cast.picture(), cast.picture("navy")
    broken.original.storage.delete(str(broken.original.name))
    with pytest.raises(CommandError, match=rf"1 picture could not be processed: {broken.pk}\."):
        renditions()
    assert Picture.objects.get(pk=whole.pk).widths("avif")


def test_old_files_are_removed_when_asked_for() -> None:
    cast.picture()
    assert renditions("--tidy").endswith("Removed 0 old files.\n")


def test_a_bar_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.picture()
    looked_on = io.StringIO()
    monkeypatch.setattr(looked_on, "isatty", lambda: True)
    call_command("renditions", stdout=io.StringIO(), stderr=looked_on)
    assert "0 of 1" in looked_on.getvalue()
    assert "█ 1 of 1" in looked_on.getvalue()
