"""What happens, as the calendar shows it to somebody: its words, its way, whether it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Right, Status
from articles.models.planning.happenings import PLAN_KINDS, Happening, Kind
from articles.models.planning.rights import may_plan
from articles.models.story.rights import ALL, OF_SECTIONS, know, sections_of

OPEN = frozenset({Status.DRAFT.value, Status.IN_REVIEW.value, Status.READY.value})
GONE = frozenset({Status.LIVE.value, Status.EXPIRED.value, Status.WITHDRAWN.value})


@dataclass(frozen=True, slots=True)
class Item:
    """One of them on a day."""

    happening: Happening
    label: str
    status: str
    url: str
    move_url: str
    section: str
    whose: str
    hour: str
    #: Whether it began on a day before.
    goes_on: bool = False

    @property
    def mark(self) -> str:
        """What it is known by."""
        return self.happening.mark

    @property
    def title(self) -> str:
        """Its headline, or what it is called."""
        if self.happening.kind == Kind.FRONT:
            return self.happening.title or _("Home page")
        return self.happening.title or _("Untitled story")

    @property
    def move_label(self) -> str:
        """What its handle does, to those who hear it."""
        return _("Move: %(title)s, %(what)s") % {"title": self.title, "what": self.label}

    @property
    def was(self) -> str:
        """Where it stands, exactly."""
        return self.happening.at.isoformat()


class Reader:
    """What somebody may do with what is planned; asks the database for nothing besides."""

    def __init__(
        self, person: Any, sections: dict[int, str], people: dict[int, str], back: str
    ) -> None:
        know(person)
        self.person, self.sections, self.people, self.back = person, sections, people, back
        self.edits, self.publishes = (
            person.has_perm(right.value) for right in (Right.EDIT, Right.PUBLISH)
        )
        self.move = reverse("admin:planning-move")
        self.has_all, self.has_sections = person.has_perm(ALL), person.has_perm(OF_SECTIONS)

    def governs(self, section: int | None) -> bool:
        """As `rights.governs`, of a section's number."""
        theirs = self.has_sections and section in sections_of(self.person)
        return bool(self.has_all or theirs)

    def may_move(self, one: Happening) -> bool:
        """Whether moving it would be let through, as far as can be told without asking."""
        if one.kind == Kind.FRONT:
            return one.at > timezone.now()
        if one.kind in PLAN_KINDS:
            own = one.whose == self.person.pk
            return may_plan(self.person, None if own else one.section)
        if one.kind == Kind.CHANGES:
            return bool(self.publishes and self.governs(one.section))
        if one.state in OPEN:
            return bool(self.edits)
        if one.kind == Kind.PUBLISH and one.state in GONE:
            return False
        is_over = one.state in {Status.EXPIRED.value, Status.WITHDRAWN.value}
        may = self.edits and self.publishes and self.governs(one.section)
        return bool(may and not is_over)

    def item(self, one: Happening, *, goes_on: bool = False) -> Item:
        """As it is shown."""
        label, status = told_of(one)
        query = urlencode({"mark": one.mark, "next": self.back})
        moves = f"{self.move}?{query}" if self.may_move(one) else ""
        return Item(
            one, label, status, url_of(one), moves,
            self.sections.get(one.section or 0, ""),
            self.people.get(one.whose or 0, ""),
            hour_of(one.at), goes_on,
        )  # fmt: skip


def told_of(one: Happening) -> tuple[str, str]:
    """What happens, in a word or two, and the colour of it."""
    if one.kind == Kind.PUBLISH:
        return str(Status(one.state).label), one.state
    return str(Kind(one.kind).label), one.kind


def url_of(one: Happening) -> str:
    """Where it is worked on."""
    if one.kind == Kind.FRONT:
        return reverse("admin:front-history", args=[one.key.replace(":", "-")])
    return _address_of(one.kind in PLAN_KINDS).replace("/0/", f"/{one.number}/")


@cache
def _address_of(is_plan: bool) -> str:
    """That of number 0: finding each address anew takes as long as all else that is shown of it."""
    return reverse("admin:planning-plan" if is_plan else "admin:articles_article_change", args=[0])


def hour_of(at: datetime) -> str:
    """The hour by the newsroom's clock; which of two, where it comes twice."""
    local = timezone.localtime(at)
    if local.fold and local.utcoffset() != local.replace(fold=0).utcoffset():
        return f"{local:%H:%M (%Z)}"
    return f"{local:%H:%M}"
