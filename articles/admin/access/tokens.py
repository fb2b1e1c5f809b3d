"""One's own API tokens: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.access.confirming import confirmed
from articles.admin.access.pages import plain_page
from articles.models import ApiToken
from articles.models.access.tokens import MOST, MOST_DAYS, Scope, revoke_own
from articles.models.common.texts import LineField

USUAL_DAYS = 90


class TokenForm(forms.Form):
    """What a token is called, what it is good for, and for how long."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("The program that uses it, such as “Wire import”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Good for"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than your account may do."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"), min_value=1, max_value=MOST_DAYS, initial=USUAL_DAYS
    )


def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a new one."""
    posted = request.method == "POST"
    form = TokenForm(request.POST if posted else None)
    if posted and form.is_valid():
        if ApiToken.objects.filter(account=request.user.pk).count() < MOST:
            token, secret = ApiToken.make(request.user, **form.cleaned_data, request=request)
            return _page(request, TokenForm(), made=token, secret=secret)
        form.add_error(None, _("You have %(n)d tokens. Revoke one first.") % {"n": MOST})
    return _page(request, form)


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own is good for nothing from now on."""
    token = ApiToken.objects.filter(account=request.user.pk, pk=pk).first() if pk < 2**63 else None
    if token is None:
        raise Http404(_("This token no longer exists."))
    token.revoke(request.user)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return HttpResponseRedirect(reverse("admin:tokens"))


def revoke_all(request: HttpRequest) -> HttpResponse:
    """None of one's own is good for anything from now on."""
    revoke_own(request.user)
    messages.success(request, _("All your tokens are revoked."))
    return HttpResponseRedirect(reverse("admin:tokens"))


def _page(request: HttpRequest, form: TokenForm, **made: Any) -> HttpResponse:
    mine = list(ApiToken.objects.filter(account=request.user.pk))
    context = {"title": _("API tokens"), "form": form, "tokens": mine, **made}
    return plain_page(request, "admin/access/tokens.html", context)


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    at = admin.site.admin_view
    return [
        path("tokens/", at(never_cache(confirmed(tokens))), name="tokens"),
        path("tokens/revoke/", at(never_cache(require_POST(revoke_all))), name="tokens-revoke"),
        path(
            "tokens/<int:pk>/revoke/",
            at(never_cache(require_POST(revoke))),
            name="token-revoke",
        ),
    ]
