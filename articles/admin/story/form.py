"""The story's form: what is written and chosen, read from and given to the working copy."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.admin.common.language_choice import LanguageField
from articles.admin.common.widgets import (
    NEW,
    AuthorsField,
    LocalDateTimeField,
    PictureInput,
    TopicSelect,
    TopicsField,
)
from articles.admin.story.body_editor import body_field
from articles.lib.branding.sections import BY_DAY
from articles.lib.cards.drawing import ground
from articles.lib.languages.known import direction_of, site_tag
from articles.models import Article, Category, Right, may
from articles.models.common.fetched import fetched
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.topics.changes import topics_known

#: The order of the form.
FIELDS = (
    "headline",
    "standfirst",
    "body",
    "kind",
    "language",
    "section",
    "authors",
    "agency",
    "topics",
    "picture",
    "picture_caption",
    "publish_at",
    "expires_at",
    "sensitive",
    "assignee",
    "due_at",
    "slug",
    "teaser",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
    "drawn_card",
    "ai_helped",
    "not_for_partners",
)
#: What may hold too much though each of its parts is fine.
BOUNDED = ("body", "authors", "topics")
MOMENTS = ("publish_at", "expires_at", "due_at")
#: What is written in the story's language.
WORDS = tuple(
    name for name in contents.TEXTS if name not in {"body", "kind", "language", "slug", "agency"}
)
#: The choices whose row was read with the story.
KNOWN = (*contents.CHOICES, "assignee")


class KnownChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice that asks the database only for another one than the story has."""

    #: The one that was read with the story.
    known: Any = None

    def to_python(self, value: Any) -> Any:
        """The row that was chosen."""
        if self.known is not None and str(value) == str(self.known.pk):
            return self.known
        return super().to_python(value)


