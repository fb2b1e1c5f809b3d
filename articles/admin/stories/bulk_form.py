"""What a verb on many stories asks for before it is done, and what is said of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.common.widgets import LocalDateTimeInput, TopicsField
from articles.admin.placing.panel import places_for
from articles.models import BulkJob, Category, Topic
from articles.models.common.texts import LinesField
from articles.models.desk.bulk import MAX_STORIES
from articles.models.desk.bulk_verbs import BulkVerb
from articles.models.story.rights import Right, holders_of

LATEST_DUE = timedelta(days=731)

#: The fields that each verb asks for.
ASKS: dict[BulkVerb, list[str]] = {
    BulkVerb.SUBMIT: ["note"],
    BulkVerb.APPROVE: ["note"],
    BulkVerb.PUBLISH: ["reason"],
    BulkVerb.RETURN: ["note"],
    BulkVerb.WITHDRAW: ["reason"],
    BulkVerb.RESTORE: ["reason"],
    BulkVerb.ASSIGN: ["to", "due_at"],
    BulkVerb.MOVE: ["section"],
    BulkVerb.ADD_TOPICS: ["topics"],
    BulkVerb.REMOVE_TOPICS: ["topics"],
    BulkVerb.PLACE: ["where"],
    BulkVerb.TAKE_OFF: ["scheduled"],
    BulkVerb.BIN: [],
    BulkVerb.UNBIN: [],
    BulkVerb.REMOVE: [],
}
NEEDED = {BulkVerb.WITHDRAW: ["reason"], BulkVerb.RETURN: ["note"]}
#: What happens, said before it does.
MEANS = {
    BulkVerb.SUBMIT: _("Sends drafts to the editors; for live stories, their changes."),
    BulkVerb.APPROVE: _("Marks stories in review as ready to publish."),
    BulkVerb.PUBLISH: _(
        "Publishes now, or at the story’s own time. For live stories, changes are published as "
        "minor."
    ),
    BulkVerb.RETURN: _(
        "Sends stories in review, and ready ones, back to their writers; for live stories, the "
        "submitted changes."
    ),
    BulkVerb.WITHDRAW: _("Takes them off the site; their addresses say that they were withdrawn."),
    BulkVerb.RESTORE: _("Puts withdrawn stories back at their old addresses, as they are now."),
    BulkVerb.ASSIGN: _("Puts them on that person’s desk."),
    BulkVerb.MOVE: _("For live stories, readers see it once the changes are published."),
    BulkVerb.ADD_TOPICS: _("For live stories, readers see it once the changes are published."),
    BulkVerb.REMOVE_TOPICS: _("For live stories, readers see it once the changes are published."),
    BulkVerb.PLACE: _("Pins each to the next free place of that block; readers see it at once."),
    BulkVerb.TAKE_OFF: _("Takes them out of every place that they are pinned to, at once."),
    BulkVerb.BIN: _(
        "Drafts stay in the bin for some weeks, with their history, and can be restored. What was "
        "ever published can be withdrawn, not deleted."
    ),
    BulkVerb.UNBIN: _("Puts them back as they were."),
    BulkVerb.REMOVE: _("Deletes them with their history, now. This can’t be undone."),
}


class People(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of newsroom members, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The full name, where there is one."""
        return str(obj.get_full_name() or obj.get_username())


class BulkForm(forms.Form):
    """What an action asks for besides the stories."""

    stories = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    note = LinesField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the writers; kept in each story’s history."),
    )
    reason = LinesField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    to = People(queryset=None, label=_("To"), required=False, empty_label=_("Nobody"))
    due_at = forms.DateTimeField(
        label=_("Due"),
        required=False,
        widget=LocalDateTimeInput,
        help_text=_("Leave empty to keep each story’s due time."),
    )
    section = forms.ModelChoiceField(
        queryset=Category.objects.all(), label=_("Section"), empty_label=_("Choose one")
    )
    topics = TopicsField(label=_("Topics"))
    where = forms.ChoiceField(label=_("Place in"))
    scheduled = forms.BooleanField(
        label=_("Also out of scheduled editions"),
        required=False,
        initial=True,
        help_text=_("Otherwise they return with those."),
    )

    def __init__(self, verb: BulkVerb, person: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verb, self.person = verb, person
        for name in set(self.fields) - {"stories", "key", *ASKS[verb]}:
            del self.fields[name]
        for name in NEEDED.get(verb, []):
            self.fields[name].required = True
        if "to" in self.fields:
            staff = holders_of(Right.VIEW.value)
            people = staff.filter(is_staff=True).order_by("first_name", "last_name", "username")
            self.fields["to"].queryset = people  # type: ignore[attr-defined]
        if "where" in self.fields:
            self.fields["where"].choices = places_for(person)  # type: ignore[attr-defined]
        if verb in {BulkVerb.PUBLISH, BulkVerb.RESTORE}:
            self.fields["reason"].help_text = _(
                "Needed for stories with warnings. Stories with errors are refused."
            )
        elif verb == BulkVerb.WITHDRAW:
            self.fields["reason"].help_text = _("Kept in each story’s history.")

    def clean_stories(self) -> dict[int, int | None]:
        """The numbers of the stories, each with that of the revision that was seen."""
        given = [one.partition(":") for one in self.cleaned_data["stories"].split(",")]
        numbers = [part for pk, colon, seen in given for part in ([pk, seen] if colon else [pk])]
        if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in numbers):
            raise ValidationError(_("Please select the stories again."))
        if len(given) > MAX_STORIES:
            raise ValidationError(_("At most 1,000 stories at a time."))
        return {int(pk): int(seen) if colon else None for pk, colon, seen in given}

    def clean_due_at(self) -> datetime | None:
        """An hour to come."""
        due: datetime | None = self.cleaned_data["due_at"]
        if due and not timedelta() < due - timezone.now() < LATEST_DUE:
            raise ValidationError(_("Enter a future time within the next two years."))
        return due

    def clean_topics(self) -> list[str]:
        """Their names; only those who may make a topic can name a new one."""
        names = [str(topic) for topic in self.cleaned_data["topics"]]
        if not names:
            raise ValidationError(_("Please name at least one."))
        if self.verb == BulkVerb.ADD_TOPICS and not self.person.has_perm("articles.add_topic"):
            known = Topic.objects.filter(name__in=names).values_list("name", flat=True)
            if missing := sorted(set(names) - set(known)):
                raise ValidationError(_("No topic is called %s.") % ", ".join(missing))
        return names

    def begin(self) -> BulkJob:
        """The job, begun; once for each form."""
        given = self.cleaned_data
        options = {name: _plain(given[name]) for name in ASKS[self.verb] if given[name]}
        stories: dict[int, int | None] = given["stories"]
        seen = {pk: number for pk, number in stories.items() if number is not None}
        key = str(given["key"])
        return BulkJob.begin(self.verb, self.person, list(stories), key=key, seen=seen, **options)


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "pk", value)
