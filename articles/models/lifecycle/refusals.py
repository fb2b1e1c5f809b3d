"""Why a verb would be refused, said before it is pressed: the desk promises nothing else.

It asks what the verb itself asks, of the story as the save that goes with the press would leave
it. What the checks find is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models.changes.log import name_of
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.moves import MOVES
from articles.models.lifecycle.workflow import (
    UNSEEN,
    Change,
    Move,
    NotAllowed,
    State,
)
from articles.models.story.article import Article
from articles.models.story.revision import Revision
from articles.models.story.rights import (
    ALL,
    OF_SECTIONS,
    Right,
    holders_of,
    may,
    sections_of,
)
from articles.models.topics.taxonomy import Category

#: What is refused for other reasons than its state and the role: by the section, by who wrote last.
ASKED = (Move.PUBLISH, Move.APPROVE, Move.RESTORE)
#: Of those who may do it instead, so many are named.
MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, and what to do instead."""

    why: str
    instead: str


def refusals(
    story: Article, by: Any, content: Mapping[str, Any], *, unsaved: bool = False
) -> dict[str, dict[str, str]]:
    """What would be refused to `by`, by the verb's name; as `told`, a correction with its words.

    `content` is what the form holds, and `unsaved` whether it would be saved with the press. Asks
    the database only to say who else may, of what is refused.
    """
    found = {}
    for move in ASKED:
        if story.state in MOVES[move].origins and may(by, MOVES[move].right):
            found[move.value] = refusal(story, move, by, content, unsaved=unsaved)
    if story.is_out and Move.PUBLISH in found:
        told = refusal(story, Move.PUBLISH, by, content, unsaved=unsaved, told=True)
        found["told"] = told
    return {name: asdict(one) for name, one in found.items() if one is not None}


def refused_of(
    stories: Iterable[Article], move: Move, by: Any, most: int
) -> list[tuple[Article, str]]:
    """Of stories as they are saved, the first ones that `move` would be refused for, and why."""
    found: list[tuple[Article, str]] = []
    for story in stories:
        if len(found) > most:
            break
        row = {"section": story.section_id, "sensitive": story.sensitive}
        if story.state not in MOVES[move].origins:
            found.append((story, _("Now: %(state)s.") % {"state": story.status_label}))
        elif one := refusal(story, move, by, story.working.content if story.working else row):
            found.append((story, one.why))
    return found


def refusal(
    story: Article,
    move: Move,
    by: Any,
    content: Mapping[str, Any],
    *,
    unsaved: bool = False,
    told: bool = False,
) -> Refusal | None:
    """Why `move` would be refused to `by`; None where it would not, as far as it is asked here."""
    if move == Move.PUBLISH and not (unsaved or told) and story.has_been_done(Change.MINOR, ""):
        return None
    edit = Edit.of(story)
    as_saved = _as_saved(story, edit, by, content) if unsaved else story
    content = {**content, "sensitive": as_saved.sensitive or content["sensitive"]}
    sections = {*edit.sections, *filter(None, [content["section"]])}
    try:
        _ask(as_saved, edit, move, by, content, Change.CORRECTION if told else "")
    except PermissionDenied as refused:
        return _of_section(as_saved, by, sections, str(refused))
    except NotAllowed:
        return _of_writer(as_saved, by, sections, unsaved=unsaved)
    return None


def _as_saved(story: Article, edit: Edit, by: Any, content: Mapping[str, Any]) -> Article:
    """The story as a save by `by` would leave it, for what the verb asks of it; `edit`, which is
    never written, is of that then."""
    edit.story = saved = copy(story)
    saved.working = Revision(by_id=by.pk)
    if story.state in UNSEEN:
        saved.section_id = content["section"]
    elif story.working and not may(by, Right.OVERRIDE, story):
        # The mark stays.
        edit.was_sensitive |= bool(story.working.content.get("sensitive"))
    if story.state == State.READY:
        saved.state, saved.approved_id, saved.approved_by_id = State.IN_REVIEW, None, None
    return saved


def _ask(
    story: Article, edit: Edit, move: Move, by: Any, content: Mapping[str, Any], told: str
) -> None:
    """What the verb asks; raises PermissionDenied and NotAllowed."""
    newest = story.working
    is_new = newest is not None and newest._state.adding
    if newest is not None and is_new and newest.by_id is None:
        newest, is_new = None, False  # What the form shows of a row that has no revision.
    # Where it lacks a section the checks say so.
    if content["section"] is not None or story.state not in UNSEEN:
        if not edit.may(by, MOVES[move].right):
            raise PermissionDenied(_("Your role does not allow: %s.") % move.label)
        if move == Move.PUBLISH or (move == Move.RESTORE and (is_new or story.has_changes)):
            story.ask_to_publish(edit, by, content)
    story.ask_second_person(edit, by, newest, content, told)


def _of_section(story: Article, by: Any, wanted: set[int], said: str) -> Refusal:
    """It stands in, or goes to, a section that is not theirs."""
    if foreign := wanted - sections_of(by):
        sections = Category.objects.filter(pk__in=foreign)
        names = ", ".join(f"“{one.name}”" for one in sections.order_by("sort_key"))
        said = _("You may not publish in %(sections)s.") % {"sections": names}
    return Refusal(said, _instead(story, by, wanted))


def _of_writer(story: Article, by: Any, sections: set[int], *, unsaved: bool) -> Refusal:
    """It is sensitive, and nobody else has read it."""
    if unsaved:
        why = _(
            "The story is marked as sensitive, and with your changes you are its last writer: "
            "someone else has to read and publish it."
        )
    else:
        why = _(
            "The story is marked as sensitive, and you are its last writer: someone else has to "
            "read and publish it."
        )
    return Refusal(why, _instead(story, by, sections))


def _instead(story: Article, by: Any, sections: Iterable[int]) -> str:
    """What to do, with the names of those who may."""
    people = [name_of(one) for one in publishers(sections).exclude(pk=by.pk)[: MAX_NAMED + 1]]
    if not people:
        return _("Nobody else can publish it at the moment. Ask a managing editor for help.")
    names = ", ".join(people[:MAX_NAMED])
    if len(people) > MAX_NAMED:
        names = _("%(names)s and others") % {"names": names}
    if story.state == State.DRAFT:
        sentence = _("Submit it for review. These may publish it: %(names)s.")
    elif story.state == State.PUBLISHED and not story.submitted:
        sentence = _("Submit the changes. These may publish them: %(names)s.")
    else:
        sentence = _("Save it, and ask those who may publish it: %(names)s.")
    return sentence % {"names": names}


def publishers(sections: Iterable[int]) -> Any:
    """The accounts that may publish in all of these sections, by name."""
    given = holders_of(OF_SECTIONS)
    for section in sections:
        given = given.filter(sections_given=section)
    reach = Q(pk__in=holders_of(ALL).values("pk")) | Q(pk__in=given.values("pk"))
    people = holders_of(Right.PUBLISH.value).filter(reach, is_staff=True)
    return people.order_by("first_name", "last_name", "username")
