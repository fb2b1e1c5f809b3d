"""Any two versions of a story compared, field by field and word by word."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author
from tests import cast
from tests.admin.past_hour import EVIL, compare, history, page, written

pytestmark = pytest.mark.django_db


@pytest.mark.every_database
def test_fields_are_called_by_name(desk: Client) -> None:
    story = cast.draft(topics=["Ports"])
    picture = cast.picture()
    body = cast.BODY.replace("old crane", "red crane")
    at = "2026-07-01T12:00:00+00:00"
    written(
        story,
        section=cast.section("sports").pk,
        picture=picture.pk,
        authors=[cast.barnaby().pk, cast.ottoline().pk],
        topics=["Cranes"],
        publish_at=at,
        body=f'{body}<figure data-picture="{picture.pk}" data-size="wide"></figure>',
    )
    text = page(desk, compare(story, "?from=1&to=2"))
    for said in (
        "Section",
        "Politics",
        "Sports",
        "Lead picture",
        "The crane.",
        "Bylines",
        "Barnaby Quill",
        "Cranes",
        "1 July 2026, 12:00 UTC",
        "added: </span>red",
        "removed: </span>old",
        "added: </span>Cranes",
        "removed: </span>Ports",
    ):
        assert said in text, said


def test_times_are_the_newsrooms(desk: Client) -> None:
    story = cast.draft()
    written(story, publish_at="2026-07-01T12:00:00+00:00")
    with timezone.override("Asia/Kolkata"):
        assert "1 July 2026, 17:30 IST" in page(desk, compare(story))


def test_long_unchanged_runs_are_folded(desk: Client) -> None:
    story = cast.draft(body="".join(f"<p>Paragraph {n} stays.</p>" for n in range(20)))
    written(story, body=Article.objects.get().body.replace("19 stays", "19 goes"))
    text = page(desk, compare(story))
    assert "<summary>18 paragraphs unchanged</summary>" in text


def test_numbers_may_be_in_any_order_and_the_first_may_be_missing(desk: Client) -> None:
    story = cast.draft()
    for number in range(3):
        written(story, headline=f"Headline {number}")
    shown = desk.get(compare(story, "?from=4&to=2")).context["comparison"]
    assert (shown.older.number, shown.newer.number) == (2, 4)
    answer = desk.get(compare(story, "?to=3"))
    shown = answer.context["comparison"]
    assert (shown.older.number, shown.newer.number) == (2, 3)
    assert (answer.context["earlier"], answer.context["later"]) == (2, 4)


def test_what_points_nowhere_is_said_so(client: Client) -> None:
    chief = cast.managing_editor()
    client.force_login(chief)
    story = cast.draft()
    gone = Author.objects.create(name="Gone Soon")
    written(story, chief, authors=[gone.pk], section=4711, picture=4711, body="<p>New.</p>")
    written(story, chief, body='<figure data-picture="4711"></figure>')
    Article.objects.get().set_authors([])
    gone.delete()
    text = page(client, compare(story, "?from=1&to=3"))
    for said in ("a section that is gone", "A picture that is gone", "an author who is gone"):
        assert said in text


@pytest.mark.every_database
def test_names_notes_and_texts_are_only_text(desk: Client) -> None:
    writer = cast.editor()
    writer.first_name, writer.last_name = EVIL, EVIL
    writer.save()
    story = cast.draft(EVIL)
    written(story, writer, EVIL, headline=f"New {EVIL}", teaser=EVIL, topics=[EVIL], agency=EVIL)
    Article.objects.get().submit(writer, EVIL)
    for address in (history(story), compare(story), compare(story, "?from=0&to=2")):
        text = page(desk, address)
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=1&to=9", "This story has no revision 9."),
        ("?from=1&to=1", "Please choose two different revisions."),
        ("?from=x&to=1", "Please choose two revisions by their numbers."),
        ("?from=%00&to=2", "Please choose two revisions by their numbers."),
        ("?to=-1", "Please choose two revisions by their numbers."),
        (f"?from=1&to={'9' * 30}", "Please choose two revisions by their numbers."),
        ("?to=999999999", "This story has no revision 999999999."),
    ],
)
def test_what_cannot_be_compared_is_said(desk: Client, query: str, said: str) -> None:
    story = cast.draft()
    written(story, headline="Changed")
    answer = desk.get(compare(story, query))
    assert answer.status_code == 404
    assert said in answer.content.decode()


def test_another_storys_revisions_are_not_here(desk: Client) -> None:
    story, other = cast.draft(), cast.draft("Another")
    for number in range(3):
        written(other, headline=f"Another {number}")
    written(story, headline="Changed")
    assert desk.get(compare(story, "?from=1&to=4")).status_code == 404
