"""Redirects on the desk: kept one by one, or pasted as a table."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.common.logged import LoggedAdmin
from articles.admin.common.managers_only import ManagersOnly
from articles.models import Entry, Redirect
from articles.models.changes.log import record
from articles.models.common.texts import LinesField
from articles.models.redirects.redirect import on_this_site

#: Lines of a table that are taken in at once, and errors that are shown.
MOST_LINES, MOST_ERRORS = 5_000, 20

#: What parts the two addresses of a line; a comma may stand in an address, too.
_BETWEEN = re.compile(r"\s*[;,]?\s+|;|,(?=/|https?://)")


class TableForm(forms.Form):
    """A table of old and new addresses, a line each."""

    table = LinesField(
        label=gettext_lazy("Old and new addresses"),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "dir": "ltr"}),
        strip=False,
        help_text=gettext_lazy(
            "One line each: the old address, a comma, a tab or a space, then the new one."
        ),
    )


@admin.register(Redirect)
class RedirectAdmin(ManagersOnly[Redirect], LoggedAdmin):
    """Whoever may change the site's settings."""

    values = Redirect.own_fields
    change_verb, delete_verb = Entry.Verb.REDIRECT, Entry.Verb.REDIRECT_DELETE
    fields = ("came_from", "leads_to")
    list_display = ("came_from", "leads_to", "hits", "last_hit_at", "by", "made_at")
    list_select_related = ("by",)
    search_fields = ("came_from", "leads_to")
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/articles/redirect/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """With the table."""
        table = self.admin_site.admin_view(self.table)
        return [path("table/", table, name="articles_redirect_table"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save it, and who made it."""
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)

    def table(self, request: HttpRequest) -> HttpResponse:
        """Take in many at once: all of them, or none where a line can't be read."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TableForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            rows, errors = read(form.cleaned_data["table"])
            for error in errors:
                form.add_error("table", error)
            if rows and not errors:
                self._keep(request, rows)
                return HttpResponseRedirect(reverse("admin:articles_redirect_changelist"))
            if not rows and not errors:
                form.add_error("table", _("No line has two addresses."))
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "opts": self.opts,
            "title": _("Add many redirects"),
        }
        return TemplateResponse(request, "admin/articles/redirect/table.html", context)

    def _keep(self, request: HttpRequest, rows: dict[str, str]) -> None:
        with transaction.atomic():
            known = {row.came_from: row for row in Redirect.objects.filter(came_from__in=rows)}
            changed = [one for old, one in known.items() if one.leads_to != rows[old]]
            for one in changed:
                one.leads_to = rows[one.came_from]
            Redirect.objects.bulk_update(changed, ["leads_to"], batch_size=500)
            new = [
                Redirect(came_from=old, leads_to=to, by_id=request.user.pk)
                for old, to in rows.items()
                if old not in known
            ]
            Redirect.objects.bulk_create(new, batch_size=500)
            note = f"+{len(new)}, ~{len(changed)}"
            record(Entry.Verb.REDIRECT, request.user, title=_("A table of redirects"), note=note)
        self.message_user(
            request,
            ngettext("%(n)d redirect was saved.", "%(n)d redirects were saved.", len(rows))
            % {"n": len(rows)},
            messages.SUCCESS,
        )


def read(table: str) -> tuple[dict[str, str], list[str]]:
    """The redirects of a table by their old addresses, and what is wrong in which line."""
    rows: dict[str, str] = {}
    errors: list[str] = []
    lines = [(number, line) for number, line in enumerate(table.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        return {}, [_("At most %(n)d lines at once.") % {"n": MOST_LINES}]
    for number, line in lines:
        parts = [part for part in _BETWEEN.split(line.strip()) if part]
        try:
            if len(parts) != 2:
                raise ValidationError(_("two addresses are needed."))
            one = Redirect(came_from=parts[0], leads_to=parts[1])
            one.clean()
            one.clean_fields(exclude=["by"])
        except ValidationError as wrong:
            if len(errors) < MOST_ERRORS:
                errors.append(
                    _("Line %(number)d: %(said)s")
                    % {"number": number, "said": " ".join(wrong.messages)}
                )
            continue
        rows[one.came_from] = one.leads_to
    return rows, errors or circles(rows)


def circles(rows: dict[str, str]) -> list[str]:
    """Those of a table that lead back to where they start, by way of each other."""
    found = []
    for old in rows:
        there, steps = old, 0
        while there in rows and steps <= len(rows):
            there, steps = on_this_site(rows[there]), steps + 1
            if there == old:
                found.append(_("%(old)s redirects back to itself.") % {"old": old})
                break
        if len(found) >= MOST_ERRORS:
            break
    return found
