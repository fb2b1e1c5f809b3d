"""A plan becomes a story: a draft that says what the plan says, linked with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry
from articles.models.common.actors import Actor
from articles.models.copies.duplicating import is_offered, still_there
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.people.authors import Author
from articles.models.planning.assignment import Assignment
from articles.models.planning.plan import Plan
from articles.models.story import content as contents
from articles.models.story.article import Article
from articles.models.story.rights import Right, is_at_desk, may
from articles.models.templates.template import StoryTemplate

ADD = "articles.add_article"


def may_start(plan: Plan, by: Any) -> bool:
    """Whether `by` may make a story of the plan: who plans it, and its writers."""
    if by is None:
        return True
    if not (is_at_desk(by) and by.has_perm(ADD)) or plan.is_archived:
        return False
    return plan.may_be_planned_by(by) or _is_writer(plan, by)


def _is_writer(plan: Plan, by: Any) -> bool:
    # Read off what may have been fetched with the plan.
    return any(
        one.person_id == by.pk and one.role == Assignment.Role.WRITER
        and one.answer != Assignment.Answer.DECLINED
        for one in plan.assignments.all()
    )  # fmt: skip


def start(plan: Plan, by: Actor, template: StoryTemplate | None = None) -> Article:
    """The draft of the plan, of a template if one is chosen; pressed twice, the same one. Its
    writers stand over it, the first is assigned to it, due when the plan is."""
    if not may_start(plan, by):
        raise PermissionDenied(_("You may not start a story from this plan."))
    with plan.turn(by, asks=False):
        if (there := plan.its_story) is not None:
            return there
        if plan.story_id is not None:
            raise NotAllowed(
                _("The plan’s story is in the bin. Restore it there, or delete it first.")
            )
        if template is not None and (template.is_retired or not is_offered(template, by)):
            raise NotAllowed(_("You can’t use this template. Choose another one."))
        asked = plan.assignments.exclude(answer=Assignment.Answer.DECLINED)
        writers = [one.person for one in asked.filter(role=Assignment.Role.WRITER).order_by("pk")]
        story = Article.begin(
            _content(plan, writers, template), by, template=template,
            why=_("Started from the plan “%(plan)s”") % {"plan": Truncator(plan.title).chars(200)},
            plan=plan.pk,
        )  # fmt: skip
        heir = next((one for one in writers if may(one, Right.EDIT)), None)
        if heir is not None or plan.deadline is not None:
            story.assign(by, heir, plan.deadline)
        plan.story = story
        plan.touched("story")
        plan.log(Entry.Verb.PLAN_START, by, story=story.pk)
    return story


def _content(plan: Plan, writers: list[Any], template: StoryTemplate | None) -> contents.Content:
    names = Author.objects.filter(user__in=[one.pk for one in writers])
    order = {one.pk: place for place, one in enumerate(writers)}
    authors = sorted(names.values_list("user", "pk"), key=lambda one: order.get(one[0] or 0, 0))
    given = {
        "headline": plan.title,
        "section": plan.section_id,
        "authors": [pk for _user, pk in authors],
    }
    first = still_there(contents.cleaned(template.content)) if template else {}
    return contents.cleaned({**first, **{name: one for name, one in given.items() if one}})
