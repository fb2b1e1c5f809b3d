"""Breaking news that nobody has written yet: a stub goes live with a banner over every page."""

from __future__ import annotations

from html import escape
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles.lib.text import visible
from articles.models.breaking import banner as banners
from articles.models.breaking.banner import USUAL, Banner
from articles.models.breaking.rights import may_break
from articles.models.common.actors import Actor
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.publication.paper import Paper
from articles.models.story.article import Article
from articles.models.story.rights import author_of
from articles.models.topics.taxonomy import Category

#: Characters of the sentence: what a phone is patient with, and a line of the story then.
LONGEST_SENTENCE = 500


def break_news(
    headline: str,
    sentence: str,
    section: Category | None,
    by: Actor,
    *,
    minutes: int = USUAL,
    look: str = Banner.Look.BREAKING,
    key: UUID | None = None,
) -> Banner:
    """Publish a story of one sentence, which grows under the same address, and put up a banner.

    It is written and published by the story's own verbs, all in one transaction. What the checks
    find is passed over for being breaking news, as far as it may be. The same `key` (of the form)
    does it once. Raises PermissionDenied and NotAllowed; then there is no story either.
    """
    looked_at(headline, sentence, section, by, minutes=minutes, look=look)
    if key and (there := Banner.objects.filter(form_key=key).first()):
        return there
    with transaction.atomic():
        content = {
            "headline": headline,
            "body": f"<p>{escape(visible.lines(sentence).strip())}</p>",
            "section": section.pk if section else None,
            **_byline(by),
        }
        # Of two presses at once the second finds the story of the first, and then its banner.
        story = Article.begin(content, by, key=key)
        story.publish(by, reason=_("Breaking news"))
        return Banner.put_up(
            headline, by, story=story, minutes=minutes, look=look, key=key, is_stub=True
        )


def looked_at(
    headline: str,
    sentence: str,
    section: Category | None,
    by: Actor,
    *,
    minutes: int = USUAL,
    look: str = Banner.Look.BREAKING,
) -> None:
    """Raise what `break_news` would: for the page that says beforehand what will happen."""
    if section is None:
        raise NotAllowed(_("Choose a section."))
    if not may_break(by, section.pk):
        raise PermissionDenied(_("You may not break news in this section."))
    banners.fits(headline, minutes, look)
    said = visible.lines(sentence).strip()
    if not said:
        raise NotAllowed(_("Write one sentence: it is the story until there is more."))
    if len(said) > LONGEST_SENTENCE:
        words = _("The sentence has %(count)d characters; at most %(most)d fit.")
        raise NotAllowed(words % {"count": len(said), "most": LONGEST_SENTENCE})
    banners.ask_for_place(Banner, None)


def _byline(by: Actor) -> dict[str, object]:
    """The person's own name over it, where readers know them as an author; else the paper's."""
    author = author_of(by) if by is not None else None
    return {"authors": [author]} if author else {"agency": Paper.current().called[:100]}
