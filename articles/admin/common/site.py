"""The admin site: Django's, with a dashboard of our own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from articles.admin.access import addresses, entering, gate, tokens
from articles.admin.breaking import views as breaking
from articles.admin.common import shortcuts
from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.dashboard import index
from articles.admin.fronts import addresses as fronts
from articles.admin.notices import addresses as notices
from articles.admin.notices import bell
from articles.admin.people import invitations, leaving, personal, sessions
from articles.admin.planning import addresses as planning
from articles.models import Entry, Paper
from articles.models.access import sessions as sessions_of_account
from articles.models.access.letters import What, told_of
from articles.models.access.tokens import staying
from articles.models.changes.log import record
from articles.models.story.rights import know

#: A number that a row can have.
MAX_ID = 2**63 - 1


class Desk(AdminSite):
    """The editors' desk."""

    site_title = _("Desk")
    index_title = _("Desk")
    empty_value_display = "–"
    # The header of every page names what there is.
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk shows."""
        return super().each_context(request) | {
            "site_header": SimpleLazyObject(lambda: Paper.current().called),
            "key_groups": SimpleLazyObject(lambda: shortcuts.groups_for(request.user)),
            "has_second_factors": settings.SECOND_FACTOR != "off",
            "session_left": SimpleLazyObject(
                lambda: min(sessions_of_account.left_of(request) or (0,))
            ),
            "bell": SimpleLazyObject(lambda: bell.on_page(request.user)),
            "factor_due": getattr(request, "factor_due", None),
        }

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, with a way to the site that asks who goes it: its own leads to the address of
        any row of any model, which of a story tells the slug and the section."""
        seen = path(
            "r/<int:content_type_id>/<int:object_id>/",
            self.admin_view(self.view_on_site),
            name="view_on_site",
        )
        # Whoever is half logged in has no view of the desk, and may leave.
        leave = path("logout/", csrf_protect(never_cache(self.logout)), name="logout")
        own = {"view_on_site", "logout"}
        others = (one for one in super().get_urls() if getattr(one, "name", "") not in own)
        rooms = (addresses, breaking, fronts, notices, planning, sessions, tokens)
        accounts = (invitations, leaving, personal)
        ours = (one for room in (*rooms, *accounts) for one in room.patterns())
        return [seen, leave, *ours, *others]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Also what a library brings answers only what it declares."""
        if admin_class is None or not issubclass(admin_class, AllowedLookupsAdmin):
            theirs = admin_class or ModelAdmin
            admin_class = type(theirs.__name__, (AllowedLookupsAdmin, theirs), {})
        super().register(model_or_iterable, admin_class, **options)

    def view_on_site(
        self, request: HttpRequest, content_type_id: int, object_id: int
    ) -> HttpResponse:
        """On to where readers see it, for those who see it on the desk."""
        if max(content_type_id, object_id) > MAX_ID:
            raise Http404
        kind = ContentType.objects.filter(pk=content_type_id).first()
        model = kind.model_class() if kind else None
        desk = self._registry.get(model) if model else None
        if desk is None or not hasattr(model, "get_absolute_url"):
            raise Http404
        row: Any = desk.get_queryset(request).filter(pk=object_id).first()
        if row is None or not desk.has_view_permission(request, row):
            raise Http404
        return HttpResponseRedirect(row.get_absolute_url() or "/")

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The start page: what is mine, what waits, what is to come, what went wrong."""
        know(request.user)
        desk = SimpleLazyObject(lambda: index.dashboard_for(request.user))
        return super().index(request, {**(extra_context or {}), "desk": desk})

    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log in, and go on to where one came from: to the start page where that is elsewhere, or
        would end the session again. Whose login is not whole is led to what is missing."""
        if request.method == "GET" and (missing := self._missing(request)):
            return HttpResponseRedirect(f"{missing}?{urlencode({'next': gate.next_of(request)})}")
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.each_context(request),
            "title": gettext("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "outside_login": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            "passkey_options": reverse("admin:login-passkey-ask"),
            REDIRECT_FIELD_NAME: gate.next_of(request),
            **(extra_context or {}),
        }
        request.current_app = self.name
        answer: Any = entering.FirstStep.as_view(
            extra_context=context,
            authentication_form=self.login_form or AdminAuthenticationForm,
            template_name="admin/login.html",
        )(request)
        return self._within(answer)

    def _missing(self, request: HttpRequest) -> str:
        doors = {gate.Stand.STEP: "admin:second-step", gate.Stand.SETUP: "admin:factors"}
        door = doors.get(gate.stand_of(request))
        return reverse(door) if door else ""

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log out, also of a login that is not whole; an address elsewhere leads to the desk's
        door."""
        if not self.has_permission(request):
            logout(request)
            return HttpResponseRedirect(reverse("admin:index"))
        return self._within(super().logout(request, extra_context))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One's own new password; the log knows of it. The old one is held to the limits of all
        logins: a session that was left open is no place to try passwords in."""
        posts = request.method == "POST"
        if posts and entering.is_locked(request, request.user):
            return HttpResponse(status=429)
        before = request.session.session_key or ""
        answer: HttpResponse = super().password_change(request, extra_context)
        if posts and isinstance(answer, HttpResponseRedirect):
            note, name = gettext("own password changed"), request.user.get_username()
            record(Entry.Verb.ACCOUNT, request.user, title=name, note=note)
            # Their sessions open nothing any more; nor are they listed.
            sessions_of_account.was_renamed(before, request.session.session_key or "")
            sessions_of_account.end_all(request.user, but=request.session.session_key)
            told_of(request.user, What.PASSWORD, request=request, also=staying(request.user))
        elif posts and "old_password" in getattr(answer, "context_data", {})["form"].errors:
            entering.confirming_failed(request, request.user, gettext("wrong password"))
        return answer

    def _within(self, answer: HttpResponse) -> HttpResponse:
        doors = (reverse("admin:login"), reverse("admin:logout"))
        step = reverse("admin:second-step")
        if isinstance(answer, HttpResponseRedirect) and answer.url.startswith(doors):
            return answer if answer.url == step else HttpResponseRedirect(reverse("admin:index"))
        return answer