class StoryForm(forms.ModelForm[Article]):
    """All that is written and chosen for a story; what becomes of it, its verbs decide.

    It shows the working copy, and nothing it takes goes into the row: `content()` is for
    `Article.write()`.
    """

    body = body_field(is_story=True, required=False, label=_("Story"))
    language = LanguageField(
        required=False, label=_("Language"), help_text=_("If it isn’t the site’s language.")
    )
    authors = AuthorsField(required=False, label=_("Bylines"))
    topics = TopicsField(required=False, label=_("Topics"))

    class Meta:
        model = Article
        # Bylines and topics are the working copy's: those of the row need not be read.
        fields = [name for name in FIELDS if name not in contents.LISTS]
        field_classes = dict.fromkeys(MOMENTS, LocalDateTimeField) | dict.fromkeys(
            KNOWN, KnownChoice
        )
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1, "placeholder": _("Headline")}),
            "standfirst": forms.Textarea(attrs={"rows": 2, "placeholder": _("Standfirst")}),
            "picture_caption": forms.Textarea(attrs={"rows": 2}),
            "teaser": forms.Textarea(attrs={"rows": 3}),
            "search_description": forms.Textarea(attrs={"rows": 2}),
            "social_description": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = FIELDS
    #: Who fills it in; set by the desk.
    person: Any = None

    def __init__(self, *args: Any, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person or self.person
        story = self.instance
        self.working: Content = story.content() if story.pk else contents.blank()
        self.initial.update(self._shown(self.working))
        self._lay_out(story)

    def _shown(self, content: Content) -> dict[str, Any]:
        """The content as the form's initial values."""
        shown = {name: content[name] for name in (*contents.TEXTS, *contents.CHOICES, "authors")}
        shown |= {name: contents.moment(content[name]) for name in contents.MOMENTS}
        # What was posted is shown again as it was posted.
        self.topics_chosen = {} if self.is_bound else topic_choices(content["topics"])
        shown |= {"topics": list(self.topics_chosen)}
        shown |= {name: content[name] for name in contents.FLAGS}
        past = shown["publish_at"] and shown["publish_at"] <= timezone.now()
        if self.instance.is_out and past:
            shown["publish_at"] = None
        return shown

    def _lay_out(self, story: Article) -> None:
        fields = self.fields
        fields["picture"].widget = PictureInput(known=fetched(story, "picture"))
        for one in WORDS:
            fields[one].widget.attrs |= self._spoken()
        # One may write before the scripts are there.
        if not story.pk and not self.is_bound:
            fields["headline"].widget.attrs["autofocus"] = True
        topics = fields["topics"].widget
        assert isinstance(topics, TopicSelect)
        topics.known = self.topics_chosen
        # The plain choice, without the icons that open sections in other windows.
        fields["section"].widget = forms.Select()
        # Read when they are shown, and not to take what was posted.
        fields["section"].widget.choices = self._section_choices
        for choice in KNOWN:
            fields[choice].known = fetched(story, choice)  # type: ignore[attr-defined]
        for moment in MOMENTS:
            fields[moment].shown = self.initial.get(moment)  # type: ignore[attr-defined]
        fields["assignee"].queryset = writers()  # type: ignore[attr-defined]
        fields["assignee"].label_from_instance = name  # type: ignore[attr-defined]
        fields["assignee"].empty_label = _("Nobody")  # type: ignore[attr-defined]
        fields["assignee"].widget = forms.Select(choices=fields["assignee"].choices)  # type: ignore[attr-defined]
        if story.is_out:
            fields["publish_at"].label = _("Publish changes at")
            fields["publish_at"].help_text = _("Leave empty to publish them at once.")
        if self.working["sensitive"] and not may(self.person, Right.OVERRIDE, story):
            fields["sensitive"].disabled = True

    def _spoken(self) -> dict[str, str]:
        """What browsers check the spelling by, and which way the fields run."""
        own = self.working["language"]
        return {"lang": own or site_tag(), "dir": direction_of(own) if own else "auto"}

    @cached_property
    def sections(self) -> list[Category]:
        """All sections, read when they are shown."""
        return list(Category.objects.all())

    def elsewhere(self, site: str) -> dict[str, Any]:
        """What the previews of search result and card have to know besides what is typed; `site` is
        scheme and host."""
        story = self.instance
        looks = {
            str(one.pk): {"name": one.name, "colour": ground(BY_DAY.get(one.colour, ""))}
            for one in self.sections
        }
        published = story.publish_at.isoformat() if story.is_out and story.publish_at else ""
        host = site.partition("://")[2]
        return {"host": host, "sections": looks, "colour": ground(""), "published": published}

    def _section_choices(self) -> list[tuple[Any, Any]]:
        return [("", _("Choose one")), *((one.pk, one.name) for one in self.sections)]

    def _post_clean(self) -> None:
        """Nothing goes into the row here, so its own rules are not asked: a draft may lack
        anything, and what was chosen is there, since the fields have just read it."""

    def clean_headline(self) -> str:
        """A headline is one line, however it was typed or pasted."""
        return " ".join(self.cleaned_data["headline"].split())

    def clean(self) -> dict[str, Any]:
        """A story ends after it begins, and holds what a story holds."""
        cleaned = super().clean() or {}
        given = self.working | {name: cleaned[name] for name in BOUNDED if name in cleaned}
        for field, said in bounds.problems(given, self.working):
            self.add_error(field, said)
        begins, ends = cleaned.get("publish_at"), cleaned.get("expires_at")
        if begins and ends and ends <= begins:
            self.add_error("expires_at", _("A story can't expire before it is published."))
        return cleaned

    def content(self) -> Content:
        """What a valid form says, for `Article.write()`."""
        cleaned = self.cleaned_data
        content: Content = {field: cleaned[field] for field in (*contents.TEXTS, *contents.FLAGS)}
        content |= {
            field: cleaned[field].pk if cleaned[field] else None for field in contents.CHOICES
        }
        content |= {field: contents.written_moment(cleaned[field]) for field in contents.MOMENTS}
        content["authors"] = [author.pk for author in cleaned["authors"]]
        content["topics"] = [str(topic) for topic in cleaned["topics"]]
        if self.instance.is_out and not content["publish_at"]:
            # Its hour is past and not shown; an empty field does not mean another one.
            content["publish_at"] = self.working["publish_at"]
        return contents.cleaned(content)


def topic_choices(names: list[str]) -> dict[str, str]:
    """What the form posts for topics of these names, and what it calls them: numbers of those
    that there are, and new names with their mark. A name that a topic had before means it."""
    there = topics_known(names) if names else {}
    choices = {}
    for one in names:
        topic = there.get(one)
        choices[f"{NEW}{one}" if topic is None else str(topic.pk)] = topic.name if topic else one
    return choices


@cache
def _writers() -> Any:
    right = Permission.objects.filter(content_type__app_label="articles", codename="change_article")
    may_write = (
        Q(is_superuser=True) | Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    )
    people = get_user_model().objects.filter(may_write, is_active=True, is_staff=True)
    return people.distinct().order_by("first_name", "last_name", "username")


def writers() -> Any:
    """Those to whom a story can be given, by name."""
    return _writers().all()


def name(person: Any) -> str:
    """A person's name, else their account's."""
    return str(person.get_full_name() or person.get_username())
