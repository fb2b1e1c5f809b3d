"""What readers get of an embed: its words by what it is, and what the page's policy lets in."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.lib.access import page_sources
from articles.lib.embeds.embed import Embed
from articles.lib.html import canonical
from articles.models import Picture


def shown(found: Embed, caption: str, poster: Picture | None) -> str:
    """Return the HTML of an embed with its caption (HTML, may be empty)."""
    if found.frame_url:
        page_sources.note("frame-src", found.frame_origin)
    elif found.file_url:
        # Podcasts' files lead on over hosts that count listeners, any of which may be asked.
        page_sources.note("media-src", "https:")
    named = {"provider": found.provider}
    context = {
        "embed": found,
        "caption": mark_safe(caption),
        "words": canonical.plain_text(f"<p>{caption}</p>"),
        "poster": poster,
        "press": _press(found),
        "title": _title(found) % named,
        "open": _open(found) % named,
    }
    return render_to_string("partials/embed.html", context)


def _press(found: Embed) -> str:
    return {
        "video": _("Play the video"),
        "audio": _("Play the audio"),
        "post": _("Show the post"),
        "chart": _("Show the chart"),
        "map": _("Show the map"),
        "document": "",
    }[found.kind]


def _title(found: Embed) -> str:
    return {
        "video": _("Video from %(provider)s"),
        "audio": _("Audio from %(provider)s"),
        "post": _("Post on %(provider)s"),
        "chart": _("Chart from %(provider)s"),
        "map": _("Map from %(provider)s"),
        "document": _("PDF from %(provider)s"),
    }[found.kind]


def _open(found: Embed) -> str:
    return {
        "video": _("Watch on %(provider)s"),
        "audio": _("Listen on %(provider)s"),
        "post": _("Read on %(provider)s"),
        "chart": _("Open on %(provider)s"),
        "map": _("Open on %(provider)s"),
        "document": _("Open the PDF"),
    }[found.kind]
