"""Sections on the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.common.logged import LoggedAdmin
from articles.admin.common.readdressing import say_moved
from articles.lib.addresses import readable
from articles.models import Category, Entry
from articles.models.fronts.schedule import archiving


@admin.register(Category)
class CategoryAdmin(LoggedAdmin):
    """Sections on the desk. Whose they are is said with the accounts."""

    values = ("name", "slug", "description", "colour", "order")
    change_verb, delete_verb = Entry.Verb.SECTION, Entry.Verb.SECTION_DELETE
    fields = ("name", "slug", "description", "colour", "order")
    list_display = ("name", "address", "swatch", "order")
    list_editable = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name",)
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """A section that has stories stays; the page that refuses would name them."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.articles.exists())

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """Save; say where a former address leads."""
        super().save_model(request, obj, form, change)
        say_moved(request, form, obj)

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        """Delete it; say what becomes of its front, which is kept."""
        with transaction.atomic():
            kept = archiving.archive_those_of(obj, request.user)
            super().delete_model(request, obj)
        for front, cancelled in kept:
            messages.info(request, kept_front(front, cancelled))

    @admin.display(description=gettext_lazy("address"), ordering="slug")
    def address(self, section: Category) -> str:
        """As readers see it."""
        return readable(section.get_absolute_url())

    @admin.display(description=gettext_lazy("colour"), ordering="colour")
    def swatch(self, section: Category) -> SafeString:
        """The colour, shown and named."""
        return format_html(
            '<span class="swatch" data-colour="{}">{}</span>',
            section.colour,
            section.get_colour_display(),
        )


def kept_front(front: str, cancelled: int) -> str:
    """What became of a front whose section was deleted."""
    said = _("Its front is kept, archived, in the list of fronts: “%(front)s”.") % {"front": front}
    if cancelled:
        said += " " + ngettext(
            "%(n)d scheduled edition of it was cancelled.",
            "%(n)d scheduled editions of it were cancelled.",
            cancelled,
        ) % {"n": cancelled}  # fmt: skip
    return said
