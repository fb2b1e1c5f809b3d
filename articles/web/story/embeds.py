"""What readers get of an embed: its words by what it is, and what the page's policy lets in."""

from __future__ import annotations

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from articles.lib.access import page_sources
from articles.lib.embeds.embed import Embed
from articles.lib.html import canonical
from articles.models import Picture


class Words(NamedTuple):
    """What is said of a kind of embed: on its button, to people who hear the page, on its link."""

    press: Promise | str
    title: Promise
    open: Promise


WORDS: dict[str, Words] = {
    "video": Words(_("Play the video"), _("Video from %(provider)s"), _("Watch on %(provider)s")),
    "audio": Words(_("Play the audio"), _("Audio from %(provider)s"), _("Listen on %(provider)s")),
    "post": Words(_("Show the post"), _("Post on %(provider)s"), _("Read on %(provider)s")),
    "chart": Words(_("Show the chart"), _("Chart from %(provider)s"), _("Open on %(provider)s")),
    "map": Words(_("Show the map"), _("Map from %(provider)s"), _("Open on %(provider)s")),
    "document": Words("", _("PDF from %(provider)s"), _("Open the PDF")),
}


def shown(found: Embed, caption: str, poster: Picture | None) -> str:
    """Return the HTML of an embed with its caption (HTML, may be empty)."""
    if found.frame_url:
        page_sources.note("frame-src", found.frame_origin)
    elif found.file_url:
        # Podcasts' files lead on over hosts that count listeners, any of which may be asked.
        page_sources.note("media-src", "https:")
    said, named = WORDS[found.kind], {"provider": found.provider}
    context = {
        "embed": found,
        "caption": mark_safe(caption),
        "words": canonical.plain_text(f"<p>{caption}</p>"),
        "poster": poster,
        "press": said.press,
        "title": said.title % named,
        "open": said.open % named,
    }
    return render_to_string("partials/embed.html", context)
