"""The list of stories on the desk: what a row says, search, filters."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.filters import AuthorFilter, StatusFilter, TopicFilter
from articles.models import Article
from articles.search import among


class StoryList(admin.ModelAdmin[Article]):
    """The list's half of the stories' admin."""

    list_display = ("thumbnail", "title", "names", "section", "state_chip", "date", "modified_at")
    list_display_links = ("title",)
    list_filter = (
        StatusFilter,
        "section",
        AuthorFilter,
        TopicFilter,
        ("publish_at", admin.DateFieldListFilter),
    )
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("headline",)
    search_help_text = _("Words of the headline or the text")
    ordering = ("-modified_at", "-pk")
    actions = None
    save_on_top = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """The list fetches what it shows; the form everything."""
        stories: QuerySet[Article] = Article.objects.within_reach_of(request.user)
        match = request.resolver_match
        if match and match.url_name == "articles_article_changelist":
            stories = stories.for_cards()  # type: ignore[attr-defined]
        return stories

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Search on the same index as the readers'."""
        return (among(queryset, search_term) if search_term.strip() else queryset), False  # type: ignore[arg-type]

    @admin.display(description=_("picture"))
    def thumbnail(self, story: Article) -> SafeString:
        """The lead picture, small."""
        if story.picture is None or not story.picture.widths:
            return SafeString('<span class="thumb thumb-none"></span>')
        return format_html(
            '<img class="thumb" src="{}" alt="" width="96" height="64" loading="lazy"'
            ' data-focal="{}">',
            story.picture.url_for(320),
            story.picture.focal_class,
        )

    @admin.display(description=_("headline"), ordering="headline")
    def title(self, story: Article) -> SafeString:
        """Headline and kind."""
        return format_html(
            '<strong class="row-headline" dir="auto">{}</strong><span class="row-kind">{}</span>',
            story,
            story.get_kind_display(),
        )

    @admin.display(description=_("by"))
    def names(self, story: Article) -> str:
        """The names over the story."""
        return ", ".join(story.names())

    @admin.display(description=_("state"), ordering="state")
    def state_chip(self, story: Article) -> SafeString:
        """The state in words and colour."""
        return format_html(
            '<span class="chip" data-status="{}">{}</span>', story.status, story.status_label
        )

    @admin.display(description=_("publication"), ordering="publish_at", empty_value="")
    def date(self, story: Article) -> str:
        """When it was or will be published."""
        if story.publish_at is None:
            return ""
        return date_format(timezone.localtime(story.publish_at), "j M Y, H:i")
