"""Links to stories of ours: a story is known by the number in its address, so that a link leads to
where it is now."""

from __future__ import annotations

import re
from html import escape
from typing import Final
from urllib.parse import unquote

from django.conf import settings
from django.urls import Resolver404, resolve

from articles.lib.dependencies import note, softly
from articles.models import Article
from articles.models.common.prepared import Prepared

_LINK: Final = re.compile(
    r'<a href="(?P<site>https?://[^/"?#]+)?(?P<path>/[^/"?#]+/[^/"?#]*-(?P<pk>[0-9]{1,18})/?)'
    r'(?P<rest>[?#][^"]*)?">(?P<words>.*?)</a>',
    re.DOTALL,
)
STORIES = Prepared(
    lambda *pks: (
        Article.objects.filter(pk__in=pks)
        .select_related("section")
        .only("slug", "section__slug", "state", "publish_at", "expires_at")
        .order_by()
    )
)


def leading(html: str) -> str:
    """Return a body whose links to our own stories lead to their present addresses: one query,
    none where there are no such links. Of a story that readers can't open, the words stay.

    What a story's address or state becomes may lag some seconds here.
    """
    ours = [one for one in _LINK.finditer(html) if _is_ours(one)]
    if not ours:
        return html
    with softly():
        numbers = sorted({int(one["pk"]) for one in ours})
        note(*(f"article:{pk}" for pk in numbers))
        there = {story.pk: story for story in STORIES(*numbers)}
    parts, done = [], 0
    for one in ours:
        parts += [html[done : one.start()], _led(one, there.get(int(one["pk"])))]
        done = one.end()
    return "".join(parts) + html[done:]


def _led(link: re.Match[str], story: Article | None) -> str:
    if story is None or not story.is_visible:
        return link["words"]
    address = escape(story.get_absolute_url()) + (link["rest"] or "")
    return f'<a href="{link["site"] or ""}{address}">{link["words"]}</a>'


def _is_ours(link: re.Match[str]) -> bool:
    if link["site"] and link["site"] != settings.SITE_URL:
        return False
    if int(link["pk"]) >= 2**63:
        return False
    try:
        return resolve(unquote(link["path"])).url_name == "article"
    except Resolver404:
        return False
