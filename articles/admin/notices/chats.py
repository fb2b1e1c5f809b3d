"""The newsroom's chats on the desk: added, changed, tried, switched off and on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin.common.managers_only import ManagersOnly
from articles.admin.notices.chat_form import ChatForm
from articles.models import Category, ChatHook, Entry
from articles.models.changes.log import record, record_change
from articles.models.chats.hook import Event
from articles.notifying.chats.sending import send_test


@admin.register(ChatHook)
class ChatAdmin(ManagersOnly[ChatHook]):
    """Whoever may change the site's settings."""

    form = ChatForm
    change_form_template = "admin/articles/chathook/change_form.html"
    fields = ("name", "kind", "address", "events", "sections", "is_on")
    list_display = ("name", "kind", "hint", "heard", "is_on", "told_at", "problem")
    actions = ("switch_on", "switch_off")

    def get_urls(self) -> list[URLPattern]:
        """With a test."""
        test = self.admin_site.admin_view(require_POST(self.test))
        return [
            path("<int:pk>/test/", test, name="articles_chathook_test"),
            *super().get_urls(),
        ]

    # --- The list -------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("told of"))
    def heard(self, hook: ChatHook) -> str:
        """The events in words."""
        return ", ".join(str(one.label) for one in Event if one in hook.events)

    @admin.display(description=gettext_lazy("problem"))
    def problem(self, hook: ChatHook) -> str:
        """Why it can't be told."""
        return hook.error

    @admin.action(description=gettext_lazy("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, hooks: QuerySet[ChatHook]) -> None:
        """Have them told from now on."""
        self._switch(request, hooks, on=True)

    @admin.action(description=gettext_lazy("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, hooks: QuerySet[ChatHook]) -> None:
        """Tell them nothing, and keep them."""
        self._switch(request, hooks, on=False)

    def _switch(self, request: HttpRequest, hooks: QuerySet[ChatHook], *, on: bool) -> None:
        with transaction.atomic():
            for hook in hooks.exclude(is_on=on):
                hook.is_on = on
                self.save_model(request, hook, None, change=True)

    # --- What is done, in the log without the address ---------------------------------------

    def save_model(self, request: HttpRequest, obj: ChatHook, form: Any, change: bool) -> None:
        """Save it; what waits for one that is off is told to nobody."""
        was = ChatHook.objects.filter(pk=obj.pk).first() if change else None
        if not change:
            obj.by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        if not obj.is_on:
            obj.messages.all().delete()
        before, now = _values(was) if was else {}, _values(obj)
        # Of two addresses the hint may be the same.
        note = _("New address") if was and was.sealed != obj.sealed else ""
        if note:
            obj.try_now()
        if note or before != now:
            self._log(request, obj, before, now, note)

    def _log(self, request: HttpRequest, obj: ChatHook, was: Any, now: Any, note: str = "") -> None:
        labels = {name: str(ChatHook._meta.get_field(name).verbose_name) for name in _LOGGED}  # type: ignore[union-attr]
        verb, title = Entry.Verb.CHAT, str(obj)
        said: dict[str, Any] = {"labels": labels, "title": title, "note": note, "number": obj.pk}
        if not record_change(verb, request.user, was, now, **said):
            record(verb, request.user, title=title, note=note, number=obj.pk)

    def delete_model(self, request: HttpRequest, obj: ChatHook) -> None:
        """Delete it; the log keeps what it was told of."""
        before = _values(obj)
        record(
            Entry.Verb.CHAT, request.user, title=str(obj), note=_("deleted"), before=before,
            number=obj.pk,
        )  # fmt: skip
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ChatHook]) -> None:
        """Each as if it were deleted by itself."""
        for one in queryset:
            self.delete_model(request, one)

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tell it that it is told, and say how that went."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        hook = ChatHook.objects.filter(pk=pk).first() if pk < 2**63 else None
        if hook is None:
            raise Http404
        if why := send_test(hook, request.user):
            messages.error(request, _("The test could not be delivered. %(why)s") % {"why": why})
        else:
            messages.success(request, _("Test sent. Check the chat."))
        return HttpResponseRedirect(reverse("admin:articles_chathook_change", args=[hook.pk]))


_LOGGED = ("name", "kind", "hint", "events", "sections", "is_on")


def _values(hook: ChatHook) -> dict[str, Any]:
    """What the log keeps: words, and no secret."""
    sections = Category.objects.filter(pk__in=hook.sections)
    return {
        "name": hook.name,
        "kind": hook.get_kind_display(),
        "hint": hook.hint,
        "events": [str(one.label) for one in Event if one in hook.events],
        "sections": [one.name for one in sections],
        "is_on": hook.is_on,
    }
