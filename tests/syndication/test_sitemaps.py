"""Sitemaps: each file is as its schema has it, whatever was typed, and costs two queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Announcement, Article, Author, Category, Page, Paper, Picture, Topic
from articles.models.publication.policies import set_policies
from articles.syndication.maps import by_month, months, news
from articles.syndication.maps.searched import Searched
from articles.syndication.maps.writing import IMAGES, NAMESPACE, NEWS
from tests import cast

pytestmark = pytest.mark.django_db

SM, IMG, NWS = f"{{{NAMESPACE}}}", f"{{{IMAGES}}}", f"{{{NEWS}}}"
HOST = "http://testserver"
#: What may stand in each element, in this order: whether it has to, and how often it may.
RULES: dict[str, list[tuple[str, int, int]]] = {
    f"{SM}sitemapindex": [(f"{SM}sitemap", 1, 50_000)],
    f"{SM}sitemap": [(f"{SM}loc", 1, 1), (f"{SM}lastmod", 0, 1)],
    f"{SM}urlset": [(f"{SM}url", 0, 50_000)],
    f"{SM}url": [
        (f"{SM}loc", 1, 1), (f"{SM}lastmod", 0, 1), (f"{NWS}news", 0, 1), (f"{IMG}image", 0, 1_000)
    ],
    f"{NWS}news": [
        (f"{NWS}publication", 1, 1), (f"{NWS}publication_date", 1, 1), (f"{NWS}title", 1, 1)
    ],
    f"{NWS}publication": [(f"{NWS}name", 1, 1), (f"{NWS}language", 1, 1)],
    f"{IMG}image": [(f"{IMG}loc", 1, 1), (f"{IMG}caption", 0, 1), (f"{IMG}license", 0, 1)],
}  # fmt: skip
HOSTILE = (
    "a\x0bb \x07 \ufffe \ud7ff ]]> <x>&amp; </loc> \u2028 \u202e نص 国際 हिन्दी 👩‍👩‍👧 \U0001fffe"
)


def check(node: ElementTree.Element) -> None:
    """That an element and what is in it is as the schema has it."""
    inside = [child.tag for child in node]
    rules = RULES.get(node.tag)
    if rules is None:
        assert not inside and (node.text or "").strip(), node.tag
        if node.tag.endswith(("lastmod", "publication_date")):
            assert datetime.fromisoformat(node.text or "").tzinfo
        if node.tag.endswith("}loc"):
            assert (node.text or "").startswith("http") and (node.text or "").isascii()
        return
    expected = [tag for tag, _least, _most in rules]
    assert inside == sorted(inside, key=expected.index), node.tag
    for tag, least, most in rules:
        assert least <= inside.count(tag) <= most, tag
    for child in node:
        check(child)


def read(client: Client, path: str) -> ElementTree.Element:
    """A file, checked."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    root = ElementTree.fromstring(answer.getvalue())
    check(root)
    return root


def files(client: Client) -> dict[str, str | None]:
    """The files of the index, with when they were changed."""
    return {
        (one.findtext(f"{SM}loc") or "").removeprefix(HOST): one.findtext(f"{SM}lastmod")
        for one in read(client, "/sitemap.xml")
    }


def rows(client: Client, path: str) -> dict[str, ElementTree.Element]:
    return {(one.findtext(f"{SM}loc") or "").removeprefix(HOST): one for one in read(client, path)}


def at(year: int, month: int, day: int = 3) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def stamp(moment: datetime | None) -> str:
    assert moment is not None
    return timezone.localtime(moment).isoformat(timespec="seconds")


@pytest.mark.every_database
def test_each_month_is_a_file_with_when_it_changed(client: Client) -> None:
    old = cast.live("Old", at=at(2019, 12, 31))
    two = [cast.live(f"Two {n}", at=at(2020, 1, 1 + n)) for n in range(2)]
    gone = cast.live("Gone", at=at(2021, 5))
    gone.withdraw(None, "A mistake.")
    ended = cast.live("Ended", at=at(2021, 6))
    Article.objects.filter(pk=ended.pk).update(expires_at=at(2021, 7))
    declared = at(2024, 2)
    Article.objects.filter(pk=two[0].pk).update(updated_at=declared)
    found = files(client)
    assert found["/sitemap-2019-12.xml"] == stamp(old.publish_at)
    assert found["/sitemap-2020-01.xml"] == stamp(declared)
    assert not {"/sitemap-2021-05.xml", "/sitemap-2021-06.xml"} & set(found)
    for path in found:
        assert rows(client, path), path
    month = rows(client, "/sitemap-2020-01.xml")
    assert [*month] == [one.get_absolute_url() for one in two]
    assert month[two[0].get_absolute_url()].findtext(f"{SM}lastmod") == stamp(declared)
    for path in ("2021-05", "2021-06", "2020-01-2", "2020-13", "0000-01", "9999-12", "2035-01"):
        assert client.get(f"/sitemap-{path}.xml").status_code == 404, path
    assert client.get("/sitemap-0.xml")["Location"] == "/sitemap.xml"


