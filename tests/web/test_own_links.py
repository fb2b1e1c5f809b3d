"""Links of a story to other stories of ours: they lead to where those are now."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from tests import cast

pytestmark = pytest.mark.django_db


def linking(*addresses: str) -> Article:
    """A live story that links to these."""
    links = "".join(f'<p><a href="{one}">w<em>or</em>ds</a></p>' for one in addresses)
    return cast.live("Linking", body=f"<p>a</p>{links}")


def body_of(client: Client, story: Article) -> str:
    text: str = client.get(story.get_absolute_url()).content.decode()
    return text.partition('class="story__body')[2].partition("</article>")[0]


@pytest.mark.every_database
def test_a_link_leads_to_where_the_story_is_now(client: Client) -> None:
    other = cast.live("Other")
    story = linking(f"{other.get_absolute_url()}#at-place", other.get_absolute_url())
    before = other.get_absolute_url()
    Article.objects.filter(pk=other.pk).update(slug="another-name")
    now = Article.objects.get(pk=other.pk).get_absolute_url()
    shown = body_of(client, story)
    assert before != now and before not in shown
    assert f'<a href="{now}#at-place">w<em>or</em>ds</a>' in shown
    assert f'<a href="{now}">' in shown


@pytest.mark.parametrize("site", ["https://news.example", ""])
def test_links_elsewhere_stay(client: Client, settings: Any, site: str) -> None:
    settings.SITE_URL = site
    other = cast.live("Other")
    at = other.get_absolute_url()
    addresses = (f"https://other.example{at}", f"/topic/x-{other.pk}/", f"/a/b/c-{other.pk}/", "/")
    shown = body_of(client, linking(*addresses, f"https://news.example/x/y-{other.pk}/"))
    assert all(f'<a href="{one}">' in shown for one in addresses)
    own = f"https://news.example{at}" if site else f"https://news.example/x/y-{other.pk}/"
    assert f'<a href="{own}">' in shown


@pytest.mark.every_database
def test_of_what_readers_cannot_open_the_words_stay(client: Client) -> None:
    draft = cast.draft("A secret headline")
    at = f"/politics/a-secret-headline-{draft.pk}/"
    shown = body_of(client, linking(at, "/politics/gone-99999999/", f"/x/y-{2**63 + 1}0/"[:40]))
    assert "secret" not in shown and "gone-99999999" not in shown
    assert shown.count("w<em>or</em>ds") == 3


def test_all_links_cost_one_query(client: Client, django_assert_num_queries: Any) -> None:
    from articles.models.links import leading as links

    others = [cast.live(f"Other {n}") for n in range(5)]
    html = "".join(f'<p><a href="{one.get_absolute_url()}">x</a></p>' for one in others)
    links.leading(html)
    with django_assert_num_queries(1):
        links.leading(html)
    with django_assert_num_queries(0):
        links.leading('<p><a href="https://e.example/a/b-7/">x</a></p>')


def test_feeds_have_the_present_addresses_with_the_host_in_one_query(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    other, draft = cast.live("Other"), cast.draft("A secret headline")
    before = other.get_absolute_url()
    for number in range(3):
        body = f'<p><a href="{before}#at">words</a><a href="/politics/x-{draft.pk}/">w</a></p>'
        cast.live(f"Linking {number}", body=body)
    Article.objects.filter(pk=other.pk).update(slug="another-name")
    now = Article.objects.get(pk=other.pk).get_absolute_url()
    text = client.get("/feed/").content.decode()
    assert text.count(f'&lt;a href="http://testserver{now}#at"&gt;words&lt;/a&gt;') == 3
    assert before not in text and f"x-{draft.pk}" not in text
