"""A person's data, at the desk: given out as a file, and taken away where the law asks.

A page says first what would become of what; the name is typed once more before it happens, as
nothing brings it back.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.access.confirming import confirmed
from articles.models.people.accounts import may_manage
from articles.models.story.rights import ALL
from articles.personal import export, forgetting
from articles.personal.finding import pseudonym
from articles.personal.forgetting import CannotForget
from articles.personal.rules import What

WORDS = {
    What.GOES: gettext_lazy("Deleted"),
    What.PSEUDONYM: gettext_lazy("Kept under a pseudonym"),
    What.STAYS: gettext_lazy("Kept as it is"),
}


def _account(request: HttpRequest, pk: int) -> User:
    """One that this person may change."""
    if not request.user.has_perm("auth.change_user"):
        raise PermissionDenied
    account = User.objects.filter(pk=pk).first() if pk < 2**63 else None
    if account is None:
        raise Http404(_("This account no longer exists."))
    if not may_manage(request.user, account):
        raise PermissionDenied
    return account


def _may_export(person: Any) -> bool:
    """Versions and texts of stories are in it, of all sections."""
    return bool(person.has_perm(ALL))


def personal_data(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of what; and, posted with the name, it does."""
    account = _account(request, pk)
    if request.method == "POST":
        if said := _forgotten(request, account):
            messages.error(request, said)
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
    planned = forgetting.plan(account)
    groups = [
        (words, [one for one in planned if one.what is what]) for what, words in WORDS.items()
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Personal data of %(name)s") % {"name": account.get_username()},
        "account": account,
        "pseudonym": pseudonym(account),
        "may_export": _may_export(request.user),
        "groups": [(words, rows) for words, rows in groups if rows],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/auth/user/personal.html", context)


def _forgotten(request: HttpRequest, account: User) -> str:
    """Do it; why not, otherwise."""
    if account.pk == request.user.pk:
        return _("Somebody else has to remove your own data.")
    if request.POST.get("name", "") != account.get_username():
        return _("Nothing was removed: the name doesn’t match. Enter it exactly as shown above.")
    try:
        called = forgetting.forget(account, request.user)
    except CannotForget as why:
        return str(why)
    except ProgrammingError as error:
        # The account of the database may have been kept from changing the log.
        reason = str(error).strip().partition("\n")[0]
        return _(
            "Nothing was removed: the database refused (%(reason)s). Ask your operator to run "
            "“manage.py person forget” as the database’s owner."
        ) % {"reason": reason}
    messages.success(
        request,
        _("The personal data is removed. The account is called %(name)s now.") % {"name": called},
    )
    return ""


def give_out(request: HttpRequest, pk: int) -> HttpResponse:
    """All that names the account, in one file."""
    account = _account(request, pk)
    if not _may_export(request.user):
        raise PermissionDenied
    file = BytesIO()
    export.write_zip(account, file)
    export.was_given_out(account, request.user)
    name = slugify(account.get_username()) or str(account.pk)
    answer = HttpResponse(file.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.zip")
    return answer


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    at: Any = admin.site.admin_view
    return [
        path(
            "auth/user/<int:pk>/personal/",
            at(never_cache(confirmed(personal_data))),
            name="auth_user_personal",
        ),
        path(
            "auth/user/<int:pk>/export/",
            at(never_cache(require_POST(confirmed(give_out)))),
            name="auth_user_export",
        ),
    ]
