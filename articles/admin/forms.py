"""The story's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.admin.prose import body_field
from articles.admin.widgets import AuthorsField, PictureInput, TopicsField
from articles.lib.slugs import slug_for
from articles.models import Article, State


class StoryForm(forms.ModelForm[Article]):
    """All that is written and chosen for a story; what becomes of it, its verbs decide."""

    body = body_field(required=False, label=_("Story"))
    authors = AuthorsField(required=False, label=_("Bylines"))
    topics = TopicsField(required=False, label=_("Topics"))

    class Meta:
        model = Article
        fields = [
            "headline",
            "standfirst",
            "body",
            "kind",
            "section",
            "authors",
            "agency",
            "topics",
            "picture",
            "picture_caption",
            "publish_at",
            "updated_at",
            "expires_at",
            "slug",
            "teaser",
            "search_title",
            "search_description",
            "social_title",
            "social_description",
        ]
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1, "placeholder": _("Headline")}),
            "standfirst": forms.Textarea(attrs={"rows": 2, "placeholder": _("Standfirst")}),
            "picture_caption": forms.Textarea(attrs={"rows": 2}),
            "teaser": forms.Textarea(attrs={"rows": 3}),
            "search_description": forms.Textarea(attrs={"rows": 2}),
            "social_description": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "picture" in self.fields:
            self.fields["picture"].widget = PictureInput()
        if "section" in self.fields:
            # The plain choice, without the icons that open sections in other windows.
            section = self.fields["section"]
            section.empty_label = _("Choose one")  # type: ignore[attr-defined]
            section.widget = forms.Select(choices=section.choices)  # type: ignore[attr-defined]
        if self.instance.pk and "authors" in self.fields:
            bylines = self.instance.byline_set.values_list("author_id", flat=True)
            self.initial["authors"] = list(bylines)
            self.initial["topics"] = [topic.pk for topic in self.instance.topics.all()]

    def clean_headline(self) -> str:
        """A headline is one line, however it was typed or pasted."""
        return " ".join(self.cleaned_data["headline"].split())

    def clean_slug(self) -> str:
        """Left empty, the address is made from the headline."""
        slug: str = self.cleaned_data["slug"]
        return slug or slug_for(self.cleaned_data.get("headline", ""))

    def clean(self) -> dict[str, Any]:
        """A story that readers have keeps what the page needs."""
        cleaned = super().clean() or {}
        if self.instance.first_published_at and not cleaned.get("publish_at"):
            cleaned["publish_at"] = self.instance.publish_at
        if self.instance.state == State.PUBLISHED:
            for name, label in (("headline", _("headline")), ("section", _("section"))):
                if name in cleaned and not cleaned[name]:
                    self.add_error(
                        name,
                        _("A published story needs a %(part)s; or withdraw it first.")
                        % {"part": label},
                    )
        return cleaned
