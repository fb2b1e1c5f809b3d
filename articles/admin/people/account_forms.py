"""Forms of an account: who it is, and its roles and sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Author, Category
from articles.models.people.accounts import roles_given_by
from articles.models.story.rights import ALL, OF_SECTIONS, sections_of


class CheckboxMultipleChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of several rows, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """The chosen ones; a number longer than the database's are is an error, not a failure."""
        if any(len(str(key)) > 18 for key in value or []):
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": "…"})
        return super().clean(value)


def sections_given_by(person: Any) -> QuerySet[Category]:
    """The sections that `person` may give: those whose stories they govern themself."""
    if person.has_perm(ALL):
        return Category.objects.all()
    own = sections_of(person) if person.has_perm(OF_SECTIONS) else []
    return Category.objects.filter(pk__in=own)


class Rights(forms.Form):
    """Roles, sections and byline; only what `person` may grant is offered."""

    groups = CheckboxMultipleChoiceField(
        queryset=Group.objects.order_by("name"), required=False, label=_("Roles")
    )
    sections = CheckboxMultipleChoiceField(
        queryset=Category.objects.all(),
        required=False,
        label=_("Assigned sections"),
        help_text=_("Editors work on all stories in these sections."),
    )
    author = forms.ModelChoiceField(
        queryset=Author.objects.none(),
        required=False,
        label=_("Byline"),
        empty_label=_("None"),
        help_text=_("Stories with this byline count as their own."),
    )

    instance: User
    person: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            given = [role.pk for role in roles_given_by(self.person)]
            roles = Group.objects.filter(pk__in=given).order_by("name")
            self.fields["groups"].queryset = roles  # type: ignore[attr-defined]
        if "sections" in self.fields:
            self.fields["sections"].queryset = sections_given_by(self.person)  # type: ignore[attr-defined]
        own = Q(user=self.instance.pk) if self.instance.pk else Q(pk__in=[])
        if "author" in self.fields:
            authors = Author.objects.filter(own | Q(user__isnull=True)).order_by("sort_key", "pk")
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
            others = account.sections_given.exclude(pk__in=sections_given_by(self.person))
            account.sections_given.set([*given["sections"], *others])
        if "author" in given:
            author: Author | None = given["author"]
            Author.objects.filter(user=account).exclude(pk=author.pk if author else 0).update(
                user=None
            )
            if author is not None:
                Author.objects.filter(pk=author.pk, user__isnull=True).update(user=account)


class Addressed(forms.ModelForm[User]):
    """An account has an address of its own: who reads it can choose the account's password."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]
        field_classes = {"username": UsernameField}

    def clean_email(self) -> str:
        """The address; refused where another account has it, in whichever case."""
        address = str(self.cleaned_data.get("email") or "")
        if not address or address == self.instance.email:
            return address
        others = User.objects.filter(email__iexact=address).exclude(pk=self.instance.pk or 0)
        if other := others.first():
            raise ValidationError(
                _("%(name)s has this address already."), params={"name": other.get_username()}
            )
        return address


class AccountForm(Rights, Addressed):
    """Change an account."""

    class Meta(Addressed.Meta):
        fields = [*Addressed.Meta.fields, "is_staff", "is_superuser", "groups"]


class NewAccountForm(Rights, Addressed):
    """Add an account, whose owner gets a link to choose a password."""

    class Meta(Addressed.Meta):
        fields = [*Addressed.Meta.fields, "is_staff", "groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("is_staff", True)
        if "email" in self.fields:
            self.fields["email"].help_text = (
                _("Gets a link to choose a password.")
                if settings.HAS_MAIL
                else _("No mail is set up: you are shown the link to hand over.")
            )

    def clean_username(self) -> str:
        """As Django's form asks of new names: not one that differs in its case alone."""
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            message = User._meta.get_field("username").error_messages["unique"]
            raise ValidationError(message, code="unique")
        return name

    def save(self, commit: bool = True) -> User:
        """Without a password."""
        self.instance.set_unusable_password()
        return super().save(commit)
