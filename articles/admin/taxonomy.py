"""Sections and topics on the desk."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.models import Category, Topic

# The paper's topics are its own; the library's are not used.
if admin.site.is_registered(Tag):
    admin.site.unregister(Tag)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """Sections on the desk."""

    list_display = ("name", "address", "swatch", "order")
    list_editable = ("order",)
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name",)

    @admin.display(description=_("address"), ordering="slug")
    def address(self, section: Category) -> str:
        """As readers see it."""
        return section.get_absolute_url()

    @admin.display(description=_("colour"), ordering="colour")
    def swatch(self, section: Category) -> SafeString:
        """The colour, shown and named."""
        return format_html(
            '<span class="swatch" data-colour="{}">{}</span>',
            section.colour,
            section.get_colour_display(),
        )


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    """Topics on the desk."""

    fields = ("name", "slug", "description")
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False