@pytest.mark.every_database
def test_months_end_where_they_end(client: Client) -> None:
    edge = datetime(2020, 2, 1, tzinfo=UTC)
    for moment in (edge - timedelta(microseconds=1), edge, edge + timedelta(microseconds=1)):
        cast.live(f"At {moment}", at=moment)
    assert {"/sitemap-2020-01.xml", "/sitemap-2020-02.xml"} <= set(files(client))
    assert len(rows(client, "/sitemap-2020-01.xml")) == 1
    assert len(rows(client, "/sitemap-2020-02.xml")) == 2


@pytest.fixture
def files_of_two(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file takes two stories, and nothing is known of before."""
    monkeypatch.setattr(months, "STORIES", 2)
    for known in (by_month.begins_of, by_month.counted):
        known.cache_clear()
    yield
    for known in (by_month.begins_of, by_month.counted):
        known.cache_clear()


@pytest.mark.every_database
def test_a_large_month_goes_on_in_other_files(client: Client, files_of_two: None) -> None:
    # Of one moment, as an import has them, and one after the other.
    for month, moments in {1: [at(2020, 1)] * 5, 3: [at(2020, 3, 1 + n) for n in range(5)]}.items():
        stories = [cast.live(f"Story {n}", at=moment) for n, moment in enumerate(moments)]
        for other in (2, 4, 5):
            cast.live("Another", at=at(2020, other))
        found = [path for path in files(client) if f"2020-{month:02}" in path]
        assert found == [f"/sitemap-2020-{month:02}{part}.xml" for part in ("", "-2", "-3")]
        each = [[*rows(client, path)] for path in found]
        assert [len(one) for one in each] == [2, 2, 1]
        told = [path for some in each for path in some]
        assert told == [one.get_absolute_url() for one in stories]
        assert client.get(f"/sitemap-2020-{month:02}-4.xml").status_code == 404


@pytest.mark.every_database
def test_what_comes_meanwhile_is_in_the_last_file(client: Client, files_of_two: None) -> None:
    with time_machine.travel(at(2026, 5, 20), tick=False) as clock:
        stories = [cast.live(f"Story {n}", at=at(2026, 5, 1 + n)) for n in range(3)]
        assert "/sitemap-2026-05-2.xml" in files(client)
        stories += [cast.live(f"Late {n}", at=at(2026, 5, 10 + n)) for n in range(2)]
        assert len(rows(client, "/sitemap-2026-05-2.xml")) == 3
        assert client.get("/sitemap-2026-05-4.xml").status_code == 404
        # As another process tells of it, which looked later.
        assert len(rows(client, "/sitemap-2026-05-3.xml")) == 1
        clock.shift(timedelta(hours=1))
        assert "/sitemap-2026-05-3.xml" in files(client)
        assert len(rows(client, "/sitemap-2026-05-2.xml")) == 2
        stories[0].withdraw(None, "A mistake.")
        assert [*rows(client, "/sitemap-2026-05.xml")] == [stories[1].get_absolute_url()]


@pytest.mark.every_database
def test_pages_that_are_no_stories_have_files(client: Client) -> None:
    cast.live(authors=[cast.ottoline()], topics=["Ports"])
    cast.draft("Hidden", topics=["Secret"], authors=[cast.barnaby()])
    Author.objects.create(name="Ann Editor", role="Editor")
    Page.objects.create(title="Ethics", slug="ethics", is_published=True)
    Page.objects.create(title="Draft", slug="draft")
    found = files(client)
    for name, there, not_there in (
        ("pages", ["/", "/politics/", "/politics/archive/", "/corrections/", "/about/ethics/"],
         ["/about/draft/"]),
        ("authors", ["/by/ottoline-marsh/", "/by/ann-editor/"], ["/by/barnaby-quill/"]),
        ("topics", ["/topic/ports/"], ["/topic/secret/"]),
    ):  # fmt: skip
        assert f"/sitemap-{name}.xml" in found
        named = rows(client, f"/sitemap-{name}.xml")
        assert set(there) <= set(named) and not set(not_there) & set(named), name
        for path in named:
            assert client.get(path).status_code == 200, path


def test_a_young_paper_has_no_empty_file(client: Client) -> None:
    assert list(files(client)) == ["/sitemap-pages.xml"]
    assert len(read(client, "/sitemap-news.xml")) == 0
    for name in ("authors", "topics"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404


@pytest.mark.every_database
def test_the_news_are_of_two_days(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    Paper.objects.create(name="The Gannet & Co")
    picture = cast.picture(credit="Ann", caption="A crane <1911>", licence="cc-by")
    fresh = cast.live("Fresh", language="ar", picture=picture, at=now - timedelta(hours=1))
    cast.live("Three days", at=now - timedelta(hours=49))
    again = cast.live("Again", at=now - timedelta(hours=2))
    Article.objects.filter(pk=again.pk).update(first_published_at=now - timedelta(days=9))
    cast.live("Chinese", language="zh-Hant", at=now - timedelta(hours=3))
    found = rows(client, "/sitemap-news.xml")
    assert len(found) == 2
    said = found[fresh.get_absolute_url()]
    assert said.findtext(f".//{NWS}name") == "The Gannet & Co"
    assert said.findtext(f".//{NWS}language") == "ar"
    assert said.findtext(f".//{NWS}title") == "Fresh"
    assert said.findtext(f".//{NWS}publication_date") == stamp(fresh.first_published_at)
    assert said.findtext(f".//{IMG}caption") == "A crane <1911> · Ann"
    assert "creativecommons.org" in (said.findtext(f".//{IMG}license") or "")
    assert {one.findtext(f".//{NWS}language") for one in found.values()} == {"ar", "zh-tw"}
    monkeypatch.setattr(news, "MOST", 1)
    assert len(read(client, "/sitemap-news.xml")) == 1


@pytest.mark.parametrize(
    ("tag", "said"),
    [("en-gb", "en"), ("de", "de"), ("zh-Hans-CN", "zh-cn"), ("pt-BR", "pt"), ("fil", "fil")],
)
def test_languages_are_as_google_has_them(tag: str, said: str) -> None:
    assert news.language(tag) == said


@pytest.mark.every_database
def test_hostile_text_breaks_no_file(client: Client) -> None:
    author = cast.ottoline()
    cast.live(
        authors=[author], topics=["Ports"], picture=cast.picture(licence_url="https://a.b/?x=1&y=2")
    )
    name: Any = Value(HOSTILE)
    Paper.objects.get_or_create(pk=1)
    Paper.objects.update(name=name)
    Category.objects.update(description=name)
    Author.objects.filter(pk=author.pk).update(name=name)
    Topic.objects.update(description=name)
    Picture.objects.update(credit=name, alt_text=name, caption=name)
    Article.objects.update(headline=name, picture_caption=name)
    for path in [*files(client), "/sitemap-news.xml"]:
        assert len(read(client, path)), path
    (story,) = rows(client, "/sitemap-news.xml").values()
    title = story.findtext(f".//{NWS}title") or ""
    assert title.startswith("ab") and "]]> <x>&amp; </loc>" in title and "国際" in title


@pytest.mark.every_database
def test_what_may_not_be_searched_is_not_named(client: Client) -> None:
    open_one = cast.live("Open", at=at(2020, 1))
    closed = cast.live("Closed", section=cast.section("travel"), at=at(2020, 2))
    travel = str(cast.section("travel").pk)
    set_policies(None, {"sections": {travel: {"search": False}}}, {})
    assert "/sitemap-2020-02.xml" not in files(client)
    assert client.get("/sitemap-2020-02.xml").status_code == 404
    assert "/travel/" not in rows(client, "/sitemap-pages.xml")
    set_policies(None, {"site": {"search": False}, "sections": {travel: {"search": True}}}, {})
    assert set(files(client)) == {"/sitemap-pages.xml", "/sitemap-2020-02.xml"}
    assert closed.get_absolute_url() in rows(client, "/sitemap-2020-02.xml")
    set_policies(None, {"site": {"search": False}}, {})
    assert client.get("/sitemap.xml").status_code == 404
    assert "Sitemap:" not in client.get("/robots.txt").text
    assert len(read(client, "/sitemap-news.xml")) == 0
    set_policies(None, {"site": {"search": False}, "crawlers": {"Bingbot": True}}, {})
    assert open_one.get_absolute_url() in rows(client, "/sitemap-2020-01.xml")
    assert Searched.by("nonsense") == Searched()


@pytest.mark.every_database
def test_a_robot_that_has_a_file_is_told_so(client: Client) -> None:
    story = cast.live()
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False) as clock:
        month = cast.sitemap(story)
        for change in (
            lambda: cast.live("Another story"),
            lambda: story.withdraw(None, "A mistake."),
            lambda: cast.section().save(),
        ):
            was = client.get(month)
            by_tag: Any = {"HTTP_IF_NONE_MATCH": was["ETag"]}
            by_date: Any = {"HTTP_IF_MODIFIED_SINCE": was["Last-Modified"]}
            assert client.get(month, **by_tag).status_code == 304
            assert client.get(month, **by_date).status_code == 304
            clock.shift(timedelta(seconds=90))
            change()
            assert client.get(month, **by_tag).status_code == 200
            assert client.get(month, **by_date).status_code == 200
    for path in (*files(client), "/sitemap.xml", "/sitemap-news.xml"):
        has: Any = {"HTTP_IF_NONE_MATCH": client.get(path)["ETag"]}
        assert client.get(path, **has).status_code == 304, path


@pytest.mark.every_database
def test_the_small_files_know_when_they_were_changed(client: Client) -> None:
    """By the last change of anything; the news also by the hour at which a story is too old."""
    small = ["news", "authors", "topics", "pages"]
    paths = [f"/sitemap-{name}.xml" for name in small]
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        Paper.current().save()
        old = cast.live("Old", at=now - timedelta(hours=40), topics=["Ports"])
        story = cast.live("New", authors=[cast.ottoline()])
        clock.shift(timedelta(seconds=90))

        def known() -> list[int]:
            asked = (client.get(one, headers={"If-Modified-Since": date}) for one, date in dates)
            return [one.status_code for one in asked]

        for change in (lambda: cast.live("Another"), lambda: story.withdraw(None, "A mistake.")):
            dates = [(path, client.get(path)["Last-Modified"]) for path in paths]
            assert known() == [304] * 4
            clock.shift(timedelta(seconds=90))
            with transaction.atomic():  # what one transaction says is said as one
                change()
            assert known() == [200] * 4
        dates = [(path, client.get(path)["Last-Modified"]) for path in paths]
        cast.live("Newer", at=timezone.now() + timedelta(hours=9))
        dates = [(path, client.get(path)["Last-Modified"]) for path in paths]
        clock.shift(timedelta(hours=10))
        assert known()[0] == 200 and "/new" in client.get(paths[0]).text
        assert old.get_absolute_url() not in client.get(paths[0]).text
        dates = [(path, client.get(path)["Last-Modified"]) for path in paths]
        assert known() == [304] * 4
        # What was told is forgotten after a day: nothing is said then that might not be true.
        clock.shift(timedelta(days=2))
        Announcement.log.update(delivered_at=now)
        Announcement.forget_old()
        assert known() == [200] * 4


@pytest.mark.every_database
def test_each_file_is_two_queries_off_an_index(client: Client) -> None:
    for number in range(6):
        cast.live(f"Story {number}", at=at(2020, 1 + number), picture=cast.picture(),
                  authors=[cast.ottoline()], topics=["Ports"])  # fmt: skip
    for path in ["/sitemap.xml", *files(client), "/sitemap-news.xml"]:
        # Where a month's files begin is looked up once an hour.
        client.get(path).getvalue()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).getvalue()
        # One is the look whether planned changes are due.
        most = 4 if path == "/sitemap-pages.xml" else 3
        assert len(queries) <= most, [one["sql"] for one in queries]
    march = Article.objects.visible(within=by_month.stretch_of((2020, 3)))
    plan = march.order_by("publish_at", "pk").explain()
    if connection.vendor == "sqlite":
        assert "article_latest (state=? AND publish_at>? AND publish_at<?)" in plan
        # There is one upper bound, since SQLite walks the index from the first that it reads.
        assert str(march.order_by().values("pk").query).count('"publish_at" <') == 1


def test_a_file_is_made_while_it_is_sent(client: Client) -> None:
    cast.live(at=at(2020, 1))
    answer = client.get("/sitemap-2020-01.xml")
    assert answer.streaming and b"<urlset" in answer.getvalue()


@pytest.mark.every_database
def test_a_change_of_what_may_be_searched_is_a_change_of_the_maps(client: Client) -> None:
    """Also for those who only ask by date: a section that may not be searched goes from them."""
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        cast.live(at=timezone.now() - timedelta(days=1))
        story = cast.live(section=cast.section("travel"), at=timezone.now() - timedelta(days=1))
    assert story.publish_at is not None
    paths = ["/sitemap.xml", f"/sitemap-{story.publish_at.astimezone(UTC):%Y-%m}.xml"]
    known = {path: client.get(path)["Last-Modified"] for path in paths}
    for path, date in known.items():
        assert client.get(path, headers={"If-Modified-Since": date}).status_code == 304
    refused = {"sections": {str(cast.section("travel").pk): {"search": False}}}
    set_policies(None, refused, {})
    for path, date in known.items():
        answer = client.get(path, headers={"If-Modified-Since": date})
        assert answer.status_code == 200, path
        assert parsedate_to_datetime(answer["Last-Modified"]) > parsedate_to_datetime(date)
    assert not set_policies(None, refused, {}), "the same again is no change"
