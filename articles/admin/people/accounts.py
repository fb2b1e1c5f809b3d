"""Accounts: who has access to the desk, with which roles and sections.

What one may not do one may not grant: an account is changed by those who have all its rights, and
gets from them what they have (models/people/accounts.py); the others may close it. Nobody gives a
role to themself, nobody but a superuser touches a superuser, and single permissions are given to
none: what somebody may do follows from their roles. Accounts are deactivated, not deleted, so that
the log and the history keep their names.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from articles.admin.access.confirming import confirmed
from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.people.account_forms import (
    AccountForm,
    NewAccountForm,
    sections_given_by,
)
from articles.admin.people.described import described, is_superuser, labels
from articles.admin.people.invitations import invite
from articles.models import Entry
from articles.models.access.letters import What, told_of
from articles.models.access.links import address_was_set
from articles.models.access.sessions import end_all
from articles.models.access.tokens import of_new_password
from articles.models.changes.log import record, record_change
from articles.models.people import factors
from articles.models.people.accounts import (
    distrust,
    may_manage,
    password_was_set,
    reaches_content,
)
from articles.models.people.logins import factor_changed
from articles.models.story.rights import ALL

#: What decides on rights: nobody changes it of their own account.
OF_OTHERS = ("is_staff", "is_superuser", "groups", "sections", "author")


class AccountAdmin(AllowedLookupsAdmin[User], UserAdmin):  # type: ignore[type-arg]
    """Accounts on the desk."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    actions = None
    empty_value_display = ""
    filter_horizontal = ()
    list_display = ("username", "name", "roles", "sections", "email", "seen", "active")
    list_filter = ("is_active", "groups")
    list_per_page = 50
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("groups", "sections", "author")}),
        (_("Access"), {"fields": ("is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("groups", "sections", "author")}),
        (_("Access"), {"fields": ("is_staff",)}),
    )
    change_form_template = "admin/auth/user/account.html"

    def get_urls(self) -> list[URLPattern]:
        """With the way to take away the factors of somebody who has lost theirs."""
        take = self.admin_site.admin_view(require_POST(confirmed(self.take_factors)))
        return [
            path("<int:pk>/factors/", take, name="auth_user_factors"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever gives rights has proved of late to be here."""
        return confirmed(super().add_view)(request, *args, **kwargs)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """So has who takes them, or changes an address."""
        return confirmed(super().change_view)(request, *args, **kwargs)

    # --- Who may what ---------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """One's own account, and those whose rights one has oneself."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.pk == request.user.pk or may_manage(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: an account is deactivated."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Without what this person may not change: of their own account, all that decides on
        rights; what they could not do themself; and superusers are made by superusers."""
        hidden = set() if is_superuser(request) else {"is_superuser"}
        if obj is not None and obj.pk == request.user.pk:
            hidden |= set(OF_OTHERS)
        elif obj is None or self.has_change_permission(request, obj):
            if not request.user.has_perm(ALL):
                hidden.add("author")
            if not sections_given_by(request.user).exists():
                hidden.add("sections")
        shown = []
        for title, details in super().get_fieldsets(request, obj):
            fields = [name for name in details["fields"] if name not in hidden]
            if fields:
                shown.append((title, {**details, "fields": fields}))
        return shown

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """With those fields and no others, whatever is posted."""
        form = super().get_form(request, obj, change=change, **kwargs)
        allowed = {name for _t, part in self.get_fieldsets(request, obj) for name in part["fields"]}
        for name in set(form.base_fields) - allowed:
            del form.base_fields[name]
        form.person = request.user  # type: ignore[attr-defined]
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With roles, sections and links, in three queries."""
        return (
            super()
            .get_queryset(request)
            .prefetch_related("groups", "sections_given", "password_links")
        )

    # --- The list ---------------------------------------------------------------

    @admin.display(description=_("name"))
    def name(self, account: User) -> str:
        """First and last name."""
        return account.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, account: User) -> str:
        """The roles in words."""
        names = sorted(group.name for group in account.groups.all())
        if account.is_superuser:
            names.insert(0, gettext("Superuser"))
        return ", ".join(names)

    @admin.display(description=_("sections"))
    def sections(self, account: User) -> str:
        """The sections given."""
        return ", ".join(str(one) for one in account.sections_given.all())

    @admin.display(description=_("last login"), ordering="last_login")
    def seen(self, account: Any) -> str:
        """When they last logged in; who has not come yet, and until when they may."""
        if account.last_login is None:
            link = next(iter(account.password_links.all()), None)
            if link is None or not account.is_active:
                return gettext("never")
            until = date_format(timezone.localtime(link.ends_at), "j M Y, H:i")
            if link.ends_at <= timezone.now():
                return gettext("invitation ran out %(when)s") % {"when": until}
            return gettext("invited until %(when)s") % {"when": until}
        return date_format(timezone.localtime(account.last_login), "j M Y, H:i")

    @admin.display(description=_("active"), boolean=True)
    def active(self, account: User) -> bool:
        """Whether they may log in."""
        return account.is_active

    # --- Saving, and its trace in the log ------------------------------------------

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Remember how it was."""
        row = User.objects.get(pk=obj.pk) if change else None
        form.was = described(row) if row else {}
        form.had_content = row is not None and reaches_content(row)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles, sections, byline; then log what is different."""
        super().save_related(request, form, formsets, change)
        form.put_rights()
        account = User.objects.get(pk=form.instance.pk)
        former = form.was.get("email", "")
        if account.email != former:
            address_was_set(account, request.user)
            if change:
                told_of(account, What.ADDRESS, by=request.user, request=request, former=former)
        if change and distrust(account):
            self._say_distrusted(request, account)
        record_change(
            Entry.Verb.ACCOUNT,
            request.user,
            form.was,
            described(account),
            labels=labels(),
            title=account.username,
            note="" if change else gettext("new account"),
            account=account.pk,
            content=form.had_content or reaches_content(account),
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With whether a link to choose a password is out."""
        obj = kwargs.get("obj")
        context["link_is_out"] = obj is not None and obj.password_links.exists()
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Its owner gets a link to choose a password."""
        shown = invite(request, obj, is_new=True)
        return shown or super().response_add(request, obj, post_url_continue)

    def _say_distrusted(self, request: HttpRequest, account: User) -> None:
        link = format_html(
            '<a href="{}">{}</a>',
            reverse("admin:auth_user_password_change", args=[account.pk]),
            gettext("Set a new password"),
        )
        sentence = gettext(
            "The password of %(name)s was set by someone with fewer rights, so it no longer works."
        ) % {"name": account.username}
        messages.warning(request, format_html("{} {}.", sentence, link))

    def take_factors(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take away the second factors of somebody who has lost theirs: they set up new ones when
        they have logged in with their password."""
        account = User.objects.filter(pk=pk).first() if pk < 2**63 else None
        if account is None:
            raise Http404(gettext("This account no longer exists."))
        if account.pk == request.user.pk or not self.has_change_permission(request, account):
            raise PermissionDenied
        back = HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
        if not factors.remove_all(account):
            messages.info(request, gettext("There was no second factor to remove."))
            return back
        # Whoever has the phone may have a desk open on it.
        end_all(account)
        factor_changed(request, account, gettext("all second factors removed"), by=request.user)  # type: ignore[arg-type]
        sentence = gettext(
            "The second factors of %(name)s are removed. Tell them: with their password they can "
            "now log in and set up new ones."
        )
        messages.success(request, sentence % {"name": account.username})
        return back

    @method_decorator(confirmed)
    @method_decorator(sensitive_post_parameters())
    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002
        form_url: str = "",
    ) -> HttpResponse:
        """A new password for somebody else; one's own is changed with the old one."""
        account = self.get_object(request, unquote(id))
        if account is None:
            messages.error(request, gettext("This account no longer exists."))
            return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
        if account.pk == request.user.pk:
            return HttpResponseRedirect(reverse("admin:password_change"))
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        with transaction.atomic():
            answer: HttpResponse = super().user_change_password(request, id, form_url)
            now = User.objects.values_list("password", flat=True).get(pk=account.pk)
            if now != account.password:
                password_was_set(account, request.user)
                end_all(account)
                note, told = of_new_password(account, gettext("password set"))
                told_of(account, What.PASSWORD, by=request.user, also=told)
                record(
                    Entry.Verb.ACCOUNT,
                    request.user,
                    title=account.username,
                    note=note,
                    account=account.pk,
                    content=reaches_content(account),
                )
        return answer


if admin.site.is_registered(User):
    admin.site.unregister(User)
admin.site.register(User, AccountAdmin)
