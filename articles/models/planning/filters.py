"""Filters that somebody has named, for themselves or for the whole newsroom."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.text import visible
from articles.models.changes.log import Entry, record
from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.rights import ALL, is_at_desk

#: What of an address is no filter: where somebody was just then.
PLACES = frozenset({"p", "date", "filter", "e", "_popup", "_to_field", "_changelist_filters"})
LONGEST = 1_000
#: Filters of one person, and those that all have in common.
MAX_OWN, MAX_SHARED = 100, 200


class SavedFilter(models.Model):
    """What a list or a view is filtered by, under a name."""

    class Page(models.TextChoices):
        """What is filtered."""

        STORIES = "stories", gettext_lazy("Stories")
        CALENDAR = "calendar", gettext_lazy("Calendar")
        BUDGET = "budget", gettext_lazy("Budget")
        BOARD = "board", gettext_lazy("Board")

    name = Line(gettext_lazy("name"), max_length=80)
    page = models.CharField(max_length=8, choices=Page.choices)
    #: As in the address, in the order of its names.
    query = models.CharField(max_length=LONGEST, blank=True)
    owner = account(related_name="saved_filters")
    is_shared = models.BooleanField(gettext_lazy("for everyone"), default=False)
    #: Whose page opens with it.
    default_for: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="default_filters", blank=True
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("saved filter")
        verbose_name_plural = gettext_lazy("saved filters")
        default_permissions = ()
        ordering = ["name", "pk"]
        indexes = [models.Index("page", "is_shared", name="filter_of_page")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def known_to(cls, person: Any, page: str) -> models.QuerySet[Self]:
        """Those of `person` for that page, and those that are shared."""
        return cls.objects.filter(Q(owner=person.pk) | Q(is_shared=True), page=page)

    @classmethod
    def default_of(cls, person: Any, page: str) -> Self | None:
        """What the person's page opens with; one query."""
        return cls.known_to(person, page).filter(default_for=person.pk).first()

    @classmethod
    def keep(
        cls, name: str, page: str, query: str, by: Any, *, shared: bool = False, opens: bool = False
    ) -> Self:
        """Save what the page is filtered by; one's own of the same name is replaced."""
        if page not in cls.Page.values:
            raise NotAllowed(_("This page no longer exists."))
        name, query = _named(name), tidied(query)
        with transaction.atomic():
            there = cls.objects.select_for_update().filter(owner=by.pk, page=page, name=name)
            one = there.first() or cls(owner_id=by.pk, page=page, name=name)
            one._ask_for_place(by, shared=shared)
            one.query, one.is_shared = query, shared
            one.save()
            if opens:
                one.open_with(by)
            one._log(by, _("saved"))
        return one

    def amend(self, name: str, by: Any, *, shared: bool) -> None:
        """Call it something else, or share it."""
        self._ask(by)
        self._ask_for_place(by, shared=shared)
        if not shared and self.owner_id != by.pk:
            raise NotAllowed(_("Only its owner can take it back from everyone."))
        self.name, self.is_shared = _named(name), shared
        with transaction.atomic():
            self.save(update_fields=["name", "is_shared"])
            if not shared:
                self.default_for.set(self.default_for.filter(pk=self.owner_id))
            self._log(by, _("changed"))

    def remove(self, by: Any) -> None:
        """Delete it, for all who had it."""
        self._ask(by)
        with transaction.atomic():
            self._log(by, _("deleted"))
            self.delete()

    def open_with(self, person: Any, *, wanted: bool = True) -> None:
        """Let the person's page open with it, and with no other; or not any more."""
        if not self.may_be_used_by(person):
            raise PermissionDenied(_("This filter is someone else’s."))
        with transaction.atomic():
            through = type(self).default_for.through.objects
            through.filter(user=person.pk, savedfilter__page=self.page).delete()
            if wanted:
                self.default_for.add(person)

    def may_be_used_by(self, person: Any) -> bool:
        """Whether they have it among theirs."""
        return self.is_shared or self.owner_id == person.pk

    def may_be_changed_by(self, person: Any) -> bool:
        """Its owner; and of one that is shared, those who look after all stories."""
        if not is_at_desk(person):
            return False
        return self.owner_id == person.pk or (self.is_shared and person.has_perm(ALL))

    def _ask(self, by: Any) -> None:
        if not self.may_be_changed_by(by):
            raise PermissionDenied(_("You may not change this filter."))

    def _ask_for_place(self, by: Any, *, shared: bool) -> None:
        rows = type(self).objects.filter(is_shared=True) if shared else (
            type(self).objects.filter(owner=by.pk, is_shared=False)
        )  # fmt: skip
        if rows.exclude(pk=self.pk).count() >= (MAX_SHARED if shared else MAX_OWN):
            raise NotAllowed(_("There are too many saved filters. Delete one you no longer use."))

    def _log(self, by: Any, what: str) -> None:
        if self.is_shared:
            said = f"{what}: {self.get_page_display()}"
            record(Entry.Verb.SAVED_FILTER, by, title=self.name, note=said, query=self.query)


def tidied(query: str) -> str:
    """What of an address's query filters something."""
    given = QueryDict(query.replace("\0", ""))
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        if name not in PLACES and any(one.strip() for one in given.getlist(name)):
            kept.setlist(name, [one for one in given.getlist(name) if one.strip()])
    if len(text := kept.urlencode()) > LONGEST:
        raise NotAllowed(_("These filters are too long to be saved."))
    return text


def _named(name: str) -> str:
    name = visible.line(name).strip()
    if not name:
        raise NotAllowed(_("Write a name."))
    if len(name) > 80:
        raise NotAllowed(_("The name is too long; at most 80 characters fit."))
    return name
