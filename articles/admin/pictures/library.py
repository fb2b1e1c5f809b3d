"""The picture library's list: cards, search, filters, and edits of many at once."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.pictures.forms import BulkForm
from articles.admin.stories.list import BoundedPaginator
from articles.lib.searching.query import parse
from articles.models import Picture
from articles.models.common.slices import Turn
from articles.models.pictures.places import in_use
from articles.models.pictures.rights import amend
from articles.models.pictures.sources import AI, Source

#: So many pictures are changed in one go.
MAX_SELECTED = 500
#: A licence is said to lapse soon within so many days.
SOON = (7, 30)
#: So many refusals are told.
MAX_REFUSALS_SHOWN = 5
#: The most words of a search that are looked for.
MAX_QUERY_WORDS = 6


def search_pictures(pictures: QuerySet[Picture], query: str) -> QuerySet[Picture]:
    """Those in whose words every word of `query` is, or begins."""
    for term in parse(query).terms[:MAX_QUERY_WORDS]:
        ways = (" ".join(way) for way in (term.words, *term.others))
        pictures = pictures.filter(reduce(or_, (Q(search_text__contains=way) for way in ways)))
    return pictures


class UseFilter(SimpleListFilter):
    """Filter by use: in a story, as a portrait, or unused."""

    title = _("used")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """In use, or not yet."""
        return [("yes", _("In a story")), ("no", _("Not used yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        """Those that are, or are not."""
        wanted = {"yes": in_use(), "no": ~in_use()}
        chosen = self.value()
        return queryset.filter(wanted[chosen]) if chosen in wanted else queryset


class LackingFilter(SimpleListFilter):
    """Filter by what is missing before the picture can be published."""

    title = _("missing")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Alt text, credit, any of them."""
        return [("alt", _("Alt text")), ("credit", _("Credit")), ("any", _("Anything"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        """Those that lack it."""
        silent, nameless = Q(alt_text="", decorative=False), Q(credit="")
        wanted = {"alt": silent, "credit": nameless, "any": silent | nameless}
        chosen = self.value()
        if chosen not in wanted:
            return queryset
        # Asked for as the index of those that lack anything is.
        return queryset.filter(silent | nameless).filter(wanted[chosen])


class LapseFilter(SimpleListFilter):
    """Filter by when the licence ends."""

    title = _("licence ends")
    parameter_name = "lapses"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Over, or soon."""
        soon = [
            (str(days), ngettext("In %(n)d day", "In %(n)d days", days) % {"n": days})
            for days in SOON
        ]
        return [("over", _("Expired")), *soon]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        """Those whose licence is over, or will be."""
        today, chosen = timezone.localdate(), str(self.value() or "")
        if chosen == "over":
            return queryset.filter(licence_expires_on__lt=today)
        if chosen in map(str, SOON):
            until = today + timedelta(days=int(chosen))
            return queryset.filter(licence_expires_on__range=(today, until))
        return queryset


class OriginFilter(SimpleListFilter):
    """Filter by how they came about."""

    title = _("origin")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """AI, a camera, or nobody knows."""
        return [("ai", _("Made or edited with AI")), ("camera", _("Camera original")),
                ("unknown", _("Unknown"))]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        """Those of that origin."""
        wanted = {"ai": AI, "camera": {Source.CAPTURE}, "unknown": {Source.UNKNOWN}}
        chosen = self.value()
        return queryset.filter(source_type__in=wanted[chosen]) if chosen in wanted else queryset


class UploaderFilter(SimpleListFilter):
    """Filter by uploader."""

    title = _("added by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Me; and the person that the address names."""
        chosen = request.GET.get(self.parameter_name, "")
        more = [(chosen, chosen)] if chosen and chosen != "me" else []
        return [("me", _("Me")), *more]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        """Theirs."""
        chosen = self.value()
        if chosen == "me":
            return queryset.filter(uploaded_by=request.user.pk)
        return queryset.filter(uploaded_by__username=chosen) if chosen else queryset


class LibraryList(AllowedLookupsAdmin[Picture]):
    """The changelist half of the library's admin."""

    change_list_template = "admin/articles/picture/change_list.html"
    list_display = ("__str__",)
    list_filter = (
        "licence",
        LackingFilter,
        LapseFilter,
        UseFilter,
        OriginFilter,
        UploaderFilter,
        ("created_at", admin.DateFieldListFilter),
    )
    list_per_page = 48
    list_max_show_all = 0
    show_full_result_count = False
    search_fields = ("caption",)
    search_help_text = _("Search titles, captions, credits, people and tags")
    actions = ("edit_many",)
    actions_on_top = True

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The newest first, off the index."""
        return ("-created_at", "-pk")

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> BoundedPaginator:
        """Pages up to what is worth counting."""
        pages = BoundedPaginator(*args, **kwargs)
        pages.rows = self.get_queryset(request)
        return pages

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Picture], search_term: str
    ) -> tuple[QuerySet[Picture], bool]:
        """Search in all words of a picture."""
        return search_pictures(queryset, search_term), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What may be done with many, by those who may change pictures."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions if self.has_change_permission(request) else {}

    @admin.action(description=_("Edit…"), permissions=["change"])
    def edit_many(self, request: HttpRequest, chosen: QuerySet[Picture]) -> HttpResponse | None:
        """Go to the page that asks what they shall get."""
        pks = list(chosen.order_by().values_list("pk", flat=True)[: MAX_SELECTED + 1])
        if len(pks) > MAX_SELECTED:
            self.message_user(
                request,
                gettext("Choose at most %(n)d pictures at a time.") % {"n": MAX_SELECTED},
                messages.WARNING,
            )
            return None
        address = reverse("admin:articles_picture_edit_many")
        return HttpResponseRedirect(f"{address}?pks={','.join(map(str, pks))}")

    def edit_page(self, request: HttpRequest) -> HttpResponse:
        """Ask what the pictures shall get; once it is said, do it and say what was done."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        posted = request.POST.get("pks", request.GET.get("pks", ""))
        pks = [int(one) for one in posted.split(",") if one.isascii() and one.isdigit()]
        wanted = Picture.objects.filter(pk__in=[pk for pk in pks if pk < 2**63][:MAX_SELECTED])
        found = list(wanted.order_by("-created_at", "-pk"))
        form = BulkForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and found and form.is_valid():
            changed, refused = self._edit(request, form, [one.pk for one in found])
            self._report(request, changed, len(found), refused)
            return HttpResponseRedirect(reverse("admin:articles_picture_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Edit pictures"),
            "opts": self.model._meta,
            "pictures": found,
            "pks": ",".join(str(one.pk) for one in found),
            "form": form,
            "credits": sorted({one.credit for one in found if one.credit}),
            "tags": sorted({tag for one in found for tag in one.tags}),
        }
        return TemplateResponse(request, "admin/articles/picture/edit_many.html", context)

    def _edit(self, request: HttpRequest, form: BulkForm, pks: list[int]) -> tuple[int, list[str]]:
        """Give it to each of them; how many it changed, and which were refused, with the reason."""
        changed, refused, turn = 0, list[str](), Turn()
        for pk in pks:
            with transaction.atomic():
                picture = Picture.objects.select_for_update().filter(pk=pk).first()
                fields = form.put_into(picture) if picture else []
                if picture and fields:
                    changed += self._edit_one(request, picture, fields, refused)
            turn.over()
        return changed, refused

    def _edit_one(
        self, request: HttpRequest, picture: Picture, fields: list[str], refused: list[str]
    ) -> bool:
        """Save what was put into it; whether it was, else the reason is added to `refused`."""
        try:
            amend(picture.pk, {name: getattr(picture, name) for name in fields}, request.user)
        except PermissionDenied as reason:
            refused.append(f"“{picture}”: {reason}")
            return False
        self.log_change(request, picture, [{"changed": {"fields": fields}}])
        return True

    def _report(self, request: HttpRequest, changed: int, of: int, refused: list[str]) -> None:
        said = ngettext("%(n)d picture was changed.", "%(n)d pictures were changed.", changed)
        told = [said % {"n": changed}]
        if same := of - changed - len(refused):
            as_is = ngettext("%(n)d had it already.", "%(n)d had it already.", same)
            told.append(as_is % {"n": same})
        self.message_user(request, " ".join(told), messages.SUCCESS)
        if refused:
            some = ngettext("%(n)d was refused.", "%(n)d were refused.", len(refused))
            said = " ".join([some % {"n": len(refused)}, *refused[:MAX_REFUSALS_SHOWN]])
            self.message_user(request, said, messages.ERROR)
