"""Invitations and forgotten passwords: giving out links, and the page on which one is used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from articles.admin.access.confirming import confirmed
from articles.admin.access.pages import plain_page
from articles.lib.addresses import site_url
from articles.models import Entry, PasswordLink
from articles.models.access import letters
from articles.models.access.forgotten import PasswordRequest
from articles.models.changes.log import record
from articles.models.people.accounts import may_manage, reaches_content

# --- Giving them out ----------------------------------------------------------------------


def invite(request: HttpRequest, account: User, *, is_new: bool = False) -> HttpResponse | None:
    """Give the account a link to choose a password: by mail, or as a page that shows it once. In
    the transaction that makes the account where it `is_new`."""
    came = account.last_login is not None
    with transaction.atomic():
        link, secret = PasswordLink.make(account, request.user, is_invitation=not came)
        address = letters.address_of_link(secret, site_url(request))
        tell = letters.forgotten if came else None
        mail = (
            tell(account, address, link.ends_at)
            if tell
            else letters.invitation(account, request.user, address, link.ends_at)
        )
        if not is_new:
            note = _("link to choose a password given out")
            name = account.get_username()
            record(
                Entry.Verb.ACCOUNT,
                request.user,
                title=name,
                note=note,
                account=account.pk,
                content=reaches_content(account),
            )
    if mail is not None:
        said = _("A link to choose a password goes to %(address)s.")
        messages.success(request, said % {"address": account.email})
        return None
    context = {
        **admin.site.each_context(request),
        "title": _("Link for %(name)s") % {"name": account.get_username()},
        "account": account,
        "address": address,
        "link": link,
        "has_mail": settings.HAS_MAIL,
    }
    request.current_app = admin.site.name
    answer = TemplateResponse(request, "admin/auth/user/link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _account(request: HttpRequest, pk: int) -> User:
    account = User.objects.filter(pk=pk).first() if pk < 2**63 else None
    if account is None:
        raise Http404(_("This account no longer exists."))
    person: Any = request.user
    is_own = account.pk == person.pk
    if is_own or not person.has_perm("auth.change_user") or not may_manage(person, account):
        raise PermissionDenied
    return account


def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another link in the place of the former one."""
    account, back = _account(request, pk), reverse("admin:auth_user_change", args=[pk])
    if not account.is_active:
        messages.error(request, _("The account is deactivated. Activate it first."))
        return HttpResponseRedirect(back)
    return invite(request, account) or HttpResponseRedirect(back)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Links of the account set nothing any more."""
    account = _account(request, pk)
    with transaction.atomic():
        if PasswordLink.objects.filter(account=account).delete()[0]:
            note, name = _("link to choose a password withdrawn"), account.get_username()
            record(Entry.Verb.ACCOUNT, request.user, title=name, note=note, account=account.pk)
    messages.success(request, _("The link is withdrawn."))
    return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))


# --- Using one ----------------------------------------------------------------------------


def choose_password(request: HttpRequest, secret: str) -> HttpResponse:
    """The page that the link leads to. Only a post uses the link up; a second factor is asked for
    afterwards, as at each login."""
    link = PasswordLink.find(secret[:200])
    if link is None:
        context: dict[str, Any] = {"title": _("This link no longer works")}
        return plain_page(request, "admin/access/link_gone.html", context, status=404)
    form = SetPasswordForm(link.account, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if link.use(form.cleaned_data["new_password1"], request):
            messages.success(request, _("Your password is set. Log in with it."))
        else:
            messages.error(request, _("The link was already used."))
        return HttpResponseRedirect(reverse("admin:login"))
    context = {
        "title": _("Choose your password"),
        "form": form,
        "account": link.account,
        "is_invitation": link.is_invitation,
        "error": bool(form.errors),
    }
    return plain_page(request, "admin/access/choose_password.html", context)


def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. What is answered is the same whatever is typed, and comes as fast."""
    is_sent = False
    if request.method == "POST" and settings.HAS_MAIL:
        if typed := request.POST.get("who", "").strip():
            PasswordRequest.ask(typed.replace("\0", ""), site_url(request))
            return HttpResponseRedirect(f"{request.path}?sent=1")
    elif request.GET.get("sent"):
        is_sent = True
    context = {
        "title": _("Forgotten password"),
        "is_sent": is_sent,
        "has_mail": settings.HAS_MAIL,
        "hours": settings.PASSWORD_LINK_HOURS,
    }
    return plain_page(request, "admin/access/forgotten.html", context)


def public(view: Any) -> Any:
    """A page for people who are not logged in, whose posts hold secrets."""
    return never_cache(csrf_protect(sensitive_post_parameters()(view)))


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    at = admin.site.admin_view
    return [
        path("login/forgotten/", public(forgotten), name="forgotten"),
        path("login/choose/<str:secret>/", public(choose_password), name="choose-password"),
        path(
            "auth/user/<int:pk>/invite/",
            at(require_POST(confirmed(invite_again))),
            name="auth_user_invite",
        ),
        path(
            "auth/user/<int:pk>/uninvite/",
            at(require_POST(withdraw)),
            name="auth_user_uninvite",
        ),
    ]
