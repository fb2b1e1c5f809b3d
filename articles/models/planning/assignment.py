"""Assignments to write or to photograph what is planned, and what they answered."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.text import visible
from articles.models.changes.log import Entry, name_of
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Lines
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from articles.models.planning.plan import Plan
from articles.models.story.rights import is_at_desk

MAX_NOTE = 1_000
#: People asked for one plan.
MAX_PEOPLE = 30


class Assignment(models.Model):
    """One person, asked for one part of a plan."""

    class Role(models.TextChoices):
        """As what."""

        WRITER = "writer", gettext_lazy("Writer")
        PHOTOGRAPHER = "photographer", gettext_lazy("Photographer")

    class Answer(models.TextChoices):
        """What they say."""

        ASKED = "asked", gettext_lazy("Asked")
        ACCEPTED = "accepted", gettext_lazy("Accepted")
        DECLINED = "declined", gettext_lazy("Declined")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="assignments")
    person = account(related_name="coverage_assignments")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.WRITER)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.ASKED)
    note = Lines(gettext_lazy("note"), blank=True)
    made_by = account()
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("coverage assignment")
        verbose_name_plural = gettext_lazy("coverage assignments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "person", "role"], name="asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {name_of(self.person)}"

    @property
    def name(self) -> str:
        """Assignments."""
        return name_of(self.person)

    @classmethod
    def ask(cls, plan: Plan, person: Any, role: str, by: Actor) -> Self:
        """Ask `person` to do their part; somebody who has declined is asked again."""
        if role not in cls.Role.values:
            raise NotAllowed(_("Choose what they are to do."))
        if not is_at_desk(person):
            raise NotAllowed(_("This account can’t be assigned. Choose someone at the desk."))
        with plan.turn(by):
            there = cls.objects.filter(plan=plan, person=person, role=role).first()
            if there is not None and there.answer != cls.Answer.DECLINED:
                return there
            if there is None and cls.objects.filter(plan=plan).count() >= MAX_PEOPLE:
                raise NotAllowed(_("This plan has as many people as it can have."))
            made = there or cls(plan=plan, person=person, role=role)
            made.answer, made.answered_at, made.note = cls.Answer.ASKED, None, ""
            made.made_by_id = by.pk if by is not None else None
            made.made_at = timezone.now()
            made.save()
            plan.touched()
            plan.log(Entry.Verb.PLAN_ASSIGN, by, note=made.in_words(), person=person.pk)
            told = f"{plan.title} ({made.get_role_display()})"
            tell(Kind.ASSIGNED, [person], by, about=f"coverage:{plan.pk}", note=told)
        return made

    def take_back(self, by: Actor) -> None:
        """Ask them no longer."""
        with self.plan.turn(by):
            if type(self).objects.filter(pk=self.pk).delete()[0]:
                said = _("%(who)s no longer") % {"who": self.in_words()}
                self.plan.touched()
                self.plan.log(Entry.Verb.PLAN_ASSIGN, by, note=said, person=self.person_id)

    def reply(self, answer: str, by: Any, note: str = "") -> None:
        """Accept or decline, by who is asked, with a note for the planners."""
        if answer not in {self.Answer.ACCEPTED, self.Answer.DECLINED}:
            raise NotAllowed(_("Choose to accept or to decline."))
        if by is None or by.pk != self.person_id:
            raise PermissionDenied(_("Only the person who was asked can answer."))
        note = visible.lines(note).strip()
        if len(note) > MAX_NOTE:
            raise NotAllowed(_("The note is too long. Shorten it, and send it again."))
        with self.plan.turn(by, asks=False):
            self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
            if (self.answer, self.note) == (answer, note):
                return
            self.answer, self.note, self.answered_at = answer, note, timezone.now()
            self.save(update_fields=["answer", "note", "answered_at"])
            self.plan.touched()
            said = f"{self.get_answer_display()}: {note}" if note else self.get_answer_display()
            self.plan.log(Entry.Verb.PLAN_ANSWER, by, note=str(said), answer=answer)
            planners, said = {self.made_by_id, self.plan.created_by_id}, f"{self.plan}: {said}"
            tell(Kind.ASSIGNED, planners, by, about=f"coverage:{self.plan_id}", note=said)

    def in_words(self) -> str:
        """Who, and as what."""
        return f"{self.name} ({self.get_role_display()})"
