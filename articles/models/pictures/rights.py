"""Who may change what readers see of a picture: those who look after the library, and those who
govern every place that shows it. A picture that readers don't have is changed by whoever may edit
pictures, as ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry, record, record_change
from articles.models.common.actors import Actor
from articles.models.fronts.told.pictures import readers_have
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.people.authors import Author
from articles.models.pictures.picture import Picture
from articles.models.pictures.shown import in_print
from articles.models.publication.pages import Page
from articles.models.story.rights import (
    ALL,
    OF_SECTIONS,
    Right,
    is_at_desk,
    know,
    sections_of,
)

CHANGE = "articles.change_picture"
#: Whoever may take pictures out of the library looks after it: the picture desk.
LIBRARY = "articles.delete_picture"
#: What readers see, or what is written into the files that they get.
SEEN = frozenset({
    "alt_text", "decorative", "caption", "credit", "creator", "copyright", "licence",
    "licence_url", "terms", "use", "licence_expires_on", "focal_x", "focal_y", "source_type",
})  # fmt: skip
#: All that is edited; what is not in SEEN is the library's own.
EDITED = (*sorted(SEEN), "headline", "people", "tags")
#: What a picture that had it keeps.
NEEDED = ("credit", "alt_text")


def refusals(person: Any, numbers: Collection[int]) -> dict[int, str]:
    """Of these pictures those of which the person may not change what readers see, each with whom
    to ask. At most six queries, and none for those who look after the library."""
    if person is None:
        return {}
    know(person)
    if not (is_at_desk(person) and person.has_perm(CHANGE)):
        return dict.fromkeys(numbers, _("Your role does not allow you to change pictures."))
    if person.has_perm(LIBRARY):
        return {}
    found: dict[int, str] = {}
    if not person.has_perm("articles.change_author"):
        shown = Author.objects.filter(picture__in=numbers).values_list("picture", flat=True)
        found |= dict.fromkeys(filter(None, shown), _("It is an author’s portrait: %s") % _ask())
    if not person.has_perm("articles.change_page"):
        pages = Page.objects.filter(is_published=True, pictures__in=numbers)
        shown_on = pages.values_list("pictures", flat=True)
        found |= dict.fromkeys(shown_on, _("It is on a page of the publication: %s") % _ask())
    for number, fronts in readers_have(numbers).items():
        if not all(front.may_be_edited_by(person) for front in fronts):
            said = _("It is on a front that you can’t lay out: %s") % _ask()
            found.setdefault(number, said)
    said = _("It is live or scheduled in a story that you can’t publish: %s") % _ask()
    found |= dict.fromkeys(_in_stories_of_others(person, numbers), said)
    return {number: why for number, why in found.items() if number in set(numbers)}


def why_not(person: Any, picture: Picture) -> str:
    """Why the person may not change what readers see of the picture; "" if they may."""
    return refusals(person, [picture.pk]).get(picture.pk, "") if picture.pk else ""


def _ask() -> str:
    return _("please ask its editors, or the picture desk.")


def _in_stories_of_others(person: Any, numbers: Collection[int]) -> set[int]:
    governed: Q | None = None
    if person.has_perm(Right.PUBLISH.value):
        if person.has_perm(ALL):
            return set()
        if person.has_perm(OF_SECTIONS):
            governed = Q(section__in=sections_of(person))
    return in_print(numbers, but=governed)


def ask(person: Actor, picture: Picture) -> None:
    """Raise PermissionDenied, with whom to ask, where it is not the person's to change."""
    if why := why_not(person, picture):
        raise PermissionDenied(why)


def amend(number: int, values: Mapping[str, Any], by: Actor, note: str = "") -> Picture:
    """Give the picture of that number these words, rights or focal point, and log what it had;
    the picture as it is then. Raises PermissionDenied, and Picture.DoesNotExist."""
    with transaction.atomic():
        picture = Picture.objects.select_for_update().get(pk=number)
        changed = {name: value for name, value in values.items() if getattr(picture, name) != value}
        if not changed:
            return picture
        if SEEN & changed.keys():
            ask(by, picture)
        was = {name: _plain(getattr(picture, name)) for name in changed}
        for name, value in changed.items():
            setattr(picture, name, value)
        picture.save(update_fields=list(changed))
        now = {name: _plain(getattr(picture, name)) for name in changed}
        labels = {name: str(Picture._meta.get_field(name).verbose_name) for name in changed}  # type: ignore[union-attr]
        record_change(
            Entry.Verb.EDIT_PICTURE,
            by,
            was,
            now,
            labels=labels,
            title=str(picture),
            note=note,
            picture=number,
        )
        return picture


def log_added(picture: Picture, by: Actor) -> None:
    """Log that it has come into the library."""
    title, facts = str(picture), facts_of(picture)
    record(Entry.Verb.ADD_PICTURE, by, title=title, picture=picture.pk, after=facts)


def log_deleted(picture: Picture, by: Actor) -> None:
    """Log that it goes, with all that it said."""
    title, facts = str(picture), facts_of(picture)
    record(Entry.Verb.DELETE_PICTURE, by, title=title, picture=picture.pk, before=facts)


def facts_of(picture: Picture) -> dict[str, Any]:
    """What the picture says of itself, and which file it is."""
    named = {name: _plain(getattr(picture, name)) for name in EDITED}
    said = {name: value for name, value in named.items() if value not in ("", None, [])}
    return said | {"sha256": picture.sha256, "width": picture.width, "height": picture.height}


def former_words(picture: Picture, most: int = 10) -> list[Entry]:
    """The last changes of the picture, each with what it had before in its details."""
    entries = Entry.objects.filter(verb=Entry.Verb.EDIT_PICTURE, details__picture=picture.pk)
    return list(entries.order_by("-at", "-pk")[:most])


def bring_back_words(picture: Picture, entry: Entry, by: Actor) -> Picture:
    """Give the picture what it had before the change that `entry` tells of. Raises NotAllowed
    where it would then lack what a picture before readers needs, and PermissionDenied."""
    before = {name: value for name, value in entry.details["before"].items() if name in EDITED}
    if before.get("licence_expires_on"):
        before["licence_expires_on"] = parse_date(before["licence_expires_on"])
    for name in NEEDED:
        if name in before and not before[name] and getattr(picture, name):
            raise NotAllowed(_("It would then have no alt text or no credit. Write them first."))
    return amend(picture.pk, before, by, _("Restored"))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
