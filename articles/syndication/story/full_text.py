"""A story's text in full for those who have nothing else of the page: with its pictures, and all
addresses with scheme and host."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.lib.embeds.embed import Embed
from articles.lib.html import canonical, notes
from articles.lib.html.direction import with_directions
from articles.models import Article, Correction, Picture
from articles.models.links.leading import leading, targets
from articles.syndication.story import told
from articles.syndication.story.told import Still, Told

#: The width of a picture in a text, in pixels.
WIDTH = 800


def in_full(stories: Sequence[Article], site: str) -> list[Told]:
    """What is told of `stories`, with their texts; at most three queries more than they took.
    Section, picture, bylines and topics were fetched with them."""
    ids = {pk for story in stories for pk in canonical.picture_ids(story.body)}
    pictures = Picture.objects.in_bulk(ids) if ids else {}
    corrections = defaultdict(list)
    for one in Correction.objects.filter(article__in=[story.pk for story in stories]):
        corrections[one.article_id].append(one)
    linked = targets(story.body for story in stories)
    found = []
    for story in stories:
        try:
            text = written(leading(story.body, linked), site, story.get_absolute_url(), pictures)
            topics = told.topics_of(story)
            found.append(
                told.facts(
                    story, site=site, topics=topics, corrections=corrections[story.pk], html=text
                )
            )
        except Exception as error:
            # For the desk, which says what is to be looked at.
            error.add_note(f"Story {story.pk}: {story.headline}")
            raise
    return found


def written(body: str, site: str, path: str, pictures: Mapping[int, Picture]) -> str:
    """A body as it stands on its own; `path` is that of the story's page."""
    parts = _Parts(site, pictures)
    expanded = canonical.expand_figures(
        with_directions(canonical.without_pulls(body)), parts.figure, parts.embed, table_label=""
    )
    expanded = re.sub('<table data-chart="[a-z]+">', "<table>", expanded)
    expanded = expanded.replace('<a href="/', f'<a href="{site}/')
    expanded = expanded.replace('<a href="#', f'<a href="{site}{path}#')
    words = notes.NoteWords(_("Notes"), _("Note %d"), _("Back to the text"))
    return notes.numbered(expanded, words, site + path)


class _Parts(NamedTuple):
    """What figures become."""

    site: str
    pictures: Mapping[int, Picture]

    def figure(self, pk: int, _size: str, caption: str) -> str:
        """A picture with its caption and credit; "" for one that is not there."""
        still = self._still(pk)
        if still is None:
            return ""
        words = " ".join(
            filter(None, [caption or escape(still.caption), escape(still.credit_line)])
        )
        below = f"<figcaption>{words}</figcaption>" if words else ""
        return f"<figure>{_image(still)}{below}</figure>"

    def embed(self, found: Embed, caption: str, poster: int) -> str:
        """A link to what would be played, below its poster where it has one."""
        source, name, still = (
            escape(found.source_url),
            escape(found.title_hint),
            self._still(poster),
        )
        if still is None:
            return f'<p><a href="{source}">{name}</a>{caption and ": "}{caption}</p>'
        credit = f" {escape(still.credit)}" if still.credit else ""
        return (
            f'<figure><a href="{source}">{_image(still, name)}</a><figcaption>{caption}'
            f' <a href="{source}">{name}</a>{credit}</figcaption></figure>'
        )

    def _still(self, pk: int) -> Still | None:
        picture = self.pictures.get(pk)
        return told.still(picture, self.site, width=WIDTH) if picture else None


def _image(still: Still, alt: str = "") -> str:
    return (
        f'<img src="{escape(still.address)}" alt="{alt or escape(still.alt)}"'
        f' width="{still.width}" height="{still.height}">'
    )
