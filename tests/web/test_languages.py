"""The site in its languages, and stories in theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    """What is at `path`."""
    return client.get(path).content.decode()


@pytest.mark.parametrize(
    ("code", "language", "direction", "latest"),
    [
        ("en-gb", "en-GB", "ltr", "Latest stories"),
        ("hi", "hi", "ltr", "ताज़ा ख़बरें"),
        ("ar", "ar", "rtl", "آخر الأخبار"),
        ("es", "es", "ltr", "Últimas noticias"),
    ],
    ids=["en-gb", "hi", "ar", "es"],
)
def test_the_site_speaks_its_language(
    client: Client, settings: Any, code: str, language: str, direction: str, latest: str
) -> None:
    settings.LANGUAGE_CODE = code
    cast.live()
    page = text(client, "/latest/")
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert f"<h1>{latest}\n</h1>" in page
    assert f'<meta property="og:locale" content="{language.replace("-", "_")}">' in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en-gb", "Tuesday 3 March 2026, 14:05 UTC"),
        ("es", "martes 3 de marzo de 2026, 14:05 UTC"),
        ("hi", "मंगलवार, 3 मार्च 2026, 14:05 UTC"),
        ("ar", "الثلاثاء، 3 مارس 2026، 14:05 UTC"),
    ],
    ids=["en-gb", "es", "hi", "ar"],
)
def test_dates_are_written_as_the_language_writes_them(
    client: Client, settings: Any, code: str, said: str
) -> None:
    settings.LANGUAGE_CODE = code
    story = cast.live(at=datetime(2026, 3, 3, 14, 5, tzinfo=UTC))
    assert f">{said}</time>" in text(client, story.get_absolute_url())


@pytest.mark.parametrize(
    ("hours", "said"),
    [(1, "قبل ساعة واحدة"), (2, "قبل ساعتين"), (3, "قبل 3 ساعات"), (11, "قبل 11 ساعة")],
    ids=["one", "two", "few", "many"],
)
def test_plurals_are_those_of_the_language(
    client: Client, settings: Any, hours: int, said: str
) -> None:
    settings.LANGUAGE_CODE = "ar"
    cast.live(at=timezone.now() - timedelta(hours=hours, minutes=5))
    assert said in text(client, "/")


def test_the_desk_keeps_its_language(client: Client, settings: Any) -> None:
    settings.LANGUAGE_CODE = "ar"
    client.force_login(cast.editor())
    desk = text(client, "/admin/")
    assert 'lang="en-gb"' in desk
    assert 'dir="ltr"' in desk
    assert "Log out" in desk
    assert 'dir="rtl"' in text(client, "/")
