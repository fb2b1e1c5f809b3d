"""What somebody may see at the desk, in the marks of the index: what makes their searches quick."""

from __future__ import annotations

from typing import Any

from articles.lib.searching import marks
from articles.models.story.rights import ALL, OF_SECTIONS, author_of, know, sections_of
from articles.search.asking import Narrowed


def within_reach(person: Any, *, or_public: bool = False) -> Narrowed:
    """The stories within reach of `person`, as `models/story/rights.py` says it; with `or_public`
    also what readers may have. Whoever searches asks that room all the same: this is a hint."""
    know(person)
    if person.has_perm(ALL):
        return Narrowed()
    own = [marks.person(person.pk)]
    if author := author_of(person):
        own.append(marks.author(author))
    if person.has_perm(OF_SECTIONS):
        own += map(marks.section, sorted(sections_of(person)))
    return Narrowed(any_of=(*own, *([marks.PUBLIC] if or_public else [])))
