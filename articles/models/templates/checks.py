"""What a template asks of its stories: that no place is left open, and needs of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.html import canonical
from articles.lib.text import plain as text
from articles.lib.text.places import places
from articles.models.common.findings import Finding
from articles.models.templates.template import StoryTemplate
from articles.models.topics.names import topics_known

#: The fields in which there may be a place to fill, in the order of the form.
FIELDS = (
    "headline",
    "standfirst",
    "body",
    "agency",
    "picture_caption",
    "slug",
    "teaser",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
)
#: What a template may ask for, with the field that it is given in.
NEEDS = {
    "standfirst": ("standfirst", gettext_lazy("“%(template)s” needs a standfirst.")),
    "picture": ("picture", gettext_lazy("“%(template)s” needs a picture.")),
    "fact_box": ("body", gettext_lazy("“%(template)s” needs a fact box.")),
    "topic": ("topics", gettext_lazy("“%(template)s” needs a topic.")),
}
#: So many places are named one by one.
MAX_PLACES = 12


def open_places(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The places that are still to be filled, as (field, words), in order."""
    found = []
    for field in FIELDS:
        said = str(content.get(field) or "")
        if "[" in said:
            plain = canonical.plain_text(said, captions=True) if field == "body" else said
            found += [(field, words) for words in places(plain)]
    return found


def places_to_fill(template: StoryTemplate | None, content: Mapping[str, Any]) -> Iterator[Finding]:
    """Each place that is still open. A story of no template may mean its brackets."""
    found = open_places(content)
    for field, words in found[:MAX_PLACES]:
        if template:
            message = _("Still to be filled in, or deleted: “%(words)s”.") % {"words": words}
            yield Finding("open-place", "error", message, field, place=words)
        else:
            message = _("“%(words)s” looks like a place to be filled in.") % {"words": words}
            yield Finding("open-place", "warning", message, field, place=words)
    if (rest := len(found) - MAX_PLACES) > 0:
        message = _("And %(count)d more places to be filled in.") % {"count": rest}
        yield Finding("open-place", "error" if template else "warning", message, found[-1][0])


def needs(template: StoryTemplate, content: Mapping[str, Any], body: str) -> Iterator[Finding]:
    """What the template asks of its stories; two queries where it asks for a topic of its own."""
    has = {
        "standfirst": bool(content["standfirst"].strip()),
        "picture": bool(content["picture"]),
        "fact_box": '<aside class="facts"' in body,
        "topic": bool(content["topics"]),
    }
    for what, (field, message) in NEEDS.items():
        if getattr(template, f"needs_{what}") and not has[what]:
            yield _finding(template, f"template-{what}", field, message)
    if template.topic and template.topic not in topics_known(content["topics"]).values():
        missing = _("“%(template)s” needs the topic “%(topic)s”.")
        yield _finding(template, "template-own-topic", "topics", missing, topic=template.topic)
    if template.least_words or template.most_words is not None:
        yield from _length(template, text.word_count(canonical.plain_text(body)))


def _length(template: StoryTemplate, words: int) -> Iterator[Finding]:
    least, most = template.least_words or 0, template.most_words
    if words < least:
        message = _("“%(template)s” needs at least %(least)d words; the text has %(words)d.")
        yield _finding(template, "template-words", "body", message, least=least, words=words)
    elif most is not None and words > most:
        message = _("“%(template)s” allows %(most)d words; the text has %(words)d.")
        yield _finding(template, "template-words", "body", message, most=most, words=words)


def _finding(template: StoryTemplate, code: str, field: str, message: Any, **told: Any) -> Finding:
    level: Any = template.level
    return Finding(code, level, message % {"template": template, **told}, field)
