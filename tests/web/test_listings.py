"""The front, sections, months, authors and topics."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author, Category, FormerTopic, Topic
from tests import cast

pytestmark = pytest.mark.django_db


def test_every_list_shows_what_is_live_and_nothing_else(client: Client) -> None:
    seen = cast.live("Seen by all", topics=["Ports"], body="<p>Harbour news.</p>")
    hidden = [
        cast.draft("Hidden draft", topics=["Ports"]),
        cast.live("Hidden embargo", topics=["Ports"], at=timezone.now() + timedelta(hours=1)),
        cast.live("Hidden withdrawn", topics=["Ports"]),
        cast.live("Hidden expired", topics=["Ports"]),
    ]
    hidden[2].withdraw(None, "A mistake.")
    Article.objects.filter(pk=hidden[3].pk).update(expires_at=timezone.now())
    month = f"/politics/{timezone.localtime(seen.publish_at):%Y/%m}/"
    for address in (
        "/",
        "/politics/",
        month,
        "/by/ottoline-marsh/",
        "/topic/ports/",
        "/search/?q=harbour",
        "/search/?q=hidden",
        "/feed/",
        "/politics/feed/",
        cast.sitemap(seen),
        "/sitemap-news.xml",
        "/nowhere/",
    ):
        assert "Hidden " not in client.get(address).getvalue().decode(), address
    for address in ("/", "/politics/", month, "/by/ottoline-marsh/", "/topic/ports/", "/feed/"):
        assert seen.get_absolute_url() in client.get(address).getvalue().decode(), address


def test_the_front_shows_each_story_once(client: Client) -> None:
    for slug in ("politics", "sports", "travel"):
        for number in range(9):
            kind = "opinion" if number in (3, 8) else "news"
            cast.live(f"{slug} story {number}", section=cast.section(slug), kind=kind)
    blocks = client.get("/").context["blocks"]
    shown = [blocks[0].lead, *(story for block in blocks for story in block.stories)]
    shown += [block.story for block in blocks if block.story]
    assert len(shown) == len(set(shown))
    assert len(blocks[0].stories) == 4
    voices = [block for block in blocks if block.name == "opinion"]
    assert all(story.kind == "opinion" for story in voices[0].stories)
    strips = [block for block in blocks if block.name == "strip"]
    assert {block.section.slug for block in strips if block.section} <= {
        "politics",
        "sports",
        "travel",
    }


def test_the_front_leads_with_a_picture(client: Client) -> None:
    pictured = cast.live(picture=cast.picture(), at=timezone.now() - timedelta(hours=3))
    cast.live("Newer, without a picture")
    assert client.get("/").context["blocks"][0].lead == pictured


def test_a_feature_with_a_picture_is_the_picture_story(client: Client) -> None:
    hours = iter(range(1, 30))

    def story(headline: str, **fields: Any) -> Article:
        return cast.live(headline, at=timezone.now() - timedelta(hours=next(hours)), **fields)

    for number in range(11):
        story(f"On top {number}")
    story("Without a picture", kind="feature")
    pictured = story("With a picture", kind="feature", picture=cast.picture())
    story("An older one", kind="feature", picture=cast.picture())
    blocks = client.get("/").context["blocks"]
    assert [block.story for block in blocks if block.name == "picture"] == [pictured]
    assert pictured not in [story for block in blocks for story in block.stories]


def test_the_voice_of_an_opinion_has_a_face(client: Client) -> None:
    writer = cast.ottoline()
    writer.picture = cast.picture("navy")
    writer.save()
    cast.live("A view of the crane", kind="opinion")
    page = client.get("/politics/").getvalue().decode()
    face = page[page.index('<span class="face">') :].partition("</span>")[0]
    assert writer.picture.folder in face
    assert 'alt=""' in face
    cast.live("What two think", kind="opinion", authors=[writer, cast.barnaby()])
    assert client.get("/politics/").getvalue().decode().count('<span class="face">') == 1


@pytest.mark.parametrize("address", ["/", "/politics/", "/search/", "/search/?q=nothing"])
def test_an_empty_paper_is_no_error(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_paper_without_sections_is_no_error(client: Client) -> None:
    Category.objects.all().delete()
    assert client.get("/").status_code == 200


def test_an_author_with_a_role_and_no_story_is_no_error(client: Client) -> None:
    Author.objects.create(name="New here", role="Reporter")
    assert client.get("/by/new-here/").status_code == 200


@pytest.fixture
def long_section() -> None:
    """A section of 45 stories, a day apart."""
    for day in range(45):
        cast.live(f"Story of day {day}", at=timezone.now() - timedelta(days=day, hours=1))


@pytest.mark.usefixtures("long_section")
def test_pages_follow_each_other_without_gap_or_repeat(client: Client) -> None:
    pages = [client.get(f"/politics/?page={n}").context["page"] for n in (1, 2, 3)]
    listed = [story for page in pages for story in page.stories]
    assert listed == sorted(listed, key=lambda story: story.publish_at, reverse=True)
    on_top = client.get("/politics/").context["opening"].shown()
    found = [story.pk for story in listed] + list(on_top)
    assert len(found) == len(set(found)) == 45
    assert [page.has_older for page in pages] == [True, True, False]
    assert pages[1].newer_url == "/politics/"
    assert pages[1].older_url == "/politics/?page=3"
    assert pages[1].links[0] == (1, "/politics/", False)


@pytest.mark.usefixtures("long_section")
def test_a_page_that_is_none_is_a_404(client: Client) -> None:
    for page in ("0", "4", "-1", "1.5", "abc", "", "99999999999", "²", "٣"):
        for address in ("/politics/", "/by/ottoline-marsh/"):
            assert client.get(address, {"page": page}).status_code == 404, page


def test_numbered_pages_end_and_the_months_go_on(client: Client) -> None:
    base = cast.live(at=timezone.now() - timedelta(days=400))
    Article.objects.bulk_create(
        Article(
            headline=f"Old {n}",
            slug=f"old-{n}",
            section=base.section,
            state="published",
            publish_at=timezone.now() - timedelta(days=n + 1),
        )
        for n in range(210)
    )
    last = client.get("/politics/?page=10").context["page"]
    assert len(last.stories) == 20
    moment = timezone.localtime(last.stories[-1].publish_at)
    assert last.archive_url == f"/politics/{moment:%Y/%m}/"
    assert client.get(last.archive_url).status_code == 200
    assert client.get("/politics/?page=11").status_code == 404


def test_a_month_begins_and_ends_in_the_newsrooms_zone(client: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"
    at = datetime(2026, 3, 31, 20, 0, tzinfo=UTC)  # 1:30 on 1 April in Kolkata
    story = cast.live(at=at)
    older = cast.live("Older", at=at - timedelta(days=110))
    assert client.get("/politics/2026/03/").context["page"].stories == []
    april = client.get("/politics/2026/04/").context
    assert april["page"].stories == [story]
    assert (april["older_month"].month, april["newer_month"]) == (12, None)
    january = client.get(f"/politics/{older.publish_at:%Y/%m}/").context
    assert (january["older_month"], january["newer_month"].month) == (None, 4)


@pytest.mark.parametrize("month", ["2026/13", "2026/00", "0000/01", "1066/10", "9999/12"])
def test_a_month_that_is_none_is_a_404(client: Client, month: str) -> None:
    cast.live()
    assert client.get(f"/politics/{month}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/nowhere/", "/by/nobody/", "/topic/nothing/", "/nowhere/feed/", "/nowhere/2026/01/"],
)
def test_what_is_not_there_is_a_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_authors_page_tells_who_they_are(client: Client) -> None:
    author = Author.objects.create(
        name="Ada Wren",
        role="Columnist",
        biography="Counts gulls.",
        picture=cast.picture(),
        links="https://example.org/ada",
    )
    story = cast.live(authors=[cast.ottoline(), author])
    text = client.get("/by/ada-wren/").content.decode()
    for said in ("Ada Wren", "Columnist", "Counts gulls.", "https://example.org/ada"):
        assert said in text
    assert story.get_absolute_url() in text


def test_a_topics_former_address_leads_to_the_topic(client: Client) -> None:
    cast.live(topics=["Quays"])
    topic = Topic.objects.get()
    FormerTopic.objects.create(name="Ports", slug="ports", topic=topic)
    answer = client.get("/topic/ports/")
    assert (answer.status_code, answer["Location"]) == (301, "/topic/quays/")
    taken = Topic.objects.create(name="Ports again", slug="ports")
    cast.live("In the ports", topics=["Ports again"])
    assert client.get("/topic/ports/").context["topic"] == taken
