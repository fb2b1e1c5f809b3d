"""Topics that look like another one in letters of another script: reported, never refused."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from articles.models.topics.changes import CHANGE
from articles.models.topics.names import looking_like


class LookalikeFilter(SimpleListFilter):
    """Filter topics that look like another one."""

    title = _("similar names")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Those that may have been meant as another one."""
        return [("alike", _("Looks like another"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Topic]) -> QuerySet[Topic]:
        """Those, by one look into the index for each topic."""
        return queryset.filter(Exists(_others().order_by())) if is_asked(request) else queryset


def is_asked(request: HttpRequest) -> bool:
    """Whether the list shows those alone."""
    return request.GET.get(LookalikeFilter.parameter_name) == "alike"


def _others() -> QuerySet[Topic]:
    alike = Topic.objects.filter(look=OuterRef("look")).exclude(look="")
    return alike.exclude(pk=OuterRef("pk"))


def sentence(other: Topic) -> str:
    """What is said of a topic that looks like `other`."""
    return gettext("Looks like “%(name)s”, which is already a topic.") % {"name": other.name}


def merging(topic: Topic, other: Topic) -> str:
    """The page that merges `topic` into `other`."""
    address = reverse("admin:articles_topic_merge")
    return f"{address}?topics={topic.pk}&into={other.pk}"


def warn_of_lookalike(request: HttpRequest, topic: Topic) -> None:
    """Say of a topic that was just named which one it looks like, with the way to merge them."""
    other = looking_like(topic.name, topic.pk)
    if other is None:
        return
    said = format_html("“{}”: {}", topic.name, sentence(other))
    if request.user.has_perm(CHANGE):
        link = format_html(
            '<a class="button small" href="{}">{}</a>', merging(topic, other), gettext("Merge…")
        )
        said = format_html("{} {}", said, link)
    messages.warning(request, said)


class LookalikesMixin(ModelAdmin[Topic]):
    """What the desk of topics says of those that look alike: in the list where it is filtered by
    it, on a topic's own page, and to the fields in which topics are entered."""

    list_filter = (LookalikeFilter,)

    def get_list_display(self, request: HttpRequest) -> Any:
        """With the topic that each looks like, where that is asked for."""
        columns = super().get_list_display(request)
        return (*columns, "looks_like") if is_asked(request) else columns

    def get_ordering(self, request: HttpRequest) -> Any:
        """Those that look alike stand together."""
        return ["look", "pk"] if is_asked(request) else super().get_ordering(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """With the first that looks the same, where that is asked for."""
        topics = super().get_queryset(request)
        if not is_asked(request):
            return topics
        first = _others().order_by("pk")[:1]
        return topics.annotate(
            other_pk=Subquery(first.values("pk")), other_name=Subquery(first.values("name"))
        )

    @admin.display(description=_("looks like"))
    def looks_like(self, topic: Any) -> str:
        """The other topic, with the way to merge the two."""
        other = Topic(pk=topic.other_pk, name=topic.other_name)
        address = merging(topic, other)
        return format_html('<bdi>{}</bdi> <a href="{}">{}</a>', other, address, gettext("Merge…"))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """With the topic that it looks like; one query."""
        topic = context["original"]
        other = looking_like(topic.name, topic.pk) if topic else None
        if topic and other:
            context |= {"alike": sentence(other), "merging": merging(topic, other)}
        return super().render_change_form(request, context, *args, **kwargs)

    def alike(self, request: HttpRequest) -> JsonResponse:
        """The topic that a new name looks like: its number and name, and what is said of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        other = looking_like(request.GET.get("name", ""))
        if other is None:
            return JsonResponse({})
        said = {"says": sentence(other), "use": gettext("Use “%(name)s”") % {"name": other.name}}
        return JsonResponse({"id": str(other.pk), "text": other.name, **said})
