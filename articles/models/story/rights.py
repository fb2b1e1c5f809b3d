"""Who may do what with which story: said here, once, and asked at every door.

A right has two halves: the permission that the person's role has, and the story's being within
their reach. Within reach are one's own stories (begun by, assigned to or written by the person);
with `edit_section_articles` also those of the sections given to them; with `edit_all_articles`
all. What readers get is decided by those who *govern* the story, for which owning it is not
enough: its section is theirs, or all are.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account
from articles.models.common.prepared import PreparedValues
from articles.models.common.unindexed import one_of
from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.story.shown import Shown
from articles.models.templates.template import StoryTemplate
from articles.models.topics.taxonomy import Category


class Right(StrEnum):
    """What may be done with a story; the value is the permission that it asks for."""

    VIEW = "articles.view_article"
    EDIT = "articles.change_article"
    PUBLISH = "articles.publish_article"
    WITHDRAW = "articles.withdraw_article"
    OVERRIDE = "articles.override_checks"
    DELETE = "articles.delete_article"


#: Rights that change what readers get.
GOVERNING = frozenset({Right.PUBLISH, Right.WITHDRAW, Right.OVERRIDE})

ALL = "articles.edit_all_articles"
OF_SECTIONS = "articles.edit_section_articles"


class Owned(Shown):
    """Whose the story is: by whom it was begun, to whom it is assigned, and until when."""

    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Must be published by someone other than its last writer."),
    )
    assignee = account(
        db_index=False, related_name="assigned_stories", verbose_name=_("assigned to")
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    created_by = account(editable=False, db_index=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    #: What it was begun from, whose checks it has to pass (`models/copies/`).
    template = models.ForeignKey(
        StoryTemplate,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    #: Since when it lies in the bin, and who put it there (`models/bin/`).
    binned_at = models.DateTimeField(null=True, blank=True, editable=False)
    binned_by = account(editable=False, db_index=False)

    class Meta:
        abstract = True

    @property
    def is_binned(self) -> bool:
        """Whether it lies in the bin."""
        return self.binned_at is not None


def may(
    person: Any,
    right: Right,
    story: Owned | None = None,
    stood_in: int | None = None,
    *,
    in_bin: bool = False,
) -> bool:
    """Whether `person` has `right` over `story`, or over any story at all where none is named;
    over one that is being moved, also where it `stood_in`. One that lies in the bin is as one that
    is not there, but to those who ask for what is `in_bin`.

    None is the house itself, which may everything. Asks the database once for a person, and not
    at all for a superuser; once more for a story that may be theirs by its byline.
    """
    if person is None:
        return True
    know(person)
    if not (is_at_desk(person) and person.has_perm(right.value)):
        return False
    if story is None or story.pk is None:
        return True
    if story.is_binned is not in_bin:
        return False
    return governs(person, story, stood_in) or (right not in GOVERNING and owns(person, story))


def is_at_desk(person: Any) -> bool:
    """Whether the account may come to the desk at all: whoever may not, has no right either, and
    nothing that they have set going goes on in their name."""
    return bool(person.is_active and person.is_staff)


def _rights(number: int) -> QuerySet[Any, Any]:
    """All that the rights of an account hang on, as (what, text, text, number)."""
    permissions = Permission.objects.order_by()
    sections, authors = Category.objects.order_by(), Author.objects.order_by()
    none, nothing = Value(0), Value("")
    label = F("content_type__app_label")
    parts = [
        permissions.filter(user=number).values_list(Value("user"), label, "codename", none),
        permissions.filter(group__user=number).values_list(Value("group"), label, "codename", none),
        sections.filter(editors=number).values_list(Value("section"), nothing, nothing, "pk"),
        authors.filter(user=number).values_list(Value("author"), nothing, nothing, "pk"),
    ]
    return parts[0].union(*parts[1:], all=True)


RIGHTS = PreparedValues(_rights)


def know(person: Any) -> None:
    """Read all that the person's rights hang on in one query, where nothing of it was read yet.

    Django would ask for the permissions of the account and for those of its groups one after the
    other. They are put where it looks for them first.
    """
    is_known = person.is_superuser or hasattr(person, "_user_perm_cache")
    if is_known or not person.is_active or person.pk is None:
        return
    found = RIGHTS(person.pk)
    for what in ("user", "group"):
        given = {f"{label}.{name}" for kind, label, name, _number in found if kind == what}
        setattr(person, f"_{what}_perm_cache", given)
    numbers = [(what, number) for what, _label, _name, number in found]
    person._sections_given = frozenset(pk for what, pk in numbers if what == "section")
    person._author_number = next((pk for what, pk in numbers if what == "author"), None)


def governs(person: Any, story: Owned, stood_in: int | None = None) -> bool:
    """Whether the story is of a section given to `person`, or all are. One that is being moved
    has to be theirs where it stood, and where it goes."""
    if person is None or person.has_perm(ALL):
        return True
    if not person.has_perm(OF_SECTIONS):
        return False
    wanted = {story.section_id, stood_in or story.section_id}
    return story.section_id is not None and wanted <= sections_of(person)


def owns(person: Any, story: Owned) -> bool:
    """Whether `person` began the story, has it assigned, or stands over it."""
    if person.pk in {story.created_by_id, story.assignee_id}:
        return True
    author = author_of(person)
    return author is not None and Byline.objects.filter(article=story.pk, author=author).exists()


def sections_of(person: Any) -> frozenset[int]:
    """The numbers of the sections given to `person`; read once for each account object."""
    if not hasattr(person, "_sections_given"):
        given = Category.objects.filter(editors=person.pk)
        person._sections_given = frozenset(given.values_list("pk", flat=True))
    sections: frozenset[int] = person._sections_given
    return sections


def reach(person: Any, stories: QuerySet[Any], *, in_bin: bool = False) -> Q:
    """Those of `stories`, which are all, within the person's reach, as a condition; of those in
    the bin, or of all others."""
    return Q(_within(person, stories), binned_at__isnull=not in_bin)


def _within(person: Any, stories: QuerySet[Any]) -> Q:
    if person is None or (is_at_desk(person) and person.has_perm(ALL)):
        return Q()
    if not is_at_desk(person) or not person.has_perm(Right.VIEW.value):
        return Q(pk__in=[])
    within = Q(pk__in=_own(person, stories.order_by()))
    if person.has_perm(OF_SECTIONS) and (sections := sections_of(person)):
        # Off no index, or all stories of the sections were fetched and sorted. Lists have their
        # parts (`models/desk/reading.py`).
        return Q(one_of("section", sorted(sections))) | within
    return within


def _own(person: Any, stories: QuerySet[Any]) -> Any:
    """The numbers of the person's own stories: look-ups of an index each."""
    own: list[Any] = [stories.filter(assignee=person.pk).values("pk")]
    if author := author_of(person):
        own.append(Byline.objects.order_by().filter(author=author).values("article"))
    return stories.filter(created_by=person.pk).values("pk").union(*own)


def author_of(person: Any) -> int | None:
    """The number of the author that the account belongs to; read once for each account object."""
    if not hasattr(person, "_author_number"):
        authors = Author.objects.filter(user=person.pk)
        person._author_number = authors.values_list("pk", flat=True).first()
    number: int | None = person._author_number
    return number


def holders_of(permission: str) -> QuerySet[Any]:
    """The active accounts that have `permission`, by themselves or by a role."""
    # What stands before it among the settings' backends only keeps people out.
    backend = "django.contrib.auth.backends.ModelBackend"
    holders: QuerySet[Any] = get_user_model().objects.with_perm(permission, backend=backend)
    return holders
