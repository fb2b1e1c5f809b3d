"""Where links to stories of ours lead: a story is known by the number in its address, so that a
link leads to where it is now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from articles.lib.dependencies import note, softly
from articles.models.common.prepared import Prepared
from articles.models.links.found import links_in
from articles.models.story.article import Article

STORIES = Prepared(
    lambda *pks: (
        Article.objects.filter(pk__in=pks)
        .select_related("section")
        .only("slug", "section__slug", "state", "publish_at", "expires_at")
        .order_by()
    )
)


def leading(html: str, there: Mapping[int, Article] | None = None) -> str:
    """Return a body whose links to our own stories lead to their present addresses: one query,
    none where there are no such links or it is given what is `there`. Of a story that readers can't
    open, the words stay.

    What a story's address or state becomes may lag some seconds here.
    """
    ours = list(links_in(html))
    if not ours:
        return html
    stories = targets([html]) if there is None else there
    parts, done = [], 0
    for one in ours:
        parts += [html[done : one.start()], _led(one, stories.get(int(one["pk"])))]
        done = one.end()
    return "".join(parts) + html[done:]


def targets(bodies: Iterable[str]) -> dict[int, Article]:
    """The stories of ours that these texts link to, by number; one query, none without a link."""
    numbers = sorted({int(one["pk"]) for body in bodies for one in links_in(body)})
    if not numbers:
        return {}
    with softly():
        note(*(f"article:{pk}" for pk in numbers))
        return {story.pk: story for story in STORIES(*numbers)}


def _led(link: re.Match[str], story: Article | None) -> str:
    if story is None or not story.is_visible:
        return link["words"]
    address = escape(story.get_absolute_url()) + (link["rest"] or "")
    return f'<a href="{link["site"] or ""}{address}">{link["words"]}</a>'
