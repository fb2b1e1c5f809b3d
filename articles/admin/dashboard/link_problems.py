"""Links of stories that are out, to stories that have gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from articles.admin.dashboard.problem import Problem, of_stories, page_of
from articles.models import Article
from articles.models.links import link


def leading_nowhere(person: Any, most: int) -> Iterator[Problem]:
    """Stories before readers that link to one that these can't open any more, or not yet;
    two queries."""
    theirs = Article.objects.visible().within_reach_of(person)
    rows = link.leading_nowhere().filter(of_stories(theirs)).select_related("article")
    shown = list(rows.defer("article__body", "article__search_text").order_by("-pk")[:most])
    known = Article.objects.within_reach_of(person).in_bulk([one.target for one in shown])
    for one in shown:
        target = known.get(one.target)
        if target is None:
            why = _("It links to a story that readers can’t open (no. %(number)d).")
        else:
            why = _("It links to “%(story)s”, which readers can’t open: %(status)s.")
        said: dict[str, object] = {"number": one.target, "story": target}
        said |= {"status": target.status_label.lower() if target else ""}
        yield Problem(
            str(one.article),
            page_of("articles_article_change", one.article_id),
            why % said,
            _("Readers see the words without the link. Change or remove it."),
        )
