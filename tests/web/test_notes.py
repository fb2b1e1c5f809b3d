"""Footnotes and places within a text, on the page and in feeds."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from articles.models import Article
from tests import cast

pytestmark = pytest.mark.django_db

BODY = (
    '<h2 id="dues">Dues</h2><p>It lifts 10<sup>6</sup> kg<small class="footnote">Port log, '
    '<em>1911</em>.</small>, see <a href="#dues">Dues</a>.</p>'
)


def test_a_page_numbers_its_notes(client: Client) -> None:
    page = client.get(cast.live(body=BODY).get_absolute_url()).text
    assert 'id="note-sign-1"><a href="#note-1" role="doc-noteref" aria-label="Note 1">1</a>' in page
    assert '<li id="note-1" dir="auto">Port log, <em>1911</em>. <a href="#note-sign-1"' in page
    assert '<h2 id="at-dues">Dues</h2>' in page
    assert '<a href="#at-dues">' in page


def test_a_story_without_notes_has_no_part_for_them(client: Client) -> None:
    assert 'class="notes"' not in client.get(cast.live().get_absolute_url()).text


def test_in_a_feed_all_leads_to_the_page(client: Client) -> None:
    story = cast.live(body=BODY)
    content = html.unescape(client.get("/feed/").text)
    address = f"http://testserver{story.get_absolute_url()}"
    for place in ("at-dues", "note-1", "note-sign-1"):
        assert f'<a href="{address}#{place}"' in content
    assert not re.search(r'href="#', content)


def test_a_power_is_none_of_the_teasers_digits() -> None:
    story = Article.objects.get(pk=cast.live(body=BODY).pk)
    assert story.trail_text.startswith("It lifts 10⁶ kg, see Dues.")
    assert "106" not in story.search_text
