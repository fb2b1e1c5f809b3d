"""Renditions are made by workers that may take long, die, or find the picture gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from articles.lib import imaging
from articles.models import Picture
from articles.models.pictures import renditions
from tests import cast
from tests.models.test_renditions import again
from tests.waiting import until

pytestmark = pytest.mark.django_db


def killed(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker takes it in hand, and dies without a word."""

    def dies(self: Picture, name: str, content: bytes) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(Picture, "store", dies)
        with pytest.raises(SystemExit):
            renditions.make(picture.pk)


def test_what_a_killed_worker_had_goes_on_within_half_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = cast.picture()
    killed(picture, monkeypatch)
    assert again(picture).attempts == 1
    assert renditions.remind() == 0  # it may still be at work
    with time_machine.travel(timezone.now() + timedelta(seconds=25)):
        assert renditions.remind() == 1
    assert again(picture).made == picture.recipe


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_long_one_stays_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "WORD", 0.01)
    picture = cast.picture()
    Picture.objects.filter(pk=picture.pk).update(made="", renditions_due=timezone.now())
    store, seen = imaging.decode, []

    def longer(data: bytes, **_options: Any) -> imaging.Decoded:
        first = again(picture).claimed_until
        until(lambda: again(picture).claimed_until != first)
        seen.append(renditions.make(picture.pk))  # another worker leaves it alone
        return store(data)

    monkeypatch.setattr(imaging, "decode", longer)
    assert renditions.make(picture.pk)
    assert seen == [False]
    assert again(picture).renditions_due is None


def test_one_that_ends_its_workers_is_left_alone_and_said_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = cast.picture()
    for _each in range(renditions.MOST_ATTEMPTS):
        killed(picture, monkeypatch)
        Picture.objects.filter(pk=picture.pk).update(claimed_until=None)
    with pytest.raises(renditions.EndsItsWorkers):
        renditions.make(picture.pk)
    row = again(picture)
    assert "without finishing" in row.renditions_error
    assert row.renditions_due is not None
    assert row.renditions_due > timezone.now() + timedelta(minutes=10)
    renditions.want(picture.pk)
    assert renditions.make(picture.pk)


def test_gone_and_unknown_pictures_are_passed_over() -> None:
    assert not renditions.make(999)
    picture = cast.picture()
    Picture.objects.filter(pk=picture.pk).delete()
    assert not renditions.make(picture.pk)
