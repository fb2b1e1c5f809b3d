"""Accounts and roles: who may come to the desk, as what, and for which sections.

Operators look after accounts; what they may not do is said here. Nobody gives a role to
themself, nobody but a superuser touches a superuser, and single permissions are given to none:
what somebody may do follows from their roles. Accounts are deactivated, not deleted, so that
the log and the history keep their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserCreationForm, UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from articles.models import Author, Category, Entry
from articles.models.audit import record

#: What decides on rights: nobody changes it of their own account.
OF_OTHERS = ("is_active", "is_staff", "is_superuser", "groups", "sections", "author")
#: What the log calls each field.
PLAIN = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser")


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several of what there is, each with its box."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """The chosen ones; a number longer than the database's are is an error, not a failure."""
        if any(len(str(key)) > 18 for key in value or []):
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": "…"})
        return super().clean(value)


class Rights(forms.Form):
    """Roles, sections and byline, as checkboxes and one choice."""

    groups = Several(queryset=Group.objects.order_by("name"), required=False, label=_("Roles"))
    sections = Several(
        queryset=Category.objects.all(),
        required=False,
        label=_("Sections given"),
        help_text=_("Editors work on all stories of these sections."),
    )
    author = forms.ModelChoiceField(
        queryset=Author.objects.none(),
        required=False,
        label=_("Byline"),
        empty_label=_("None"),
        help_text=_("Stories under this name are their own."),
    )

    instance: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Q(user=self.instance.pk) if self.instance.pk else Q(pk__in=[])
        if "author" in self.fields:
            authors = Author.objects.filter(own | Q(user__isnull=True)).order_by("name", "pk")
            self.fields["author"].queryset = authors  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["sections"] = list(
                self.instance.sections_given.values_list("pk", flat=True)
            )
            linked = Author.objects.filter(user=self.instance.pk).values_list("pk", flat=True)
            self.initial["author"] = linked.first()

    def put_rights(self) -> None:
        """Give the saved account its sections and its byline, as far as the form asked."""
        account, given = self.instance, self.cleaned_data
        if "sections" in given:
            account.sections_given.set(given["sections"])
        if "author" in given:
            author: Author | None = given["author"]
            Author.objects.filter(user=account).exclude(pk=author.pk if author else 0).update(
                user=None
            )
            if author is not None:
                Author.objects.filter(pk=author.pk, user__isnull=True).update(user=account)


class AccountForm(Rights, forms.ModelForm[User]):
    """An account that is there."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active", "is_staff"]
        fields += ["is_superuser", "groups"]
        field_classes = {"username": UsernameField}


class NewAccountForm(Rights, UserCreationForm[User]):
    """A new account, with its first password."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_staff", "groups"]
        field_classes = {"username": UsernameField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("is_staff", True)


class Accounts(UserAdmin):  # type: ignore[type-arg]
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
        (_("What they may do"), {"fields": ("groups", "sections", "author")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (_("First password"), {"fields": ("password1", "password2")}),
        (_("What they may do"), {"fields": ("groups", "sections", "author")}),
        (_("Access"), {"fields": ("is_staff",)}),
    )
    change_form_template = "admin/auth/user/account.html"

    # --- Who may what ---------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser's account is changed by superusers only."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or _is_superuser(request))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: an account is deactivated."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Without what this person may not change: of their own account, all that decides on
        rights; and superusers are made by superusers."""
        hidden = set() if _is_superuser(request) else {"is_superuser"}
        if obj is not None and obj.pk == request.user.pk:
            hidden |= set(OF_OTHERS)
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
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With roles and sections, in two queries."""
        return super().get_queryset(request).prefetch_related("groups", "sections_given")

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
    def seen(self, account: User) -> str:
        """When they last logged in."""
        if account.last_login is None:
            return ""
        return date_format(timezone.localtime(account.last_login), "j M Y, H:i")

    @admin.display(description=_("active"), boolean=True)
    def active(self, account: User) -> bool:
        """Whether they may log in."""
        return account.is_active

    # --- Saving, and its trace in the log ------------------------------------------

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Remember how it was."""
        form.was = _described(User.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles, sections, byline; then log what is different."""
        super().save_related(request, form, formsets, change)
        form.put_rights()
        account = User.objects.get(pk=form.instance.pk)
        told = "; ".join(_differences(form.was, _described(account)))
        if told:
            record(Entry.Verb.ACCOUNT, request.user, title=account.username, note=told)

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
            messages.error(request, gettext("There is no such account."))
            return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
        if account.pk == request.user.pk:
            return HttpResponseRedirect(reverse("admin:password_change"))
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        with transaction.atomic():
            answer: HttpResponse = super().user_change_password(request, id, form_url)
            now = User.objects.values_list("password", flat=True).get(pk=account.pk)
            if now != account.password:
                note = gettext("password set")
                record(Entry.Verb.ACCOUNT, request.user, title=account.username, note=note)
        return answer


class Roles(GroupAdmin):
    """Roles on the desk: read by operators, changed by superusers."""

    list_display = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Superusers: a role's permissions are everybody's who has it."""
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Superusers."""
        return _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


def _described(account: User) -> dict[str, str]:
    """What the log compares: each thing in words, by its name."""
    yes, no = gettext("yes"), gettext("no")
    words = {}
    for name in PLAIN:
        value = getattr(account, name)
        words[str(User._meta.get_field(name).verbose_name)] = (  # type: ignore[union-attr]
            (yes if value else no) if isinstance(value, bool) else value
        )
    words[gettext("roles")] = _names(account.groups)
    words[gettext("sections")] = _names(account.sections_given)
    words[gettext("byline")] = str(Author.objects.filter(user=account).first() or "")
    return words


def _names(things: Any) -> str:
    return ", ".join(things.order_by("name").values_list("name", flat=True))


def _differences(was: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    """What is different, in words; of a new account, all that it has."""
    empty = gettext("none")
    if not was:
        yield gettext("new account")
        yield from (f"{name}: {value}" for name, value in now.items() if value)
        return
    for name, value in now.items():
        if was[name] != value:
            yield f"{name}: {was[name] or empty} → {value or empty}"


for model, desk in ((User, Accounts), (Group, Roles)):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
    admin.site.register(model, desk)
