"""The rules of house style on the desk: listed, changed, tried out, given out, taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from articles.admin.common.logged import LoggedAdmin
from articles.admin.style import csv_files
from articles.admin.style.form import FIELDS, StyleRuleForm
from articles.admin.style.trying import try_out
from articles.models import Entry, OwnWord, StyleRule
from articles.models.style import start


@admin.register(StyleRule)
class StyleRuleAdmin(LoggedAdmin):
    """Rules on the desk."""

    form = StyleRuleForm
    values = tuple(name for name in FIELDS if name != "since")
    change_verb, delete_verb = Entry.Verb.STYLE, Entry.Verb.STYLE_DELETE
    change_form_template = "admin/articles/stylerule/change_form.html"
    change_list_template = "admin/articles/stylerule/change_list.html"
    list_display = (
        "pattern",
        "better",
        "reason",
        "section",
        "language",
        "is_active",
        "since",
        "who",
    )
    list_filter = ("is_active", "section", "language")
    list_select_related = ("section", "by")
    list_per_page = 100
    search_fields = ("pattern", "proposal", "why")
    search_help_text = gettext_lazy("Search patterns, proposals and reasons")
    actions = ("switch_on", "switch_off")

    def get_urls(self) -> list[URLPattern]:
        """With what is done with all of them."""
        wrap = self.admin_site.admin_view
        pages: list[tuple[str, Any]] = [
            ("try", require_POST(self.tried)),
            ("export", require_safe(self.export)),
            ("import", self.import_),
            ("start", require_POST(self.take_start)),
        ]
        return [
            *(
                path(f"{name}/", wrap(view), name=f"articles_stylerule_{name}")
                for name, view in pages
            ),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it says, where it is right, for whom; then a text to try it on."""
        tried = ("sample",) if self.has_change_permission(request, obj) else ()
        return [
            (None, {"fields": ("pattern", "proposal", "why")}),
            (
                _("Where it holds"),
                {"fields": ("exact", "of_word", "outside_quotations", "exceptions")},
            ),
            (
                _("For whom"),
                {"fields": ("section", "language", "asks_reason", "is_active", "since")},
            ),
            (_("Try it out"), {"fields": tried}),
        ]

    # --- The list -----------------------------------------------------------------

    @admin.display(description=gettext_lazy("proposal"), ordering="proposal")
    def better(self, rule: StyleRule) -> str:
        """What to write instead."""
        return rule.proposal

    @admin.display(description=gettext_lazy("why"))
    def reason(self, rule: StyleRule) -> str:
        """Why, in a line."""
        return str(Truncator(rule.why).chars(90))

    @admin.display(description=gettext_lazy("who"), ordering="by")
    def who(self, rule: StyleRule) -> str:
        """Who made it."""
        return str(rule.by.get_full_name() or rule.by.get_username()) if rule.by else ""

    @admin.action(description=gettext_lazy("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, rules: QuerySet[StyleRule]) -> None:
        """Have them marked."""
        self._switch(request, rules, on=True)

    @admin.action(description=gettext_lazy("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, rules: QuerySet[StyleRule]) -> None:
        """Keep them, and mark nothing."""
        self._switch(request, rules, on=False)

    def _switch(self, request: HttpRequest, rules: QuerySet[StyleRule], *, on: bool) -> None:
        for rule in rules.exclude(is_active=on):
            rule.is_active = on
            LoggedAdmin.save_model(self, request, rule, None, change=True)  # type: ignore[arg-type]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with what is missing of the start set."""
        left = len(start.missing()) if self.has_add_permission(request) else 0
        return super().changelist_view(request, {**(extra_context or {}), "start_set": left})

    # --- One ----------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who made it is known."""
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The form; with its text tried out, where that was pressed and not saving."""
        if request.method == "POST" and "_try" in request.POST:
            return self._tried_without_script(request, object_id, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _tried_without_script(
        self, request: HttpRequest, object_id: str | None, extra_context: Any
    ) -> HttpResponse:
        rule = self.get_object(request, object_id) if object_id else StyleRule()
        if rule is None or not self._may_try(request):
            raise PermissionDenied
        context = self._tried(request, rule)
        return TemplateResponse(request, "admin/articles/stylerule/tried_page.html", context)

    def _may_try(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) or self.has_add_permission(request)

    def tried(self, request: HttpRequest) -> HttpResponse:
        """What comes of trying out what the form holds, for the form's script."""
        if not self._may_try(request):
            raise PermissionDenied
        context = self._tried(request, StyleRule())
        return TemplateResponse(request, "admin/articles/stylerule/tried.html", context)

    def _tried(self, request: HttpRequest, rule: StyleRule) -> dict[str, Any]:
        form = StyleRuleForm(request.POST, instance=rule)
        # It may be tried before it has a reason.
        form.fields["why"].required = form.fields["since"].required = False
        valid = form.is_valid()
        done = try_out(form.instance, form.cleaned_data["sample"]) if valid else None
        return {
            **self.admin_site.each_context(request),
            "title": _("Try it out"),
            "opts": self.opts,
            "form": form,
            "tried": done,
        }

    # --- All ----------------------------------------------------------------------

    def export(self, request: HttpRequest) -> HttpResponse:
        """All rules as a table."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rules = StyleRule.objects.select_related("section")
        answer = HttpResponse(csv_files.written(rules), content_type="text/csv; charset=utf-8")
        name = f"house-style-{timezone.localdate():%Y-%m-%d}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def import_(self, request: HttpRequest) -> HttpResponse:
        """Take rules in from a table: all, or none and what is wrong in which line."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        errors: list[str] = []
        if request.method == "POST":
            file = request.FILES.get("file")
            if file is None:
                errors = [_("Choose a file.")]
            elif (file.size or 0) > csv_files.MAX_BYTES:
                errors = [_("The file is larger than 2 MB.")]
            else:
                found = csv_files.taken(file.read(), request.user)
                errors = found.errors
                if not errors:
                    return self._imported(request, found)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import rules"),
            "opts": self.opts,
            "errors": errors,
            "columns": csv_files.COLUMNS,
        }
        page = "admin/articles/stylerule/import.html"
        return TemplateResponse(request, page, context, status=400 if errors else 200)

    def _imported(self, request: HttpRequest, found: csv_files.Taken) -> HttpResponse:
        csv_files.keep(found, request.user)
        said = _("%(added)d rules added, %(changed)d changed, %(same)d unchanged.")
        messages.success(
            request, said % {"added": found.added, "changed": found.changed, "same": found.same}
        )
        return HttpResponseRedirect(reverse("admin:articles_stylerule_changelist"))

    def take_start(self, request: HttpRequest) -> HttpResponse:
        """Add what is missing of the start set."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        number = start.take_start_set(request.user)
        said = ngettext("%(n)d rule added.", "%(n)d rules added.", number)
        messages.success(request, said % {"n": number})
        return HttpResponseRedirect(reverse("admin:articles_stylerule_changelist"))


@admin.register(OwnWord)
class OwnWordAdmin(LoggedAdmin):
    """The newsroom's dictionary on the desk."""

    values = ("word",)
    change_verb, delete_verb = Entry.Verb.STYLE, Entry.Verb.STYLE_DELETE
    fields = ("word",)
    list_display = ("word", "at", "by")
    list_select_related = ("by",)
    search_fields = ("word",)
    list_per_page = 100

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who added it is known."""
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)
