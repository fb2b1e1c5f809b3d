"""Related stories beside a story: by shared topics, else from its section.

What the story's first topic leaves free, the next ones fill: editors put first what it is about
first of all. A page depends on the topics that were looked at only, so that one which half of the
paper is about does not have half of the paper made anew with each story.

The cards of a topic and of a section are made once for all the stories beside which they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.delivery.services import kept
from articles.lib.dependencies import softly
from articles.models import Article, ArticleQuerySet, Category, Topic

LONGEST = 6
#: Fewer than these on its topics are no rail: then the section's newest are shown.
SHORTEST = 3
#: How many topics are looked at, in the order in which the story has them.
TOPICS = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A story's card, ready to be put into a page."""

    story: int
    at: datetime
    html: SafeString


@dataclass(frozen=True, slots=True)
class Rail:
    """Cards; `section` is set where they are the newest of the story's section."""

    cards: list[SafeString]
    section: Category | None = None


def related_stories(story: Article, topics: list[Topic]) -> Rail:
    """The rail beside `story`, which may lag some seconds. Two queries for each topic and for the
    section, none for what this process keeps."""
    with softly():
        found: dict[int, Card] = {}
        for topic in [topic for topic in topics if topic.pk][:TOPICS]:
            found |= {card.story: card for card in _of_topic(topic) if card.story != story.pk}
            if len(found) >= LONGEST:
                break
        if len(found) >= SHORTEST or story.section is None:
            newest = sorted(found.values(), key=lambda card: (card.at, card.story), reverse=True)
            return Rail([card.html for card in newest[:LONGEST]])
        others = [card.html for card in _of_section(story.section) if card.story != story.pk]
        return Rail(others[:LONGEST], story.section)


def _of_topic(topic: Topic) -> list[Card]:
    return kept(("rail of topic", topic.pk), lambda: _cards(Article.objects.about(topic)))


def _of_section(section: Category) -> list[Card]:
    return kept(
        ("rail of section", section.pk),
        lambda: _cards(Article.objects.visible().in_section(section)),
    )


def _cards(stories: ArticleQuerySet) -> list[Card]:
    """The newest of `stories`, one more than a rail holds: the story itself may be among them."""
    newest = stories.for_cards()[: LONGEST + 1]
    return [Card(one.pk, one.publish_at, card(one)) for one in newest if one.publish_at]


def card(story: Article) -> SafeString:
    """The card of `story` as it stands in a rail."""
    return SafeString(render_to_string("partials/related.html", {"story": story}))
