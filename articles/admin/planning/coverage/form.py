"""What is typed of a coverage plan."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.admin.common.widgets import LocalDateTimeField
from articles.models import Assignment, Category, Plan
from articles.models.access.leaving import heirs
from articles.models.common.texts import LineField, LinesField
from articles.models.planning.plan import (
    FIELDS,
    MAX_NOTE,
    MAX_PICTURES,
    MAX_WORDS,
    MOMENTS,
    Overlap,
    Values,
)
from articles.models.story.rights import ALL, sections_of


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """The name that is known."""
        return str(obj.get_full_name() or obj.get_username())


def people() -> QuerySet[Any]:
    """Who can be asked: whoever writes or looks after pictures at the desk."""
    return heirs(type("Nobody", (), {"pk": None}))


class PlanForm(forms.Form):
    """A plan; with who is asked first, where there is none yet."""

    title = LineField(
        label=_("Title"), max_length=200, error_messages={"required": _("Write a title.")},
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip
    note = LinesField(
        label=_("Note"), required=False, max_length=MAX_NOTE,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )  # fmt: skip
    place = LineField(
        label=_("Place"), required=False, max_length=200,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip
    starts_at = LocalDateTimeField(label=_("Begins"), required=False)
    ends_at = LocalDateTimeField(label=_("Ends"), required=False)
    section: forms.ModelChoiceField[Category] = forms.ModelChoiceField(
        label=_("Section"), queryset=None, required=False, empty_label=_("None")
    )
    deadline = LocalDateTimeField(label=_("Deadline"), required=False)
    words = forms.IntegerField(
        label=_("Planned words"), required=False, min_value=0, max_value=MAX_WORDS
    )
    pictures = forms.IntegerField(
        label=_("Planned pictures"), required=False, min_value=0, max_value=MAX_PICTURES
    )
    person = Named(label=_("Ask"), queryset=None, required=False, empty_label=_("nobody yet"))
    role = forms.ChoiceField(label=_("As"), choices=Assignment.Role.choices, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, by: Any, data: Any = None, plan: Plan | None = None, **first: Any) -> None:
        now = plan.values() if plan else {}
        shown: dict[str, Any] = {"key": uuid4()}
        if plan is not None:
            shown = {name: getattr(plan, name) for name in FIELDS if name != "section"}
            shown |= {"section": plan.section_id, "base": json.dumps(now)}
        super().__init__(data, initial={**first, **shown}, label_suffix="")
        self.by, self.plan = by, plan
        self.fields["section"].queryset = self._sections()  # type: ignore[attr-defined]
        if plan is None:
            self.fields["person"].queryset = people()  # type: ignore[attr-defined]
        else:
            for name in ("person", "role", "key"):
                del self.fields[name]
            for name in MOMENTS:
                self.fields[name].shown = getattr(plan, name)  # type: ignore[attr-defined]

    def _sections(self) -> QuerySet[Category]:
        rows = Category.objects.all()
        if self.by.has_perm(ALL):
            return rows
        there = {self.plan.section_id} if self.plan and self.plan.section_id else set()
        return rows.filter(pk__in=sections_of(self.by) | there)

    def values(self) -> Values:
        """What was typed, as plain values."""
        given = {name: self.cleaned_data.get(name) for name in FIELDS}
        section = given["section"]
        moments: list[tuple[str, Any]] = [(name, given[name]) for name in MOMENTS]
        told = {name: at and at.isoformat() for name, at in moments}
        return {**given, **told, "section": section.pk if section else None}

    def based_on(self) -> Values | None:
        """What the form began with; None where it does not say."""
        try:
            given = json.loads(self.cleaned_data.get("base") or "null")
        except (ValueError, RecursionError):
            return None
        return {name: given.get(name) for name in FIELDS} if isinstance(given, dict) else None

    def overlaps(self, overlap: Overlap) -> None:
        """Say what somebody else has changed, beside each field; saved again, it is replaced."""
        self.add_error(None, str(overlap))
        posted: Any = self.data
        self.data = posted.copy()
        self.data["base"] = json.dumps(overlap.now)  # type: ignore[index]
        for name in overlap.names:
            self.add_error(name, _said(name, overlap.now[name]))


def _said(name: str, value: Any) -> str:
    if name == "section":
        row = Category.objects.filter(pk=value).first() if value else None
        value = row.name if row else ""
    return str(_("Now saved: %(value)s") % {"value": value or "–"})
