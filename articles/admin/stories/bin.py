"""The bin: what was deleted, for how long it is kept, and the ways out of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import SimpleListFilter, display
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.common.json_views import json_view, refusal, wants_json
from articles.admin.stories import bulk
from articles.admin.stories.list import StoryList, short
from articles.lib.html.canonical import plain_text
from articles.lib.text.graphemes import start_of
from articles.models import Article, NotAllowed, Right, may
from articles.models.bin.emptying import days_left
from articles.models.changes.log import name_of
from articles.models.desk.bulk_verbs import IN_BIN
from articles.models.links.told import linked_from

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

#: A number that a row can have.
MAX_ID = 2**63 - 1
#: Characters of its text.
MAX_WORDS_SHOWN = 3_000
#: Said of one that somebody else was faster with.
NOT_THERE = _("The story is no longer in the bin.")


def urls(admin: ModelAdmin[Article]) -> list[URLPattern]:
    """The addresses, for the stories' admin."""
    site = admin.admin_site
    listed = BinList(Article, site)
    return [
        path("bin/", site.admin_view(listed.changelist_view), name="articles_article_bin"),
        path(
            "<int:pk>/bin/",
            site.admin_view(partial(look, admin)),
            name="articles_article_binned",
        ),
        path(
            "<int:pk>/restore-from-bin/",
            json_view(site, require_POST(restore)),
            name="articles_article_unbin",
        ),
        path(
            "<int:pk>/remove/",
            site.admin_view(partial(remove, admin)),
            name="articles_article_remove",
        ),
    ]


