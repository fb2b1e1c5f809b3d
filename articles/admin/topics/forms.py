"""Forms to add, rename, merge and delete topics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.common.widgets import TopicSelect, TopicsField
from articles.models import FormerTopic, Topic, TopicChange
from articles.models.common.texts import LineField
from articles.models.topics import changes as care
from articles.models.topics.names import LONGEST, find, tidy


class TopicForm(forms.ModelForm[Topic]):
    """A topic's name and description; its address follows from the name."""

    #: Who fills the form in.
    person: Any = None

    class Meta:
        model = Topic
        fields = ["name", "description"]

    def clean_name(self) -> str:
        """The name as it is kept, if no other topic has it."""
        name = tidy(self.cleaned_data["name"])
        for topic in find(Topic.objects.exclude(pk=self.instance.pk), [name]).values():
            raise ValidationError(_("There is already a topic “%s”.") % topic.name)
        for former in find(FormerTopic.objects.select_related("topic"), [name]).values():
            if not self.person.has_perm(care.CHANGE):
                raise ValidationError(_("This topic is now called “%s”.") % former.topic.name)
        return name


class OneTopicSelect(TopicSelect):
    """Choose one existing topic."""

    new = False
    placeholder = gettext_lazy("Find a topic")


class OneTopicField(TopicsField):
    """One topic that there is. Cleans to it, or to None."""

    widget = OneTopicSelect

    def clean(self, value: list[str] | None) -> Any:
        """The topic; several, or one that there is not, are an error."""
        topics = super().clean(value)
        if len(topics) > 1:
            raise ValidationError(_("Please choose one topic only."))
        if topics and not isinstance(topics[0], Topic):
            raise ValidationError(_("This topic no longer exists."))
        return topics[0] if topics else None


class CareForm(forms.Form):
    """Base of the forms that change topics; `do` makes the change."""

    def __init__(self, *args: Any, topics: list[Topic], into: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics

    def do(self, by: Any) -> list[TopicChange]:
        """Make the changes; raises NotAllowed."""
        raise NotImplementedError


class RenameForm(CareForm):
    """Rename a topic."""

    name = LineField(label=gettext_lazy("New name"), max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.topics[0].name

    def do(self, by: Any) -> list[TopicChange]:
        """Rename the topic."""
        change = care.rename(self.topics[0], self.cleaned_data["name"], by)
        return [change] if change else []

    @property
    def taken(self) -> Topic | None:
        """The other topic that has the name already."""
        others = Topic.objects.exclude(pk=self.topics[0].pk)
        return next(iter(find(others, [self.data.get("name", "")]).values()), None)


class MergeForm(CareForm):
    """The topic that stays: one of those chosen, or another one."""

    stays = forms.ChoiceField(required=False)
    other = OneTopicField(required=False, label=gettext_lazy("Another topic"))

    def __init__(self, *args: Any, into: list[int], **kwargs: Any) -> None:
        super().__init__(*args, into=into, **kwargs)
        field: Any = self.fields["stays"]
        if len(self.topics) > 1:
            field.choices = [(str(topic.pk), topic.name) for topic in self.topics]
            largest = max(self.topics, key=lambda topic: topic.used)
            field.initial = "" if into else str(largest.pk)
        self.fields["other"].initial = into

    def clean(self) -> dict[str, Any]:
        """With the topic that stays."""
        cleaned = super().clean() or {}
        there = {str(topic.pk): topic for topic in self.topics}
        into = cleaned.get("other") or there.get(cleaned.get("stays", ""))
        if into is None and not self.errors:
            raise ValidationError(_("Choose the topic to keep."))
        return cleaned | {"into": into}

    def do(self, by: Any) -> list[TopicChange]:
        """Merge the topics."""
        return [care.merge(self.topics, self.cleaned_data["into"], by)]


class DeleteForm(CareForm):
    """Confirm a deletion."""

    def do(self, by: Any) -> list[TopicChange]:
        """Delete the topics."""
        with transaction.atomic():
            return [care.delete(topic, by) for topic in self.topics]


#: The form of each page, and the right that it asks for.
PAGES: dict[str, tuple[type[CareForm], str]] = {
    "rename": (RenameForm, care.CHANGE),
    "merge": (MergeForm, care.CHANGE),
    "delete": (DeleteForm, care.DELETE),
}
