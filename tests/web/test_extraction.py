"""What programs that look for a page's text know it by, and what they leave out by its name."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db

#: As Arc90's readability has it, which many others have taken over.
LEFT_OUT = re.compile(
    r"combx|comment|com-|contact|foot|masthead|media|meta|outbrain|promo|related|scroll|shoutbox"
    r"|sidebar|sponsor|shopping|tags|tool|widget"
)
BODY = (
    '<p>One<small class="footnote">A note.</small></p><ul><li>Two</li></ul>'
    "<table><tr><th>Three</th><td>4</td></tr></table>"
    '<aside class="facts"><h2>Five</h2><p>Six</p></aside><blockquote><p>Seven</p></blockquote>'
)


def body(client: Client) -> str:
    page = client.get(cast.live(body=BODY).get_absolute_url()).text
    return page.partition('<div class="story__body')[2].partition("</article>")[0]


def test_the_text_is_called_what_programs_look_for(client: Client) -> None:
    assert body(client).partition('"')[0].split() == ["article-body"]


def test_no_part_of_the_text_has_a_name_that_is_left_out(client: Client) -> None:
    names = re.findall(r' (?:class|id)="([^"]*)"', body(client))
    assert "table-wide" in names and "facts" in names and "notes" in names
    assert [name for name in names if LEFT_OUT.search(name)] == []
