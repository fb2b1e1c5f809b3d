"""A new draft that begins with what another story says, or a template."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.models.bin.verbs import Binning
from articles.models.changes.log import Entry, record
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.people.authors import Author
from articles.models.pictures.picture import Picture
from articles.models.story.content import Content, cleaned
from articles.models.story.rights import ALL, OF_SECTIONS, Right, is_at_desk, may, sections_of
from articles.models.style.ignored import copy_ignored
from articles.models.templates.template import MANAGE, StoryTemplate
from articles.models.topics.taxonomy import Category

#: Characters of the story's title in the version's reason.
MAX_TITLE = 200
ADD = "articles.add_article"
#: What a template has of a story only where it is wished.
OF_THE_STORY: Content = {"authors": [], "topics": [], "picture": None}
#: What is the one story's alone: its address, and its hours.
NOT_COPIED = {"slug": "", "publish_at": None, "expires_at": None}


class Copying(Binning):
    """The story as the beginning of another one."""

    class Meta:
        abstract = True

    def duplicate(self, by: Any, *, key: UUID | None = None) -> Self:
        """A draft of `by` with all that the working copy says, but for its address and hours. What
        stands beside the story (comments, revisions, who has it, log) is not copied, but for the
        marks that it says to ignore. The log and
        the first version say of what it is a copy. The same `key` makes one only.

        Raises PermissionDenied for those who may not see the story, or not begin any.
        """
        if not (may(by, Right.VIEW, self) and (by is None or may_begin(by))):
            raise PermissionDenied(_("You may not copy this story."))
        why = _("Copy of “%(story)s”") % {"story": Truncator(self).chars(MAX_TITLE)}
        content = copied(self.content())
        with transaction.atomic():
            made: Self = self.begin(
                content, by, key=key, template=self.template, why=why, copy_of=self.pk
            )
            copy_ignored(self.pk, made)
        return made

    @classmethod
    def begin_from(cls, template: StoryTemplate, by: Any, *, key: UUID | None = None) -> Self:
        """A draft of `by` with what the template says. The same `key` makes one only.

        Raises PermissionDenied for those who may not begin stories, and NotAllowed for a template
        that is retired, or of a section in which they do not write.
        """
        if by is not None and not may_begin(by):
            raise PermissionDenied(_("You may not write stories."))
        if template.is_retired:
            raise NotAllowed(_("This template is retired. Choose another one."))
        if not is_offered(template, by):
            raise NotAllowed(_("This template belongs to a section you don’t write for."))
        why = _("From the template “%(name)s”") % {"name": template}
        content = still_there(cleaned(template.content) | {"section": template.section_id})
        return cls.begin(content, by, key=key, template=template, why=why)

    def make_template(self, by: Any, template: StoryTemplate, keep: Collection[str] = ()) -> None:
        """Let `template`, new or not, say what the working copy says: a story made from it begins
        with that. Of bylines, topics and picture it has those named in `keep`. Raises
        PermissionDenied."""
        if not (may(by, Right.VIEW, self) and (by is None or by.has_perm(MANAGE))):
            raise PermissionDenied(_("You may not change templates."))
        with transaction.atomic():
            is_new = template.pk is None
            said = copied(self.content())
            template.content = said | {
                name: empty for name, empty in OF_THE_STORY.items() if name not in keep
            }
            if is_new:
                template.made_by_id = by.pk if by is not None else None
                template.section_id = said["section"]
            template.version += not is_new
            template.save()
            note = _("Text from “%(story)s”") % {"story": Truncator(self).chars(MAX_TITLE)}
            record(Entry.Verb.TEMPLATE, by, title=str(template), note=note, number=template.pk)


def still_there(content: Content) -> Content:
    """Without a section, picture or byline that was deleted since the content was kept."""
    rows = {"section": Category, "picture": Picture}
    gone = [
        name for name, model in rows.items()
        if content[name] and not model._base_manager.filter(pk=content[name]).exists()
    ]  # fmt: skip
    wanted = content["authors"]
    there = set(Author.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else ()
    return content | dict.fromkeys(gone) | {"authors": [pk for pk in wanted if pk in there]}


def may_begin(person: Any) -> bool:
    """Whether the person may begin stories."""
    return is_at_desk(person) and person.has_perm(ADD)


def offered(person: Any) -> list[StoryTemplate]:
    """The templates that `person` can begin a story from, in their order; none for those who may
    begin no story. One query."""
    if person is not None and not may_begin(person):
        return []
    wanted = StoryTemplate.objects.filter(is_retired=False).select_related("section")
    return [one for one in wanted.defer("content") if is_offered(one, person)]


def is_offered(template: StoryTemplate, person: Any) -> bool:
    """Whether `person` writes where the template is for: those whom sections are given to write
    in these, all others everywhere."""
    if template.section_id is None or person is None or person.has_perm(ALL):
        return True
    own = sections_of(person) if person.has_perm(OF_SECTIONS) else None
    return not own or template.section_id in own


def copied(content: Content) -> Content:
    """What of a story's content another one begins with."""
    return {**content, **NOT_COPIED}
