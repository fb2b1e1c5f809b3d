"""Social cards of stories: drawn in the background, of what readers have, and gone with it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from articles.lib import dependencies
from articles.lib.cards import drawing as pictures
from articles.models import Announcement, Article, Paper, SocialCard
from articles.models.cards import drawing
from articles.models.cards.drawing import key_of, path_of, settle, store
from tests import cast

pytestmark = pytest.mark.django_db


def drawn(**fields: Any) -> Article:
    """A live story without a picture, its card drawn."""
    story = cast.live(**fields)
    assert settle(story.pk)
    return Article.objects.get(pk=story.pk)


def renamed(story: Article, headline: str) -> Article:
    """The story, published with another headline and its card drawn anew."""
    story.write(story.content() | {"headline": headline}, None)
    story.publish(None)
    settle(story.pk)
    return Article.objects.get(pk=story.pk)


def status(address: str) -> int:
    answer: Any = Client().get(address)
    answer.getvalue() if answer.streaming else answer.content
    code: int = answer.status_code
    return code


def page(story: Article) -> str:
    return str(Client().get(story.get_absolute_url()).content.decode())


def test_a_published_story_without_a_picture_gets_one() -> None:
    story = cast.live()
    assert SocialCard.objects.get(story=story).next_try_at
    assert "/media/cards/" not in page(story)
    Announcement.log.all().delete()
    assert settle(story.pk)
    story.refresh_from_db()
    answer: Any = Client().get(story.card_url)
    content = answer.getvalue()
    assert Image.open(io.BytesIO(content)).size == (1_200, 630)
    assert len(content) <= pictures.MOST_BYTES
    assert answer["Cache-Control"].startswith("public")
    # The pages that show it are made anew.
    assert [row.keys for row in Announcement.log.all()] == [[key_of(story.pk)]]
    assert SocialCard.objects.get(story=story).next_try_at is None


def test_its_page_tells_other_sites_of_it() -> None:
    story = drawn()
    with dependencies.recording() as seen:
        shown = page(story)
    address = f"http://testserver{story.card_url}"
    for line in (
        f'<meta property="og:image" content="{address}">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:height" content="630">',
        f'<meta property="og:image:alt" content="{story.headline}">',
        f'<meta name="twitter:image" content="{address}">',
        f'<meta name="twitter:image:alt" content="{story.headline}">',
    ):
        assert line in shown
    assert key_of(story.pk) in seen.hard


def test_it_is_drawn_once_for_the_same_words() -> None:
    story = drawn()
    story.write(story.content() | {"standfirst": "More of it."}, None)
    story.publish(None)
    Announcement.log.all().delete()
    before = story.card
    assert settle(story.pk)
    story.refresh_from_db()
    assert (story.card, Announcement.log.count()) == (before, 0)


def test_another_headline_is_another_address() -> None:
    story = drawn()
    former, file = story.card_url, path_of(story.pk, story.card)
    story = renamed(story, "Crane goes after all")
    assert story.card_url != former
    answer = Client().get(former)
    assert (answer.status_code, answer["Location"]) == (302, story.card_url)
    assert not store().exists(file)
    assert status(story.card_url) == 200


def test_a_picture_is_shown_unless_an_editor_chose_the_card() -> None:
    story = cast.live(picture=cast.picture())
    assert not SocialCard.objects.exists()
    story.write(story.content() | {"drawn_card": True}, None)
    story.publish(None)
    # Its picture, until the card is there.
    assert f'content="http://testserver{cast.picture().social_url}"' in page(story)
    settle(story.pk)
    story.refresh_from_db()
    assert f'<meta property="og:image" content="http://testserver{story.card_url}">' in page(story)


def test_readers_never_see_it_before_the_story() -> None:
    assert not SocialCard.objects.exists()
    story = cast.draft()
    assert not settle(story.pk)
    story.publish(None, at=timezone.now() + timedelta(hours=1))
    settle(story.pk)
    story.refresh_from_db()
    assert (bool(story.card), status(story.card_url)) == (True, 404)
    Article.objects.filter(pk=story.pk).update(publish_at=timezone.now())
    assert status(story.card_url) == 200


def test_unpublished_changes_are_not_in_it() -> None:
    story = drawn()
    before = story.card
    story.write(story.content() | {"headline": "Not for readers yet"}, None)
    call_command("cards")
    story.refresh_from_db()
    assert story.card == before


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_it_goes_with_its_story_at_once(how: str) -> None:
    story = drawn()
    address, file = story.card_url, path_of(story.pk, story.card)
    if how == "withdrawn":
        story.withdraw(None, "It was wrong.")
    else:
        Article.objects.filter(pk=story.pk).update(expires_at=timezone.now())
    assert status(address) == 410
    if how == "withdrawn":
        settle(story.pk)
        assert not store().exists(file)
        story.refresh_from_db()
        story.restore(None)
        settle(story.pk)
        assert status(address) == 200


def test_what_was_changed_meanwhile_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    story = cast.live()
    said: list[str] = []
    draw = pictures.draw

    def slowly(card: pictures.Card) -> tuple[bytes, str]:
        if not said:
            Article.objects.filter(pk=story.pk).update(headline="Crane goes after all")
        said.append(card.headline)
        return draw(card)

    monkeypatch.setattr(pictures, "draw", slowly)
    assert settle(story.pk)
    assert said == ["Council keeps its old crane", "Crane goes after all"]


def test_one_worker_draws_it_and_another_one_after_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = cast.live()
    row = SocialCard.objects.get(story=story)
    assert row.claim()
    assert not settle(story.pk)
    row.settle()

    def fails(_card: Any) -> Any:
        raise OSError("the store is full")

    monkeypatch.setattr(pictures, "draw", fails)
    with pytest.raises(OSError, match="full"):
        settle(story.pk)
    row.refresh_from_db()
    assert (row.error, row.next_try_at is not None) == ("the store is full", True)
    monkeypatch.undo()
    later = timezone.now() + timedelta(hours=2)
    assert drawing.remind(later) == 1
    assert settle(story.pk, later)


def test_the_command_draws_what_is_out_of_date_and_tidies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    story = drawn()
    file, former = path_of(story.pk, story.card), story.card
    Paper(name="The Other Post").save()
    call_command("cards", "--check", "--days", "1")
    call_command("cards")
    story.refresh_from_db()
    assert story.card != former
    assert not store().exists(file)
    SocialCard.objects.all().delete()
    Article.objects.filter(pk=story.pk).update(card="")
    call_command("cards", "--tidy")
    said = capsys.readouterr().out
    assert "Missing or out of date: 1." in said
    assert status(story.card_url) == 200
    Article.objects.filter(pk=story.pk).update(card="")
    assert drawing.tidy() == 1


def due() -> set[int]:
    """The stories whose card waits to be drawn."""
    waiting = SocialCard.objects.exclude(next_try_at=None)
    return set(waiting.values_list("story", flat=True))


@pytest.mark.every_database
def test_a_new_look_of_the_paper_reaches_cards_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [drawn(headline=f"Story {number}") for number in range(3)]
    elsewhere = drawn(headline="Elsewhere", section=cast.section("sports"))
    old = drawn(headline="Of long ago", at=timezone.now() - 2 * drawing.RECENT)
    look = drawing.keep_up("")
    assert not due(), "all are as they have to be"
    paper = Paper(footer="Write to us.")
    paper.save()
    assert drawing.keep_up(look) == look
    section = cast.section()
    section.name = "Public affairs"
    section.save()
    renamed = drawing.keep_up(look)
    assert due() == {one.pk for one in stories} and renamed != look
    for one in stories:
        assert settle(one.pk)
    former = {one.card for one in stories}
    assert not former & set(Article.objects.values_list("card", flat=True))
    monkeypatch.setattr(drawing, "MAX_REDRAWN", 2)
    paper.name = "The Other Post"
    paper.save()
    drawing.keep_up(renamed)
    assert len(due()) == 2 and old.pk not in due(), "the newest, as many as are looked at"
    assert elsewhere.pk in due()


def test_a_page_takes_no_query_more_for_it(django_assert_num_queries: Any) -> None:
    story = cast.live()
    page(story)
    with CaptureQueriesContext(connection) as before:
        page(story)
    settle(story.pk)
    with django_assert_num_queries(len(before)):
        page(story)


def test_no_other_address_leads_to_a_file() -> None:
    story = drawn()
    number, name = story.pk, story.card
    for wrong in (
        f"/media/{path_of(number, name)}",
        f"/media/cards/{number + 1}-{name}",
        f"/media/cards/{'9' * 18}-{name}",
        f"/media/cards/{number}-{'0' * 32}.gif",
    ):
        assert status(wrong) == 404
