"""Deactivating an account, with a page that says what will happen, and activating it again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.access.confirming import confirmed
from articles.admin.people.described import is_superuser
from articles.models.access import leaving
from articles.models.people.accounts import may_manage


def _account(request: HttpRequest, pk: int) -> User:
    """Somebody else's, which may be closed also by those with fewer rights: that gives nobody
    anything."""
    if not request.user.has_perm("auth.change_user"):
        raise PermissionDenied
    account = User.objects.filter(pk=pk).first() if pk < 2**63 else None
    if account is None:
        raise Http404(_("This account no longer exists."))
    if account.pk == request.user.pk or (account.is_superuser and not is_superuser(request)):
        raise PermissionDenied
    return account


def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen; and, posted, it happens."""
    account = _account(request, pk)
    heirs = leaving.heirs(account)
    if request.method == "POST":
        chosen = request.POST.get("to", "")
        known = chosen.isascii() and chosen.isdigit() and len(chosen) < 19
        to = heirs.filter(pk=chosen).first() if known else None
        if chosen and to is None:
            messages.error(request, _("Choose somebody who writes stories."))
            return HttpResponseRedirect(request.path)
        if leaving.leave(account, request.user, to):
            messages.success(request, _("The account is deactivated."))
        else:
            messages.info(request, _("The account was already deactivated."))
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
    going = leaving.what_is_going(account, request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Deactivate %(name)s") % {"name": account.get_username()},
        "account": account,
        "going": going,
        "heirs": heirs if going.stories else [],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/auth/user/deactivate.html", context)


def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again: that is for those who may change it."""
    account, person = _account(request, pk), request.user
    if not may_manage(person, account):
        raise PermissionDenied
    if leaving.come_back(account, person):
        said = _("The account is active again. What ended with it is not restored.")
        messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    at: Any = admin.site.admin_view
    return [
        path(
            "auth/user/<int:pk>/close/",
            at(never_cache(confirmed(deactivate))),
            name="auth_user_close",
        ),
        path(
            "auth/user/<int:pk>/activate/",
            at(require_POST(confirmed(activate))),
            name="auth_user_activate",
        ),
    ]