class DeletedByFilter(SimpleListFilter):
    """Filter by who put it there."""

    title = _("deleted by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Me."""
        return [("me", _("Me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those that I put there."""
        return queryset.filter(binned_by=request.user.pk) if self.value() == "me" else queryset


class Binned(ChangeList):
    """A page of the bin."""

    def url_for_result(self, result: Any) -> str:
        """Where one looks at it before it is restored."""
        return reverse("admin:articles_article_binned", args=[result.pk])


class BinList(StoryList):
    """The list of stories, of those in the bin."""

    list_display = ("thumbnail", "title", "names", "state_chip", "deleted", "left", "ways")
    list_filter = ("section", DeletedByFilter)
    change_list_template = "admin/articles/article/bin.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nothing begins here."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, which says for how long it keeps things."""
        told = {"title": _("Bin"), "days": settings.BIN_DAYS}
        return super().changelist_view(request, {**told, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # type: ignore[override]
        """Each leads to its page in the bin."""
        return Binned

    def get_actions(self, request: HttpRequest) -> Any:
        """The ways out, for many."""
        return bulk.actions_for(request, IN_BIN)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Last put in first, off the index."""
        return ("-binned_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """With all that a row shows."""
        binned: Any = Article.objects.in_bin_of(request.user)
        stories: QuerySet[Article] = binned.for_cards()
        return stories.select_related("section", "picture", "binned_by")

    @display(description=_("deleted"))
    def deleted(self, story: Article) -> SafeString:
        """When, and by whom."""
        who = name_of(story.binned_by) or gettext("System")
        return format_html('{} <span class="due">{}</span>', short(story.binned_at), who)

    @display(description=_("kept for"))
    def left(self, story: Article) -> SafeString:
        """How many days it has left; in colour on its last ones."""
        days = days_left(story)
        said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        is_last = "yes" if days <= 3 else "no"
        return format_html('<span class="due" data-late="{}">{}</span>', is_last, said)

    @display(description="")
    def ways(self, story: Article) -> SafeString:
        """Restore it; its own page has more."""
        address = reverse("admin:articles_article_unbin", args=[story.pk])
        back = urlencode({"back": reverse("admin:articles_article_bin")})
        return format_html(
            '<button type="submit" class="button small" formaction="{}?{}" aria-label="{}">{}'
            "</button>",
            address,
            back,
            gettext("Restore: %(story)s") % {"story": story},
            gettext("Restore"),
        )


# --- One story ------------------------------------------------------------------------


def _found(request: HttpRequest, pk: int, right: Right) -> Article | None:
    """The story in the bin; None for one within reach that is not there any more. Raises Http404
    and PermissionDenied."""
    if not may(request.user, right):
        raise PermissionDenied
    binned = Article.objects.in_bin_of(request.user).select_related("section", "binned_by")
    story = binned.filter(pk=pk).first() if pk <= MAX_ID else None
    if story is None:
        if pk > MAX_ID or not Article.objects.within_reach_of(request.user).filter(pk=pk).exists():
            raise Http404(gettext("This story no longer exists."))
        return None
    if not may(request.user, right, story, in_bin=True):
        raise PermissionDenied
    return story


def look(admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, and the ways out."""
    story, person = _found(request, pk, Right.VIEW), request.user
    if story is None:
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    content = story.content()
    context = {
        **admin.admin_site.each_context(request),
        "title": str(story),
        "opts": admin.opts,
        "story": story,
        "who": name_of(story.binned_by) or gettext("System"),
        "days": days_left(story),
        "standfirst": content["standfirst"],
        "words": start_of(plain_text(content["body"]), MAX_WORDS_SHOWN),
        "revisions": story.revisions.count(),
        "comments": story.comments.count(),
        "may_restore": may(person, Right.EDIT, story, in_bin=True),
        "may_remove": may(person, Right.DELETE, story, in_bin=True),
    }
    return TemplateResponse(request, "admin/articles/article/binned.html", context)


def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the bin; pressed twice, or by two, it is taken out once."""
    story = _found(request, pk, Right.EDIT)
    try:
        if story is not None:
            story.restore_from_bin(request.user)
    except Article.DoesNotExist:
        if not Article.objects.filter(pk=pk).exists():
            if wants_json(request):
                return refusal(str(NOT_THERE), 404)
            messages.error(request, NOT_THERE)
            return HttpResponseRedirect(reverse("admin:articles_article_bin"))
    form = reverse("admin:articles_article_change", args=[pk])
    title = str(story or Article.objects.get(pk=pk))
    if wants_json(request):
        return JsonResponse({"ok": True, "said": gettext("Restored from the bin.")})
    said = gettext("“%(story)s” is restored from the bin.") % {"story": title}
    back = request.GET.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        way = format_html('{} <a href="{}">{}</a>', said, form, gettext("Open it"))
        messages.success(request, way)
        return HttpResponseRedirect(back)
    messages.success(request, said)
    return HttpResponseRedirect(form)


def remove(admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> HttpResponse:
    """Ask; posted, delete it for good."""
    story = _found(request, pk, Right.DELETE)
    listed = reverse("admin:articles_article_bin")
    if story is None:
        messages.error(request, NOT_THERE)
        return HttpResponseRedirect(listed)
    if request.method == "POST":
        try:
            story.remove(request.user)
            messages.success(request, gettext("“%(story)s” was deleted.") % {"story": story})
        except (Article.DoesNotExist, NotAllowed):
            messages.error(request, NOT_THERE)
        return HttpResponseRedirect(listed)
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("Delete permanently"),
        "opts": admin.opts,
        "story": story,
        "revisions": story.revisions.count(),
        "comments": story.comments.count(),
    }
    return TemplateResponse(request, "admin/articles/article/remove.html", context)


def put_in(admin: ModelAdmin[Article], request: HttpRequest, story: Article) -> HttpResponse:
    """Ask; posted, put a story into the bin, and offer to undo it."""
    listed = reverse("admin:articles_article_changelist")
    if request.method != "POST":
        context = {
            **admin.admin_site.each_context(request),
            "title": gettext("Move to the bin"),
            "opts": admin.opts,
            "story": story,
            "days": settings.BIN_DAYS,
            "linked_from": linked_from([story.pk]),
        }
        return TemplateResponse(request, "admin/articles/article/delete.html", context)
    try:
        story.bin(request.user)
    except NotAllowed as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
    except Article.DoesNotExist:
        messages.info(request, gettext("The story was in the bin already."))
        return HttpResponseRedirect(listed)
    said = gettext("“%(story)s” is in the bin.") % {"story": story}
    undo = format_html(
        ' <button type="submit" class="button small" form="changelist-form" formaction="{}">{}'
        "</button>",
        reverse("admin:articles_article_unbin", args=[story.pk]),
        gettext("Undo"),
    )
    messages.success(request, format_html("{}{}", said, undo))
    return HttpResponseRedirect(listed)
