"""The form of a template: what it is called, what stories begin with, and what is asked of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.admin.story.body_editor import body_field
from articles.models import Article, StoryTemplate, Topic
from articles.models.common.texts import LineField, LinesField
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.topics.changes import topics_known

#: What is asked of stories.
CHECKS = (
    "level",
    "needs_standfirst",
    "needs_picture",
    "needs_fact_box",
    "needs_topic",
    "topic",
    "least_words",
    "most_words",
)
#: The columns that are edited, and logged.
COLUMNS = ("name", "description", "section", "order", "is_retired", *CHECKS)
#: Of what stories begin with, what is edited here; the rest comes from a story.
TEXTS = ("kind", "headline", "standfirst", "body", "picture_caption", "teaser")


class TopicName(LineField):
    """A topic, by its name."""

    def prepare_value(self, value: Any) -> Any:
        """The name of the topic that it has."""
        if isinstance(value, int):
            return Topic.objects.filter(pk=value).values_list("name", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> Topic | None:
        """The topic of that name, or that had it."""
        name = super().clean(value)
        if not name:
            return None
        topic = topics_known([name]).get(name)
        if topic is None:
            raise ValidationError(_("No topic has this name. Choose another, or add it."))
        return topic


class TemplateForm(forms.ModelForm[StoryTemplate]):
    """A template. One that somebody else has saved meanwhile is not gone over without a word."""

    topic = TopicName(required=False, label=_("Needs this topic"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=Article.Kind.choices)
    headline = LineField(required=False, label=_("Headline"), max_length=200)
    standfirst = LinesField(
        required=False, label=_("Standfirst"), widget=forms.Textarea(attrs={"rows": 2})
    )
    body = body_field(
        required=False,
        label=_("Text"),
        help_text=_("Write a place to be filled in as [[final score]]."),
    )
    picture_caption = LinesField(
        required=False, label=_("Picture caption"), widget=forms.Textarea(attrs={"rows": 2})
    )
    teaser = LinesField(required=False, label=_("Teaser"), widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = StoryTemplate
        fields = COLUMNS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = contents.cleaned(self.instance.content)
        for name in TEXTS:
            self.initial[name] = self.before[name]
        self.initial["version"] = self.instance.version

    def clean_body(self) -> str:
        """The text, as long as it is short enough."""
        body = str(self.cleaned_data["body"])
        if said := bounds.too_long(body, self.before["body"]):
            raise ValidationError(said)
        return body

    def clean(self) -> dict[str, Any]:
        """Say that somebody else was here since the form was opened; a second save goes over it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and given.get("version") is not None:
            now = StoryTemplate.objects.select_for_update().get(pk=self.instance.pk)
            if given["version"] != now.version:
                # Shown again, the form is one of the present version.
                self.data = {**self.data.dict(), "version": str(now.version)}  # type: ignore[attr-defined]
                raise ValidationError(
                    _("Someone saved this template meanwhile. Save again to replace it with yours.")
                )
        if not self.errors:
            said = self.before | {name: given[name] for name in TEXTS if name in given}
            self.instance.content = contents.cleaned(said)
        return given
