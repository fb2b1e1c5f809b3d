"""What the front door does when a story changes, when there is no room, and after a restart."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.delivery.pages.freshness import SOFT_LAG, SOFT_SHARE
from articles.models import Article, Category, Topic
from articles.models.publication.policies import set_policies
from tests import cast
from tests.delivery.front_door_reader import Portal
from tests.delivery.test_front_door import path

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def story() -> Article:
    return cast.live()


# --- A change -----------------------------------------------------------------------------


def rewritten(story: Article, **content: object) -> None:
    story = Article.objects.get(pk=story.pk)
    story.write(story.content() | content, None)
    story.publish(None)


def test_a_change_is_seen_at_the_next_request(portal: Portal, story: Article) -> None:
    pages = ["/", "/politics/", "/feed/", "/latest/", "/by/ottoline-marsh/", path(story)]
    before = {page: portal.get(page).body for page in pages}
    rewritten(story, headline="Council sells its old crane")
    for page in [*pages[:-1], path(story)]:
        answer = portal.get(page)
        assert answer.body != before[page] and b"sells its old crane" in answer.body, page


def test_what_machines_may_do_is_seen_at_the_next_request(portal: Portal, story: Article) -> None:
    pages = ["/", "/feed/", path(story), "/robots.txt", "/.well-known/tdmrep.json"]
    for allowed in (True, False):
        set_policies(None, {"site": {"ai-training": allowed}}, {"ads.txt": f"# {allowed}"})
        for page in pages:
            assert not portal.get(page).is_hit, page
            answer = portal.get(page)
            assert answer.is_hit, page
            assert answer.headers["tdm-reservation"] == str(int(not allowed)), page
        assert portal.get("/ads.txt").text == f"# {allowed}\n"
    text = portal.get("/robots.txt").text
    assert "GPTBot" in text and portal.get("/robots.txt").is_hit


def test_a_change_leaves_all_other_pages_alone(portal: Portal, story: Article) -> None:
    other = cast.live("A quiet match", section=cast.section("sports"), authors=[cast.barnaby()])
    untouched = ["/sports/", "/sports/feed/", "/by/barnaby-quill/", path(other), "/travel/"]
    for page in untouched:
        portal.get(page)
    renders = portal.renders
    rewritten(story, standfirst="It stays after all.")
    assert all(portal.get(page).is_hit for page in untouched)
    assert portal.renders == renders


def test_a_draft_changes_nothing_for_readers(portal: Portal, story: Article) -> None:
    portal.get(path(story))
    story = Article.objects.get(pk=story.pk)
    story.write(story.content() | {"headline": "Not yet"}, None)
    assert portal.get(path(story)).is_hit


def test_a_withdrawn_story_is_gone_everywhere_at_once(portal: Portal, story: Article) -> None:
    other = cast.live("A second story of the same section")
    beside = portal.get(path(other))
    assert story.headline.encode() in beside.body, "it is in the rail beside the other one"
    for page in ("/", "/politics/", path(story)):
        portal.get(page)
    Article.objects.get(pk=story.pk).withdraw(None, "It was wrong.")
    for page in ("/", "/politics/", path(other)):
        assert story.headline.encode() not in portal.get(page).body, page
    assert portal.get(path(story)).status == 410
    assert portal.get(path(story)).is_hit, "that it is gone is kept too"


def test_what_stands_beside_a_story_may_lag_some_seconds(portal: Portal, story: Article) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        portal.get(path(story))
        cast.live("A newer story")
        portal.get("/")  # looks at what is due, and sees nothing
        assert portal.get(path(story)).is_hit
        clock.shift(timedelta(seconds=SOFT_LAG + 1))
        assert b"A newer story" in portal.get(path(story)).body


def test_beside_an_old_story_it_may_lag_longer(portal: Portal) -> None:
    old = cast.live("An old one", at=timezone.now() - timedelta(days=30))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        portal.get(path(old))
        cast.live("A newer story")
        cast.live("The newest story")
        clock.shift(timedelta(minutes=30))
        portal.get("/")
        assert portal.get(path(old)).is_hit, "a new story does not empty the whole archive"
        clock.shift(timedelta(days=30 * SOFT_SHARE))
        assert b"The newest story" in portal.get(path(old)).body


def test_two_changes_beside_a_story_lag_no_longer_than_one(portal: Portal, story: Article) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        portal.get(path(story))
        cast.live("The first newer story")
        clock.shift(timedelta(seconds=SOFT_LAG - 1))
        cast.live("The second newer story")
        clock.shift(timedelta(seconds=2))
        assert b"The first newer story" in portal.get(path(story)).body


def test_hours_that_pass_leave_a_story_with_young_ones_beside_it_as_it_is(
    portal: Portal, story: Article
) -> None:
    morning = (timezone.now() + timedelta(days=1)).replace(hour=9)
    with time_machine.travel(morning, tick=False) as clock:
        young = cast.live("A newer story")
        page = portal.get(path(story))
        assert b"A newer story" in page.body
        # Its card says the date, which the page's script makes an age of.
        assert b"ago" not in page.body
        assert b'data-age="lasting"' in page.body
        clock.shift(timedelta(hours=14))
        portal.get(path(young))  # looks at what is due
        assert portal.get(path(story)).is_hit


def test_sections_and_topics_are_seen_by_their_new_names(portal: Portal) -> None:
    topic = Topic.objects.create(name="Cranes", slug="cranes")
    story = cast.live("Tagged", topics=[topic])
    assert b"Politics" in portal.get(path(story)).body
    Category.objects.filter(slug="politics").get()
    section = cast.section()
    section.name = "Public life"
    section.save()
    assert b"Public life" in portal.get(path(story)).body


# --- Room ---------------------------------------------------------------------------------


def test_the_store_stays_within_its_bytes(portal: Portal, story: Article) -> None:
    store = portal.services.store
    store.most = 350_000
    paths = [path(cast.live(f"Story {number}")) for number in range(12)]
    for one in paths:
        portal.get(path(story))
        portal.get(one)
    assert 0 < store.bytes <= store.most
    assert ("http", "localhost", path(story), "") in store.pages, "what is used stays"
    assert store.bytes == sum(page.size for page in store.pages.values())


# --- A restart ----------------------------------------------------------------------------


def test_a_restart_is_warm(portal: Portal, story: Article) -> None:
    before = portal.get(path(story)).body
    after = portal.restarted()
    answer = after.get(path(story))
    assert (answer.body, answer.is_hit, after.django.asked) == (before, True, [])


def test_what_changed_before_a_restart_has_changed_after_it(portal: Portal, story: Article) -> None:
    portal.get(path(story))
    rewritten(story, headline="Council sells its old crane")
    after = portal.restarted()
    assert b"sells its old crane" in after.get(path(story)).body


def test_half_a_file_on_the_shelf_is_no_page(portal: Portal, story: Article) -> None:
    body = portal.get(path(story)).body
    (file,) = [one for one in portal.services.shelf.folder.rglob("*") if one.is_file()]  # type: ignore[attr-defined]
    file.write_bytes(file.read_bytes()[:-100])
    after = portal.restarted()
    assert after.get(path(story)).body == body and after.django.asked == [path(story)]
