"""The templates on the desk: listed, edited, retired and restored."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from articles.admin.common.logged import LoggedAdmin
from articles.admin.common.widgets import PictureInput
from articles.admin.templates import making
from articles.admin.templates.form import CHECKS, COLUMNS, TEXTS, TemplateForm
from articles.models import Entry, StoryTemplate
from articles.models.changes.log import record
from articles.models.templates.checks import open_places
from articles.models.templates.template import MANAGE


@admin.register(StoryTemplate)
class TemplateAdmin(LoggedAdmin):
    """Whoever manages templates manages all; everybody who writes chooses among them."""

    form = TemplateForm
    change_form_template = "admin/articles/storytemplate/change_form.html"
    values = COLUMNS
    change_verb = delete_verb = Entry.Verb.TEMPLATE
    list_display = ("name", "description", "section", "to_fill", "order", "is_retired")
    list_editable = ("order", "is_retired")
    list_display_links = ("name",)
    list_select_related = ("section",)
    actions = None
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("name", "description", "section", "order", "is_retired")}),
        (_("What stories start with"), {"fields": TEXTS}),
        (_("Checks before publishing"), {"fields": CHECKS}),
    )

    def get_urls(self) -> list[URLPattern]:
        """With what is done from the stories' side."""
        return [*making.beginning(self), *super().get_urls()]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form as it stands."""
        return TemplateForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryTemplate]:
        """With the topic that a form names."""
        return super().get_queryset(request).select_related("topic")

    # --- Who may what -----------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who manage them."""
        return bool(request.user.has_perm(MANAGE))

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: it is retired, since stories that were begun from it have to pass its checks."""
        return False

    # --- What is shown and saved ------------------------------------------------------

    @admin.display(description=_("places to fill in"))
    def to_fill(self, template: StoryTemplate) -> str:
        """How many there are."""
        return str(len(open_places(template.content)) or "")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        """With the editor's import map allowed, and its dialogs."""
        media = context["adminform"].form.media + PictureInput().media + context["media"]
        context["media"] = Media.from_media(media).with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[return-value]

    def save_model(
        self, request: HttpRequest, obj: StoryTemplate, form: ModelForm[Any], change: bool
    ) -> None:
        """Save it, and log what is different, of its text that it is."""
        row = self._row(obj) if change else None
        if row is None:
            obj.made_by_id = request.user.pk
        else:
            obj.version = row.version + 1
        super().save_model(request, obj, form, change)
        if row is not None and row.content != obj.content:
            verb, note = Entry.Verb.TEMPLATE, gettext("Text changed")
            record(verb, request.user, title=str(obj), note=note, number=obj.pk)
