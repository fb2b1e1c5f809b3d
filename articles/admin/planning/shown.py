"""What happens, as the calendar shows it to somebody: its words, its way, whether it moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
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
        self.move = f"{reverse('admin:planning-move')}?{urlencode({'next': back})}&mark="
        self.told: dict[tuple[str, str], tuple[str, str]] = {}
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
        known = one.kind, one.state
        label, status = self.told.get(known) or self.told.setdefault(known, told_of(one))
        moves = self.move + one.mark if self.may_move(one) else ""
        return Item(
            one, label, status, url_of(one), moves,
            self.sections.get(one.section or 0, ""),
            self.people.get(one.whose or 0, ""),
            hour_of(one.at), goes_on,
        )  # fmt: skip


def drawn(items: Sequence[Item]) -> SafeString:
    """What lies in a place of the calendar, as a list. Without a template: there are hundreds on a
    page, and finding each of their values takes three times as long as all else."""
    words = escape(_("Move: %(title)s, %(what)s"))
    return SafeString(f"<ul>{''.join(''.join(_drawn(item, words)) for item in items)}</ul>")


def _drawn(item: Item, words: str) -> Iterator[str]:
    title, label = escape(item.title), escape(item.label)
    yield f'<li class="plan-item" data-mark="{item.mark}" data-kind="{item.happening.kind}"'
    yield f' data-status="{item.status}"'
    if item.move_url:
        yield f' data-was="{item.was}" draggable="true"'
    hour = "…" if item.goes_on else item.hour
    yield f'><a class="plan-link" href="{escape(item.url)}"><span class="plan-hour">{hour}</span>'
    yield f' <b dir="auto">{title}</b> <span class="plan-told">'
    yield f'<span class="plan-label">{label}</span>'
    for name in filter(None, (item.section, item.whose)):
        yield f' · <span dir="auto">{escape(name)}</span>'
    yield "</span></a>"
    if item.move_url and not item.goes_on:
        yield f'<a class="plan-move" href="{escape(item.move_url)}" draggable="false"'
        yield ' aria-describedby="planning-keys"'
        yield f' aria-label="{words % {"title": title, "what": label}}">'
        yield '<span aria-hidden="true">↕</span></a>'
    yield "</li>"


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
