"""The versions in other languages of the stories in the list, each with its state."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.placing.column import PlacedList
from articles.models import Article
from articles.models.translations.group import of_stories


class VersionedList(PlacedList):
    """A page of stories, each with its versions within reach. One query where none has any, two
    more where some have."""

    def get_results(self, request: HttpRequest) -> None:
        """Read once for all on the page."""
        super().get_results(request)
        stories = list(self.result_list)
        groups = of_stories([story.pk for story in stories])
        numbers = {one.story.pk for group in groups.values() for one in group}
        reached = set[int]()
        if numbers:
            within = Article.objects.within_reach_of(request.user).filter(pk__in=numbers)
            reached = set(within.order_by().values_list("pk", flat=True))
        for story in stories:
            group = groups.get(story.pk, [])
            story.is_behind = any(
                one.row.is_behind for one in group if one.row and one.story.pk == story.pk
            )
            story.versions_listed = [
                one for one in group if one.story.pk != story.pk and one.story.pk in reached
            ]
        self.result_list = stories


def behind(story: Article) -> SafeString:
    """That its source has changed since it was up to date, leading to what has."""
    if not getattr(story, "is_behind", False):
        return SafeString()
    address = reverse("admin:articles_article_source", args=[story.pk])
    return format_html(
        '<a class="chip" data-status="behind" href="{}">{}</a>', address, _("Source has changed")
    )


def versions(story: Article) -> SafeString:
    """The others of its group, by language and state, each leading to its form."""
    listed = getattr(story, "versions_listed", [])
    if not listed:
        return SafeString()
    links = format_html_join(
        " · ",
        '<a href="{}" title="{}">{} <small>{}</small></a>',
        (
            (
                reverse("admin:articles_article_change", args=[one.story.pk]),
                one.story,
                one.spoken.name,
                one.story.status_label.lower(),
            )
            for one in listed
        ),
    )
    return format_html('<span class="row-versions">{} {}</span>', _("Also in"), links)
