"""What is typed and chosen for breaking news."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Banner, Category, NotAllowed
from articles.models.breaking import banner as banners
from articles.models.breaking.rights import sections_for
from articles.models.breaking.stub import LONGEST_SENTENCE, break_news, looked_at
from articles.models.common.texts import LineField, LinesField


def lengths() -> list[tuple[int, str]]:
    """How long a banner may be up."""
    return [
        (minutes, ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
        for minutes in banners.CHOICES
    ]


class BreakingForm(forms.Form):
    """Headline, one sentence, section; and an end that is there from the beginning. Of a story that
    readers have, which is broken, sentence and section are known."""

    headline = LineField(
        label=_("Headline"),
        max_length=200,
        widget=forms.TextInput(
            {"autocomplete": "off", "enterkeyhint": "next", "dir": "auto", "autofocus": True}
        ),
        error_messages={"required": _("Write the headline.")},
    )
    sentence = LinesField(
        label=_("One sentence"),
        max_length=LONGEST_SENTENCE,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("The story until there is more. It grows under the same address."),
    )
    section: forms.ModelChoiceField[Category] = forms.ModelChoiceField(
        label=_("Section"),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Choose a section.")},
    )
    minutes = forms.TypedChoiceField(label=_("Ends after"), coerce=int, choices=lengths)
    look = forms.ChoiceField(label=_("Form"), choices=Banner.Look.choices, widget=forms.RadioSelect)
    alone = forms.BooleanField(
        label=_("Banner only, without a story"),
        required=False,
        help_text=_("For what you can say in one line. It can lead to a story later."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, person: Any, data: Any = None, story: Article | None = None) -> None:
        sections = sections_for(person)
        first = {"minutes": banners.USUAL, "look": Banner.Look.BREAKING, "key": uuid4()}
        if data is None:
            first |= (
                {"headline": story.headline} if story else {"section": _usual(person, sections)}
            )
        super().__init__(data, initial=first, label_suffix="")
        self.person, self.story = person, story
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
        if story is not None:
            for name in ("sentence", "section", "alone"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask what the verb will ask, so that the confirmation promises nothing that it refuses."""
        given = super().clean() or {}
        if self.errors or Banner.objects.filter(form_key=given["key"]).exists():
            return given  # Pressed once more: it is done already.
        try:
            if self.story is None and not given["alone"]:
                looked_at(**self._news())
            else:
                banners.ask_for_place(Banner, self.story)
        except NotAllowed as refusal:
            self.add_error("sentence" if given.get("sentence") == "" else None, str(refusal))
        return given

    def break_it(self) -> Banner:
        """Do what was confirmed. Raises NotAllowed and PermissionDenied."""
        given = self.cleaned_data
        if self.story is None and not given["alone"]:
            return break_news(**self._news(), key=given["key"])
        return Banner.put_up(
            given["headline"],
            self.person,
            story=self.story,
            section=given.get("section"),
            minutes=given["minutes"],
            look=given["look"],
            key=given["key"],
        )

    def _news(self) -> dict[str, Any]:
        names = ("headline", "sentence", "section", "minutes", "look")
        return {name: self.cleaned_data[name] for name in names} | {"by": self.person}

    @property
    def kind(self) -> str:
        """What comes of it: a `story`, a banner over a `live` one, or `words` alone."""
        if self.story is not None:
            return "live"
        return "words" if self.cleaned_data["alone"] else "story"

    def advice(self) -> str:
        """What is worth a look, and stands in nobody's way."""
        length, most = len(self.cleaned_data["headline"]), 110
        said = gettext("The headline has %(count)d characters; other sites cut it after %(most)d.")
        return said % {"count": length, "most": most} if length > most else ""


def _usual(person: Any, sections: Any) -> Any:
    """The section in which the person began their last story; else the first that is theirs."""
    mine = Article.objects.filter(created_by=person.pk, section__in=sections).order_by("-pk")
    last = mine.values_list("section", flat=True).first()
    return last or sections.values_list("pk", flat=True).first()
