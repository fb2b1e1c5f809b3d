"""Stories as one partner gets them: in full or not, with pictures or not, led back to us."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import Final

from articles.models.partners.feed import PartnerFeed
from articles.syndication.story.told import Told

#: Pictures in a text, as `full_text` writes them: whatever else stands in a figure goes with one.
_FIGURES: Final = re.compile(r"<figure>(?:(?!</figure>).)*</figure>", re.DOTALL)


def for_partner(told: Told, feed: PartnerFeed, paper: str) -> Told:
    """The story as that feed has it; its id stays the same whatever is added to its address."""
    address = f"{told.address}?{feed.campaign}" if feed.campaign else told.address
    html = told.html if feed.is_full else f"<p>{escape(told.summary, quote=False)}</p>"
    if not feed.has_pictures:
        html = _FIGURES.sub("", html)
        told = replace(told, picture=None, shapes=None)
    if feed.attribution:
        link = f'<a href="{escape(address)}">{escape(paper, quote=False)}</a>'
        html += f"<p><em>{escape(feed.attribution, quote=False)} {link}</em></p>"
    return replace(told, address=address, html=html)
