"""Notices in words, for the one who is told. Rights are asked again whenever they are shown: of
what is out of reach by now, nothing is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models.notices.notice import Kind, Notice
from articles.models.notices.things import THINGS, Named, shows
from articles.models.story.article import Article

#: More than so many notices are not counted on the bell.
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as one person reads it."""

    notice: Notice
    sentence: str
    #: Where it leads at the desk; "" for what is out of reach.
    address: str = ""
    note: str = ""

    @property
    def is_within_reach(self) -> bool:
        """Whether it says anything."""
        return bool(self.address)


def unseen_of(person: Any) -> int:
    """How many the bell counts: one more than `MOST_COUNTED` stands for all that are more. One
    query, which counts no further."""
    return Notice.objects.on_bell_of(person).unseen().order_by()[: MOST_COUNTED + 1].count()


def shown_to(person: Any, notices: Iterable[Notice]) -> list[Shown]:
    """These notices in words; a query for all stories, and one or two for things of each sort."""
    rows = list(notices)
    stories = {one.article_id for one in rows if one.article_id is not None}
    named: dict[str, Named] = {"story": _stories(person, stories) if stories else {}}
    for thing in {_thing(one) for one in rows} - {"story"}:
        numbers = {one.number for one in rows if _thing(one) == thing}
        named[thing] = THINGS[thing](person, numbers) if thing in THINGS else {}
    return [_shown(one, named[_thing(one)]) for one in rows]


def _thing(one: Notice) -> str:
    return one.about.rpartition(":")[0]


def _stories(person: Any, numbers: Collection[int]) -> Named:
    within = Article.objects.within_reach_of(person).order_by().filter(pk__in=numbers)
    return {
        story.pk: (str(story), reverse("admin:articles_article_change", args=[story.pk]))
        for story in within.only("headline", "binned_at")
    }


def _shown(one: Notice, named: Named) -> Shown:
    there = named.get(one.number)
    if there is None:
        return Shown(one, _("Something you no longer have access to, or that was deleted."))
    title, address = there
    names = {"by": _apart(one.by_name) or _("The system"), "title": _apart(title), "n": one.count}
    place = f"#{one.place.replace(':', '-')}" if one.place else ""
    return Shown(one, _words(one) % names, f"{address}{place}", one.note)


#: What happened, by how often.
SENTENCES: dict[Kind, Callable[[int], str]] = {
    Kind.MENTION: lambda n: ngettext(
        "%(by)s mentioned you in “%(title)s”",
        "%(n)d mentions of you in “%(title)s”, last by %(by)s",
        n,
    ),
    Kind.COMMENT: lambda n: ngettext(
        "%(by)s commented on “%(title)s”",
        "%(n)d comments on “%(title)s”, last by %(by)s",
        n,
    ),
    Kind.RETURNED: lambda _n: _("%(by)s returned “%(title)s” to draft"),
    Kind.CHANGES_RETURNED: lambda _n: _("%(by)s returned your changes to “%(title)s”"),
    Kind.ASSIGNED: lambda _n: _("%(by)s assigned “%(title)s” to you"),
    Kind.APPROVAL: lambda _n: _("%(by)s submitted “%(title)s” for approval"),
    Kind.FAILED: lambda _n: _("A scheduled action for “%(title)s” has failed"),
    Kind.LIVE: lambda _n: _("“%(title)s” has gone live"),
    Kind.SUGGESTED: lambda n: ngettext(
        "%(by)s suggested a change to “%(title)s”",
        "%(n)d suggestions for “%(title)s”, last by %(by)s",
        n,
    ),
    Kind.SUGGESTION_SETTLED: lambda n: ngettext(
        "%(by)s decided on your suggestion in “%(title)s”",
        "%(n)d of your suggestions in “%(title)s” are decided, last by %(by)s",
        n,
    ),
    Kind.SOURCE_CHANGED: lambda _n: _("%(by)s changed the source of the translation “%(title)s”"),
}


def _words(one: Notice) -> str:
    """What happened, with places for who did it, to what, and how often."""
    if _thing(one) == "handed":
        return ngettext(
            "%(by)s handed you an open story of %(title)s",
            "%(by)s handed you %(n)d open stories of %(title)s",
            one.count,
        )
    if _thing(one) == "webhook":
        return _("Deliveries to the webhook “%(title)s” fail")
    return SENTENCES[Kind(one.kind)](one.count)


def _apart(text: str) -> str:
    """A name that runs as its own letters do, whatever stands around it (Unicode Standard Annex 9);
    plain where all of it is ASCII."""
    return text if text.isascii() else f"\u2068{text}\u2069"


@shows("handed")
def _handed(person: Any, numbers: Collection[int]) -> Named:
    """Stories of somebody who left."""
    mine = f"{reverse('admin:articles_article_changelist')}?assigned=me"
    left = User.objects.filter(pk__in=numbers)
    return {one.pk: (one.get_full_name() or one.get_username(), mine) for one in left}
